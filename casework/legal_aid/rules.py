"""What the law and the office say about legal aid: its moves and its time limits.

A change of law or of procedure is a change to this file, and to nothing else.
"""

from casework.engine.periods import Limit
from casework.engine.workflow import Move, Workflow
from casework.legal_aid.models import AT_WORK, ENDED, EXAMINED, LegalAid
from casework.legal_aid.models import Status as S
from casework.permissions import P

UNDER_A_LAWYER = (S.ASSIGNED, S.TAKEN, S.WORKING)


def _not_yet_notified(a: LegalAid) -> bool:
    return a.notified_on is None


def _awaits_papers(a: LegalAid) -> bool:
    return a.awaits_papers


def _is_owing(a: LegalAid) -> bool:
    return a.balance_fen > 0


def _has_arrived(a: LegalAid) -> bool:
    return a.paid_fen > 0


def _is_unpaid(a: LegalAid) -> bool:
    return a.subsidy is None


def _may_object(a: LegalAid) -> bool:
    return a.objected_on is None


# fmt: off
WORKFLOW = Workflow(
    #    name        button             from                          to               who may
    Move("notify",   "一次性告知补充材料", (S.APPLIED,),                S.SUPPLEMENTING, P.AID_REVIEW,
         asks=("on", "missing"), stamps="notified_on", when=_not_yet_notified),
    Move("supplement", "收到补充材料",   (S.SUPPLEMENTING,),           S.APPLIED,       P.AID_EDIT,
         asks=("on",), may_ask=("note",), stamps="supplemented_on", main=True),
    Move("lapse",    "未补充，视为撤回",  (S.SUPPLEMENTING,),           S.WITHDRAWN,     P.AID_REVIEW,
         asks=("on",), may_ask=("note",), stamps="concluded_on", danger=True),
    Move("grant",    "给予法律援助",     (S.APPLIED,),                 S.GRANTED,       P.AID_REVIEW,
         asks=("on", "decision_number"), may_ask=("note",), stamps="accepted_on", main=True),
    Move("grant_first", "先行提供援助",  EXAMINED,                     S.GRANTED,       P.AID_REVIEW,
         asks=("on", "urgency", "decision_number"), may_ask=("limitation_ends_on", "note"), stamps="accepted_on"),
    Move("papers",   "补办手续",         (*AT_WORK, *ENDED, S.TERMINATED), None,         P.AID_REVIEW,
         asks=("on",), may_ask=("note",), stamps="papers_on", when=_awaits_papers),
    Move("refuse",   "不予法律援助",     (S.APPLIED,),                 S.REFUSED,       P.AID_REVIEW,
         asks=("on", "refusal", "reason", "decision_number"), stamps="concluded_on", danger=True),
    Move("withdraw", "撤回申请",         EXAMINED,                     S.WITHDRAWN,     P.AID_EDIT,
         asks=("on",), may_ask=("note",), stamps="concluded_on", danger=True),
    Move("assign",   "指派律师",         (S.GRANTED,),                 S.ASSIGNED,      P.AID_ASSIGN,
         asks=("check_id",), may_ask=("override_reason",), stamps="assigned_on", main=True),
    Move("take",     "接受指派",         (S.ASSIGNED,),                S.TAKEN,         P.AID_CONDUCT,
         stamps="taken_on", by_handler=True, main=True),
    Move("decline",  "不接受指派",       (S.ASSIGNED,),                S.GRANTED,       P.AID_CONDUCT,
         asks=("reason",), by_handler=True),
    Move("engage",   "登记委托协议",     (S.TAKEN,),                   S.WORKING,       P.AID_CONDUCT,
         asks=("on", "agency"), may_ask=("powers",), stamps="engaged_on", by_handler=True, main=True),
    Move("replace",  "更换律师",         UNDER_A_LAWYER,               S.GRANTED,       P.AID_ASSIGN,
         asks=("on", "replacement", "reason")),
    Move("conclude", "办结",             (S.WORKING,),                 S.CONCLUDED,     P.AID_CONDUCT,
         asks=("on", "outcome", "closing_report"), may_ask=("gained_fen", "avoided_fen"),
         stamps="concluded_on", by_handler=True, main=True),
    Move("terminate", "终止法律援助",    AT_WORK,                      S.TERMINATED,    P.AID_REVIEW,
         asks=("on", "termination", "reason"), stamps="concluded_on", danger=True),
    Move("object",   "登记异议",         (S.REFUSED, S.TERMINATED),    None,            P.AID_EDIT,
         asks=("on", "note"), stamps="objected_on", when=_may_object),
    Move("file",     "提交案卷",         (S.CONCLUDED, S.TERMINATED),  S.FILED,         P.AID_CONDUCT,
         asks=("on",), may_ask=("note",), stamps="filed_on", by_handler=True, main=True),
    Move("return",   "退回补充案卷",     (S.FILED,),                   None,            P.AID_SUPERVISE,
         asks=("reason",)),
    Move("review",   "审核案卷",         (S.FILED,),                   S.REVIEWED,      P.AID_SUPERVISE,
         asks=("on", "grade"), may_ask=("note",), stamps="reviewed_on", main=True),
    Move("pay",      "发放补贴",         (S.REVIEWED,),                None,            P.AID_SUPERVISE,
         asks=("on",), may_ask=("note",), when=_is_unpaid, main=True),
    Move("arrive",   "登记到账",         ENDED,                        None,            P.AID_CONDUCT,
         asks=("on", "paid_fen"), may_ask=("note",), when=_is_owing),
    Move("retract",  "更正到账",         ENDED,                        None,            P.AID_SUPERVISE,
         asks=("reason",), when=_has_arrived, danger=True),
    Move("archive",  "归档",             (S.REVIEWED, S.REFUSED, S.WITHDRAWN, S.TERMINATED), S.ARCHIVED, P.AID_SUPERVISE,
         asks=("on", "retention_years"), may_ask=("archive_number",), stamps="archived_on"),
    Move("unarchive", "取消归档",        (S.ARCHIVED,),                None,            P.AID_SUPERVISE,
         asks=("reason",)),
    Move("reopen",   "重新办理",         (S.CONCLUDED, S.TERMINATED, S.REFUSED, S.WITHDRAWN), None, P.AID_SUPERVISE,
         asks=("reason",), danger=True),
)

LIMITS = (
    Limit("legal_aid_review", "审查并作出是否给予法律援助的决定", law="法律援助法 第四十三条",
          runs_from="received_on", met_by="decided_on", days=7, extendable="补充材料的时间不计入"),
    Limit("legal_aid_assign", "指派法律援助人员", law="法律援助法 第四十三条",
          runs_from="assign_from_on", met_by="assigned_on", days=3),
    Limit("legal_aid_file", "提交案卷材料", law="法律援助法 第五十条；办理法律援助案件程序规定（司法部令第148号）",
          runs_from="concluded_on", met_by="filed_on", days=30),
)
# fmt: on

URGENT_BELOW = 7  # days from today to the end of a limitation period: 法律援助法 art. 44
OBJECTION = "申请人、受援人对不予法律援助或者终止法律援助的决定有异议的，可以向司法行政部门提出（法律援助法第四十九条）。"
LIMITATION = (
    "limitation"  # the name under which the end of a limitation period stands as the next day to keep
)
RETENTION_YEARS = {True: 30, False: 10}  # collective or not; a default until the unit's own table is approved
