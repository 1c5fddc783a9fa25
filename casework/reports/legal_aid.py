"""What is counted of legal aid, and how each figure is defined.

An application is received; 提供法律援助 counts the day of the decision to grant it. The forms of work are counted
separately: a case in which papers were written and an arbitration was conducted is one case and two works.
"""

import sqlalchemy as sa

from casework.accounts.models import Dictionary as D
from casework.engine.registers import Column, Format
from casework.engine.statistics import Count, Dimension, Event, Measured, Measures, Rate, Stock, Sum
from casework.legal_aid.models import WORKED_OUT, Form, LegalAid, Outcome, Subsidy, Work
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
    dimensions,
)
from casework.reports.columns import FACTS, WHO, YES, chosen, is_collective, term, yes_or_no

_of_aid, _of_work, _of_subsidy = LegalAid.__table__.c, Work.__table__.c, Subsidy.__table__.c
_is_aid = Matter.kind == Kind.LEGAL_AID

# fmt: off
RECEIVED  = Event("aid received", "申请日期",     Matter.received_on,  where=_is_aid)
GRANTED   = Event("aid granted", "决定给予日期", Matter.accepted_on,  where=_is_aid)
CONCLUDED = Event("aid concluded", "结案日期",     Matter.concluded_on, where=_is_aid)
HELPED    = Event("aid helped", "决定给予日期", Matter.accepted_on,  where=_is_aid, record=_of_aid.id, beside=True)
ENDED     = Event("aid ended", "结案日期",     Matter.concluded_on, where=_is_aid, record=_of_aid.id, beside=True)
BEGUN     = Event("aid begun", "开始办理日期", _of_work.began_on,   record=_of_work.matter_id)
PAID      = Event("aid paid", "发放日期",     _of_subsidy.paid_on, record=_of_subsidy.matter_id)

# The forms of work as they are counted: (title, heading, forms).
FORMS = {
    "drafting":    ("代写法律文书",   "代书",     (Form.DRAFTING,)),
    "negotiation": ("参与协商、调解", "协商调解", (Form.MEDIATION,)),
    "arbitration": ("仲裁代理",       "仲裁",     (Form.ARBITRATION,)),
    "litigation":  ("诉讼代理",       "诉讼",     (Form.FIRST, Form.SECOND, Form.RETRIAL)),
    "enforcement": ("执行代理",       "执行",     (Form.ENFORCEMENT,)),
    "other_work":  ("非诉讼代理",     "非诉讼",   (Form.OTHER,)),
}

received = Count("received", "新收申请", RECEIVED, "申请日期在本期内的援助申请，不论是否给予。")
concluded = Count("concluded", "结案", CONCLUDED, "结案日期在本期内的案件：办结、终止、不予援助和撤回申请。")


def _ended_as(*outcomes: Outcome):
    return Matter.outcome_code.in_([outcome.value for outcome in outcomes])


def _works(code: str) -> Sum:
    title, _heading, forms = FORMS[code]
    definition = (
        "本期开始办理的一审、二审、再审代理；一件案件有几项的，分别计算。" if len(forms) > 1
        else "本期开始办理的这类援助事项；一件案件有几项的，分别计算。"
    )
    return Sum(code, title, BEGUN, definition,
               where=_of_work.form.in_(forms), of=sa.literal(1), unit=Measured.TIMES)


def _money(code: str, title: str, on: Event, of, definition: str) -> Sum:
    return Sum(code, title, on, definition, of=of, unit=Measured.MONEY)


