"""Counting periods of law: a ``Limit`` is one rule, ``last_day`` its last day, with the sentence that explains it.

The rules of counting, written here once:

- The day of the event is not counted; day one is the day after it (民事诉讼法 85; 民法典 201).
- Months and years end on the corresponding day, or on the last day of a month that lacks it (民法典 202).
- A period whose last day is a 法定休假日 ends on the first working day after it; rest days inside the period count,
  and a make-up Saturday or Sunday is a working day (民事诉讼法 85; 民法典 203).
- A period of 工作日 counts the working days of the calendar.
- An extension is added to the period before rolling, and the sum is rolled once.
"""

from calendar import monthrange
from collections.abc import Callable
from dataclasses import KW_ONLY, dataclass
from datetime import date, timedelta

from casework.engine.calendar import MONTHS, WorkCalendar

LENGTHS = {
    "days": "%(count)s日",
    "workdays": "%(count)s个工作日",
    "months": "%(count)s个月",
    "years": "%(count)s年",
}

COUNTED = "%(duty)s：自%(trigger)s的次日起%(length)s，%(raw)s届满（%(law)s）。"
ROLLED = (
    "%(duty)s：自%(trigger)s的次日起%(length)s，%(raw)s届满，当日为法定休假日（%(rest)s），"
    "顺延至%(due)s（%(law)s；民事诉讼法 第八十五条）。"
)
NOT_ROLLED = "%(duty)s：自%(trigger)s的次日起%(length)s，%(raw)s届满，当日为调休上班日，不顺延（%(law)s）。"
PROVISIONAL = "%(year)s年放假安排尚未公布，此日期为暂定，公布后重新计算。"


@dataclass(frozen=True)
class Limit:
    """One statutory limit: what must happen, by which law, how long after which event.

    ``runs_from`` and ``met_by`` name the dates of the record that start and satisfy it. Exactly one length is given.
    ``extendable`` names what an extension needs, and no value means that the law knows none. ``valid_from`` and
    ``valid_to`` (both inclusive) say when the rule itself is law.
    """

    name: str
    duty: str
    _: KW_ONLY
    law: str
    runs_from: str
    met_by: str
    days: int | None = None
    workdays: int | None = None
    months: int | None = None
    years: int | None = None
    extendable: str | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    def __post_init__(self):
        given = [unit for unit in LENGTHS if getattr(self, unit) is not None]
        if len(given) != 1:
            raise ValueError(f"{self.name}: give exactly one of {', '.join(LENGTHS)}")
        if self.length < 1:
            raise ValueError(f"{self.name}: a period has at least one day")

    @property
    def unit(self) -> str:
        """days, workdays, months or years."""
        return next(unit for unit in LENGTHS if getattr(self, unit) is not None)

    @property
    def length(self) -> int:
        return getattr(self, self.unit)

    def in_force_on(self, day: date) -> bool:
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)


@dataclass(frozen=True)
class DueDay:
    """The last day of a period: ``raw`` as counted, ``due`` after rolling; ``provisional`` while a notice is missing."""

    limit: Limit
    trigger: date
    extension: int
    raw: date
    due: date
    rest_name: str | None
    is_makeup_day: bool
    unknown_year: int | None

    @property
    def provisional(self) -> bool:
        return self.unknown_year is not None

    @property
    def sentence(self) -> str:
        """How the day was found, in Chinese."""
        return self.told(str)

    def told(self, translate: Callable[[str], str]) -> str:
        """The same sentence through a translator of templates, such as ``gettext``."""
        template = ROLLED if self.rest_name else NOT_ROLLED if self.is_makeup_day else COUNTED
        told = translate(template) % {
            "duty": translate(self.limit.duty),
            "law": translate(self.limit.law),
            "length": self._length(translate),
            "trigger": _written(self.trigger, None, translate),
            "raw": _written(self.raw, self.trigger, translate),
            "due": _written(self.due, self.raw, translate),
            "rest": translate(self.rest_name or ""),
        }
        return told + (translate(PROVISIONAL) % {"year": self.unknown_year} if self.provisional else "")

    def _length(self, translate: Callable[[str], str]) -> str:
        period = translate(LENGTHS[self.limit.unit])
        original = period % {"count": self.limit.length}
        if not self.extension:
            return original
        more, total = (
            period % {"count": self.extension},
            period % {"count": self.limit.length + self.extension},
        )
        return translate("%(original)s、延长%(more)s共%(total)s") % {
            "original": original,
            "more": more,
            "total": total,
        }


def last_day(limit: Limit, trigger: date, calendar: WorkCalendar, extension: int = 0) -> DueDay:
    """The last day of the period that ``trigger`` starts; ``extension`` is in the limit's own unit."""
    if extension < 0 or (extension and not limit.extendable):
        raise ValueError(f"{limit.name}: cannot be extended by {extension}")
    raw = _raw_end(limit.unit, limit.length + extension, trigger, calendar)
    rests = calendar.is_rest_day(raw)
    due = calendar.next_working_day(raw) if rests else raw
    return DueDay(
        limit=limit,
        trigger=trigger,
        extension=extension,
        raw=raw,
        due=due,
        rest_name=calendar.rest_name(raw) if rests else None,
        is_makeup_day=calendar.is_makeup_day(raw),
        unknown_year=calendar.unknown_year(trigger if limit.unit == "workdays" else raw, due),
    )


def _raw_end(unit: str, length: int, trigger: date, calendar: WorkCalendar) -> date:
    if unit == "days":
        return trigger + timedelta(days=length)
    if unit == "workdays":
        return calendar.add_working_days(trigger, length)
    return _corresponding_day(trigger, length * 12 if unit == "years" else length)


def _corresponding_day(day: date, months: int) -> date:
    """对应日: the same day of a later month, or the last day of a month that lacks it (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _written(day: date, after: date | None, translate: Callable[[str], str]) -> str:
    """A date in prose; the year is left out where the date before it in the sentence has said it."""
    template = "%(month)s%(day)s日" if after and after.year == day.year else "%(year)s年%(month)s%(day)s日"
    return translate(template) % {"year": day.year, "month": translate(MONTHS[day.month - 1]), "day": day.day}
