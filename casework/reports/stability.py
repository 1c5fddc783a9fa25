"""What is counted of stability risk, and how each figure is defined: findings, their disposal, and the letters sent."""

import sqlalchemy as sa

from casework.accounts.models import Dictionary as D
from casework.accounts.queries import term_name
from casework.engine.registers import Column, Format
from casework.engine.spans import Span
from casework.engine.statistics import Count, Dimension, Event, Measured, Measures, Rate, Stock, Sum
from casework.matters.models import Kind, Matter
from casework.reports import formulas as f
from casework.reports.chapters import (
    EVERY_READING,
    HANDLER,
    INDUSTRY,
    UNIT,
    Chapter,
    Heads,
    Ledger,
    Read,
    dimensions,
    own,
)
from casework.reports.columns import YES, chosen, is_collective, term
from casework.stability.campaigns.models import Return
from casework.stability.letters.models import Letter, LetterKind
from casework.stability.models import Finding, Outcome

_of_finding, _of_letter = Finding.__table__.c, Letter.__table__.c
_is_finding = Matter.kind == Kind.STABILITY

# fmt: off
FOUND    = Event("risk found",    "登记日期", Matter.received_on,  where=_is_finding)
LEVELLED = Event("risk levelled", "登记日期", Matter.received_on,  where=_is_finding, record=_of_finding.id, beside=True)
DISPOSED = Event("risk disposed", "处置日期", Matter.concluded_on, where=_is_finding)
SIGNED   = Event("letter signed",   "签发日期", _of_letter.signed_on, record=_of_letter.matter_id)

LEVELS = {1: "一级", 2: "二级", 3: "三级", 4: "四级"}   # the unit's own words differ; the gravest is the first
LEVEL_TITLES = {1: "其中：一级", 2: "其中：二级", 3: "其中：三级", 4: "其中：四级"}
NAMED = {   # the categories that the city's report names
    "wages":         ("其中：工资报酬", "风险因素中，类别为工资报酬的。"),
    "restructuring": ("其中：企业改制", "风险因素中，类别为企业改制的。"),
}

received = Count("received", "风险因素", FOUND, "登记日期在本期内的风险因素。")
disposed = Count("concluded", "已处置", DISPOSED, "处置日期在本期内的风险因素：稳控、化解、转办、升级上报和排除。")


def _ended_as(*outcomes: Outcome):
    return Matter.outcome_code.in_([outcome.value for outcome in outcomes])


def _outcome(code: str) -> Count:
    outcome, title = OUTCOMES[code]
    return Count(code, title, DISPOSED, "已处置的风险因素中，处置结果是这一种的。", where=_ended_as(outcome), within="concluded")


def _letters(code: str, title: str, definition: str, where=None) -> Sum:
    return Sum(code, title, SIGNED, definition, where=where, of=sa.literal(1), unit=Measured.PIECES,
               within="letters" if where is not None else "")


OUTCOMES = {
    "stabilised": (Outcome.STABILISED, "其中：稳控"),
    "resolved":   (Outcome.RESOLVED,   "其中：化解"),
    "referred":   (Outcome.REFERRED,   "其中：转办"),
    "escalated":  (Outcome.ESCALATED,  "其中：升级上报"),
    "dismissed":  (Outcome.DISMISSED,  "其中：排除"),
}
LETTERS = {
    "prompts":  (LetterKind.PROMPT,  "其中：提示函", "本期提示函"),
    "opinions": (LetterKind.OPINION, "其中：意见书", "本期意见书"),
    "advices":  (LetterKind.ADVICE,  "其中：建议书", "本期建议书"),
}

