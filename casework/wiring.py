"""What rooms have to do with each other without knowing each other, as tables. Called once, by the factory."""

import sqlalchemy as sa

from casework.accounts import words as accounts
from casework.accounts.actions import CHARGES, UNIT_CHARGES, Charge
from casework.consultations import actions as consultation_actions
from casework.consultations import words as consultations
from casework.consultations.models import Consultation
from casework.consultations.rules import WORKFLOW as CONSULTING
from casework.extensions import db
from casework.history import recorder
from casework.history import words as history
from casework.legal_aid import actions as aid_actions
from casework.legal_aid import words as legal_aid
from casework.legal_aid.models import LegalAid
from casework.legal_aid.rules import WORKFLOW as AID_WORKFLOW
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
from casework.stability import actions as stability_actions
from casework.stability import queries as stability_queries
from casework.stability import words as stability
from casework.stability.letters import queries as letter_queries
from casework.stability.letters.models import LetterKind
from casework.stability.models import Finding
from casework.stability.rules import WORKFLOW as RISK_WORKFLOW
from casework.web import drafts
from casework.web.drafts import Place

# What each room says of its tables, lower rooms first: a higher one may say it better.
WORDS = (accounts, parties, matters, mediation, legal_aid, consultations, stability)


def _in_work(whose, id: int) -> int:
    """Matters that are open, or concluded with something still to come: an instalment, a follow-up."""
    query = sa.select(sa.func.count()).select_from(Matter.__table__)
    in_work = sa.or_(Matter.concluded_on.is_(None), Matter.next_due_on.is_not(None))
    return db.session.scalar(query.where(whose == id, in_work))


def _of_user(user_id: int) -> int:
    return _in_work(Matter.handler_id, user_id)


def _of_unit(unit_id: int) -> int:
    return _in_work(Matter.unit_id, unit_id)


# What keeps an account, or a unit, from being closed.
IN_HAND = (Charge(_of_user, "matters.index", "handler"),)

# What follows when a hand-over has been accepted.
HAND_OVER = (
    mediation_actions.follow_hand_over,
    aid_actions.follow_hand_over,
    stability_actions.follow_hand_over,
)

# What a matter hands on to one that comes out of it, and what becomes of it then.
SEEDS = {
    Kind.MEDIATION: mediation_actions.seed_of,
    Kind.LEGAL_AID: aid_actions.seed_of,
    Kind.CONSULTATION: consultation_actions.seed_of,
    Kind.STABILITY: stability_actions.seed_of,
}
AFTER_BECOMING = {Kind.CONSULTATION: consultation_actions.follow_becoming}

# The free text by which matters are found, and what it is called. Only what every reader of the matter may read.
TEXTS = {
    Mediation.facts: "案情与诉求",
    Mediation.agreement: "协议内容",
    Mediation.ending_note: "终结说明",
    LegalAid.facts: "案情与诉求",
    Consultation.point: "咨询要点",
    Finding.facts: "风险情况",
    Finding.demands: "职工诉求",
}

# What else the page of an employer counts, beside its matters and the people in them.
CONCERNS = {
    "instalments": Concern(
        "逾期未付款", mediation_queries.overdue_instalments, 40, "调解协议约定、已到期还没有到账的付款（期）"
    ),
    "risks": Concern(
        "未化解的风险", stability_queries.count_open, 50, "登记后还没有处置完毕的稳定风险（件）"
    ),
    "letters": Concern(
        "未答复的函书",
        letter_queries.count_unanswered,
        60,
        "已送达、还没有答复的提示函、意见书、建议书（份）",
    ),
}

# Where a draft was being written, by the name of its form.
DRAFTS = {
    "mediation.new": Place("登记调解案件", "mediation.new", id_as="origin"),
    "note": Place("记录进展", "matters.note"),
    "edit": Place("修改案件信息", "mediation.edit"),
    **{move.name: Place(move.label, "mediation.move", names_form=True) for move in WORKFLOW},
    "legal_aid.new": Place("登记法律援助申请", "legal_aid.new", id_as="origin"),
    "aid.edit": Place("修改案件信息", "legal_aid.edit"),
    **{f"aid.{move.name}": Place(move.label, "legal_aid.move", names_form=True) for move in AID_WORKFLOW},
    "consultations.new": Place("快速咨询", "consultations.new"),
    "consultations.outreach": Place("巡回咨询", "consultations.outreach"),
    "consultations.modules": Place("常用段落", "consultations.modules"),
    "consultations.edit": Place("修改咨询", "consultations.edit"),
    **{
        f"consultations.{move.name}": Place(move.label, "consultations.move", names_form=True)
        for move in CONSULTING
    },
    "stability.new": Place("登记稳定风险", "stability.new", id_as="origin"),
    "stability.campaign": Place("部署专项排查", "stability.new_campaign"),
    "risk.edit": Place("修改风险信息", "stability.edit"),
    "risk.measure": Place("登记处置措施", "stability.add_measure"),
    **{f"risk.{move.name}": Place(move.label, "stability.move", names_form=True) for move in RISK_WORKFLOW},
    **{
        f"risk.{kind.value}": Place(kind.label, "stability.new_letter", names_form=True)
        for kind in LetterKind
    },
}


def connect() -> None:
    """Make the connections."""
    for room in WORDS:
        history.declare(room.TABLES, getattr(room, "NAMERS", {}))
    CHARGES[:] = IN_HAND
    UNIT_CHARGES[:] = (_of_unit,)
    matters_actions.AFTER_HAND_OVER[:] = HAND_OVER
    carrying.SEEDS.update(SEEDS)
    carrying.AFTER_BECOMING.update(AFTER_BECOMING)
    drafts.PLACES.update(DRAFTS)
    indexing.TEXTS.update(TEXTS)
    dossiers.CONCERNS.update(CONCERNS)
    recorder.FOLLOWERS[:] = [indexing.follow]
