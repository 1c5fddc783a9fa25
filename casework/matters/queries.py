"""Reading matters: the list and its filters, what waits for somebody, what a supervisor must see, likely duplicates."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from casework.accounts.models import Unit, User
from casework.engine import clock, context
from casework.engine.calendar import official
from casework.engine.reading import Unreadable
from casework.extensions import db, keys
from casework.history.models import HistoryEntry
from casework.matters.models import (
    Claim,
    Kind,
    Matter,
    MatterEmployer,
    MatterWorker,
    Meeting,
    NotTheSame,
    SavedView,
    Transfer,
    TransferState,
)
from casework.parties.identifiers import bigram_similarity, company_key, parse_id_number
from casework.parties.models import Employer, Worker
from casework.permissions import P

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
    source: str | None = None
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

    def clauses(self) -> list:
        """The conditions, on the matter table alone (and its people, where a name or a number is asked for)."""
        return [*self._where_it_stands(), *self._what_it_is(), *self._what_is_wrong()]

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
            column == value
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
    """A number, a court number, a name, an employer, or the tail of a telephone; both kinds of bracket are one."""
    wide = text.replace("(", "（").replace(")", "）").replace("[", "〔").replace("]", "〕")
    m = Matter
    found = [
        column.contains(wide, autoescape=True)
        for column in (m.number, m.court_number, m.lead_worker, m.employer_name)
    ]
    if text.isdigit() and len(text) in (4, 11):
        mark = keys.ring.fingerprint(text, "phone_tail" if len(text) == 4 else "phone")
        column = Worker.phone_tail_mark if len(text) == 4 else Worker.phone_mark
        named = sa.select(MatterWorker.matter_id).join(Worker, Worker.id == MatterWorker.worker_id)
        found.append(m.id.in_(named.where(column == mark)))
    else:
        others = sa.select(MatterWorker.matter_id).join(Worker, Worker.id == MatterWorker.worker_id)
        found.append(m.id.in_(others.where(Worker.name == text)))
    return sa.or_(*found)


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
    clauses = [Matter.kind == kind, Matter.visible_to(user, needs), *filters.clauses()]
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
    "id", "number", "state", "outcome_code", "received_on", "concluded_on", "next_due_on", "next_due_name",
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


def stream(ids: sa.Select):
    """The same rows of a whole list, in its order, a few at a time: for a file."""
    found = list(db.session.scalars(ids))
    for start in range(0, len(found), 500):
        part = found[start : start + 500]
        by_id = {row.id: row for row in rows(part)}
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


def views_of(user: User) -> list[SavedView]:
    """The lists this person has saved, and those their unit shares."""
    mine = sa.or_(SavedView.owner_id == user.id, SavedView.unit_id == user.unit_id)
    return list(db.session.scalars(sa.select(SavedView).where(mine).order_by(SavedView.name)))


# --- what waits ---------------------------------------------------------------------------------------------------


def _mine(user: User):
    return sa.and_(Matter.handler_id == user.id, Matter.visible_to(user))


def my_meetings(user: User, first: date, last: date) -> list[Meeting]:
    """The appointments in a person's cases between two days, in the order of the clock."""
    query = (
        sa.select(Meeting)
        .join(Meeting.matter)
        .options(contains_eager(Meeting.matter))
        .where(_mine(user), Meeting.held_on.between(first, last), Meeting.is_cancelled.is_(False))
        .order_by(Meeting.held_on, Meeting.starts_at, Meeting.id)
    )
    return list(db.session.scalars(query))


def my_due(user: User, limit: int) -> list[Matter]:
    """A person's cases with a day to keep, soonest first."""
    query = (
        sa.select(Matter)
        .where(_mine(user), Matter.next_due_on.is_not(None))
        .order_by(Matter.next_due_on, Matter.id)
    )
    return list(db.session.scalars(query.limit(limit)))


