"""What is counted of consultations, and how each figure is defined: 件 and 人次, online and offline, apart."""

import sqlalchemy as sa

from casework.accounts.models import Dictionary as D
from casework.accounts.queries import term_name
from casework.consultations.models import Answer, Consultation, Outcome
from casework.consultations.rules import OFFLINE, ONLINE
from casework.engine.registers import Column, Format
from casework.engine.statistics import Count, Dimension, Event, Measured, Measures, Rate, Stock, Sum
from casework.matters.models import Kind, Matter
from casework.reports import formulas as f
from casework.reports.chapters import (
    EVERY_READING,
    HANDLER,
    INDUSTRY,
    UNIT,
    WORKER,
    Chapter,
    Heads,
    Ledger,
    Read,
    dimensions,
)
from casework.reports.columns import chosen, is_collective, term

_of_consultation = Consultation.__table__.c
_is_consultation = Matter.kind == Kind.CONSULTATION
_given = sa.cast(_of_consultation.answered_as, sa.Text)

# fmt: off
ONLINE_WORD, OFFLINE_WORD = "线上", "线下"
# How they are counted: code of the channel, heading, title, definition.
CHANNELS = {
    "by_phone":    ("phone",    "电话", "其中：电话", "咨询中，通过电话进行的。"),
    "by_web":      ("online",   "网上", "其中：网上", "咨询中，通过网站进行的。"),
    "by_wechat":   ("wechat",   "微信", "其中：微信", "咨询中，通过微信进行的。"),
    "at_window":   ("window",   "窗口", "其中：窗口", "咨询中，在服务窗口进行的。"),
    "on_outreach": ("outreach", "巡回", "其中：巡回", "咨询中，在巡回服务时进行的。"),
}
ANSWERS = {
    "told":                (Answer.ORAL,        "答复：口头解答"),
    "drafted":             (Answer.DRAFTING,    "答复：代写文书"),
    "sent_to_mediation":   (Answer.MEDIATION,   "答复：建议调解"),
    "sent_to_arbitration": (Answer.ARBITRATION, "答复：建议仲裁"),
    "sent_to_aid":         (Answer.LEGAL_AID,   "答复：转援助"),
    "told_otherwise":      (Answer.OTHER,       "答复：其他"),
}

RECEIVED  = Event("consultation received", "咨询日期", Matter.received_on,  where=_is_consultation)
ANSWERED  = Event("consultation answered", "咨询日期", Matter.received_on,  where=_is_consultation, record=_of_consultation.id, beside=True)
CONCLUDED = Event("consultation concluded", "办结日期", Matter.concluded_on, where=_is_consultation)

received = Count("received", "咨询件数", RECEIVED, "咨询日期在本期内的咨询；一批人一同来问一件事，是一件。")
concluded = Count("concluded", "咨询办结", CONCLUDED, "办结日期在本期内的咨询：已经答复且不用回访，转为案件，或者联系不上。")


def _by(codes):
    return Matter.source.in_(codes)


def _people(code: str, title: str, definition: str, **more) -> Sum:
    return Sum(code, title, RECEIVED, definition, of=Matter.people, unit=Measured.PERSON_TIMES, **more)


MEASURES = Measures(
    Stock("carried", "旧存", received, concluded, "本期开始前咨询、到本期开始时还没有办结（待答复、待回访）的；等于上期的未办结。"),
    received,
    Count("online", "线上咨询", RECEIVED, "咨询中，通过电话、网上、微信进行的。", where=_by(ONLINE)),
    Count("offline", "线下咨询", RECEIVED, "咨询中，在窗口、巡回时当面进行的。", where=_by(OFFLINE)),
    *(Count(code, title, RECEIVED, definition, where=_by((kept,)), within="online" if kept in ONLINE else "offline")
      for code, (kept, _heading, title, definition) in CHANNELS.items()),
    _people("people", "咨询人次", "咨询的人数之和；同一人来几次，按次计算。"),
    _people("people_online", "线上咨询人次", "线上咨询的人数之和。", where=_by(ONLINE)),
    _people("people_offline", "线下咨询人次", "线下咨询的人数之和。", where=_by(OFFLINE)),
    *(Count(code, title, ANSWERED, "咨询中，答复方式有这一种的；一件可以有几种答复，不能相加。",
            where=_given.like(f'%"{answer.value}"%'), within="received") for code, (answer, title) in ANSWERS.items()),
    concluded,
    Count("converted", "其中：转为案件", CONCLUDED, "办结的咨询中，转为调解案件、法律援助案件或者稳定风险的。",
          where=Matter.outcome_code == Outcome.CONVERTED.value, within="concluded"),
    Stock("pending", "未办结", received, concluded, "到本期结束时还没有办结的咨询：旧存 + 咨询件数 − 咨询办结。", after=True),
    Rate("online_share", "线上占比", "online", ("received",), "咨询件数", "线上咨询 ÷ 咨询件数。"),
    Rate("conversion_rate", "转办率", "converted", ("concluded",), "咨询办结", "本期转为案件的咨询 ÷ 本期办结的咨询。"),
)
TABLE = (
    ("件数（件）", ("received", "online", "offline")),
    ("人次", ("people", "people_online", "people_offline")),
    ("方式（件）", tuple(CHANNELS)),
    ("答复（件，可多项）", ("told", "drafted", "sent_to_mediation", "sent_to_arbitration", "sent_to_aid")),
    ("办理（件）", ("concluded", "converted", "pending")),
)
SHORT = {
    "received": "合计", "online": "线上", "offline": "线下", "people": "合计", "people_online": "线上", "people_offline": "线下",
    **{code: heading for code, (_kept, heading, *_told) in CHANNELS.items()},
    **{code: answer.label for code, (answer, _title) in ANSWERS.items()},
    "concluded": "已办结", "converted": "#转为案件",
}
# --- the ledger ---------------------------------------------------------------------------------------------------


