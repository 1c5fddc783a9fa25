"""The consultations of the demonstration: more than two thousand up to the published day, and a desk that is alive."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import aliased

from casework.accounts.models import Unit, User
from casework.consultations import queries
from casework.consultations.models import Consultation, FollowUp, Status, TextModule
from casework.consultations.rules import ANONYMOUS, DISPUTE_TYPES, OFFLINE, ONLINE
from casework.demo import consult_live, consult_past, facts
from casework.demo.units import PLACES
from casework.engine import clock
from casework.extensions import db
from casework.history.models import HistoryEntry
from casework.matters.models import LinkKind, Matter, MatterLink, MatterWorker

pytestmark = pytest.mark.xdist_group("demo")
until = Consultation.received_on <= facts.PUBLISHED


def count(*conditions) -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Consultation).where(*conditions))


def user(username: str) -> User:
    return db.session.scalars(sa.select(User).where(User.username == username)).one()


def test_up_to_the_day_more_than_two_thousand_asked(demo):
    assert count(until) == consult_past.ASKED == 2_046
    assert 2_000 <= count(until) <= 2_100


def test_they_asked_online_and_offline(demo):
    online, offline = (
        count(until, Consultation.source.in_(ONLINE)),
        count(until, Consultation.source.in_(OFFLINE)),
    )

    assert online + offline == 2_046
    assert 0.45 < online / 2_046 < 0.6
    assert queries.tally(None, facts.BEGIN, facts.PUBLISHED).online == online
    assert queries.tally(None, facts.BEGIN, facts.PUBLISHED).all_people > 2_046


def test_a_fair_share_left_no_name(demo):
    nameless = count(until, Consultation.lead_worker == ANONYMOUS)
    named = sa.select(MatterWorker.matter_id)

    assert 0.3 < nameless / 2_046 < 0.4
    assert nameless == count(until, Consultation.id.not_in(named))


def test_every_union_answered_and_wages_lead(demo):
    units = db.session.scalars(
        sa.select(Unit.short_name).join(Consultation, Consultation.unit_id == Unit.id).where(until).distinct()
    )
    assert set(units) == {place.short_name for place in PLACES if place.is_union}
    topics = dict(
        db.session.execute(
            sa.select(Consultation.dispute_type, sa.func.count()).where(until).group_by(Consultation.dispute_type)
        ).tuples().all()
    )  # fmt: skip
    assert set(topics) == set(DISPUTE_TYPES)
    assert max(topics, key=topics.get) == "wages"
    assert 0.35 < topics["wages"] / 2_046 < 0.5


def test_every_year_more_asked_and_most_in_winter(demo):
    days = db.session.scalars(
        sa.select(Consultation.received_on).where(Consultation.received_on < date(2023, 1, 1))
    ).all()
    winter = sum(day.month in (11, 12, 1, 2) for day in days) / 10
    rest = sum(day.month not in (11, 12, 1, 2) for day in days) / 20

    assert 1.5 < winter / rest < 2.7
    assert sum(day.year == 2021 for day in days) < sum(day.year == 2022 for day in days)


def test_some_became_cases_of_the_same_person(demo):
    case_of = aliased(Matter)
    links = db.session.execute(
        sa.select(Consultation, case_of)
        .join(MatterLink, MatterLink.from_id == Consultation.id)
        .join(case_of, case_of.id == MatterLink.to_id)
        .where(MatterLink.kind == LinkKind.BECAME, until)
    ).all()

    assert len(links) >= 48
    for asked, case in links:
        assert asked.status == Status.CONVERTED
        assert asked.received_on <= case.received_on
        assert (asked.lead_worker, asked.unit_id, asked.employer_id) == (
            case.lead_worker,
            case.unit_id,
            case.employer_id,
        )
        assert asked.workers[0].worker_id == case.workers[0].worker_id
    told = db.session.scalar(
        sa.select(sa.func.count()).select_from(HistoryEntry).where(HistoryEntry.table == "matter_link")
    )
    assert told >= len(links)


def test_the_trickle_leaves_no_month_out(demo):
    days = db.session.scalars(
        sa.select(Consultation.received_on).where(Consultation.received_on > facts.PUBLISHED)
    ).all()

    low, high = consult_past.MONTHLY
    for year, month in facts.months(facts.AFTER, date(2026, 9, 1)):
        assert low <= sum((day.year, day.month) == (year, month) for day in days) <= high, (year, month)


def test_what_is_over_is_closed_and_what_is_open_has_no_end(demo):
    assert count(until, Consultation.concluded_on.is_(None)) == 0
    for asked in db.session.scalars(
        sa.select(Consultation).where(Consultation.received_on > facts.PUBLISHED)
    ):
        assert asked.is_open == (asked.concluded_on is None), asked.number
        assert (asked.next_due_on is not None) == (asked.status == Status.FOLLOW_UP), asked.number
        assert asked.received_on <= clock.today()
        assert asked.dispute_type == asked.topics[0]


def test_follow_ups_were_made_after_the_day_and_by_its_people(demo):
    calls = db.session.execute(
        sa.select(FollowUp, Consultation).join(Consultation, Consultation.id == FollowUp.matter_id)
    ).all()

    assert len(calls) > 50
    assert all(asked.received_on < call.made_on <= clock.today() for call, asked in calls)


@pytest.fixture(params=["loaded", "loaded_later"])
def alive(request):
    with request.getfixturevalue(request.param).open():
        recent = Consultation.received_on >= clock.today() - timedelta(days=45)
        yield list(db.session.scalars(sa.select(Consultation).where(recent).order_by(Consultation.id)))


def test_about_forty_are_alive(alive):
    assert len(alive) == len(consult_live.CALLS)
    assert 38 <= len(alive) <= 48
    assert {asked.status for asked in alive} == set(Status)


def test_two_clusters_wait_for_the_city_and_one_for_the_county(alive):
    city = queries.clusters(user("shizhuguan"), callers=3, within=45)
    county = queries.clusters(user("zhuguan"), callers=3, within=45)

    assert [len(cluster.consultations) for cluster in city if cluster.is_offered][:2] == [4, 3]
    assert len(county) == 1


def test_the_lawyer_has_follow_ups_overdue_and_due_today(alive):
    days = [
        asked.next_due_on for asked in alive if asked.handler_id == user("lvshi").id and asked.next_due_on
    ]
    today = clock.today()

    assert any(day < today for day in days)
    assert any(day == today for day in days)
    assert any(day > today for day in days)


def test_the_lawyer_has_a_days_work_behind_her(demo):
    today, month = queries.own_counts(user("lvshi"), clock.today())

    assert today == 4
    assert month > today
    assert db.session.scalar(sa.select(sa.func.count()).select_from(TextModule)) == 6
    assert {module.shortcut for module in queries.modules_for(user("lvshi"))} >= {"拖欠", "试用期解除"}


def test_the_lawyer_sees_her_own_and_no_others(alive):
    lawyer = user("lvshi")
    seen = db.session.scalars(sa.select(Consultation).where(Consultation.visible_to(lawyer))).all()

    assert seen
    assert {asked.handler_id for asked in seen} == {lawyer.id}
    assert len(seen) < count()
