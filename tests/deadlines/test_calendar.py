"""The calendar in force: seeded, cached, renewed by a notice, which counts open cases again and reports what moved."""

from datetime import date

import pytest
import sqlalchemy as sa

from casework.deadlines import actions, queries
from casework.deadlines.models import CalendarDay, CalendarNotice, DueShift
from casework.engine.calendar import official, published_calendar
from casework.engine.errors import Refused
from casework.history.models import HistoryEntry
from casework.permissions import Role
from tests.deadlines import texts


def confirm(by, text=texts.INVENTED_2027, **more):
    return actions.confirm(text=text, by=by, **more)


def test_the_installed_calendar_is_the_published_one(session):
    ours, published = official(), published_calendar()

    assert ours is not published
    assert (ours.off_days, ours.makeup_days, ours.years) == (
        published.off_days, published.makeup_days, published.years)  # fmt: skip
    assert queries.latest_notice(2026).number == "国办发明电〔2025〕7号"


def test_a_transaction_asks_once(session, statements):
    official()

    with statements() as ran:
        for _ in range(100):
            official().is_working_day(date(2026, 11, 23))

    assert ran == []


def test_a_confirmed_notice_is_in_force_at_once_and_a_year_is_no_longer_provisional(session, admin):
    assert not official().knows(2027)

    notice = confirm(admin)

    assert (notice.year, notice.edition, notice.number) == (2027, 1, "国办发明电〔2026〕99号")
    assert official().knows(2027)
    assert official().is_makeup_day(date(2027, 1, 31))
    assert official().is_rest_day(date(2027, 2, 11))
    assert official().is_rest_day(date(2026, 10, 1))  # the other years are as they were


def test_what_was_not_committed_is_not_remembered(session, admin):
    with session.begin_nested() as savepoint:
        confirm(admin)
        savepoint.rollback()
    queries.calendars.renew()

    assert not official().knows(2027)


def test_a_notice_that_another_process_confirmed_is_seen_in_the_next_transaction(session, admin):
    other = queries._Calendars()
    assert not other.in_force().knows(2027)
    confirm(admin)
    session.commit()

    assert other.in_force().knows(2027)


def test_a_correction_is_a_further_edition_and_nothing_is_removed(session, admin):
    confirm(admin)
    with pytest.raises(Refused, match="完全相同"):
        confirm(admin)

    second = confirm(admin, "一、劳动节：5月6日（周四）放假。", year=2027, is_partial=True)

    assert second.edition == 2
    assert official().is_rest_day(date(2027, 5, 6))
    assert official().is_makeup_day(date(2027, 1, 31))
    assert session.scalar(sa.select(sa.func.count()).where(CalendarNotice.year == 2027)) == 2
    kept = session.scalar(sa.select(sa.func.count()).where(CalendarDay.notice_id == second.id))
    assert kept == len(queries.days_of(queries.notices()[1])) + 1


def test_a_correction_of_a_year_without_a_notice_is_refused(session, admin):
    with pytest.raises(Refused, match="还没有通知"):
        confirm(admin, "一、劳动节：5月6日（周四）放假。", year=2027, is_partial=True)


def test_doubts_have_to_be_looked_at(session, admin):
    text = texts.INVENTED_2027.replace("5月8日（周六）上班", "5月7日（周五）上班")
    with pytest.raises(Refused, match="疑点"):
        confirm(admin, text)

    assert confirm(admin, text, is_checked=True)


def test_a_notice_that_contradicts_another_year_is_refused(session, admin):
    text = texts.INVENTED_2027.replace("1月1日（周五）至3日", "2026年10月10日、2027年1月1日（周五）至3日")

    with pytest.raises(Refused, match="互相矛盾"):
        confirm(admin, text, is_checked=True)


def test_only_who_keeps_every_unit_changes_the_calendar_of_all(session, make, county):
    small = make.user("small_admin", "小管", county, Role.ADMIN)

    with pytest.raises(Refused, match="全部单位"):
        confirm(small)


def test_a_notice_leaves_its_history(session, admin, acting):
    with acting(admin):
        notice = confirm(admin)
        session.commit()

    entry = session.scalar(
        sa.select(HistoryEntry).where(
            HistoryEntry.table == "calendar_notice", HistoryEntry.row_id == notice.id
        )
    )
    assert (entry.deed, entry.user_name) == ("更新工作日历", "管小安")


# --- what it moves ----------------------------------------------------------------------------------------------------


def test_loading_a_notice_moves_open_deadlines_and_reports_them(
    session, make, admin, mediator, county, the_day
):
    """A Sunday that the notice makes a working day is a last day; closed cases and nearer days stay as they are."""
    moving = make.mediation(county, mediator, handler=mediator, received_on=date(2026, 11, 20))
    still = make.mediation(
        county, mediator, handler=mediator, received_on=date(2026, 11, 20), worker="李建国"
    )
    closed = make.mediation(
        county, mediator, handler=mediator, received_on=date(2026, 11, 20), worker="赵建国"
    )
    for case in (moving, closed):
        make.moved(case, "accept", "consent", by=mediator)
        make.moved(case, "extend", by=mediator, days=54, consent="双方书面同意")
    make.moved(closed, "fail", by=mediator, ground="divided")
    # 15 + 54 days from 23 November end on Sunday, 31 January 2027: the working day after it, until it is worked itself
    assert (moving.accepted_on, moving.next_due_on) == (date(2026, 11, 23), date(2027, 2, 1))
    before = still.next_due_on

    notice = confirm(admin)

    assert moving.next_due_on == date(2027, 1, 31)
    assert (still.next_due_on, closed.next_due_on) == (before, None)
    total, shifts = queries.shifts_of(notice)
    assert total == 1
    assert [(s.matter_id, s.due_name, s.was_on, s.is_on) for s in shifts] == [
        (moving.id, "mediation_conclude", date(2027, 2, 1), date(2027, 1, 31))
    ]


def test_counting_again_twice_moves_nothing_the_second_time(session, make, admin, mediator, county):
    case = make.mediation(county, mediator, handler=mediator, received_on=date(2026, 11, 20))
    make.moved(case, "accept", "consent", by=mediator)
    make.moved(case, "extend", by=mediator, days=54, consent="双方书面同意")
    confirm(admin)

    moved = [row for recount in actions.RECOUNTS for row in recount(date(2027, 1, 1), date(2027, 12, 31))]

    assert moved == []
    assert session.scalar(sa.select(sa.func.count()).select_from(DueShift)) == 1


# --- which year is asked for --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "missing"),
    [
        (date(2026, 11, 30), None),
        (date(2026, 12, 1), 2027),
        (date(2027, 1, 1), 2027),
        (date(2025, 12, 31), None),
    ],
)
def test_from_december_the_next_year_is_asked_for(session, today, missing):
    assert queries.missing_year(today) == missing


def test_a_year_that_is_loaded_is_not_asked_for(session, admin):
    confirm(admin)

    assert queries.missing_year(date(2026, 12, 1)) is None
