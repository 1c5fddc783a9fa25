"""Rows with sensible facts, each method one kind; give only what the test is about."""

from datetime import date
from itertools import count

from casework.accounts import actions as accounts
from casework.accounts.models import Unit, UnitKind, User
from casework.consultations import actions as consultations
from casework.consultations.models import Consultation
from casework.engine import context
from casework.engine.context import Actor
from casework.legal_aid import actions as legal_aid
from casework.legal_aid import conflicts
from casework.legal_aid.models import LegalAid
from casework.mediation import actions as mediation
from casework.mediation.models import Mediation
from casework.parties import actions as parties
from casework.parties.models import Employer, Worker
from casework.permissions import Role, Scope
from casework.stability import actions as stability
from casework.stability.models import Finding

PASSWORD = "correct horse battery staple"
_serial = count(1)


class Make:
    """``make.worker(unit)``, ``make.mediation(unit, by)`` ...: everything is flushed, so ids are there."""

    def __init__(self, session):
        self.session = session

    def unit(self, short_name: str, kind: UnitKind = UnitKind.COUNTY, parent: Unit | None = None, code: str = "",
             mark: str = "洪") -> Unit:  # fmt: skip
        unit = accounts.add_unit(
            code=code or f"99{next(_serial)}",
            name=f"{short_name}工会",
            short_name=short_name,
            kind=kind,
            number_mark=mark,
            parent_id=parent.id if parent else None,
        )
        self.session.flush()
        return unit

    def user(
        self, username: str, name: str, unit: Unit, role: Role | None, scope: Scope | None = None
    ) -> User:
        user = accounts.add_user(username=username, name=name, unit=unit, password=PASSWORD)
        user.must_change_password = False
        if role:
            accounts.grant(user, role, unit, scope)
        self.session.flush()
        return user

    def worker(self, unit: Unit, name: str = "王建国", **more) -> Worker:
        worker = parties.enter_worker(unit_id=unit.id, name=name, **more)
        self.session.flush()
        return worker

    def employer(self, unit: Unit, name: str = "宏达制衣有限公司", **more) -> Employer:
        employer = parties.enter_employer(unit_id=unit.id, name=name, **more)
        self.session.flush()
        return employer

    def mediation(self, unit: Unit, by: User, *, worker: str = "王建国", employer: str = "宏达制衣有限公司",
                  received_on: date = date(2026, 11, 2), handler: User | None = None, **more) -> Mediation:  # fmt: skip
        workers = more.pop("workers", None) or [self.worker(unit, worker)]
        intake = mediation.Intake(
            unit=unit,
            workers=workers,
            employer=self.employer(unit, employer),
            dispute_type=more.pop("dispute_type", "wages"),
            received_on=received_on,
            handler=handler,
            **more,
        )
        with context.acting(Actor(by.id, by.name)):
            found = mediation.register(intake, by=by)
            self.session.flush()
        return found

    def aid(self, unit: Unit, by: User, *, worker: str = "王建国", employer: str = "宏达制衣有限公司",
            received_on: date = date(2026, 11, 16), **more) -> LegalAid:  # fmt: skip
        """An application for legal aid."""
        intake = {
            name: more.pop(name)
            for name in ("claimed_fen", "facts", "court_number", "people")
            if name in more
        }
        workers = more.pop("workers", None) or [self.worker(unit, worker)]
        company = more.pop("company", None) or self.employer(unit, employer)
        with context.acting(Actor(by.id, by.name)):
            found = legal_aid.register(
                legal_aid.Intake(
                    unit=unit,
                    workers=workers,
                    employer=company,
                    dispute_type="wages",
                    received_on=received_on,
                    more=more,
                    **intake,
                ),
                by=by,
            )
            self.session.flush()
        return found

    def assigned(self, aid: LegalAid, lawyer: User, *, by: User, **answers) -> LegalAid:
        """The case with this lawyer, after a check for conflicts."""
        with context.acting(Actor(by.id, by.name)):
            check = conflicts.check(aid, lawyer, by=by)
            legal_aid.move(aid, "assign", by=by, check_id=check.id, **answers)
            self.session.flush()
        return aid

    def consultation(self, unit: Unit, by: User, **more) -> Consultation:
        """A call about wages, answered at once; anonymous unless a name is given."""
        facts = {
            "channel": "phone",
            "topics": ["wages"],
            "answered_as": ["oral"],
            "received_on": date(2026, 11, 20),
        }
        with context.acting(Actor(by.id, by.name)):
            found = consultations.record(consultations.Asked(unit=unit, **{**facts, **more}), by=by)
            self.session.flush()
        return found

    def moved(self, matter, *moves, by: User, **answers):
        """The case after these moves; ``answers`` go to the last of them."""
        with context.acting(Actor(by.id, by.name)):
            move = legal_aid.move if isinstance(matter, LegalAid) else mediation.move
            for name in moves[:-1]:
                move(matter, name, by=by)
            move(matter, moves[-1], by=by, **answers)
            self.session.flush()
        return matter

    def finding(self, unit: Unit, by: User, *, employer: str = "宏达制衣有限公司", category: str = "wages",
                people: int = 6, received_on: date = date(2026, 11, 16), **more) -> Finding:  # fmt: skip
        intake = stability.Intake(unit=unit, employer=self.employer(unit, employer), category=category, people=people,
                                  received_on=received_on, **more)  # fmt: skip
        with context.acting(Actor(by.id, by.name)):
            return stability.register(intake, by=by)

    def risk(self, finding: Finding, *moves, by: User, **answers) -> Finding:
        """The finding after these moves; ``answers`` go to each that asks for them."""
        with context.acting(Actor(by.id, by.name)):
            for name in moves:
                step = stability.WORKFLOW[name]
                asked = {key: value for key, value in answers.items() if key in (*step.asks, *step.may_ask)}
                stability.move(finding, name, by=by, **asked)
            self.session.flush()
        return finding
