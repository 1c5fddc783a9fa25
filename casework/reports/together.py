"""All kinds together: the figures a union reports of its whole rights work, each as its own chapter defines it."""

import sqlalchemy as sa

from casework.accounts.queries import term_name
from casework.consultations import rules as consultation_rules
from casework.consultations.models import Outcome as ConsultationOutcome
from casework.engine.registers import Column, Format
from casework.engine.statistics import Count, Dimension, Measured, Measures, Rate, Sum, Total
from casework.legal_aid.models import Outcome as AidOutcome
from casework.matters.models import Kind, Matter
from casework.matters.rules import KINDS
from casework.mediation.models import Outcome as MediationOutcome
from casework.mediation.models import Payment
from casework.reports import consultations, legal_aid, mediation, stability
from casework.reports import formulas as f
from casework.reports.chapters import EVERY_READING, HANDLER, UNIT, Chapter, Heads, Ledger, Read, dimensions
from casework.stability.models import Outcome as FindingOutcome

OUTCOMES = {
    Kind.MEDIATION: MediationOutcome,
    Kind.LEGAL_AID: AidOutcome,
    Kind.CONSULTATION: ConsultationOutcome,
    Kind.STABILITY: FindingOutcome,
}

# fmt: off
COUNTED = (
    Count("legal_aid", "法律援助案件", legal_aid.GRANTED, "决定给予援助、决定日期在本期内的法律援助案件。"),
    Count("mediated", "调解结案", mediation.CONCLUDED,
          "本期结案的调解案件中，经过调解而终结的；撤回、自行和解和不予受理的不算在内。", where=mediation.MEDIATED_TO_AN_END),
    Count("settled", "其中：调解成功", mediation.CONCLUDED, "调解结案的案件中，达成全部或者部分调解协议的。",
          where=mediation.SETTLED, within="mediated"),
    Rate("success_rate", "调解成功率", "settled", ("mediated",), "调解结案", "调解成功 ÷ 调解结案。"),
    Count("consultations", "法律咨询", consultations.RECEIVED, "咨询日期在本期内的咨询件数。"),
    Count("online", "其中：线上咨询", consultations.RECEIVED, "咨询中，通过电话、网上、微信进行的。",
          where=Matter.source.in_(consultation_rules.ONLINE), within="consultations"),
    Count("offline", "其中：线下咨询", consultations.RECEIVED, "咨询中，在窗口、巡回时当面进行的。",
          where=Matter.source.in_(consultation_rules.OFFLINE), within="consultations"),
    Sum("callers", "咨询人次", consultations.RECEIVED, "咨询的人数之和；同一人来几次，按次计算。",
        of=Matter.people, unit=Measured.PERSON_TIMES),
    Count("risk", "稳定风险因素", stability.FOUND, "登记日期在本期内的风险因素。"),
    Count("risk_wages", "其中：工资报酬", stability.FOUND, "风险因素中，类别为工资报酬的。",
          where=Matter.dispute_type == "wages", within="risk"),
    Count("risk_restructuring", "其中：企业改制", stability.FOUND, "风险因素中，类别为企业改制的。",
          where=Matter.dispute_type == "restructuring", within="risk"),
    Count("risk_handled", "已处置的风险因素", stability.DISPOSED, "处置日期在本期内的风险因素：稳控、化解、转办、升级上报和排除。"),
)


def _part(code: str, title: str, on, of, definition: str, where=None) -> Sum:
    return Sum(code, title, on, definition, where=where, of=of, unit=Measured.MONEY, within="recovered")


RECOVERIES = {
    "agreed": (
        "本期调解成功案件的协议金额，加上本期结案援助案件的取得利益和避免损失（不论是否已经到账）。",
        _part("recovered_mediation", "其中：调解", mediation.CONCLUDED, Matter.agreed_fen,
              "本期调解成功案件的协议金额之和。", mediation.SETTLED),
        _part("recovered_aid", "其中：援助", legal_aid.CONCLUDED, Matter.agreed_fen,
              "本期结案援助案件的取得利益与避免损失之和。"),
    ),
    "paid": (
        "调解案件在本期到账的款项，加上本期结案援助案件已经到账的金额（援助案件没有逐笔的到账日期，按结案日期计入）。",
        _part("recovered_mediation", "其中：调解", mediation.PAID, Payment.__table__.c.amount_fen,
              "调解案件到账日期在本期内的款项之和，不论案件在哪一期结案。"),
        _part("recovered_aid", "其中：援助", legal_aid.CONCLUDED, Matter.paid_fen,
              "本期结案援助案件目前已经到账的金额之和。"),
    ),
}
ORDER = ("legal_aid", "mediated", "settled", "success_rate", "consultations", "online", "offline", "callers", "recovered",
         "recovered_mediation", "recovered_aid", "risk", "risk_wages", "risk_restructuring", "risk_handled")