MEASURES = Measures(
    Stock("carried", "旧存", received, concluded, "本期开始前申请、到本期开始时还没有结案的案件；等于上期的未结。"),
    received,
    Count("granted", "提供法律援助", GRANTED, "决定给予援助、决定日期在本期内的案件；统计报告中的法律援助案件就是这个数。"),
    Count("exempt", "其中：免予核查经济困难", HELPED, "提供援助的案件中，属于免予核查经济困难状况情形的（法律援助法第四十二条、工会法律援助办法）。",
          where=_of_aid.exemption.is_not(None), within="granted"),
    Count("urgent", "其中：先行提供", HELPED, "提供援助的案件中，因情况紧急先行提供的（法律援助法第四十四条）。",
          where=_of_aid.urgency.is_not(None), within="granted"),
    Count("collective", "其中：集体争议", GRANTED, "提供援助的案件中，登记为集体争议的案件（劳动者一方十人以上，或者人工标记）。",
          where=Matter.is_collective.is_(True), within="granted"),
    Sum("people", "受援人", GRANTED, "提供援助的案件的受援人数之和；同一人有几个案件的，按案件分别计算，所以是人次。",
        of=Matter.people, unit=Measured.PERSON_TIMES),
    concluded,
    Count("completed", "其中：办结", CONCLUDED, "结案案件中，承办到有结果的：请求得到全部或者部分支持、未得到支持、调解和解、代书完成和其他方式办结。",
          where=_ended_as(*WORKED_OUT), within="concluded"),
    Count("terminated", "其中：终止", CONCLUDED, "结案案件中，提供援助以后又终止的（法律援助法第四十八条）。",
          where=_ended_as(Outcome.TERMINATED), within="concluded"),
    Count("refused", "其中：不予援助", CONCLUDED, "结案案件中，审查后决定不予援助的申请。",
          where=_ended_as(Outcome.REFUSED), within="concluded"),
    Count("withdrawn", "其中：撤回申请", CONCLUDED, "结案案件中，申请人撤回或者视为撤回的申请。",
          where=_ended_as(Outcome.WITHDRAWN), within="concluded"),
    Stock("pending", "未结", received, concluded, "到本期结束时还没有结案的案件：旧存 + 新收申请 − 结案。", after=True),
    Rate("conclusion_rate", "结案率", "concluded", ("carried", "received"), "旧存+新收申请", "结案 ÷（旧存 + 新收申请），不会超过100%。"),
    Rate("grant_rate", "给予率", "granted", ("granted", "refused"), "作出决定", "本期给予援助 ÷ 本期作出的给予和不予决定。"),
    *(_works(code) for code in FORMS),
    _money("claimed", "请求金额", CONCLUDED, Matter.claimed_fen, "本期结案案件的请求金额之和。"),
    _money("gained", "取得利益", ENDED, _of_aid.gained_fen, "本期结案案件为受援人取得的利益之和。"),
    _money("avoided", "避免损失", ENDED, _of_aid.avoided_fen, "本期结案案件为受援人避免的损失之和。"),
    _money("recovered", "挽回经济损失", CONCLUDED, Matter.agreed_fen, "本期结案案件的取得利益与避免损失之和，不论是否已经到账。"),
    _money("subsidy", "办案补贴", PAID, _of_subsidy.amount_fen, "发放日期在本期内的办案补贴之和，不论案件在哪一期结案。"),
)
TABLE = (
    ("案件（件）", ("carried", "received", "granted", "concluded", "completed", "refused", "pending")),
    ("援助方式（次）", tuple(FORMS)),
    ("人员", ("people", "collective")),
    ("金额（万元）", ("gained", "avoided", "recovered")),
)
SHORT = {
    "received": "新收", "granted": "提供援助", "completed": "#办结", "refused": "#不予援助", "people": "受援人（人次）",
    "collective": "#集体争议（件）", "recovered": "挽回损失", **{code: heading for code, (_title, heading, _forms) in FORMS.items()},
}

# --- the ledger ---------------------------------------------------------------------------------------------------

COMPLETED, TERMINATED, REFUSED, WITHDRAWN = "办结", "终止", "不予援助", "撤回申请"
CLASSES = {
    **{outcome.value: COMPLETED for outcome in WORKED_OUT},
    Outcome.TERMINATED.value: TERMINATED,
    Outcome.REFUSED.value: REFUSED,
    Outcome.WITHDRAWN.value: WITHDRAWN,
}


def _widened(rows, span):
    """What the case gained, what was begun in it in the period, and what was paid for it."""
    counts = [sa.func.count().filter(_of_work.form.in_(forms)).label(code) for code, (_t, _h, forms) in FORMS.items()]
    works = (
        sa.select(_of_work.matter_id, *counts)
        .where(_of_work.began_on.between(span.first, span.last))
        .group_by(_of_work.matter_id).subquery()
    )
    paid = (
        sa.select(_of_subsidy.matter_id, _of_subsidy.amount_fen)
        .where(_of_subsidy.paid_on.between(span.first, span.last)).subquery()
    )
    aid = LegalAid.__table__
    return (
        rows.add_columns(
            aid.c.exemption, aid.c.urgency, aid.c.gained_fen, aid.c.avoided_fen,
            *(sa.func.coalesce(works.c[code], 0).label(code) for code in FORMS),
            sa.func.coalesce(paid.c.amount_fen, 0).label("subsidy_in_span_fen"),
        )
        .join(aid, aid.c.id == Matter.id)
        .outerjoin(works, works.c.matter_id == Matter.id)
        .outerjoin(paid, paid.c.matter_id == Matter.id)
    )


