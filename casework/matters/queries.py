"""Reading matters: the list and its filters, and what hangs on one matter."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from casework.accounts.models import Unit, User
from casework.engine import clock
from casework.engine.calendar import official
from casework.extensions import db
from casework.matters.models import (
    Claim,
    Kind,
    Matter,
    MatterEmployer,
    MatterWorker,
    Meeting,
    SavedView,
    Transfer,
)
from casework.parties.models import Worker
from casework.permissions import P
from casework.search.queries import among, few, matching, understood

STALE_AFTER = timedelta(days=7)  # without anything recorded
SOON = 3  # working days

# --- the list -----------------------------------------------------------------------------------------------------

SORTS = {
    "received": Matter.received_on,
    "due": Matter.next_due_on,
    "number": Matter.number_serial,
    "amount": Matter.claimed_fen,
    "activity": Matter.last_activity_on,
    "concluded": Matter.concluded_on,
    "people": Matter.people,
}
DEFAULT_SORT = "-received"


def _lead_worker(*conditions):
    lead = sa.select(MatterWorker.matter_id).join(Worker, Worker.id == MatterWorker.worker_id)
    return Matter.id.in_(lead.where(MatterWorker.position == 1, *conditions))


# What a case may still lack. The clause finds the cases; the label says what to add.
MISSING = {
    "phone": ("手机号", _lead_worker(Worker.phone_mark.is_(None))),
    "id_number": ("身份证号", _lead_worker(Worker.id_number_mark.is_(None))),
    "amount": ("涉案金额", Matter.claimed_fen == 0),
    "court_number": (
        "法院案号",
        sa.and_(Matter.source.in_(("court", "prefiling")), Matter.court_number.is_(None)),
    ),
    "industry": ("用人单位行业", Matter.industry.is_(None)),
    "worker_type": ("劳动者类别", Matter.worker_type.is_(None)),
}


@dataclass(frozen=True)
class Filters:
    """What a list is narrowed by; every field None or empty means: not narrowed."""

    states: tuple[str, ...] = ()
    outcomes: tuple[str, ...] = ()
    units: tuple[int, ...] = ()
    handler_id: int | None = None
    is_unassigned: bool = False
    dispute_type: str | None = None
    source: str | tuple[str, ...] | None = None
    received_from: date | None = None
    received_to: date | None = None
    amount_from: int | None = None
    amount_to: int | None = None
    employer: str = ""
    text: str = ""
    due: str | None = None  # overdue, today, soon
    missing: str | None = None
    is_collective: bool = False
    stale: bool = False
    more: tuple = ()  # conditions of the kind's own

    def clauses(self) -> list:
        """The conditions, on the matter table alone (and its people, where a name or a number is asked for)."""
        return [*self._where_it_stands(), *self._what_it_is(), *self._what_is_wrong(), *self.more]

    def _where_it_stands(self) -> list:
        m, found = Matter, []
        if self.states:
            found.append(m.state.in_(self.states) if len(self.states) > 1 else m.state == self.states[0])
        if self.outcomes:
            found.append(m.outcome_code.in_(self.outcomes))
        if self.units:
            found.append(m.unit_id.in_(self.units))
        if self.handler_id is not None:
            found.append(m.handler_id == self.handler_id)
        if self.is_unassigned:
            found.append(m.handler_id.is_(None))
        return found

    def _what_it_is(self) -> list:
        m = Matter
        found = [
            column.in_(value) if isinstance(value, tuple) else column == value
            for column, value in ((m.dispute_type, self.dispute_type), (m.source, self.source))
            if value is not None
        ]
        found += _between(m.received_on, self.received_from, self.received_to)
        found += _between(m.claimed_fen, self.amount_from, self.amount_to)
        if self.employer:
            found.append(m.employer_name.contains(self.employer, autoescape=True))
        if self.text:
            found.append(_text(self.text))
        if self.is_collective:
            found.append(m.is_collective.is_(True))
        return found

    def _what_is_wrong(self) -> list:
        found = []
        if self.due:
            found.append(due_clause(self.due, clock.today()))
        if self.missing in MISSING:
            found.append(MISSING[self.missing][1])
        if self.stale:
            found.append(Matter.last_activity_on < clock.today() - STALE_AFTER)
        return found


def _between(column, low, high) -> list:
    found = []
    if low is not None:
        found.append(column >= low)
    if high is not None:
        found.append(column <= high)
    return found


def _text(text: str):
    """What the index finds; of a single character, which it does not hold, the names that have it."""
    asked = understood(text)
    if asked.is_enough:
        # What is rare, the index finds at once; a word that is everywhere is met soon on the way down the list.
        ids = few(asked)
        return Matter.id.in_(matching(asked)) if ids is None else among(Matter.id, ids)
    return sa.or_(
        *[column.contains(text, autoescape=True) for column in (Matter.lead_worker, Matter.employer_name)]
    )


def due_clause(which: str, today: date):
    """overdue: the day has passed; today; soon: within three working days, today included."""
    if which == "overdue":
        return Matter.next_due_on < today
    if which == "today":
        return Matter.next_due_on == today
    return Matter.next_due_on.between(today, official().add_working_days(today, SOON))


def listed(
    user: User, kind: Kind, filters: Filters, sort: str = DEFAULT_SORT, needs: P = P.MATTER_READ
) -> sa.Select:
    """The ids of the matters of a list, in order: what is shown, counted and exported."""
    name, descending = sort.lstrip("-"), sort.startswith("-")
    column = SORTS.get(name, Matter.received_on)
    clauses = [Matter.kind == kind, Matter.visible_to(user), *filters.clauses()]
    if needs != P.MATTER_READ:  # what may be taken away lies within what may be read
        clauses.append(Matter.visible_to(user, needs))
    if name in ("due", "concluded"):
        clauses.append(column.is_not(None))
    if name == "number":
        order = [Matter.number_year, Matter.number_serial, Matter.id]
    else:
        order = [column, Matter.id]
    return (
        sa.select(Matter.id).where(*clauses).order_by(*[c.desc() if descending else c.asc() for c in order])
    )


_SHOWN = (
    "id", "kind", "employer_id", "number", "state", "outcome_code", "received_on", "concluded_on", "next_due_on", "next_due_name",
    "dispute_type", "source", "people", "is_collective", "claimed_fen", "agreed_fen", "paid_fen", "lead_worker",
    "employer_name", "court_number", "last_activity_on", "industry", "worker_type", "cause", "accepted_on",
)  # fmt: skip


def rows(ids: Iterable[int]):
    """What a list shows of these matters: plain rows with ``handler`` and ``unit`` names, in any order."""
    return db.session.execute(_shown().where(Matter.__table__.c.id.in_(list(ids)))).all()


def _shown() -> sa.Select:
    table, unit = Matter.__table__, Unit.__table__
    handler = User.__table__.alias("handler")
    names = (handler.c.name.label("handler"), unit.c.short_name.label("unit"))
    return (
        sa.select(*[table.c[name] for name in _SHOWN], *names)
        .join_from(table, unit, unit.c.id == table.c.unit_id)
        .outerjoin(handler, handler.c.id == table.c.handler_id)
    )


def stream(ids: sa.Select, rows_of=rows):
    """The same rows of a whole list, in its order, a few at a time: for a file."""
    found = list(db.session.scalars(ids))
    for start in range(0, len(found), 500):
        part = found[start : start + 500]
        by_id = {row.id: row for row in rows_of(part)}
        yield from (by_id[id] for id in part if id in by_id)


def count(ids: sa.Select) -> int:
    """How many matters a list has."""
    return db.session.scalar(sa.select(sa.func.count()).select_from(ids.order_by(None).subquery()))


def handlers_among(user: User, id: int) -> list[User]:
    """This person, where they work on a matter in scope, or are the one who asks."""
    if id == user.id:
        return [user]
    seen = sa.exists().where(Matter.handler_id == id, Matter.visible_to(user))
    return list(db.session.scalars(sa.select(User).where(User.id == id, seen)))


def views_of(user: User, kind: Kind) -> list[SavedView]:
    """The lists of a kind that this person has saved, and those their unit shares."""
    mine = sa.or_(SavedView.owner_id == user.id, SavedView.unit_id == user.unit_id)
    query = sa.select(SavedView).where(mine, SavedView.kind == kind)
    return list(db.session.scalars(query.order_by(SavedView.name)))


# --- one matter ---------------------------------------------------------------------------------------------------


def _hanging(model, *read_along):
    """The rows of a matter, put together once: every case page asks for them."""
    along = [joinedload(one) for one in read_along]
    return sa.select(model).options(*along).where(model.matter_id == sa.bindparam("id"))


_WORKERS = _hanging(MatterWorker, MatterWorker.worker).order_by(MatterWorker.position)
_EMPLOYERS = _hanging(MatterEmployer, MatterEmployer.employer).order_by(MatterEmployer.position)
_CLAIMS = _hanging(Claim, Claim.worker).order_by(Claim.id)
_TRANSFERS = _hanging(Transfer, Transfer.from_unit, Transfer.to_unit, Transfer.offered_by).order_by(
    Transfer.id.desc()
)


def workers_of(matter: Matter) -> list[MatterWorker]:
    """The workers of a matter, with their records."""
    return list(db.session.scalars(_WORKERS, {"id": matter.id}))


def employers_of(matter: Matter) -> list[MatterEmployer]:
    """The employers of a matter, with their records."""
    return list(db.session.scalars(_EMPLOYERS, {"id": matter.id}))


def claims_of(matter: Matter) -> list[Claim]:
    """What is asked for."""
    return list(db.session.scalars(_CLAIMS, {"id": matter.id}))


def transfers_of(matter: Matter) -> list[Transfer]:
    """Every hand-over of a matter, newest first."""
    return list(db.session.scalars(_TRANSFERS, {"id": matter.id}))


_MEETINGS = (
    sa.select(Meeting)
    .where(Meeting.matter_id == sa.bindparam("id"))
    .order_by(Meeting.held_on.desc(), Meeting.id.desc())
)


def meetings_of(matter: Matter) -> list[Meeting]:
    """Every appointment, the latest first."""
    return list(db.session.scalars(_MEETINGS, {"id": matter.id}))


def meeting_in(matter: Matter, id: int) -> Meeting | None:
    """An appointment of this case, through the case."""
    return db.session.scalar(sa.select(Meeting).where(Meeting.id == id, Meeting.matter_id == matter.id))


def worker_in(matter: Matter, id: int) -> MatterWorker | None:
    """A worker of this case, through the case."""
    return db.session.scalar(
        sa.select(MatterWorker).where(MatterWorker.id == id, MatterWorker.matter_id == matter.id)
    )


def employer_in(matter: Matter, id: int) -> MatterEmployer | None:
    """An employer of this case, through the case."""
    return db.session.scalar(
        sa.select(MatterEmployer).where(MatterEmployer.id == id, MatterEmployer.matter_id == matter.id)
    )


def related(matter: Matter, workers: list[MatterWorker], user: User, limit: int = 8) -> list[Matter]:
    """Other matters of the same people (by identity number, telephone or record) or the same employer, in scope."""
    ids = [entry.worker_id for entry in workers[:20]]
    marks = [entry.worker.id_number_mark for entry in workers[:20] if entry.worker.id_number_mark]
    phones = [entry.worker.phone_mark for entry in workers[:20] if entry.worker.phone_mark]
    same = [Worker.id.in_(ids)]
    if marks:
        same.append(Worker.id_number_mark.in_(marks))
    if phones:
        same.append(Worker.phone_mark.in_(phones))
    # Three short index walks instead of one OR over the whole table.
    people = sa.union(*[sa.select(Worker.id).where(clause) for clause in same]).subquery()
    by_people = sa.select(MatterWorker.matter_id).where(MatterWorker.worker_id.in_(sa.select(people.c.id)))
    found = _others(matter, user, Matter.id.in_(by_people), limit)
    if matter.employer_id and len(found) < limit:
        known = [m.id for m in found]
        same_employer = sa.and_(Matter.employer_id == matter.employer_id, Matter.id.not_in(known))
        found += _others(matter, user, same_employer, limit - len(found))
    return found


def _others(matter: Matter, user: User, clause, limit: int) -> list[Matter]:
    query = (
        sa.select(Matter)
        .where(clause, Matter.id != matter.id, Matter.visible_to(user))
        .order_by(Matter.received_on.desc(), Matter.id.desc())
    )
    return list(db.session.scalars(query.limit(limit)))