def count_due(user: User, today: date) -> dict[str, int]:
    """How many of a person's cases are overdue, due today, due soon, and due later."""
    soon = official().add_working_days(today, SOON)
    word = sa.case(
        (Matter.next_due_on < today, "overdue"),
        (Matter.next_due_on == today, "today"),
        (Matter.next_due_on <= soon, "soon"),
        else_="later",
    )
    query = (
        sa.select(word, sa.func.count()).where(_mine(user), Matter.next_due_on.is_not(None)).group_by(word)
    )
    return {"overdue": 0, "today": 0, "soon": 0, "later": 0, **dict(db.session.execute(query).all())}


def waiting_for(user: User, states: tuple[str, ...]) -> list[Matter]:
    """A person's cases in one of these states: assigned and not yet accepted."""
    query = (
        sa.select(Matter).where(_mine(user), Matter.state.in_(states)).order_by(Matter.received_on, Matter.id)
    )
    return list(db.session.scalars(query.limit(50)))


def changes_for(user: User, limit: int = 20) -> list[HistoryEntry]:
    """What others did on a person's cases since they last said they had read it (at most a fortnight back)."""
    since = max(
        [
            moment
            for moment in (user.seen_changes_at, clock.utcnow() - timedelta(days=14))
            if moment is not None
        ]
    )
    query = (
        sa.select(HistoryEntry)
        .join(Matter, Matter.id == HistoryEntry.matter_id)
        .where(_mine(user), HistoryEntry.at > since, HistoryEntry.user_id != user.id)
        .order_by(HistoryEntry.id.desc())
    )
    return list(db.session.scalars(query.limit(limit * 3)))


def incomplete(user: User) -> dict[str, int]:
    """How many of a person's open cases lack what, by the keys of MISSING."""
    columns = [
        sa.func.sum(sa.case((clause, 1), else_=0)).label(name) for name, (_label, clause) in MISSING.items()
    ]
    query = sa.select(*columns).where(_mine(user), Matter.concluded_on.is_(None))
    return {name: count for name, count in db.session.execute(query).one()._mapping.items() if count}


def transfers_to(user: User) -> list[Transfer]:
    """Matters offered to a unit in which this person may take them over."""
    units = user.reach.units(P.MATTER_TRANSFER)
    query = (
        sa.select(Transfer)
        .options(joinedload(Transfer.matter), joinedload(Transfer.from_unit), joinedload(Transfer.to_unit))
        .where(Transfer.state == TransferState.OFFERED)
        .order_by(Transfer.offered_at)
    )
    for_me = Transfer.to_user_id == user.id
    for_unit = Transfer.to_user_id.is_(None)
    if units is not None:
        for_unit = sa.and_(for_unit, Transfer.to_unit_id.in_(units))
    query = query.where(sa.or_(for_me, for_unit))
    return list(db.session.scalars(query.limit(50)))


def transfer_for(user: User, id: int) -> Transfer | None:
    """A transfer that this person, or a unit of theirs, has been offered or has offered; after the answer, only with
    the matter itself. Locked while a page that writes looks at it, so that it is answered once.
    """
    query = sa.select(Transfer).where(Transfer.id == id)
    transfer = db.session.scalar(query.with_for_update() if context.will_write() else query)
    if transfer is None:
        return None
    if transfer.state != TransferState.OFFERED:
        seen = sa.select(Matter.id).where(Matter.id == transfer.matter_id, Matter.visible_to(user))
        return transfer if db.session.scalar(seen) else None
    units = user.reach.units(P.MATTER_TRANSFER)
    is_near = units is None or {transfer.to_unit_id, transfer.from_unit_id} & units
    return transfer if is_near or user.id in (transfer.to_user_id, transfer.offered_by_id) else None


# --- oversight ----------------------------------------------------------------------------------------------------


