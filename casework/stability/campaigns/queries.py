"""Reading campaigns: who has returned and who has not, as far as one may look: upwards everything, never sideways."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from casework.accounts.models import Unit, User
from casework.engine import clock
from casework.extensions import db
from casework.permissions import P
from casework.stability.campaigns.models import Campaign, CampaignState, CampaignUnit, Return
from casework.stability.campaigns.rules import Period, ReturnState, periods, state_of
from casework.stability.models import Finding

SHOWN_PERIODS = 6


@dataclass(frozen=True)
class Cell:
    """A unit in a period."""

    unit: Unit
    period: Period
    entry: Return | None
    state: ReturnState
    count: int = 0


@dataclass(frozen=True)
class Board:
    """Units and periods of a campaign, crossed; ``late`` and ``awaited`` are those not yet returned."""

    periods: list[Period]
    rows: list[tuple[Unit, list[Cell]]]
    late: list[Cell]
    awaited: list[Cell]
    returned: int
    zero: int
    has_earlier: bool


WITH_UNITS = (joinedload(Campaign.unit), selectinload(Campaign.parts).joinedload(CampaignUnit.unit))


def listed(user: User) -> list[Campaign]:
    """The campaigns a person may see: those that run first, the newest first."""
    query = (
        sa.select(Campaign)
        .options(*WITH_UNITS)
        .where(Campaign.visible_to(user))
        .order_by(Campaign.state.desc(), Campaign.starts_on.desc(), Campaign.id.desc())
    )
    return list(db.session.scalars(query.limit(200)))


def units_seen(campaign: Campaign, user: User) -> list[Unit]:
    """The units whose returns this person sees: all where they reach the organiser, else those they reach."""
    within = user.reach.units(P.RISK_READ)
    units = sorted((part.unit for part in campaign.parts), key=lambda unit: unit.code)
    if within is None or campaign.unit_id in within:
        return units
    return [unit for unit in units if unit.id in within]


def units_returning(campaign: Campaign, user: User) -> list[Unit]:
    """The units for which this person may return."""
    within = user.reach.units(P.RISK_REPORT)
    return [unit for unit in units_seen(campaign, user) if within is None or unit.id in within]


def _entries(campaigns: list[Campaign]) -> dict[tuple[int, int, date], Return]:
    ids = [campaign.id for campaign in campaigns]
    query = sa.select(Return).options(joinedload(Return.returned_by)).where(Return.campaign_id.in_(ids))
    return {(e.campaign_id, e.unit_id, e.period_on): e for e in db.session.scalars(query)} if ids else {}


def _cells(campaign: Campaign, units: list[Unit], spans: list[Period], entries, counts=None) -> list[Cell]:
    today, found = clock.today(), []
    for unit in units:
        for period in spans:
            entry = entries.get((campaign.id, unit.id, period.first))
            day = clock.local(entry.returned_at).date() if entry else None
            count = (counts or {}).get(entry.id, 0) if entry else 0
            found.append(Cell(unit, period, entry, state_of(period, entry, day, today), count))
    return found


def board(campaign: Campaign, user: User, until: date | None = None) -> Board:
    """The latest periods that have begun (up to ``until``), and everything that is late."""
    today = clock.today()
    units = units_seen(campaign, user)
    begun = [period for period in periods(campaign) if period.first <= today]
    entries = _entries([campaign])
    counted = sa.select(Finding.return_id, sa.func.count()).where(Finding.return_id.is_not(None))
    counts = dict(
        db.session.execute(
            counted.where(Finding.campaign_id == campaign.id).group_by(Finding.return_id)
        ).all()
    )
    cells = _cells(campaign, units, begun, entries, counts)
    upto = [period for period in begun if until is None or period.first <= until]
    shown = upto[-SHOWN_PERIODS:]
    by_unit = defaultdict(list)
    for cell in cells:
        if cell.period in shown:
            by_unit[cell.unit.id].append(cell)
    is_running = campaign.state == CampaignState.RUNNING
    return Board(
        periods=shown,
        rows=[(unit, by_unit[unit.id]) for unit in units],
        late=[cell for cell in cells if cell.state == ReturnState.LATE],
        awaited=[cell for cell in cells if cell.state == ReturnState.AWAITED] if is_running else [],
        returned=sum(cell.entry is not None for cell in cells),
        zero=sum(cell.entry is not None and cell.entry.is_zero for cell in cells),
        has_earlier=len(upto) > len(shown),
    )


@dataclass(frozen=True)
class Missing:
    """What has not been returned in a campaign that runs."""

    campaign: Campaign
    late: list[Cell]
    awaited: list[Cell]


def missing(user: User, *, own_only: bool = False) -> list[Missing]:
    """Returns not yet there in the running campaigns one sees; ``own_only``: those one has to give oneself."""
    query = sa.select(Campaign).options(*WITH_UNITS).where(
        Campaign.visible_to(user), Campaign.state == CampaignState.RUNNING
    )  # fmt: skip
    campaigns = list(db.session.scalars(query.order_by(Campaign.ends_on, Campaign.id)))
    entries, found, today = _entries(campaigns), [], clock.today()
    for campaign in campaigns:
        units = units_returning(campaign, user) if own_only else units_seen(campaign, user)
        begun = [period for period in periods(campaign) if period.first <= today]
        cells = _cells(campaign, units, begun, entries)
        late = [cell for cell in cells if cell.state == ReturnState.LATE]
        awaited = [cell for cell in cells if cell.state == ReturnState.AWAITED]
        if late or awaited:
            found.append(Missing(campaign, late, awaited))
    return found


def entry_for(user: User, id: int) -> Return | None:
    """A return that this person may see."""
    entry = db.session.scalar(
        sa.select(Return)
        .options(joinedload(Return.campaign).options(*WITH_UNITS), joinedload(Return.unit), joinedload(Return.returned_by))
        .where(Return.id == id, Return.campaign_id.in_(sa.select(Campaign.id).where(Campaign.visible_to(user))))
    )  # fmt: skip
    if entry is None or entry.unit_id not in {unit.id for unit in units_seen(entry.campaign, user)}:
        return None
    return entry


def running_for(user: User) -> list[Campaign]:
    """The campaigns for which this person may register findings now."""
    query = sa.select(Campaign).options(*WITH_UNITS).where(
        Campaign.visible_to(user), Campaign.state == CampaignState.RUNNING, Campaign.starts_on <= clock.today()
    )  # fmt: skip
    return [
        campaign
        for campaign in db.session.scalars(query.order_by(Campaign.id.desc()))
        if units_returning(campaign, user)
    ]


def visible_findings(entry: Return, user: User) -> list[Finding]:
    """What was returned, within scope."""
    query = sa.select(Finding).where(Finding.return_id == entry.id, Finding.visible_to(user))
    return list(db.session.scalars(query.order_by(Finding.id)))
