"""The tables of stability risk: every row of them."""

from datetime import date

import pytest
import sqlalchemy as sa

from casework.accounts.models import Dictionary, Term
from casework.permissions import GRANTS, P
from casework.stability.campaigns.models import Campaign, Rhythm
from casework.stability.campaigns.rules import periods
from casework.stability.forms import Answers
from casework.stability.letters.models import LetterKind
from casework.stability.letters.rules import LETTERS, closing, is_provisional, reply_due_on
from casework.stability.models import OPEN, Finding, Sign, Status
from casework.stability.rules import (
    CATEGORIES,
    DISPUTES,
    LABEL_SETS,
    LOOK_AGAIN,
    STEPS,
    TONES,
    WORKFLOW,
    label_of,
    suggested_level,
)

COLUMNS = {column.key for column in sa.inspect(Finding).columns}
FIELDS = {name for name, value in vars(Answers).items() if hasattr(value, "field_class")}

# fmt: off
LEVELS = [
    # people  signs                      level
    (100,     [],                        1),
    (1,       [Sign.EXTREME],            1),
    (250,     [Sign.PETITION],           1),
    (99,      [],                        2),
    (50,      [Sign.STOPPAGE],           2),
    (49,      [],                        3),
    (10,      [],                        3),
    (9,       [Sign.GATHERING],          4),
    (1,       [],                        4),
    (0,       [],                        4),
]
# fmt: on


@pytest.mark.parametrize(("people", "signs", "level"), LEVELS)
def test_a_level_is_suggested_by_people_and_extreme_acts(people, signs, level):
    assert suggested_level(people, [sign.value for sign in signs]) == level


def test_no_step_is_without_a_row_here():
    assert {step.level for step in STEPS} == {level for _people, _signs, level in LEVELS}


def test_a_set_of_three_names_calls_the_third_and_the_fourth_alike():
    assert [label_of(n, LABEL_SETS["colours"]) for n in (1, 2, 3, 4)] == ["红色", "橙色", "黄色", "蓝色"]
    assert [label_of(n, LABEL_SETS["grades"]) for n in (1, 2, 3, 4)] == ["重大", "较大", "一般", "一般"]
    assert label_of(None, LABEL_SETS["grades"]) == ""


def test_every_level_has_a_tone_and_a_day_to_look_again():
    assert set(TONES) == set(LOOK_AGAIN) == {*(step.level for step in STEPS), None}


def test_categories_and_kinds_of_dispute_name_what_the_dictionaries_hold(session):
    def codes(dictionary):
        return set(session.scalars(sa.select(Term.code).where(Term.dictionary == dictionary)))

    assert set(DISPUTES) == codes(Dictionary.RISK_CATEGORY)
    assert set(DISPUTES.values()) <= codes(Dictionary.DISPUTE_TYPE)
    assert set(CATEGORIES) == codes(Dictionary.DISPUTE_TYPE)
    assert set(CATEGORIES.values()) <= codes(Dictionary.RISK_CATEGORY)


# --- the workflow -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("move", list(WORKFLOW), ids=lambda move: move.name)
def test_a_move_asks_what_the_form_can_ask_and_sets_what_a_finding_has(move):
    assert {*move.asks, *move.may_ask} <= FIELDS
    assert move.stamps is None or move.stamps in COLUMNS
    assert move.frm
    assert any(move.needs in held for held in GRANTS.values()), "nobody may make it"
    assert move.needs in (P.RISK_HANDLE, P.RISK_SUPERVISE)


def test_every_question_is_asked_by_some_move():
    assert {name for move in WORKFLOW for name in (*move.asks, *move.may_ask)} == FIELDS


def test_every_status_can_be_reached_and_left():
    reached = {Status.REGISTERED}
    for _ in Status:
        reached |= {move.to for move in WORKFLOW if move.to and set(move.frm) & reached}

    assert reached == set(Status)
    for status in Status:
        assert [move for move in WORKFLOW if status in move.frm and move.to != status], (
            f"{status}: no way out"
        )


def test_every_open_status_has_a_usual_next_step():
    for status in OPEN:
        assert any(move.main for move in WORKFLOW if status in move.frm), status


def test_whatever_is_disposed_of_can_be_opened_again():
    assert set(WORKFLOW["reopen"].frm) == set(Status) - set(OPEN)


# --- periods ------------------------------------------------------------------------------------------------------

# fmt: off
PERIODS = [
    # from               to                   rhythm        the first days of the periods
    ((2026, 11, 2),      (2026, 12, 31),      Rhythm.ONCE,  [(11, 2)]),
    ((2026, 11, 5),      (2026, 11, 20),      Rhythm.WEEK,  [(11, 5), (11, 9), (11, 16)]),
    ((2026, 10, 20),     (2026, 12, 3),       Rhythm.MONTH, [(10, 20), (11, 1), (12, 1)]),
    # National Day 2026: off from 1 to 7 October, worked on Saturday the 10th
    ((2026, 9, 30),      (2026, 10, 12),      Rhythm.DAY,   [(9, 30), (10, 8), (10, 9), (10, 10), (10, 12)]),
]
# fmt: on


@pytest.mark.parametrize(("first", "last", "rhythm", "days"), PERIODS)
def test_the_periods_of_a_campaign_follow_its_rhythm(first, last, rhythm, days):
    campaign = Campaign(starts_on=date(*first), ends_on=date(*last), rhythm=rhythm, grace_days=2)
    found = periods(campaign)

    assert [(period.first.month, period.first.day) for period in found] == days
    assert found[-1].last == date(*last)
    assert all((period.due_on - period.last).days == 2 for period in found)


def test_no_rhythm_is_without_a_row_here():
    assert {rhythm for _first, _last, rhythm, _days in PERIODS} == set(Rhythm)


# --- letters ------------------------------------------------------------------------------------------------------


def test_a_reply_is_due_on_the_working_day_that_the_region_names():
    assert reply_due_on(date(2026, 9, 18), 15) == date(2026, 10, 15)  # the example of Zhejiang


def test_without_a_rule_no_day_is_invented():
    assert reply_due_on(date(2026, 9, 18), None) is None
    assert "＿" in closing(None, None)


def test_a_day_in_a_year_without_its_notice_is_provisional():
    assert is_provisional(date(2026, 12, 20), date(2027, 1, 12))
    assert not is_provisional(date(2026, 9, 18), date(2026, 10, 15))


def test_every_letter_has_its_facts_and_a_word_of_its_own():
    assert set(LETTERS) == set(LetterKind)
    assert len({facts.word for facts in LETTERS.values()}) == len(LetterKind)
