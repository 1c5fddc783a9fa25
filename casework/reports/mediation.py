"""What is counted of mediations, and how each figure is defined.

Where the published reports of unions differ (the denominator of 成功率, what 挽回经济损失 means), every reading stands here,
the first is the usual one, and the report says which was used.
"""

from datetime import date

import sqlalchemy as sa

from casework.accounts.models import Dictionary as D
from casework.engine.registers import Column, Format
from casework.engine.statistics import Break, Count, Dimension, Event, Measured, Measures, Rate, Stock, Sum
from casework.matters.models import Kind, Matter
from casework.mediation.models import MEDIATED, SUCCESSFUL, Confirmation, Mediation, Outcome, Payment, Route
from casework.reports import formulas as f
from casework.reports.chapters import (
    EVERY_READING,
    HANDLER,
    INDUSTRY,
    UNIT,
    WORKER,
    Chapter,
    Ledger,
    Read,
    dimensions,
)
from casework.reports.columns import FACTS, MONEY, WHO, YES, chosen, is_collective, term

BREAKS = (
    Break(
        date(2025, 1, 1),
        "2025年1月1日起法院先登记立案、后委托调解，不再有“诉前调”案件，与此前的数字不能直接比较。",
    ),
)

_of_mediation, _of_payment = Mediation.__table__.c, Payment.__table__.c
_is_mediation = Matter.kind == Kind.MEDIATION

# fmt: off
RECEIVED  = Event("received",  "收案日期",     Matter.received_on,  where=_is_mediation)
ACCEPTED  = Event("accepted",  "受理日期",     Matter.accepted_on,  where=_is_mediation)
CONCLUDED = Event("concluded", "结案日期",     Matter.concluded_on, where=_is_mediation)
CONFIRMED = Event("confirmed", "裁定日期",     _of_mediation.confirmation_decided_on, record=_of_mediation.id)
PAID      = Event("paid",      "到账日期",     _of_payment.paid_on,                   record=_of_payment.matter_id)

ENTRUSTED = ("court", "prefiling")   # by a court: 委托 since 2025, 委派 before

_ended_as = Matter.outcome_code.in_
MEDIATED_TO_AN_END, SETTLED = _ended_as([o.value for o in MEDIATED]), _ended_as([o.value for o in SUCCESSFUL])
_entrusted = Matter.source.in_(ENTRUSTED)

received = Count("received", "新收", RECEIVED, "收案日期在本期内的案件。")
concluded = Count("concluded", "结案", CONCLUDED,
    "结案日期在本期内的案件，包括调解成功、调解不成、撤回申请、自行和解和不予受理。")

COUNTED = (
    Stock("carried", "旧存", received, concluded, "本期开始前收案、到本期开始时还没有结案的案件；等于上期的未结。"),
    received,
    Count("entrusted", "其中：法院委托委派", RECEIVED, "新收案件中，来源为法院委托或（2024年底以前）法院委派的案件。",
          where=_entrusted, within="received"),
    Count("collective", "其中：集体争议", RECEIVED, "新收案件中，登记为集体争议的案件（劳动者一方十人以上，或者人工标记）。",
          where=Matter.is_collective.is_(True), within="received"),
    Sum("people", "涉及劳动者", RECEIVED, "新收案件的劳动者人数之和；同一人有几个案件的，按案件分别计算，所以是人次。",
        of=Matter.people, unit=Measured.PERSON_TIMES),
    Count("accepted", "受理", ACCEPTED, "受理日期在本期内的案件。"),
    concluded,
    Count("withdrawn", "其中：撤回、自行和解", CONCLUDED, "结案案件中，申请人撤回申请或者当事人自行和解的案件；不算调解结案。",
          where=_ended_as([Outcome.WITHDRAWN.value, Outcome.RECONCILED.value]), within="concluded"),
    Count("refused", "其中：不予受理", CONCLUDED, "结案案件中，决定不予受理的案件；不算调解结案。",
          where=_ended_as([Outcome.REFUSED.value]), within="concluded"),
    Count("mediated", "调解结案", CONCLUDED,
          "结案案件中，经过调解而终结的：调解成功、部分达成，以及一方不同意、无法联系、调解不成、期满未成和其他。", where=MEDIATED_TO_AN_END),
    Count("settled", "调解成功", CONCLUDED, "结案案件中，达成全部或者部分调解协议的案件。", where=SETTLED),
    Count("settled_entrusted", "其中：法院委托委派案件调解成功", CONCLUDED,
          "调解成功的案件中，来源为法院委托或（2024年底以前）法院委派的案件。", where=SETTLED & _entrusted, within="settled"),
    Stock("pending", "未结", received, concluded, "到本期结束时还没有结案的案件：旧存 + 新收 − 结案。", after=True),
    Count("confirmed", "司法确认", CONFIRMED, "法院裁定协议有效、裁定日期在本期内的案件；不含仲裁审查。",
          where=(_of_mediation.confirmation == Confirmation.CONFIRMED) & (_of_mediation.route == Route.JUDICIAL)),
    Sum("claimed", "请求金额", CONCLUDED, "本期结案案件的请求金额之和。", of=Matter.claimed_fen, unit=Measured.MONEY),
    Sum("agreed", "协议金额", CONCLUDED, "本期结案案件的协议金额之和。", of=Matter.agreed_fen, unit=Measured.MONEY),
    Sum("paid", "到账金额", PAID, "到账日期在本期内的款项之和，不论案件在哪一期结案。", of=_of_payment.amount_fen, unit=Measured.MONEY),
)

