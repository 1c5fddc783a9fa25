"""What rooms have to do with each other without knowing each other, as tables. Called once, by the factory."""

import sqlalchemy as sa
from flask import has_app_context

from casework.accounts import words as accounts
from casework.accounts.actions import CHARGES, Charge
from casework.deadlines import actions as deadlines_actions
from casework.deadlines import words as deadlines
from casework.deadlines.queries import calendar_in_force
from casework.engine import calendar
from casework.extensions import db
from casework.history import words as history
from casework.matters import actions as matters_actions
from casework.matters import words as matters
from casework.matters.models import Matter
from casework.mediation import words as mediation
from casework.mediation.actions import follow_hand_over, recount_due
from casework.mediation.rules import WORKFLOW
from casework.parties import words as parties
from casework.web import drafts
from casework.web.drafts import Place

# What each room says of its tables, lower rooms first: a higher one may say it better.
WORDS = (accounts, parties, matters, mediation, deadlines)


def _open_matters(user_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(Matter.__table__)
    return db.session.scalar(query.where(Matter.handler_id == user_id, Matter.concluded_on.is_(None)))


# What keeps an account from being closed.
IN_HAND = (Charge(_open_matters, "mediation.index", "handler"),)

# What follows when a hand-over has been accepted.
HAND_OVER = (follow_hand_over,)

# What counts its days to keep again when a notice has changed the calendar.
RECOUNTS = (recount_due,)

# Where a draft was being written, by the name of its form.
DRAFTS = {
    "mediation.new": Place("登记调解案件", "mediation.new"),
    "note": Place("记录进展", "mediation.note"),
    "edit": Place("修改案件信息", "mediation.edit"),
    **{move.name: Place(move.label, "mediation.move", names_form=True) for move in WORKFLOW},
}


def _calendar() -> calendar.WorkCalendar | None:
    """The confirmed calendar, wherever there is an application to ask."""
    return calendar_in_force() if has_app_context() else None


def connect() -> None:
    """Make the connections."""
    for room in WORDS:
        history.declare(room.TABLES, getattr(room, "NAMERS", {}))
    CHARGES[:] = IN_HAND
    matters_actions.AFTER_HAND_OVER[:] = HAND_OVER
    deadlines_actions.RECOUNTS[:] = RECOUNTS
    calendar.follow(_calendar)
    drafts.PLACES.update(DRAFTS)
