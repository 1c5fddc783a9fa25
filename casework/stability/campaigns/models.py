"""A campaign, the units that take part, and their returns. Campaigns are no matters: their scope is their units."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import Unit, User
from casework.engine.choices import Choices
from casework.extensions import db
from casework.history.models import Tracked
from casework.permissions import P


class Rhythm(Choices):
    """How often each unit returns."""

    ONCE = "once", "一次"
    DAY = "day", "每个工作日"
    WEEK = "week", "每周"
    MONTH = "month", "每月"


class CampaignState(Choices):
    """Whether returns are still awaited."""

    RUNNING = "running", "进行中", "blue"
    CLOSED = "closed", "已结束", "grey"


class Campaign(Tracked, db.Model):
    """A campaign of its organising unit."""

    __tablename__ = "campaign"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(100))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    rhythm: Mapped[Rhythm]
    grace_days: Mapped[int] = mapped_column(default=1)  # after a period, before its return is late
    instructions: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[CampaignState] = mapped_column(default=CampaignState.RUNNING)
    begun_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    begun_at: Mapped[datetime]

    unit: Mapped[Unit] = relationship()
    begun_by: Mapped[User | None] = relationship()
    parts: Mapped[list["CampaignUnit"]] = relationship(
        cascade="all, delete-orphan", order_by="CampaignUnit.id"
    )

    __table_args__ = (
        sa.CheckConstraint("ends_on >= starts_on", name="period"),
        sa.CheckConstraint("grace_days BETWEEN 0 AND 31", name="grace_days"),
    )

    @classmethod
    def visible_to(cls, user: User):
        """Whoever reads risks of the organising unit, or of a unit that takes part."""
        extent = user.reach.extent(P.RISK_READ)
        if extent is None:
            return sa.false()
        if extent.is_everything:
            return sa.true()
        takes_part = sa.select(CampaignUnit.campaign_id).where(CampaignUnit.unit_id.in_(extent.units))
        return sa.or_(cls.unit_id.in_(extent.units), cls.id.in_(takes_part))


class CampaignUnit(Tracked, db.Model):
    """A unit that takes part in a campaign."""

    __tablename__ = "campaign_unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)

    unit: Mapped[Unit] = relationship()

    __table_args__ = (sa.UniqueConstraint("campaign_id", "unit_id"),)


class Return(Tracked, db.Model):
    """What a unit returned for a period. 零报告 is a return as well: somebody says that there is nothing."""

    __tablename__ = "campaign_return"

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    period_on: Mapped[date]  # the first day of the period
    is_zero: Mapped[bool]
    note: Mapped[str] = mapped_column(sa.String(500), default="")
    returned_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    returned_at: Mapped[datetime]

    campaign: Mapped[Campaign] = relationship()
    unit: Mapped[Unit] = relationship()
    returned_by: Mapped[User | None] = relationship()
    corrections: Mapped[list["ReturnCorrection"]] = relationship(order_by="ReturnCorrection.id")

    __table_args__ = (sa.UniqueConstraint("campaign_id", "unit_id", "period_on"),)


class ReturnCorrection(Tracked, db.Model):
    """A return that was corrected afterwards: by whom, when, and why."""

    __tablename__ = "return_correction"

    id: Mapped[int] = mapped_column(primary_key=True)
    return_id: Mapped[int] = mapped_column(sa.ForeignKey("campaign_return.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(300))
    corrected_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    corrected_at: Mapped[datetime]
    was_zero: Mapped[bool]  # what the return had said before
    numbers_before: Mapped[list[str]] = mapped_column(sa.JSON)
    note_before: Mapped[str] = mapped_column(sa.String(500))

    corrected_by: Mapped[User | None] = relationship()
