"""Which limits run for a case and when each ends, worked out by hand: a row for every limit of ``rules.LIMITS``."""

from datetime import date

import pytest

from casework.legal_aid.due import due_days, refresh_due
from casework.legal_aid.models import Form, LegalAid, Status, Work
from casework.legal_aid.rules import LIMITS

TOLD = {"notified_on": date(2026, 11, 5)}
GRANTED = {"status": Status.GRANTED, "decided_on": date(2026, 11, 6), "assign_from_on": date(2026, 11, 6)}
CONCLUDED = {"status": Status.CONCLUDED, "concluded_on": date(2026, 11, 12), "assigned_on": date(2026, 11, 6)}

# fmt: off
RUNNING = [
    # the case, applied for on Monday 2 November        the limit              its last day
    ({},                                                "legal_aid_review",    date(2026, 11, 9)),
    (TOLD | {"supplemented_on": date(2026, 11, 9)},     "legal_aid_review",    date(2026, 11, 13)),   # four days are not counted
    (TOLD | {"supplemented_on": date(2026, 11, 5)},     "legal_aid_review",    date(2026, 11, 9)),
    (TOLD | {"supplemented_on": date(2026, 11, 11)},    "legal_aid_review",    date(2026, 11, 16)),   # Sunday rolls
    (GRANTED,                                           "legal_aid_assign",    date(2026, 11, 9)),
    (CONCLUDED,                                         "legal_aid_file",      date(2026, 12, 14)),   # Saturday rolls
]
NOT_RUNNING = [
    (TOLD | {"status": Status.SUPPLEMENTING},           "legal_aid_review"),
    (GRANTED,                                           "legal_aid_review"),
    (GRANTED | {"status": Status.ASSIGNED, "assigned_on": date(2026, 11, 6)}, "legal_aid_assign"),
    ({"status": Status.REFUSED, "decided_on": date(2026, 11, 6)}, "legal_aid_review"),
    ({"status": Status.TERMINATED, "concluded_on": date(2026, 11, 12)}, "legal_aid_file"),
    (CONCLUDED | {"status": Status.FILED, "filed_on": date(2026, 11, 13)}, "legal_aid_file"),
]
# fmt: on


def case(facts: dict) -> LegalAid:
    return LegalAid(**({"status": Status.APPLIED, "received_on": date(2026, 11, 2)} | facts))


def due(facts: dict) -> dict[str, date]:
    return {found.limit.name: found.due for found in due_days(case(facts))}


@pytest.mark.parametrize(("facts", "limit", "last_day"), RUNNING)
def test_a_limit_ends_on_the_day_worked_out_by_hand(facts, limit, last_day):
    assert due(facts)[limit] == last_day


@pytest.mark.parametrize(("facts", "limit"), NOT_RUNNING)
def test_a_limit_that_is_met_or_not_meant_does_not_run(facts, limit):
    assert limit not in due(facts)


def test_no_limit_is_without_a_row_here():
    assert {limit.name for limit in LIMITS} == {limit for _facts, limit, _last_day in RUNNING}


ENDS = date(2026, 11, 7)


@pytest.mark.parametrize(
    ("facts", "works", "expected"),
    [
        ({"limitation_ends_on": ENDS}, [], (ENDS, "limitation")),
        ({"limitation_ends_on": date(2026, 12, 1)}, [], (date(2026, 11, 9), "legal_aid_review")),
        (GRANTED | {"limitation_ends_on": ENDS}, [Work(form=Form.DRAFTING)], (ENDS, "limitation")),
        (
            {"status": Status.WORKING, "limitation_ends_on": ENDS},
            [Work(form=Form.ARBITRATION, filed_on=ENDS)],
            (None, None),
        ),
        (CONCLUDED | {"limitation_ends_on": ENDS}, [], (date(2026, 12, 14), "legal_aid_file")),
    ],
)
def test_the_end_of_a_limitation_period_is_kept_in_sight_until_something_is_filed(facts, works, expected):
    aid = case(facts)
    aid.works = works

    refresh_due(aid)

    assert (aid.next_due_on, aid.next_due_name) == expected
