"""The verbs of legal aid: apply, and every move from the notice of what is missing to the archive."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from casework.accounts.models import Unit, User
from casework.engine import clock, context
from casework.engine.errors import Refused, block
from casework.extensions import db
from casework.legal_aid import conflicts, subsidies
from casework.legal_aid.due import refresh_due
from casework.legal_aid.models import (
    WORKED_OUT,
    Agency,
    Check,
    Grade,
    LegalAid,
    Outcome,
    Replacement,
    Stage,
    Status,
    Urgency,
)
from casework.legal_aid.rules import UNDER_A_LAWYER, URGENT_BELOW, WORKFLOW
from casework.matters import actions as matters
from casework.matters.carrying import Seed
from casework.matters.models import Claim, Kind, Matter
from casework.parties.models import Employer, Worker
from casework.permissions import P


@dataclass
class Intake:
    """What is known when somebody applies: three facts, and whatever else is at hand."""

    unit: Unit
    workers: list[Worker]
    employer: Employer
    dispute_type: str
    source: str = "visit"
    received_on: date | None = None
    claimed_fen: int | None = None
    claim_category: str | None = None
    court_number: str | None = None
    facts: str = ""
    people: int | None = None
    more: dict = field(default_factory=dict)


def register(intake: Intake, *, by: User) -> LegalAid:
    """Take an application: it has its number, and waits for the review."""
    received_on = intake.received_on or clock.today()
    if received_on > clock.today():
        raise Refused("申请日期不能晚于今天", field="received_on")
    number, serial = matters.take_number(intake.unit, Kind.LEGAL_AID, received_on.year)
    aid = LegalAid(
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
        state=Status.APPLIED.value,
        **{"stage": Stage.NONE, "forms_asked": [], "powers": [], **intake.more},
    )
    with context.doing("登记申请"), db.session.no_autoflush:
        for worker in intake.workers:
            matters.add_worker(aid, worker)
        if intake.people:
            matters.refresh_people(aid, intake.people)
        matters.add_employer(aid, intake.employer)
        if intake.claimed_fen:
            aid.claims.append(
                Claim(category=intake.claim_category or "other", claimed_fen=intake.claimed_fen)
            )
            aid.claimed_fen = intake.claimed_fen
        db.session.add(aid)
        refresh_due(aid)
    db.session.flush()
    return aid


def seed_of(aid: LegalAid) -> Seed:
    """What a case hands on to a matter that comes out of it. Means and promise stay with the application."""
    return Seed(
        aid,
        facts=aid.facts,
        dispute_type=aid.dispute_type,
        cause=aid.cause,
        court_number=aid.court_number,
    )


def follow_hand_over(matter: Matter) -> None:
    """A hand-over was accepted: a case that had a lawyer waits for one of the new unit's choosing.

    A lawyer is assigned after a check for conflicts; nobody is handed a case past it.
    """
    if not isinstance(matter, LegalAid):
        return
    if matter.handler_id is not None:
        raise Refused("法律援助案件的承办律师须经利益冲突检查后指派，不能直接移交给个人")
    if matter.status in UNDER_A_LAWYER:
        _to_be_assigned(matter, clock.today())
        refresh_due(matter)


def move(aid: LegalAid, name: str, *, by: User, on: date | None = None, **answers) -> LegalAid:
    """Make one move of the workflow with the answers its row asks for."""
    step = WORKFLOW[name]
    day = on or clock.today()
    _check_day(aid, day)
    with context.doing(step.label):
        before = CHECKS.get(name)
        if before and step.fits(aid) and step.may_be_made_by(by, aid):
            before(aid, day, by=by, **answers)
        stood = aid.status
        WORKFLOW.perform(aid, name, by=by, on=day)
        CONSEQUENCES.get(name, _note_only)(aid, day, by=by, stood=stood, **answers)
        matters.touch(aid, day)
        refresh_due(aid)
        db.session.flush()
    return aid


def _check_day(aid: LegalAid, day: date) -> None:
    matters.check_day(
        day,
        (aid.concluded_on, "日期不能早于结案日期（%(day)s）"),
        (aid.accepted_on, "日期不能早于决定日期（%(day)s）"),
        (aid.notified_on, "日期不能早于告知补充材料的日期（%(day)s）"),
        (aid.received_on, "日期不能早于申请日期（%(day)s）"),
    )


# --- before a move: everything that stands in its way, all at once --------------------------------------------


def _check_notify(_aid: LegalAid, _on: date, *, missing: str = "", **_) -> None:
    if not missing.strip():
        raise Refused("请列出须补充的材料，一次说全", field="missing")


def _check_grant(aid: LegalAid, _on: date, **_) -> None:
    if not aid.has_means:
        raise Refused(
            "还没有经济困难状况说明和诚信承诺，也没有免予核查的情形：请先补齐，或一次性告知申请人补充"
        )


def _check_urgent(
    aid: LegalAid,
    on: date,
    *,
    urgency: Urgency | None = None,
    limitation_ends_on: date | None = None,
    **_,
) -> None:
    if urgency != Urgency.LIMITATION:
        return
    ends_on = limitation_ends_on or aid.limitation_ends_on
    if ends_on is None:
        raise Refused("请填写时效或者期限届满的日期", field="limitation_ends_on")
    left = (ends_on - on).days
    if left >= URGENT_BELOW:
        raise Refused(
            "距届满还有%(left)s日，不少于七日，请按一般程序审查（法律援助法第四十四条）",
            field="limitation_ends_on",
            left=left,
        )


def _check_assign(
    aid: LegalAid, _on: date, *, by: User, check_id: int | None = None, override_reason: str = "", **_
) -> None:
    check = db.session.get(Check, check_id) if check_id else None
    if check is None or check.matter_id != aid.id:
        raise Refused("请先做利益冲突检查，再指派", field="check_id")
    if not check.lawyer.can(P.AID_CONDUCT):
        raise Refused("请选择一位律师", field="check_id")
    conflicts.must_still_hold(check)
    if check.hits:
        conflicts.must_be_overridden(check, override_reason, by=by)


def _check_engage(_aid: LegalAid, _on: date, *, agency: Agency, powers=(), **_) -> None:
    if agency == Agency.SPECIAL and not powers:
        raise Refused("特别授权请逐项选择授权事项", field="powers")
    if agency == Agency.GENERAL and powers:
        raise Refused("一般代理没有特别授权事项；有授权事项的请选特别授权", field="agency")


def _check_review(_aid: LegalAid, _on: date, *, grade: Grade, **_) -> None:
    if grade == Grade.FAILED:
        raise Refused("不合格的案卷请退回补充，不作审核通过", field="grade")


def _check_conclude(
    aid: LegalAid, on: date, *, outcome: Outcome | None = None, gained_fen=None, avoided_fen=None, **_
) -> None:
    reasons = _unfinished(aid)
    if outcome not in WORKED_OUT:
        reasons.append(Refused("请选择结果", field="outcome"))
    if not aid.works:
        reasons.append(Refused("还没有登记援助事项：请先记下做了什么（代书、调解、仲裁、诉讼……）"))
    if any(work.ended_on is None for work in aid.works):
        reasons.append(Refused("还有援助事项没有结果：请先登记完成日期和结果"))
    if any(work.ended_on and work.ended_on > on for work in aid.works):
        reasons.append(Refused("办结日期不能早于援助事项的完成日期", field="on"))
    if outcome == Outcome.LOST and (gained_fen or avoided_fen):
        reasons.append(Refused("请求未得到支持的，不应有取得利益或者避免损失", field="outcome"))
    block("还不能办结，请先处理下面的事项", reasons)


def _check_terminate(aid: LegalAid, _on: date, **_) -> None:
    block("还不能终止，请先处理下面的事项", _unfinished(aid))


def _check_archive(aid: LegalAid, _on: date, **_) -> None:
    reasons = []
    if aid.status == Status.REVIEWED and aid.subsidy is None and subsidies.lines_of(aid):
        reasons.append(Refused("补贴还没有发放"))
    if aid.awaits_papers:
        reasons.append(Refused("先行提供的援助还没有补办手续"))
    block("还不能归档，请先处理下面的事项", reasons)


def _unfinished(aid: LegalAid) -> list[Refused]:
    return matters.unfinished(aid, "还有一次约好的开庭或会见没有进行：请先记录结果或取消")


CHECKS: dict[str, Callable] = {
    "notify": _check_notify,
    "grant": _check_grant,
    "grant_first": _check_urgent,
    "assign": _check_assign,
    "engage": _check_engage,
    "review": _check_review,
    "conclude": _check_conclude,
    "terminate": _check_terminate,
    "archive": _check_archive,
}


# --- what a move brings with it -----------------------------------------------------------------------------------


def _note_only(aid: LegalAid, on: date, *, by: User, note: str = "", **_) -> None:
    if note:
        matters.write_note(aid, text=note, by=by, happened_on=on)


def _notify(aid: LegalAid, _on: date, *, missing: str, **_) -> None:
    aid.missing = missing


def _withdraw(aid: LegalAid, _on: date, *, note: str = "", **_) -> None:
    aid.outcome, aid.ending_note = Outcome.WITHDRAWN, note[:500]


def _grant(aid: LegalAid, on: date, *, by: User, decision_number: str, note: str = "", **_) -> None:
    aid.decided_on, aid.assign_from_on, aid.decision_number = on, on, decision_number
    _note_only(aid, on, by=by, note=note)


def _grant_first(
    aid: LegalAid, on: date, *, urgency: Urgency, limitation_ends_on: date | None = None, **answers
) -> None:
    aid.urgency = urgency
    aid.limitation_ends_on = limitation_ends_on or aid.limitation_ends_on
    _grant(aid, on, **answers)


def _refuse(aid: LegalAid, on: date, *, refusal: str, reason: str, decision_number: str, **_) -> None:
    aid.decided_on, aid.outcome, aid.decision_number = on, Outcome.REFUSED, decision_number
    aid.refusal, aid.ending_note = refusal, reason


def _assign(aid: LegalAid, on: date, *, by: User, check_id: int, override_reason: str = "", **_) -> None:
    check = db.session.get(Check, check_id)
    lawyer = check.lawyer
    if check.hits:
        check.override_reason, check.overridden_by_id = override_reason.strip(), by.id
    matters.give_to(aid, lawyer)
    if lawyer.id == by.id:  # who takes the case themselves need not accept it from themselves
        aid.status, aid.taken_on = Status.TAKEN, on


def _to_be_assigned(aid: LegalAid, from_on: date | None = None) -> None:
    matters.take_from(aid)
    aid.status, aid.assigned_on, aid.taken_on = Status.GRANTED, None, None
    aid.engaged_on, aid.agency, aid.powers = None, None, []
    aid.assign_from_on = from_on or aid.assign_from_on


def _decline(aid: LegalAid, on: date, *, by: User, reason: str, **_) -> None:
    matters.write_note(aid, text=reason, by=by, happened_on=on)
    _to_be_assigned(aid)


def _replace(aid: LegalAid, on: date, *, by: User, replacement: Replacement, reason: str, **_) -> None:
    matters.write_note(aid, text=f"{replacement.label} · {reason}", by=by, happened_on=on)
    aid.replacements += 1
    _to_be_assigned(aid, on)


def _engage(aid: LegalAid, _on: date, *, agency: Agency, powers=(), **_) -> None:
    aid.agency, aid.powers = agency, list(powers)


def _conclude(
    aid: LegalAid,
    _on: date,
    *,
    outcome: Outcome,
    closing_report: str,
    gained_fen: int | None = None,
    avoided_fen: int | None = None,
    **_,
) -> None:
    aid.outcome, aid.closing_report = outcome, closing_report
    set_result(aid, gained_fen or 0, avoided_fen or 0)
    for entry in aid.workers:
        entry.outcome_code = entry.outcome_code or outcome.value


def set_result(aid: LegalAid, gained_fen: int, avoided_fen: int) -> None:
    """Gained and avoided, apart; their sum is what the reports count. One worker or one claim: it is theirs."""
    aid.gained_fen, aid.avoided_fen = gained_fen, avoided_fen
    aid.agreed_fen = gained_fen + avoided_fen
    if len(aid.claims) == 1:
        aid.claims[0].agreed_fen = aid.agreed_fen
    if len(aid.workers) == 1:
        aid.workers[0].agreed_fen = aid.agreed_fen


def _terminate(aid: LegalAid, _on: date, *, termination: str, reason: str, **_) -> None:
    aid.outcome, aid.ending_ground, aid.ending_note = Outcome.TERMINATED, termination, reason


def _stood_before(aid: LegalAid) -> Status:
    """Where an ended case stood by the way it ended."""
    if aid.outcome == Outcome.TERMINATED:
        return Status.TERMINATED
    if aid.outcome == Outcome.REFUSED:
        return Status.REFUSED
    return Status.WITHDRAWN if aid.outcome == Outcome.WITHDRAWN else Status.CONCLUDED


def _return(aid: LegalAid, on: date, *, by: User, reason: str, **_) -> None:
    aid.status, aid.filed_on = _stood_before(aid), None
    matters.write_note(aid, text=reason, by=by, happened_on=on)


def _review(aid: LegalAid, on: date, *, by: User, grade: Grade, note: str = "", **_) -> None:
    aid.grade = grade
    _note_only(aid, on, by=by, note=note)


def _pay(aid: LegalAid, on: date, *, by: User, note: str = "", **_) -> None:
    subsidies.pay(aid, on, by=by, note=note)


def _arrive(aid: LegalAid, on: date, *, by: User, paid_fen: int, note: str = "", **_) -> None:
    if not paid_fen:
        raise Refused("请填写到账金额", field="paid_fen")
    if paid_fen > aid.balance_fen:
        raise Refused("到账金额超过尚未到账的取得利益，请核对", field="paid_fen")
    aid.paid_fen += paid_fen
    if len(aid.claims) == 1:
        aid.claims[0].paid_fen = aid.paid_fen
    aid.performed_on = on if aid.balance_fen == 0 else None
    _note_only(aid, on, by=by, note=note)


def _retract(aid: LegalAid, on: date, *, by: User, reason: str, **_) -> None:
    """What was recorded by mistake is taken away; what did arrive is recorded anew."""
    aid.paid_fen, aid.performed_on = 0, None
    for claim in aid.claims:
        claim.paid_fen = 0
    matters.write_note(aid, text=reason, by=by, happened_on=on)


def _archive(aid: LegalAid, _on: date, *, retention_years: int, archive_number: str = "", **_) -> None:
    aid.retention_years, aid.archive_number = retention_years, archive_number


def _unarchive(aid: LegalAid, on: date, *, by: User, reason: str, **_) -> None:
    aid.status = Status.REVIEWED if aid.reviewed_on else _stood_before(aid)
    aid.archived_on = None
    matters.write_note(aid, text=reason, by=by, happened_on=on)


def _reopen(aid: LegalAid, on: date, *, by: User, reason: str, **_) -> None:
    """A refusal or a withdrawal goes back to the review; a case that had begun goes on from where it was."""
    if aid.paid_fen:
        raise Refused("本案已有到账记录，不能重新办理；登记有误的，请先更正到账")
    matters.write_note(aid, text=reason, by=by, happened_on=on)
    if aid.accepted_on is None:
        aid.status = Status.APPLIED
    elif aid.handler_id is None:
        aid.status = Status.GRANTED
    else:
        aid.status = Status.WORKING if aid.engaged_on else Status.TAKEN if aid.taken_on else Status.ASSIGNED
    aid.concluded_on = aid.outcome = aid.ending_ground = aid.refusal = aid.objected_on = None
    aid.ending_note = ""
    if aid.accepted_on is None:
        aid.decided_on = aid.decision_number = None
        if aid.notified_on and not aid.supplemented_on:  # asked for once, so not asked for again
            aid.supplemented_on = on
    set_result(aid, 0, 0)
    for entry in aid.workers:
        entry.outcome_code, entry.agreed_fen = None, 0
    for claim in aid.claims:
        claim.agreed_fen = 0
    aid.reopened_times += 1


CONSEQUENCES: dict[str, Callable] = {
    "notify": _notify,
    "lapse": _withdraw,
    "withdraw": _withdraw,
    "grant": _grant,
    "grant_first": _grant_first,
    "refuse": _refuse,
    "assign": _assign,
    "decline": _decline,
    "replace": _replace,
    "engage": _engage,
    "conclude": _conclude,
    "terminate": _terminate,
    "return": _return,
    "review": _review,
    "pay": _pay,
    "arrive": _arrive,
    "retract": _retract,
    "archive": _archive,
    "unarchive": _unarchive,
    "reopen": _reopen,
}
