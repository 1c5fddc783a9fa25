"""Reading letters: those of a finding, those that wait for an answer, those about an employer."""

from collections.abc import Iterable
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from casework.accounts.models import User
from casework.engine import clock
from casework.extensions import db
from casework.stability.letters.models import Letter, Rectified
from casework.stability.models import Finding
from casework.stability.queries import about

NOT_PUT_RIGHT = sa.or_(Letter.rectified.is_(None), Letter.rectified != Rectified.FULLY)
UNANSWERED = sa.and_(Letter.delivered_on.is_not(None), Letter.replied_on.is_(None), NOT_PUT_RIGHT)


def of_finding(finding: Finding) -> list[Letter]:
    """The letters about a finding, oldest first."""
    query = sa.select(Letter).options(joinedload(Letter.unit)).where(Letter.matter_id == finding.id)
    return list(db.session.scalars(query.order_by(Letter.signed_on, Letter.id)))


def letter_in(finding: Finding, id: int) -> Letter | None:
    """A letter about this finding, through the finding."""
    query = (
        sa.select(Letter)
        .options(joinedload(Letter.unit))
        .where(Letter.id == id, Letter.matter_id == finding.id)
    )
    return db.session.scalar(query)


# What the list of letters may be narrowed to, by the word in its address.
VIEWS = {
    "unanswered": ("未回复", UNANSWERED),
    "written": ("待送达", Letter.delivered_on.is_(None)),
    "unsettled": ("未整改", sa.and_(Letter.replied_on.is_not(None), NOT_PUT_RIGHT)),
    "all": ("全部", sa.true()),
}


def listed(user: User, view: str = "unanswered") -> sa.Select:
    """The ids of letters one sees, those due first at the top."""
    return (
        sa.select(Letter.id)
        .where(Letter.visible_to(user), VIEWS[view][1])
        .order_by(
            Letter.reply_due_on.is_(None), Letter.reply_due_on, Letter.signed_on.desc(), Letter.id.desc()
        )
    )


def by_ids(ids: list[int]) -> list[Letter]:
    """These letters, with what a list shows of them."""
    query = (
        sa.select(Letter)
        .options(joinedload(Letter.unit), joinedload(Letter.finding))
        .where(Letter.id.in_(ids))
    )
    return list(db.session.scalars(query))


def count_overdue(user: User) -> int:
    """How many letters one sees that should have been answered by now."""
    late = (UNANSWERED, Letter.reply_due_on < clock.today(), Letter.visible_to(user))
    return db.session.scalar(sa.select(sa.func.count()).select_from(Letter).where(*late))


def overdue(user: User, limit: int = 20) -> list[Letter]:
    """Letters that should have been answered by now, the longest first."""
    late = (UNANSWERED, Letter.reply_due_on < clock.today(), Letter.visible_to(user))
    query = sa.select(Letter).options(joinedload(Letter.finding)).where(*late)
    return list(db.session.scalars(query.order_by(Letter.reply_due_on, Letter.id).limit(limit)))


def unanswered_letters(employers: Iterable[int] | str, user: User) -> list[Letter]:
    """Letters about these employers (their ids, or the key of a name) that were delivered and not answered, within scope."""
    query = (
        sa.select(Letter)
        .options(joinedload(Letter.finding))
        .where(Letter.visible_to(user), UNANSWERED, Letter.matter_id.in_(about(employers)))
        .order_by(Letter.delivered_on, Letter.id)
    )
    return list(db.session.scalars(query))


def count_unanswered(user: User, employers: list[int], since: date) -> int:
    """How many of them were delivered since that day."""
    return sum(letter.delivered_on >= since for letter in unanswered_letters(employers, user))
