"""What lies on a desk: what waits for a handler today, and what a supervisor must see."""

from collections.abc import Iterable
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from casework.accounts.models import Unit, User
from casework.engine import clock, context
from casework.engine.calendar import official
from casework.extensions import db
from casework.history.models import HistoryEntry
from casework.matters.models import (
    Kind,
    Matter,
    Meeting,
    Transfer,
    TransferState,
)
from casework.matters.queries import MISSING, SOON, STALE_AFTER
from casework.permissions import P


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


def waiting_for(user: User, states: dict[Kind, tuple[str, ...]]) -> list[Matter]:
    """A person's matters in one of these states of their kind: assigned and not yet accepted."""
    waits = [sa.and_(Matter.kind == kind, Matter.state.in_(words)) for kind, words in states.items()]
    query = sa.select(Matter).where(_mine(user), sa.or_(*waits)).order_by(Matter.received_on, Matter.id)
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


def incomplete(user: User, lacks: dict[Kind, tuple[str, ...]]) -> dict[str, int]:
    """How many of a person's open matters lack what, by the keys of MISSING; ``lacks``: what counts for each kind."""
    counted = {
        name: sa.and_(clause, Matter.kind.in_([kind for kind, names in lacks.items() if name in names]))
        for name, (_label, clause) in MISSING.items()
    }
    columns = [sa.func.sum(sa.case((clause, 1), else_=0)).label(name) for name, clause in counted.items()]
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


FIGURES = ("open", "today", "overdue", "stale", "unassigned")

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
    return dict(zip(FIGURES, [n or 0 for n in counted], strict=True))


def summed(figures: Iterable[dict[str, int]]) -> dict[str, int]:
    """The figures of several kinds together."""
    total = dict.fromkeys(FIGURES, 0)
    for one in figures:
        total = {name: total[name] + one[name] for name in FIGURES}
    return total


States = dict[Kind, tuple[str, ...]]  # of each kind that is looked at, those in which work goes on


def _open(states: States):
    return sa.or_(*[sa.and_(Matter.kind == kind, Matter.state.in_(words)) for kind, words in states.items()])


def _watched(user: User, states: States) -> list:
    return [Matter.kind.in_(states), Matter.visible_to(user, P.OVERSIGHT_READ)]


def by_handler(user: User, states: States, today: date) -> list:
    """For each handler: open, overdue, closed this month. In the order of units and names: never a ranking."""
    is_open = _open(states)
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
            *_watched(user, states),
            sa.or_(is_open, Matter.concluded_on >= month, Matter.next_due_on.is_not(None)),
        )
        .group_by(User.id, User.name, Unit.short_name, Unit.code)
        .order_by(Unit.code, User.name)
    )
    return list(db.session.execute(query).all())


def worth_a_look(user: User, states: States, today: date, limit: int = 10) -> list[Matter]:
    """The cases a supervisor should open first: the longest overdue, then the longest silent."""
    visible = _watched(user, states)
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
            _open(states),
            Matter.last_activity_on < today - STALE_AFTER,
            Matter.id.not_in([m.id for m in found]),
        )
        .order_by(Matter.last_activity_on)
    )
    return found + list(db.session.scalars(silent.limit(limit - len(found)))) if len(found) < limit else found


def unassigned(user: User, states: States, limit: int = 20) -> list[Matter]:
    """Open cases nobody works on yet, oldest first."""
    query = (
        sa.select(Matter)
        .options(joinedload(Matter.unit))
        .where(*_watched(user, states), Matter.handler_id.is_(None), _open(states))
        .order_by(Matter.received_on, Matter.id)
    )
    return list(db.session.scalars(query.limit(limit)))
