"""What the law and the office say about a mediation: its moves and its time limits.

A change of law or of procedure is a change to this file, and to nothing else.
"""

from casework.engine.periods import Limit
from casework.engine.workflow import Move, Workflow
from casework.mediation.models import OPEN, UNDER_WAY, Confirmation, Mediation, Performance, Procedure
from casework.mediation.models import Status as S
from casework.permissions import P


def _agreed(m: Mediation) -> bool:
    return m.is_successful


def _may_apply(m: Mediation) -> bool:
    return m.is_successful and m.confirmation in (Confirmation.NONE, Confirmation.WITHDRAWN)


def _is_applied(m: Mediation) -> bool:
    return m.confirmation == Confirmation.APPLIED


def _is_owing(m: Mediation) -> bool:
    return m.performance in (Performance.PENDING, Performance.PARTIAL, Performance.DEFAULTED)


def _is_awaited(m: Mediation) -> bool:
    return m.performance in (Performance.PENDING, Performance.PARTIAL)


def _has_payments(m: Mediation) -> bool:
    return m.paid_fen > 0


def _is_deed(m: Mediation) -> bool:
    return _is_owing(m) and m.is_nonmonetary and m.balance_fen == 0


# fmt: off
WORKFLOW = Workflow(
    #    name        button             from                       to           who may
    Move("assign",   "分派",            (*OPEN, S.CONCLUDED),      None,        P.MEDIATION_ASSIGN,
         asks=("handler_id",), main=True),
    Move("take",     "接受分派",        (S.ASSIGNED,),             S.PENDING,   P.MEDIATION_CONDUCT,
         stamps="taken_on", by_handler=True, main=True),
    Move("decline",  "退回分派",        (S.ASSIGNED, S.PENDING),   S.REGISTERED, P.MEDIATION_CONDUCT,
         asks=("reason",), by_handler=True),
    Move("accept",   "受理",            (S.PENDING,),              S.ACCEPTED,  P.MEDIATION_CONDUCT,
         asks=("on",), stamps="accepted_on", main=True),
    Move("refuse",   "不予受理",        (S.REGISTERED, S.PENDING), S.REFUSED,   P.MEDIATION_CONDUCT,
         asks=("on", "reason"), stamps="concluded_on", danger=True),
    Move("ask",      "征询对方意愿",    (S.ACCEPTED,),             S.ASKING,    P.MEDIATION_CONDUCT,
         asks=("on",), may_ask=("note",), stamps="asked_on", main=True),
    Move("consent",  "对方同意，开始调解", (S.ACCEPTED, S.ASKING),   S.MEDIATING, P.MEDIATION_CONDUCT,
         asks=("on",), may_ask=("note",), stamps="consented_on", main=True),
    Move("settle",   "达成协议",        (S.MEDIATING, S.EXTENDED), S.CONCLUDED, P.MEDIATION_CONDUCT,
         asks=("on", "extent", "agreement"),
         may_ask=("agreed_fen", "is_nonmonetary", "effective_on", "instalments"),
         stamps="concluded_on", main=True),
    Move("fail",     "调解不成",        UNDER_WAY,                 S.CONCLUDED, P.MEDIATION_CONDUCT,
         asks=("on", "ground"), may_ask=("note",), stamps="concluded_on"),
    Move("withdraw", "撤回申请",        OPEN,                      S.CONCLUDED, P.MEDIATION_CONDUCT,
         asks=("on", "withdrawal"), may_ask=("note",), stamps="concluded_on"),
    Move("extend",   "延期调解",        (S.MEDIATING, S.EXTENDED), S.EXTENDED,  P.MEDIATION_CONDUCT,
         asks=("days", "consent")),
    Move("suspend",  "中止",            UNDER_WAY,                 S.SUSPENDED, P.MEDIATION_CONDUCT,
         asks=("on", "reason"), stamps="suspended_on"),
    Move("resume",   "恢复调解",        (S.SUSPENDED,),            None,        P.MEDIATION_CONDUCT,
         may_ask=("note",), main=True),
    Move("pay",      "登记到账",        (S.CONCLUDED,),            None,        P.MEDIATION_CONDUCT,
         asks=("on", "paid_fen"), may_ask=("note",), when=_is_owing, main=True),
    Move("perform",  "登记履行完毕",    (S.CONCLUDED,),            None,        P.MEDIATION_CONDUCT,
         asks=("on",), may_ask=("note",), when=_is_deed, main=True),
    Move("retract",  "撤销最近一笔到账", (S.CONCLUDED,),           None,        P.MEDIATION_SUPERVISE,
         asks=("reason",), when=_has_payments, danger=True),
    Move("default",  "登记未履行",      (S.CONCLUDED,),            None,        P.MEDIATION_CONDUCT,
         asks=("on", "reason"), when=_is_awaited),
    Move("apply",    "申请司法确认或仲裁审查", (S.CONCLUDED,),       None,        P.MEDIATION_CONDUCT,
         asks=("on", "route"), when=_may_apply),
    Move("decide",   "登记确认结果",    (S.CONCLUDED,),            None,        P.MEDIATION_CONDUCT,
         asks=("on", "decision"), may_ask=("document_number",), when=_is_applied, main=True),
    Move("visit",    "回访",            (S.CONCLUDED,),            None,        P.MEDIATION_CONDUCT,
         asks=("on", "reached"), may_ask=("channel", "satisfaction", "note"), main=True),
    Move("archive",  "归档",            (S.CONCLUDED, S.REFUSED),  S.ARCHIVED,  P.MEDIATION_CONDUCT,
         asks=("on", "retention_years"), may_ask=("archive_number",), stamps="archived_on"),
    Move("unarchive", "取消归档",       (S.ARCHIVED,),             S.CONCLUDED, P.MEDIATION_SUPERVISE,
         asks=("reason",)),
    Move("reopen",   "重新开启",        (S.CONCLUDED, S.REFUSED, S.ARCHIVED), S.MEDIATING, P.MEDIATION_SUPERVISE,
         asks=("reason",), danger=True),
)

