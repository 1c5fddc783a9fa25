from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.engine.articles import Law
from casework.engine.bilingual import Bilingual
from casework.engine.calendar import published_calendar
from casework.engine.errors import Refused
from casework.engine.periods import Extension, Limit, Pause, Restart, last_day

CALENDAR = published_calendar()
RULES = Law(
    Bilingual("调解规定", "Provisions on Mediation"), Bilingual("调解规定", "Provisions on Mediation"), "2011"
)
TIME = Law(Bilingual("时间法", "Law of Time"), Bilingual("时间法", "Law of Time"), "2021")
BOTH = Extension(Bilingual("双方同意", "both agree"))
LENGTHS = st.one_of(
    st.builds(lambda n: {"days": n}, st.integers(1, 60)),
    st.builds(lambda n: {"workdays": n}, st.integers(1, 60)),
    st.builds(lambda n: {"months": n}, st.integers(1, 24)),
    st.builds(lambda n: {"years": n}, st.integers(1, 3)),
)
TRIGGERS = st.dates(date(2022, 1, 1), date(2027, 6, 30))


def make_limit(**given):
    facts = {"law": (RULES["29"],), "counted_by": (TIME["85"],)}
    words = Bilingual("结束调解", "Conclude the mediation"), Bilingual("受理", "application accepted")
    return Limit("mediation_conclude", *words, **(facts | given))


def due(trigger, more=0, ledger=(), **length):
    return last_day(make_limit(**length), date.fromisoformat(trigger), CALENDAR, more, ledger)


def d(text):
    return date.fromisoformat(text)


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
    found = due("2026-11-07", more=15, days=15, extension=BOTH)

    assert found.due == date(2026, 12, 7)
    assert "15日、延长15日共30日" in found.sentence


def test_a_limit_that_the_law_does_not_extend_is_not_extended():
    with pytest.raises(ValueError, match="cannot be extended"):
        due("2026-11-07", more=15, days=15)


def test_an_extension_never_shortens():
    with pytest.raises(ValueError, match="cannot be extended"):
        due("2026-11-07", more=-1, days=15, extension=BOTH)


@pytest.mark.parametrize(
    "length", [{"days": 15, "workdays": 3}, {"days": 0}, {"months": -1}, {"years": 1, "backwards": True}]
)
def test_a_limit_has_one_length_of_at_least_one(length):
    with pytest.raises(ValueError, match="mediation_conclude"):
        make_limit(**length)


def test_a_limit_is_law_from_its_first_to_its_last_day():
    limit = make_limit(days=30, since=date(2016, 7, 1), until=date(2024, 12, 31))

    assert limit.in_force_on(date(2016, 7, 1))
    assert limit.in_force_on(date(2024, 12, 31))
    assert not limit.in_force_on(date(2016, 6, 30))
    assert not limit.in_force_on(date(2025, 1, 1))
    assert make_limit(days=30).in_force_on(date(1949, 10, 1))


SENTENCES = [
    (("2026-11-02", {"days": 15}), "2026年11月2日受理，次日起算15日，11月17日届满（调解规定§29）。",
     "Application accepted: 2 November 2026; 15 days counted from the day after, ending on 17 November "
     "(Provisions on Mediation, art. 29)."),
    (("2026-09-01", {"days": 30}),
     "2026年9月1日受理，次日起算30日，10月1日为法定假日（国庆节），顺延至10月8日（时间法§85，调解规定§29）。",
     "Application accepted: 1 September 2026; 30 days counted from the day after; 1 October is a public holiday "
     "(National Day), so that it ends on 8 October (Law of Time, art. 85; Provisions on Mediation, art. 29)."),
    (("2024-11-22", {"years": 2}),
     "2024年11月22日受理，次日起算2年，2026年11月22日为休息日（星期日），顺延至11月23日（时间法§85，调解规定§29）。",
     "Application accepted: 22 November 2024; 2 years counted from the day after; 22 November 2026 is a day of rest "
     "(Sunday), so that it ends on 23 November (Law of Time, art. 85; Provisions on Mediation, art. 29)."),
    (("2026-09-05", {"days": 15}),
     "2026年9月5日受理，次日起算15日，9月20日届满，当日为调休上班日，不顺延（时间法§85，调解规定§29）。",
     "Application accepted: 5 September 2026; 15 days counted from the day after, ending on 20 September, a make-up "
     "working day, so that it is not moved (Law of Time, art. 85; Provisions on Mediation, art. 29)."),
    (("2026-09-30", {"workdays": 3}), "2026年9月30日受理，次日起算3个工作日，10月10日届满（调解规定§29）。",
     "Application accepted: 30 September 2026; 3 working days counted from the day after, ending on 10 October "
     "(Provisions on Mediation, art. 29)."),
    (("2026-12-03", {"days": 30}),
     "2026年12月3日受理，次日起算30日，2027年1月2日为休息日（星期六），顺延至1月4日（时间法§85，调解规定§29）。"
     "2027年放假安排尚未公布，此日期为暂定，公布后重新计算。",
     "Application accepted: 3 December 2026; 30 days counted from the day after; 2 January 2027 is a day of rest "
     "(Saturday), so that it ends on 4 January (Law of Time, art. 85; Provisions on Mediation, art. 29). The holidays "
     "of 2027 have not been announced: this day is provisional and will be counted again."),
]  # fmt: skip


