"""The table of moves of legal aid: what it asks can be asked, every status is reached and left, every move is somebody's."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from casework.engine.calendar import official
from casework.engine.periods import last_day
from casework.legal_aid import actions
from casework.legal_aid.forms import Answers
from casework.legal_aid.models import OPEN, LegalAid, Status
from casework.legal_aid.rules import LIMITS, WORKFLOW
from casework.permissions import GRANTS

COLUMNS = {column.key for column in sa.inspect(LegalAid).columns}
FIELDS = {name for name, value in vars(Answers).items() if hasattr(value, "field_class")}
# Moves without a status of their own in the table lead where their consequence says.
LEADS = {"return": {Status.CONCLUDED, Status.TERMINATED}, "unarchive": {Status.REVIEWED, Status.REFUSED, Status.WITHDRAWN, Status.TERMINATED},
         "reopen": {Status.APPLIED, Status.GRANTED, Status.ASSIGNED, Status.TAKEN, Status.WORKING}}  # fmt: skip


@pytest.mark.parametrize("move", list(WORKFLOW), ids=lambda move: move.name)
def test_a_move_asks_what_the_form_can_ask_and_sets_what_the_case_has(app, move):
    assert {*move.asks, *move.may_ask} <= FIELDS
    assert move.stamps is None or move.stamps in COLUMNS
    assert move.frm
    assert any(move.needs in held for held in GRANTS.values()), "nobody may make it"


def test_every_question_is_asked_by_some_move():
    assert {name for move in WORKFLOW for name in (*move.asks, *move.may_ask)} == FIELDS


def test_every_consequence_and_check_belongs_to_a_move():
    assert actions.CONSEQUENCES.keys() | actions.CHECKS.keys() <= WORKFLOW.moves.keys()


def test_every_status_can_be_reached_and_left():
    reached = {Status.APPLIED}
    for _ in Status:
        for move in WORKFLOW:
            if set(move.frm) & reached:
                reached |= ({move.to} if move.to else set()) | LEADS.get(move.name, set())

    assert reached == set(Status)
    for status in Status:
        ways = [m for m in WORKFLOW if status in m.frm and (m.to not in (None, status) or m.name in LEADS)]
        assert ways, f"{status}: no way out"


def test_every_open_status_has_a_usual_next_step():
    for status in OPEN:
        assert any(move.main for move in WORKFLOW if status in move.frm), status


def test_a_case_that_is_over_has_an_end_and_an_open_one_has_none():
    """What the constraint on the spine asks for: a move into an ended status stamps the day."""
    for move in WORKFLOW:
        if move.to in (Status.WITHDRAWN, Status.REFUSED, Status.TERMINATED, Status.CONCLUDED):
            assert move.stamps == "concluded_on", move.name


@pytest.mark.parametrize("limit", LIMITS, ids=lambda limit: limit.name)
def test_a_limit_names_its_law_and_explains_itself(limit):
    assert re.search(r"第.+条", limit.law)
    assert {limit.runs_from, limit.met_by} <= COLUMNS
    sentence = last_day(limit, date(2026, 11, 23), official()).sentence
    assert limit.duty in sentence
    assert limit.law in sentence
