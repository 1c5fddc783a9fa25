"""A person and an employer with all their matters of every kind, as far as somebody may see.

A record is opened by a matter: whoever may read one in which a person or an employer stands may read the record, and of
the other records of the same person those alone that stand in matters they may read. So the page of somebody who was
only ever consulted by another lawyer is not there, although the same unit keeps the record.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from casework.accounts.models import Unit, User
from casework.engine import clock
from casework.extensions import db
from casework.matters.indexing import BETWEEN_NAMES
from casework.matters.models import Kind, Matter, MatterEmployer, MatterWorker
from casework.parties.models import Employer, Worker

WINDOWS = (90, 365)  # days


# --- a person -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """One person: the record that was asked for, and all records of theirs, the newest first."""

    worker: Worker
    records: list[Worker]
    namesakes: list[Worker]  # of the same telephone, under other names: perhaps family, perhaps a slip
    units: dict[int, str]

    @property
    def ids(self) -> list[int]:
        return [record.id for record in self.records]


def _met(user: User, has, party):
    """The records that stand in a matter this person may read."""
    of = has.worker_id if has is MatterWorker else has.employer_id
    return party.id.in_(sa.select(of).join(Matter, Matter.id == has.matter_id).where(Matter.visible_to(user)))


def person(user: User, id: int) -> Person | None:
    """The person of this record; None outside what the user may see."""
    one = _in_sight(user, MatterWorker.worker_id, MatterWorker, id)
    worker = db.session.get(Worker, id) if one else None
    if worker is None:
        return None
    same = [Worker.id == worker.id]
    if worker.id_number_mark:
        same.append(Worker.id_number_mark == worker.id_number_mark)
    if worker.phone_mark:
        same.append(Worker.phone_mark == worker.phone_mark)
    ids = sa.union(*[sa.select(Worker.id).where(clause) for clause in same]).subquery()
    query = sa.select(Worker).where(Worker.id.in_(sa.select(ids.c.id)), _met(user, MatterWorker, Worker))
    found = list(db.session.scalars(query.order_by(Worker.id.desc()).limit(200)))
    records = [other for other in found if _is_same(worker, other)]
    others = [other for other in found if other not in records]
    return Person(worker, records, others, _unit_names(records))


def _is_same(worker: Worker, other: Worker) -> bool:
    """The same record, the same document, or the same name and telephone where the documents do not gainsay it."""
    if other.id == worker.id:
        return True
    if worker.id_number_mark and other.id_number_mark:
        return worker.id_number_mark == other.id_number_mark
    return worker.name == other.name and worker.phone_mark == other.phone_mark


def matters_of_people(user: User, people: list[int]) -> sa.Select:
    """The ids of their matters in scope, the newest first."""
    named = sa.select(MatterWorker.matter_id).where(MatterWorker.worker_id.in_(people))
    return _newest(user, named)


def _newest(user: User, named: sa.Select) -> sa.Select:
    query = sa.select(Matter.id).where(Matter.id.in_(named), Matter.visible_to(user))
    return query.order_by(Matter.received_on.desc(), Matter.id.desc())


def _in_sight(user: User, column, has, id: int) -> bool:
    """Whether the record stands in a matter this person may read."""
    met = (
        sa.select(has.id)
        .join(Matter, Matter.id == has.matter_id)
        .where(column == id, Matter.visible_to(user))
    )
    return db.session.scalar(met.limit(1)) is not None


def _unit_names(records: Sequence[Worker | Employer]) -> dict[int, str]:
    """What the units that keep these records are called."""
    ids = {record.unit_id for record in records}
    return dict(db.session.execute(sa.select(Unit.id, Unit.name).where(Unit.id.in_(ids))).all())


# --- an employer --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Company:
    """One employer under all its records: the same code, or, without one, the same name in normal form."""

    employer: Employer
    records: list[Employer]
    units: dict[int, str]

    @property
    def ids(self) -> list[int]:
        return [record.id for record in self.records]

    @property
    def names(self) -> list[str]:
        """The other names it is or was known by."""
        told: dict[str, None] = {}
        for record in self.records:
            told[record.name] = None
            told.update(dict.fromkeys(filter(None, BETWEEN_NAMES.split(record.former_names))))
        told.pop(self.employer.name, None)
        return list(told)

    def fact(self, name: str):
        """A fact as the record asked for tells it, or the newest that does."""
        return next(
            (value for record in (self.employer, *self.records) if (value := getattr(record, name))), None
        )


def company(user: User, id: int) -> Company | None:
    """The employer of this record; None outside what the user may see."""
    employer = (
        db.session.get(Employer, id)
        if _in_sight(user, MatterEmployer.employer_id, MatterEmployer, id)
        else None
    )
    if employer is None:
        return None
    query = sa.select(Employer).where(_alike(employer), _met(user, MatterEmployer, Employer))
    records = list(db.session.scalars(query.order_by(Employer.id.desc()).limit(200)))
    return Company(employer, records, _unit_names(records))


def _alike(employer: Employer):
    """Other records of the same employer. A code decides; a record without one goes with those of its name."""
    named = sa.and_(Employer.name_key == employer.name_key, Employer.name_key != "")
    if not employer.uscc:
        return sa.or_(Employer.id == employer.id, named)
    return sa.or_(Employer.uscc == employer.uscc, sa.and_(named, Employer.uscc.is_(None)))


def matters_of_company(user: User, employers: list[int]) -> sa.Select:
    """The ids of its matters in scope, the newest first."""
    return _newest(user, sa.select(MatterEmployer.matter_id).where(MatterEmployer.employer_id.in_(employers)))


# --- what a supervisor counts of an employer ----------------------------------------------------------------------


@dataclass(frozen=True)
class Concern:
    """One line of an employer's card. ``count(user, employers, since)``: how many there are that began or fell due on
    or after that day, among what the user may see; ``employers`` are the ids of all its records."""

    label: str
    count: Callable[[User, list[int], date], int]
    place: int = 50
    note: str = ""


def _cases(user: User, employers: list[int], since: date) -> int:
    return db.session.scalar(_since(user, employers, since, sa.func.count()))


def _people(user: User, employers: list[int], since: date) -> int:
    return db.session.scalar(_since(user, employers, since, sa.func.coalesce(sa.func.sum(Matter.people), 0)))


def _since(user: User, employers: list[int], since: date, what) -> sa.Select:
    return sa.select(what).select_from(Matter).where(
        in_matters_of(employers), Matter.received_on >= since, Matter.visible_to(user)
    )  # fmt: skip


def in_matters_of(employers: list[int]):
    """The matters in which one of these employers stands."""
    return Matter.id.in_(sa.select(MatterEmployer.matter_id).where(MatterEmployer.employer_id.in_(employers)))


CONCERNS: dict[str, Concern] = {  # by name; the kinds' rooms add theirs in wiring
    "cases": Concern("案件", _cases, 10, "收到的案件，各类合计"),
    "people": Concern("人数", _people, 20, "案件涉及的人数"),
}


def counts_of(user: User, company: Company) -> list[tuple[Concern, list[int]]]:
    """Each concern with its figure in each of the windows."""
    today = clock.today()
    return [
        (concern, [concern.count(user, company.ids, today - timedelta(days=days)) for days in WINDOWS])
        for concern in sorted(CONCERNS.values(), key=lambda concern: concern.place)
    ]


def by_kind(user: User, employers: list[int]) -> dict[Kind, int]:
    """How many matters of each kind there are in all."""
    query = sa.select(Matter.kind, sa.func.count()).where(in_matters_of(employers), Matter.visible_to(user))
    return dict(db.session.execute(query.group_by(Matter.kind)).all())
