"""The told past and the played present obey what the actions would have enforced, and the history fits them."""

from datetime import date, timedelta
from itertools import groupby

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from casework.accounts.models import Dictionary, Term, User
from casework.engine import clock
from casework.extensions import db
from casework.history import queries as history
from casework.history.models import HistoryEntry
from casework.matters.models import Claim, Kind, Matter, MatterWorker, Meeting, Note, NumberSeries
from casework.mediation import actions as mediation
from casework.mediation.models import Confirmation, Mediation, Performance, Status
from tests.make import Make

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def everything(loaded) -> list[Mediation]:
    """Every case with what hangs on it, read once for this file and then let go of the database."""
    query = sa.select(Mediation).options(
        selectinload(Mediation.claims),
        selectinload(Mediation.workers).joinedload(MatterWorker.worker),
        selectinload(Mediation.employers),
        selectinload(Mediation.instalments),
        selectinload(Mediation.payments),
        selectinload(Mediation.visits),
    )
    with loaded.open():
        found = list(db.session.scalars(query))
        db.session.expunge_all()
    return found


@pytest.fixture
def cases(demo, everything) -> list[Mediation]:
    """Every case, on the day of the demonstration."""
    return everything


@pytest.fixture
def later_cases(loaded_later):
    with loaded_later.open():
        yield list(db.session.scalars(sa.select(Mediation)))


def test_numbers_are_unique_run_on_and_the_series_know_the_last(demo):
    rows = db.session.execute(
        sa.select(
            Matter.unit_id, Matter.kind, Matter.number_year, Matter.number_serial, Matter.number
        ).order_by(Matter.unit_id, Matter.kind, Matter.number_year, Matter.number_serial)
    ).all()
    last = {
        key: [row.number_serial for row in group]
        for key, group in groupby(rows, key=lambda row: (row.unit_id, row.kind, row.number_year))
    }
    series = {
        (row.unit_id, row.kind, row.year): row.last for row in db.session.scalars(sa.select(NumberSeries))
    }

    assert len({row.number for row in rows}) == len(rows)
    assert all(serials == list(range(1, len(serials) + 1)) for serials in last.values())
    assert series == {key: serials[-1] for key, serials in last.items()}


def test_numbers_follow_the_days(demo):
    order = sa.select(Matter.unit_id, Matter.kind, Matter.number_year, Matter.received_on).order_by(
        Matter.unit_id, Matter.kind, Matter.number_year, Matter.number_serial
    )
    for _, group in groupby(db.session.execute(order), key=lambda row: row[:3]):
        days = [row.received_on for row in group]
        assert days == sorted(days)


def test_dates_stand_in_their_order_and_none_is_ahead_of_today(cases):
    for case in cases:
        dates = [
            case.received_on,
            case.accepted_on,
            case.asked_on,
            case.consented_on,
            case.concluded_on,
            case.archived_on,
        ]
        known = [day for day in dates if day is not None]
        assert known == sorted(known), case.number
        assert max([*known, case.last_activity_on, case.performed_on or known[0]]) <= clock.today(), (
            case.number
        )
        assert case.taken_on is None or case.taken_on >= case.received_on, case.number


def test_the_other_day_is_not_ahead_of_itself_either(later_cases):
    for case in later_cases:
        assert max(case.last_activity_on, case.concluded_on or case.received_on) <= clock.today(), case.number


def test_money_adds_up_in_every_case(cases):
    for case in cases:
        assert sum(claim.claimed_fen for claim in case.claims) == case.claimed_fen, case.number
        assert sum(row.amount_fen for row in case.payments) == case.paid_fen, case.number
        if case.is_successful:
            assert sum(row.amount_fen for row in case.instalments) == case.agreed_fen, case.number
            assert sum(claim.agreed_fen for claim in case.claims) == case.agreed_fen, case.number
            assert sum(entry.agreed_fen for entry in case.workers) == case.agreed_fen, case.number
        for claim in case.claims:
            assert claim.claimed_fen >= claim.agreed_fen >= claim.paid_fen, case.number
        is_settled = case.balance_fen == 0 and case.is_successful
        assert (case.performance == Performance.PERFORMED) == (case.performed_on is not None), case.number
        assert case.performance != Performance.PERFORMED or is_settled, case.number


def test_names_and_counts_in_lists_fit_the_people_and_employers(cases):
    for case in cases:
        lead = case.workers[0].worker
        assert case.people == len(case.workers), case.number
        assert case.lead_worker == (lead.name if case.people == 1 else f"{lead.name}等{case.people}人")
        assert case.is_collective == (case.people >= 10), case.number
        assert case.employers[0].employer_id == case.employer_id, case.number


