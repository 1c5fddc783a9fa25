"""What the demonstration comes to on the day of the published figures, and that it comes to the same everywhere."""

import hashlib
from datetime import date

import pytest
import sqlalchemy as sa

from casework.accounts.models import Unit
from casework.demo import facts
from casework.demo.units import PLACES
from casework.extensions import db
from casework.matters.models import Kind, Matter
from casework.mediation.models import MEDIATED, SUCCESSFUL, Mediation, Outcome, Payment, Performance, Route

pytestmark = pytest.mark.xdist_group("demo")
PUBLISHED = date(2023, 3, 23)
is_mediation = Matter.kind == Kind.MEDIATION
until = sa.and_(is_mediation, Matter.concluded_on <= PUBLISHED)


def count(*conditions) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Matter).where(is_mediation, *conditions))


def is_one_of(outcomes):
    return Mediation.outcome_code.in_([outcome.value for outcome in outcomes])


def test_up_to_the_day_584_were_mediated_and_395_successful(demo):
    assert count(until, is_one_of(MEDIATED)) == 584
    assert count(until, is_one_of(SUCCESSFUL)) == 395


def test_nothing_else_happened_until_then(demo):
    assert count(Mediation.received_on <= PUBLISHED) == 584
    assert count(Mediation.received_on <= PUBLISHED, Mediation.concluded_on > PUBLISHED) == 0
    assert count(Mediation.received_on.between(PUBLISHED, date(2023, 3, 31))) == 0


def test_the_money_agreed_is_what_the_constant_says(demo):
    agreed = db.session.scalar(
        sa.select(sa.func.sum(Mediation.agreed_fen)).where(until, is_one_of(SUCCESSFUL))
    )

    assert agreed == facts.AGREED_FEN == 561_286_000


def test_most_of_the_money_had_arrived_by_then(demo):
    arrived = db.session.scalar(
        sa.select(sa.func.sum(Payment.amount_fen)).where(Payment.paid_on <= PUBLISHED)
    )

    assert 500_000_000 < arrived < facts.AGREED_FEN


def test_more_was_asked_for_than_agreed_and_not_less_agreed_than_paid(demo):
    assert count(Mediation.agreed_fen > 0, Mediation.claimed_fen <= Mediation.agreed_fen) == 0
    assert count(Mediation.paid_fen > Mediation.agreed_fen) == 0


def test_every_union_took_part(demo):
    units = db.session.scalars(
        sa.select(Unit.short_name).join(Mediation, Mediation.unit_id == Unit.id).where(until).distinct()
    )

    assert set(units) == {place.short_name for place in PLACES if place.is_union}


def test_winter_has_twice_the_cases_of_the_other_months_and_every_year_more(demo):
    days = db.session.scalars(
        sa.select(Matter.received_on).where(is_mediation, Matter.received_on < date(2023, 1, 1))
    ).all()
    winter = (
        sum(day.month in (11, 12, 1, 2) for day in days) / 10
    )  # months of winter in the two and a half years
    rest = sum(day.month not in (11, 12, 1, 2) for day in days) / 20

    assert 1.6 < winter / rest < 2.6
    assert sum(day.year == 2021 for day in days) < sum(day.year == 2022 for day in days)


def test_wages_lead_and_half_a_dozen_were_collective(demo):
    assert count(until, Mediation.dispute_type == "wages") > 584 / 2.5
    assert 5 <= count(until, Mediation.is_collective) <= 8


def test_a_third_of_the_agreements_were_confirmed_by_a_court_and_a_few_defaulted(demo):
    settled = sa.select(sa.func.count()).select_from(Mediation).where(until, is_one_of(SUCCESSFUL))
    by_court = db.session.scalar(settled.where(Mediation.route == Route.JUDICIAL))
    defaulted = db.session.scalar(settled.where(Mediation.performance == Performance.DEFAULTED))

    assert 0.28 < by_court / 395 < 0.40
    assert 0 < defaulted < 30


def test_the_months_after_are_thin_and_none_is_left_out(demo):
    days = db.session.scalars(
        sa.select(Matter.received_on).where(is_mediation, Matter.received_on > PUBLISHED)
    ).all()
    months = facts.months(facts.AFTER, date(2026, 9, 1))

    for year, month in months:
        assert 12 <= sum((day.year, day.month) == (year, month) for day in days) <= 20, (year, month)


def test_cases_of_the_past_are_over_within_the_time_kept_free_for_them(demo, loaded_later):
    past = Mediation.received_on < demo.at.date() - facts.OVER_IN
    longest = max(
        last - received
        for received, last in db.session.execute(
            sa.select(Mediation.received_on, Mediation.last_activity_on).where(
                past, Mediation.received_on > PUBLISHED
            )
        )
    )

    assert longest < facts.OVER_IN


def checksum() -> str:
    """All figures of the time up to 2026-09-20, as one number."""
    rows = db.session.execute(
        sa.select(
            Mediation.number, Mediation.received_on, Mediation.concluded_on, Mediation.archived_on, Mediation.state,
            Mediation.outcome_code, Mediation.dispute_type, Mediation.source, Mediation.cause, Mediation.people,
            Mediation.claimed_fen, Mediation.agreed_fen, Mediation.paid_fen, Mediation.lead_worker, Mediation.employer_name,
        ).where(Mediation.received_on < date(2026, 9, 20)).order_by(Mediation.number)
    ).all()  # fmt: skip
    return hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()


def test_two_databases_agree_on_the_past_whatever_their_day_and_kind(loaded, loaded_later):
    with loaded.open():
        first = checksum()
    with loaded_later.open():
        assert checksum() == first


def test_loading_takes_a_moment(loaded, loaded_later):
    assert max(loaded.seconds, loaded_later.seconds) < 60


def test_withdrawn_and_refused_cases_come_later(demo):
    others = is_one_of((Outcome.WITHDRAWN, Outcome.RECONCILED, Outcome.REFUSED))

    assert count(others, Mediation.received_on <= PUBLISHED) == 0
    assert count(others, Mediation.received_on > PUBLISHED) > 20
