"""Reading consultations: one with everything about it, one's own day, a unit's counts, and callers about one employer."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from casework.accounts.models import RoleGrant, Unit, User
from casework.accounts.queries import lineage
from casework.consultations.models import Consultation, FollowUp, TextModule
from casework.consultations.rules import ONLINE
from casework.engine import clock
from casework.extensions import db
from casework.history import queries as history
from casework.history.models import HistoryEntry
from casework.matters import queries as matters
from casework.matters.carrying import Linked, links_of
from casework.matters.models import Kind, LinkKind, Matter, MatterEmployer, MatterLink, MatterWorker, Note
from casework.parties.identifiers import company_key
from casework.parties.models import Employer
from casework.permissions import P

is_consultation = Matter.kind == Kind.CONSULTATION


@dataclass(frozen=True)
class Sheet:
    """Everything the page of one consultation shows."""

    consultation: Consultation
    workers: list[MatterWorker]
    employers: list[MatterEmployer]
    notes: list[Note]
    follow_ups: list[FollowUp]
    related: list[Matter]
    links: list[Linked]
    history: list[HistoryEntry]


def sheet_of(consultation: Consultation, user: User) -> Sheet:
    """Read one consultation, in a fixed number of statements."""
    workers, employers = matters.workers_of(consultation), matters.employers_of(consultation)
    people = {
        "worker": [entry.worker_id for entry in workers[:20]],
        "employer": [entry.employer_id for entry in employers],
    }
    notes = sa.select(Note).options(joinedload(Note.author)).where(Note.matter_id == consultation.id)
    calls = sa.select(FollowUp).options(joinedload(FollowUp.by)).where(FollowUp.matter_id == consultation.id)
    return Sheet(
        consultation=consultation,
        workers=workers,
        employers=employers,
        notes=list(db.session.scalars(notes.order_by(Note.id.desc()).limit(300))),
        follow_ups=list(db.session.scalars(calls.order_by(FollowUp.id))),
        related=matters.related(consultation, workers, user),
        links=links_of(consultation, user),
        history=history.of_matter(consultation.id, people),
    )


# --- one's own day ------------------------------------------------------------------------------------------------


def todays(user: User, today: date, limit: int = 12) -> list:
    """What this person has recorded of today, newest first: plain rows."""
    matter, own = Matter.__table__, Consultation.__table__
    columns = (
        matter.c.id,
        matter.c.number,
        matter.c.lead_worker,
        matter.c.employer_name,
        matter.c.dispute_type,
    )
    query = (
        sa.select(*columns, own.c.starts_at)
        .join_from(matter, own, own.c.id == matter.c.id)
        .where(
            matter.c.handler_id == user.id, matter.c.kind == Kind.CONSULTATION, matter.c.received_on == today
        )
    )
    return list(db.session.execute(query.order_by(matter.c.id.desc()).limit(limit)))


def own_counts(user: User, today: date) -> tuple[int, int]:
    """How many consultations this person has answered today, and this month."""
    query = sa.select(
        sa.func.coalesce(sa.func.sum(sa.case((Matter.received_on == today, 1), else_=0)), 0), sa.func.count()
    ).where(
        Matter.handler_id == user.id,
        is_consultation,
        Matter.received_on.between(today.replace(day=1), today),
    )
    return tuple(db.session.execute(query).one())


def last_duty(user: User) -> int | None:
    """The unit for which this person recorded their last consultation."""
    query = sa.select(Matter.unit_id).where(Matter.registered_by_id == user.id, is_consultation)
    return db.session.scalar(query.order_by(Matter.received_on.desc(), Matter.id.desc()).limit(1))


# --- a unit's counts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Tally:
    """件 and 人次, online and offline apart."""

    online: int = 0
    online_people: int = 0
    offline: int = 0
    offline_people: int = 0

    @property
    def all(self) -> int:
        return self.online + self.offline

    @property
    def all_people(self) -> int:
        return self.online_people + self.offline_people


def tally(unit_ids: Collection[int] | None, first: date, last: date) -> Tally:
    """What these units (None: every unit) counted between two days: numbers alone, whoever asks."""
    is_online = Matter.source.in_(ONLINE)
    query = (
        sa.select(is_online, sa.func.count(), sa.func.sum(Matter.people))
        .where(is_consultation, Matter.received_on.between(first, last))
        .group_by(is_online)
    )
    if unit_ids is not None:
        query = query.where(Matter.unit_id.in_(unit_ids))
    counted = {bool(online): (cases, people) for online, cases, people in db.session.execute(query)}
    return Tally(*counted.get(True, (0, 0)), *counted.get(False, (0, 0)))


def units_counted(user: User) -> frozenset[int] | None:
    """The units whose counts this person is shown: those they supervise, or else their own."""
    if user.can(P.CONSULT_SUPERVISE):
        return user.reach.units(P.CONSULT_SUPERVISE)
    duty = last_duty(user)
    return frozenset({duty or user.unit_id})


# --- several callers about one employer ------------------------------------------------------------------------------


@dataclass
class Cluster:
    """Consultations of the last weeks about one employer, newest first; ``findings`` they are signs of already."""

    employer_id: int  # of the newest
    employer_name: str
    consultations: list[Consultation] = field(default_factory=list)
    findings: list[Matter] = field(default_factory=list)
    fresh: list[Consultation] = field(default_factory=list)  # those that are no sign of anything yet
    is_offered: bool = False

    @property
    def people(self) -> int:
        return sum(asked.people for asked in self.consultations)


def _caller():
    """Who called: somebody known counts once, a caller without a name each time."""
    return sa.func.coalesce(MatterWorker.worker_id, -Matter.id)


def _recent(within: int, *conditions):
    """Consultations of the last days with their employer and their first person."""
    since = clock.today() - timedelta(days=within)
    first = sa.and_(MatterWorker.matter_id == Matter.id, MatterWorker.position == 1)
    return (
        sa.select(Employer.name_key)
        .select_from(Matter)
        .join(Employer, Employer.id == Matter.employer_id)
        .outerjoin(MatterWorker, first)
        .where(is_consultation, Matter.received_on >= since, *conditions)
    )


def callers_about(unit_id: int, employer: str, within: int) -> int:
    """How many asked a unit about this employer in the last days: a number and nothing else."""
    key = company_key(employer) if len(employer) >= 2 else ""
    if len(key) < 2:
        return 0
    query = _recent(within, Matter.unit_id == unit_id, Employer.name_key == key)
    return db.session.scalar(query.with_only_columns(sa.func.count(sa.distinct(_caller()))))


def clusters(user: User, *, callers: int, within: int) -> list[Cluster]:
    """The employers about whom so many people asked within so many days, in what this person supervises."""
    return _gathered(user, _keys(user, callers, within), callers, within)


def count_clusters(user: User, *, callers: int, within: int) -> int:
    """How many of them there are."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(_keys(user, callers, within).subquery()))


