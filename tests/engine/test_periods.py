from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.engine.calendar import official
from casework.engine.periods import Limit, last_day

CALENDAR = official()
LENGTHS = st.one_of(
    st.builds(lambda n: {"days": n}, st.integers(1, 60)),
    st.builds(lambda n: {"workdays": n}, st.integers(1, 60)),
    st.builds(lambda n: {"months": n}, st.integers(1, 24)),
    st.builds(lambda n: {"years": n}, st.integers(1, 3)),
)
TRIGGERS = st.dates(date(2022, 1, 1), date(2027, 6, 30))


def make_limit(**given):
    facts = {
        "law": "企业劳动争议协商调解规定 第二十九条",
        "runs_from": "accepted_on",
        "met_by": "concluded_on",
    }
    return Limit("mediation_conclude", "结束调解", **(facts | given))


def due(trigger, extension=0, **length):
    return last_day(make_limit(**length), date.fromisoformat(trigger), CALENDAR, extension)


# fmt: off
GOLDEN_DATES = [
    # day 0        length            last day       why
    ("2026-09-01", {"days": 30},     "2026-10-08"),  # National Day
    ("2026-09-04", {"days": 30},     "2026-10-08"),  # three days later: the same last day
    ("2026-09-05", {"days": 15},     "2026-09-20"),  # a make-up Sunday
    ("2026-01-30", {"days": 15},     "2026-02-14"),  # a make-up Saturday
    ("2026-04-17", {"days": 15},     "2026-05-06"),  # Labour Day
    ("2026-04-24", {"days": 15},     "2026-05-09"),  # a make-up Saturday
    ("2026-09-18", {"workdays": 15}, "2026-10-15"),  # two holidays, two make-up days
    ("2026-09-30", {"workdays": 3},  "2026-10-10"),  # the third is a make-up Saturday
    ("2026-06-05", {"days": 15},     "2026-06-22"),  # appeal: Dragon Boat Festival
    ("2026-09-10", {"days": 15},     "2026-09-28"),  # Mid-autumn Festival
    ("2026-09-30", {"workdays": 5},  "2026-10-13"),  # 10-08, 10-09, 10-10, 10-12, 10-13
]
CORRESPONDING_DAYS = [
    ("2026-01-31", {"months": 1},    "2026-02-28"),  # lacks the 31st; a make-up Saturday
    ("2025-08-31", {"months": 6},    "2026-02-28"),
    ("2024-02-29", {"years": 1},     "2025-02-28"),
    ("2024-02-29", {"years": 2},     "2026-02-28"),
    ("2024-11-22", {"years": 2},     "2026-11-23"),  # a Sunday
    ("2025-10-02", {"years": 1},     "2026-10-08"),  # National Day
    ("2025-12-15", {"months": 3},    "2026-03-16"),  # over the turn of the year, from a Sunday
]
# fmt: on


@pytest.mark.parametrize(("trigger", "length", "expected"), GOLDEN_DATES + CORRESPONDING_DAYS)
def test_the_last_day_is_the_one_worked_out_by_hand(trigger, length, expected):
    found = due(trigger, **length)

    assert found.due == date.fromisoformat(expected)
    assert not found.provisional


def test_a_period_that_reaches_a_year_without_notice_is_provisional():
    found = due("2026-12-03", days=30)

    assert found.raw == date(2027, 1, 2)
    assert found.provisional
    assert "2027年放假安排尚未公布" in found.sentence


def test_working_days_counted_through_a_year_without_notice_are_provisional():
    assert due("2026-12-20", workdays=10).provisional


def test_the_raw_day_is_kept_beside_the_rolled_one():
    found = due("2026-09-01", days=30)

    assert (found.raw, found.due) == (date(2026, 10, 1), date(2026, 10, 8))


def test_an_extension_is_added_before_rolling_and_rolled_once():
    # 15 days end on Sunday 11-22 and would roll to 11-23; 15 more from there would be 12-08
    found = due("2026-11-07", extension=15, days=15, extendable="both_consent")

    assert found.due == date(2026, 12, 7)
    assert "15日、延长15日共30日" in found.sentence


def test_a_limit_that_the_law_does_not_extend_is_not_extended():
    with pytest.raises(ValueError, match="cannot be extended"):
        due("2026-11-07", extension=15, days=15)


