"""What the office says about case numbers: how a unit's pattern is written, and what comes out of it."""

import re

from casework.engine.errors import Refused

USUAL_WORD = "工调"  # of a mediation; each kind of matter has a word of its own, and a series of its own
DEFAULT_PATTERN = "（{year}）{mark}{kind}〔{serial}〕号"
PLACEHOLDERS = ("{year}", "{mark}", "{serial}")
LONGEST_NUMBER = 60


def number_text(pattern: str | None, *, year: int, mark: str, serial: int, kind: str = USUAL_WORD) -> str:
    """The number as it is written; without a pattern of one's own, by the usual one.

    A pattern without {kind} was made for mediations: the word of another kind takes the place of theirs, or follows the mark.
    """
    pattern = pattern or DEFAULT_PATTERN
    if "{kind}" not in pattern:
        if USUAL_WORD in pattern:
            pattern = pattern.replace(USUAL_WORD, "{kind}", 1)
        elif kind != USUAL_WORD:
            pattern = pattern.replace("{mark}", "{mark}{kind}")
    return pattern.format(year=year, mark=mark, serial=serial, kind=kind)


def check_pattern(pattern: str, mark: str = "") -> None:
    """Refuse a pattern whose numbers could clash or could not be written."""
    if any(pattern.count(one) != 1 for one in PLACEHOLDERS):
        raise Refused(
            "案号格式须各写一次 {year}（年份）、{mark}（代字）和 {serial}（顺序号），否则案号会重复",
            field="number_pattern",
        )
    if pattern.count("{kind}") > 1:
        raise Refused("案号格式里的 {kind}（案件种类）最多写一次", field="number_pattern")
    if re.search(r"[{}]", re.sub("|".join(map(re.escape, (*PLACEHOLDERS, "{kind}"))), "", pattern)):
        raise Refused("案号格式里的大括号只能用于 {year}、{mark}、{kind}、{serial}", field="number_pattern")
    if len(number_text(pattern, year=2026, mark=mark, serial=999_999)) > LONGEST_NUMBER:
        raise Refused("案号太长，请缩短格式", field="number_pattern")
