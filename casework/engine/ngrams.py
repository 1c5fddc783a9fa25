"""Text cut into tokens that an index can hold: Chinese in overlapping pairs, letters and digits whole.

The same cutting serves the index and the question, so whatever is typed finds what was written: full width or half,
capital or small, this bracket or that. Tokens hold letters and digits alone, so nothing typed can be read as a command.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

OPENING, CLOSING = "〔[【〖［《〈<{", "〕]】〗］》〉>}"
SHORTEST_CODE = 8  # codes so long are also found by how they end
ENDINGS = (4, 6)


class _Even(dict):
    """What each character becomes, worked out once."""

    def __missing__(self, code: int) -> str:
        mark = chr(code)
        self[code] = found = (
            "" if unicodedata.category(mark) in ("Cf", "Cc") and not mark.isspace() else _even(mark)
        )
        return found


def _even(mark: str) -> str:
    if mark in OPENING:
        return "("
    if mark in CLOSING:
        return ")"
    return " " if mark.isspace() else unicodedata.normalize("NFKC", mark).lower()


_EVEN = _Even()


def evened(text: str) -> str:
    """The text as it is compared: half width, small letters, round brackets, no invisible marks."""
    return text.translate(_EVEN)


# Letters and digits of the keyboard stand together; so do all other letters, Chinese above all.
RUN = re.compile(r"[a-z0-9]+|[^\W_a-z0-9]+")


@dataclass(frozen=True)
class Run:
    """Characters that stand together in an evened text, from ``start`` on; ``is_plain`` where they are a-z and 0-9."""

    text: str
    start: int

    @property
    def is_plain(self) -> bool:
        return self.text.isascii()


def runs(evened_text: str) -> Iterator[Run]:
    """The runs of an evened text, in order."""
    for found in RUN.finditer(evened_text):
        yield Run(found.group(), found.start())


def pairs(run: str) -> list[str]:
    """The overlapping pairs of a run; of a single character, itself."""
    return [run[n : n + 2] for n in range(len(run) - 1)] or [run]


def ending(text: str) -> str:
    """The token by which a code is found that ends so."""
    return f"e{text}"


def tokens(evened_text: str) -> list[str]:
    """What stands in the index for this text, each token once."""
    found: dict[str, None] = {}
    for run in runs(evened_text):
        if not run.is_plain:
            found.update(dict.fromkeys(pairs(run.text)))
            continue
        found[run.text] = None
        if len(run.text) >= SHORTEST_CODE:
            found.update((ending(run.text[-length:]), None) for length in ENDINGS)
    return list(found)
