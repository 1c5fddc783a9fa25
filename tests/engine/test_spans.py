from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.engine.reading import Unreadable
from casework.engine.spans import Cutoff, day_told, days, month, number_of, read

NATURAL = Cutoff()
ON_25TH = Cutoff(25, None)
FROM_NOVEMBER = Cutoff(25, date(2022, 11, 1))


@pytest.mark.parametrize(
    ("text", "cutoff", "first", "last", "label"),
    [
        ("2022-12", NATURAL, "2022-12-01", "2022-12-31", "2022年12月"),
        ("2022-Q4", NATURAL, "2022-10-01", "2022-12-31", "2022年第四季度"),
        ("2022", NATURAL, "2022-01-01", "2022-12-31", "2022年"),
        ("2022-11~", NATURAL, "2022-01-01", "2022-11-30", "2022年1—11月"),
        ("2022-12-05~2022-12-20", NATURAL, "2022-12-05", "2022-12-20", "2022年12月5日—2022年12月20日"),
        ("2024-02", NATURAL, "2024-02-01", "2024-02-29", "2024年2月"),
        ("2022-11", ON_25TH, "2022-10-26", "2022-11-25", "2022年11月"),
        ("2022", ON_25TH, "2021-12-26", "2022-12-25", "2022年"),
        ("2022-Q1", ON_25TH, "2021-12-26", "2022-03-25", "2022年第一季度"),
        ("2022-10", FROM_NOVEMBER, "2022-10-01", "2022-10-31", "2022年10月"),
        ("2022-11", FROM_NOVEMBER, "2022-11-01", "2022-11-25", "2022年11月"),  # the short one
        ("2022-12", FROM_NOVEMBER, "2022-11-26", "2022-12-25", "2022年12月"),
        ("2023-02", Cutoff(30), "2023-01-31", "2023-02-28", "2023年2月"),
        ("2023-03", Cutoff(31), "2023-03-01", "2023-03-31", "2023年3月"),
    ],
)
def test_a_period_is_read_by_the_cutoff_of_the_unit(text, cutoff, first, last, label):
    span = read(text, cutoff)

    assert (span.first.isoformat(), span.last.isoformat(), span.label) == (first, last, label)
    assert read(span.text, cutoff) == span


@pytest.mark.parametrize("typed", ["２０２２－１２", "2022 - 12", "2022-q4", "2022Q4"])
def test_a_period_is_read_as_people_type_it(typed):
    assert read(typed).last == date(2022, 12, 31)


@pytest.mark.parametrize(
    "typed", ["", "12", "2022-13", "2022-Q5", "2022-02-30~2022-03-01", "0001-01", "9999", "去年"]
)
def test_what_is_no_period_is_refused_in_words(typed):
    with pytest.raises(Unreadable, match="统计期"):
        read(typed)


def test_a_period_that_ends_before_it_begins_is_refused():
    with pytest.raises(Unreadable, match="不能早于"):
        read("2022-12-20~2022-12-01")


@pytest.mark.parametrize(
    ("text", "previous", "year_before", "so_far"),
    [
        ("2023-01", "2022-12", "2022-01", "2023-01~"),  # January compares with December
        ("2022-Q1", "2021-Q4", "2021-Q1", "2022-03~"),
        ("2022", "2021", "2021", "2022"),
        ("2022-11~", None, "2021-11~", "2022-11~"),
        ("2022-03-01~2022-03-10", "2022-02-19~2022-02-28", "2021-03-01~2021-03-10", "2022-01-01~2022-03-10"),
        ("2024-02-29~2024-02-29", "2024-02-28~2024-02-28", "2023-02-28~2023-02-28", "2024-01-01~2024-02-29"),
    ],
)
def test_a_period_knows_what_it_is_compared_with(text, previous, year_before, so_far):
    span = read(text)

    assert (span.previous() and span.previous().text) == previous
    assert span.year_before().text == year_before
    assert span.so_far().text == so_far


@given(
    day=st.integers(1, 31),
    since=st.none() | st.dates(date(2020, 1, 1), date(2024, 12, 31)),
    start=st.dates(date(2019, 1, 1), date(2025, 12, 31)),
)
def test_months_follow_each_other_without_a_gap_whatever_the_cutoff(day, since, start):
    cutoff = Cutoff(day, since)
    months = [month(number_of(start) + n, cutoff) for n in range(15)]

    for earlier, later in pairwise(months):
        assert (later.first - earlier.last).days == 1
        assert later.previous() == earlier
        assert earlier.next() == later
    for one in months:
        assert cutoff.month_of(one.first) == cutoff.month_of(one.last) == one.ends


def test_the_last_thirteen_months_end_with_the_month_of_the_period():
    found = read("2022-Q4").last_months(13)

    assert (found[0].text, found[-1].text, len(found)) == ("2021-12", "2022-12", 13)
    assert days(date(2022, 5, 3), date(2022, 5, 9)).last_months(2)[-1].text == "2022-05"


@pytest.mark.parametrize("text", ["1980-01", "1980", "1980-01-01~2199-12-31", "2199-12~"])
def test_the_first_and_the_last_period_are_compared_like_any_other(text):
    span = read(text)

    assert span.year_before().last < span.last
    assert span.last_months()[0].first < span.last
    assert span.previous() is None or span.previous().last < span.first


def test_days_in_prose_have_no_zeros_in_front():
    assert day_told(date(2022, 1, 2)) == "2022年1月2日"