LIMITS = (   # two clocks of fifteen days, started by two different events
    Limit("mediation_accept", "决定是否受理调解申请", law="企业劳动争议协商调解规定 第二十二条",
          runs_from="received_on", met_by="accepted_on", workdays=3),
    Limit("mediation_statutory", "达成调解协议，逾期当事人可以申请仲裁", law="劳动争议调解仲裁法 第十四条",
          runs_from="received_on", met_by="concluded_on", days=15),
    Limit("mediation_conclude", "结束调解", law="企业劳动争议协商调解规定 第二十九条",
          runs_from="accepted_on", met_by="concluded_on", days=15, extendable="双方同意"),
    Limit("court_postfiling_entrust_ordinary", "结束法院委托的调解（普通程序）",
          law="最高人民法院关于人民法院特邀调解的规定 第二十七条",
          runs_from="signed_for_on", met_by="concluded_on", days=15, extendable="双方同意，最长三十日"),
    Limit("court_postfiling_entrust_summary", "结束法院委托的调解（简易程序）",
          law="最高人民法院关于人民法院特邀调解的规定 第二十七条",
          runs_from="signed_for_on", met_by="concluded_on", days=7, extendable="双方同意，最长三十日"),
)
# fmt: on

# From this day a party may leave for arbitration; nothing that the office must do by then.
PARTIES_MAY_LEAVE = tuple(limit for limit in LIMITS if limit.name == "mediation_statutory")
LONGEST_COURT_EXTENSION = 30  # days; the 2025 opinion on filing and mediation, part three
RETENTION_YEARS = {True: 30, False: 10}  # collective or not; a default until the unit's own table is approved


def limits_of(mediation: Mediation) -> list[Limit]:
    """The limits that run for this case: a court's own clock takes the place of the committee's."""
    court = {
        Procedure.ORDINARY: "court_postfiling_entrust_ordinary",
        Procedure.SUMMARY: "court_postfiling_entrust_summary",
    }
    running = {
        "mediation_accept",
        "mediation_statutory",
        court.get(mediation.procedure if mediation.signed_for_on else None, "mediation_conclude"),
    }
    return [limit for limit in LIMITS if limit.name in running]