def oversight(user: User, kind: Kind, open_states: tuple[str, ...], today: date) -> dict[str, int]:
    """The four figures: open, due today, overdue, and nothing recorded for seven days."""
    is_open = Matter.state.in_(open_states)
    stale = sa.and_(is_open, Matter.last_activity_on < today - STALE_AFTER)
    query = sa.select(
        sa.func.sum(sa.case((is_open, 1), else_=0)),
        sa.func.sum(sa.case((Matter.next_due_on == today, 1), else_=0)),
        sa.func.sum(sa.case((Matter.next_due_on < today, 1), else_=0)),
        sa.func.sum(sa.case((stale, 1), else_=0)),
        sa.func.sum(sa.case((sa.and_(is_open, Matter.handler_id.is_(None)), 1), else_=0)),
    ).where(
        Matter.kind == kind,
        Matter.visible_to(user, P.OVERSIGHT_READ),
        sa.or_(Matter.state.in_(open_states), Matter.next_due_on.is_not(None)),
    )
    counted = db.session.execute(query).one()
    return dict(
        zip(("open", "today", "overdue", "stale", "unassigned"), [n or 0 for n in counted], strict=True)
    )


def by_handler(user: User, kind: Kind, open_states: tuple[str, ...], today: date) -> list:
    """For each handler: open, overdue, closed this month. In the order of units and names: never a ranking."""
    is_open = Matter.state.in_(open_states)
    month = today.replace(day=1)
    query = (
        sa.select(
            User.id,
            User.name,
            Unit.short_name.label("unit"),
            sa.func.sum(sa.case((is_open, 1), else_=0)).label("open"),
            sa.func.sum(sa.case((Matter.next_due_on < today, 1), else_=0)).label("overdue"),
            sa.func.sum(sa.case((Matter.concluded_on >= month, 1), else_=0)).label("closed"),
        )
        .select_from(Matter)
        .join(User, User.id == Matter.handler_id)
        .join(Unit, Unit.id == User.unit_id)
        .where(
            Matter.kind == kind,
            Matter.visible_to(user, P.OVERSIGHT_READ),
            sa.or_(is_open, Matter.concluded_on >= month, Matter.next_due_on.is_not(None)),
        )
        .group_by(User.id, User.name, Unit.short_name, Unit.code)
        .order_by(Unit.code, User.name)
    )
    return list(db.session.execute(query).all())


def worth_a_look(
    user: User, kind: Kind, open_states: tuple[str, ...], today: date, limit: int = 10
) -> list[Matter]:
    """The cases a supervisor should open first: the longest overdue, then the longest silent."""
    visible = [Matter.kind == kind, Matter.visible_to(user, P.OVERSIGHT_READ)]
    eager = (joinedload(Matter.handler), joinedload(Matter.unit))
    overdue = (
        sa.select(Matter)
        .options(*eager)
        .where(*visible, Matter.next_due_on < today)
        .order_by(Matter.next_due_on)
    )
    found = list(db.session.scalars(overdue.limit(limit)))
    silent = (
        sa.select(Matter)
        .options(*eager)
        .where(
            *visible,
            Matter.state.in_(open_states),
            Matter.last_activity_on < today - STALE_AFTER,
            Matter.id.not_in([m.id for m in found]),
        )
        .order_by(Matter.last_activity_on)
    )
    return found + list(db.session.scalars(silent.limit(limit - len(found)))) if len(found) < limit else found


def unassigned(user: User, kind: Kind, open_states: tuple[str, ...], limit: int = 20) -> list[Matter]:
    """Open cases nobody works on yet, oldest first."""
    query = (
        sa.select(Matter)
        .options(joinedload(Matter.unit))
        .where(
            Matter.kind == kind,
            Matter.visible_to(user, P.OVERSIGHT_READ),
            Matter.handler_id.is_(None),
            Matter.state.in_(open_states),
        )
        .order_by(Matter.received_on, Matter.id)
    )
    return list(db.session.scalars(query.limit(limit)))


# --- one matter ---------------------------------------------------------------------------------------------------


def workers_of(matter: Matter) -> list[MatterWorker]:
    """The workers of a matter, with their records."""
    query = (
        sa.select(MatterWorker)
        .options(joinedload(MatterWorker.worker))
        .where(MatterWorker.matter_id == matter.id)
        .order_by(MatterWorker.position)
    )
    return list(db.session.scalars(query))


