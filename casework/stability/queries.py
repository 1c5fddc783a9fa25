"""Reading findings: the ledger, the whole of one finding, what a unit calls the levels, what waits for a supervisor."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from casework.accounts.models import Unit, User
from casework.accounts.queries import lineage
from casework.engine import clock
from casework.extensions import db
from casework.history import queries as history
from casework.history.models import HistoryEntry
from casework.matters import queries as matters
from casework.matters.carrying import Linked, links_of
from casework.matters.models import (
    Audience,
    Claim,
    Kind,
    Matter,
    MatterEmployer,
    MatterWorker,
    Meeting,
    Note,
    Transfer,
)
from casework.parties.models import Employer
from casework.permissions import P
from casework.stability.campaigns.models import Campaign
from casework.stability.models import DISPOSED, OPEN, Escalation, Finding, Measure, RiskSetting, Status
from casework.stability.rules import LABEL_SETS, USUAL_LABELS, label_of

# --- what a unit decides ------------------------------------------------------------------------------------------


class Settings:
    """What every unit has decided, read once; what it left empty comes from the unit above."""

    def __init__(self):
        self._parents = dict(db.session.execute(sa.select(Unit.id, Unit.parent_id)).all())
        self._own = {row.unit_id: row for row in db.session.scalars(sa.select(RiskSetting))}

    def _nearest(self, unit_id: int | None, name: str):
        while unit_id is not None:
            row = self._own.get(unit_id)
            if row is not None and getattr(row, name):
                return getattr(row, name)
            unit_id = self._parents.get(unit_id)
        return None

    def labels(self, unit_id: int) -> tuple[str, ...]:
        return tuple(self._nearest(unit_id, "level_labels") or USUAL_LABELS)

    def label(self, unit_id: int, level: int | None) -> str:
        return label_of(level, self.labels(unit_id))

    def reply_workdays(self, unit_id: int) -> int | None:
        return self._nearest(unit_id, "reply_workdays")


def own_rules(unit_id: int) -> RiskSetting | None:
    """What a unit has decided for itself."""
    return db.session.scalar(sa.select(RiskSetting).where(RiskSetting.unit_id == unit_id))


def labels_for(unit: Unit) -> tuple[str, ...]:
    """What the unit calls the levels, gravest first."""
    return tuple(_inherited(unit, "level_labels") or USUAL_LABELS)


def reply_workdays_for(unit: Unit) -> int | None:
    """Within how many working days a letter of this unit is to be answered; None where there is no rule."""
    return _inherited(unit, "reply_workdays")


def _inherited(unit: Unit, name: str):
    line = lineage(unit)
    rows = {
        row.unit_id: row
        for row in db.session.scalars(
            sa.select(RiskSetting).where(RiskSetting.unit_id.in_([u.id for u in line]))
        )
    }
    found = (getattr(rows[u.id], name) for u in line if u.id in rows)
    return next((value for value in found if value), None)


def set_named(labels: tuple[str, ...]) -> str | None:
    """The name of a common set of labels, if it is one."""
    return next((name for name, known in LABEL_SETS.items() if known == tuple(labels)), None)


# --- the ledger ---------------------------------------------------------------------------------------------------


class Line:
    """A row of the ledger: what any list shows of a matter, and what only a finding has."""

    def __init__(self, row, more: dict):
        self._mapping = {**row._mapping, **more}

    def __getattr__(self, name):
        try:
            return self.__dict__["_mapping"][name]
        except KeyError:
            raise AttributeError(name) from None


def ledger_rows(ids: Iterable[int]) -> list[Line]:
    """What the ledger shows of these findings, in any order."""
    ids = list(ids)
    table = Finding.__table__
    columns = (table.c.id, table.c.level, table.c.disposal, table.c.found_on, Matter.__table__.c.unit_id)
    query = (
        sa.select(*columns)
        .join(Matter.__table__, Matter.__table__.c.id == table.c.id)
        .where(table.c.id.in_(ids))
    )
    own = {row.id: row for row in db.session.execute(query)}
    settings, today = Settings(), clock.today()
    return [
        Line(
            row,
            {
                "level": settings.label(own[row.id].unit_id, own[row.id].level),
                "disposal": own[row.id].disposal,
                "found_on": own[row.id].found_on,
                "days_open": ((row.concluded_on or today) - row.received_on).days,
            },
        )
        for row in matters.rows(ids)
    ]


def of_level(level: int):
    """The clause for findings of a level."""
    return Matter.id.in_(sa.select(Finding.__table__.c.id).where(Finding.__table__.c.level == level))


# --- one finding --------------------------------------------------------------------------------------------------


@dataclass
class RiskFile:
    """One finding and everything that hangs on it."""

    finding: Finding
    workers: list[MatterWorker]
    employers: list[MatterEmployer]
    claims: list[Claim]
    notes: list[Note]
    meetings: list[Meeting]
    transfers: list[Transfer]
    measures: list[Measure]
    escalations: list[Escalation]
    related: list[Matter]
    links: list[Linked]
    labels: tuple[str, ...]
    history: list[HistoryEntry]


def risk_file(finding: Finding, user: User) -> RiskFile:
    """The finding with its people, links and events."""
    workers, employers = matters.workers_of(finding), matters.employers_of(finding)
    people = {
        "worker": [entry.worker_id for entry in workers],
        "employer": [entry.employer_id for entry in employers],
    }
    escalations = sa.select(Escalation).options(
        joinedload(Escalation.to_unit),
        joinedload(Escalation.escalated_by),
        joinedload(Escalation.acknowledged_by),
    )
    return RiskFile(
        finding=finding,
        workers=workers,
        employers=employers,
        claims=matters.claims_of(finding),
        notes=notes_of(finding, user),
        meetings=matters.meetings_of(finding),
        transfers=matters.transfers_of(finding),
        measures=list(finding.measures),
        escalations=list(
            db.session.scalars(escalations.where(Escalation.matter_id == finding.id).order_by(Escalation.id))
        ),
        related=matters.related(finding, workers, user),
        links=links_of(finding, user),
        labels=labels_for(finding.unit),
        history=history.of_matter(finding.id, people),
    )


def notes_of(finding: Finding, user: User) -> list[Note]:
    """The notes this person may read; concessions stay with those who handle the finding."""
    query = sa.select(Note).options(joinedload(Note.author)).where(Note.matter_id == finding.id)
    within = user.reach.units(P.RISK_HANDLE)
    if not user.can(P.RISK_HANDLE, finding):
        query = query.where(Note.audience != Audience.CONCESSION)
    elif within is not None:
        near = within | {finding.unit_id}
        query = query.where(sa.or_(Note.audience != Audience.CONCESSION, Note.unit_id.in_(near)))
    return list(db.session.scalars(query.order_by(Note.id.desc()).limit(300)))


def campaign_of(finding: Finding) -> Campaign | None:
    """The campaign it was found in."""
    return db.session.get(Campaign, finding.campaign_id) if finding.campaign_id else None


def matter_numbered(user: User, number: str) -> Matter | None:
    """The matter of any kind with this number, within scope; both kinds of bracket are one."""
    wide = number.translate(str.maketrans("()[]", "（）〔〕"))
    return db.session.scalar(sa.select(Matter).where(Matter.number == wide, Matter.visible_to(user)))


def signs_among(user: User, ids: list[int]) -> list[Matter]:
    """The matters of these ids that can be signs of a finding, within scope, in the order given."""
    query = sa.select(Matter).where(
        Matter.id.in_(ids), Matter.kind != Kind.STABILITY, Matter.visible_to(user)
    )
    found = {matter.id: matter for matter in db.session.scalars(query)}
    return [found[id] for id in dict.fromkeys(ids) if id in found]


def measure_in(finding: Finding, id: int) -> Measure | None:
    """A measure of this finding, through the finding."""
    return db.session.scalar(sa.select(Measure).where(Measure.id == id, Measure.matter_id == finding.id))


# --- what a supervisor must see -----------------------------------------------------------------------------------


def unacknowledged(user: User) -> list[Escalation]:
    """What was passed up to a union of which this person is a supervisor, and nobody has acknowledged; oldest first."""
    within = user.reach.units(P.RISK_SUPERVISE)
    query = (
        sa.select(Escalation)
        .join(Finding, Finding.id == Escalation.matter_id)
        .options(joinedload(Escalation.to_unit), joinedload(Escalation.escalated_by))
        .where(Escalation.acknowledged_at.is_(None), Finding.visible_to(user))
        .order_by(Escalation.escalated_at)
    )
    if within is not None:
        query = query.where(Escalation.to_unit_id.in_(within))
    return list(db.session.scalars(query.limit(100)))


def findings_by_id(ids: Iterable[int]) -> dict[int, Finding]:
    """These findings, with their units and handlers."""
    query = sa.select(Finding).options(joinedload(Finding.unit), joinedload(Finding.handler))
    return {f.id: f for f in db.session.scalars(query.where(Finding.id.in_(list(ids))))}


OPEN_WORDS = tuple(status.value for status in OPEN)


def collective(user: User, limit: int = 20) -> list[Finding]:
    """Open findings of ten people or more in a supervisor's scope, the gravest first."""
    query = (
        sa.select(Finding)
        .options(joinedload(Finding.unit), joinedload(Finding.handler))
        .where(
            Finding.visible_to(user, P.RISK_SUPERVISE), Finding.is_collective, Finding.state.in_(OPEN_WORDS)
        )
        .order_by(Finding.level.is_(None).desc(), Finding.level, Finding.people.desc(), Finding.id)
    )
    return list(db.session.scalars(query.limit(limit)))


