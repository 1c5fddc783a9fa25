"""What each screen has to show today."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from casework.accounts.models import MatterShare, User
from casework.demo import facts
from casework.engine import clock
from casework.engine.calendar import official
from casework.extensions import db
from casework.matters.models import (
    EmployerRole,
    Matter,
    MatterEmployer,
    MatterWorker,
    Meeting,
    Transfer,
    TransferState,
)
from casework.mediation.models import OPEN, Confirmation, Mediation, Outcome, Performance, Status

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(params=["loaded", "loaded_later"])
def live(request) -> list[Mediation]:
    """The live cases, on two different days."""
    with request.getfixturevalue(request.param).open():
        recent = Matter.received_on >= clock.today() - facts.OVER_IN
        yield list(db.session.scalars(sa.select(Mediation).where(recent).order_by(Mediation.id)))


def desk(live) -> list[Mediation]:
    return [case for case in live if case.handler and case.handler.username == "tiaojie"]


def test_there_are_about_sixty_and_every_status_occurs(live):
    assert 58 <= len(live) <= 72
    assert {case.status for case in live} == set(Status)


def test_what_comes_after_an_agreement_occurs_in_every_state(live):
    assert {case.performance for case in live} == set(Performance)
    assert {Confirmation.APPLIED, Confirmation.CONFIRMED} <= {case.confirmation for case in live}
    assert {Outcome.SETTLED, Outcome.FAILED, Outcome.WITHDRAWN, Outcome.REFUSED} <= {
        case.outcome for case in live
    }


def test_the_mediator_has_meetings_today_and_this_week(live):
    mine = [case.id for case in desk(live)]
    today = clock.today()
    coming = db.session.scalars(
        sa.select(Meeting).where(Meeting.matter_id.in_(mine), Meeting.held_on >= today)
    ).all()

    assert sum(meeting.held_on == today for meeting in coming) == 2
    assert sum(meeting.held_on > today for meeting in coming) >= 4


def test_limits_have_passed_end_today_and_end_soon(demo):
    mediator = db.session.scalar(sa.select(User).where(User.username == "tiaojie"))
    due = db.session.scalars(
        sa.select(Matter.next_due_on).where(Matter.handler_id == mediator.id, Matter.next_due_on.is_not(None))
    ).all()
    today = clock.today()
    soon = official().add_working_days(today, 3)

    assert sum(day < today for day in due) >= 3
    assert sum(day == today for day in due) >= 3
    assert sum(today < day <= soon for day in due) >= 3


def test_instalments_fall_due_and_are_overdue(live):
    days = [case.next_due_on for case in live if case.next_due_name == "instalment"]

    assert any(clock.today() <= day <= clock.today() + timedelta(days=3) for day in days)
    assert any(day < clock.today() for day in days)


def test_some_cases_have_been_quiet_for_a_month(live):
    assert any(
        case.status in OPEN and case.last_activity_on <= clock.today() - timedelta(days=30) for case in live
    )


def test_nobody_has_yet_taken_some_and_one_was_sent_back(live):
    assert sum(case.handler_id is None and case.status == Status.REGISTERED for case in live) >= 5


def test_transfers_wait_in_both_directions(live):
    offered = db.session.scalars(sa.select(Transfer).where(Transfer.state == TransferState.OFFERED)).all()

    assert {(row.from_unit.short_name, row.to_unit.short_name) for row in offered} == {
        ("南昌县总", "青山湖区总"),
        ("进贤县总", "南昌县总"),
    }


def test_one_employer_has_several_cases(live):
    by_employer = [case.employer_id for case in live]

    assert max(by_employer.count(id) for id in set(by_employer)) >= 5


def test_twelve_workers_stand_together_with_representatives_and_a_claim_each(live):
    collective = next(case for case in desk(live) if case.is_collective)

    assert collective.people == len(collective.workers) == len(collective.claims) == 12
    assert sum(entry.is_representative for entry in collective.workers) == 2
    assert {claim.worker_id for claim in collective.claims} == {
        entry.worker_id for entry in collective.workers
    }


def test_an_agency_stands_beside_the_using_unit(live):
    ids = [case.id for case in desk(live)]
    roles = db.session.scalars(sa.select(MatterEmployer.role).where(MatterEmployer.matter_id.in_(ids))).all()

    assert {EmployerRole.AGENCY, EmployerRole.USING} <= set(roles)


def test_the_lawyer_is_shown_a_few_cases_and_no_others(live):
    lawyer = db.session.scalar(sa.select(User).where(User.username == "lvshi"))
    seen = db.session.scalars(sa.select(Mediation.id).where(Matter.visible_to(lawyer))).all()
    shared = sa.select(MatterShare.matter_id).join(Mediation, Mediation.id == MatterShare.matter_id)

    assert sorted(seen) == sorted(db.session.scalars(shared))
    assert len(seen) == 3


def test_the_other_county_sees_nothing_of_the_first(live):
    stranger = db.session.scalar(sa.select(User).where(User.username == "waixian"))
    seen = db.session.scalars(sa.select(Matter).where(Matter.visible_to(stranger))).all()

    assert seen
    assert {matter.unit.short_name for matter in seen} == {"进贤县总"}


def test_causes_of_this_year_bear_the_new_numbers(live):
    assert all(case.cause is None or case.cause.split("-")[0] >= "205" for case in live)
    assert sum(bool(case.cause) for case in live) > 50


def test_only_the_bare_cases_lack_what_every_case_should_have(live):
    bare = [case for case in live if not case.claimed_fen]

    assert len(bare) == 2
    named = db.session.scalars(
        sa.select(MatterWorker).where(MatterWorker.matter_id.in_([c.id for c in live]))
    ).all()
    assert all(entry.worker.phone or entry.matter_id in {case.id for case in bare} for entry in named)