def employers_of(matter: Matter) -> list[MatterEmployer]:
    """The employers of a matter, with their records."""
    query = (
        sa.select(MatterEmployer)
        .options(joinedload(MatterEmployer.employer))
        .where(MatterEmployer.matter_id == matter.id)
        .order_by(MatterEmployer.position)
    )
    return list(db.session.scalars(query))


def claims_of(matter: Matter) -> list[Claim]:
    """What is asked for."""
    query = (
        sa.select(Claim)
        .options(joinedload(Claim.worker))
        .where(Claim.matter_id == matter.id)
        .order_by(Claim.id)
    )
    return list(db.session.scalars(query))


def transfers_of(matter: Matter) -> list[Transfer]:
    """Every hand-over of a matter, newest first."""
    query = (
        sa.select(Transfer)
        .options(
            joinedload(Transfer.from_unit), joinedload(Transfer.to_unit), joinedload(Transfer.offered_by)
        )
        .where(Transfer.matter_id == matter.id)
        .order_by(Transfer.id.desc())
    )
    return list(db.session.scalars(query))


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


# --- while somebody types -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Likeness:
    """A matter that may be the one being typed, and why."""

    matter: Matter
    degree: str  # certain, likely, possible
    reason: str


def look_alikes(
    user: User,
    *,
    name: str = "",
    employer: str = "",
    phone: str | None = None,
    id_number: str | None = None,
    court_number: str | None = None,
    dispute_type: str = "",
    besides: int | None = None,
) -> list[Likeness]:
    """Matters in scope that may be the same (ux: certain, likely, possible), the surest first, at most five."""
    today, found = clock.today(), {}
    key = company_key(employer) if len(employer) >= 2 else ""

    def note(matters, degree, reason):
        for matter in matters:
            if matter.id != besides:
                found.setdefault(matter.id, Likeness(matter, degree, reason))

    if court_number:
        note(_seen(user, Matter.court_number == court_number), "certain", "同一案号")
    if id_number:
        note(
            _seen(user, _has_worker(Worker.id_number_mark == _mark(id_number, "id_number"))),
            "certain",
            "同一人",
        )
    if phone:
        note(_seen(user, _has_worker(Worker.phone_mark == _mark(phone, "phone"))), "likely", "手机号相同")
    if len(name) >= 2:
        same_name = _seen(user, _has_worker(Worker.name == name))
        two_years, quarter = today - timedelta(days=730), today - timedelta(days=90)
        note(
            [
                m
                for m in same_name
                if key and company_key(m.employer_name) == key and m.received_on >= two_years
            ],
            "likely",
            "姓名和单位相同",
        )
        note(
            [m for m in same_name if m.dispute_type == dispute_type and m.received_on >= quarter],
            "possible",
            "同名，近三个月同类纠纷",
        )
    for id in _told_apart(user, mark_of_typed(name, employer)):
        found.pop(id, None)
    order = {"certain": 0, "likely": 1, "possible": 2}
    return sorted(found.values(), key=lambda like: (order[like.degree], -like.matter.id))[:5]


def mark_of_typed(name: str, employer: str) -> str:
    """What a "not the same" is remembered by: the pair of names, as a fingerprint."""
    return keys.ring.fingerprint(f"{name}|{company_key(employer) if employer else ''}", "not_the_same")


def _told_apart(user: User, mark: str) -> list[int]:
    query = sa.select(NotTheSame.matter_id).where(NotTheSame.user_id == user.id, NotTheSame.mark == mark)
    return list(db.session.scalars(query))


def _mark(value: str, purpose: str) -> str:
    return keys.ring.fingerprint(value, purpose)


def _has_worker(condition):
    named = sa.select(MatterWorker.matter_id).join(Worker, Worker.id == MatterWorker.worker_id)
    return Matter.id.in_(named.where(condition))


