"""What happens to a consultation after it was recorded: followed up, closed, corrected, made a case of."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from casework.consultations import actions
from casework.consultations.forms import Answers
from casework.consultations.models import OPEN, Consultation, FollowUp, Outcome, Reached, Status
from casework.consultations.rules import DISPUTE_TYPES, OFFLINE, ONLINE, SOURCES, WORKFLOW
from casework.engine.errors import NotAllowed, Refused
from casework.history.models import HistoryEntry
from casework.matters import actions as matters
from casework.matters import carrying
from casework.matters.models import Kind, LinkKind, Matter, MatterLink
from casework.mediation.models import Mediation
from casework.permissions import GRANTS, P

TODAY = date(2026, 11, 23)
NEXT_WEEK = TODAY + timedelta(days=7)


@pytest.fixture
def asked(make, county, lawyer):
    """Somebody who is to be called back in a week."""
    return make.consultation(county, lawyer, name="刘芳", phone="13912345678", follow_up_on=NEXT_WEEK)


# --- the table of moves ---------------------------------------------------------------------------------------------

COLUMNS = {column.key for column in sa.inspect(Consultation).columns}


@pytest.mark.parametrize("move", list(WORKFLOW), ids=lambda move: move.name)
def test_a_move_asks_what_the_form_can_ask_and_sets_what_there_is(app, move):
    fields = {name for name, value in vars(Answers).items() if hasattr(value, "field_class")}

    assert {*move.asks, *move.may_ask} <= fields
    assert move.stamps is None or move.stamps in COLUMNS
    assert move.needs in P
    assert any(move.needs in held for held in GRANTS.values())
    assert move.name in actions.CONSEQUENCES


def test_every_question_is_asked_by_some_move():
    asked = {name for move in WORKFLOW for name in (*move.asks, *move.may_ask)}
    assert {name for name, value in vars(Answers).items() if hasattr(value, "field_class")} == asked


def test_every_status_can_be_left_or_is_an_end():
    for status in Status:
        assert [move for move in WORKFLOW if status in move.frm], status
    for status in OPEN:
        assert any(move.main for move in WORKFLOW if status in move.frm), status


def test_tables_cover_their_dictionaries(session):
    from casework.accounts.models import Dictionary
    from casework.accounts.queries import words

    assert set(DISPUTE_TYPES) == set(words(Dictionary.CONSULT_TOPIC))
    assert set(DISPUTE_TYPES.values()) <= set(words(Dictionary.DISPUTE_TYPE))
    assert set(SOURCES) == set(words(Dictionary.CONSULT_CHANNEL)) == {*ONLINE, *OFFLINE}
    assert not {*ONLINE} & {*OFFLINE}
    assert set(SOURCES.values()) <= set(words(Dictionary.SOURCE))


# --- following up ---------------------------------------------------------------------------------------------------


def test_what_came_of_the_call_is_recorded_and_it_is_done(browser, session, asked, lawyer):
    browser.as_(lawyer).submit(
        f"/consultations/{asked.id}/move/call", {"reached": "reached", "note": "工资已发"}
    )

    call = session.scalars(sa.select(FollowUp)).one()
    assert (call.reached, call.note, call.by_id, call.made_on) == (
        Reached.REACHED,
        "工资已发",
        lawyer.id,
        TODAY,
    )
    assert (asked.status, asked.outcome, asked.concluded_on) == (Status.DONE, Outcome.ANSWERED, TODAY)
    assert (asked.next_due_on, asked.next_due_name, asked.follow_up_on) == (None, None, None)
    story = browser.get(f"/consultations/{asked.id}").select_one("#story").text
    assert "工资已发" in story
    assert "联系上" in story


def test_whoever_was_not_reached_is_called_again(browser, session, asked, lawyer):
    browser.as_(lawyer).submit(
        f"/consultations/{asked.id}/move/call", {"reached": "no_answer", "follow_up_on": "3天后"}
    )

    again = TODAY + timedelta(days=3)
    assert (asked.status, asked.next_due_on, asked.concluded_on) == (Status.FOLLOW_UP, again, None)


def test_whoever_is_given_up_was_unreachable(browser, session, asked, lawyer):
    browser.as_(lawyer).submit(f"/consultations/{asked.id}/move/call", {"reached": "wrong_number"})
    assert (asked.status, asked.outcome) == (Status.DONE, Outcome.UNREACHABLE)


def test_the_next_call_lies_ahead(make, asked, lawyer):
    with pytest.raises(Refused) as refused:
        actions.move(asked, "call", by=lawyer, reached=Reached.NO_ANSWER, follow_up_on=TODAY)
    assert refused.value.field == "follow_up_on"
    assert asked.status == Status.FOLLOW_UP


def test_what_is_open_is_planned_and_finished(browser, make, county, lawyer):
    found = make.consultation(county, lawyer, stays_open=True)
    browser.as_(lawyer).submit(f"/consultations/{found.id}/move/plan", {"follow_up_on": "7天后"})
    assert (found.status, found.next_due_on) == (Status.FOLLOW_UP, NEXT_WEEK)

    browser.submit(f"/consultations/{found.id}/move/finish", {"note": "本人来电说已解决"})
    assert (found.status, found.outcome, found.next_due_on) == (Status.DONE, Outcome.ANSWERED, None)
    assert "本人来电说已解决" in browser.get(f"/consultations/{found.id}").text


def test_only_a_supervisor_opens_it_again(browser, session, make, county, lawyer, supervisor):
    found = make.consultation(county, lawyer)
    browser.as_(lawyer).get(f"/consultations/{found.id}/move/reopen", status=403)
    with pytest.raises(NotAllowed):
        actions.move(found, "reopen", by=lawyer, reason="再看看")
    session.rollback()

    browser.as_(supervisor).submit(f"/consultations/{found.id}/move/reopen", {"reason": "当事人对答复有疑问"})
    assert (found.status, found.concluded_on, found.outcome) == (Status.RECORDED, None, None)


@pytest.mark.parametrize("day", [date(2026, 11, 19), date(2026, 11, 24)])
def test_no_move_lies_before_the_consultation_or_ahead(asked, lawyer, day):
    with pytest.raises(Refused) as refused:
        actions.move(asked, "finish", by=lawyer, on=day)
    assert refused.value.field == "on"


# --- correcting -----------------------------------------------------------------------------------------------------


def test_it_is_corrected_and_the_history_says_how(browser, make, county, lawyer):
    found = make.consultation(county, lawyer, name="刘芳", point="问工资")
    browser.as_(lawyer).submit(
        f"/consultations/{found.id}/edit",
        {"source": "window", "topics": ["injury", "insurance"], "point": "问工伤", "people": "4", "received_on": "2026-11-18"},
    )  # fmt: skip

    assert (found.source, found.topics, found.dispute_type, found.people) == (
        "window",
        ["injury", "insurance"],
        "injury",
        4,
    )
    assert (found.received_on, found.concluded_on) == (date(2026, 11, 18), date(2026, 11, 18))
    assert found.lead_worker == "刘芳等4人"
    story = browser.get(f"/consultations/{found.id}").select_one("#story").text
    for said in ("修改咨询", "问工资", "问工伤", "电话", "窗口", "工伤、社会保险"):
        assert said in story, said


def test_a_caller_who_gives_a_name_later_is_no_longer_anonymous(browser, make, county, lawyer):
    found = make.consultation(county, lawyer)
    browser.as_(lawyer).submit(f"/consultations/{found.id}/workers/new", {"name": "刘芳"})

    assert (found.lead_worker, found.is_anonymous) == ("刘芳", False)


def test_two_people_correct_and_nothing_is_overwritten(browser, make, county, lawyer, supervisor):
    found = make.consultation(county, lawyer, point="原文")
    mine = browser.fields(
        browser.as_(lawyer).get(f"/consultations/{found.id}/edit").select_one("main form[method=post]")
    )
    browser.as_(supervisor).submit(
        f"/consultations/{found.id}/edit", {"point": "主管改的", "source": "window"}
    )
    browser.as_(lawyer).post(f"/consultations/{found.id}/edit", {**mine, "minutes": "40"})

    assert (found.point, found.source, found.minutes) == ("主管改的", "window", 40)


# --- becoming a case ------------------------------------------------------------------------------------------------

WHOLE = {
    "name": "刘芳", "phone": "13912345678", "employer": "顺丰速运有限公司", "people": 3, "topics": ["injury", "wages"],
    "answered_as": ["oral", "mediation"], "point": "试用期受伤", "reply": "先申请工伤认定", "place": "一楼大厅",
    "starts_at": time(14, 12), "minutes": 25, "channel": "window", "follow_up_on": NEXT_WEEK,
}  # fmt: skip
# Every field of a consultation -> where it stands in the case that comes out of it.
CARRIED = {
    "lead_worker": lambda case, asked: case.lead_worker == asked.lead_worker,
    "people": lambda case, asked: case.people == asked.people,
    "employer_name": lambda case, asked: case.employer_name == asked.employer_name,
    "employer_id": lambda case, asked: case.employer_id == asked.employer_id,
    "dispute_type": lambda case, asked: case.dispute_type == DISPUTE_TYPES[asked.dispute_type],
    "source": lambda case, asked: (
        case.source == ("consultation" if case.kind == Kind.LEGAL_AID else SOURCES[asked.source])
        and "窗口" in case.facts
    ),
    "unit_id": lambda case, asked: case.unit_id == asked.unit_id,
    "is_collective": lambda case, asked: case.is_collective == asked.is_collective,
    "industry": lambda case, asked: case.industry == asked.industry,
    "worker_type": lambda case, asked: case.worker_type == asked.worker_type,
    "received_on": lambda case, asked: "2026-11-20" in case.facts,
    "starts_at": lambda case, asked: "14:12" in case.facts,
    "minutes": lambda case, asked: "25分钟" in case.facts,
    "topics": lambda case, asked: "工伤、劳动报酬" in case.facts,
    "answered_as": lambda case, asked: "口头解答、建议调解" in case.facts,
    "point": lambda case, asked: "试用期受伤" in case.facts,
    "reply": lambda case, asked: "先申请工伤认定" in case.facts,
    "place": lambda case, asked: "一楼大厅" in case.facts,
}
# What is of the consultation alone, or of its own course.
OWN = {
    "id", "kind", "number", "number_year", "number_serial", "handler_id", "registered_by_id", "registered_at", "accepted_on",
    "concluded_on", "performed_on", "archived_on", "last_activity_on", "next_due_on", "next_due_name", "state",
    "outcome_code", "cause", "claimed_fen", "agreed_fen", "paid_fen", "court_number", "version", "follow_up_on",
}  # fmt: skip


@pytest.mark.parametrize(
    ("address", "room"), [("/mediations/new", "mediation"), ("/legal-aid/new", "legal_aid")]
)
def test_every_field_is_carried_over_and_both_stay_linked(
    browser, session, make, county, lawyer, address, room
):
    asked = make.consultation(county, lawyer, **WHOLE)
    asked.workers[0].worker.worker_types = ["migrant"]
    matters.refresh_people(asked)
    browser.as_(lawyer).submit(f"{address}?origin={asked.id}")

    case = session.scalars(sa.select(Matter).where(Matter.kind == Kind(room))).one()
    assert set(CARRIED) | OWN == COLUMNS
    for name, is_carried in CARRIED.items():
        assert is_carried(case, asked), name
    assert case.workers[0].worker_id == asked.workers[0].worker_id
    assert case.workers[0].worker.phone == "13912345678"
    link = session.scalars(sa.select(MatterLink)).one()
    assert (link.from_id, link.to_id, link.kind) == (asked.id, case.id, LinkKind.BECAME)
    assert (asked.status, asked.outcome, asked.concluded_on) == (Status.CONVERTED, Outcome.CONVERTED, TODAY)
    assert (asked.follow_up_on, asked.next_due_on) == (None, None)
    assert case.number in browser.get(f"/consultations/{asked.id}").select_one("#links").text
    there = browser.get(address.replace("new", str(case.id)))
    assert asked.number in there.select_one("#links").text
    assert "13912345678" not in there.text


def test_from_the_quick_entry_it_is_saved_first_and_then_becomes_a_case(browser, session, mediator):
    browser.as_(mediator).submit(
        "/consultations/new",
        {"source": "window", "topics": ["wages"], "answered_as": ["mediation"], "name": "刘芳", "employer": "顺丰速运有限公司",
         "then": "mediation"},
    )  # fmt: skip
    asked = session.scalars(sa.select(Consultation)).one()
    assert browser.location == f"/mediations/new?origin={asked.id}"

    page = browser.get(browser.location)
    assert page.select_one("#name")["value"] == "刘芳"
    browser.submit(browser.location or f"/mediations/new?origin={asked.id}", {})
    assert session.scalars(sa.select(Mediation)).one().lead_worker == "刘芳"
    assert asked.status == Status.CONVERTED


def test_one_that_was_done_keeps_its_day_when_a_case_comes_of_it(
    session, make, county, lawyer, mediator, acting
):
    asked = make.consultation(county, lawyer)
    case = make.mediation(county, mediator)
    with acting(mediator):
        carrying.become(asked, case, by=mediator)

    assert (asked.outcome, asked.concluded_on) == (Outcome.CONVERTED, date(2026, 11, 20))


def test_an_anonymous_caller_is_named_when_the_case_is_logged(browser, session, make, county, lawyer):
    asked = make.consultation(county, lawyer, employer="顺丰速运有限公司", people=5)
    page = browser.as_(lawyer).get(f"/mediations/new?origin={asked.id}")
    assert (page.select_one("#name")["value"], page.select_one("#people")["value"]) == ("", "5")

    browser.submit(f"/mediations/new?origin={asked.id}", {"name": "刘芳"})
    case = session.scalars(sa.select(Mediation)).one()
    assert (case.lead_worker, case.people, case.employer_name) == ("刘芳等5人", 5, "顺丰速运有限公司")


def test_the_offers_stand_on_its_page(browser, make, county, lawyer):
    asked = make.consultation(county, lawyer)
    links = browser.as_(lawyer).get(f"/consultations/{asked.id}").select("#links a")
    assert f"/mediations/new?origin={asked.id}" in [link["href"] for link in links]


def test_every_deed_stands_in_the_history_under_its_name(session, make, county, lawyer, acting):
    asked = make.consultation(county, lawyer, follow_up_on=NEXT_WEEK)
    session.commit()
    with acting(lawyer):
        actions.move(asked, "call", by=lawyer, reached=Reached.REACHED)
        session.commit()

    entries = session.scalars(sa.select(HistoryEntry).where(HistoryEntry.matter_id == asked.id)).all()
    assert [entry.deed for entry in entries if entry.verb == "create" and entry.table == "consultation"] == [
        "记录咨询"
    ]
    called = [entry for entry in entries if entry.table == "follow_up"]
    assert [(entry.deed, entry.user_name) for entry in called] == [("记回访", "陈律师")]
