"""A finding of stability risk: its statuses, its level, what was done about it, and to whom it was passed up."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import Unit, User
from casework.engine.choices import Choices
from casework.extensions import db
from casework.history.models import Tracked
from casework.matters.models import Kind, Matter


class Status(Choices):
    """Where a finding stands. From 稳控 on it is disposed of: how is its Outcome."""

    REGISTERED = "registered", "待研判", "amber"
    ASSESSED = "assessed", "已定级待交办", "amber"
    ASSIGNED = "assigned", "已交办待接受", "amber"
    HANDLING = "handling", "处置中", "blue"
    STABILISED = "stabilised", "稳控中", "blue"
    RESOLVED = "resolved", "已化解", "green"
    REFERRED = "referred", "已转办", "green"
    ESCALATED = "escalated", "已升级上报", "red"
    DISMISSED = "dismissed", "已排除", "grey"
    VISITED = "visited", "已回访待销号", "green"
    STRUCK_OFF = "struck_off", "已销号", "grey"


OPEN = (Status.REGISTERED, Status.ASSESSED, Status.ASSIGNED, Status.HANDLING)
DISPOSED = (Status.STABILISED, Status.RESOLVED, Status.REFERRED, Status.ESCALATED)


class Outcome(Choices):
    """How a finding was disposed of."""

    STABILISED = "stabilised", "稳控", "blue"
    RESOLVED = "resolved", "化解", "green"
    REFERRED = "referred", "转办", "green"
    ESCALATED = "escalated", "升级上报", "red"
    DISMISSED = "dismissed", "排除", "grey"


class Sign(Choices):
    """What shows that it is getting worse. ``EXTREME`` alone makes the highest level."""

    STOPPAGE = "stoppage", "停工"
    SLOWDOWN = "slowdown", "怠工"
    GATHERING = "gathering", "聚集"
    PETITION = "petition", "集访"
    OPINION = "opinion", "舆情"
    EXTREME = "extreme", "极端行为"
    MISSING_BOSS = "missing_boss", "负责人失联"
    MOVING = "moving", "转移设备"
    OTHER = "other", "其他"


class Office(Choices):
    """To whom a finding is passed on."""

    LABOUR = "labour", "人社"
    JUSTICE = "justice", "司法"
    PETITIONS = "petitions", "信访"
    POLICE = "police", "公安"
    OTHER = "other", "其他部门"


class VisitResult(Choices):
    """What a follow-up found."""

    CALM = "calm", "平稳", "green"
    UNEASY = "uneasy", "有反复", "red"
    UNREACHED = "unreached", "未联系上", "amber"


class Finding(Matter):
    """One finding. Its level is a number, 1 the gravest; what the number is called is the unit's own (``RiskSetting``)."""

    __tablename__ = "stability"
    __mapper_args__ = {"polymorphic_identity": Kind.STABILITY}
    statuses, outcomes = Status, Outcome

    id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), primary_key=True)
    found_on: Mapped[date]
    facts: Mapped[str] = mapped_column(sa.Text, default="")
    demands: Mapped[str] = mapped_column(sa.Text, default="")
    signs: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    level: Mapped[int | None]
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign.id"), index=True)
    return_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign_return.id"), index=True)

    taken_on: Mapped[date | None]  # the handler said yes
    follow_up_on: Mapped[date | None]  # the next time somebody looks
    disposal: Mapped[str] = mapped_column(sa.Text, default="")  # in words, beside the outcome
    referred_to: Mapped[Office | None]
    referral_number: Mapped[str] = mapped_column(sa.String(60), default="")
    visited_on: Mapped[date | None]
    visit_result: Mapped[VisitResult | None]
    reopened_times: Mapped[int] = mapped_column(default=0)

    measures: Mapped[list["Measure"]] = relationship(order_by="Measure.id")
    escalations: Mapped[list["Escalation"]] = relationship(order_by="Escalation.id")

    __table_args__ = (
        sa.CheckConstraint("level BETWEEN 1 AND 4", name="level"),
        sa.CheckConstraint("reopened_times >= 0", name="reopened_times"),
        sa.Index("ix_stability_level", "level", "id"),
    )

    @property
    def is_open(self) -> bool:
        """Whether it still has to be disposed of."""
        return self.status in OPEN

    @property
    def open_measures(self) -> list["Measure"]:
        return [measure for measure in self.measures if measure.done_on is None]

    @property
    def unanswered_escalation(self) -> "Escalation | None":
        """The escalation that nobody above has acknowledged yet."""
        return next((e for e in self.escalations if e.acknowledged_at is None), None)


class Measure(Tracked, db.Model):
    """One thing to be done about a finding (处置措施): by whom, by when, and what came of it."""

    __tablename__ = "risk_measure"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("stability.id"), index=True)
    text: Mapped[str] = mapped_column(sa.String(500))
    person: Mapped[str] = mapped_column(sa.String(60))
    due_on: Mapped[date]
    done_on: Mapped[date | None]
    result: Mapped[str] = mapped_column(sa.String(500), default="")


class Escalation(Tracked, db.Model):
    """A finding passed up to the union above, and who there said that it has arrived."""

    __tablename__ = "risk_escalation"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("stability.id"), index=True)
    to_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    reason: Mapped[str] = mapped_column(sa.String(500))
    escalated_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    escalated_at: Mapped[datetime]
    acknowledged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    acknowledged_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(sa.String(500), default="")

    to_unit: Mapped[Unit] = relationship()
    escalated_by: Mapped[User | None] = relationship(foreign_keys=[escalated_by_id])
    acknowledged_by: Mapped[User | None] = relationship(foreign_keys=[acknowledged_by_id])

    __table_args__ = (
        sa.CheckConstraint(
            "(acknowledged_by_id IS NULL) = (acknowledged_at IS NULL)", name="acknowledged_by_and_at"
        ),
        sa.Index("ix_risk_escalation_to", "to_unit_id", "acknowledged_at"),
    )


class RiskSetting(Tracked, db.Model):
    """What a unit decides for itself and for those below it; what it leaves empty comes from the unit above."""

    __tablename__ = "risk_setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), unique=True)
    level_labels: Mapped[list[str] | None] = mapped_column(sa.JSON(none_as_null=True))  # gravest first
    reply_workdays: Mapped[int | None]  # by when a letter is to be answered; a rule of the region

    unit: Mapped[Unit] = relationship()

    __table_args__ = (sa.CheckConstraint("reply_workdays BETWEEN 1 AND 250", name="reply_workdays"),)