def _seen(user: User, clause) -> list[Matter]:
    query = sa.select(Matter).options(joinedload(Matter.handler)).where(clause, Matter.visible_to(user))
    return list(db.session.scalars(query.order_by(Matter.id.desc()).limit(20)))


def count_elsewhere(user: User, *, id_number: str | None, court_number: str | None) -> int:
    """How many matters outside one's scope have the same identity or court number: a number and nothing else."""
    clauses = []
    if court_number:
        clauses.append(Matter.court_number == court_number)
    if id_number:
        clauses.append(_has_worker(Worker.id_number_mark == _mark(id_number, "id_number")))
    if not clauses:
        return 0
    return db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Matter)
        .where(sa.or_(*clauses), sa.not_(Matter.visible_to(user)))
    )


def suggest_employers(user: User, typed: str, limit: int = 5) -> list[tuple[Employer, int]]:
    """Employers in scope whose name contains or resembles what was typed, with their cases of the last year."""
    key = company_key(typed)
    if len(key) < 2:
        return []
    near = sa.or_(
        Employer.name_key.contains(key, autoescape=True),
        Employer.name.contains(typed, autoescape=True),
        Employer.former_names.contains(typed, autoescape=True),
    )
    query = sa.select(Employer).where(Employer.visible_to(user), near).order_by(sa.func.length(Employer.name))
    found = list(db.session.scalars(query.limit(limit * 4)))
    found.sort(key=lambda e: (e.name_key != key, -bigram_similarity(e.name_key, key), e.id))
    kept: dict[str, Employer] = {}
    for employer in found:
        kept.setdefault(employer.name, employer)
    chosen = list(kept.values())[:limit]
    counts = _cases_of(user, [e.id for e in chosen], clock.today() - timedelta(days=365))
    return [(employer, counts.get(employer.id, 0)) for employer in chosen]


def _cases_of(user: User, employers: list[int], since: date) -> dict[int, int]:
    if not employers:
        return {}
    query = (
        sa.select(Matter.employer_id, sa.func.count())
        .where(Matter.employer_id.in_(employers), Matter.received_on >= since, Matter.visible_to(user))
        .group_by(Matter.employer_id)
    )
    return dict(db.session.execute(query).all())


@dataclass(frozen=True)
class EmployerRecord:
    """What is known of an employer while a case against it is being logged."""

    recent: list[Matter]
    people_30_days: int


def record_of(user: User, employer: str) -> EmployerRecord:
    """The employer's latest matters in scope, and how many people came because of it within 30 days."""
    key = company_key(employer)
    if len(key) < 2:
        return EmployerRecord([], 0)
    same = sa.select(Employer.id).where(Employer.visible_to(user), Employer.name_key == key)
    query = sa.select(Matter).where(Matter.employer_id.in_(same), Matter.visible_to(user))
    recent = list(db.session.scalars(query.order_by(Matter.received_on.desc(), Matter.id.desc()).limit(5)))
    people = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Matter.people), 0)).where(
            Matter.employer_id.in_(same),
            Matter.visible_to(user),
            Matter.received_on >= clock.today() - timedelta(days=30),
        )
    )
    return EmployerRecord(recent, people)


def known_employer(user: User, unit_id: int, name: str) -> Employer | None:
    """The employer of that name which the unit already keeps."""
    query = (
        sa.select(Employer).where(Employer.unit_id == unit_id, Employer.name == name).order_by(Employer.id)
    )
    return db.session.scalar(query.limit(1))


def known_worker(unit_id: int, *, id_number: str | None) -> Worker | None:
    """The worker with that identity number whom the unit already keeps: the same person, not a new row."""
    if not id_number:
        return None
    with suppress(Unreadable):  # a number of another document is kept as it was typed
        id_number = parse_id_number(id_number, today=clock.today()).value
    query = sa.select(Worker).where(
        Worker.unit_id == unit_id, Worker.id_number_mark == _mark(id_number, "id_number")
    )
    return db.session.scalar(query.order_by(Worker.id).limit(1))
