"""Which limits run for a case and when each ends, worked out by hand: a row for every one of ``rules.CLOCKS``."""

from datetime import date

import pytest

from casework.mediation.actions import due_days
from casework.mediation.models import Mediation, Procedure, Status
from casework.mediation.rules import CLOCKS

ACCEPTED = {"status": Status.ACCEPTED, "accepted_on": date(2026, 11, 4)}
ORDINARY = {"procedure": Procedure.ORDINARY, "signed_for_on": date(2026, 11, 3)}
SUMMARY = {"procedure": Procedure.SUMMARY, "signed_for_on": date(2026, 11, 3)}

# fmt: off
RUNNING = [
    # the case, received on Monday 2 November         the limit                             its last day
    ({},                                              "mediation_accept",                   date(2026, 11, 5)),
    ({},                                              "mediation_statutory",                date(2026, 11, 17)),
    (ACCEPTED,                                        "mediation_statutory",                date(2026, 11, 17)),
    (ACCEPTED,                                        "mediation_conclude",                 date(2026, 11, 19)),
    (ACCEPTED | {"extended_days": 15},                "mediation_statutory",                date(2026, 11, 17)),
    (ACCEPTED | {"extended_days": 15},                "mediation_conclude",                 date(2026, 12, 4)),
    (ACCEPTED | ORDINARY,                             "court_postfiling_entrust_ordinary",  date(2026, 11, 18)),
    (ACCEPTED | ORDINARY | {"extended_days": 30},     "court_postfiling_entrust_ordinary",  date(2026, 12, 18)),
    (ACCEPTED | SUMMARY,                              "court_postfiling_entrust_summary",   date(2026, 11, 10)),
]
NOT_RUNNING = [
    (ACCEPTED,                                        "mediation_accept"),
    (ACCEPTED | ORDINARY,                             "mediation_conclude"),
    (ACCEPTED | ORDINARY,                             "court_postfiling_entrust_summary"),
    (ACCEPTED | {"status": Status.SUSPENDED},         "mediation_conclude"),
    (ACCEPTED | {"status": Status.CONCLUDED, "concluded_on": date(2026, 11, 9)}, "mediation_conclude"),
]
# fmt: on


def due(facts: dict) -> dict[str, date]:
    """The limits that run for such a case, with their last days."""
    usual = {
        "status": Status.REGISTERED,
        "received_on": date(2026, 11, 2),
        "source": "window",
        "extended_days": 0,
    }
    return {found.limit.name: found.due for found in due_days(Mediation(**(usual | facts)))}


@pytest.mark.parametrize(("facts", "limit", "last_day"), RUNNING)
def test_a_limit_ends_on_the_day_worked_out_by_hand(facts, limit, last_day):
    assert due(facts)[limit] == last_day


@pytest.mark.parametrize(("facts", "limit"), NOT_RUNNING)
def test_a_limit_that_is_met_or_not_meant_does_not_run(facts, limit):
    assert limit not in due(facts)


def test_no_limit_is_without_a_row_here():
    assert {clock.name for clock in CLOCKS} == {limit for _facts, limit, _last_day in RUNNING}