MEASURES = Measures(
    Stock("carried", "旧存", received, disposed, "本期开始前登记、到本期开始时还没有处置的风险因素；等于上期的未处置。"),
    received,
    *(Count(code, title, FOUND, definition, where=Matter.dispute_type == code, within="received")
      for code, (title, definition) in NAMED.items()),
    *(Count(f"level_{level}", title, LEVELLED, "风险因素中，目前定为这一级的（一级最重；各单位的叫法可以不同）。",
            where=_of_finding.level == level, within="received") for level, title in LEVEL_TITLES.items()),
    Count("collective", "其中：集体", FOUND, "风险因素中，涉及职工十人以上或者标记为集体的。",
          where=Matter.is_collective.is_(True), within="received"),
    Sum("people", "涉及职工", FOUND, "风险因素涉及的职工人数之和；同一人涉及几项的，分别计算，所以是人次。",
        of=Matter.people, unit=Measured.PERSON_TIMES),
    disposed,
    *(_outcome(code) for code in OUTCOMES),
    Stock("pending", "未处置", received, disposed, "到本期结束时还没有处置的风险因素：旧存 + 风险因素 − 已处置。", after=True),
    Rate("disposal_rate", "处置率", "concluded", ("carried", "received"), "旧存+风险因素", "已处置 ÷（旧存 + 风险因素），不会超过100%。"),
    _letters("letters", "一函两书", "签发日期在本期内的提示函、意见书和建议书。"),
    *(_letters(code, title, "一函两书中的这一种。", _of_letter.kind == kind) for code, (kind, title, _column) in LETTERS.items()),
    _letters("replied", "其中：已回复", "本期签发的一函两书中，目前已经收到回复的。", _of_letter.replied_on.is_not(None)),
    Rate("reply_rate", "回复率", "replied", ("letters",), "一函两书", "本期签发的一函两书中已回复的 ÷ 本期签发的一函两书。"),
)
TABLE = (
    ("风险因素（件）", ("carried", "received", "wages", "restructuring", "concluded", "pending", "disposal_rate")),
    ("等级（件）", tuple(f"level_{level}" for level in LEVELS)),
    ("处置结果（件）", ("resolved", "stabilised", "referred", "escalated")),
    ("人员", ("people", "collective")),
    ("一函两书（份）", ("letters", "replied")),
)
SHORT = {
    "received": "新登记", "wages": "#工资报酬", "restructuring": "#企业改制", "people": "职工（人次）", "collective": "#集体（件）",
    **{f"level_{level}": title for level, title in LEVELS.items()},
    **{code: outcome.label for code, (outcome, _title) in OUTCOMES.items()}, "letters": "签发", "replied": "#已回复",
}

# --- the ledger ---------------------------------------------------------------------------------------------------

LETTER_COLUMNS = {"letters": "本期一函两书", **{code: column for code, (_k, _t, column) in LETTERS.items()}, "replied": "本期已回复"}


def _widened(rows, span):
    """The level, and the letters that were signed in the period."""
    counts = [
        sa.func.count().label("letters"),
        *(sa.func.count().filter(_of_letter.kind == kind).label(code) for code, (kind, *_told) in LETTERS.items()),
        sa.func.count().filter(_of_letter.replied_on.is_not(None)).label("replied"),
    ]
    letters = (
        sa.select(_of_letter.matter_id, *counts)
        .where(_of_letter.signed_on.between(span.first, span.last))
        .group_by(_of_letter.matter_id).subquery()
    )
    finding = Finding.__table__
    return (
        rows.add_columns(finding.c.level, *(sa.func.coalesce(letters.c[code], 0).label(code) for code in LETTER_COLUMNS))
        .join(finding, finding.c.id == Matter.id)
        .outerjoin(letters, letters.c.matter_id == Matter.id)
    )


