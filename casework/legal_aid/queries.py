"""Reading legal-aid cases: the whole of one case in a fixed number of statements, and a lawyer's own."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from casework.accounts.models import RoleGrant, UnitKind, User
from casework.accounts.queries import colleagues
from casework.engine.periods import DueDay
from casework.extensions import db
from casework.history import queries as history
from casework.history.models import HistoryEntry
from casework.legal_aid import subsidies
from casework.legal_aid.due import due_days
from casework.legal_aid.models import OPEN, Check, Hit, LegalAid, Rate, Status, Subsidy, Work
from casework.matters import queries as matters
from casework.matters.carrying import Linked, links_of
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
from casework.matters.rules import KINDS
from casework.permissions import P


@dataclass(frozen=True)
class CaseFile:
    """Everything the case page shows."""

    aid: LegalAid
    workers: list[MatterWorker]
    employers: list[MatterEmployer]
    claims: list[Claim]
    works: list[Work]
    checks: list[Check]
    subsidy: Subsidy | None
    subsidy_lines: list[subsidies.Line]
    notes: list[Note]
    meetings: list[Meeting]
    transfers: list[Transfer]
    related: list[Matter]
    links: list[Linked]
    due_days: list[DueDay]
    history: list[HistoryEntry]


def case_file(aid: LegalAid, user: User) -> CaseFile:
    """Read one case. What passes between lawyer and worker is there for those who may add to it."""
    workers, employers = matters.workers_of(aid), matters.employers_of(aid)
    people = {
        "worker": [entry.worker_id for entry in workers[:20]],
        "employer": [entry.employer_id for entry in employers],
    }
    is_near = user.can(P.AID_NOTE, aid)
    return CaseFile(
        aid=aid,
        workers=workers,
        employers=employers,
        claims=matters.claims_of(aid),
        works=works_of(aid),
        checks=checks_of(aid),
        subsidy=aid.subsidy,
        subsidy_lines=subsidies.lines_of(aid) if aid.concluded_on else [],
        notes=notes_of(aid, user) if is_near else [],
        meetings=matters.meetings_of(aid) if is_near else [],
        transfers=matters.transfers_of(aid),
        related=matters.related(aid, workers, user),
        links=links_of(aid, user),
        due_days=due_days(aid),
        history=history.of_matter(aid.id, people),
    )


def works_of(aid: LegalAid) -> list[Work]:
    """The work of a case, in the order it began."""
    query = sa.select(Work).options(joinedload(Work.lawyer)).where(Work.matter_id == aid.id)
    return list(db.session.scalars(query.order_by(Work.began_on, Work.id)))


def work_in(aid: LegalAid, id: int) -> Work | None:
    """A piece of work of this case, through the case."""
    return db.session.scalar(sa.select(Work).where(Work.id == id, Work.matter_id == aid.id))


def checks_of(aid: LegalAid) -> list[Check]:
    """Every check of a case, the latest first."""
    query = (
        sa.select(Check)
        .options(
            joinedload(Check.lawyer).joinedload(User.unit),
            joinedload(Check.checked_by),
            joinedload(Check.overridden_by),
            selectinload(Check.hits),
        )
        .where(Check.matter_id == aid.id)
        .order_by(Check.id.desc())
    )
    return list(db.session.scalars(query))


def check_in(aid: LegalAid, id: int) -> Check | None:
    """A check of this case, through the case."""
    return db.session.scalar(sa.select(Check).where(Check.id == id, Check.matter_id == aid.id))


def hits_of(check: Check, user: User) -> list[tuple[Hit, Matter | None]]:
    """What a check found, each with the matter it was found in where this person may see that."""
    ids = [hit.found_in_id for hit in check.hits]
    query = sa.select(Matter).where(Matter.id.in_(ids), Matter.visible_to(user))
    seen = {matter.id: matter for matter in db.session.scalars(query)}
    return [(hit, seen.get(hit.found_in_id)) for hit in check.hits]


def notes_of(aid: LegalAid, user: User) -> list[Note]:
    """The notes this person may read. What the worker would concede is the lawyer's, and whoever supervises."""
    query = sa.select(Note).options(joinedload(Note.author)).where(Note.matter_id == aid.id)
    if not user.can(P.AID_CONDUCT, aid):
        query = query.where(Note.audience != Audience.CONCESSION)
    return list(db.session.scalars(query.order_by(Note.id.desc()).limit(300)))


