"""The verbs of a mediation: register it, and every move from assigning to the archive."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from casework.accounts.models import Unit, User
from casework.engine import clock, context, money
from casework.engine.calendar import official
from casework.engine.errors import Refused, block
from casework.engine.periods import DueDay, last_day
from casework.extensions import db
from casework.matters import actions as matters
from casework.matters.carrying import Seed
from casework.matters.models import Claim, Kind, Matter, MatterWorker
from casework.mediation.models import (
    OPEN,
    Confirmation,
    Instalment,
    Mediation,
    Outcome,
    Payment,
    Performance,
    Route,
    Status,
    Visit,
)
from casework.mediation.rules import LONGEST_COURT_EXTENSION, PARTIES_MAY_LEAVE, WORKFLOW, limits_of
from casework.parties.models import Employer, Worker
from casework.permissions import P

GROUNDS = {  # 终结原因 -> outcome
    "unwilling": Outcome.UNWILLING,
    "unreachable": Outcome.UNREACHABLE,
    "divided": Outcome.FAILED,
    "expired": Outcome.EXPIRED,
    "unsigned": Outcome.FAILED,
    "other": Outcome.OTHER,
}


@dataclass
class Intake:
    """What is known when a case is logged: three facts, and whatever else is at hand."""

    unit: Unit
    workers: list[Worker]
    employer: Employer
    dispute_type: str
    source: str = "window"
    received_on: date | None = None
    handler: User | None = None
    claimed_fen: int | None = None
    claim_category: str | None = None
    court_number: str | None = None
    facts: str = ""
    people: int | None = None
    more: dict = field(default_factory=dict)


def register(intake: Intake, *, by: User) -> Mediation:
    """Log a case: it takes its number, and stands with whoever will work it.

    Somebody who conducts mediations and takes the case themselves need not accept it from themselves.
    """
    received_on = intake.received_on or clock.today()
    if received_on > clock.today():
        raise Refused("收案日期不能晚于今天", field="received_on")
    with db.session.no_autoflush:
        number, serial = matters.take_number(intake.unit, Kind.MEDIATION, received_on.year)
    mediation = Mediation(
        unit_id=intake.unit.id,
        number=number,
        number_year=received_on.year,
        number_serial=serial,
        registered_by_id=by.id,
        registered_at=clock.utcnow(),
        received_on=received_on,
        last_activity_on=received_on,
        dispute_type=intake.dispute_type,
        source=intake.source,
        court_number=intake.court_number,
        facts=intake.facts,
        state=Status.REGISTERED.value,
        extended_days=0,
        **intake.more,
    )
    with context.doing("登记"), db.session.no_autoflush:
        for worker in intake.workers:
            matters.add_worker(mediation, worker)
        if intake.people:
            matters.refresh_people(mediation, intake.people)
        matters.add_employer(mediation, intake.employer)
        if intake.claimed_fen:
            mediation.claims.append(
                Claim(category=intake.claim_category or "other", claimed_fen=intake.claimed_fen)
            )
            mediation.claimed_fen = intake.claimed_fen
        refresh_due(mediation)
        db.session.add(mediation)
    db.session.flush()
    if intake.handler is not None:
        _hand_to(mediation, intake.handler, itself=intake.handler.id == by.id)
    return mediation


def _hand_to(mediation: Mediation, handler: User, *, itself: bool) -> None:
    matters.give_to(mediation, handler)
    if mediation.status in (Status.REGISTERED, Status.ASSIGNED, Status.PENDING):
        mediation.status = Status.PENDING if itself else Status.ASSIGNED
        mediation.taken_on = clock.today() if itself else None


def follow_hand_over(matter: Matter) -> None:
    """A hand-over was accepted: who took the case over need not accept it again; without anybody it waits for one."""
    if isinstance(matter, Mediation) and matter.status in (
        Status.REGISTERED,
        Status.ASSIGNED,
        Status.PENDING,
    ):
        matter.status = Status.PENDING if matter.handler_id else Status.REGISTERED
        matter.taken_on = clock.today() if matter.handler_id else None


def seed_of(mediation: Mediation) -> Seed:
    """What a case hands on to a matter that comes out of it."""
    return Seed(
        mediation,
        facts=mediation.facts,
        dispute_type=mediation.dispute_type,
        cause=mediation.cause,
        court_number=mediation.court_number,
    )


def move(mediation: Mediation, name: str, *, by: User, on: date | None = None, **answers) -> Mediation:
    """Make one move of the workflow with the answers its row asks for."""
    step = WORKFLOW[name]
    day = on or clock.today()
    _check_day(mediation, day)
    with context.doing(step.label):
        before = CHECKS.get(name)
        if before and step.fits(mediation):
            before(mediation, day, **answers)
        stood = mediation.status
        WORKFLOW.perform(mediation, name, by=by, on=day)
        CONSEQUENCES.get(name, _note_only)(mediation, day, by=by, stood=stood, **answers)
        matters.touch(mediation, day)
        refresh_due(mediation)
        db.session.flush()
    return mediation


def _check_day(mediation: Mediation, day: date) -> None:
    matters.check_day(
        day,
        (mediation.concluded_on, "日期不能早于结案日期（%(day)s）"),
        (mediation.accepted_on, "日期不能早于受理日期（%(day)s）"),
        (mediation.received_on, "日期不能早于收案日期（%(day)s）"),
    )


# --- before a move: everything that stands in its way, all at once --------------------------------------------


def _check_settle(
    m: Mediation,
    on: date,
    *,
    agreed_fen=None,
    is_nonmonetary=False,
    instalments=(),
    effective_on=None,
    agreement="",
    **_,
) -> None:
    reasons = _unfinished(m)
    if not agreed_fen and not is_nonmonetary:
        reasons.append(Refused("请填写协议金额；如果协议不涉及金钱，请勾选“非金钱给付”", field="agreed_fen"))
    if agreed_fen and instalments and sum(row["amount_fen"] for row in instalments) != agreed_fen:
        reasons.append(Refused("各期金额之和与协议金额不相等", field="instalments"))
    if any(row["due_on"] < on for row in instalments):
        reasons.append(Refused("履行日期不能早于达成协议的日期", field="instalments"))
    if any(not row["amount_fen"] for row in instalments):
        reasons.append(Refused("每一期的金额要大于零", field="instalments"))
    if instalments and not agreed_fen:
        reasons.append(Refused("有分期就要有协议金额", field="agreed_fen"))
    if effective_on and effective_on < on:
        reasons.append(Refused("生效日期不能早于达成协议的日期", field="effective_on"))
    block("还不能结案，请先处理下面的事项", reasons)


def _check_end(m: Mediation, on: date, **_) -> None:
    block("还不能结案，请先处理下面的事项", _unfinished(m))


def _check_archive(m: Mediation, on: date, **_) -> None:
    reasons = _unfinished(m)
    if m.performance in (Performance.PENDING, Performance.PARTIAL):
        reasons.append(Refused("协议还没有履行完毕：请登记到账，或登记未履行"))
    if m.confirmation == Confirmation.APPLIED:
        reasons.append(Refused("确认申请还没有结果：请先登记确认结果"))
    if m.is_successful and not m.visits:
        reasons.append(Refused("还没有回访：请先登记一次回访"))
    if m.concluded_on and on < m.concluded_on:
        reasons.append(Refused("归档日期不能早于结案日期", field="on"))
    block("还不能归档，请先处理下面的事项", reasons)


def _unfinished(m: Mediation) -> list[Refused]:
    return matters.unfinished(m, "还有一次约好的调解会没有开：请先记录结果或取消")


CHECKS: dict[str, Callable] = {
    "settle": _check_settle,
    "fail": _check_end,
    "withdraw": _check_end,
    "refuse": _check_end,
    "archive": _check_archive,
}


# --- what a move brings with it -----------------------------------------------------------------------------------


def _note_only(m: Mediation, on: date, *, by: User, note: str = "", **_) -> None:
    if note:
        matters.write_note(m, text=note, by=by, happened_on=on)


def _assign(m: Mediation, on: date, *, by: User, handler_id: int, **_) -> None:
    handler = db.session.get(User, handler_id)
    if handler is None or not handler.can(P.MEDIATION_CONDUCT):
        raise Refused("请选择一位调解员", field="handler_id")
    if handler.id == m.handler_id:
        raise Refused("本案已由%(name)s承办，请选择另一位", field="handler_id", name=handler.name)
    _hand_to(m, handler, itself=handler.id == by.id)


def _decline(m: Mediation, on: date, *, by: User, reason: str, **_) -> None:
    m.handler_id, m.taken_on = None, None
    matters.write_note(m, text=reason, by=by, happened_on=on)


def _accept(m: Mediation, on: date, **_) -> None:
    if m.handler_id is None:
        raise Refused("请先分派承办人，再受理")


def _refuse(m: Mediation, on: date, *, by: User, reason: str, **_) -> None:
    m.outcome, m.ending_note = Outcome.REFUSED, reason


def _settle(
    m: Mediation,
    on: date,
    *,
    by: User,
    extent: Outcome,
    agreement: str,
    agreed_fen: int | None = None,
    is_nonmonetary: bool = False,
    effective_on: date | None = None,
    instalments=(),
    **_,
) -> None:
    m.outcome = extent
    m.ending_ground = "agreed"
    m.agreement, m.agreed_on, m.effective_on = agreement, on, effective_on or on
    m.agreed_fen, m.is_nonmonetary = agreed_fen or 0, bool(is_nonmonetary)
    m.performance = Performance.PENDING
    due = instalments or ([{"due_on": on, "amount_fen": agreed_fen}] if agreed_fen else [])
    for row in sorted(due, key=lambda row: row["due_on"]):
        m.instalments.append(Instalment(**row))
    for entry in m.workers:
        entry.outcome_code = entry.outcome_code or extent.value
    _share_out(m)


def _share_out(m: Mediation) -> None:
    """One claim and one worker: what was agreed belongs to them. Otherwise the mediator says who gets what."""
    if len(m.claims) == 1:
        m.claims[0].agreed_fen = m.agreed_fen
    if len(m.workers) == 1:
        m.workers[0].agreed_fen = m.agreed_fen


def _fail(m: Mediation, on: date, *, by: User, ground: str, note: str = "", **_) -> None:
    if ground not in GROUNDS:
        raise Refused("请选择终结原因", field="ground")
    m.ending_ground, m.outcome, m.ending_note = ground, GROUNDS[ground], note


def _withdraw(m: Mediation, on: date, *, by: User, withdrawal: Outcome, note: str = "", **_) -> None:
    m.outcome, m.ending_ground, m.ending_note = withdrawal, withdrawal.value, note


def _extend(m: Mediation, on: date, *, by: User, days: int, consent: str, **_) -> None:
    longest = LONGEST_COURT_EXTENSION if m.procedure else None
    if longest and m.extended_days + days > longest:
        raise Refused(
            "法院委托的调解最多延长%(days)s日，已延长%(now)s日",
            field="days",
            days=longest,
            now=m.extended_days,
        )
    m.extended_days += days
    m.extension_consent = consent


def _suspend(m: Mediation, on: date, *, by: User, stood: Status, reason: str, **_) -> None:
    m.suspended_for, m.suspended_from = reason, stood


def _resume(m: Mediation, on: date, *, by: User, note: str = "", **_) -> None:
    m.status = m.suspended_from or Status.MEDIATING
    m.suspended_on, m.suspended_for, m.suspended_from = None, "", None
    _note_only(m, on, by=by, note=note)


def _pay(m: Mediation, on: date, *, by: User, paid_fen: int, note: str = "", **_) -> None:
    if not paid_fen:
        raise Refused("请填写到账金额", field="paid_fen")
    if paid_fen > m.balance_fen:
        raise Refused("到账金额超过未履行余额，请核对", field="paid_fen")
    if on < (m.agreed_on or m.received_on):
        raise Refused("到账日期不能早于达成协议的日期", field="on")
    m.payments.append(Payment(paid_on=on, amount_fen=paid_fen, note=note))
    m.paid_fen += paid_fen
    if len(m.claims) == 1:
        m.claims[0].paid_fen = m.paid_fen
    if m.balance_fen == 0 and not m.is_nonmonetary:
        m.performance, m.performed_on = Performance.PERFORMED, on
    else:  # where something else was promised too, that it was done is said by its own move
        m.performance = Performance.PARTIAL


def _retract(m: Mediation, on: date, *, by: User, reason: str, **_) -> None:
    """What was recorded last, by mistake or for money that went back, is taken away again."""
    last = max(m.payments, key=lambda payment: payment.id)
    m.payments.remove(last)
    db.session.delete(last)
    m.paid_fen -= last.amount_fen
    if len(m.claims) == 1:
        m.claims[0].paid_fen = m.paid_fen
    m.performance, m.performed_on = Performance.PARTIAL if m.paid_fen else Performance.PENDING, None
    matters.write_note(m, text=reason, by=by, happened_on=on)


def _perform(m: Mediation, on: date, *, by: User, note: str = "", **_) -> None:
    m.performance, m.performed_on = Performance.PERFORMED, on
    _note_only(m, on, by=by, note=note)


def _default(m: Mediation, on: date, *, by: User, reason: str, **_) -> None:
    m.performance = Performance.DEFAULTED
    matters.write_note(m, text=reason, by=by, happened_on=on)


def _apply(m: Mediation, on: date, *, by: User, route: Route, **_) -> None:
    if route == Route.NONE:
        raise Refused("请选择司法确认或仲裁审查", field="route")
    if route == Route.ARBITRATION and m.dispute_type == "relation":
        raise Refused(
            "确认劳动关系的争议不能申请仲裁审查（劳动人事争议仲裁办案规则第七十五条）", field="route"
        )
    m.route, m.confirmation, m.confirmation_applied_on = route, Confirmation.APPLIED, on
    m.confirmation_decided_on, m.confirmation_number = None, ""  # of an application that was withdrawn before


def _decide(
    m: Mediation, on: date, *, by: User, decision: Confirmation, document_number: str = "", **_
) -> None:
    if on < m.confirmation_applied_on:
        raise Refused("结果的日期不能早于申请日期", field="on")
    m.confirmation, m.confirmation_decided_on, m.confirmation_number = decision, on, document_number


def _visit(
    m: Mediation, on: date, *, by: User, reached, channel: str = "", satisfaction=None, note: str = "", **_
) -> None:
    m.visits.append(
        Visit(
            visited_on=on,
            by_id=by.id,
            channel=channel or "phone",
            reached=reached,
            satisfaction=satisfaction,
            note=note,
        )
    )


def _archive(
    m: Mediation, on: date, *, by: User, retention_years: int, archive_number: str = "", **_
) -> None:
    m.retention_years, m.archive_number = retention_years, archive_number


def _unarchive(m: Mediation, on: date, *, by: User, reason: str, **_) -> None:
    """Out of the archive, to where it stood before: something came after, or has to be corrected."""
    m.status = Status.REFUSED if m.outcome == Outcome.REFUSED else Status.CONCLUDED
    m.archived_on = None
    matters.write_note(m, text=reason, by=by, happened_on=on)


def _reopen(m: Mediation, on: date, *, by: User, reason: str, **_) -> None:
    if m.payments:
        raise Refused("本案已有到账记录，不能重新开启。请另立新案并说明关联；到账登记有误的，请先撤销。")
    matters.write_note(m, text=reason, by=by, happened_on=on)
    for name in (
        "concluded_on",
        "outcome",
        "ending_ground",
        "archived_on",
        "performed_on",
        "agreed_on",
        "effective_on",
        "confirmation_applied_on",
        "confirmation_decided_on",
        "suspended_on",
        "suspended_from",
        "retention_years",
    ):
        setattr(m, name, None)
    m.ending_note = m.suspended_for = m.archive_number = ""
    m.agreed_fen, m.is_nonmonetary, m.performance = 0, False, Performance.NONE
    m.route, m.confirmation, m.confirmation_number = Route.NONE, Confirmation.NONE, ""
    for row in list(m.instalments):
        m.instalments.remove(row)
        db.session.delete(row)
    for entry in m.workers:
        entry.outcome_code, entry.agreed_fen = None, 0
    for claim in m.claims:
        claim.agreed_fen = 0
    m.reopened_times += 1
    m.status = Status.MEDIATING if m.accepted_on else Status.PENDING if m.handler_id else Status.REGISTERED


CONSEQUENCES: dict[str, Callable] = {
    "assign": _assign,
    "decline": _decline,
    "accept": _accept,
    "refuse": _refuse,
    "settle": _settle,
    "fail": _fail,
    "withdraw": _withdraw,
    "extend": _extend,
    "suspend": _suspend,
    "resume": _resume,
    "pay": _pay,
    "retract": _retract,
    "perform": _perform,
    "default": _default,
    "apply": _apply,
    "decide": _decide,
    "visit": _visit,
    "archive": _archive,
    "unarchive": _unarchive,
    "reopen": _reopen,
}


# --- what falls due next ------------------------------------------------------------------------------------------


def due_days(mediation: Mediation) -> list[DueDay]:
    """The limits that have begun and are not met, soonest first. A suspended case has none running."""
    if mediation.status not in OPEN or mediation.status == Status.SUSPENDED:
        return []
    running = []
    for limit in limits_of(mediation):
        trigger = getattr(mediation, limit.runs_from)
        if trigger is None or getattr(mediation, limit.met_by) is not None or not limit.in_force_on(trigger):
            continue
        extension = mediation.extended_days if limit.extendable else 0
        running.append(last_day(limit, trigger, official(), extension))
    return sorted(running, key=lambda due: due.due)


def unpaid_instalments(mediation: Mediation) -> list[tuple[Instalment, int]]:
    """The instalments not yet covered by what has arrived, with what is missing of each, in 分."""
    left, open_ones = mediation.paid_fen, []
    for instalment in mediation.instalments:
        covered = min(left, instalment.amount_fen)
        left -= covered
        if covered < instalment.amount_fen:
            open_ones.append((instalment, instalment.amount_fen - covered))
    return open_ones


def refresh_due(mediation: Mediation) -> None:
    """Keep the day shown in lists: the soonest limit, or the soonest instalment once it is agreed.

    Parties who agreed to go on are not waiting for the day from which they may go to arbitration: the case page still
    names it, the lists show the day the mediation must end.
    """
    running = [
        due for due in due_days(mediation) if not (mediation.extended_days and due.limit in PARTIES_MAY_LEAVE)
    ]
    if running:
        mediation.next_due_on, mediation.next_due_name = running[0].due, running[0].limit.name
        return
    owed = (
        unpaid_instalments(mediation)
        if mediation.performance in (Performance.PENDING, Performance.PARTIAL)
        else []
    )
    mediation.next_due_on = owed[0][0].due_on if owed else None
    mediation.next_due_name = "instalment" if owed else None


def set_result(
    entry: MatterWorker, *, outcome_code: str | None, agreed_fen: int | None, is_representative: bool
) -> None:
    """One worker's own result. Together the workers cannot have got more than was agreed."""
    mediation = entry.matter
    matters.must_not_be_archived(mediation)
    others = sum(other.agreed_fen for other in mediation.workers if other is not entry)
    if others + (agreed_fen or 0) > mediation.agreed_fen:
        raise Refused(
            "各人的协议金额合计超过全案的协议金额（%(whole)s元）",
            field="agreed_fen",
            whole=money.yuan(mediation.agreed_fen),
        )
    with context.doing("登记各人结果"):
        entry.outcome_code, entry.agreed_fen = outcome_code or None, agreed_fen or 0
        entry.is_representative = is_representative


