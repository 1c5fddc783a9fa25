"""A consultation: what was asked and answered, when it is to be followed up, and the paragraphs people keep for it."""

from datetime import date, time

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import Unit, User
from casework.engine.choices import Choices
from casework.extensions import db
from casework.history.models import Tracked
from casework.matters.models import Kind, Matter
from casework.permissions import P


class Status(Choices):
    """Where a consultation stands. Most are done the moment they are recorded."""

    RECORDED = "recorded", "待答复", "blue"
    FOLLOW_UP = "follow_up", "待回访", "amber"
    DONE = "done", "已办结", "green"
    CONVERTED = "converted", "已转办", "green"


OPEN = (Status.RECORDED, Status.FOLLOW_UP)


class Outcome(Choices):
    """How it ended: answered for good, become a matter of another kind, or nobody could be reached any more."""

    ANSWERED = "answered", "已答复", "green"
    CONVERTED = "converted", "转为案件", "green"
    UNREACHABLE = "unreachable", "联系不上", "grey"


class Answer(Choices):
    """As what the answer was given. The order is the order of the number keys."""

    ORAL = "oral", "口头解答"
    DRAFTING = "drafting", "代写文书"
    MEDIATION = "mediation", "建议调解"
    ARBITRATION = "arbitration", "建议仲裁"
    LEGAL_AID = "legal_aid", "转援助"
    OTHER = "other", "其他"


class Consultation(Matter):
    """One consultation: of one person or of several who came together, with a name or without.

    Of the spine: ``received_on`` is its day, ``dispute_type`` the first topic, ``source`` the channel, ``handler`` who
    answered, ``lead_worker`` the caller's name or 匿名.
    """

    __tablename__ = "consultation"
    __mapper_args__ = {"polymorphic_identity": Kind.CONSULTATION}
    statuses, outcomes = Status, Outcome

    id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), primary_key=True)
    starts_at: Mapped[time | None]
    minutes: Mapped[int | None]
    topics: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # codes of the dictionary 咨询问题
    answered_as: Mapped[list[str]] = mapped_column(sa.JSON, default=list)  # values of Answer
    point: Mapped[str] = mapped_column(sa.Text, default="")  # what was asked
    reply: Mapped[str] = mapped_column(
        sa.Text, default=""
    )  # what was answered, where more than its form is kept
    place: Mapped[str] = mapped_column(sa.String(100), default="")  # of an outreach day
    follow_up_on: Mapped[date | None]

    follow_ups: Mapped[list["FollowUp"]] = relationship(order_by="FollowUp.made_on, FollowUp.id")

    __table_args__ = (sa.CheckConstraint("minutes BETWEEN 1 AND 1440", name="minutes"),)

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.status in OPEN

    @property
    def is_anonymous(self) -> bool:
        """Whether nobody has been named."""
        return not self.workers

    @property
    def given(self) -> list[Answer]:
        """As what the answer was given, in the order of the keys."""
        return [answer for answer in Answer if answer.value in self.answered_as]


class Reached(Choices):
    """What came of calling back."""

    REACHED = "reached", "联系上", "green"
    NO_ANSWER = "no_answer", "无人接听", "amber"
    WRONG_NUMBER = "wrong_number", "停机或空号", "amber"
    DECLINED = "declined", "不愿再谈", "grey"


class FollowUp(Tracked, db.Model):
    """One attempt to follow a consultation up, and what came of it."""

    __tablename__ = "follow_up"
    masked = frozenset({"note"})

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("consultation.id"), index=True)
    made_on: Mapped[date]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    reached: Mapped[Reached]
    note: Mapped[str] = mapped_column(sa.String(500), default="")

    by: Mapped[User | None] = relationship()


class TextModule(Tracked, db.Model):
    """A paragraph that is written often, under a short word: somebody's own, or a unit's."""

    __tablename__ = "text_module"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"))
    shortcut: Mapped[str] = mapped_column(sa.String(20))
    text: Mapped[str] = mapped_column(sa.String(2000))

    unit: Mapped[Unit | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("(owner_id IS NULL) <> (unit_id IS NULL)", name="of_one_library"),
        sa.UniqueConstraint("owner_id", "shortcut"),
        sa.UniqueConstraint("unit_id", "shortcut"),
    )

    @classmethod
    def visible_to(cls, user: User):
        """Those that this person may change: their own, and those of the units whose consultations they supervise."""
        units = user.reach.units(P.CONSULT_SUPERVISE)
        return sa.or_(
            cls.owner_id == user.id, cls.unit_id.is_not(None) if units is None else cls.unit_id.in_(units)
        )