TABLE = (
    ("援助（件）", ("legal_aid",)),
    ("调解（件）", ("mediated", "settled", "success_rate")),
    ("法律咨询（件、人次）", ("consultations", "online", "offline", "callers")),
    ("挽回经济损失（万元）", ("recovered", "recovered_mediation", "recovered_aid")),
    ("稳定风险因素（件）", ("risk", "risk_wages", "risk_restructuring", "risk_handled")),
)
SHORT = {
    "legal_aid": "提供援助", "mediated": "结案", "settled": "#成功", "success_rate": "成功率", "consultations": "件数",
    "online": "#线上", "offline": "#线下", "callers": "人次", "recovered": "合计", "recovered_mediation": "#调解",
    "recovered_aid": "#援助", "risk": "新登记", "risk_wages": "#工资报酬", "risk_restructuring": "#企业改制", "risk_handled": "已处置",
}
# fmt: on


# The figures by which a union tells what it has done, by the names a program reads them by.
HEADLINE = {
    "legal_aid_cases": "legal_aid",
    "mediated": "mediated",
    "mediated_successfully": "settled",
    "consultations": "consultations",
    "consultations_online": "online",
    "consultations_offline": "offline",
    "recovered_fen": "recovered",
    "risk_factors": "risk",
    "risk_wages": "risk_wages",
    "risk_restructuring": "risk_restructuring",
    "risk_handled": "risk_handled",
}


def measures(_success: str, recovery: str) -> Measures:
    """The measures with the chosen meaning of 挽回经济损失."""
    definition, *parts = RECOVERIES[recovery]
    total = Total("recovered", "挽回经济损失", tuple(parts), definition)
    found = {m.code: m for m in (*COUNTED, *parts, total)}
    return Measures(*(found[code] for code in ORDER))


# --- the ledger ---------------------------------------------------------------------------------------------------


def _kind(row) -> str:
    return Kind(row.kind).label


def _type(row) -> str:
    return term_name(KINDS[Kind(row.kind)].types, row.dispute_type)


def _source(row) -> str:
    return term_name(KINDS[Kind(row.kind)].sources, row.source)


def _outcome(row) -> str:
    return OUTCOMES[Kind(row.kind)](row.outcome_code).label if row.outcome_code else ""


def _class(row) -> str:
    return mediation.class_of_outcome(row) if row.kind == Kind.MEDIATION else ""


def _way(row) -> str:
    return consultations.way(row) if row.kind == Kind.CONSULTATION else ""


def _granted_on(row):
    return row.accepted_on if row.kind == Kind.LEGAL_AID else None


def _recovered(row) -> int:
    """What counts as recovered when it is read by what was agreed."""
    counts = row.kind == Kind.LEGAL_AID or _class(row) == mediation.SETTLED_CLASS
    return row.agreed_fen if counts else 0


def _aid_paid(row) -> int:
    return row.paid_fen if row.kind == Kind.LEGAL_AID else 0


def _widened(rows, span):
    paid = mediation.paid_within(span)
    return rows.add_columns(sa.func.coalesce(paid.c.fen, 0).label("paid_in_span_fen")).outerjoin(
        paid, paid.c.matter_id == Matter.id
    )


