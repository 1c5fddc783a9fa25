from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.engine.spans import days, read
from casework.engine.statistics import (
    Break,
    Change,
    Count,
    Daybook,
    Event,
    Measured,
    Measures,
    Rate,
    Ratio,
    Stock,
)


@pytest.mark.parametrize(
    ("over", "under", "percent"),
    [
        (54, 93, "58.06"),  # 黄梅: 93 accepted and mediated, 54 settled
        (3655, 6566, "55.67"),  # 湖北
        (13, 25, "52.00"),  # 昌吉
        (10, 13, "76.92"),
        (150, 237, "63.29"),  # 南昌县, of what courts entrusted
        (395, 584, "67.64"),  # 南昌, 2023
        (1, 200, "0.50"),
        (1, 800, "0.13"),  # 0.125 is rounded up
        (73046, 73036, "100.01"),  # more closed than came in
    ],
)
def test_a_rate_is_rounded_half_up_as_the_published_figures_are(over, under, percent):
    assert Ratio(over, under).percent(2) == Decimal(percent)


def test_a_rate_over_nothing_is_no_number():
    assert Ratio(0, 0).percent() is None
    assert not Ratio(3, 0)


@pytest.mark.parametrize(
    ("now", "before", "difference", "percent", "small"),
    [
        (30, 20, 10, "50.0", False),
        (20, 30, -10, "-33.3", False),
        (30, 19, 11, None, True),  # a percentage on 19 says nothing
        (5, 0, 5, None, False),
        (0, 0, 0, None, False),
        (25, 25, 0, "0.0", False),
    ],
)
def test_a_change_has_a_sign_and_no_percentage_on_a_tiny_base(now, before, difference, percent, small):
    change = Change(now, before)

    assert change.difference == difference
    assert change.percent() == (Decimal(percent) if percent else None)
    assert change.is_small is small


def test_money_is_compared_on_any_base_but_nothing():
    assert Change(300, 200, Measured.MONEY).percent() == Decimal("50.0")
    assert Change(300, 0, Measured.MONEY).percent() is None


def test_rates_differ_in_percentage_points():
    assert Change(Ratio(3, 5), Ratio(1, 2), Measured.PERCENT).difference == Decimal("10.0")
    assert Change(Ratio(3, 5), Ratio(0, 0), Measured.PERCENT).difference is None
    assert Change(Ratio(3, 5), Ratio(1, 2), Measured.PERCENT).percent() is None


def test_two_measures_cannot_share_a_code():
    one = Count("one", "一", Event("e", "日期", None), "")

    with pytest.raises(ValueError, match="one"):
        Measures(one, one)


COME = Count("come", "收", Event("come", "收案日期", None), "")
GO = Count("go", "结", Event("go", "结案日期", None), "")
STATISTICS = Measures(
    Stock("old", "旧存", COME, GO, ""),
    COME,
    GO,
    Stock("open", "未结", COME, GO, "", after=True),
    Rate("rate", "结案率", "go", ("old", "come"), "旧存+新收", ""),
)
FIRST = date(2022, 1, 1)
LIVES = st.lists(
    st.tuples(st.integers(-60, 400), st.none() | st.integers(0, 200)).map(
        lambda life: (life[0], None if life[1] is None else life[0] + life[1])
    ),
    max_size=60,
)


def book_of(lives) -> Daybook:
    begun = Counter(FIRST + timedelta(days=begun) for begun, _ in lives if begun >= 0)
    ended = Counter(FIRST + timedelta(days=ended) for _, ended in lives if ended is not None and ended >= 0)
    known = 50  # any day will do
    opening = sum(1 for begun, ended in lives if begun < known and (ended is None or ended >= known))
    return Daybook(
        STATISTICS,
        (FIRST + timedelta(days=known), opening),
        [(["come"], begun.items()), (["go"], ended.items())],
    )


@given(lives=LIVES, first=st.integers(0, 400), length=st.integers(0, 120))
def test_what_came_in_and_was_open_is_what_went_out_and_stays_open(lives, first, length):
    span = days(FIRST + timedelta(days=first), FIRST + timedelta(days=first + length))
    last = first + length

    found = book_of(lives).figures(span)

    assert found["old"] + found["come"] == found["go"] + found["open"]
    assert found["old"] == sum(b < first and (e is None or e >= first) for b, e in lives)
    assert found["come"] == sum(first <= b <= last for b, _ in lives)
    assert found["go"] == sum(e is not None and first <= e <= last for _, e in lives)
    assert found["rate"] == Ratio(found["go"], found["old"] + found["come"])


@given(lives=LIVES)
def test_the_old_stock_of_a_month_is_what_the_month_before_left_open(lives):
    book = book_of(lives)
    november, december = book.figures(read("2022-11")), book.figures(read("2022-12"))

    assert december["old"] == november["open"]
    assert (
        sum(book.figures(month)["come"] for month in read("2022").last_months(12))
        == book.figures(read("2022"))["come"]
    )


def test_a_break_lies_between_a_period_before_it_and_one_that_reaches_it():
    found = Break(date(2025, 1, 1), "…")

    assert found.lies_between(read("2024-12"), read("2025-01"))
    assert found.lies_between(read("2024"), read("2025"))
    assert not found.lies_between(read("2024-11"), read("2024-12"))
    assert not found.lies_between(read("2025-01"), read("2025-02"))
