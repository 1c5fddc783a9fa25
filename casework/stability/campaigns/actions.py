"""The verbs of a campaign: begin it, change it, close it; return for a period, and correct what was returned."""

from datetime import date

import sqlalchemy as sa

from casework.accounts.models import Unit, User
from casework.engine import clock, context
from casework.engine.errors import Refused
from casework.extensions import db
from casework.permissions import P
from casework.stability.campaigns.models import (
    Campaign,
    CampaignState,
    CampaignUnit,
    Return,
    ReturnCorrection,
    Rhythm,
)
from casework.stability.campaigns.rules import MOST_PERIODS, Period, periods
from casework.stability.models import Finding


def may_manage(campaign: Campaign, user: User) -> bool:
    """Whether this person organises campaigns of the unit that organises this one."""
    within = user.reach.units(P.CAMPAIGN_MANAGE)
    return user.can(P.CAMPAIGN_MANAGE) and (within is None or campaign.unit_id in within)


def begin(unit: Unit, *, name: str, starts_on: date, ends_on: date, rhythm: Rhythm, unit_ids: list[int],
          by: User, grace_days: int = 1, instructions: str = "") -> Campaign:  # fmt: skip
    """Begin a campaign in these units."""
    campaign = Campaign(
        unit_id=unit.id,
        name=name,
        starts_on=starts_on,
        ends_on=ends_on,
        rhythm=rhythm,
        grace_days=grace_days,
        instructions=instructions,
        begun_by_id=by.id,
        begun_at=clock.utcnow(),
    )
    _must_hold(campaign, unit_ids, by)
    with context.doing("部署专项排查"):
        campaign.parts = [CampaignUnit(unit_id=id) for id in dict.fromkeys(unit_ids)]
        db.session.add(campaign)
        db.session.flush()
    return campaign


def _must_hold(campaign: Campaign, unit_ids: list[int], by: User) -> None:
    if campaign.ends_on < campaign.starts_on:
        raise Refused("结束日期不能早于开始日期", field="ends_on")
    if not unit_ids:
        raise Refused("请至少选择一个参加排查的单位", field="unit_ids")
    within = by.reach.units(P.CAMPAIGN_MANAGE)
    if within is not None and not {*unit_ids, campaign.unit_id} <= within:
        raise Refused("只能部署到本单位和下级单位", field="unit_ids")
    if (campaign.ends_on - campaign.starts_on).days > MOST_PERIODS * 31 or len(
        periods(campaign)
    ) > MOST_PERIODS:
        raise Refused("期次太多，请缩短时间或放慢频次", field="ends_on")
    if not periods(campaign):
        raise Refused("这段时间里没有一期要报送（没有工作日）", field="ends_on")


def change(campaign: Campaign, *, by: User, unit_ids: list[int], **facts) -> None:
    """Change a campaign. What has been returned stays what it was returned for."""
    if has_returns(campaign) and any(
        facts.get(name, getattr(campaign, name)) != getattr(campaign, name)
        for name in ("rhythm", "starts_on")
    ):
        raise Refused("已有单位报送，不能再改开始日期和报送频次", field="starts_on")
    returned = set(db.session.scalars(sa.select(Return.unit_id).where(Return.campaign_id == campaign.id)))
    if returned - set(unit_ids):
        raise Refused("已经报送过的单位不能去掉", field="unit_ids")
    last = db.session.scalar(
        sa.select(sa.func.max(Return.period_on)).where(Return.campaign_id == campaign.id)
    )
    if last and facts.get("ends_on", campaign.ends_on) < last:
        raise Refused("已有单位报送了更晚的期次（%(day)s）", field="ends_on", day=last.isoformat())
    with context.doing("修改专项排查"), db.session.no_autoflush:
        for name, value in facts.items():
            setattr(campaign, name, value)
        _must_hold(campaign, unit_ids, by)
        kept = {part.unit_id: part for part in campaign.parts}
        campaign.parts = [kept.get(id) or CampaignUnit(unit_id=id) for id in dict.fromkeys(unit_ids)]
    db.session.flush()


def has_returns(campaign: Campaign) -> bool:
    """Whether any unit has returned yet."""
    return bool(db.session.scalar(sa.select(sa.exists().where(Return.campaign_id == campaign.id))))