def change_facts(mediation: Mediation, **changes) -> Mediation:
    """Correct what was logged; what is counted follows."""
    matters.must_not_be_archived(mediation)
    with context.doing("修改案件信息"):
        claimed = changes.pop("claimed_fen", mediation.claimed_fen)
        people = changes.pop("people", None)
        for name, value in changes.items():
            setattr(mediation, name, value)
        _check_dates(mediation)
        if len(mediation.claims) <= 1 and claimed is not None:
            _set_only_claim(mediation, claimed)
        if people:
            mediation.people = max(people, len(mediation.workers))
            mediation.is_collective = changes.get("is_collective", False)
            matters.refresh_people(mediation)
        refresh_due(mediation)
        matters.touch(mediation)
    return mediation


def _set_only_claim(mediation: Mediation, claimed_fen: int) -> None:
    if mediation.claims:
        mediation.claims[0].claimed_fen = claimed_fen
    elif claimed_fen:
        mediation.claims.append(Claim(category="other", claimed_fen=claimed_fen))
    mediation.claimed_fen = claimed_fen


def _check_dates(m: Mediation) -> None:
    if m.received_on > clock.today():
        raise Refused("收案日期不能晚于今天", field="received_on")
    for name, label in (("accepted_on", "受理"), ("concluded_on", "结案")):
        day = getattr(m, name)
        if day and day < m.received_on:
            raise Refused(
                "收案日期不能晚于%(label)s日期（%(day)s）",
                field="received_on",
                label=label,
                day=day.isoformat(),
            )
    if m.signed_for_on and m.procedure is None:
        raise Refused("填了签收日期，请选择法院的程序（普通或简易）", field="procedure")
    if m.signed_for_on and m.signed_for_on > clock.today():
        raise Refused("签收日期不能晚于今天", field="signed_for_on")