def lawyers_for(user: User) -> list[User]:
    """Whom this person may give a case: those who conduct legal aid in their units, and every firm's lawyers, by unit."""
    within = user.reach.units(P.AID_ASSIGN)
    if within is None:
        return sorted(colleagues(None, P.AID_CONDUCT), key=_by_unit)
    firms = sa.select(RoleGrant.unit_id).where(RoleGrant.unit.has(kind=UnitKind.LAW_FIRM))
    units = frozenset(db.session.scalars(firms))
    return sorted(colleagues(within | units, P.AID_CONDUCT), key=_by_unit)


def _by_unit(person: User) -> tuple:
    """Lawyers of firms first; supervisors, who may conduct too, come after them by unit."""
    return (person.unit.kind != UnitKind.LAW_FIRM, person.can(P.AID_SUPERVISE), person.unit.code, person.name)


@dataclass(frozen=True)
class Candidate:
    """A lawyer with what they have in hand."""

    lawyer: User
    in_hand: int


def candidates(user: User, limit: int = 3) -> list[Candidate]:
    """The lawyers of firms with the fewest open cases: a suggestion, before any check."""
    people = [p for p in lawyers_for(user) if p.unit.kind == UnitKind.LAW_FIRM]
    query = (
        sa.select(LegalAid.handler_id, sa.func.count())
        .where(LegalAid.state.in_([s.value for s in OPEN]), LegalAid.handler_id.is_not(None))
        .group_by(LegalAid.handler_id)
    )
    busy = dict(db.session.execute(query).tuples().all())
    ranked = sorted((Candidate(p, busy.get(p.id, 0)) for p in people), key=lambda c: (c.in_hand, c.lawyer.id))
    return ranked[:limit]


def decision_number_for(aid: LegalAid) -> str:
    """The number of the decision, after that of the case: 工援〔12〕号 -> 工援决〔12〕号."""
    word = KINDS[aid.kind].word
    usual = aid.number.replace(word, f"{word}决", 1) if word in aid.number else f"{aid.number}决"
    taken = sa.select(sa.exists().where(LegalAid.decision_number == usual, LegalAid.id != aid.id))
    return f"{usual}之{aid.reopened_times + 1}" if db.session.scalar(taken) else usual


# --- a lawyer's own ---------------------------------------------------------------------------------------------------


def mine(user: User) -> list[LegalAid]:
    """The cases this person conducts and has not handed in, the soonest due first."""
    states = [status.value for status in (*OPEN, Status.CONCLUDED)]
    query = (
        sa.select(LegalAid)
        .options(joinedload(LegalAid.unit))
        .where(LegalAid.handler_id == user.id, LegalAid.state.in_(states), LegalAid.visible_to(user))
        .order_by(LegalAid.next_due_on.is_(None), LegalAid.next_due_on, LegalAid.received_on, LegalAid.id)
    )
    return list(db.session.scalars(query.limit(200)))


def subsidy_years(user: User) -> list[tuple[int, int]]:
    """(year, sum) of what this person was paid, the latest year first."""
    year = sa.extract("year", Subsidy.paid_on)
    query = sa.select(year, sa.func.sum(Subsidy.amount_fen)).where(Subsidy.payee_id == user.id).group_by(year)
    return sorted(((int(y), int(fen)) for y, fen in db.session.execute(query)), reverse=True)


def subsidies_of(user: User, year: int) -> list[tuple[Subsidy, str, str]]:
    """What this person was paid in a year: the subsidy, and the number and people of its case, the latest first."""
    matter = Matter.__table__.c
    query = (
        sa.select(Subsidy, matter.number, matter.lead_worker)
        .join(Matter.__table__, matter.id == Subsidy.matter_id)
        .where(Subsidy.payee_id == user.id, Subsidy.paid_on.between(date(year, 1, 1), date(year, 12, 31)))
        .order_by(Subsidy.paid_on.desc(), Subsidy.id.desc())
    )
    return list(db.session.execute(query).tuples())


def paid_works(ids: list[int]) -> dict[int, list[Work]]:
    """The pieces of work that were paid for, by case."""
    query = sa.select(Work).where(Work.matter_id.in_(ids), Work.subsidy_fen.is_not(None)).order_by(Work.id)
    found: dict[int, list[Work]] = {}
    for work in db.session.scalars(query):
        found.setdefault(work.matter_id, []).append(work)
    return found


def rates() -> list[Rate]:
    """Every rate, by form and from the newest on."""
    found = db.session.scalars(sa.select(Rate).order_by(Rate.valid_from.desc()))
    order = list(Rate.form.type.enum_class)
    return sorted(found, key=lambda rate: order.index(rate.form))
