"""What rooms have to do with each other without knowing each other, as tables. Called once, by the factory."""

import sqlalchemy as sa

from casework.accounts import words as accounts
from casework.accounts.actions import CHARGES, Charge
from casework.extensions import db
from casework.history import recorder
from casework.history import words as history
from casework.matters import actions as matters_actions
from casework.matters import carrying, dossiers, indexing
from casework.matters import words as matters
from casework.matters.dossiers import Concern
from casework.matters.models import Kind, Matter
from casework.mediation import actions as mediation_actions
from casework.mediation import queries as mediation_queries
from casework.mediation import words as mediation
from casework.mediation.models import Mediation
from casework.mediation.rules import WORKFLOW
from casework.parties import words as parties
from casework.web import drafts
from casework.web.drafts import Place

# What each room says of its tables, lower rooms first: a higher one may say it better.
WORDS = (accounts, parties, matters, mediation)


def _open_matters(user_id: int) -> int:
    query = sa.select(sa.func.count()).select_from(Matter.__table__)
    return db.session.scalar(query.where(Matter.handler_id == user_id, Matter.concluded_on.is_(None)))


# What keeps an account from being closed.
IN_HAND = (Charge(_open_matters, "mediation.index", "handler"),)

# What follows when a hand-over has been accepted.
HAND_OVER = (mediation_actions.follow_hand_over,)

# What a matter hands on to one that comes out of it, and what becomes of it then.
SEEDS = {Kind.MEDIATION: mediation_actions.seed_of}
AFTER_BECOMING = {}

# The free text by which matters are found, and what it is called. Only what every reader of the matter may read.
TEXTS = {
    Mediation.facts: "案情与诉求",
    Mediation.agreement: "协议内容",
    Mediation.ending_note: "终结说明",
}

# What else the page of an employer counts, beside its matters and the people in them.
CONCERNS = {
    "instalments": Concern(
        "逾期未付款", mediation_queries.overdue_instalments, 40, "调解协议约定、已到期还没有到账的付款（期）"
    ),
}

# Where a draft was being written, by the name of its form.
DRAFTS = {
    "mediation.new": Place("登记调解案件", "mediation.new", id_as="origin"),
    "note": Place("记录进展", "mediation.note"),
    "edit": Place("修改案件信息", "mediation.edit"),
    **{move.name: Place(move.label, "mediation.move", names_form=True) for move in WORKFLOW},
}


def connect() -> None:
    """Make the connections."""
    for room in WORDS:
        history.declare(room.TABLES, getattr(room, "NAMERS", {}))
    CHARGES[:] = IN_HAND
    matters_actions.AFTER_HAND_OVER[:] = HAND_OVER
    carrying.SEEDS.update(SEEDS)
    carrying.AFTER_BECOMING.update(AFTER_BECOMING)
    drafts.PLACES.update(DRAFTS)
    indexing.TEXTS.update(TEXTS)
    dossiers.CONCERNS.update(CONCERNS)
    recorder.FOLLOWERS[:] = [indexing.follow]
