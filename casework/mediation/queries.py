"""Reading mediations: the whole of one case in a fixed number of statements."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from casework.accounts.models import User
from casework.engine.periods import DueDay
from casework.extensions import db
from casework.history import queries as history
from casework.history.models import HistoryEntry
from casework.matters import queries as matters
from casework.matters.models import (
    Audience,
    Claim,
    Matter,
    MatterEmployer,
    MatterWorker,
    Meeting,
    Note,
    Transfer,
)
from casework.mediation import actions
from casework.mediation.models import Instalment, Mediation, Payment, Visit
from casework.permissions import P


@dataclass(frozen=True)
class CaseFile:
    """Everything the case page shows."""

    mediation: Mediation
    workers: list[MatterWorker]
    employers: list[MatterEmployer]
    claims: list[Claim]
    notes: list[Note]
    meetings: list[Meeting]
    instalments: list[tuple[Instalment, int]]  # with what is still missing of each
    payments: list[Payment]
    visits: list[Visit]
    transfers: list[Transfer]
    related: list[Matter]
    due_days: list[DueDay]
    history: list[HistoryEntry]


def case_file(mediation: Mediation, user: User) -> CaseFile:
    """Read one case. Notes about concessions are there only for those who conduct or supervise it."""
    workers, employers = matters.workers_of(mediation), matters.employers_of(mediation)
    people = {
        "worker": [entry.worker_id for entry in workers[:20]],
        "employer": [entry.employer_id for entry in employers],
    }
    missing = {instalment.id: left for instalment, left in actions.unpaid_instalments(mediation)}
    return CaseFile(
        mediation=mediation,
        workers=workers,
        employers=employers,
        claims=matters.claims_of(mediation),
        notes=notes_of(mediation, user),
        meetings=meetings_of(mediation),
        instalments=[(row, missing.get(row.id, 0)) for row in mediation.instalments],
        payments=list(mediation.payments),
        visits=list(mediation.visits),
        transfers=matters.transfers_of(mediation),
        related=matters.related(mediation, workers, user),
        due_days=actions.due_days(mediation),
        history=history.of_matter(mediation.id, people),
    )


def notes_of(mediation: Mediation, user: User) -> list[Note]:
    """The notes this person may read."""
    query = sa.select(Note).options(joinedload(Note.author)).where(Note.matter_id == mediation.id)
    if not user.can(P.MEDIATION_CONDUCT, mediation):
        query = query.where(Note.audience != Audience.CONCESSION)
    elif (
        units := user.reach.units(P.MEDIATION_CONDUCT)
    ) is not None:  # a hand-over leaves concessions behind
        near = units | {mediation.unit_id}
        query = query.where(sa.or_(Note.audience != Audience.CONCESSION, Note.unit_id.in_(near)))
    return list(db.session.scalars(query.order_by(Note.id.desc()).limit(300)))


_MEETINGS = (
    sa.select(Meeting)
    .where(Meeting.matter_id == sa.bindparam("id"))
    .order_by(Meeting.held_on.desc(), Meeting.id.desc())
)


def meetings_of(mediation: Mediation) -> list[Meeting]:
    """Every appointment, the latest first."""
    return list(db.session.scalars(_MEETINGS, {"id": mediation.id}))


def meeting_in(mediation: Mediation, id: int) -> Meeting | None:
    """An appointment of this case, through the case."""
    return db.session.scalar(sa.select(Meeting).where(Meeting.id == id, Meeting.matter_id == mediation.id))


def worker_in(mediation: Mediation, id: int) -> MatterWorker | None:
    """A worker of this case, through the case."""
    return db.session.scalar(
        sa.select(MatterWorker).where(MatterWorker.id == id, MatterWorker.matter_id == mediation.id)
    )


def employer_in(mediation: Mediation, id: int) -> MatterEmployer | None:
    """An employer of this case, through the case."""
    return db.session.scalar(
        sa.select(MatterEmployer).where(MatterEmployer.id == id, MatterEmployer.matter_id == mediation.id)
    )


def usual_source(user: User) -> str | None:
    """The source this person chose last."""
    query = sa.select(Matter.source).where(Matter.registered_by_id == user.id)
    return db.session.scalar(query.order_by(Matter.received_on.desc(), Matter.id.desc()).limit(1))


def chosen(user: User, ids: list[int]) -> list[Mediation]:
    """Those of these cases that the person may assign."""
    query = sa.select(Mediation).where(
        Mediation.id.in_(ids[:500]), Mediation.visible_to(user, P.MEDIATION_ASSIGN)
    )
    return list(db.session.scalars(query.order_by(Mediation.id)))
