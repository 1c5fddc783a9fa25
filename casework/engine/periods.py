"""Counting periods of law: a ``Limit`` is one rule, ``last_day`` its last day, with the sentence that explains it.

The rules of counting, written here once:

- The day of the event is not counted; day one is the day after it. A period of hours begins with its hour.
- Months and years end on the corresponding day, or on the last day of a month that lacks it.
- A period whose last day is a 法定休假日 ends on the first working day after it; rest days inside the period count,
  and a make-up Saturday or Sunday is a working day, as a last day and as the day rolled to.
- A period of 工作日 counts the working days of the calendar.
- An extension is added to the period before rolling, and the sum is rolled once.
- A pause takes its days out of the period; a restart lets the whole period begin anew after its day. In what order they
  were entered makes no difference, and what comes after the last day changes nothing.
- "N days before" counts back from the day before the event, and ends on a working day on or before the day found; with
  ``clear_days`` the N days lie wholly between the act and the event, which is the earlier day.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import KW_ONLY, dataclass
from datetime import date, timedelta

from casework.engine import sentences
from casework.engine.articles import Article
from casework.engine.bilingual import Bilingual
from casework.engine.calendar import DAY, WorkCalendar
from casework.engine.errors import Refused

UNITS = ("days", "workdays", "hours", "months", "years")


@dataclass(frozen=True)
class Extension:
    """That a period can be made longer: what that needs, and by how much at most (None: the law sets no bound)."""

    needs: Bilingual
    most: int | None = None


@dataclass(frozen=True)
class Limit:
    """One limit of law, as it stood from ``since`` to ``until`` (both inclusive): what must happen, how long after what.

    At most one length is given; a limit without one has none until the place says how long it is. ``counted_by`` are the
    articles by which a last day is moved, of which the one in force on that day is told. ``lapse`` says what follows when
    the day has passed. ``read`` says how well the text is known: V read in full, S at second hand, M from memory,
    A assumed. ``settings`` names what a place may choose. ``stops`` are the entries of a ledger that the law
    knows for it: pause, restart. ``is_right``: it is a party who may lose something, so that the
    unrolled day is the one to warn of.
    """

    name: str
    duty: Bilingual
    event: Bilingual
    _: KW_ONLY
    law: tuple[Article, ...]
    days: int | None = None
    workdays: int | None = None
    hours: int | None = None
    months: int | None = None
    years: int | None = None
    extension: Extension | None = None
    lapse: Bilingual | None = None
    backwards: bool = False
    counted_by: tuple[Article, ...] = ()
    since: date | None = None
    until: date | None = None
    read: str = "V"
    settings: tuple[str, ...] = ()
    stops: tuple[str, ...] = ()
    is_right: bool = False

    def __post_init__(self):
        given = [unit for unit in UNITS if getattr(self, unit) is not None]
        if len(given) > 1:
            raise ValueError(f"{self.name}: give one of {', '.join(UNITS)}")
        if given and self.length < 1:
            raise ValueError(f"{self.name}: a period has at least one day")
        if self.backwards and given and self.unit not in ("days", "workdays"):
            raise ValueError(f"{self.name}: only days are counted backwards")

    @property
    def unit(self) -> str | None:
        """days, workdays, hours, months or years; None where no length is set."""
        return next((unit for unit in UNITS if getattr(self, unit) is not None), None)

    @property
    def length(self) -> int | None:
        return getattr(self, self.unit) if self.unit else None

    def in_force_on(self, day: date) -> bool:
        return (self.since or date.min) <= day <= (self.until or date.max)

    def rolled_by(self, day: date) -> Article | None:
        """The article by which a last day of that date is moved."""
        return next((article for article in self.counted_by if article.law.in_force_on(day)), None)


@dataclass(frozen=True)
class Pause:
    """Days that are not counted, both included; without ``last`` the period still rests."""

    first: date
    last: date | None = None

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Restart:
    """The day of an event that interrupts the period: all of it begins anew on the day after."""

    on: date


@dataclass(frozen=True)
class DueDay:
    """The last day of a period: ``raw`` as counted, ``due`` after rolling; ``provisional`` while a notice is missing.

    ``start`` is the day of the event, or of the last restart. Of a period of hours all three are instants.
    """

    limit: Limit
    trigger: date
    start: date
    extension: int
    paused: int
    raw: date
    due: date
    rest_name: str | None
    is_makeup_day: bool
    unknown_year: int | None
    clear_days: bool = False

    @property
    def provisional(self) -> bool:
        return self.unknown_year is not None

    @property
    def sentence(self) -> str:
        """How the day was found, in Chinese."""
        return self.told()

    def told(self, english: bool = False) -> str:
        """How the day was found, in a sentence that can be read to a party; it names the article."""
        return sentences.told(self, english)


def last_day(
    limit: Limit,
    trigger: date,
    calendar: WorkCalendar,
    extension: int = 0,
    ledger: Iterable[Pause | Restart] = (),
    *,
    clear_days: bool = True,
) -> DueDay:
    """The last day of the period that ``trigger`` starts; ``extension`` is in the limit's own unit.

    Raises ValueError for a limit without a length or an extension the law does not know, and Refused while the period
    rests without an end.
    """
    if limit.unit is None:
        raise ValueError(f"{limit.name}: has no length")
    if extension < 0 or (extension and limit.extension is None):
        raise ValueError(f"{limit.name}: cannot be extended by {extension}")
    if limit.unit == "hours":
        end = trigger + timedelta(hours=limit.length + extension)
        return DueDay(limit, trigger, trigger, extension, 0, end, end, None, False, None)
    if limit.backwards:
        return _before(limit, trigger, calendar, extension, clear_days)
    ledger = tuple(ledger)
    pauses = tuple(entry for entry in ledger if isinstance(entry, Pause))
    start, found = trigger, _after(limit, trigger, trigger, calendar, extension, pauses)
    for on in sorted(entry.on for entry in ledger if isinstance(entry, Restart)):
        if start < on and (found is None or on <= found.due):
            start, found = on, _after(limit, trigger, on, calendar, extension, pauses)
    if found is None:
        raise Refused("期间还在中止，恢复之后才有届满日")
    return found


def _after(
    limit: Limit, trigger: date, start: date, calendar: WorkCalendar, extension: int, pauses: Sequence[Pause]
) -> DueDay | None:
    """Counted forwards from ``start``; None while a pause without an end lies in the way."""
    raw = _raw_end(limit.unit, limit.length + extension, start, calendar, pauses)
    if raw is None:
        return None
    rests, due = calendar.is_rest_day(raw), raw
    while calendar.is_rest_day(due) or (due != raw and _is_paused(due, pauses)):
        due = calendar.next_working_day(due)
    return DueDay(
        limit=limit,
        trigger=trigger,
        start=start,
        extension=extension,
        paused=sum(_is_paused(day, pauses) for day in _days(start + DAY, raw)) if pauses else 0,
        raw=raw,
        due=due,
        rest_name=calendar.rest_name(raw) if rests else None,
        is_makeup_day=calendar.is_makeup_day(raw),
        unknown_year=calendar.unknown_year(start + DAY if limit.unit == "workdays" else raw, due),
    )


def _before(limit: Limit, event: date, calendar: WorkCalendar, extension: int, clear_days: bool) -> DueDay:
    """Counted backwards from the day before ``event``; moved, where it must be, to an earlier working day."""
    length = limit.length + extension + clear_days
    raw = event
    if limit.unit == "workdays":
        for _ in range(length):
            raw = calendar.last_working_day(raw)
    else:
        raw -= DAY * length
    rests = calendar.is_rest_day(raw)
    due = calendar.last_working_day(raw) if rests else raw
    return DueDay(
        limit=limit,
        trigger=event,
        start=event,
        extension=extension,
        paused=0,
        raw=raw,
        due=due,
        rest_name=calendar.rest_name(raw) if rests else None,
        is_makeup_day=calendar.is_makeup_day(raw),
        unknown_year=calendar.unknown_year(due, event - DAY if limit.unit == "workdays" else raw),
        clear_days=clear_days,
    )


def _raw_end(
    unit: str, length: int, start: date, calendar: WorkCalendar, pauses: Sequence[Pause]
) -> date | None:
    if unit == "workdays":
        return _count_working_days(start, length, calendar, pauses)
    if unit == "days":
        end = start + DAY * length
    else:
        end = _corresponding_day(start, length * 12 if unit == "years" else length)
    return _lengthened(start, end, pauses)


def _count_working_days(
    day: date, count: int, calendar: WorkCalendar, pauses: Sequence[Pause]
) -> date | None:
    while count:
        day = calendar.next_working_day(day)
        if _rests_for_good(day, pauses):
            return None
        count -= not _is_paused(day, pauses)
    return day


def _lengthened(start: date, end: date, pauses: Sequence[Pause]) -> date | None:
    """The end, later by every day of a pause that lies in the period."""
    day, left = start, (end - start).days
    if not pauses:
        return end
    while left:
        day += DAY
        if _rests_for_good(day, pauses):
            return None
        left -= not _is_paused(day, pauses)
    return day


def _is_paused(day: date, pauses: Sequence[Pause]) -> bool:
    return any(pause.covers(day) for pause in pauses)


def _rests_for_good(day: date, pauses: Sequence[Pause]) -> bool:
    return any(pause.last is None and pause.first <= day for pause in pauses)


def _days(first: date, last: date) -> Iterable[date]:
    return (first + DAY * n for n in range((last - first).days + 1))


def _corresponding_day(day: date, months: int) -> date:
    """对应日: the same day of a later month, or the last day of a month that lacks it (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
