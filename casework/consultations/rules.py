"""What the office says about a consultation: its moves, what its topics become in a case, what counts as online.

A change of procedure is a change to this file, and to nothing else.
"""

from casework.consultations.models import Consultation
from casework.consultations.models import Status as S
from casework.engine.workflow import Move, Workflow
from casework.permissions import P


def _is_planned(consultation: Consultation) -> bool:
    return consultation.follow_up_on is not None


# fmt: off
WORKFLOW = Workflow(
    #    name      button        from                       to           who may
    Move("call",   "记回访",     (S.FOLLOW_UP,),            None,        P.CONSULT_RECORD,
         asks=("on", "reached"), may_ask=("note", "follow_up_on"), when=_is_planned, main=True),
    Move("finish", "办结",       (S.RECORDED, S.FOLLOW_UP), S.DONE,      P.CONSULT_RECORD,
         asks=("on",), may_ask=("note",), stamps="concluded_on", main=True),
    Move("plan",   "约定回访",   (S.RECORDED, S.FOLLOW_UP), S.FOLLOW_UP, P.CONSULT_RECORD,
         asks=("follow_up_on",)),
    Move("reopen", "重新开启",   (S.DONE, S.CONVERTED),     S.RECORDED,  P.CONSULT_SUPERVISE,
         asks=("reason",), danger=True),
)

# A topic (咨询问题) -> the dispute type (纠纷类型) of a case that comes out of it, and the one of which it is the topic.
DISPUTE_TYPES = {
    "wages": "wages", "termination": "termination", "injury": "injury", "insurance": "insurance", "overtime": "overtime",
    "contract": "relation", "women": "other", "new_form": "relation", "other": "other",
}
# A channel (咨询方式) -> the source (案件来源) of a mediation that comes out of it.
SOURCES = {"window": "window", "phone": "hotline", "online": "online", "outreach": "window", "wechat": "online"}

# How reports tell them apart: whether the two sat at one place.
OFFLINE = ("window", "outreach")
ONLINE = ("phone", "online", "wechat")
# fmt: on

ANONYMOUS = "匿名"  # who leaves no name
UNNAMED = "未留姓名"  # who leaves a telephone and no name
FOLLOW_UP = "consult_follow_up"  # the name of the day that is kept
LONGEST_POINT = 10_000  # characters
GRID_ROWS = 20  # of an outreach day