@pytest.mark.parametrize(("question", "chinese", "english"), SENTENCES)
def test_the_sentence_tells_how_the_day_was_found(question, chinese, english):
    trigger, length = question
    found = due(trigger, **length)

    assert found.sentence == chinese
    assert found.told(english=True) == english


def test_the_sentence_tells_of_what_changed_the_period():
    extended = due("2026-11-02", more=1, days=15, extension=BOTH)
    restarted = due("2025-03-03", ledger=[Restart(d("2026-01-05"))], years=1)
    paused = due("2026-11-02", ledger=[Pause(d("2026-11-05"), d("2026-11-06"))], days=5)

    assert "次日起算15日、延长1日共16日" in extended.sentence
    assert "15 days, extended by 1 day to 16 days" in extended.told(english=True)
    assert restarted.sentence.startswith("2025年3月3日受理，次日起算1年；2026年1月5日中断，次日起重新计算1年")
    assert "interrupted on 5 January 2026" in restarted.told(english=True)
    assert "其中2日中止、不计入" in paused.sentence
    assert "not counting 2 paused days" in paused.told(english=True)


# --- before the first notice, and by the law alone ----------------------------------------------------------------------


def test_a_year_before_the_first_notice_is_provisional_too():
    found = due("2003-03-01", days=15)

    assert (found.due, found.provisional) == (d("2003-03-17"), True)
    assert "2003年的放假安排没有录入" in found.sentence


@pytest.mark.parametrize(
    ("trigger", "length", "expected"),
    [
        ("2026-12-02", {"days": 30}, "2027-01-04"),  # 元旦 is a holiday whatever the notice adds: a Friday
        ("2026-12-31", {"workdays": 1}, "2027-01-04"),
        ("2027-09-01", {"days": 30}, "2027-10-04"),
        ("2027-01-06", {"days": 30}, "2027-02-09"),  # 春节
    ],
)
def test_without_a_notice_the_holidays_of_the_law_itself_are_days_of_rest(trigger, length, expected):
    found = due(trigger, **length)

    assert (found.due, found.provisional) == (d(expected), True)


def test_working_days_are_provisional_by_the_days_counted_not_by_the_day_of_the_event():
    assert not due("2003-12-31", workdays=3).provisional
    assert due("2003-12-30", workdays=3).provisional


# --- working days, counted from any day --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("trigger", "count", "expected"),
    [
        ("2026-10-03", 1, "2026-10-08"),  # a holiday: day one is the first working day after it
        ("2026-10-10", 1, "2026-10-12"),  # a make-up Saturday is no different from other days of events
        ("2026-10-09", 1, "2026-10-10"),
        ("2026-11-21", 3, "2026-11-25"),  # a Saturday
        ("2026-02-13", 1, "2026-02-14"),
        ("2026-02-14", 1, "2026-02-24"),
    ],
)
def test_working_days_are_counted_from_the_day_after_the_event(trigger, count, expected):
    assert due(trigger, workdays=count).due == d(expected)


# --- backwards ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("event", "length", "clear", "raw", "expected"),
    [
        ("2026-11-30", {"workdays": 5}, True, "2026-11-20", "2026-11-20"),
        ("2026-11-30", {"workdays": 5}, False, "2026-11-23", "2026-11-23"),
        (
            "2026-10-13",
            {"workdays": 5},
            False,
            "2026-09-30",
            "2026-09-30",
        ),  # over the make-up Saturday and the holiday
        ("2026-11-26", {"days": 3}, True, "2026-11-22", "2026-11-20"),  # a Sunday: to the Friday before
        ("2026-11-26", {"days": 3}, False, "2026-11-23", "2026-11-23"),
        ("2026-09-23", {"days": 3}, False, "2026-09-20", "2026-09-20"),  # a make-up Sunday
    ],
)
def test_days_before_an_event_are_counted_back_from_it(event, length, clear, raw, expected):
    found = last_day(make_limit(backwards=True, **length), d(event), CALENDAR, clear_days=clear)

    assert (found.raw, found.due) == (d(raw), d(expected))
    assert ("须留足整日" in found.sentence) == clear


