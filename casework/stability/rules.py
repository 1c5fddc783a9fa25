"""What the office says about findings: their moves, their levels, and how soon somebody looks again.

No national rule sets the levels or the rhythm: each row below that is ours, and not the law's, is a default to be changed here.
"""

from dataclasses import dataclass

from casework.engine.workflow import Move, Workflow
from casework.permissions import P
from casework.stability.models import DISPOSED, OPEN, Finding, Sign
from casework.stability.models import Status as S

FORTHCOMING = (*DISPOSED, S.VISITED)  # disposed of, and not yet struck off


def _is_level_set(finding: Finding) -> bool:
    return finding.level is not None


# fmt: off
WORKFLOW = Workflow(
    #    name         button            from                        to             who may
    Move("assess",    "研判定级",       (S.REGISTERED,),            S.ASSESSED,    P.RISK_SUPERVISE,
         asks=("on", "level"), may_ask=("note",), stamps="accepted_on", main=True),
    Move("assign",    "交办",           (S.ASSESSED, S.ASSIGNED, S.HANDLING), S.ASSIGNED, P.RISK_SUPERVISE,
         asks=("handler_id", "next_on"), may_ask=("note",), main=True),
    Move("take",      "接受交办",       (S.ASSIGNED,),              S.HANDLING,    P.RISK_HANDLE,
         stamps="taken_on", by_handler=True, main=True),
    Move("decline",   "退回交办",       (S.ASSIGNED,),              S.ASSESSED,    P.RISK_HANDLE,
         asks=("reason",), by_handler=True),
    Move("stabilise", "稳控",           (S.HANDLING,),              S.STABILISED,  P.RISK_HANDLE,
         asks=("on", "disposal", "next_on"), stamps="concluded_on", main=True),
    Move("resolve",   "化解",           (S.HANDLING, S.STABILISED), S.RESOLVED,    P.RISK_HANDLE,
         asks=("on", "disposal"), main=True),
    Move("refer",     "转办",           (S.HANDLING,),              S.REFERRED,    P.RISK_HANDLE,
         asks=("on", "referred_to", "disposal"), may_ask=("referral_number",), stamps="concluded_on"),
    Move("escalate",  "升级上报",       (S.ASSESSED, S.ASSIGNED, S.HANDLING, S.STABILISED), S.ESCALATED, P.RISK_HANDLE,
         asks=("on", "reason"), danger=True),
    Move("follow",    "跟进",           (S.ASSIGNED, S.HANDLING, S.STABILISED), None, P.RISK_HANDLE,
         asks=("note", "next_on")),
    Move("regrade",   "调整等级",       (*OPEN, S.STABILISED),      None,          P.RISK_SUPERVISE,
         asks=("level", "reason"), when=_is_level_set),
    Move("dismiss",   "排除",           (S.REGISTERED, S.ASSESSED), S.DISMISSED,   P.RISK_SUPERVISE,
         asks=("on", "reason"), stamps="concluded_on", danger=True),
    Move("visit",     "回访",           FORTHCOMING,                S.VISITED,     P.RISK_HANDLE,
         asks=("on", "visit_result"), may_ask=("note",), stamps="visited_on", main=True),
    Move("strike",    "销号",           (S.VISITED, S.DISMISSED),   S.STRUCK_OFF,  P.RISK_SUPERVISE,
         asks=("on",), may_ask=("note",), stamps="archived_on", main=True),
    Move("reopen",    "重新开启",       (*FORTHCOMING, S.DISMISSED, S.STRUCK_OFF), S.HANDLING, P.RISK_SUPERVISE,
         asks=("reason",), danger=True),
)


@dataclass(frozen=True)
class Step:
    """A level, from how many people on; ``signs`` that make it whatever the number."""

    level: int
    people: int
    signs: frozenset[Sign] = frozenset()


STEPS = (   # the gravest first; ten is where a dispute is collective (劳动人事争议仲裁办案规则 art. 5)
    Step(1, 100, frozenset({Sign.EXTREME})),
    Step(2, 50),
    Step(3, 10),
    Step(4, 1),
)
LABEL_SETS = {   # how levels are commonly called; a unit may write its own
    "colours": ("红色", "橙色", "黄色", "蓝色"),
    "grades": ("重大", "较大", "一般"),
}
USUAL_LABELS = LABEL_SETS["colours"]
LOOK_AGAIN = {1: 1, 2: 2, 3: 5, 4: 10, None: 3}   # working days until somebody looks again, by level

# The category of a finding and the kind of dispute it turns into, and back.
DISPUTES = {
    "wages": "wages", "insurance": "insurance", "termination": "termination", "layoff": "severance",
    "restructuring": "severance", "closure": "severance", "dispatch": "relation", "hours": "overtime", "safety": "other",
    "injury": "injury", "women": "other", "bargaining": "other", "new_form": "relation", "stoppage": "other",
    "opinion": "other", "over_age": "other", "other": "other",
}
CATEGORIES = {
    "wages": "wages", "severance": "termination", "injury": "injury", "insurance": "insurance", "overtime": "hours",
    "rest": "hours", "relation": "other", "termination": "termination", "other": "other",
}
# fmt: on


def suggested_level(people: int, signs) -> int:
    """The level that the numbers speak for; people decide."""
    return next(
        step.level for step in STEPS if max(people, 1) >= step.people or step.signs & {Sign(s) for s in signs}
    )


def label_of(level: int | None, labels) -> str:
    """What a unit calls a level. A set of three calls the third and the fourth alike."""
    return labels[min(level, len(labels)) - 1] if level else ""


def levels_of(labels) -> list[tuple[int, str]]:
    """(number, label) of each level that a set tells apart."""
    return list(enumerate(labels, start=1))


TONES = {1: "red", 2: "amber", 3: "amber", 4: "blue", None: "grey"}