CASES = (
    *WHO,
    Column("纠纷类型",   term(D.DISPUTE_TYPE, "dispute_type"),  width=16),
    Column("申请来源",   term(D.AID_SOURCE, "source"),          width=14),
    Column("人数",       "people",        Format.COUNT,         width=8),
    Column("申请日期",   "received_on",   Format.DAY,           width=12),
    Column("决定日期",   "accepted_on",   Format.DAY,           width=12),
    Column("结案日期",   "concluded_on",  Format.DAY,           width=12),
    Column("结果",       chosen(Outcome, "outcome_code"),       width=16),
    Column("请求金额",   "claimed_fen",   Format.YUAN,          width=14),
    Column("挽回损失",   "agreed_fen",    Format.YUAN,          width=14),
)
COLUMNS = (
    *FACTS,
    Column("纠纷类型",       term(D.DISPUTE_TYPE, "dispute_type"),     width=16),
    Column("申请来源",       term(D.AID_SOURCE, "source"),             width=14),
    Column("劳动者类别",     term(D.WORKER_TYPE, "worker_type"),       width=16),
    Column("人数",           "people",            Format.COUNT,        width=7),
    Column("集体争议",       is_collective,                            width=9),
    Column("免予核查",       yes_or_no("exemption"),                   width=9),
    Column("先行提供",       yes_or_no("urgency"),                     width=9),
    Column("申请日期",       "received_on",       Format.DAY,          width=12),
    Column("决定给予日期",   "accepted_on",       Format.DAY,          width=13),
    Column("结案日期",       "concluded_on",      Format.DAY,          width=12),
    Column("结果",           chosen(Outcome, "outcome_code"),          width=16),
    Column("结案归类",       lambda row: CLASSES.get(row.outcome_code, ""), width=12),
    *(Column("本期" + heading, code, Format.COUNT, width=10) for code, (_title, heading, _forms) in FORMS.items()),
    Column("请求金额（元）", "claimed_fen",       Format.YUAN,         width=15),
    Column("取得利益（元）", "gained_fen",        Format.YUAN,         width=15),
    Column("避免损失（元）", "avoided_fen",       Format.YUAN,         width=15),
    Column("挽回损失（元）", "agreed_fen",        Format.YUAN,         width=15),
    Column("本期补贴（元）", "subsidy_in_span_fen", Format.YUAN,       width=15),
)


def _ended(name: str) -> str:
    return f.counted("结案日期", f.equals("结案归类", name))


FORMULAS = {
    "carried": f.opened("申请日期", "结案日期"),
    "received": f.counted("申请日期"),
    "granted": f.counted("决定给予日期"),
    "exempt": f.counted("决定给予日期", f.equals("免予核查", YES)),
    "urgent": f.counted("决定给予日期", f.equals("先行提供", YES)),
    "collective": f.counted("决定给予日期", f.equals("集体争议", YES)),
    "people": f.summed("人数", "决定给予日期"),
    "concluded": f.counted("结案日期"),
    "completed": _ended(COMPLETED),
    "terminated": _ended(TERMINATED),
    "refused": _ended(REFUSED),
    "withdrawn": _ended(WITHDRAWN),
    "pending": f.left_open("申请日期", "结案日期"),
    **{code: f.whole("本期" + heading) for code, (_title, heading, _forms) in FORMS.items()},
    "claimed": f.in_wan(f.summed("请求金额（元）", "结案日期")),
    "gained": f.in_wan(f.summed("取得利益（元）", "结案日期")),
    "avoided": f.in_wan(f.summed("避免损失（元）", "结案日期")),
    "recovered": f.in_wan(f.summed("挽回损失（元）", "结案日期")),
    "subsidy": f.in_wan(f.whole("本期补贴（元）")),
}
# fmt: on

CHAPTER = Chapter(
    code=Kind.LEGAL_AID.value,
    title="法律援助",
    name="法律援助",
    kinds=(Kind.LEGAL_AID,),
    statistics=dict.fromkeys(EVERY_READING, MEASURES),
    dimensions=dimensions(
        UNIT,
        Dimension("type", "纠纷类型", Matter.dispute_type, words=D.DISPUTE_TYPE),
        Dimension("source", "申请来源", Matter.source, words=D.AID_SOURCE),
        INDUSTRY,
        WORKER,
        HANDLER,
        Dimension("outcome", "结果", Matter.outcome_code, blank="未结", words=Outcome),
    ),
    table=TABLE,
    short=SHORT,
    headlines={
        "received": (),
        "granted": (),
        "concluded": (),
        "pending": (),
        "recovered": ("gained", "avoided"),
    },
    drawn={"received": "新收", "granted": "提供援助", "concluded": "结案"},
    stock_drawn="pending",
    shares=("type", "received"),
    noted={"granted": "提供援助", "recovered": "挽回损失"},
    cases=CASES,
    ledger=Ledger(
        COLUMNS, _widened, lambda _read: FORMULAS, "本期存续的案件，以及本期有援助事项开始或补贴发放的案件"
    ),
    heads=Heads(person="受援人", received="申请日期"),
)
