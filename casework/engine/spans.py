"""The periods that figures are told for: a month with its cut-off day, a quarter, a year, the year so far, any two days.

A period is written in the address as ``2022-12``, ``2022-Q4``, ``2022``, ``2022-12~`` (January to December) or
``2022-12-01~2022-12-20``. A unit may close its month on another day than the last: with the 25th, November runs from
26 October to 25 November. The first month after such a change is short, so that no day is counted twice or left out.
"""

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from casework.engine.calendar import MONTHS
from casework.engine.choices import Choices
from casework.engine.reading import Unreadable, compact

EARLIEST, LATEST = 1980, 2200  # years that can be meant
QUARTER, YEAR = 3, 12  # months


class SpanKind(Choices):
    """What sort of period it is, and what a report of it is called."""

    MONTH = "month", "月报"
    QUARTER = "quarter", "季报"
    YEAR = "year", "年报"
    TO_DATE = "to_date", "累计报表"
    DAYS = "days", "专项报表"


NAMES = {
    SpanKind.MONTH: "%(year)s年%(month)s",
    SpanKind.QUARTER: "%(year)s年第%(quarter)s季度",
    SpanKind.YEAR: "%(year)s年",
    SpanKind.TO_DATE: "%(year)s年1—%(month)s",
    SpanKind.DAYS: "%(first)s—%(last)s",
}
DAY = "%(year)s年%(month)s%(day)s日"
QUARTERS = ("一", "二", "三", "四")
UNREADABLE = "看不懂这个统计期，请写成 2022-12、2022-Q4、2022、2022-12~ 或 2022-12-01~2022-12-20"


@dataclass(frozen=True)
class Cutoff:
    """The last day of the reporting month (None: the last of the calendar month), from the month of ``since`` on."""

    day: int | None = None
    since: date | None = None

    def last_of(self, month: int) -> date:
        """The day on which a month closes; ``month`` counts from the year 0 (year * 12 + month - 1)."""
        year, number = divmod(month, YEAR)
        longest = monthrange(year, number + 1)[1]
        holds = self.day and (self.since is None or month >= number_of(self.since))
        return date(year, number + 1, min(self.day, longest) if holds else longest)

    def first_of(self, month: int) -> date:
        """The day after the month before has closed."""
        return self.last_of(month - 1) + timedelta(days=1)

    def month_of(self, day: date) -> int:
        """The reporting month to which a day belongs."""
        month = number_of(day)
        return month if day <= self.last_of(month) else month + 1


NATURAL = Cutoff()


