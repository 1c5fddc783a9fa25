"""The life of a case, move by move."""

from datetime import date

import pytest

from casework.engine.errors import Blocked, NotAllowed, Refused
from casework.history import queries as history
from casework.mediation import actions
from casework.mediation.models import Confirmation, Outcome, Performance, Reached, Route, Status


def test_a_case_registered_by_a_clerk_waits_to_be_assigned(make, clerk, county):
    found = make.mediation(county, clerk, claimed_fen=1_234_500)

    assert found.status == Status.REGISTERED
    assert found.number == "（2026）洪甲工调〔1〕号"
    assert found.claimed_fen == 1_234_500
    assert found.next_due_name == "mediation_accept"


def test_numbers_of_a_unit_run_on(make, clerk, county, studio):
    numbers = [make.mediation(unit, clerk).number for unit in (county, county, studio)]

    assert numbers == ["（2026）洪甲工调〔1〕号", "（2026）洪甲工调〔2〕号", "（2026）洪甲诉工调〔1〕号"]


def test_a_case_goes_from_intake_to_the_archive(make, county, supervisor, mediator):
    found = make.mediation(county, supervisor, claimed_fen=840_000)
    make.moved(found, "assign", by=supervisor, handler_id=mediator.id)
    make.moved(found, "take", "accept", by=mediator, on=date(2026, 11, 4))
    make.moved(found, "ask", "consent", by=mediator)
    terms = [
        {"due_on": date(2026, 12, 1), "amount_fen": 500_000},
        {"due_on": date(2027, 1, 4), "amount_fen": 340_000},
    ]
    make.moved(found, "settle", by=mediator, extent=Outcome.SETTLED, agreement="分两期支付", agreed_fen=840_000,
               instalments=terms)  # fmt: skip
    assert (found.status, found.outcome, found.performance) == (
        Status.CONCLUDED,
        Outcome.SETTLED,
        Performance.PENDING,
    )
    assert found.next_due_on == date(2026, 12, 1)

    make.moved(found, "apply", by=mediator, route=Route.JUDICIAL)
    make.moved(found, "decide", by=mediator, decision=Confirmation.CONFIRMED)
    make.moved(found, "pay", by=mediator, paid_fen=500_000)
    assert (found.performance, found.balance_fen) == (Performance.PARTIAL, 340_000)
    make.moved(found, "pay", by=mediator, paid_fen=340_000)
    make.moved(found, "visit", by=mediator, reached=Reached.REACHED)
    make.moved(found, "archive", by=mediator, retention_years=10)

    assert found.status == Status.ARCHIVED
    assert found.performance == Performance.PERFORMED
    assert history.verify().holds


def test_a_close_tells_all_that_stands_in_its_way_and_changes_nothing(make, county, mediator):
    found = make.mediation(county, mediator, handler=mediator)
    make.moved(found, "accept", "consent", by=mediator)

    with pytest.raises(Blocked) as refused:
        make.moved(found, "settle", by=mediator, extent=Outcome.SETTLED, agreement="……",
                   instalments=[{"due_on": date(2020, 1, 1), "amount_fen": 1}])  # fmt: skip

    assert len(refused.value.reasons) == 3
    assert found.status == Status.MEDIATING
    assert found.outcome is None


def test_a_colleague_cannot_accept_what_was_assigned_to_another(
    make, county, supervisor, mediator, other_mediator
):
    found = make.mediation(county, supervisor)
    make.moved(found, "assign", by=supervisor, handler_id=mediator.id)

    with pytest.raises(NotAllowed):
        make.moved(found, "take", by=other_mediator)


def test_a_move_out_of_order_is_refused_in_words(make, county, mediator):
    found = make.mediation(county, mediator, handler=mediator)

    with pytest.raises(Refused, match="待受理"):
        make.moved(found, "extend", by=mediator, days=5, consent="双方书面同意")


def test_a_suspended_case_goes_on_from_where_it_stood(make, county, mediator):
    found = make.mediation(county, mediator, handler=mediator)
    make.moved(found, "accept", "ask", by=mediator)
    make.moved(found, "suspend", by=mediator, reason="等待鉴定")
    assert found.next_due_on is None

    make.moved(found, "resume", by=mediator)

    assert found.status == Status.ASKING


def test_ten_workers_make_a_collective_dispute(make, county, clerk):
    workers = [make.worker(county, f"工人{n}") for n in range(10)]

    found = make.mediation(county, clerk, workers=workers)

    assert found.is_collective
    assert found.lead_worker == "工人0等10人"


def test_an_extended_case_shows_the_day_it_must_end_not_the_day_parties_may_leave(make, county, mediator):
    found = make.mediation(county, mediator, handler=mediator, received_on=date(2026, 11, 2))
    make.moved(found, "accept", by=mediator, on=date(2026, 11, 4))
    make.moved(found, "consent", by=mediator)
    assert (found.next_due_name, found.next_due_on) == ("mediation_statutory", date(2026, 11, 17))

    make.moved(found, "extend", by=mediator, days=15, consent="双方签署延期调解同意书")

    assert (found.next_due_name, found.next_due_on) == ("mediation_conclude", date(2026, 12, 4))


def _settled(make, county, mediator, **more):
    found = make.mediation(county, mediator, handler=mediator, **more)
    return make.moved(
        found,
        "accept",
        "consent",
        "settle",
        by=mediator,
        extent=Outcome.SETTLED,
        agreement="分期",
        agreed_fen=500_000,
    )


def test_an_application_that_was_withdrawn_can_be_made_again_by_the_other_way(make, county, mediator):
    found = _settled(make, county, mediator)
    make.moved(found, "apply", by=mediator, route=Route.JUDICIAL)
    make.moved(found, "decide", by=mediator, decision=Confirmation.WITHDRAWN, document_number="撤1")

    make.moved(found, "apply", by=mediator, route=Route.ARBITRATION)

    assert (found.route, found.confirmation) == (Route.ARBITRATION, Confirmation.APPLIED)
    assert (found.confirmation_decided_on, found.confirmation_number) == (None, "")


def test_an_application_that_was_dismissed_cannot_be_made_again(make, county, mediator):
    found = _settled(make, county, mediator)
    make.moved(found, "apply", by=mediator, route=Route.JUDICIAL)
    make.moved(found, "decide", by=mediator, decision=Confirmation.DISMISSED)

    with pytest.raises(Refused):
        make.moved(found, "apply", by=mediator, route=Route.ARBITRATION)


def test_workers_cannot_have_got_more_together_than_was_agreed(make, county, mediator):
    workers = [make.worker(county, "甲"), make.worker(county, "乙")]
    found = _settled(make, county, mediator, workers=workers)
    first, second = found.workers
    actions.set_result(first, outcome_code=None, agreed_fen=300_000, is_representative=True)

    with pytest.raises(Refused, match=r"5,000\.00"):
        actions.set_result(second, outcome_code=None, agreed_fen=200_001, is_representative=False)
    actions.set_result(second, outcome_code="partly", agreed_fen=200_000, is_representative=False)

    assert (first.is_representative, second.outcome_code, second.agreed_fen) == (True, "partly", 200_000)


def test_a_concluded_case_whose_money_is_still_to_come_can_be_given_to_a_colleague(
    make, county, mediator, other_mediator, supervisor
):
    found = _settled(make, county, mediator)

    make.moved(found, "assign", by=supervisor, handler_id=other_mediator.id)

    assert (found.handler_id, found.status) == (other_mediator.id, Status.CONCLUDED)