CASES = (
    Column("编号",       "number",                              width=28),
    Column("所在单位",   "unit",                                width=16),
    Column("处置人",     "handler",                             width=10),
    Column("用人单位",   "employer_name",                       width=30),
    Column("风险类别",   term(D.RISK_CATEGORY, "dispute_type"), width=18),
    Column("风险来源",   term(D.RISK_SOURCE, "source"),         width=16),
    Column("人数",       "people",        Format.COUNT,         width=8),
    Column("登记日期",   "received_on",   Format.DAY,           width=12),
    Column("处置日期",   "concluded_on",  Format.DAY,           width=12),
    Column("处置结果",   chosen(Outcome, "outcome_code"),       width=12),
)
COLUMNS = (
    *CASES[:4],
    Column("行业",       term(D.INDUSTRY, "industry"),          width=18),
    Column("风险类别",   term(D.RISK_CATEGORY, "dispute_type"), width=18),
    Column("风险来源",   term(D.RISK_SOURCE, "source"),         width=16),
    Column("等级",       lambda row: LEVELS.get(row.level, ""), width=8),
    Column("人数",       "people",        Format.COUNT,         width=8),
    Column("集体",       is_collective,                         width=8),
    Column("登记日期",   "received_on",   Format.DAY,           width=12),
    Column("处置日期",   "concluded_on",  Format.DAY,           width=12),
    Column("处置结果",   chosen(Outcome, "outcome_code"),       width=12),
    *(Column(label, code, Format.COUNT, width=12) for code, label in LETTER_COLUMNS.items()),
)
_FORMULAS = {
    "carried": f.opened("登记日期", "处置日期"),
    "received": f.counted("登记日期"),
    **{f"level_{level}": f.counted("登记日期", f.equals("等级", title)) for level, title in LEVELS.items()},
    "collective": f.counted("登记日期", f.equals("集体", YES)),
    "people": f.summed("人数", "登记日期"),
    "concluded": f.counted("处置日期"),
    **{code: f.counted("处置日期", f.equals("处置结果", outcome.label)) for code, (outcome, _title) in OUTCOMES.items()},
    "pending": f.left_open("登记日期", "处置日期"),
    **{code: f.whole(label) for code, label in LETTER_COLUMNS.items()},
}
# fmt: on


def named(column: str) -> dict[str, str]:
    """The categories that are counted, as conditions on a column of a ledger: by the words it writes them in."""
    return {code: f.equals(column, term_name(D.RISK_CATEGORY, code)) for code in NAMED}


def _formulas(_read: Read) -> dict[str, str]:
    categories = {code: f.counted("登记日期", condition) for code, condition in named("风险类别").items()}
    return {**_FORMULAS, **categories}


def returns(span: Span):
    """What units returned in campaigns, by unit: how often, and how often that there was nothing (零报告)."""
    return (
        sa.select(Return.unit_id, sa.func.count(), sa.func.count().filter(Return.is_zero.is_(True)))
        .where(Return.period_on.between(span.first, span.last))
        .group_by(Return.unit_id)
    )


CHAPTER = Chapter(
    code=Kind.STABILITY.value,
    title="稳定风险",
    name="职工队伍稳定风险",
    kinds=(Kind.STABILITY,),
    statistics=dict.fromkeys(EVERY_READING, MEASURES),
    dimensions=dimensions(
        UNIT,
        Dimension("type", "风险类别", Matter.dispute_type, words=D.RISK_CATEGORY),
        Dimension("level", "等级", own(_of_finding.level), blank="未定级", words=LEVELS),
        Dimension("source", "风险来源", Matter.source, words=D.RISK_SOURCE),
        INDUSTRY,
        HANDLER,
        Dimension("outcome", "处置结果", Matter.outcome_code, blank="未处置", words=Outcome),
    ),
    table=TABLE,
    short=SHORT,
    headlines={
        "received": ("wages", "restructuring"),
        "concluded": ("resolved", "stabilised"),
        "pending": (),
        "people": (),
        "disposal_rate": (),
    },
    drawn={"received": "新登记", "concluded": "已处置"},
    stock_drawn="pending",
    shares=("type", "received"),
    noted={"received": "新登记", "concluded": "已处置"},
    cases=CASES,
    ledger=Ledger(COLUMNS, _widened, _formulas, "本期存续的风险因素，以及本期签发过一函两书的风险因素"),
    heads=Heads(person="—", type="风险类别", received="登记日期", concluded="处置日期", outcome="处置结果"),
    returns=returns,
)
