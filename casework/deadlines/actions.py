"""The verb of the calendar: to confirm a notice, and to count again what it touches."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from casework.accounts.models import User
from casework.deadlines import notices, queries
from casework.deadlines.models import CalendarDay, CalendarNotice, DueShift
from casework.engine import clock, context
from casework.engine.calendar import WorkCalendar, official
from casework.engine.errors import Refused
from casework.extensions import db
from casework.matters.actions import MovedDue
from casework.permissions import P

# What counts its days to keep again when days have changed; (first, last) of them -> what moved. Set by the wiring.
RECOUNTS: list[Callable[[date, date], Iterable[MovedDue]]] = []


@dataclass(frozen=True)
class Preview:
    """What a notice would change, before anything is changed."""

    text: str
    reading: notices.Reading
    changes: list[notices.Change]
    clashes: list[notices.Doubt]
    replaces: CalendarNotice | None
    calendar: WorkCalendar

    @property
    def edition(self) -> int:
        """The edition in force of that year; 0 where there is none."""
        return self.replaces.edition if self.replaces else 0

    @property
    def days_off(self) -> list[notices.Named]:
        return [one for one in self.reading.days if one.is_off]

    @property
    def makeup_days(self) -> list[notices.Named]:
        return [one for one in self.reading.days if not one.is_off]


def preview(
    *, text: str, year: int | None = None, number: str = "", source: str = "", is_partial: bool = False
) -> Preview:
    """Read a notice and compare it with the calendar in force; raises Refused for what cannot be read."""
    reading = notices.read(text, year)
    before = queries.latest_notice(reading.year)
    if is_partial and before is None:
        raise Refused("%(year)s年还没有通知，不能只更正其中几天", field="is_partial", year=reading.year)
    replaced = queries.days_of(before)
    if is_partial:
        reading = notices.complete(reading, replaced)
    after = notices.with_notice(official(), reading, replaced)
    return Preview(
        text=text,
        reading=reading,
        changes=notices.changes(official(), after, reading.year),
        clashes=notices.clashes(official(), reading, replaced),
        replaces=before,
        calendar=after,
    )


def confirm(
    *,
    text: str,
    year: int | None = None,
    number: str = "",
    source: str = "",
    is_partial: bool = False,
    is_checked: bool = False,
    edition: int | None = None,
    by: User,
) -> CalendarNotice:
    """Put a notice into force, count again what it touches, and keep the report of what moved.

    ``edition`` is the one that was in force when the preview was looked at (0: none); another one since is refused.
    """
    if by.reach.units(P.CALENDAR_MANAGE) is not None:
        raise Refused("工作日历由全部单位共用，只有管理全部单位的系统管理员可以修改")
    seen = preview(text=text, year=year, is_partial=is_partial)
    if edition is not None and edition != seen.edition:
        raise Refused("别人刚刚也录入了这一年的通知：请看过现在的变动，再确认一次")
    if seen.clashes:
        raise Refused("通知与另一年的通知互相矛盾，请先更正")
    if seen.reading.doubts and not is_checked:
        raise Refused("请逐条核对疑点，并勾选“已核对”", field="is_checked")
    if seen.replaces and not seen.changes and queries.days_of(seen.replaces) == list(seen.reading.days):
        raise Refused("这份通知与现行的日历完全相同，没有要改的")
    with context.doing("更新工作日历"):
        notice = CalendarNotice(
            year=seen.reading.year,
            edition=seen.edition + 1,
            number=number or seen.reading.number,
            source=source,
            text=text,
            confirmed_at=clock.utcnow(),
            confirmed_by_id=by.id,
        )
        notice.days = [
            CalendarDay(day=one.day, is_off=one.is_off, name=one.name) for one in seen.reading.days
        ]
        db.session.add(notice)
        db.session.flush()
        queries.calendars.renew()
        if seen.changes:
            _count_again(notice, seen.changes[0].day, seen.changes[-1].day)
    return notice


def _count_again(notice: CalendarNotice, first: date, last: date) -> None:
    rows = [
        {
            "notice_id": notice.id,
            "matter_id": moved.matter_id,
            "due_name": moved.name,
            "was_on": moved.was_on,
            "is_on": moved.is_on,
        }
        for recount in RECOUNTS
        for moved in recount(first, last)
    ]
    if rows:
        db.session.execute(sa.insert(DueShift.__table__), rows)
