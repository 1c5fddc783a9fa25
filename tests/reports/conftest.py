"""A few hundred matters of every kind and sort, the same at every run, over three years and a tree of units."""

import random
from datetime import date, datetime, timedelta

import pytest

from casework.consultations.models import Answer, Consultation
from casework.consultations.models import Outcome as ConsultationOutcome
from casework.engine.spans import read
from casework.legal_aid.models import Form, LegalAid, Stage, Subsidy, Urgency, Work
from casework.legal_aid.models import Outcome as AidOutcome
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
from casework.stability.letters.models import Delivery, Letter, LetterKind
from casework.stability.models import Finding
from casework.stability.models import Outcome as FindingOutcome

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

    def other(self, model, unit, received_on, *, outcome=None, **facts):
        """One matter of another kind; ``concluded_on`` goes with an outcome."""
        self.serial += 1
        base = {
            "number": f"别样{self.serial}号", "number_year": received_on.year, "number_serial": 10_000 + self.serial,
            "registered_at": NOW, "last_activity_on": received_on, "people": 1, "lead_worker": "王建国",
            "employer_name": "宏达制衣有限公司", **USUAL[model],
        }  # fmt: skip
        matter = model(**{**base, **facts}, unit_id=unit.id, received_on=received_on)
        matter.outcome = outcome
        self.session.add(matter)
        return matter

    def scatter(self, units, handlers, count=CASES, seed=7):
        """Mediations, and half as many of each other kind."""
        dice = random.Random(seed)
        for _ in range(count):
            self.add(dice.choice(units), **_drawn(dice, handlers))
        dice = random.Random(seed + 1)
        for _ in range(count // 2):
            for draw in (self._aid, self._consultation, self._finding):
                draw(dice, dice.choice(units), _fate(dice, handlers))
        self.session.commit()

    def _aid(self, dice, unit, fate):
        outcome = fate["concluded_on"] and dice.choice(list(AidOutcome))
        is_given = outcome not in (AidOutcome.REFUSED, AidOutcome.WITHDRAWN) and dice.random() < 0.9
        gained, avoided = dice.randrange(900_000), dice.choice([0, 0, dice.randrange(100_000)])
        aid = self.other(
            LegalAid, unit, **fate, outcome=outcome, source=dice.choice(["visit", "hotline", "mediation"]),
            dispute_type=dice.choice(["wages", "injury", "other"]),
            accepted_on=_soon(dice, fate) if is_given else None, stage=dice.choice(list(Stage)),
            exemption=dice.choice(["wages", "injury", None]), urgency=dice.choice([Urgency.LIMITATION, None, None]),
            claimed_fen=dice.randrange(2_000_000), gained_fen=gained, avoided_fen=avoided,
            agreed_fen=gained + avoided if outcome else 0, paid_fen=dice.randrange(gained + 1),
        )  # fmt: skip
        for _ in range(dice.choice([0, 1, 1, 2, 3]) if is_given else 0):
            aid.works.append(Work(form=dice.choice(list(Form)), began_on=_soon(dice, fate, 90)))
        if outcome and is_given and dice.random() < 0.5:
            payee = dice.choice([fate["handler_id"] or 0, 0])
            if payee:
                day = fate["concluded_on"] + timedelta(days=dice.randrange(40))
                aid.subsidy = Subsidy(payee_id=payee, amount_fen=dice.randrange(1, 90_000), paid_on=day)

    def _consultation(self, dice, unit, fate):
        outcome = fate["concluded_on"] and dice.choice(list(ConsultationOutcome))
        answers = dice.sample(list(Answer), dice.randrange(3))
        self.other(
            Consultation, unit, **fate, outcome=outcome, dispute_type=dice.choice(["wages", "injury", "contract"]),
            source=dice.choice(["window", "phone", "online", "outreach", "wechat"]),
            topics=["wages"], answered_as=[answer.value for answer in answers],
        )  # fmt: skip

    def _finding(self, dice, unit, fate):
        outcome = fate["concluded_on"] and dice.choice(list(FindingOutcome))
        finding = self.other(
            Finding, unit, **fate, outcome=outcome, found_on=fate["received_on"], level=dice.choice([1, 2, 3, 4, None]),
            dispute_type=dice.choice(["wages", "restructuring", "closure"]), source=dice.choice(["campaign", "daily"]),
        )  # fmt: skip
        for _ in range(dice.choice([0, 0, 1, 2])):
            self.session.flush()
            self.letter(dice, unit, finding, _soon(dice, fate, 60))

    def letter(self, dice, unit, finding, signed_on):
        self.serial += 1
        replied = signed_on + timedelta(days=9) if dice.random() < 0.5 else None
        self.session.add(Letter(
            matter_id=finding.id, unit_id=unit.id, kind=dice.choice(list(LetterKind)), number=f"函{self.serial}号",
            number_year=signed_on.year, number_serial=10_000 + self.serial, addressee="宏达", problem="欠薪", basis="工会法",
            demands="补发", signed_on=signed_on, written_at=NOW, replied_on=replied,
            delivered_on=replied and signed_on, delivery=replied and Delivery.POST,
        ))  # fmt: skip


# What every matter of a kind has, whatever the test is about.
USUAL = {
    LegalAid: {"state": "applied", "dispute_type": "wages", "source": "visit"},
    Consultation: {"state": "recorded", "dispute_type": "wages", "source": "window"},
    Finding: {"state": "registered", "dispute_type": "wages", "source": "daily", "lead_worker": ""},
}


def _fate(dice: random.Random, handlers) -> dict:
    """When it came in, whether it has ended, whose it is: of any kind."""
    received = date(2020, 11, 20) + timedelta(days=dice.randrange(800))
    people = dice.choice([1, 1, 1, 2, 12])
    return {
        "received_on": received,
        "concluded_on": received + timedelta(days=dice.randrange(60)) if dice.random() < 0.85 else None,
        "handler_id": dice.choice([*(handler.id for handler in handlers), None]),
        "industry": dice.choice(["C", "E", "G", None]),
        "worker_type": dice.choice(["migrant", "delivery", None]),
        "people": people,
        "is_collective": people >= 10,
    }


def _soon(dice: random.Random, fate: dict, within: int = 20) -> date:
    """A day after it came in, and before it ended."""
    last = min(fate["concluded_on"] or date.max, fate["received_on"] + timedelta(days=within))
    return fate["received_on"] + timedelta(days=dice.randrange((last - fate["received_on"]).days + 1))


def _drawn(dice: random.Random, handlers) -> dict:
    received = date(2020, 11, 20) + timedelta(days=dice.randrange(800))
    concluded = received + timedelta(days=dice.randrange(60)) if dice.random() < 0.85 else None
    accepted = received + timedelta(days=dice.randrange(9))
    outcome = dice.choice(list(Outcome)) if concluded else None
    is_settled = outcome in SUCCESSFUL
    agreed = dice.randrange(1, 5_000_000) if is_settled else 0
    people = dice.choice([1, 1, 1, 2, 12])
    halves = [agreed // 2, agreed - agreed // 2] if agreed > 1 and dice.random() < 0.6 else []
    return {
        "received_on": received,
        "accepted_on": min(accepted, concluded or accepted) if dice.random() < 0.9 else None,
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