@dataclass(frozen=True)
class Counts:
    """The figures above the board."""

    open: int
    to_assess: int
    collective: int
    overdue: int
    to_strike: int


def counts(user: User, today: date) -> Counts:
    """How many findings in a supervisor's scope are open, wait to be assessed, are collective, are late, wait for 销号."""
    is_open, m = Matter.state.in_(OPEN_WORDS), Matter
    waiting = [*OPEN_WORDS, *(status.value for status in DISPOSED), Status.VISITED.value]

    def total(*conditions):
        return sa.func.coalesce(sa.func.sum(sa.case((sa.and_(*conditions), 1), else_=0)), 0)

    query = sa.select(
        total(is_open),
        total(m.state == Status.REGISTERED.value),
        total(is_open, m.is_collective),
        total(m.next_due_on < today),
        total(m.state == Status.VISITED.value),
    ).where(m.kind == Kind.STABILITY, m.visible_to(user, P.RISK_SUPERVISE), m.state.in_(waiting))
    return Counts(*db.session.execute(query).one())


# --- for the employer's card --------------------------------------------------------------------------------------


def about(employers: Iterable[int] | str) -> sa.Select:
    """The ids of findings about these employers: by their ids, or by the key of their name."""
    found = sa.select(MatterEmployer.matter_id)
    if isinstance(employers, str):
        return found.join(Employer, Employer.id == MatterEmployer.employer_id).where(
            Employer.name_key == employers
        )
    return found.where(MatterEmployer.employer_id.in_(list(employers)))


def open_risks(employers: Iterable[int] | str, user: User) -> list[Finding]:
    """Findings about these employers (their ids, or the key of a name) that are not disposed of, within scope."""
    query = sa.select(Finding).where(
        Finding.visible_to(user), Finding.state.in_(OPEN_WORDS), Finding.id.in_(about(employers))
    )
    return list(db.session.scalars(query.order_by(Finding.received_on.desc(), Finding.id.desc())))


def count_open(user: User, employers: list[int], since: date) -> int:
    """How many of them were found since that day."""
    return sum(finding.received_on >= since for finding in open_risks(employers, user))