def _keys(user: User, callers: int, within: int) -> sa.Select:
    seen = Matter.visible_to(user, P.CONSULT_SUPERVISE)
    counted = sa.func.count(sa.distinct(_caller()))
    return _recent(within, seen).group_by(Employer.name_key).having(counted >= callers)


def _gathered(user: User, keys: sa.Select, callers: int, within: int) -> list[Cluster]:
    since = clock.today() - timedelta(days=within)
    query = (
        sa.select(Consultation, Employer.name_key)
        .join(Employer, Employer.id == Consultation.employer_id)
        .options(joinedload(Consultation.handler), joinedload(Consultation.unit))
        .where(
            Consultation.received_on >= since,
            Consultation.visible_to(user, P.CONSULT_SUPERVISE),
            Employer.name_key.in_(keys),
        )
        .order_by(Consultation.received_on.desc(), Consultation.id.desc())
    )
    found: dict[str, Cluster] = {}
    for asked, key in db.session.execute(query):
        cluster = found.setdefault(key, Cluster(asked.employer_id, asked.employer_name))
        cluster.consultations.append(asked)
    signs = _signs([asked.id for cluster in found.values() for asked in cluster.consultations], user)
    for cluster in found.values():
        ids = {asked.id for asked in cluster.consultations}
        cluster.findings = list({row.id: row for id in ids for row in signs.get(id, ())}.values())
        cluster.fresh = [asked for asked in cluster.consultations if asked.id not in signs]
        cluster.is_offered = not cluster.findings or len(cluster.fresh) >= callers
    return sorted(found.values(), key=lambda cluster: (not cluster.is_offered, -len(cluster.consultations)))


def _signs(ids: list[int], user: User) -> dict[int, list[Matter]]:
    """The findings that these consultations are signs of; where this person may not see one, only that there is one."""
    query = (
        sa.select(MatterLink.from_id, Matter, Matter.visible_to(user))
        .join(Matter, Matter.id == MatterLink.to_id)
        .where(MatterLink.kind == LinkKind.SIGN, MatterLink.from_id.in_(ids))
        .order_by(MatterLink.id)
    )
    found: dict[int, list[Matter]] = {}
    for id, finding, is_seen in db.session.execute(query):
        found.setdefault(id, []).extend([finding] if is_seen else [])
    return found


# --- paragraphs -----------------------------------------------------------------------------------------------------


def libraries_of(user: User) -> frozenset[int]:
    """The units whose paragraphs this person may use: their own, where they hold a role or were last on duty, and those above."""
    ids = {
        user.unit_id,
        *db.session.scalars(sa.select(RoleGrant.unit_id).where(RoleGrant.user_id == user.id)),
    }
    ids.add(last_duty(user) or user.unit_id)
    units = db.session.scalars(sa.select(Unit).where(Unit.id.in_(ids))).all()
    return frozenset(above.id for unit in units for above in lineage(unit))


def modules_for(user: User) -> list[TextModule]:
    """The paragraphs this person may use, their own first; of a unit's, those whose short name they have not taken."""
    usable = sa.or_(TextModule.owner_id == user.id, TextModule.unit_id.in_(libraries_of(user)))
    query = sa.select(TextModule).options(joinedload(TextModule.unit)).where(usable)
    found: dict[str, TextModule] = {}
    for module in db.session.scalars(query.order_by(TextModule.unit_id.is_not(None), TextModule.shortcut)):
        found.setdefault(module.shortcut, module)
    return list(found.values())


def kept_by(user: User) -> list[TextModule]:
    """Every paragraph that this person may use or change."""
    usable = sa.or_(TextModule.visible_to(user), TextModule.unit_id.in_(libraries_of(user)))
    query = sa.select(TextModule).options(joinedload(TextModule.unit)).where(usable)
    return list(
        db.session.scalars(
            query.order_by(TextModule.unit_id.is_not(None), TextModule.unit_id, TextModule.shortcut)
        )
    )