# fmt: off
CASES = (
    Column("编号",       "number",                         width=28),
    Column("类别",       _kind,                            width=14),
    Column("办理单位",   "unit",                           width=16),
    Column("承办人",     "handler",                        width=10),
    Column("当事人",     "lead_worker",                    width=14),
    Column("用人单位",   "employer_name",                  width=30),
    Column("类型",       _type,                            width=16),
    Column("来源",       _source,                          width=14),
    Column("人数",       "people",        Format.COUNT,    width=8),
    Column("收案日期",   "received_on",   Format.DAY,      width=12),
    Column("结案日期",   "concluded_on",  Format.DAY,      width=12),
    Column("结果",       _outcome,                         width=16),
)
COLUMNS = (
    *CASES[:8],
    Column("线上线下",           _way,                                width=10),
    Column("人数",               "people",           Format.COUNT,    width=8),
    Column("收案日期",           "received_on",      Format.DAY,      width=12),
    Column("决定给予日期",       _granted_on,        Format.DAY,      width=13),
    Column("结案日期",           "concluded_on",     Format.DAY,      width=12),
    Column("结果",               _outcome,                            width=16),
    Column("调解结案归类",       _class,                              width=15),
    Column("挽回损失（元）",     _recovered,         Format.YUAN,     width=15),
    Column("本期调解到账（元）", "paid_in_span_fen", Format.YUAN,     width=16),
    Column("援助到账（元）",     _aid_paid,          Format.YUAN,     width=15),
)


def _of(kind: Kind) -> str:
    return f.equals("类别", kind.label)


_settled, _unsettled = (f.equals("调解结案归类", name) for name in (mediation.SETTLED_CLASS, mediation.UNSETTLED))
FORMULAS = {
    "legal_aid": f.counted("决定给予日期"),
    "mediated": f"{f.counted('结案日期', _settled)}+{f.counted('结案日期', _unsettled)}",
    "settled": f.counted("结案日期", _settled),
    "consultations": f.counted("收案日期", _of(Kind.CONSULTATION)),
    "online": f.counted("收案日期", f.equals("线上线下", consultations.ONLINE_WORD)),
    "offline": f.counted("收案日期", f.equals("线上线下", consultations.OFFLINE_WORD)),
    "callers": f.summed("人数", "收案日期", _of(Kind.CONSULTATION)),
    "risk": f.counted("收案日期", _of(Kind.STABILITY)),
    "risk_handled": f.counted("结案日期", _of(Kind.STABILITY)),
}
RECOVERED = {
    "agreed": {
        "recovered_mediation": f.in_wan(f.summed("挽回损失（元）", "结案日期", _of(Kind.MEDIATION))),
        "recovered_aid": f.in_wan(f.summed("挽回损失（元）", "结案日期", _of(Kind.LEGAL_AID))),
    },
    "paid": {
        "recovered_mediation": f.in_wan(f.whole("本期调解到账（元）")),
        "recovered_aid": f.in_wan(f.summed("援助到账（元）", "结案日期")),
    },
}
# fmt: on


def _formulas(read: Read) -> dict[str, str]:
    categories = {f"risk_{code}": condition for code, condition in stability.named("类型").items()}
    named = {
        code: f.counted("收案日期", _of(Kind.STABILITY), condition) for code, condition in categories.items()
    }
    return {**FORMULAS, **named, **RECOVERED[read[1]]}


CHAPTER = Chapter(
    code="all",
    title="综合",
    name="职工维权工作",
    kinds=tuple(Kind),
    statistics={read: measures(*read) for read in EVERY_READING},
    dimensions=dimensions(UNIT, Dimension("kind", "类别", Matter.kind, words=Kind), HANDLER),
    table=TABLE,
    short=SHORT,
    headlines={
        "legal_aid": (),
        "mediated": ("settled",),
        "consultations": ("online", "offline"),
        "recovered": ("recovered_mediation", "recovered_aid"),
        "risk": ("risk_wages", "risk_restructuring", "risk_handled"),
    },
    drawn={
        "legal_aid": "法律援助",
        "mediated": "调解",
        "consultations": "法律咨询",
        "risk": "稳定风险",
    },
    shares=(),
    noted={"recovered": "挽回经济损失"},
    cases=CASES,
    ledger=Ledger(
        COLUMNS, _widened, _formulas, "本期给予的援助、本期结案的调解和援助、本期的咨询、本期登记或处置的风险"
    ),
    heads=Heads(person="当事人", type="类型"),
    reads=("recovery",),
    breaks=mediation.BREAKS,
)