# 成功率 has no single denominator (domain: published figures use at least three); the first is the default.
SUCCESS_RATES = {
    "mediated": Rate("success_rate", "调解成功率", "settled", ("mediated",), "调解结案",
                     "调解成功 ÷ 调解结案；撤回、自行和解和不予受理的案件不算在内。"),
    "accepted": Rate("success_rate", "调解成功率", "settled", ("accepted",), "受理",
                     "本期调解成功 ÷ 本期受理；两者不一定是同一批案件，可能超过100%。"),
    "entrusted": Rate("success_rate", "调解成功率", "settled_entrusted", ("entrusted",), "法院委托委派",
                      "法院委托委派案件中本期调解成功的 ÷ 本期新收的法院委托委派案件；两者不一定是同一批案件。"),
}
RECOVERIES = {
    "agreed": Sum("recovered", "挽回经济损失", CONCLUDED, "本期调解成功案件的协议金额之和（按协议计算，不论是否已经到账）。",
                  where=SETTLED, of=Matter.agreed_fen, unit=Measured.MONEY),
    "paid": Sum("recovered", "挽回经济损失", PAID, "本期到账的款项之和（按到账计算，不论案件在哪一期结案）。",
                of=_of_payment.amount_fen, unit=Measured.MONEY),
}
RATES = (
    Rate("conclusion_rate", "结案率", "concluded", ("carried", "received"), "旧存+新收", "结案 ÷（旧存 + 新收），不会超过100%。"),
    Rate("clearance_rate", "结收比", "concluded", ("received",), "新收", "结案 ÷ 新收；结案多于新收时超过100%。"),
    Rate("confirmation_rate", "司法确认率", "confirmed", ("settled",), "调解成功",
         "本期司法确认 ÷ 本期调解成功；两者不一定是同一批案件。"),
)

# What a row of the statutory table shows, in its two rows of headings.
TABLE = (
    ("案件（件）", ("carried", "received", "accepted", "concluded", "withdrawn", "refused", "pending")),
    ("调解（件）", ("mediated", "settled", "success_rate", "confirmed")),
    ("人员", ("people", "collective")),
    ("金额（万元）", ("claimed", "agreed", "paid", "recovered")),
)
SHORT = {  # headings, where the full title does not fit a column
    "withdrawn": "#撤回、和解", "refused": "#不予受理", "collective": "#集体争议（件）", "people": "劳动者（人次）",
    "success_rate": "成功率", "claimed": "请求", "agreed": "协议", "paid": "到账", "recovered": "挽回损失",
}
ORDER = ("carried", "received", "entrusted", "collective", "people", "accepted", "concluded", "withdrawn", "refused",
         "pending", "conclusion_rate", "clearance_rate", "mediated", "settled", "settled_entrusted", "success_rate",
         "confirmed", "confirmation_rate", "claimed", "agreed", "paid", "recovered")
# fmt: on


def measures(success: str, recovery: str) -> Measures:
    """The table of measures with the chosen denominator of 成功率 and the chosen meaning of 挽回经济损失, in their order."""
    found = {m.code: m for m in (*COUNTED, *RATES, SUCCESS_RATES[success], RECOVERIES[recovery])}
    return Measures(*(found[code] for code in ORDER))


# --- the ledger ---------------------------------------------------------------------------------------------------

SETTLED_CLASS, UNSETTLED, WITHDRAWN, REFUSED = "调解成功", "调解不成", "撤回、自行和解", "不予受理"
CLASSES: dict[str, str] = {
    **{o.value: UNSETTLED for o in MEDIATED},
    **{o.value: SETTLED_CLASS for o in SUCCESSFUL},
    Outcome.WITHDRAWN.value: WITHDRAWN,
    Outcome.RECONCILED.value: WITHDRAWN,
    Outcome.REFUSED.value: REFUSED,
}


def class_of_outcome(row) -> str:
    """How the case counts: the four ways to end that the figures know."""
    return CLASSES.get(row.outcome_code, "")


def confirmed_on(row):
    """The day a court confirmed the agreement, if one did."""
    confirmed = row.confirmation == Confirmation.CONFIRMED and row.route == Route.JUDICIAL
    return row.confirmation_decided_on if confirmed else None


def paid_within(span):
    """What arrived on each case in the period, as a table of its own."""
    return (
        sa.select(Payment.matter_id, sa.func.sum(Payment.amount_fen).label("fen"))
        .where(Payment.paid_on.between(span.first, span.last))
        .group_by(Payment.matter_id)
        .subquery()
    )


