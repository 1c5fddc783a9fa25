"""The stability risk of the demonstration: the published figures, two past campaigns, and what is alive today."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa

from casework.accounts.models import Unit, User
from casework.demo import risk_live, risk_past
from casework.demo.units import PLACES
from casework.engine import clock
from casework.extensions import db
from casework.matters.models import Note
from casework.stability import actions
from casework.stability import queries as risks
from casework.stability.campaigns import queries as campaigns
from casework.stability.campaigns.models import Campaign, CampaignState, CampaignUnit, Return
from casework.stability.campaigns.rules import periods
from casework.stability.letters.models import Letter, LetterKind, LetterSeries, LetterState
from casework.stability.models import OPEN, Finding, Measure, Status
from casework.stability.rules import suggested_level

pytestmark = pytest.mark.xdist_group("demo")
PUBLISHED = date(2023, 3, 23)
until = Finding.received_on <= PUBLISHED


def count(*conditions, of=Finding) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(of).where(*conditions))


def user(name: str) -> User:
    return db.session.scalars(sa.select(User).where(User.username == name)).one()


# --- the published past -------------------------------------------------------------------------------------------


def test_up_to_the_day_320_were_found_241_about_wages_and_79_about_restructuring(demo):
    assert count(until) == 320
    assert count(until, Finding.dispute_type == "wages") == 241
    assert count(until, Finding.dispute_type == "restructuring") == 79


def test_every_one_was_disposed_of_by_then_and_struck_off_later(demo):
    assert count(until, Finding.concluded_on <= PUBLISHED) == 320
    assert count(until, Finding.state == Status.STRUCK_OFF.value) == 320
    assert count(until, Finding.visited_on.is_(None)) == 0


def test_every_union_found_some_in_most_months(demo):
    units = db.session.scalars(
        sa.select(Unit.short_name).join(Finding, Finding.unit_id == Unit.id).where(until).distinct()
    )
    assert set(units) == {place.short_name for place in PLACES if place.is_union}
    months = {
        (day.year, day.month) for day in db.session.scalars(sa.select(Finding.received_on).where(until))
    }
    assert len(months) >= 30


def test_the_days_of_a_finding_stand_in_their_order(demo):
    for f in db.session.scalars(sa.select(Finding)):
        days = [
            f.found_on,
            f.received_on,
            f.accepted_on,
            f.taken_on,
            f.concluded_on,
            f.visited_on,
            f.archived_on,
        ]
        known = [day for day in days if day is not None]
        assert f.status in (*OPEN, Status.ESCALATED, Status.DISMISSED) or known == sorted(known), f.number
        assert max([*known, f.last_activity_on]) <= clock.today(), f.number


def test_levels_people_and_marks_fit_each_other(demo):
    for f in db.session.scalars(sa.select(Finding)):
        assert f.is_collective == (f.people >= 10), f.number
        assert f.level in (None, suggested_level(f.people, f.signs)), f.number
        assert (f.level is None) == (f.accepted_on is None), f.number


def test_what_was_done_is_told_of_each(demo):
    for model in (Measure, Note):
        told = sa.select(model.matter_id).distinct()
        assert count(until, Finding.id.in_(told)) == 320, model
    assert (
        count(
            Measure.done_on.is_(None), Measure.matter_id.in_(sa.select(Finding.id).where(until)), of=Measure
        )
        == 0
    )


def test_the_months_after_are_thin_and_everything_old_is_over(demo):
    low, high = risk_past.MONTHLY
    after = sa.and_(Finding.received_on > PUBLISHED, Finding.received_on < demo.at.date() - risk_past.OVER_IN)
    assert 43 * low - 3 <= count(after) <= 43 * high
    assert count(after, Finding.state != Status.STRUCK_OFF.value) == 0


# --- campaigns ----------------------------------------------------------------------------------------------------


def test_two_past_campaigns_have_every_return_zero_reports_among_them(demo):
    past = list(db.session.scalars(sa.select(Campaign).where(Campaign.state == CampaignState.CLOSED)))
    assert len(past) == 2
    for campaign in past:
        units = count(CampaignUnit.campaign_id == campaign.id, of=CampaignUnit)
        returns = list(db.session.scalars(sa.select(Return).where(Return.campaign_id == campaign.id)))
        assert len(returns) == units * len(periods(campaign))
        assert 0 < sum(entry.is_zero for entry in returns) < len(returns)
        assert all(entry.returned_by_id for entry in returns)
        for entry in returns:
            assert entry.is_zero == (count(Finding.return_id == entry.id) == 0), entry.id


def test_what_a_campaign_found_lies_within_it(demo):
    for finding, campaign in db.session.execute(
        sa.select(Finding, Campaign).join(Campaign, Campaign.id == Finding.campaign_id)
    ):
        assert campaign.starts_on <= finding.found_on <= campaign.ends_on
        assert finding.source == "campaign"


@pytest.fixture(params=["loaded", "loaded_later"])
def alive(request):
    with request.getfixturevalue(request.param).open():
        recent = Finding.received_on >= clock.today() - timedelta(days=45)
        yield list(db.session.scalars(sa.select(Finding).where(recent).order_by(Finding.id)))


def test_a_running_campaign_lacks_units_that_the_city_and_the_county_see(alive):
    city, county = campaigns.missing(user("shizhuguan")), campaigns.missing(user("zhuguan"))

    assert len(city) == 2
    assert any(m.late for m in city)
    assert any(m.late for m in county)
    late = {cell.unit.short_name for m in campaigns.missing(user("waixian")) for cell in m.late}
    assert late <= {"进贤县总"}


# --- what is alive ------------------------------------------------------------------------------------------------


def test_about_twenty_are_alive_in_every_status(alive):
    assert len(alive) == len(risk_live.SCENES)
    assert {f.status for f in alive} == set(Status) | {Status.HANDLING}
    assert {scene.stage for scene in risk_live.SCENES} == set(risk_live.STEPS)


def test_every_open_one_has_its_next_day_and_the_list_shows_it(alive):
    for f in alive:
        shown = f.next_due_on, f.next_due_name
        assert shown[0] is not None or not f.is_open, f.number
        actions.refresh_due(f)
        assert (f.next_due_on, f.next_due_name) == shown, f.number


def test_one_escalation_waits_for_the_city_and_one_was_acknowledged(alive):
    waiting = risks.unacknowledged(user("shizhuguan"))

    assert len(waiting) == 1
    assert waiting[0].escalated_at <= clock.utcnow()
    assert risks.unacknowledged(user("zhuguan")) == []
    assert sum(bool(f.escalations) and f.unanswered_escalation is None for f in alive) == 1


def test_letters_wait_in_every_way(alive):
    letters = list(db.session.scalars(sa.select(Letter)))
    states = {letter.state for letter in letters if letter.matter_id in {f.id for f in alive}}

    assert {LetterState.WRITTEN, LetterState.AWAITED, LetterState.OVERDUE, LetterState.ANSWERED} <= states
    assert {letter.kind for letter in letters} == set(LetterKind)
    assert len(letters) > 40
    for letter in letters:
        days = [d for d in (letter.signed_on, letter.delivered_on, letter.replied_on, letter.checked_on) if d]
        assert days == sorted(days), letter.number


def test_numbers_of_letters_run_on_and_the_series_know_the_last(demo):
    last: dict = {}
    for letter in db.session.scalars(sa.select(Letter).order_by(Letter.number_serial)):
        last.setdefault((letter.unit_id, letter.kind, letter.number_year), []).append(letter.number_serial)
    series = {
        (row.unit_id, row.kind, row.year): row.last for row in db.session.scalars(sa.select(LetterSeries))
    }

    assert all(serials == list(range(1, len(serials) + 1)) for serials in last.values())
    assert series == {key: serials[-1] for key, serials in last.items()}
