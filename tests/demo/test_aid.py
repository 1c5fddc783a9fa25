"""Legal aid in the demonstration: the published number, the money, and that every case is as the actions would have made it."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from casework.accounts.models import UnitKind, User
from casework.demo import aid_facts, facts
from casework.engine import clock
from casework.extensions import db
from casework.history.models import HistoryEntry
from casework.legal_aid.due import due_days
from casework.legal_aid.models import WORKED_OUT, Form, LegalAid, Outcome, Status, Subsidy, Work
from casework.matters.models import MatterLink
from casework.mediation.models import UNSUCCESSFUL, Mediation

pytestmark = pytest.mark.xdist_group("demo")
PUBLISHED = date(2023, 3, 23)
RANGES = {
    Form.DRAFTING: (0.40, 0.60), Form.MEDIATION: (0.20, 0.32), Form.ARBITRATION: (0.20, 0.34), Form.FIRST: (0.04, 0.12),
    Form.SECOND: (0.002, 0.03), Form.ENFORCEMENT: (0.01, 0.04), Form.OTHER: (0.03, 0.08),
}  # fmt: skip


def count(*conditions) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(LegalAid).where(*conditions))


def gained(*conditions) -> int:
    return db.session.scalar(sa.select(sa.func.sum(LegalAid.agreed_fen)).where(*conditions))


@pytest.fixture(scope="module")
def everything(loaded):
    query = sa.select(LegalAid).options(
        selectinload(LegalAid.claims),
        selectinload(LegalAid.workers),
        selectinload(LegalAid.works),
        selectinload(LegalAid.subsidy),
        selectinload(LegalAid.handler).joinedload(User.unit),
    )
    with loaded.open():
        found = list(db.session.scalars(query))
        db.session.expunge_all()
    return found


@pytest.fixture
def cases(demo, everything):
    return everything


def test_1516_cases_of_legal_aid_were_given_up_to_the_day(demo):
    assert count(LegalAid.accepted_on <= PUBLISHED) == 1516
    assert count(LegalAid.received_on <= PUBLISHED) == 1516 + aid_facts.REFUSED + aid_facts.WITHDRAWN


def test_what_was_gained_by_then_is_what_the_constant_says_and_with_the_mediations_9_37_million(demo):
    aid = gained(LegalAid.concluded_on <= PUBLISHED)
    mediated = db.session.scalar(
        sa.select(sa.func.sum(Mediation.agreed_fen)).where(Mediation.concluded_on <= PUBLISHED)
    )

    assert aid == aid_facts.GAINED_FEN
    assert 900_000_000 <= aid + mediated == 937_100_000 <= 1_000_000_000


def test_most_cases_bring_papers_or_peace_and_no_money(demo):
    without = count(LegalAid.accepted_on <= PUBLISHED, LegalAid.agreed_fen == 0)

    assert 900 < without < 1200


@pytest.mark.parametrize("form", RANGES)
def test_the_forms_of_work_have_their_usual_parts(demo, form):
    query = sa.select(sa.func.count(Work.matter_id.distinct())).where(
        Work.form == form, Work.began_on <= PUBLISHED
    )
    low, high = RANGES[form]

    assert low < db.session.scalar(query) / 1516 < high


def test_every_union_gave_aid_and_winter_has_twice_the_applications(demo):
    rows = db.session.execute(sa.select(LegalAid.unit_id, LegalAid.received_on)).all()
    days = [day for _unit, day in rows if day < date(2023, 1, 1)]
    winter = sum(day.month in (11, 12, 1, 2) for day in days) / 10

    assert len({unit for unit, _day in rows}) == 16
    assert 1.6 < winter / (sum(day.month not in (11, 12, 1, 2) for day in days) / 20) < 2.6


def test_some_came_out_of_failed_mediations_with_the_same_people_and_employer(demo):
    links = db.session.execute(sa.select(MatterLink.from_id, MatterLink.to_id)).all()
    pairs = [
        (db.session.get(Mediation, origin), db.session.get(LegalAid, target)) for origin, target in links
    ]
    found = [
        (mediation, aid) for mediation, aid in pairs if mediation and aid and aid.received_on <= PUBLISHED
    ]

    assert len(found) == aid_facts.FROM_MEDIATION
    for mediation, aid in found:
        assert mediation.outcome in UNSUCCESSFUL
        assert (aid.source, aid.unit_id, aid.employer_id) == (
            "mediation",
            mediation.unit_id,
            mediation.employer_id,
        )
        assert [e.worker_id for e in aid.workers] == [e.worker_id for e in mediation.workers]
        assert aid.received_on > mediation.concluded_on
        assert aid.handler_id != mediation.handler_id


def test_dates_stand_in_their_order_and_none_is_ahead_of_today(cases):
    for a in cases:
        days = [a.received_on, a.notified_on, a.supplemented_on, a.decided_on, a.assigned_on, a.taken_on, a.engaged_on,
                a.concluded_on, a.filed_on, a.reviewed_on, a.archived_on]  # fmt: skip
        known = [day for day in days if day is not None]
        assert known == sorted(known), a.number
        assert max([*known, a.last_activity_on]) <= clock.today(), a.number
        for work in a.works:
            assert (a.engaged_on or a.accepted_on) <= work.began_on, a.number
            ends = [day for day in (work.began_on, work.filed_on, work.heard_on, work.ended_on) if day]
            assert ends == sorted(ends), a.number
            assert work.ended_on is None or a.concluded_on is None or work.ended_on <= a.concluded_on, (
                a.number
            )


def test_money_adds_up_in_every_case(cases):
    for a in cases:
        assert a.agreed_fen == a.gained_fen + a.avoided_fen, a.number
        assert sum(claim.claimed_fen for claim in a.claims) == a.claimed_fen, a.number
        assert a.paid_fen <= a.gained_fen, a.number
        if a.outcome in WORKED_OUT:
            assert sum(entry.agreed_fen for entry in a.workers) == a.agreed_fen, a.number
            assert sum(claim.agreed_fen for claim in a.claims) == a.agreed_fen, a.number
            assert sum(claim.paid_fen for claim in a.claims) == a.paid_fen, a.number
        if a.outcome in (Outcome.LOST, Outcome.DRAFTED, Outcome.DONE):
            assert a.agreed_fen == 0, a.number
        assert (a.performed_on is not None) == (a.paid_fen > 0 and a.balance_fen == 0), a.number


def test_only_lawyers_of_firms_are_paid_and_each_case_once(cases):
    for a in cases:
        if a.subsidy is not None:
            assert a.handler.unit.kind == UnitKind.LAW_FIRM, a.number
            assert a.subsidy.payee_id == a.handler_id, a.number
            assert a.subsidy.amount_fen == sum(work.subsidy_fen or 0 for work in a.works), a.number
        elif a.status == Status.ARCHIVED and a.is_provided:
            assert a.handler.unit.kind != UnitKind.LAW_FIRM, a.number


def test_the_lawyer_with_a_name_has_cases_and_was_paid(demo):
    lawyer = db.session.scalar(sa.select(User).where(User.username == "lvshi"))
    states = set(
        db.session.scalars(
            sa.select(LegalAid.state).where(
                LegalAid.handler_id == lawyer.id, LegalAid.received_on > clock.today() - timedelta(days=230)
            )
        )
    )

    assert {"assigned", "working"} <= states
    assert db.session.scalar(sa.select(sa.func.count()).where(Subsidy.payee_id == lawyer.id)) > 50


def test_live_cases_stand_everywhere_and_their_limits_are_true(cases):
    live = [a for a in cases if a.received_on > clock.today() - timedelta(days=230)]

    assert 24 <= len(live) <= 30
    assert {a.status for a in live} == set(Status)
    for a in live:
        assert all(due.due >= a.received_on for due in due_days(a)), a.number


def test_the_months_after_are_thin_and_none_is_left_out(demo):
    days = db.session.scalars(sa.select(LegalAid.received_on).where(LegalAid.received_on > PUBLISHED)).all()
    for year, month in facts.months(aid_facts.AFTER, date(2025, 11, 1)):
        assert 4 <= sum((day.year, day.month) == (year, month) for day in days) <= 9, (year, month)


def test_the_history_tells_each_case_as_it_stands_and_no_household(cases):
    entries = db.session.scalars(
        sa.select(HistoryEntry).where(HistoryEntry.table == "legal_aid").order_by(HistoryEntry.id)
    )
    told: dict[int, dict] = {}
    for entry in entries:
        stood = told.setdefault(entry.row_id, {})
        for column, (before, after) in entry.changes.items():
            assert stood.get(column) == before or column not in stood, (entry.id, column)
            stood[column] = after
            if column in LegalAid.masked:
                assert {before, after} <= {None, "***"}, (entry.id, column)
    for a in cases:
        last = told[a.id]
        assert (last["state"], last.get("handler_id")) == (a.state, a.handler_id), a.number
        assert last.get("outcome_code") == a.outcome_code, a.number


def checksum() -> list:
    rows = sa.select(
        LegalAid.number, LegalAid.received_on, LegalAid.concluded_on, LegalAid.state, LegalAid.agreed_fen,
        LegalAid.paid_fen, LegalAid.lead_worker, LegalAid.employer_name, LegalAid.decision_number,
    ).where(LegalAid.received_on < date(2025, 12, 1)).order_by(LegalAid.number)  # fmt: skip
    return [tuple(row) for row in db.session.execute(rows)]


def test_two_databases_agree_on_the_past_whatever_their_day_and_kind(loaded, loaded_later):
    with loaded.open():
        first = checksum()
    with loaded_later.open():
        assert checksum() == first
