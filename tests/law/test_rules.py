"""The catalogue of limits: every row whole, every rule with a last day worked out from the published notices."""

from datetime import date, datetime
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.engine.calendar import official
from casework.engine.errors import Refused
from casework.law import answers, catalogue
from casework.law.rules import CHAPTERS, LETTER_REPLIES, LIMITS
from casework.law.sources import COURT_TIME
from script.catalogue import HAN

ROOT = Path(__file__).parents[2]
CALENDAR = official()

# fmt: off
EXAMPLES = [
    # rule, day 0, the day counted, the last day
    ("negotiation_response", "2026-09-30", "2026-10-05", "2026-10-08"),
    ("mediation_accept", "2026-09-30", "2026-10-10", "2026-10-10"),
    ("mediation_statutory", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("mediation_conclude", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("court_prefiling_referral", "2024-09-01", "2024-10-01", "2024-10-08"),
    ("court_postfiling_entrust_ordinary", "2024-09-01", "2024-09-16", "2024-09-18"),
    ("court_postfiling_entrust_ordinary", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("court_postfiling_entrust_summary", "2024-09-01", "2024-09-08", "2024-09-09"),
    ("court_postfiling_entrust_summary", "2026-09-30", "2026-10-07", "2026-10-08"),
    ("online_designate", "2026-09-30", "2026-10-10", "2026-10-10"),
    ("online_choose", "2026-09-30", "2026-10-09", "2026-10-09"),
    ("online_confirm", "2026-09-30", "2026-10-10", "2026-10-10"),
    ("online_ask_other_side", "2026-09-30", "2026-10-10", "2026-10-10"),
    ("online_prefiling", "2024-09-01", "2024-10-01", "2024-10-08"),
    ("new_employment_onestop", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("arb_entrusted_mediation", "2026-09-30", "2026-10-20", "2026-10-20"),
    ("judicial_confirmation", "2026-09-01", "2026-10-01", "2026-10-08"),
    ("judicial_confirmation", "2023-09-01", "2023-10-01", "2023-10-07"),
    ("confirmation_accept", "2026-09-30", "2026-10-03", "2026-10-08"),
    ("confirmation_decide", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("confirmation_objection", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("confirmation_outsider", "2026-01-31", "2026-07-31", "2026-07-31"),
    ("arb_review_apply", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("arb_review_finish", "2026-09-30", "2026-10-13", "2026-10-13"),
    ("payment_order_inform", "2026-09-30", "2026-10-05", "2026-10-08"),
    ("payment_order_inform", "2023-09-01", "2023-09-06", "2023-09-06"),
    ("payment_order_issue", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("payment_order_issue", "2023-09-01", "2023-09-16", "2023-09-18"),
    ("payment_order_object", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("payment_order_object", "2023-09-01", "2023-09-16", "2023-09-18"),
    ("enforcement", "2024-02-29", "2026-02-28", "2026-02-28"),
    ("enforcement", "2023-09-01", "2025-09-01", "2025-09-01"),
    ("limitation", "2025-10-02", "2026-10-02", "2026-10-08"),
    ("limitation_wage_after_termination", "2025-10-02", "2026-10-02", "2026-10-08"),
    ("arb_accept", "2026-09-30", "2026-10-13", "2026-10-13"),
    ("arb_serve", "2026-09-30", "2026-10-13", "2026-10-13"),
    ("arb_answer", "2026-09-30", "2026-10-20", "2026-10-20"),
    ("arb_answer_copy", "2026-09-30", "2026-10-13", "2026-10-13"),
    ("arb_refusal_notice", "2026-09-30", "2026-10-13", "2026-10-13"),
    ("arb_hearing_notice", "2026-10-13", "2026-09-29", "2026-09-29"),
    ("arb_postpone_request", "2026-10-13", "2026-10-08", "2026-10-08"),
    ("arb_challenge_decision", "2026-09-30", "2026-10-10", "2026-10-10"),
    ("arb_award", "2026-08-18", "2026-10-02", "2026-10-08"),
    ("sue_nonfinal_award", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("final_award_worker", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("final_award_employer", "2026-09-01", "2026-10-01", "2026-10-08"),
    ("sue_after_set_aside", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("set_aside_after_suit", "2026-09-01", "2026-10-01", "2026-10-08"),
    ("served_by_posting", "2026-09-30", "2026-10-10", "2026-10-10"),
    ("court_docket", "2026-09-30", "2026-10-07", "2026-10-08"),
    ("court_docket", "2023-09-01", "2023-09-08", "2023-09-08"),
    ("court_send_complaint", "2026-09-30", "2026-10-05", "2026-10-08"),
    ("court_send_complaint", "2023-09-01", "2023-09-06", "2023-09-06"),
    ("court_answer", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("court_answer", "2023-09-01", "2023-09-16", "2023-09-18"),
    ("first_instance_ordinary", "2026-01-31", "2026-07-31", "2026-07-31"),
    ("first_instance_ordinary", "2023-09-01", "2024-03-01", "2024-03-01"),
    ("first_instance_summary", "2026-01-31", "2026-04-30", "2026-04-30"),
    ("first_instance_summary", "2023-09-01", "2023-12-01", "2023-12-01"),
    ("first_instance_small", "2026-01-31", "2026-03-31", "2026-03-31"),
    ("first_instance_small", "2023-09-01", "2023-11-01", "2023-11-01"),
    ("appeal_judgment", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("appeal_judgment", "2023-09-01", "2023-09-16", "2023-09-18"),
    ("appeal_ruling", "2026-09-30", "2026-10-10", "2026-10-10"),
    ("appeal_ruling", "2023-09-01", "2023-09-11", "2023-09-11"),
    ("second_instance_judgment", "2026-01-31", "2026-04-30", "2026-04-30"),
    ("second_instance_judgment", "2023-09-01", "2023-12-01", "2023-12-01"),
    ("second_instance_ruling", "2026-09-01", "2026-10-01", "2026-10-08"),
    ("second_instance_ruling", "2023-09-01", "2023-10-01", "2023-10-07"),
    ("retrial_apply", "2026-01-31", "2026-07-31", "2026-07-31"),
    ("retrial_apply", "2023-09-01", "2024-03-01", "2024-03-01"),
    ("preservation_sue", "2026-09-01", "2026-10-01", "2026-10-08"),
    ("preservation_sue", "2023-09-01", "2023-10-01", "2023-10-07"),
    ("preservation_enforce", "2026-01-31", "2026-04-30", "2026-04-30"),
    ("barrier_extension", "2026-09-30", "2026-10-10", "2026-10-10"),
    ("barrier_extension", "2023-09-01", "2023-09-11", "2023-09-11"),
    ("served_by_announcement", "2026-09-01", "2026-10-01", "2026-10-08"),
    ("served_by_announcement", "2023-09-01", "2023-10-01", "2023-10-07"),
    ("legal_aid_review", "2026-09-30", "2026-10-07", "2026-10-08"),
    ("legal_aid_assign", "2026-09-30", "2026-10-03", "2026-10-08"),
    ("legal_aid_objection_review", "2026-09-30", "2026-10-05", "2026-10-08"),
    ("legal_aid_file", "2026-09-01", "2026-10-01", "2026-10-08"),
    ("work_injury_employer", "2026-09-01", "2026-10-01", "2026-10-08"),
    ("work_injury_worker", "2025-10-02", "2026-10-02", "2026-10-08"),
    ("work_injury_papers", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("work_injury_decide", "2026-08-18", "2026-10-17", "2026-10-19"),
    ("work_injury_decide_clear", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("work_injury_deliver", "2026-09-30", "2026-10-20", "2026-10-20"),
    ("disability_appraisal", "2026-08-18", "2026-10-17", "2026-10-19"),
    ("disability_again", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("inspection_case", "2026-08-18", "2026-11-16", "2026-11-16"),
    ("inspection_report", "2024-02-29", "2026-02-28", "2026-02-28"),
    ("layoff_notice", "2026-10-13", "2026-09-12", "2026-09-11"),
    ("petition_forward", "2026-09-10", "2026-09-25", "2026-09-28"),
    ("petition_finish", "2026-08-18", "2026-10-17", "2026-10-19"),
    ("petition_review", "2026-09-01", "2026-10-01", "2026-10-08"),
    ("petition_again", "2026-09-01", "2026-10-01", "2026-10-08"),
    ("administrative_review", "2026-08-18", "2026-10-17", "2026-10-19"),
    ("administrative_suit", "2026-01-31", "2026-07-31", "2026-07-31"),
]
# fmt: on
WITHOUT_LENGTH = {"union_letter_reply"}
BY_THE_HOUR = {"legal_aid_forward_detained"}

# What the rules are held to: name, length, unit, longest extension (None: not extendable; 0: without bound).
NAMED = [
    ("mediation_accept", 3, "workdays", None),
    ("mediation_statutory", 15, "days", None),
    ("mediation_conclude", 15, "days", 0),
    ("court_prefiling_referral", 30, "days", 0),
    ("court_postfiling_entrust_ordinary", 15, "days", 30),
    ("court_postfiling_entrust_summary", 7, "days", 30),
    ("online_designate", 3, "workdays", None),
    ("online_confirm", 3, "workdays", None),
    ("online_ask_other_side", 3, "workdays", None),
    ("new_employment_onestop", 15, "days", 15),
    ("arb_entrusted_mediation", 10, "workdays", None),
    ("judicial_confirmation", 30, "days", None),
    ("arb_review_apply", 15, "days", None),
    ("arb_review_finish", 5, "workdays", 5),
    ("limitation", 1, "years", None),
    ("limitation_wage_after_termination", 1, "years", None),
    ("arb_accept", 5, "workdays", None),
    ("arb_serve", 5, "workdays", None),
    ("arb_answer", 10, "workdays", None),
    ("arb_award", 45, "days", 15),
    ("sue_nonfinal_award", 15, "days", None),
    ("final_award_worker", 15, "days", None),
    ("final_award_employer", 30, "days", None),
    ("appeal_judgment", 15, "days", None),
    ("appeal_ruling", 10, "days", None),
    ("enforcement", 2, "years", None),
    ("legal_aid_review", 7, "days", None),
    ("legal_aid_assign", 3, "days", None),
    ("legal_aid_objection_review", 5, "days", None),
    ("legal_aid_file", 30, "days", None),
    ("work_injury_employer", 30, "days", 0),
    ("work_injury_worker", 1, "years", None),
    ("inspection_case", 60, "workdays", 30),
    ("barrier_extension", 10, "days", None),
    ("served_by_posting", 3, "workdays", None),
    ("served_by_announcement", 30, "days", None),
    ("union_letter_reply", None, None, None),
]


# --- the tables -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: f"{limit.name} {limit.since}")
def test_a_row_is_whole(limit):
    assert limit.law, "it stands on an article"
    assert all(article.number or article.law is limit.law[-1].law for article in limit.law)
    assert any(article.number or not article.law.has_articles for article in limit.law)
    for words in (limit.duty, limit.event, *([limit.lapse] if limit.lapse else []),
                  *([limit.extension.needs] if limit.extension else [])):  # fmt: skip
        assert HAN.search(words.zh)
        assert words.en
        assert not HAN.search(words.en)
    assert limit.read in ("V", "S", "M", "A")
    assert set(limit.settings) <= set(catalogue.SETTINGS)
    assert set(limit.stops) <= {"pause", "restart"}
    assert not limit.since or not limit.until or limit.since < limit.until


@pytest.mark.parametrize("name", catalogue.names())
def test_the_versions_of_a_rule_follow_one_another(name):
    rows = sorted(catalogue.versions(name), key=lambda limit: limit.since or date.min)

    for earlier, later in pairwise(rows):
        assert earlier.until, f"{name}: two rows in force"
        assert earlier.until < later.since


def test_every_rule_has_an_example():
    tried = {row[0] for row in EXAMPLES}

    assert set(catalogue.names()) - tried == WITHOUT_LENGTH | BY_THE_HOUR


@pytest.mark.parametrize(("name", "trigger", "raw", "due"), EXAMPLES)
def test_a_rule_ends_on_the_day_worked_out_from_the_notices(name, trigger, raw, due):
    found = catalogue.count(name, date.fromisoformat(trigger), CALENDAR)

    assert (found.raw.isoformat(), found.due.isoformat(), found.provisional) == (raw, due, False)


@pytest.mark.parametrize(("name", "length", "unit", "most"), NAMED)
def test_a_rule_is_as_long_as_the_law_says(name, length, unit, most):
    limit = catalogue.latest(name)

    assert (limit.length, limit.unit) == (length, unit)
    assert (limit.extension.most or 0 if limit.extension else None) == most


@pytest.mark.parametrize("limit", [limit for limit in LIMITS if limit.unit not in (None, "hours")],
                         ids=lambda limit: f"{limit.name} {limit.since}")  # fmt: skip
def test_a_sentence_names_its_articles_in_both_languages(limit):
    day = limit.until or date(2026, 9, 1)
    found = catalogue.count(limit.name, day, CALENDAR)

    for article in limit.law:
        assert article.named()[0] in found.sentence
        assert article.named()[1] in found.sentence
        assert article.named(english=True)[0] in found.told(english=True)
        assert article.named(english=True)[1] in found.told(english=True)
    assert limit.event.zh in found.sentence
    assert not HAN.search(found.told(english=True))


def test_the_numbers_of_articles_follow_their_versions():
    for day, article in (
        (date(2012, 12, 31), None),
        (date(2013, 1, 1), "194"),
        (date(2022, 1, 1), "201"),
        (date(2023, 12, 31), "201"),
        (date(2024, 1, 1), "205"),
    ):
        law = catalogue.in_force("judicial_confirmation", day).law
        assert (law[0].number if len(law) > 1 else None) == article
    assert catalogue.in_force("enforcement", date(2023, 12, 31)).law[0].number == "246"
    assert catalogue.in_force("enforcement", date(2024, 1, 1)).law[0].number == "250"


def test_a_last_day_is_moved_by_the_article_of_its_time():
    assert [article.number for article in COURT_TIME] == ["85", "85", "82", "75", "75"]
    assert "民诉法§82" in catalogue.count("appeal_judgment", date(2020, 9, 18), CALENDAR).sentence
    assert "民诉法§85" in catalogue.count("appeal_judgment", date(2023, 9, 15), CALENDAR).sentence
    assert "民法典§203" in catalogue.count("legal_aid_review", date(2026, 9, 30), CALENDAR).sentence


# --- what was law when ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "day", "in_force"),
    [
        ("court_prefiling_referral", "2016-06-30", False),
        ("court_prefiling_referral", "2016-07-01", True),
        ("court_prefiling_referral", "2024-12-31", True),
        ("court_prefiling_referral", "2025-01-01", False),
        ("mediation_statutory", "2008-04-30", False),
        ("mediation_statutory", "2008-05-01", True),
        ("arb_accept", "2017-06-30", False),
        ("legal_aid_review", "2021-12-31", False),
        ("online_confirm", "2022-01-01", True),
    ],
)
def test_a_rule_counts_only_while_it_is_law(name, day, in_force):
    if in_force:
        assert catalogue.count(name, date.fromisoformat(day), CALENDAR)
    else:
        with pytest.raises(Refused, match=name):
            catalogue.count(name, date.fromisoformat(day), CALENDAR)


@pytest.mark.parametrize(
    ("name", "day", "extension", "allowed"),
    [
        ("court_postfiling_entrust_ordinary", "2026-09-01", 30, True),
        ("court_postfiling_entrust_ordinary", "2026-09-01", 31, False),
        ("court_postfiling_entrust_ordinary", "2024-09-01", 31, True),  # the rule of 2016 sets no bound
        ("new_employment_onestop", "2026-09-01", 16, False),
        ("arb_review_finish", "2026-09-01", 6, False),
        ("arb_award", "2026-09-01", 15, True),
        ("arb_award", "2026-09-01", 16, False),
        ("mediation_conclude", "2026-09-01", 90, True),
        ("judicial_confirmation", "2026-09-01", 1, False),
        ("judicial_confirmation", "2026-09-01", 0, True),
        ("arb_award", "2026-09-01", -1, False),
    ],
)
def test_an_extension_stays_within_the_law(name, day, extension, allowed):
    if allowed:
        assert catalogue.count(name, date.fromisoformat(day), CALENDAR, extension=extension)
    else:
        with pytest.raises(Refused):
            catalogue.count(name, date.fromisoformat(day), CALENDAR, extension=extension)


# --- what a place sets ------------------------------------------------------------------------------------------------


def due(name, day, **settings):
    return catalogue.count(name, date.fromisoformat(day), CALENDAR, settings=settings).due.isoformat()


def test_legal_aid_counts_calendar_days_unless_the_place_counts_working_days():
    assert due("legal_aid_review", "2026-09-30") == "2026-10-08"
    assert due("legal_aid_review", "2026-09-30", unit="days") == "2026-10-08"
    assert due("legal_aid_review", "2026-09-30", unit="workdays") == "2026-10-15"
    assert due("legal_aid_assign", "2026-09-30", unit="工作日") == "2026-10-10"


def test_days_before_a_hearing_are_clear_days_unless_the_place_says_otherwise():
    assert due("arb_hearing_notice", "2026-10-13") == "2026-09-29"
    assert due("arb_hearing_notice", "2026-10-13", clear_days="no") == "2026-09-30"
    assert due("layoff_notice", "2026-10-13") == "2026-09-11"
    assert due("layoff_notice", "2026-10-13", clear_days="no") == "2026-09-11"  # the 13th is a Sunday


def test_a_supervision_letter_is_answered_when_the_region_says():
    with pytest.raises(Refused, match="没有全国统一的期限"):
        due("union_letter_reply", "2026-09-18")
    for spellings, _terms in LETTER_REPLIES:
        for region in spellings:
            assert due("union_letter_reply", "2026-09-18", region=region) == "2026-10-15"
    assert due("union_letter_reply", "2026-09-18", length="10") == "2026-10-09"
    assert due("union_letter_reply", "2026-09-18", length="10", unit="days") == "2026-09-28"
    with pytest.raises(Refused, match="还没有录入"):
        due("union_letter_reply", "2026-09-18", region="别处")


def test_wages_are_not_barred_while_the_employment_goes_on():
    for settings in ({"claim": "wages"}, {"claim": "wages", "employment": "ongoing"}):
        with pytest.raises(Refused, match="不受一年仲裁时效限制"):
            due("limitation", "2020-01-06", **settings)
    found = catalogue.count(
        "limitation", date(2026, 3, 2), CALENDAR, settings={"claim": "wages", "employment": "ended"}
    )
    assert "劳动关系终止" in found.sentence
    assert found.limit.name == "limitation"
    assert due("limitation", "2025-03-03", claim="other") == "2026-03-03"


@pytest.mark.parametrize(
    ("name", "settings"),
    [
        ("mediation_accept", {"unit": "days"}),
        ("legal_aid_review", {"unit": "weeks"}),
        ("legal_aid_file", {"length": "0"}),
        ("legal_aid_file", {"length": "x"}),
        ("arb_hearing_notice", {"clear_days": "maybe"}),
        ("limitation", {"claim": "honour"}),
    ],
)
def test_a_setting_that_there_is_not_is_refused(name, settings):
    with pytest.raises(Refused):
        due(name, "2026-09-01", **settings)


def test_hours_begin_with_their_hour():
    found = catalogue.count("legal_aid_forward_detained", datetime(2026, 9, 30, 14, 30), CALENDAR)  # noqa: DTZ001

    assert found.due == datetime(2026, 10, 1, 14, 30)  # noqa: DTZ001
    with pytest.raises(Refused, match="几点"):
        catalogue.count("legal_aid_forward_detained", date(2026, 9, 30), CALENDAR)
    with pytest.raises(Refused, match="钟点"):
        catalogue.count("mediation_accept", datetime(2026, 9, 30, 14, 30), CALENDAR)  # noqa: DTZ001


# --- what holds for every rule ----------------------------------------------------------------------------------------

FORWARD = sorted(
    {limit.name for limit in LIMITS if limit.unit not in (None, "hours") and not limit.backwards}
)
BACKWARD = sorted({limit.name for limit in LIMITS if limit.backwards})
DAYS = st.dates(date(2022, 9, 1), date(2027, 6, 30))


@given(st.sampled_from(FORWARD + BACKWARD), DAYS)
def test_the_last_day_of_a_rule_is_never_a_day_of_rest(name, day):
    if limit := catalogue.standing(name, day):
        found = catalogue.count(name, day, CALENDAR)
        assert CALENDAR.is_working_day(found.due)
        assert (found.due < day) if limit.backwards else (found.due > day)


@given(st.sampled_from(FORWARD + BACKWARD), DAYS)
def test_a_later_event_never_ends_a_rule_earlier(name, day):
    later = day + (date(2026, 1, 2) - date(2026, 1, 1))
    if catalogue.standing(name, day) is not None and catalogue.standing(name, day) is catalogue.standing(
        name, later
    ):
        assert catalogue.count(name, day, CALENDAR).due <= catalogue.count(name, later, CALENDAR).due


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_of_the_law_is_up_to_date():
    assert (ROOT / "docs/law.md").read_text(encoding="utf-8") == answers.page(), (
        "run: flask --app wsgi deadline --list > docs/law.md"
    )


def test_the_page_has_every_row():
    page = answers.page()

    assert sum(page.count(f"| `{name}` |") for name in catalogue.names()) == len(LIMITS)
    assert all(title.zh in page for title, _limits in CHAPTERS)
