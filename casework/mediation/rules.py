"""What the office says about a mediation: its moves, and which limits of law run for it from which of its dates.

A change of procedure is a change to this file, and to nothing else; the limits themselves are in ``casework/law/rules.py``.
"""

from dataclasses import dataclass
from datetime import date

from casework.engine.periods import Limit
from casework.engine.workflow import Move, Workflow
from casework.law import catalogue
from casework.mediation.models import OPEN, UNDER_WAY, Confirmation, Mediation, Performance, Procedure, Route
from casework.mediation.models import Status as S
from casework.permissions import P


@dataclass(frozen=True)
class Clock:
    """A limit of law on a case: ``runs_from`` and ``met_by`` name the dates of the record that start and satisfy it."""

    name: str
    runs_from: str
    met_by: str

    def limit_on(self, day: date) -> Limit | None:
        """The limit as it was law on that day, if it was."""
        return catalogue.standing(self.name, day)


def _agreed(m: Mediation) -> bool:
    return m.is_successful


def _may_apply(m: Mediation) -> bool:
    return m.is_successful and m.route == Route.NONE


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
    Move("assign",   "分派",            OPEN,                      None,        P.MEDIATION_ASSIGN,
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

CLOCKS = (   # limits of casework/law, each with the dates of the case that start and that meet it
    Clock("mediation_accept",                   "received_on",   "accepted_on"),
    Clock("mediation_statutory",                "received_on",   "concluded_on"),
    Clock("mediation_conclude",                 "accepted_on",   "concluded_on"),
    Clock("court_postfiling_entrust_ordinary",  "signed_for_on", "concluded_on"),
    Clock("court_postfiling_entrust_summary",   "signed_for_on", "concluded_on"),
)
# fmt: on

# From this day a party may leave for arbitration; nothing that the office must do by then.
PARTIES_MAY_LEAVE = ("mediation_statutory",)
RETENTION_YEARS = {True: 30, False: 10}  # collective or not; a default until the unit's own table is approved


def clocks_of(mediation: Mediation) -> list[Clock]:
    """The clocks that run for this case: a court's own takes the place of the committee's."""
    running = {"mediation_accept", "mediation_statutory", _conclusion_of(mediation)}
    return [clock for clock in CLOCKS if clock.name in running]


def extendable_limit(mediation: Mediation) -> Limit | None:
    """The limit that an extension lengthens, as it is law on the day that started it."""
    clock = next(clock for clock in CLOCKS if clock.name == _conclusion_of(mediation))
    trigger = getattr(mediation, clock.runs_from)
    return clock.limit_on(trigger) if trigger else None


def _conclusion_of(mediation: Mediation) -> str:
    court = {
        Procedure.ORDINARY: "court_postfiling_entrust_ordinary",
        Procedure.SUMMARY: "court_postfiling_entrust_summary",
    }
    return court.get(mediation.procedure if mediation.signed_for_on else None, "mediation_conclude")
