"""The lawyer's work, form by form, and what is corrected in the application: verbs beside the moves of the workflow."""

from datetime import date

from casework.accounts.models import User
from casework.engine import clock, context
from casework.engine.errors import NotAllowed, Refused
from casework.extensions import db
from casework.legal_aid.due import refresh_due
from casework.legal_aid.models import Form, LegalAid, Status, Work
from casework.matters import actions as matters
from casework.matters.models import Claim
from casework.permissions import P


def must_be_worked_by(aid: LegalAid, by: User) -> None:
    """The lawyer of the case enters the work, or whoever supervises; not whoever took the application."""
    if aid.handler_id != by.id and not by.can(P.AID_SUPERVISE, aid):
        raise NotAllowed("办理援助")


def add(aid: LegalAid, *, by: User, **facts) -> Work:
    """A further form of work."""
    must_be_worked_by(aid, by)
    if aid.status not in (Status.WORKING, Status.CONCLUDED):
        raise Refused("签订委托协议之后才登记援助事项")
    _check(aid, **facts)
    with context.doing("登记援助事项"):
        work = Work(lawyer_id=aid.handler_id, **facts)
        aid.works.append(work)
        _follow(aid)
    return work


def change(aid: LegalAid, work: Work, *, by: User, **facts) -> Work:
    """What became of it."""
    must_be_worked_by(aid, by)
    matters.must_not_be_archived(aid)
    if work.subsidy_fen is not None:
        raise Refused("这一事项的补贴已经发放，不能再改")
    _check(aid, **facts)
    with context.doing("更新援助事项"):
        for name, value in facts.items():
            setattr(work, name, value)
        _follow(aid)
    return work


def remove(aid: LegalAid, work: Work, *, by: User) -> None:
    """It was entered by mistake."""
    must_be_worked_by(aid, by)
    if aid.status != Status.WORKING:
        raise Refused("案件已经办结，援助事项不能再删除")
    with context.doing("删除援助事项"):
        aid.works.remove(work)
        db.session.delete(work)
        _follow(aid)


def _follow(aid: LegalAid) -> None:
    matters.touch(aid)
    refresh_due(aid)
    db.session.flush()


def _check(aid: LegalAid, **facts) -> None:
    """Days in their order, and a result where there is an end."""
    began_on, ended_on = facts["began_on"], facts.get("ended_on")
    if began_on > clock.today():
        raise Refused("开始日期不能晚于今天", field="began_on")
    if aid.accepted_on and began_on < aid.accepted_on:
        raise Refused(
            "开始日期不能早于决定援助的日期（%(day)s）", field="began_on", day=aid.accepted_on.isoformat()
        )
    for name, label in (("filed_on", "立案"), ("ended_on", "完成")):
        day: date | None = facts.get(name)
        if day and day < began_on:
            raise Refused("%(label)s日期不能早于开始日期", field=name, label=label)
    if facts.get("served_on") and ended_on and facts["served_on"] < ended_on:
        raise Refused("送达日期不能早于完成日期", field="served_on")
    if ended_on and not facts.get("result"):
        raise Refused("填了完成日期，请选择结果", field="result")
    if facts.get("result") and not ended_on:
        raise Refused("填了结果，请填写完成日期", field="ended_on")
    if facts.get("is_final") and facts["form"] != Form.ARBITRATION:
        raise Refused("只有仲裁裁决才可能是终局裁决", field="is_final")


# --- the application, corrected ---------------------------------------------------------------------------------------


def change_facts(aid: LegalAid, **changes) -> LegalAid:
    """Correct what was told at the application; what is counted follows."""
    matters.must_not_be_archived(aid)
    with context.doing("修改案件信息"):
        claimed = changes.pop("claimed_fen", aid.claimed_fen)
        people = changes.pop("people", None)
        for name, value in changes.items():
            setattr(aid, name, value)
        for day, label in (
            (aid.notified_on, "告知补充"),
            (aid.decided_on, "决定"),
            (aid.concluded_on, "结案"),
        ):
            if day and day < aid.received_on:
                raise Refused(
                    "申请日期不能晚于%(label)s日期（%(day)s）",
                    field="received_on",
                    label=label,
                    day=day.isoformat(),
                )
        if len(aid.claims) <= 1 and claimed is not None:
            _set_only_claim(aid, claimed)
        if people:
            aid.people = max(people, len(aid.workers))
            aid.is_collective = changes.get("is_collective", aid.is_collective)
            matters.refresh_people(aid)
        _follow(aid)
    return aid


def _set_only_claim(aid: LegalAid, claimed_fen: int) -> None:
    if aid.claims:
        aid.claims[0].claimed_fen = claimed_fen
    elif claimed_fen:
        aid.claims.append(Claim(category="other", claimed_fen=claimed_fen))
    aid.claimed_fen = claimed_fen


def state_means(aid: LegalAid, *, is_promised: bool, promised_on: date | None, **facts) -> LegalAid:
    """Keep the statement of means. The promise is the applicant's: ticked, with the day it was made."""
    matters.must_not_be_archived(aid)
    if is_promised and facts.get("income_per_head_fen") is None and not facts.get("exemption"):
        raise Refused("作了诚信承诺，请填写家庭人均月收入", field="income_per_head_fen")
    if promised_on and not is_promised:
        raise Refused("填了承诺日期，请勾选诚信承诺", field="is_promised")
    with context.doing("经济困难状况说明"):
        for name, value in facts.items():
            setattr(aid, name, value)
        aid.promised_on = (promised_on or clock.today()) if is_promised else None
        _follow(aid)
    return aid
