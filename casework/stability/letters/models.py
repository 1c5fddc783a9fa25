"""A letter of the union about an employer: what it says, how it was delivered, what came back."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import Unit, User
from casework.engine import clock
from casework.engine.choices import Choices
from casework.extensions import db
from casework.history.models import Tracked
from casework.stability.models import Finding


class LetterKind(Choices):
    """The three letters, in the order in which they usually follow each other."""

    PROMPT = "prompt", "提示函"
    OPINION = "opinion", "意见书"
    ADVICE = "advice", "建议书"


class Delivery(Choices):
    """How a letter reached its addressee."""

    HAND = "hand", "直接送达"
    POST = "post", "邮寄送达"
    ONLINE = "online", "电子送达"
    LEFT = "left", "留置送达"


class Rectified(Choices):
    """Whether the addressee did what was asked."""

    FULLY = "fully", "已整改", "green"
    PARTLY = "partly", "部分整改", "amber"
    NOT = "not", "未整改", "red"


class LetterState(Choices):
    """Where a letter stands; follows from its dates."""

    WRITTEN = "written", "待送达", "amber"
    AWAITED = "awaited", "待回复", "blue"
    OVERDUE = "overdue", "超期未回复", "red"
    ANSWERED = "answered", "已回复", "green"
    CLOSED = "closed", "未回复已了结", "grey"


class Letter(Tracked, db.Model):
    """One letter. It hangs on a finding, whose scope is its scope."""

    __tablename__ = "union_letter"
    masked = frozenset({"problem", "demands", "reply"})

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("stability.id"), index=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))  # that wrote it
    kind: Mapped[LetterKind]
    number: Mapped[str] = mapped_column(sa.String(60), unique=True)
    number_year: Mapped[int]
    number_serial: Mapped[int]
    addressee: Mapped[str] = mapped_column(sa.String(100))
    problem: Mapped[str] = mapped_column(sa.Text)
    basis: Mapped[str] = mapped_column(sa.Text)
    demands: Mapped[str] = mapped_column(sa.Text)
    signer: Mapped[str] = mapped_column(sa.String(50), default="")
    signed_on: Mapped[date]
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    written_at: Mapped[datetime]
    delivered_on: Mapped[date | None]
    delivery: Mapped[Delivery | None]
    delivery_note: Mapped[str] = mapped_column(sa.String(200), default="")
    reply_due_on: Mapped[date | None]  # None where neither a rule nor anybody sets one
    replied_on: Mapped[date | None]
    reply: Mapped[str] = mapped_column(sa.Text, default="")
    rectified: Mapped[Rectified | None]
    checked_on: Mapped[date | None]  # the day on which somebody looked whether it was put right

    finding: Mapped[Finding] = relationship()
    unit: Mapped[Unit] = relationship()
    written_by: Mapped[User | None] = relationship()

    __table_args__ = (
        sa.UniqueConstraint("unit_id", "kind", "number_year", "number_serial"),
        sa.CheckConstraint("(delivered_on IS NULL) = (delivery IS NULL)", name="delivered_on_and_how"),
        sa.CheckConstraint("replied_on IS NULL OR delivered_on IS NOT NULL", name="replied_after_delivered"),
        sa.CheckConstraint("(rectified IS NULL) = (checked_on IS NULL)", name="rectified_and_checked"),
        sa.Index("ix_union_letter_open", "replied_on", "reply_due_on", "id"),
    )

    @property
    def state(self) -> LetterState:
        if self.replied_on:
            return LetterState.ANSWERED
        if self.rectified == Rectified.FULLY:
            return LetterState.CLOSED
        if self.delivered_on is None:
            return LetterState.WRITTEN
        is_late = self.reply_due_on is not None and self.reply_due_on < clock.today()
        return LetterState.OVERDUE if is_late else LetterState.AWAITED

    @property
    def is_unanswered(self) -> bool:
        return self.state in (LetterState.AWAITED, LetterState.OVERDUE)

    @property
    def has_failed(self) -> bool:
        """Whether it had no effect: late without an answer, or answered and not put right."""
        return self.state == LetterState.OVERDUE or self.rectified in (Rectified.NOT, Rectified.PARTLY)

    @classmethod
    def visible_to(cls, user: User):
        """As far as the finding is seen."""
        return cls.matter_id.in_(sa.select(Finding.id).where(Finding.visible_to(user)))


class LetterSeries(db.Model):
    """The last serial given out for a unit, a kind of letter and a year: locked while a number is taken."""

    __tablename__ = "letter_series"

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    kind: Mapped[LetterKind] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)