def _widened(rows, span):
    """What was paid on each case in the period, and what became of its confirmation."""
    paid, mediation = paid_within(span), Mediation.__table__
    return (
        rows.add_columns(
            sa.func.coalesce(paid.c.fen, 0).label("paid_in_span_fen"),
            mediation.c.confirmation,
            mediation.c.route,
            mediation.c.confirmation_decided_on,
        )
        .join(mediation, mediation.c.id == Matter.id)
        .outerjoin(paid, paid.c.matter_id == Matter.id)
    )


# fmt: off
CASES = (
    *WHO,
    Column("纠纷类型",   term(D.DISPUTE_TYPE, "dispute_type"),  width=16),
    Column("案件来源",   term(D.SOURCE, "source"),              width=14),
    Column("人数",       "people",        Format.COUNT,         width=8),
    Column("收案日期",   "received_on",   Format.DAY,           width=12),
    Column("受理日期",   "accepted_on",   Format.DAY,           width=12),
    Column("结案日期",   "concluded_on",  Format.DAY,           width=12),
    Column("结果",       chosen(Outcome, "outcome_code"),       width=12),
    *MONEY,
)
COLUMNS = (
    *FACTS,
    Column("纠纷类型",      term(D.DISPUTE_TYPE, "dispute_type"),  width=16),
    Column("案件来源",      term(D.SOURCE, "source"),              width=16),
    Column("劳动者类别",    term(D.WORKER_TYPE, "worker_type"),    width=16),
    Column("人数",          "people",            Format.COUNT,     width=7),
    Column("集体争议",      is_collective,                         width=9),
    Column("收案日期",      "received_on",       Format.DAY,       width=12),
    Column("受理日期",      "accepted_on",       Format.DAY,       width=12),
    Column("结案日期",      "concluded_on",      Format.DAY,       width=12),
    Column("结果",          chosen(Outcome, "outcome_code"),       width=12),
    Column("结案归类",      class_of_outcome,                      width=15),
    Column("司法确认日期",  confirmed_on,        Format.DAY,       width=13),
    Column("请求金额（元）", "claimed_fen",      Format.YUAN,      width=15),
    Column("协议金额（元）", "agreed_fen",       Format.YUAN,      width=15),
    Column("本期到账（元）", "paid_in_span_fen", Format.YUAN,      width=15),
    Column("法院案号",      "court_number",                        width=26),
)

_settled = f.equals("结案归类", SETTLED_CLASS)
_by_courts = ("案件来源", ("法院委托", "法院委派（立案前）"))
FORMULAS = {
    "carried": f.opened("收案日期", "结案日期"),
    "received": f.counted("收案日期"),
    "entrusted": f.any_of(*_by_courts, lambda source: f.counted("收案日期", source)),
    "collective": f.counted("收案日期", f.equals("集体争议", YES)),
    "people": f.summed("人数", "收案日期"),
    "accepted": f.counted("受理日期"),
    "concluded": f.counted("结案日期"),
    "withdrawn": f.counted("结案日期", f.equals("结案归类", WITHDRAWN)),
    "refused": f.counted("结案日期", f.equals("结案归类", REFUSED)),
    "mediated": f"{f.counted('结案日期', _settled)}+{f.counted('结案日期', f.equals('结案归类', UNSETTLED))}",
    "settled": f.counted("结案日期", _settled),
    "settled_entrusted": f.any_of(*_by_courts, lambda source: f.counted("结案日期", _settled, source)),
    "pending": f.left_open("收案日期", "结案日期"),
    "confirmed": f.counted("司法确认日期"),
    "claimed": f.in_wan(f.summed("请求金额（元）", "结案日期")),
    "agreed": f.in_wan(f.summed("协议金额（元）", "结案日期")),
    "paid": f.in_wan(f.whole("本期到账（元）")),
}
# fmt: on
RECOVERED = {"agreed": f.in_wan(f.summed("协议金额（元）", "结案日期", _settled)), "paid": FORMULAS["paid"]}


def _formulas(read: Read) -> dict[str, str]:
    return {**FORMULAS, "recovered": RECOVERED[read[1]]}


CHAPTER = Chapter(
    code=Kind.MEDIATION.value,
    title="调解",
    name="劳动争议调解",
    kinds=(Kind.MEDIATION,),
    statistics={read: measures(*read) for read in EVERY_READING},
    dimensions=dimensions(
        UNIT,
        Dimension("type", "纠纷类型", Matter.dispute_type, words=D.DISPUTE_TYPE),
        Dimension("source", "案件来源", Matter.source, words=D.SOURCE),
        INDUSTRY,
        WORKER,
        HANDLER,
        Dimension("outcome", "结果", Matter.outcome_code, blank="未结", words=Outcome),
    ),
    table=TABLE,
    short=SHORT,
    headlines=dict.fromkeys(("received", "concluded", "pending", "success_rate", "recovered"), ()),
    drawn={"received": "新收", "concluded": "结案"},
    stock_drawn="pending",
    shares=("type", "received"),
    noted={"success_rate": "成功率", "recovered": "挽回损失"},
    cases=CASES,
    ledger=Ledger(COLUMNS, _widened, _formulas, "本期存续的案件，以及本期有到账或司法确认的案件"),
    reads=("success", "recovery"),
    breaks=BREAKS,
)
