"""A few hundred cases of every sort, the same at every run, over three years and a tree of units."""

import random
from datetime import date, datetime, timedelta

import pytest

from casework.engine.spans import read
from casework.matters.models import MatterWorker
from casework.mediation.models import (
    SUCCESSFUL,
    Confirmation,
    Mediation,
    Outcome,
    Payment,
    Route,
    Status,
)
from casework.reports.queries import ask, cutoff_of
from casework.reports.rules import CHAPTERS

NOW = datetime(2026, 11, 23, 9, 30).astimezone()
CASES = 160


class Cases:
    """``cases.add(unit, ...)`` adds one with the facts given; ``cases.scatter(units, handlers)`` many at random."""

    def __init__(self, session, make):
        self.session, self.make, self.serial = session, make, 0

    def add(self, unit, received_on, *, concluded_on=None, outcome=None, paid=(), confirmed_on=None, **facts):
        self.serial += 1
        worker = facts.pop("worker", None)
        base = {
            "number": f"测试{self.serial}号", "number_year": received_on.year, "number_serial": 10_000 + self.serial,
            "registered_at": NOW, "last_activity_on": received_on, "accepted_on": received_on,
            "state": Status.CONCLUDED if concluded_on else Status.MEDIATING, "dispute_type": "wages",
            "source": "window", "people": 1, "lead_worker": "王建国", "employer_name": "宏达制衣有限公司",
        }  # fmt: skip
        case = Mediation(
            **{**base, **facts}, unit_id=unit.id, received_on=received_on, concluded_on=concluded_on
        )
        case.outcome = outcome
        if confirmed_on:
            case.route, case.confirmation = Route.JUDICIAL, Confirmation.CONFIRMED
            case.confirmation_applied_on = case.confirmation_decided_on = confirmed_on
        case.payments = [Payment(paid_on=day, amount_fen=fen) for day, fen in paid]
        case.paid_fen = sum(fen for _day, fen in paid)
        if worker:
            case.workers = [MatterWorker(worker=worker, position=1)]
        self.session.add(case)
        return case

    def scatter(self, units, handlers, count=CASES, seed=7):
        dice = random.Random(seed)
        for _ in range(count):
            self.add(dice.choice(units), **_drawn(dice, handlers))
        self.session.commit()


def _drawn(dice: random.Random, handlers) -> dict:
    received = date(2020, 11, 20) + timedelta(days=dice.randrange(800))
    concluded = received + timedelta(days=dice.randrange(60)) if dice.random() < 0.85 else None
    outcome = dice.choice(list(Outcome)) if concluded else None
    is_settled = outcome in SUCCESSFUL
    agreed = dice.randrange(1, 5_000_000) if is_settled else 0
    people = dice.choice([1, 1, 1, 2, 12])
    halves = [agreed // 2, agreed - agreed // 2] if agreed > 1 and dice.random() < 0.6 else []
    return {
        "received_on": received,
        "accepted_on": received + timedelta(days=dice.randrange(9)) if dice.random() < 0.9 else None,
        "concluded_on": concluded,
        "outcome": outcome,
        "dispute_type": dice.choice(["wages", "injury", "severance", "other"]),
        "source": dice.choice(["window", "court", "prefiling", "hotline"]),
        "industry": dice.choice(["C", "E", "G", None]),
        "worker_type": dice.choice(["migrant", "delivery", None]),
        "handler_id": dice.choice([*(handler.id for handler in handlers), None]),
        "people": people,
        "is_collective": people >= 10,
        "claimed_fen": dice.randrange(5_000_000),
        "agreed_fen": agreed,
        "confirmed_on": concluded + timedelta(days=5) if is_settled and dice.random() < 0.4 else None,
        "paid": [(concluded + timedelta(days=dice.randrange(90)), half) for half in halves],
    }


@pytest.fixture
def cases(session, make):
    return Cases(session, make)


@pytest.fixture
def scattered(cases, city, county, studio, other_county, mediator, other_mediator, stranger):
    """Cases all over the tree, and the units in which they are."""
    units = [city, county, studio, other_county]
    cases.scatter(units, [mediator, other_mediator, stranger])
    return units


@pytest.fixture
def asked():
    """``asked(user, unit, "2022-12", by="type")``: a question as the page asks it."""

    def make(user, unit, text, **more):
        chapter = CHAPTERS[more.pop("kind", "mediation")]
        by = chapter.dimensions[more.pop("by", "unit")]
        return ask(user, unit, read(text, cutoff_of(unit)), chapter=chapter, by=by, **more)

    return make