@given(TRIGGERS, st.integers(1, 40), st.sampled_from(["days", "workdays"]))
def test_clear_days_are_the_earlier_choice(event, count, unit):
    limit = make_limit(backwards=True, **{unit: count})
    clear, plain = (last_day(limit, event, CALENDAR, clear_days=choice) for choice in (True, False))

    assert clear.due <= plain.due < event
    assert CALENDAR.is_working_day(clear.due)
    assert CALENDAR.is_working_day(plain.due)


# --- the ledger --------------------------------------------------------------------------------------------------------


def test_an_interruption_starts_the_whole_period_anew():
    assert due("2025-03-03", years=1).due == d("2026-03-03")
    assert due("2025-03-03", ledger=[Restart(d("2025-11-03"))], years=1).due == d("2026-11-03")


def test_an_interruption_after_the_end_changes_nothing():
    assert due("2025-03-03", ledger=[Restart(d("2026-03-04"))], years=1).due == d("2026-03-03")
    assert due("2025-03-03", ledger=[Restart(d("2026-03-03"))], years=1).due == d("2027-03-03")


def test_a_pause_leaves_the_remainder():
    # 15 days from 2 November; ten of them rest
    found = due("2026-11-02", ledger=[Pause(d("2026-11-06"), d("2026-11-15"))], days=15)

    assert (found.raw, found.paused) == (d("2026-11-27"), 10)


def test_pauses_that_overlap_are_taken_out_once():
    pauses = [Pause(d("2026-11-06"), d("2026-11-12")), Pause(d("2026-11-10"), d("2026-11-15"))]

    assert due("2026-11-02", ledger=pauses, days=15).raw == d("2026-11-27")


def test_a_pause_takes_working_days_out_of_working_days():
    assert due("2026-11-02", ledger=[Pause(d("2026-11-04"), d("2026-11-08"))], workdays=3).due == d(
        "2026-11-10"
    )


def test_a_pause_without_an_end_has_no_last_day_unless_it_came_too_late():
    with pytest.raises(Refused, match="还在中止"):
        due("2026-11-02", ledger=[Pause(d("2026-11-06"))], days=15)
    assert due("2026-11-02", ledger=[Pause(d("2026-11-18"))], days=15).due == d("2026-11-17")


PAUSES = st.builds(
    lambda first, n: Pause(first, first + timedelta(days=n)),
    st.dates(date(2025, 1, 1), date(2026, 12, 1)),
    st.integers(0, 20),
)
ENTRIES = st.lists(
    st.one_of(PAUSES, st.builds(Restart, st.dates(date(2025, 1, 1), date(2026, 12, 1)))), max_size=5
)


@given(st.dates(date(2025, 1, 1), date(2026, 6, 1)), LENGTHS, ENTRIES, st.randoms(use_true_random=False))
def test_the_order_of_entry_makes_no_difference(trigger, length, ledger, rng):
    other = list(ledger)
    rng.shuffle(other)

    one, two = (last_day(make_limit(**length), trigger, CALENDAR, 0, entries) for entries in (ledger, other))
    assert (one.raw, one.due) == (two.raw, two.due)
    assert CALENDAR.is_working_day(one.due)


@given(
    st.dates(date(2025, 1, 1), date(2026, 6, 1)),
    st.integers(1, 40),
    st.integers(0, 30),
    st.lists(PAUSES, max_size=3),
)
def test_extension_and_pause_commute(trigger, days, more, pauses):
    """Extended by so many days and paused is the same as a period that was as long from the beginning, paused."""
    extended = last_day(make_limit(days=days, extension=BOTH), trigger, CALENDAR, more, pauses)
    longer = last_day(make_limit(days=days + more), trigger, CALENDAR, 0, pauses)

    assert (extended.raw, extended.due) == (longer.raw, longer.due)
    assert (extended.raw - trigger).days == days + more + extended.paused


@given(TRIGGERS, LENGTHS, st.lists(PAUSES, max_size=3))
def test_a_pause_never_moves_the_last_day_back(trigger, length, pauses):
    limit = make_limit(**length)

    assert last_day(limit, trigger, CALENDAR, 0, pauses).due >= last_day(limit, trigger, CALENDAR).due


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
    limit = make_limit(extension=BOTH, **length)

    assert last_day(limit, trigger, CALENDAR, extension).due >= last_day(limit, trigger, CALENDAR).due
