from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.engine.calendar import HOLIDAYS, WorkCalendar, follow, official, published, published_calendar

CALENDAR = published_calendar()
DAYS = st.dates(date(2023, 1, 1), date(2027, 12, 31))

# The notices of the State Council office: days off (inclusive) and make-up working days.
NOTICES = {
    2023: (
        ["2022-12-31/2023-01-02", "2023-01-21/2023-01-27", "2023-04-05/2023-04-05", "2023-04-29/2023-05-03",
         "2023-06-22/2023-06-24", "2023-09-29/2023-10-06"],
        ["01-28", "01-29", "04-23", "05-06", "06-25", "10-07", "10-08"],
    ),
    2024: (
        ["2024-01-01/2024-01-01", "2024-02-10/2024-02-17", "2024-04-04/2024-04-06", "2024-05-01/2024-05-05",
         "2024-06-10/2024-06-10", "2024-09-15/2024-09-17", "2024-10-01/2024-10-07"],
        ["02-04", "02-18", "04-07", "04-28", "05-11", "09-14", "09-29", "10-12"],
    ),
    2025: (
        ["2025-01-01/2025-01-01", "2025-01-28/2025-02-04", "2025-04-04/2025-04-06", "2025-05-01/2025-05-05",
         "2025-05-31/2025-06-02", "2025-10-01/2025-10-08"],
        ["01-26", "02-08", "04-27", "09-28", "10-11"],
    ),
    2026: (
        ["2026-01-01/2026-01-03", "2026-02-15/2026-02-23", "2026-04-04/2026-04-06", "2026-05-01/2026-05-05",
         "2026-06-19/2026-06-21", "2026-09-25/2026-09-27", "2026-10-01/2026-10-07"],
        ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
    ),
}  # fmt: skip


def days_of(block: str) -> set[date]:
    first, last = map(date.fromisoformat, block.split("/"))
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


@pytest.mark.parametrize("year", NOTICES)
def test_every_day_of_the_year_is_as_the_notice_says(year):
    blocks, makeup = NOTICES[year]
    off = set().union(*map(days_of, blocks))
    made_up = {date.fromisoformat(f"{year}-{day}") for day in makeup}

    for day in days_of(f"{year}-01-01/{year}-12-30"):  # the 31st may belong to the next notice
        ordinary = day.weekday() < 5
        assert CALENDAR.is_working_day(day) == (day in made_up or (ordinary and day not in off)), day
        assert CALENDAR.is_makeup_day(day) == (day in made_up), day


def test_every_published_holiday_has_a_chinese_name():
    assert {*published.holidays.values(), *published.workdays.values()} <= HOLIDAYS.keys()


@pytest.mark.parametrize(
    ("day", "name"),
    [(date(2026, 10, 1), "国庆节"), (date(2026, 6, 19), "端午节"), (date(2026, 11, 21), "星期六"),
     (date(2026, 11, 22), "星期日")],
)  # fmt: skip
def test_a_rest_day_says_why_it_is_one(day, name):
    assert CALENDAR.rest_name(day) == name


def test_a_year_without_a_notice_is_monday_to_friday_less_the_holidays_of_the_law():
    assert CALENDAR.knows(2026)
    assert not CALENDAR.knows(2027)
    assert CALENDAR.is_working_day(date(2027, 10, 4))
    assert CALENDAR.is_rest_day(date(2027, 10, 1))
    assert CALENDAR.rest_name(date(2027, 10, 1)) == "国庆节"
    assert CALENDAR.is_rest_day(date(2027, 10, 2))
    assert CALENDAR.is_rest_day(date(2027, 2, 5))
    assert CALENDAR.is_working_day(date(2003, 5, 2))


def test_a_notice_decides_where_there_is_one():
    """2024-05-02 to 05 were off by the notice alone; 2024-02-09, the eve of the festival, was not."""
    assert CALENDAR.is_rest_day(date(2024, 5, 2))
    assert CALENDAR.is_working_day(date(2024, 2, 9))


def test_the_calendar_in_force_is_asked_where_the_house_keeps_it():
    ours = WorkCalendar({}, {}, frozenset(), "ours")
    before = official()
    follow(lambda: ours)
    try:
        assert official() is ours
        follow(lambda: None)
        assert official() is published_calendar()
    finally:
        follow(None)
    assert before.version == official().version


@pytest.mark.parametrize(
    ("first", "last", "unknown"),
    [
        (date(2026, 11, 1), date(2026, 12, 28), None),
        (
            date(2026, 11, 1),
            date(2026, 12, 31),
            None,
        ),  # 元旦 2027 is a Friday: the days before it stay as they are
        (date(2026, 11, 1), date(2027, 1, 1), 2027),
        (date(2026, 12, 31), date(2028, 3, 1), 2027),
        (date(2003, 12, 1), date(2004, 2, 1), 2003),
    ],
)
def test_days_that_a_missing_notice_could_change_name_its_year(first, last, unknown):
    assert CALENDAR.unknown_year(first, last) == unknown


def test_the_notice_of_a_new_year_may_reach_back_over_the_old_one():
    """元旦 2019 was a Tuesday and joined to the weekend before; 元旦 2012 a Sunday that made a Saturday worked."""
    until = {year: WorkCalendar({}, {}, frozenset(range(2004, year + 1)), "") for year in (2011, 2018)}

    assert until[2018].unknown_year(date(2018, 12, 1), date(2018, 12, 29)) == 2019
    assert until[2018].unknown_year(date(2018, 12, 1), date(2018, 12, 28)) is None
    assert until[2011].unknown_year(date(2011, 12, 1), date(2011, 12, 30)) == 2012


@pytest.mark.parametrize(
    ("day", "earlier"),
    [
        (date(2026, 10, 8), date(2026, 9, 30)),
        (date(2026, 10, 12), date(2026, 10, 10)),
        (date(2026, 11, 23), date(2026, 11, 20)),
    ],
)
def test_the_last_working_day_is_before_the_day(day, earlier):
    assert CALENDAR.last_working_day(day) == earlier


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2026, 9, 30), date(2026, 10, 8)),
        (date(2026, 10, 9), date(2026, 10, 10)),  # a make-up Saturday
        (date(2026, 11, 20), date(2026, 11, 23)),
        (date(2026, 11, 23), date(2026, 11, 24)),
    ],
)
def test_the_next_working_day_is_after_the_day(day, following):
    assert CALENDAR.next_working_day(day) == following


@pytest.mark.parametrize(
    ("start", "end", "count"),
    [
        (date(2026, 9, 30), date(2026, 10, 10), 3),
        (date(2026, 10, 10), date(2026, 9, 30), -3),
        (date(2026, 11, 20), date(2026, 11, 22), 0),
        (date(2026, 11, 22), date(2026, 11, 22), 0),
    ],
)
def test_working_days_left_are_signed(start, end, count):
    assert CALENDAR.working_days_between(start, end) == count


@given(DAYS)
def test_a_day_is_either_worked_or_rested(day):
    assert CALENDAR.is_working_day(day) != CALENDAR.is_rest_day(day)


@given(DAYS, st.integers(0, 60))
def test_adding_working_days_is_undone_by_counting_them(day, count):
    assert CALENDAR.working_days_between(day, CALENDAR.add_working_days(day, count)) == count


def test_the_calendar_names_its_version():
    assert CALENDAR.version.startswith("chinesecalendar ")
    assert CALENDAR.version.endswith("(2004-2026)")
