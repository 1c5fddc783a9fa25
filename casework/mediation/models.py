"""A mediation case: its statuses, its outcome, what was agreed, and how the agreement was kept."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import User
from casework.engine.choices import Choices
from casework.extensions import db
from casework.history.models import Tracked
from casework.matters.models import Kind, Matter


class Status(Choices):
    """Where the case stands. How it ended (Outcome) and what came of it (Follow-up) are separate."""

    REGISTERED = "registered", "待分派", "amber"
    ASSIGNED = "assigned", "已分派待确认", "amber"
    PENDING = "pending", "待受理", "blue"
    ACCEPTED = "accepted", "已受理", "blue"
    ASKING = "asking", "征询意愿", "blue"
    MEDIATING = "mediating", "调解中", "blue"
    EXTENDED = "extended", "延期调解", "amber"
    SUSPENDED = "suspended", "中止", "grey"
    REFUSED = "refused", "不予受理", "grey"
    CONCLUDED = "concluded", "已终结", "green"
    ARCHIVED = "archived", "已归档", "grey"


OPEN = tuple(s for s in Status if s not in (Status.REFUSED, Status.CONCLUDED, Status.ARCHIVED))
UNDER_WAY = (Status.ACCEPTED, Status.ASKING, Status.MEDIATING, Status.EXTENDED)


class Outcome(Choices):
    """How a case ended (domain: 2.4; the four grounds of 特邀调解规定 art. 26 and the eight of 在线调解规则 art. 25)."""

    SETTLED = "settled", "调解成功", "green"
    PARTLY = "partly", "部分达成", "green"
    RECONCILED = "reconciled", "自行和解", "green"
    WITHDRAWN = "withdrawn", "撤回申请", "grey"
    UNWILLING = "unwilling", "一方不同意", "grey"
    UNREACHABLE = "unreachable", "无法联系", "grey"
    FAILED = "failed", "调解不成", "amber"
    EXPIRED = "expired", "期满未成", "amber"
    REFUSED = "refused", "不予受理", "grey"
    OTHER = "other", "其他", "grey"


SUCCESSFUL = (Outcome.SETTLED, Outcome.PARTLY)
UNSUCCESSFUL = (Outcome.UNWILLING, Outcome.UNREACHABLE, Outcome.FAILED, Outcome.EXPIRED, Outcome.OTHER)
MEDIATED = (
    SUCCESSFUL + UNSUCCESSFUL
)  # 调解结案; withdrawn, reconciled and refused cases were not mediated to an end


class Procedure(Choices):
    """The court procedure of an entrusted case; it decides between 15 and 7 days (特邀调解规定 art. 27)."""

    ORDINARY = "ordinary", "普通程序"
    SUMMARY = "summary", "简易程序"


class Route(Choices):
    """How an agreement is made enforceable: one or the other, never both."""

    NONE = "none", "未申请"
    JUDICIAL = "judicial", "司法确认"
    ARBITRATION = "arbitration", "仲裁审查"


class Confirmation(Choices):
    """Where the confirmation of an agreement stands."""

    NONE = "none", "未申请"
    APPLIED = "applied", "已申请", "blue"
    CONFIRMED = "confirmed", "确认有效", "green"
    DISMISSED = "dismissed", "驳回", "red"
    WITHDRAWN = "withdrawn", "撤回", "grey"


class Performance(Choices):
    """Whether what was agreed has been done."""

    NONE = "none", "无需履行"
    PENDING = "pending", "待履行", "blue"
    PARTIAL = "partial", "履行中", "blue"
    PERFORMED = "performed", "已履行", "green"
    DEFAULTED = "defaulted", "未履行", "red"


class Mediation(Matter):
    """One mediation case. Dates of the court and the arbitration are kept because a suit period may run meanwhile."""

    __tablename__ = "mediation"
    __mapper_args__ = {"polymorphic_identity": Kind.MEDIATION}
    statuses, outcomes = Status, Outcome

    id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), primary_key=True)
    facts: Mapped[str] = mapped_column(sa.Text, default="")

    procedure: Mapped[Procedure | None]
    signed_for_on: Mapped[date | None]  # 签收移交材料, or confirmed on the platform: the court's clock starts
    is_arbitrated: Mapped[bool | None]
    award_number: Mapped[str] = mapped_column(sa.String(60), default="")
    award_received_on: Mapped[date | None]
    award_is_final: Mapped[bool | None]
    sued_on: Mapped[date | None]

    taken_on: Mapped[date | None]  # the mediator said yes
    asked_on: Mapped[date | None]  # the other side was asked
    consented_on: Mapped[date | None]
    extended_days: Mapped[int] = mapped_column(default=0)
    extension_consent: Mapped[str] = mapped_column(sa.String(200), default="")
    suspended_on: Mapped[date | None]
    suspended_for: Mapped[str] = mapped_column(sa.String(200), default="")
    suspended_from: Mapped[Status | None]  # where it goes on from
    ending_ground: Mapped[str | None] = mapped_column(sa.String(30))
    ending_note: Mapped[str] = mapped_column(sa.String(500), default="")
    reopened_times: Mapped[int] = mapped_column(default=0)

    agreement: Mapped[str] = mapped_column(sa.Text, default="")
    agreed_on: Mapped[date | None]
    effective_on: Mapped[date | None]  # signatures of both, the mediator and the seal (调解仲裁法 art. 14)
    is_nonmonetary: Mapped[bool] = mapped_column(default=False)
    route: Mapped[Route] = mapped_column(default=Route.NONE)
    confirmation: Mapped[Confirmation] = mapped_column(default=Confirmation.NONE)
    confirmation_applied_on: Mapped[date | None]
    confirmation_decided_on: Mapped[date | None]
    confirmation_number: Mapped[str] = mapped_column(sa.String(60), default="")
    performance: Mapped[Performance] = mapped_column(default=Performance.NONE)
    archive_number: Mapped[str] = mapped_column(sa.String(60), default="")
    retention_years: Mapped[int | None]

    instalments: Mapped[list["Instalment"]] = relationship(order_by="Instalment.due_on, Instalment.id")
    payments: Mapped[list["Payment"]] = relationship(order_by="Payment.paid_on, Payment.id")
    visits: Mapped[list["Visit"]] = relationship(order_by="Visit.visited_on, Visit.id")

    __table_args__ = (
        sa.CheckConstraint("(route = 'none') = (confirmation = 'none')", name="one_route"),
        sa.CheckConstraint(
            "(confirmation = 'none') = (confirmation_applied_on IS NULL)", name="applied_iff_date"
        ),
        sa.CheckConstraint("extended_days >= 0", name="extended_days"),
        sa.Index("ix_mediation_confirmed", "confirmation_decided_on", "confirmation", "route", "id"),
    )

    @property
    def is_open(self) -> bool:
        """Whether work on it is still going on."""
        return self.status in OPEN

    @property
    def is_successful(self) -> bool:
        return self.outcome in SUCCESSFUL

    @property
    def balance_fen(self) -> int:
        """What was agreed and has not yet arrived, in 分."""
        return max(self.agreed_fen - self.paid_fen, 0)


class Instalment(Tracked, db.Model):
    """One payment that an agreement promises."""

    __tablename__ = "instalment"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("mediation.id"), index=True)
    due_on: Mapped[date]
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)

    __table_args__ = (
        sa.CheckConstraint("amount_fen > 0", name="amount"),
        sa.Index("ix_instalment_due", "due_on"),
    )


class Payment(Tracked, db.Model):
    """Money that arrived. Payments fill the instalments in the order of their due days."""

    __tablename__ = "payment"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("mediation.id"), index=True)
    paid_on: Mapped[date]
    amount_fen: Mapped[int] = mapped_column(sa.BigInteger)
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    __table_args__ = (
        sa.CheckConstraint("amount_fen > 0", name="amount"),
        sa.Index("ix_payment_paid", "paid_on", "matter_id", "amount_fen"),
    )


class Reached(Choices):
    """What came of a follow-up call."""

    REACHED = "reached", "接通", "green"
    NO_ANSWER = "no_answer", "无人接听", "amber"
    OUT_OF_SERVICE = "out_of_service", "停机", "amber"
    WRONG_NUMBER = "wrong_number", "空号", "amber"
    DECLINED = "declined", "拒访", "grey"


class Satisfaction(Choices):
    """What the worker says of the service."""

    GOOD = "good", "满意", "green"
    FAIR = "fair", "基本满意", "blue"
    POOR = "poor", "不满意", "red"


class Visit(Tracked, db.Model):
    """A follow-up (回访): was the agreement kept, was the worker content."""

    __tablename__ = "visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("mediation.id"), index=True)
    visited_on: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    channel: Mapped[str] = mapped_column(sa.String(20))
    reached: Mapped[Reached]
    satisfaction: Mapped[Satisfaction | None]
    note: Mapped[str] = mapped_column(sa.String(500), default="")

    by: Mapped[User | None] = relationship()
