"""Reading the calendar: the one in force, its notices, and which year still lacks one."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from weakref import WeakKeyDictionary, WeakSet

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import joinedload

from casework.accounts.models import User
from casework.deadlines.models import CalendarDay, CalendarNotice, DueShift
from casework.deadlines.notices import Named
from casework.engine import context
from casework.engine.calendar import WorkCalendar, official
from casework.extensions import db
from casework.matters.models import Matter
from casework.permissions import P

DECEMBER = 12
SHOWN_SHIFTS = 200


class _Calendars:
    """The calendar of the confirmed notices, read once in each process and again when a notice has been confirmed.

    Which notices there are is asked once in each transaction, so that every process sees a new one with its next request.
    """

    def __init__(self):
        self._kept: tuple[tuple, WorkCalendar] | None = None
        self._seen: WeakKeyDictionary = WeakKeyDictionary()  # session -> (its transaction, the calendar)
        self._ready: WeakSet = WeakSet()  # engines of migrated databases

    def in_force(self) -> WorkCalendar | None:
        """None where no notice is kept: a database that has not been migrated, or none at all."""
        session = db.session()
        transaction, seen = session.get_transaction(), self._seen.get(session)
        if transaction is not None and seen and seen[0] is transaction:
            return seen[1]
        if not self._is_ready():
            return None
        mark = tuple(session.execute(MARK).one())
        kept = self._kept
        if kept is None or kept[0] != mark:
            kept = self._kept = (mark, _read(mark))
        self._seen[session] = (session.get_transaction(), kept[1])
        return kept[1]

    def renew(self) -> None:
        """A notice was just confirmed in this transaction: ask again."""
        self._seen.pop(db.session(), None)

    def _is_ready(self) -> bool:
        engine = db.engine
        if engine not in self._ready:
            try:
                with context.writing(False), engine.connect() as connection:  # waits for nobody
                    if not sa.inspect(connection).has_table(CalendarNotice.__tablename__):
                        return False
            except DBAPIError:
                return False
            self._ready.add(engine)
        return True


MARK = sa.select(sa.func.count(), sa.func.max(CalendarNotice.id), sa.func.max(CalendarNotice.confirmed_at))
LATEST = (
    sa.select(CalendarNotice.year, sa.func.max(CalendarNotice.edition).label("edition"))
    .group_by(CalendarNotice.year)
    .subquery()
)
calendars = _Calendars()


def calendar_in_force() -> WorkCalendar | None:
    """The calendar of the confirmed notices; None where there are none."""
    return calendars.in_force()


def _read(mark: tuple) -> WorkCalendar | None:
    query = (
        sa.select(CalendarNotice.year, CalendarDay.day, CalendarDay.is_off, CalendarDay.name)
        .join(CalendarNotice, CalendarNotice.id == CalendarDay.notice_id)
        .join(
            LATEST, sa.and_(LATEST.c.year == CalendarNotice.year, LATEST.c.edition == CalendarNotice.edition)
        )
        .order_by(CalendarNotice.year, CalendarDay.day)
    )
    off: dict[date, str] = {}
    makeup: dict[date, str] = {}
    years = set()
    for year, day, is_off, name in db.session.execute(query):
        years.add(year)
        (makeup if is_off else off).pop(day, None)  # of two notices, the later year's holds
        (off if is_off else makeup)[day] = name
    if not years:
        return None
    return WorkCalendar(off, makeup, frozenset(years), f"{mark[1]} ({min(years)}-{max(years)})")


def notices() -> list[CalendarNotice]:
    """Every edition of every year, the latest first."""
    query = sa.select(CalendarNotice).options(joinedload(CalendarNotice.confirmed_by))
    return list(db.session.scalars(query.order_by(CalendarNotice.year.desc(), CalendarNotice.edition.desc())))


def days_in_notices() -> dict[int, Counter]:
    """How many days off and make-up days each notice names: notice id -> {True: off, False: worked}."""
    found: dict[int, Counter] = {}
    query = sa.select(CalendarDay.notice_id, CalendarDay.is_off, sa.func.count())
    for notice_id, is_off, n in db.session.execute(query.group_by(CalendarDay.notice_id, CalendarDay.is_off)):
        found.setdefault(notice_id, Counter())[bool(is_off)] = n
    return found


def latest_notice(year: int) -> CalendarNotice | None:
    """The edition in force of a year."""
    query = sa.select(CalendarNotice).where(CalendarNotice.year == year)
    return db.session.scalar(query.order_by(CalendarNotice.edition.desc()).limit(1))


def days_of(notice: CalendarNotice | None) -> list[Named]:
    """The days that a notice names."""
    return [Named(day.day, day.is_off, day.name) for day in notice.days] if notice else []


def shifts_of(notice: CalendarNotice) -> tuple[int, list[DueShift]]:
    """How many days to keep the notice has moved, and the first of them."""
    where = DueShift.notice_id == notice.id
    query = (
        sa.select(DueShift)
        .options(joinedload(DueShift.matter))
        .where(where)
        .order_by(DueShift.is_on, DueShift.id)
    )
    total = db.session.scalar(sa.select(sa.func.count()).select_from(DueShift).where(where))
    return total, list(db.session.scalars(query.limit(SHOWN_SHIFTS)))


def readable(shifts: Iterable[DueShift], user: User) -> set[int]:
    """Which of the matters this person may open."""
    ids = [shift.matter_id for shift in shifts]
    return set(
        db.session.scalars(
            sa.select(Matter.id).where(Matter.id.in_(ids), Matter.visible_to(user, P.MATTER_READ))
        )
    )


def missing_year(today: date) -> int | None:
    """The year whose notice is asked for: this year, and from 1 December the next."""
    wanted = [today.year, today.year + 1] if today.month == DECEMBER else [today.year]
    return next((year for year in wanted if not official().knows(year)), None)
