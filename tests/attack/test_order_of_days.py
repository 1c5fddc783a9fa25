"""Days that cannot follow one another, instalments out of order, and what falls due next."""

from datetime import date

import pytest

from casework.engine.errors import NotAllowed, Refused
from casework.mediation import actions
from casework.mediation.models import Outcome, Performance, Procedure, Reached, Route, Status

SETTLED = {"extent": Outcome.SETTLED, "agreement": "三十日内付清"}


@pytest.fixture
def mediating(make, county, mediator):
    found = make.mediation(county, mediator, handler=mediator, received_on=date(2026, 11, 2))
    make.moved(found, "accept", by=mediator, on=date(2026, 11, 16))
    return make.moved(found, "consent", by=mediator, on=date(2026, 11, 17))


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("settle", {**SETTLED, "agreed_fen": 100}),
        ("fail", {"ground": "divided"}),
        ("withdraw", {"withdrawal": Outcome.WITHDRAWN}),
        ("suspend", {"reason": "等鉴定"}),
    ],
)
def test_nothing_ends_before_it_was_accepted(make, mediating, mediator, name, answers):
    with pytest.raises(Refused, match="受理日期"):
        make.moved(mediating, name, by=mediator, on=date(2026, 11, 3), **answers)


@pytest.mark.parametrize(
    ("name", "answers"),
    [
        ("pay", {"paid_fen": 1}),
        ("visit", {"reached": Reached.REACHED}),
        ("apply", {"route": Route.JUDICIAL}),
        ("default", {"reason": "没有付"}),
    ],
)
def test_nothing_follows_from_an_agreement_before_it_was_made(make, mediating, mediator, name, answers):
    make.moved(mediating, "settle", by=mediator, agreed_fen=100, **SETTLED)

    with pytest.raises(Refused, match="结案日期"):
        make.moved(mediating, name, by=mediator, on=date(2026, 11, 20), **answers)


def test_instalments_typed_in_any_order_fall_due_in_the_order_of_their_days(make, mediating, mediator):
    typed = [
        {"due_on": date(2027, 3, 1), "amount_fen": 100},
        {"due_on": date(2026, 12, 1), "amount_fen": 200},
    ]

    make.moved(mediating, "settle", by=mediator, agreed_fen=300, instalments=typed, **SETTLED)
    assert mediating.next_due_on == date(2026, 12, 1)

    make.moved(mediating, "pay", by=mediator, paid_fen=250)
    assert mediating.next_due_on == date(2027, 3, 1)


def test_what_was_promised_beside_the_money_is_still_awaited_when_the_money_is_there(
    make, mediating, mediator
):
    make.moved(mediating, "settle", by=mediator, agreed_fen=300, is_nonmonetary=True, **SETTLED)

    make.moved(mediating, "pay", by=mediator, paid_fen=300)
    assert mediating.performance == Performance.PARTIAL
    assert mediating.performed_on is None

    make.moved(mediating, "perform", by=mediator)
    assert mediating.performance == Performance.PERFORMED


def test_money_that_comes_after_all_ends_a_default(make, mediating, mediator):
    make.moved(mediating, "settle", by=mediator, agreed_fen=300, **SETTLED)
    make.moved(mediating, "default", by=mediator, reason="到期未付")
    assert mediating.next_due_on is None

    make.moved(mediating, "pay", by=mediator, paid_fen=100)
    assert (mediating.performance, mediating.next_due_on) == (Performance.PARTIAL, date(2026, 11, 23))
    make.moved(mediating, "pay", by=mediator, paid_fen=200)
    assert (mediating.performance, mediating.next_due_on) == (Performance.PERFORMED, None)


def test_money_recorded_by_mistake_can_be_taken_back(make, mediating, mediator, supervisor, session):
    make.moved(mediating, "settle", by=mediator, agreed_fen=300, **SETTLED)
    make.moved(mediating, "pay", by=mediator, paid_fen=100)
    make.moved(mediating, "pay", by=mediator, paid_fen=200)
    with pytest.raises(NotAllowed):
        make.moved(mediating, "retract", by=mediator, reason="记错了")

    make.moved(mediating, "retract", by=supervisor, reason="记错了")
    assert (mediating.paid_fen, mediating.balance_fen) == (100, 200)
    assert (mediating.performance, mediating.performed_on) == (Performance.PARTIAL, None)
    assert mediating.next_due_on == date(2026, 11, 23)

    make.moved(mediating, "retract", by=supervisor, reason="全记错了")
    assert (mediating.paid_fen, mediating.performance) == (0, Performance.PENDING)
    make.moved(mediating, "reopen", by=supervisor, reason="协议作废")
    session.commit()
    assert mediating.status == Status.MEDIATING


@pytest.mark.parametrize("is_refused", [True, False])
def test_what_comes_after_the_archive_finds_a_way_in(make, county, mediator, supervisor, is_refused):
    found = make.mediation(county, mediator, handler=mediator, received_on=date(2026, 11, 2))
    if is_refused:
        make.moved(found, "refuse", by=mediator, reason="不属于劳动争议")
    else:
        make.moved(found, "accept", "consent", by=mediator)
        make.moved(found, "settle", by=mediator, agreed_fen=300, **SETTLED)
        make.moved(found, "default", by=mediator, reason="到期未付")
        make.moved(found, "visit", by=mediator, reached=Reached.REACHED)
    stood = found.status
    make.moved(found, "archive", by=mediator, retention_years=10)

    make.moved(found, "unarchive", by=supervisor, reason="法院执行到位")

    assert (found.status, found.archived_on) == (stood, None)
    if not is_refused:
        make.moved(found, "pay", by=mediator, paid_fen=300)
        assert found.performance == Performance.PERFORMED


def test_a_case_reopened_bears_no_trace_of_its_end(make, mediating, mediator, supervisor):
    make.moved(mediating, "suspend", by=mediator, reason="等鉴定")
    make.moved(mediating, "withdraw", by=mediator, withdrawal=Outcome.WITHDRAWN)
    make.moved(mediating, "archive", by=mediator, retention_years=10)

    make.moved(mediating, "reopen", by=supervisor, reason="又来申请")

    assert mediating.status == Status.MEDIATING
    assert (mediating.suspended_on, mediating.suspended_for, mediating.retention_years) == (None, "", None)


def test_the_committees_clock_runs_until_the_courts_has_begun(make, county, mediator):
    found = make.mediation(county, mediator, handler=mediator, more={"procedure": Procedure.SUMMARY})
    make.moved(found, "accept", by=mediator)
    assert "mediation_conclude" in [day.limit.name for day in actions.due_days(found)]

    found.signed_for_on = date(2026, 11, 20)
    names = [day.limit.name for day in actions.due_days(found)]
    assert "court_postfiling_entrust_summary" in names
    assert "mediation_conclude" not in names
