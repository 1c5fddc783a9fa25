"""The registers of the reports: the cases behind a figure, and the ledger (台账) that a month rests on."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from casework.accounts.models import Dictionary as D
from casework.accounts.queries import term_name
from casework.engine.registers import Column, Format, Register
from casework.engine.statistics import Measure, Measured, Sum
from casework.mediation.models import MEDIATED, SUCCESSFUL, Confirmation, Outcome, Route
from casework.parties.identifiers import mask_id_number
from casework.permissions import P

YES, NO = "是", "否"
SETTLED, UNSETTLED, WITHDRAWN, REFUSED = "调解成功", "调解不成", "撤回、自行和解", "不予受理"
CLASSES: dict[str, str] = {
    **{o.value: UNSETTLED for o in MEDIATED},
    **{o.value: SETTLED for o in SUCCESSFUL},
    Outcome.WITHDRAWN.value: WITHDRAWN,
    Outcome.RECONCILED.value: WITHDRAWN,
    Outcome.REFUSED.value: REFUSED,
}


def term(dictionary: D, name: str) -> Callable[[Any], str]:
    """A column of codes, written as words."""
    return lambda row: term_name(dictionary, getattr(row, name))


def outcome(row) -> str:
    return Outcome(row.outcome_code).label if row.outcome_code else ""


def class_of_outcome(row) -> str:
    """How the case counts: the four ways to end that the figures know."""
    return CLASSES.get(row.outcome_code, "")


def is_collective(row) -> str:
    return YES if row.is_collective else NO


def confirmed_on(row):
    """The day a court confirmed the agreement, if one did."""
    confirmed = row.confirmation == Confirmation.CONFIRMED and row.route == Route.JUDICIAL
    return row.confirmation_decided_on if confirmed else None


def masked_id_number(row) -> str:
    return mask_id_number(row.id_number) if row.id_number else ""


# fmt: off
CASES = Register(
    name="cases", title="案件", needs=P.REPORT_EXPORT,
    columns=(
        Column("案号",       "number",                              width=28),
        Column("办理单位",   "unit",                                width=16),
        Column("承办人",     "handler",                             width=10),
        Column("劳动者",     "lead_worker",                         width=14),
        Column("用人单位",   "employer_name",                       width=30),
        Column("纠纷类型",   term(D.DISPUTE_TYPE, "dispute_type"),  width=16),
        Column("案件来源",   term(D.SOURCE, "source"),              width=14),
        Column("人数",       "people",        Format.COUNT,         width=8),
        Column("收案日期",   "received_on",   Format.DAY,           width=12),
        Column("受理日期",   "accepted_on",   Format.DAY,           width=12),
        Column("结案日期",   "concluded_on",  Format.DAY,           width=12),
        Column("结果",       outcome,                               width=12),
        Column("请求金额",   "claimed_fen",   Format.YUAN,          width=14),
        Column("协议金额",   "agreed_fen",    Format.YUAN,          width=14),
        Column("到账金额",   "paid_fen",      Format.YUAN,          width=14),
    ),
)
LEDGER = Register(
    name="ledger", title="台账", needs=P.REPORT_EXPORT,
    columns=(
        Column("案号",          "number",                              width=28),
        Column("办理单位",      "unit",                                width=16),
        Column("承办人",        "handler",                             width=10),
        Column("劳动者",        "lead_worker",                         width=14),
        Column("证件号码",      masked_id_number,                      width=21),
        Column("用人单位",      "employer_name",                       width=30),
        Column("行业",          term(D.INDUSTRY, "industry"),          width=18),
        Column("纠纷类型",      term(D.DISPUTE_TYPE, "dispute_type"),  width=16),
        Column("案件来源",      term(D.SOURCE, "source"),              width=16),
        Column("劳动者类别",    term(D.WORKER_TYPE, "worker_type"),    width=16),
        Column("人数",          "people",            Format.COUNT,     width=7),
        Column("集体争议",      is_collective,                         width=9),
        Column("收案日期",      "received_on",       Format.DAY,       width=12),
        Column("受理日期",      "accepted_on",       Format.DAY,       width=12),
        Column("结案日期",      "concluded_on",      Format.DAY,       width=12),
        Column("结果",          outcome,                               width=12),
        Column("结案归类",      class_of_outcome,                      width=15),
        Column("司法确认日期",  confirmed_on,        Format.DAY,       width=13),
        Column("请求金额（元）", "claimed_fen",      Format.YUAN,      width=15),
        Column("协议金额（元）", "agreed_fen",       Format.YUAN,      width=15),
        Column("本期到账（元）", "paid_in_span_fen", Format.YUAN,      width=15),
        Column("法院案号",      "court_number",                        width=26),
    ),
)
# fmt: on


def columns_of(
    register: Register, measure: Measure, amounts: Mapping[int, int], translate: Callable[[str], str] = str
) -> Sequence[Column]:
    """The columns of a list behind a measure; a sum adds its own amount as the last."""
    if not isinstance(measure, Sum):
        return register.columns
    form = Format.YUAN if measure.unit == Measured.MONEY else Format.COUNT
    label = translate("本项：%(title)s") % {"title": translate(measure.title)}
    return (*register.columns, Column(label, lambda row: amounts.get(row.id, 0), form, width=16))
