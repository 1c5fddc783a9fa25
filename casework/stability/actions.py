"""The verbs of a finding: register it, every move to 销号, its measures, and passing it up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

import sqlalchemy as sa

from casework.accounts.models import Unit, User
from casework.accounts.queries import colleagues, lineage
from casework.engine import clock, context
from casework.engine.calendar import official
from casework.engine.errors import Refused, block
from casework.extensions import db
from casework.matters import actions as matters
from casework.matters import carrying
from casework.matters.carrying import Seed
from casework.matters.models import Kind, LinkKind, Matter, MatterLink
from casework.parties.models import Employer, Worker
from casework.permissions import P
from casework.stability.models import (
    DISPOSED,
    OPEN,
    Escalation,
    Finding,
    Measure,
    Office,
    Outcome,
    RiskSetting,
    Status,
    VisitResult,
)
from casework.stability.rules import (
    DISPUTES,
    LOOK_AGAIN,
    WORKFLOW,
    suggested_level,
)

ESCALATED = "escalated"  # why a finding is open to somebody whom their role does not bring there
LEAST_LABELS, MOST_LABELS = 2, 4


@dataclass
class Intake:
    """What is known when a finding is registered."""

    unit: Unit
    employer: Employer
    category: str
    people: int
    source: str = "daily"
    found_on: date | None = None
    received_on: date | None = None
    facts: str = ""
    demands: str = ""
    signs: list[str] = field(default_factory=list)
    campaign_id: int | None = None
    workers: list[Worker] = field(default_factory=list)
    more: dict = field(default_factory=dict)


def register(intake: Intake, *, by: User) -> Finding:
    """Register a finding: it takes its number and waits to be assessed."""
    received_on = intake.received_on or clock.today()
    found_on = intake.found_on or received_on
    if received_on > clock.today():
        raise Refused("登记日期不能晚于今天", field="received_on")
    if found_on > received_on:
        raise Refused("发现日期不能晚于登记日期", field="found_on")
    number, serial = matters.take_number(intake.unit, Kind.STABILITY, received_on.year)
    finding = Finding(
        unit_id=intake.unit.id,
        number=number,
        number_year=received_on.year,
        number_serial=serial,
        registered_by_id=by.id,
        registered_at=clock.utcnow(),
        received_on=received_on,
        last_activity_on=received_on,
        found_on=found_on,
        dispute_type=intake.category,
        source=intake.source,
        facts=intake.facts,
        demands=intake.demands,
        signs=list(intake.signs),
        campaign_id=intake.campaign_id,
        people=max(intake.people, 1),
        lead_worker="",
        state=Status.REGISTERED.value,
        **intake.more,
    )
    with context.doing("登记"), db.session.no_autoflush:
        for worker in intake.workers:
            matters.add_worker(finding, worker)
        matters.refresh_people(finding, intake.people)
        matters.add_employer(finding, intake.employer)
        finding.follow_up_on = look_again(finding, received_on)
        refresh_due(finding)
        db.session.add(finding)
    db.session.flush()
    return finding


def look_again(finding: Finding, after: date) -> date:
    """By when somebody should look again, as its level (or what speaks for one) says."""
    level = finding.level or suggested_level(finding.people, finding.signs)
    return official().add_working_days(after, LOOK_AGAIN[level])


def seed_of(finding: Finding) -> Seed:
    """What a finding hands on to a matter that comes out of it: its facts with the demands."""
    return Seed(
        finding,
        facts="\n".join(part for part in (finding.facts, finding.demands) if part),
        dispute_type=DISPUTES.get(finding.dispute_type, "other"),
        cause=finding.cause,
        court_number=finding.court_number,
    )


def follow_hand_over(matter: Matter) -> None:
    """A hand-over was accepted: with somebody, they have it in hand; without, it waits to be given to somebody."""
    if isinstance(matter, Finding) and matter.status in (Status.ASSIGNED, Status.HANDLING):
        matter.status = Status.HANDLING if matter.handler_id else Status.ASSESSED
        matter.taken_on = clock.today() if matter.handler_id else None
        refresh_due(matter)


def move(finding: Finding, name: str, *, by: User, on: date | None = None, **answers) -> Finding:
    """Make one move of the workflow with the answers its row asks for."""
    step = WORKFLOW[name]
    day = on or clock.today()
    _check_day(finding, day)
    with context.doing(step.label):
        before = CHECKS.get(name)
        if before and step.fits(finding):
            before(finding, day, **answers)
        stood = finding.status
        WORKFLOW.perform(finding, name, by=by, on=day)
        CONSEQUENCES.get(name, _note_only)(finding, day, by=by, stood=stood, **answers)
        matters.touch(finding, day)
        refresh_due(finding)
        db.session.flush()
    return finding


def _check_day(finding: Finding, day: date) -> None:
    matters.check_day(
        day,
        (finding.visited_on, "日期不能早于回访日期（%(day)s）"),
        (finding.concluded_on, "日期不能早于处置日期（%(day)s）"),
        (finding.accepted_on, "日期不能早于研判定级日期（%(day)s）"),
        (finding.received_on, "日期不能早于登记日期（%(day)s）"),
    )


# --- before a move: everything that stands in its way, all at once --------------------------------------------


def _must_lie_ahead(next_on: date | None) -> list[Refused]:
    if next_on is not None and next_on < clock.today():
        return [Refused("下次跟进的日期不能早于今天", field="next_on")]
    return []


def _check_next(f: Finding, on: date, *, next_on: date | None = None, **_) -> None:
    block("请核对日期", _must_lie_ahead(next_on))


def _check_disposal(f: Finding, on: date, *, next_on: date | None = None, **_) -> None:
    reasons = _must_lie_ahead(next_on)
    if matters.open_transfer(f) is not None:
        reasons.append(Refused("有一次移交在等待对方接收：请先撤回，或等对方答复"))
    block("还不能登记处置结果，请先处理下面的事项", reasons)


def _check_escalate(f: Finding, on: date, **answers) -> None:
    if above(f.unit) is None:
        raise Refused("本单位上面没有可以上报的工会")
    _check_disposal(f, on, **answers)


def _check_strike(f: Finding, on: date, **_) -> None:
    reasons = [
        Refused("还有处置措施没有完成：%(what)s", what=measure.text[:40]) for measure in f.open_measures
    ]
    if f.unanswered_escalation is not None:
        reasons.append(Refused("升级上报还没有签收，不能销号"))
    if f.visit_result == VisitResult.UNEASY:
        reasons.append(Refused("最近一次回访有反复：请重新开启，或再次回访"))
    block("还不能销号，请先处理下面的事项", reasons)


CHECKS: dict[str, Callable] = {
    "assign": _check_next,
    "follow": _check_next,
    "stabilise": _check_disposal,
    "resolve": _check_disposal,
    "refer": _check_disposal,
    "escalate": _check_escalate,
    "strike": _check_strike,
}


# --- what a move brings with it -----------------------------------------------------------------------------------


def _note_only(f: Finding, on: date, *, by: User, note: str = "", **_) -> None:
    if note:
        matters.write_note(f, text=note, by=by, happened_on=on)


def _assess(f: Finding, on: date, *, by: User, level: int, note: str = "", **_) -> None:
    f.level = level
    f.follow_up_on = look_again(f, on)
    _note_only(f, on, by=by, note=note)


def _assign(f: Finding, on: date, *, by: User, handler_id: int, next_on: date, note: str = "", **_) -> None:
    handler = db.session.get(User, handler_id)
    if handler is None or not handler.can(P.RISK_HANDLE):
        raise Refused("请选择一位能处置风险的同事", field="handler_id")
    if handler.id == f.handler_id:
        raise Refused("已由%(name)s承办，请选择另一位", field="handler_id", name=handler.name)
    matters.give_to(f, handler)
    f.follow_up_on = next_on
    f.taken_on = None
    if handler.id == by.id:  # nobody need say yes to themselves
        f.status, f.taken_on = Status.HANDLING, on
    _note_only(f, on, by=by, note=note)


def _decline(f: Finding, on: date, *, by: User, reason: str, **_) -> None:
    f.handler_id, f.taken_on = None, None
    matters.write_note(f, text=reason, by=by, happened_on=on)


def _stabilise(f: Finding, on: date, *, by: User, disposal: str, next_on: date, **_) -> None:
    f.outcome, f.disposal, f.follow_up_on = Outcome.STABILISED, disposal, next_on


def _resolve(f: Finding, on: date, *, by: User, disposal: str, **_) -> None:
    _dispose(f, on, Outcome.RESOLVED)
    f.disposal = disposal


def _refer(f: Finding, on: date, *, by: User, referred_to: Office, disposal: str, referral_number: str = "",
           **_) -> None:  # fmt: skip
    f.outcome, f.disposal = Outcome.REFERRED, disposal
    f.referred_to, f.referral_number, f.follow_up_on = referred_to, referral_number, None


def _dispose(f: Finding, on: date, outcome: Outcome) -> None:
    """What was 稳控 before stays disposed of since that day: a month that was counted does not change."""
    f.outcome, f.concluded_on, f.follow_up_on = outcome, f.concluded_on or on, None


def _escalate(f: Finding, on: date, *, by: User, reason: str, **_) -> None:
    _dispose(f, on, Outcome.ESCALATED)
    top = above(f.unit)
    f.disposal = reason
    f.escalations.append(
        Escalation(to_unit_id=top.id, reason=reason, escalated_by_id=by.id, escalated_at=clock.utcnow())
    )
    for person in colleagues(frozenset({top.id}), P.RISK_SUPERVISE):
        within = person.reach.units(P.RISK_READ)
        if within is not None and f.unit_id not in within:
            matters.share(f, person, ESCALATED)


def above(unit: Unit) -> Unit | None:
    """The union at the top, to which a finding is passed up; None for the one at the top itself."""
    top = lineage(unit)[-1]
    return top if top.id != unit.id else None


def _follow(f: Finding, on: date, *, by: User, note: str, next_on: date, **_) -> None:
    f.follow_up_on = next_on
    matters.write_note(f, text=note, by=by, happened_on=on)


def _regrade(f: Finding, on: date, *, by: User, level: int, reason: str, **_) -> None:
    if level == f.level:
        raise Refused("等级没有变化", field="level")
    f.level = level
    matters.write_note(f, text=reason, by=by, happened_on=on)


def _dismiss(f: Finding, on: date, *, by: User, reason: str, **_) -> None:
    f.outcome, f.disposal, f.follow_up_on = Outcome.DISMISSED, reason, None


def _visit(f: Finding, on: date, *, by: User, visit_result: VisitResult, note: str = "", **_) -> None:
    f.visit_result, f.follow_up_on = visit_result, None
    _note_only(f, on, by=by, note=note)


def _reopen(f: Finding, on: date, *, by: User, reason: str, **_) -> None:
    """Back to work. With nobody in charge it waits to be assigned, and without a level to be assessed."""
    matters.write_note(f, text=reason, by=by, happened_on=on)
    for name in ("concluded_on", "outcome", "archived_on", "visited_on", "visit_result", "referred_to"):
        setattr(f, name, None)
    f.disposal = f.referral_number = ""
    f.reopened_times += 1
    f.follow_up_on = look_again(f, on)
    if f.handler_id is None:
        f.status = Status.ASSESSED if f.level else Status.REGISTERED


CONSEQUENCES: dict[str, Callable] = {
    "assess": _assess,
    "assign": _assign,
    "decline": _decline,
    "stabilise": _stabilise,
    "resolve": _resolve,
    "refer": _refer,
    "escalate": _escalate,
    "follow": _follow,
    "regrade": _regrade,
    "dismiss": _dismiss,
    "visit": _visit,
    "reopen": _reopen,
}


# --- passed up, and taken in hand above ---------------------------------------------------------------------------


def may_acknowledge(finding: Finding, user: User) -> bool:
    """Whether this person may say, for the union it was passed up to, that it has arrived."""
    waiting = finding.unanswered_escalation
    if waiting is None:
        return False
    within = user.reach.units(P.RISK_SUPERVISE)
    return within is None or waiting.to_unit_id in within


def acknowledge(finding: Finding, *, by: User, answer: str = "") -> Escalation:
    """签收: somebody above has seen it, and says what is to be done."""
    waiting = finding.unanswered_escalation
    if waiting is None:
        raise Refused("没有等待签收的上报。可能已有人签收，请返回查看。")
    if not may_acknowledge(finding, by):
        raise Refused("要由%(unit)s的主管签收", unit=waiting.to_unit.name)
    with context.doing("签收上报"):
        waiting.acknowledged_by_id, waiting.acknowledged_at = by.id, clock.utcnow()
        waiting.answer = answer
        matters.touch(finding)
        refresh_due(finding)
        db.session.flush()
    return waiting


# --- measures -----------------------------------------------------------------------------------------------------


def add_measure(finding: Finding, *, text: str, person: str, due_on: date, done_on: date | None = None,
                result: str = "") -> Measure:  # fmt: skip
    """Something to be done, or (for the record) done already."""
    must_be_at_work(finding)
    if done_on is None and due_on < finding.received_on:
        raise Refused("完成期限不能早于登记日期", field="due_on")
    _check_done(finding, done_on)
    with context.doing("登记处置措施"):
        measure = Measure(text=text, person=person, due_on=due_on, done_on=done_on, result=result)
        finding.measures.append(measure)
        matters.touch(finding)
        refresh_due(finding)
        db.session.flush()
    return measure


def finish_measure(finding: Finding, measure: Measure, *, done_on: date, result: str) -> None:
    """It has been done."""
    if measure.done_on is not None:
        raise Refused("这项措施已经登记完成")
    must_be_at_work(finding)
    _check_done(finding, done_on)
    with context.doing("措施落实"):
        measure.done_on, measure.result = done_on, result
        matters.touch(finding, done_on)
        refresh_due(finding)


def _check_done(finding: Finding, done_on: date | None) -> None:
    if done_on is None:
        return
    if done_on > clock.today():
        raise Refused("完成日期不能晚于今天", field="done_on")
    if done_on < finding.found_on:
        raise Refused("完成日期不能早于发现日期", field="done_on")


def link_sign(finding: Finding, other: Matter, *, by: User) -> MatterLink:
    """A case or a consultation in which the risk shows (线索)."""
    with context.doing("关联线索"):
        link = carrying.connect(other, finding, LinkKind.SIGN, by=by)
        matters.touch(finding)
    return link


def must_be_at_work(finding: Finding) -> None:
    """What has been struck off stays as it is."""
    if finding.status == Status.STRUCK_OFF:
        raise Refused("风险已经销号，不能再改。如有反复，请主管重新开启。")


# --- what falls due next, what was logged, what a unit decides ----------------------------------------------------


def refresh_due(finding: Finding) -> None:
    """Keep the day shown in lists: the soonest of the next measure and the next follow-up."""
    days = []
    if finding.status in (*OPEN, *DISPOSED):
        days += [(measure.due_on, "risk_measure") for measure in finding.open_measures]
        if finding.follow_up_on:
            name = "risk_assess" if finding.status == Status.REGISTERED else "risk_follow_up"
            days.append((finding.follow_up_on, name))
    if finding.unanswered_escalation is not None:
        day = clock.local(finding.unanswered_escalation.escalated_at).date()
        days.append((official().next_working_day(day), "risk_acknowledge"))
    finding.next_due_on, finding.next_due_name = min(days, default=(None, None))


def change_facts(finding: Finding, **changes) -> Finding:
    """Correct what was logged; what is counted follows."""
    matters.must_not_be_archived(finding)
    with context.doing("修改风险信息"):
        people = changes.pop("people", None)
        for name, value in changes.items():
            setattr(finding, name, value)
        if finding.received_on > clock.today():
            raise Refused("登记日期不能晚于今天", field="received_on")
        if finding.found_on > finding.received_on:
            raise Refused("发现日期不能晚于登记日期", field="found_on")
        later = finding.accepted_on or finding.concluded_on
        if later and later < finding.received_on:
            raise Refused(
                "登记日期不能晚于研判或处置的日期（%(day)s）", field="received_on", day=later.isoformat()
            )
        if people:
            finding.people, finding.is_collective = max(people, len(finding.workers)), False
            matters.refresh_people(finding)
        refresh_due(finding)
        matters.touch(finding)
    return finding


def set_rules(unit: Unit, *, level_labels: list[str] | None, reply_workdays: int | None) -> RiskSetting:
    """What a unit calls the levels and how long a letter may wait; empty means: as the unit above has it."""
    if level_labels and not LEAST_LABELS <= len(level_labels) <= MOST_LABELS:
        raise Refused("等级名称要有二至四个，从重到轻", field="level_labels")
    if level_labels and len(set(level_labels)) != len(level_labels):
        raise Refused("等级名称不能重复", field="level_labels")
    with context.doing("修改风险设置"):
        setting = db.session.scalar(sa.select(RiskSetting).where(RiskSetting.unit_id == unit.id))
        if setting is None:
            setting = RiskSetting(unit_id=unit.id)
            db.session.add(setting)
        setting.level_labels, setting.reply_workdays = level_labels or None, reply_workdays
        db.session.flush()
    return setting
