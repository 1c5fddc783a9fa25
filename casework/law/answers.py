"""The answer to a question about one limit, as data and as lines in both languages, and the catalogue as a page."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from casework.engine.bilingual import Bilingual as B
from casework.engine.periods import DueDay, Limit
from casework.engine.sentences import length_of
from casework.law.catalogue import SETTINGS
from casework.law.rules import CHAPTERS


@dataclass(frozen=True)
class Answer:
    """The last day of a limit, and the one after an extension where one was asked for."""

    plain: DueDay
    extended: DueDay | None = None

    @property
    def found(self) -> DueDay:
        """The day that counts in the end."""
        return self.extended or self.plain

    @property
    def law(self) -> str:
        """The articles of the rule, with their versions."""
        return "；".join(article.full() for article in self.plain.limit.law)

    def as_json(self) -> dict:
        """The answer as data; days are ISO 8601."""
        plain = self.plain
        return {
            "rule": plain.limit.name,
            "trigger": _iso(plain.trigger),
            "unit": plain.limit.unit,
            "length": plain.limit.length,
            "raw": _iso(plain.raw),
            "due": _iso(plain.due),
            "provisional": plain.provisional or self.found.provisional,
            "extended_due": _iso(self.extended.due) if self.extended else None,
            "sentence": self.found.sentence,
            "law": self.law,
        }

    def lines(self) -> list[str]:
        """The answer for a person at a terminal, in both languages."""
        limit, data = self.plain.limit, self.as_json()
        told = [
            f"{limit.duty.zh} / {limit.duty.en}",
            f"原届满日 raw: {data['raw']}",
            f"届满日 due: {data['due']}",
        ]
        if self.extended:
            told.append(f"延长后 extended due: {data['extended_due']}")
        told.append(f"暂定 provisional: {'是 yes' if data['provisional'] else '否 no'}")
        told += [self.found.sentence, self.found.told(english=True), f"依据 law: {self.law}"]
        if limit.is_right and self.found.raw < self.found.due:
            safe = _iso(self.found.raw)
            told.append(f"稳妥起见，请在{safe}前提出 / To be safe, act by {safe}")
        if limit.lapse:
            told.append(f"逾期 afterwards: {limit.lapse.zh} / {limit.lapse.en}")
        return told


def _iso(day: date) -> str:
    return day.isoformat(timespec="minutes") if isinstance(day, datetime) else day.isoformat()


# --- the catalogue as a page ------------------------------------------------------------------------------------------

HEAD = """# Time limits

Made by `flask --app wsgi deadline --list > docs/law.md` from `casework/law/rules.py`, where a rule is added or changed; a test
fails when this page is behind. How days are counted stands at the head of `casework/engine/periods.py`.

*Read*: V the text was read in full, S at second hand, M from memory, A assumed. What is M or A is a default and has to be
confirmed before a document quotes it. A length followed by `+` can be extended. Validity is by the day of the event.
*Stops*: what interrupts the count by law (`--pause`, `--restart`). What a place has set for good stands in `LIMIT_SETTINGS`.
"""
COLUMNS = (
    "name", "what has to be done", "counted from", "length", "law", "valid", "read", "stops", "settings", "afterwards",
)  # fmt: skip


def page() -> str:
    """The catalogue, in Markdown, with both languages in each row."""
    parts = [HEAD]
    for title, limits in CHAPTERS:
        parts.append(f"## {title.zh} · {title.en}\n")
        parts.append(
            "\n".join((_row(COLUMNS), _row(["---"] * len(COLUMNS)), *(_row(_cells(one)) for one in limits)))
            + "\n"
        )
    parts.append("## 设置 · Settings\n")
    parts.append(
        "\n".join(
            f"- `{name}`: {words.zh}。 {words.en[0].upper()}{words.en[1:]}."
            for name, words in SETTINGS.items()
        )
        + "\n"
    )
    return "\n".join(parts)


def _cells(limit: Limit) -> list[str]:
    return [
        f"`{limit.name}`",
        _pair(limit.duty),
        _pair(limit.event),
        _length(limit),
        "；".join(article.full() for article in limit.law),
        f"{limit.since or ''} – {limit.until or ''}".strip() if limit.since or limit.until else "",
        limit.read,
        ", ".join(limit.stops),
        ", ".join(f"`{name}`" for name in limit.settings),
        _pair(limit.lapse),
    ]


def _length(limit: Limit) -> str:
    if limit.unit is None:
        return "本地规定 · set by the place"
    told = f"{length_of(limit.unit, limit.length)} · {length_of(limit.unit, limit.length, english=True)}"
    if limit.backwards:
        told = f"之前{length_of(limit.unit, limit.length)} · {length_of(limit.unit, limit.length, english=True)} before"
    if limit.extension:
        most = limit.extension.most
        bound = f"+{most}" if most else "+"
        told += f"; {bound} {_pair(limit.extension.needs)}"
    return told


def _pair(words: B | None) -> str:
    return f"{words.zh} · {words.en}" if words else ""


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