def test_an_extension_never_shortens():
    with pytest.raises(ValueError, match="cannot be extended"):
        due("2026-11-07", extension=-1, days=15, extendable="both_consent")


@pytest.mark.parametrize("length", [{}, {"days": 15, "workdays": 3}, {"days": 0}, {"months": -1}])
def test_a_limit_has_exactly_one_length_of_at_least_one(length):
    with pytest.raises(ValueError, match="mediation_conclude"):
        make_limit(**length)


def test_a_limit_is_law_from_its_first_to_its_last_day():
    limit = make_limit(days=30, valid_from=date(2016, 7, 1), valid_to=date(2024, 12, 31))

    assert limit.in_force_on(date(2016, 7, 1))
    assert limit.in_force_on(date(2024, 12, 31))
    assert not limit.in_force_on(date(2016, 6, 30))
    assert not limit.in_force_on(date(2025, 1, 1))
    assert make_limit(days=30).in_force_on(date(1949, 10, 1))


@pytest.mark.parametrize(
    ("trigger", "length", "sentence"),
    [
        (
            "2026-11-02",
            {"days": 15},
            "结束调解：自2026年11月2日的次日起15日，11月17日届满（企业劳动争议协商调解规定 第二十九条）。",
        ),
        (
            "2026-09-01",
            {"days": 30},
            "结束调解：自2026年9月1日的次日起30日，10月1日届满，当日为法定休假日（国庆节），"
            "顺延至10月8日（企业劳动争议协商调解规定 第二十九条；民事诉讼法 第八十五条）。",
        ),
        (
            "2026-09-05",
            {"days": 15},
            "结束调解：自2026年9月5日的次日起15日，9月20日届满，当日为调休上班日，不顺延"
            "（企业劳动争议协商调解规定 第二十九条）。",
        ),
        (
            "2026-09-01",
            {"workdays": 3},
            "结束调解：自2026年9月1日的次日起3个工作日，9月4日届满（企业劳动争议协商调解规定 第二十九条）。",
        ),
        (
            "2024-11-22",
            {"years": 2},
            "结束调解：自2024年11月22日的次日起2年，2026年11月22日届满，当日为法定休假日（星期日），"
            "顺延至11月23日（企业劳动争议协商调解规定 第二十九条；民事诉讼法 第八十五条）。",
        ),
    ],
)
def test_the_sentence_tells_how_the_day_was_found(trigger, length, sentence):
    assert due(trigger, **length).sentence == sentence


def test_the_sentence_is_told_through_a_translator():
    english = {
        "%(duty)s：自%(trigger)s的次日起%(length)s，%(raw)s届满（%(law)s）。": (
            "%(duty)s: %(length)s after %(trigger)s, ending %(raw)s (%(law)s)."
        ),
        "%(year)s年%(month)s%(day)s日": "%(day)s %(month)s %(year)s",
        "%(month)s%(day)s日": "%(day)s %(month)s",
        "11月": "November",
        "%(count)s日": "%(count)s days",
        "结束调解": "Conclude mediation",
        "企业劳动争议协商调解规定 第二十九条": "Provisions on Mediation, art. 29",
    }

    told = due("2026-11-02", days=15).told(lambda text: english.get(text, text))

    assert (
        told
        == "Conclude mediation: 15 days after 2 November 2026, ending 17 November (Provisions on Mediation, art. 29)."
    )


@given(TRIGGERS, LENGTHS)
def test_the_last_day_is_never_a_rest_day_and_never_before_the_raw_day(trigger, length):
    found = last_day(make_limit(**length), trigger, CALENDAR)

    assert CALENDAR.is_working_day(found.due)
    assert trigger < found.raw <= found.due


@given(TRIGGERS, LENGTHS)
def test_a_later_trigger_never_moves_the_last_day_back(trigger, length):
    limit = make_limit(**length)

    assert (
        last_day(limit, trigger, CALENDAR).due <= last_day(limit, trigger + timedelta(days=1), CALENDAR).due
    )


@given(TRIGGERS, LENGTHS, st.integers(1, 30))
def test_an_extension_never_moves_the_last_day_back(trigger, length, extension):
    limit = make_limit(extendable="both_consent", **length)

    assert last_day(limit, trigger, CALENDAR, extension).due >= last_day(limit, trigger, CALENDAR).due
