"""What the four kinds of matter are, as a table: their word in a number, who works them, which dictionaries they speak."""

from dataclasses import dataclass

from casework.accounts.models import Dictionary as D
from casework.matters.models import READS, Kind
from casework.permissions import P


@dataclass(frozen=True)
class KindFacts:
    """What the house must know of a kind before it knows the kind's room.

    ``word`` stands in its numbers. ``types`` and ``sources`` are the dictionaries of ``Matter.dispute_type`` and
    ``Matter.source``.
    """

    word: str
    reads: P
    registers: P
    conducts: P
    assigns: P
    types: D
    sources: D


# fmt: off
KINDS = {
    #                            number  reads                      registers              conducts             assigns               types              sources
    Kind.MEDIATION:    KindFacts("工调", READS[Kind.MEDIATION],     P.MEDIATION_REGISTER,  P.MEDIATION_CONDUCT, P.MEDIATION_ASSIGN,   D.DISPUTE_TYPE,    D.SOURCE),
    Kind.LEGAL_AID:    KindFacts("工援", READS[Kind.LEGAL_AID],     P.AID_REGISTER,        P.AID_CONDUCT,       P.AID_ASSIGN,         D.DISPUTE_TYPE,    D.AID_SOURCE),
    Kind.CONSULTATION: KindFacts("工询", READS[Kind.CONSULTATION],  P.CONSULT_RECORD,      P.CONSULT_RECORD,    P.CONSULT_SUPERVISE,  D.CONSULT_TOPIC,   D.CONSULT_CHANNEL),
    Kind.STABILITY:    KindFacts("工稳", READS[Kind.STABILITY],     P.RISK_REPORT,         P.RISK_HANDLE,       P.RISK_SUPERVISE,     D.RISK_CATEGORY,   D.RISK_SOURCE),
}
# fmt: on
