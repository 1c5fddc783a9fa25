"""Reading mediations: the whole of one case in a fixed number of statements."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from casework.accounts.models import User
from casework.engine import clock
from casework.engine.periods import DueDay
from casework.extensions import db
from casework.history import queries as history
from casework.history.models import HistoryEntry
from casework.matters import queries as matters
from casework.matters.carrying import Linked, links_of
from casework.matters.dossiers import in_matters_of
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
from casework.mediation.models import Instalment, Mediation, Payment, Performance, Visit
from casework.permissions import P

OWED = (Performance.PENDING, Performance.PARTIAL, Performance.DEFAULTED)


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
    links: list[Linked]
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
        meetings=matters.meetings_of(mediation),
        instalments=[(row, missing.get(row.id, 0)) for row in mediation.instalments],
        payments=list(mediation.payments),
        visits=list(mediation.visits),
        transfers=matters.transfers_of(mediation),
        related=matters.related(mediation, workers, user),
        links=links_of(mediation, user),
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


def overdue_instalments(user: User, employers: list[int], since: date) -> int:
    """How many instalments of these employers fell due since that day and are not paid. Payments fill them in order."""
    filled = sa.func.sum(Instalment.amount_fen).over(
        partition_by=Instalment.matter_id, order_by=(Instalment.due_on, Instalment.id)
    )
    each = (
        sa.select(Instalment.due_on, filled.label("until"), Mediation.paid_fen.label("paid"))
        .join(Mediation, Mediation.id == Instalment.matter_id)
        .where(Mediation.performance.in_(OWED), in_matters_of(employers), Mediation.visible_to(user))
        .subquery()
    )
    unpaid = each.c.due_on.between(since, clock.today() - timedelta(days=1)), each.c.until > each.c.paid
    return db.session.scalar(sa.select(sa.func.count()).select_from(each).where(*unpaid))


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