def _widened(rows, _span):
    consultation = Consultation.__table__
    return rows.add_columns(consultation.c.answered_as).join(consultation, consultation.c.id == Matter.id)


def _answers(row) -> str:
    return "、".join(answer.label for answer in Answer if answer.value in (row.answered_as or ()))


def way(row) -> str:
    """Online or offline, in one word."""
    return ONLINE_WORD if row.source in ONLINE else OFFLINE_WORD


CASES = (
    Column("编号",       "number",                              width=28),
    Column("办理单位",   "unit",                                width=16),
    Column("接待人",     "handler",                             width=10),
    Column("咨询人",     "lead_worker",                         width=14),
    Column("用人单位",   "employer_name",                       width=30),
    Column("咨询问题",   term(D.CONSULT_TOPIC, "dispute_type"), width=16),
    Column("咨询方式",   term(D.CONSULT_CHANNEL, "source"),     width=12),
    Column("人次",       "people",        Format.COUNT,         width=8),
    Column("咨询日期",   "received_on",   Format.DAY,           width=12),
    Column("办结日期",   "concluded_on",  Format.DAY,           width=12),
    Column("结果",       chosen(Outcome, "outcome_code"),       width=12),
)
COLUMNS = (
    *CASES[:5],
    Column("行业",       term(D.INDUSTRY, "industry"),          width=18),
    Column("咨询问题",   term(D.CONSULT_TOPIC, "dispute_type"), width=16),
    Column("咨询方式",   term(D.CONSULT_CHANNEL, "source"),     width=12),
    Column("线上线下",   way,                                  width=10),
    Column("劳动者类别", term(D.WORKER_TYPE, "worker_type"),    width=16),
    Column("人次",       "people",        Format.COUNT,         width=8),
    Column("集体",       is_collective,                         width=8),
    Column("咨询日期",   "received_on",   Format.DAY,           width=12),
    Column("答复方式",   _answers,                              width=24),
    Column("办结日期",   "concluded_on",  Format.DAY,           width=12),
    Column("结果",       chosen(Outcome, "outcome_code"),       width=12),
)

_online, _offline = f.equals("线上线下", ONLINE_WORD), f.equals("线上线下", OFFLINE_WORD)
_FORMULAS = {
    "carried": f.opened("咨询日期", "办结日期"),
    "received": f.counted("咨询日期"),
    "online": f.counted("咨询日期", _online),
    "offline": f.counted("咨询日期", _offline),
    "people": f.summed("人次", "咨询日期"),
    "people_online": f.summed("人次", "咨询日期", _online),
    "people_offline": f.summed("人次", "咨询日期", _offline),
    **{code: f.counted("咨询日期", f.equals("答复方式", f"*{answer.label}*")) for code, (answer, _title) in ANSWERS.items()},
    "concluded": f.counted("办结日期"),
    "converted": f.counted("办结日期", f.equals("结果", Outcome.CONVERTED.label)),
    "pending": f.left_open("咨询日期", "办结日期"),
}
# fmt: on


def _formulas(_read: Read) -> dict[str, str]:
    """The channels are found by the words the ledger writes them in."""
    channels = {
        code: f.equals("咨询方式", term_name(D.CONSULT_CHANNEL, kept))
        for code, (kept, *_told) in CHANNELS.items()
    }
    return {**_FORMULAS, **{code: f.counted("咨询日期", condition) for code, condition in channels.items()}}


CHAPTER = Chapter(
    code=Kind.CONSULTATION.value,
    title="法律咨询",
    name="法律咨询",
    kinds=(Kind.CONSULTATION,),
    statistics=dict.fromkeys(EVERY_READING, MEASURES),
    dimensions=dimensions(
        UNIT,
        Dimension("type", "咨询问题", Matter.dispute_type, words=D.CONSULT_TOPIC),
        Dimension("source", "咨询方式", Matter.source, words=D.CONSULT_CHANNEL),
        INDUSTRY,
        WORKER,
        HANDLER,
        Dimension("outcome", "结果", Matter.outcome_code, blank="未办结", words=Outcome),
    ),
    table=TABLE,
    short=SHORT,
    headlines={
        "received": ("online", "offline"),
        "people": ("people_online", "people_offline"),
        "concluded": ("converted",),
        "pending": (),
        "online_share": (),
    },
    drawn={"received": "合计", "online": "线上", "offline": "线下"},
    shares=("type", "received"),
    noted={"online": "线上", "offline": "线下", "people": "人次"},
    cases=CASES,
    ledger=Ledger(COLUMNS, _widened, _formulas, "本期存续的咨询"),
    heads=Heads(person="咨询人", type="咨询问题", received="咨询日期", concluded="办结日期"),
)