def close(campaign: Campaign) -> None:
    """No further returns are awaited."""
    if campaign.state == CampaignState.CLOSED:
        raise Refused("这次排查已经结束")
    with context.doing("结束专项排查"):
        campaign.state = CampaignState.CLOSED


def resume(campaign: Campaign) -> None:
    """Returns are awaited again."""
    if campaign.state == CampaignState.RUNNING:
        raise Refused("这次排查正在进行")
    with context.doing("重新开始专项排查"):
        campaign.state = CampaignState.RUNNING


# --- returns ------------------------------------------------------------------------------------------------------


def period_of(campaign: Campaign, first: date) -> Period | None:
    """The period that begins on this day."""
    return next((period for period in periods(campaign) if period.first == first), None)


def loose_findings(campaign: Campaign, unit_id: int, until: date) -> list[Finding]:
    """What the unit registered for the campaign, found by then, and has not returned yet."""
    query = sa.select(Finding).where(
        Finding.campaign_id == campaign.id,
        Finding.unit_id == unit_id,
        Finding.return_id.is_(None),
        Finding.found_on <= until,
    )
    return list(db.session.scalars(query.order_by(Finding.id)))


def submit(
    campaign: Campaign, unit: Unit, period: Period, *, is_zero: bool, by: User, note: str = ""
) -> Return:
    """报送: what the unit found in the period; 零报告 where it looked and found nothing, said outright."""
    if campaign.state == CampaignState.CLOSED:
        raise Refused("这次排查已经结束，不再报送")
    if unit.id not in {part.unit_id for part in campaign.parts}:
        raise Refused("%(unit)s不参加这次排查", unit=unit.name)
    if period.first > clock.today():
        raise Refused("这一期还没有开始")
    known = db.session.scalar(
        sa.select(Return.id).where(
            Return.campaign_id == campaign.id, Return.unit_id == unit.id, Return.period_on == period.first
        )
    )
    if known is not None:
        raise Refused("这一期已经报送。如有变化，请更正原来的报送。")
    found = loose_findings(campaign, unit.id, period.last)
    _must_fit(is_zero, len(found))
    with context.doing("零报告" if is_zero else "报送"):
        entry = Return(campaign_id=campaign.id, unit_id=unit.id, period_on=period.first, is_zero=is_zero, note=note,
                       returned_by_id=by.id, returned_at=clock.utcnow())  # fmt: skip
        db.session.add(entry)
        db.session.flush()
        for finding in found:
            finding.return_id = entry.id
        db.session.flush()
    return entry


def _must_fit(is_zero: bool, count: int) -> None:
    if is_zero and count:
        raise Refused("已登记%(n)s条风险，不能零报告", field="said", n=count)
    if not is_zero and not count:
        raise Refused("还没有登记风险。请先登记；确实没有发现的，请选择零报告。", field="said")


def correct(
    entry: Return, *, is_zero: bool, note: str, reason: str, finding_ids: list[int], by: User
) -> ReturnCorrection:
    """Say what a return should have said, and why it did not. What it had said is kept beside it."""
    if not reason.strip():
        raise Refused("请写明更正的原因", field="reason")
    period = period_of(entry.campaign, entry.period_on)
    until = period.last if period else entry.period_on
    choosable = {
        f.id: f for f in [*findings_of(entry), *loose_findings(entry.campaign, entry.unit_id, until)]
    }
    chosen = [choosable[id] for id in finding_ids if id in choosable]
    _must_fit(is_zero, len(chosen))
    with context.doing("更正报送"):
        correction = ReturnCorrection(
            return_id=entry.id,
            reason=reason,
            corrected_by_id=by.id,
            corrected_at=clock.utcnow(),
            was_zero=entry.is_zero,
            numbers_before=[finding.number for finding in findings_of(entry)],
            note_before=entry.note,
        )
        entry.corrections.append(correction)
        entry.is_zero, entry.note = is_zero, note
        for finding in choosable.values():
            finding.return_id = entry.id if finding in chosen else None
        db.session.flush()
    return correction


def findings_of(entry: Return) -> list[Finding]:
    """What was returned."""
    query = sa.select(Finding).where(Finding.return_id == entry.id).order_by(Finding.id)
    return list(db.session.scalars(query))