@dataclass(frozen=True)
class Span:
    """A period, both days included. ``begins`` and ``ends`` number its months; free periods have none of their own."""

    kind: SpanKind
    first: date
    last: date
    begins: int
    ends: int
    cutoff: Cutoff = NATURAL

    @property
    def text(self) -> str:
        """As it stands in the address."""
        year, month = divmod(self.ends, YEAR)
        if self.kind == SpanKind.MONTH:
            return f"{year}-{month + 1:02d}"
        if self.kind == SpanKind.QUARTER:
            return f"{year}-Q{month // QUARTER + 1}"
        if self.kind == SpanKind.YEAR:
            return f"{year}"
        return f"{year}-{month + 1:02d}~" if self.kind == SpanKind.TO_DATE else f"{self.first}~{self.last}"

    @property
    def label(self) -> str:
        """2022年12月, 2022年第四季度, 2022年, 2022年1—12月."""
        return self.told(str)

    def told(self, translate: Callable[[str], str]) -> str:
        """The label through a translator of templates, such as ``gettext``."""
        year, month = divmod(self.ends, YEAR)
        return translate(NAMES[self.kind]) % {
            "year": year,
            "month": translate(MONTHS[month]),
            "quarter": translate(QUARTERS[month // QUARTER]),
            "first": day_told(self.first, translate),
            "last": day_told(self.last, translate),
        }

    def days_told(self, translate: Callable[[str], str] = str) -> str:
        """The first and the last day, in words."""
        return f"{day_told(self.first, translate)}—{day_told(self.last, translate)}"

    def contains(self, day: date) -> bool:
        return self.first <= day <= self.last

    def previous(self) -> "Span | None":
        """The period of the same length before it; the year so far has none."""
        if self.kind == SpanKind.TO_DATE:
            return None
        if self.kind == SpanKind.DAYS:
            length = self.last - self.first
            last = self.first - timedelta(days=1)
            return _from_to(last - length, last, self.cutoff)
        return self._moved(self.begins - self.ends - 1)

    def next(self) -> "Span | None":
        """The period of the same length after it."""
        if self.kind == SpanKind.DAYS:
            return None
        if self.kind == SpanKind.TO_DATE:
            return to_date(self.ends + 1, self.cutoff)
        return self._moved(self.ends - self.begins + 1)

    def year_before(self) -> "Span":
        """The same period of the year before."""
        if self.kind == SpanKind.DAYS:
            return _from_to(_year_before(self.first), _year_before(self.last), self.cutoff)
        return self._moved(-YEAR)

    def so_far(self) -> "Span":
        """From the beginning of its year to its end (累计), by the same cut-off; days that begin earlier are their own."""
        if self.kind == SpanKind.DAYS:
            return _from_to(min(self.first, date(self.last.year, 1, 1)), self.last, self.cutoff)
        return self if self.kind in (SpanKind.YEAR, SpanKind.TO_DATE) else to_date(self.ends, self.cutoff)

    def last_months(self, count: int = 13) -> list["Span"]:
        """So many months in their order, ending with the one in which this period ends."""
        return [month(number, self.cutoff) for number in range(self.ends - count + 1, self.ends + 1)]

    def _moved(self, months: int) -> "Span":
        return _of_months(self.kind, self.begins + months, self.ends + months, self.cutoff)


def month(number: int, cutoff: Cutoff = NATURAL) -> Span:
    """The month of that number (see ``number_of``)."""
    return _of_months(SpanKind.MONTH, number, number, cutoff)


def to_date(number: int, cutoff: Cutoff = NATURAL) -> Span:
    """From January to the month of that number."""
    return _of_months(SpanKind.TO_DATE, number - number % YEAR, number, cutoff)


def days(first: date, last: date, cutoff: Cutoff = NATURAL) -> Span:
    """From one day to another; raises Unreadable where nobody can mean that."""
    if last < first:
        raise Unreadable("统计期的结束日期不能早于开始日期")
    if not EARLIEST <= first.year <= last.year < LATEST:
        raise Unreadable(UNREADABLE)
    return _from_to(first, last, cutoff)


def number_of(day: date) -> int:
    """The months of the calendar, counted from the year 0."""
    return day.year * YEAR + day.month - 1


def read(text: str, cutoff: Cutoff = NATURAL) -> Span:
    """The period meant by the text of an address or a command; raises Unreadable."""
    for pattern, make in FORMS:
        found = pattern.fullmatch(compact(text).upper())
        if found:
            try:
                span = make(found, cutoff)
                if EARLIEST <= span.ends // YEAR < LATEST:
                    return span
            except ValueError as error:
                raise error if isinstance(error, Unreadable) else Unreadable(UNREADABLE) from error
    raise Unreadable(UNREADABLE)


def day_told(day: date, translate: Callable[[str], str] = str) -> str:
    return translate(DAY) % {"year": day.year, "month": translate(MONTHS[day.month - 1]), "day": day.day}


def _of_months(kind: SpanKind, begins: int, ends: int, cutoff: Cutoff) -> Span:
    return Span(kind, cutoff.first_of(begins), cutoff.last_of(ends), begins, ends, cutoff)


def _from_to(first: date, last: date, cutoff: Cutoff) -> Span:
    return Span(SpanKind.DAYS, first, last, cutoff.month_of(first), cutoff.month_of(last), cutoff)


def _month(found: re.Match) -> int:
    return number_of(date(int(found["year"]), int(found["month"]), 1))


def _quarter(found: re.Match, cutoff: Cutoff) -> Span:
    begins = int(found["year"]) * YEAR + (int(found["quarter"]) - 1) * QUARTER
    return _of_months(SpanKind.QUARTER, begins, begins + QUARTER - 1, cutoff)


def _year(found: re.Match, cutoff: Cutoff) -> Span:
    begins = int(found["year"]) * YEAR
    return _of_months(SpanKind.YEAR, begins, begins + YEAR - 1, cutoff)


def _days(found: re.Match, cutoff: Cutoff) -> Span:
    return days(date.fromisoformat(found["first"]), date.fromisoformat(found["last"]), cutoff)


def _year_before(day: date) -> date:
    longest = monthrange(day.year - 1, day.month)[1]
    return date(day.year - 1, day.month, min(day.day, longest))


MONTH = r"(?P<year>\d{4})-(?P<month>\d{1,2})"
FORMS: tuple[tuple[re.Pattern, Callable[[re.Match, Cutoff], Span]], ...] = (
    (re.compile(MONTH), lambda found, cutoff: month(_month(found), cutoff)),
    (re.compile(MONTH + "~"), lambda found, cutoff: to_date(_month(found), cutoff)),
    (re.compile(r"(?P<year>\d{4})-?Q(?P<quarter>[1-4])"), _quarter),
    (re.compile(r"(?P<year>\d{4})"), _year),
    (re.compile(r"(?P<first>\d{4}-\d{2}-\d{2})~(?P<last>\d{4}-\d{2}-\d{2})"), _days),
)