def test_what_stands_before_the_archive_stood_before_it(cases):
    for case in cases:
        if case.status != Status.ARCHIVED:
            continue
        assert case.performance not in (Performance.PENDING, Performance.PARTIAL), case.number
        assert case.confirmation != Confirmation.APPLIED, case.number
        assert case.visits or not case.is_successful, case.number
        assert case.retention_years == (30 if case.is_collective else 10), case.number


def test_the_day_shown_in_lists_is_the_one_the_limits_give(cases):
    for case in cases:
        shown = case.next_due_on, case.next_due_name
        mediation.refresh_due(case)
        assert (case.next_due_on, case.next_due_name) == shown, case.number


def test_codes_are_known_and_causes_are_of_their_day(cases):
    terms = {(term.dictionary, term.code): term for term in db.session.scalars(sa.select(Term))}
    in_2026 = date(2026, 1, 1)
    for case in cases:
        for dictionary, code in (
            (Dictionary.DISPUTE_TYPE, case.dispute_type),
            (Dictionary.SOURCE, case.source),
            (Dictionary.INDUSTRY, case.industry),
            (Dictionary.WORKER_TYPE, case.worker_type),
            (Dictionary.ENDING_GROUND, case.ending_ground),
        ):
            assert code is None or terms[dictionary, code].is_valid_on(case.received_on), (case.number, code)
        if case.cause:
            term = terms[Dictionary.CAUSE, case.cause]
            assert (term.valid_to is None) == (case.received_on >= in_2026), case.number
        assert (case.court_number is not None) == (case.source in ("court", "prefiling")), case.number
        for entry in case.claims:
            assert (Dictionary.CLAIM_CATEGORY, entry.category) in terms


def test_every_case_of_the_past_can_be_read_like_a_file(demo):
    past = sa.and_(Matter.kind == Kind.MEDIATION, Matter.concluded_on < date(2026, 9, 1))
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Matter).where(past))
    for model in (Note, Claim, HistoryEntry):
        told = sa.select(model.matter_id).distinct()
        assert db.session.scalar(sa.select(sa.func.count()).where(past, Matter.id.in_(told))) == total, model
    past = sa.and_(past, Matter.kind == Kind.MEDIATION)
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Matter).where(past))
    notes = db.session.scalar(sa.select(sa.func.count()).select_from(Note).join(Matter).where(past))
    meetings = db.session.scalar(sa.select(sa.func.count()).select_from(Meeting).join(Matter).where(past))
    assert notes / total > 2.5
    assert meetings / total > 0.9


def test_the_chain_of_the_history_holds(demo):
    verdict = history.verify()

    assert verdict.holds, verdict
    assert verdict.entries > 5000


def test_the_history_tells_each_case_as_it_stands(cases):
    """What an entry says last of a column is what the column says now."""
    entries = db.session.scalars(
        sa.select(HistoryEntry).where(HistoryEntry.table == "mediation").order_by(HistoryEntry.id)
    )
    told: dict[int, dict] = {}
    for entry in entries:
        stood = told.setdefault(entry.row_id, {})
        for column, (before, after) in entry.changes.items():
            assert stood.get(column) == before or column not in stood, (entry.id, column)
            stood[column] = after
    for case in cases:
        last = told[case.id]
        assert last["state"] == case.state, case.number
        assert last.get("outcome_code") == case.outcome_code, case.number
        assert last.get("paid_fen", 0) == case.paid_fen, case.number
        assert last.get("handler_id") == case.handler_id, case.number


def test_deeds_are_done_on_their_days_by_their_people(demo):
    people = {None, *db.session.scalars(sa.select(User.id))}
    query = sa.select(HistoryEntry.at, HistoryEntry.user_id, HistoryEntry.deed).order_by(HistoryEntry.id)
    entries = db.session.execute(query).all()

    assert all(entry.user_id in people and entry.deed for entry in entries)
    assert max(entry.at for entry in entries) <= demo.at + timedelta(minutes=2)
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)


def test_a_new_case_takes_the_next_number(demo):
    mediator = db.session.scalar(sa.select(User).where(User.username == "tiaojie"))
    last = db.session.scalar(
        sa.select(sa.func.max(Matter.number_serial)).where(
            Matter.unit_id == mediator.unit_id, Matter.kind == Kind.MEDIATION, Matter.number_year == 2026
        )
    )
    found = Make(db.session).mediation(mediator.unit, mediator)

    assert found.number == f"（2026）洪南工调〔{last + 1}〕号"
