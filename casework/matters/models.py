"""The spine: what the four kinds of matter share. A list reads ``matter`` alone."""

from datetime import date, datetime, time
from typing import ClassVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.accounts.models import MatterShare, Unit, User
from casework.engine.choices import Choices
from casework.extensions import db
from casework.history.models import Tracked
from casework.parties.models import Employer, Worker
from casework.permissions import P


class Kind(Choices):
    """The kinds of matter."""

    MEDIATION = "mediation", "调解案件"
    LEGAL_AID = "legal_aid", "法律援助案件"
    CONSULTATION = "consultation", "法律咨询"
    STABILITY = "stability", "稳定风险"


READS: dict[
    Kind, P
] = {  # what opens matters of a kind; MATTER_READ opens each kind as far as its own permission does
    Kind.MEDIATION: P.MEDIATION_READ,
    Kind.LEGAL_AID: P.AID_READ,
    Kind.CONSULTATION: P.CONSULT_READ,
    Kind.STABILITY: P.RISK_READ,
}


class Matter(Tracked, db.Model):
    """A matter of any kind. Money is integer 分; each date says what it is; sums are kept by the actions."""

    __tablename__ = "matter"
    untracked = frozenset(
        {
            "version",
            "last_activity_on",
            "lead_worker",
            "employer_name",
            "number_serial",
            "next_due_on",
            "next_due_name",
        }
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind]
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    number: Mapped[str] = mapped_column(sa.String(60), unique=True)
    number_year: Mapped[int]
    number_serial: Mapped[int]
    handler_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    registered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    registered_at: Mapped[datetime]

    received_on: Mapped[date]
    accepted_on: Mapped[date | None]
    concluded_on: Mapped[date | None]
    performed_on: Mapped[date | None]
    archived_on: Mapped[date | None]
    last_activity_on: Mapped[date]
    next_due_on: Mapped[date | None]
    next_due_name: Mapped[str | None] = mapped_column(sa.String(40))  # of the limit, or of the meeting

    # Words of the kind's own workflow, which its model names. Plain strings here, so that the list reads one table.
    statuses: ClassVar[type[Choices]]
    outcomes: ClassVar[type[Choices]]
    state: Mapped[str] = mapped_column(sa.String(20))
    outcome_code: Mapped[str | None] = mapped_column(sa.String(20))

    dispute_type: Mapped[str] = mapped_column(sa.String(30))
    source: Mapped[str] = mapped_column(sa.String(30))
    cause: Mapped[str | None] = mapped_column(sa.String(30))
    industry: Mapped[str | None] = mapped_column(sa.String(30))
    worker_type: Mapped[str | None] = mapped_column(
        sa.String(30)
    )  # the main one, so that a table of them adds up
    people: Mapped[int] = mapped_column(default=1)
    is_collective: Mapped[bool] = mapped_column(default=False)
    claimed_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    agreed_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    paid_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    lead_worker: Mapped[str] = mapped_column(sa.String(60))
    employer_name: Mapped[str] = mapped_column(sa.String(120))
    employer_id: Mapped[int | None] = mapped_column(sa.ForeignKey("employer.id"))
    court_number: Mapped[str | None] = mapped_column(sa.String(60))
    version: Mapped[int] = mapped_column(default=1)

    unit: Mapped[Unit] = relationship()
    handler: Mapped[User | None] = relationship(foreign_keys=[handler_id])
    registered_by: Mapped[User | None] = relationship(foreign_keys=[registered_by_id])
    employer: Mapped[Employer | None] = relationship()
    workers: Mapped[list["MatterWorker"]] = relationship(
        back_populates="matter", order_by="MatterWorker.position"
    )
    employers: Mapped[list["MatterEmployer"]] = relationship(
        back_populates="matter", order_by="MatterEmployer.position"
    )
    claims: Mapped[list["Claim"]] = relationship(order_by="Claim.id")

    __mapper_args__ = {"polymorphic_on": "kind", "version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("unit_id", "kind", "number_year", "number_serial"),
        sa.CheckConstraint("(concluded_on IS NULL) = (outcome_code IS NULL)", name="concluded_iff_outcome"),
        sa.CheckConstraint(
            "concluded_on IS NULL OR concluded_on >= received_on", name="concluded_after_received"
        ),
        sa.CheckConstraint("people >= 1", name="people"),
        sa.CheckConstraint("claimed_fen >= 0 AND agreed_fen >= 0 AND paid_fen >= 0", name="money"),
        # Lists: newest first over everything, over a unit, over a status, over a handler's own.
        # Statistics read the columns at the end of these indexes, and no row of the table.
        sa.Index(
            "ix_matter_received", "kind", "received_on", "id", "unit_id", "people", "is_collective", "source"
        ),
        sa.Index(
            "ix_matter_unit_received",
            *("unit_id", "kind", "received_on", "id", "concluded_on", "people", "is_collective", "source"),
        ),
        sa.Index("ix_matter_state_received", "kind", "state", "received_on", "id"),
        sa.Index("ix_matter_handler", "handler_id", "kind", "state", "received_on", "id"),
        sa.Index("ix_matter_type_received", "kind", "dispute_type", "received_on", "id"),
        sa.Index("ix_matter_due", "kind", "next_due_on", "id"),
        sa.Index("ix_matter_accepted", "kind", "accepted_on", "unit_id"),
        sa.Index(
            "ix_matter_concluded",
            *("kind", "concluded_on", "received_on", "unit_id", "outcome_code", "source", "claimed_fen"),
            *("agreed_fen", "accepted_on", "people", "is_collective"),
            *("dispute_type", "industry", "worker_type", "handler_id"),
        ),
        sa.Index(
            "ix_matter_unit_concluded",
            *("unit_id", "kind", "concluded_on", "received_on", "outcome_code", "source", "claimed_fen"),
            *("agreed_fen", "accepted_on", "people", "is_collective"),
        ),
        sa.Index("ix_matter_newest", "received_on", "id", "kind", "unit_id", "handler_id"),
        sa.Index("ix_matter_employer", "employer_id", "received_on"),
        sa.Index("ix_matter_court_number", "court_number"),
        sa.Index("ix_matter_registered_by", "registered_by_id", "kind", "received_on"),
    )

    @property
    def status(self) -> Choices:
        """Where it stands, in its kind's words."""
        return self.statuses(self.state)

    @status.setter
    def status(self, value: Choices) -> None:
        self.state = value.value

    @property
    def outcome(self) -> Choices | None:
        """How it ended, in its kind's words; None while it has not."""
        return self.outcomes(self.outcome_code) if self.outcome_code else None

    @outcome.setter
    def outcome(self, value: Choices | None) -> None:
        self.outcome_code = value.value if value else None

    @classmethod
    def visible_to(cls, user, permission: P = P.MATTER_READ):
        """The clause every query for matters starts from; a stranger's query finds nothing.

        Under MATTER_READ each kind is opened as far as its own reading permission reaches.
        """
        if permission != P.MATTER_READ:
            return cls._within(user, user.reach.extent(permission))
        kind = cls.__mapper__.polymorphic_identity
        if kind is not None:
            return cls._within(user, user.reach.extent(READS[kind]))
        alike: dict = {}  # kinds that are opened equally far, gathered: most people have one extent or two
        for kind, reads in READS.items():
            alike.setdefault(user.reach.extent(reads), []).append(kind)
        if len(alike) == 1:
            return cls._within(user, next(iter(alike)))
        arms = [
            sa.and_(cls.kind.in_(kinds), cls._within(user, extent))
            for extent, kinds in alike.items()
            if extent is not None
        ]
        return sa.or_(sa.false(), *arms)

    @classmethod
    def _within(cls, user, extent):
        if extent is None:
            return sa.false()
        if extent.is_everything:
            return sa.true()
        arms = []
        if extent.units:
            arms.append(cls.unit_id.in_(extent.units))
        if extent.own or not extent.units:
            arms += [cls.handler_id == user.id, cls.registered_by_id == user.id]
        if extent.shares:
            arms.append(cls.id.in_(sa.select(MatterShare.matter_id).where(MatterShare.user_id == user.id)))
        return sa.or_(*arms)

    def history_matter_id(self) -> int:
        return self.id


class MatterWorker(Tracked, db.Model):
    """One worker in a matter, with their own claim and result."""

    __tablename__ = "matter_worker"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), index=True)
    worker_id: Mapped[int] = mapped_column(sa.ForeignKey("worker.id"), index=True)
    position: Mapped[int] = mapped_column(default=1)
    is_representative: Mapped[bool] = mapped_column(default=False)
    outcome_code: Mapped[str | None] = mapped_column(sa.String(20))
    agreed_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)

    matter: Mapped[Matter] = relationship(back_populates="workers")
    worker: Mapped[Worker] = relationship()

    __table_args__ = (sa.UniqueConstraint("matter_id", "worker_id"),)


class EmployerRole(Choices):
    """As what an employer stands in a matter (调解仲裁法 art. 22: agency and using unit stand together)."""

    EMPLOYER = "employer", "用人单位"
    AGENCY = "agency", "劳务派遣单位"
    USING = "using", "用工单位"
    CONTRACTOR = "contractor", "总承包单位"
    OUTSOURCER = "outsourcer", "发包单位"
    INVESTOR = "investor", "出资人"


class MatterEmployer(Tracked, db.Model):
    """One employer in a matter."""

    __tablename__ = "matter_employer"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), index=True)
    employer_id: Mapped[int] = mapped_column(sa.ForeignKey("employer.id"), index=True)
    role: Mapped[EmployerRole] = mapped_column(default=EmployerRole.EMPLOYER)
    position: Mapped[int] = mapped_column(default=1)

    matter: Mapped[Matter] = relationship(back_populates="employers")
    employer: Mapped[Employer] = relationship()

    __table_args__ = (sa.UniqueConstraint("matter_id", "employer_id"),)


class Claim(Tracked, db.Model):
    """One thing that is asked for: 请求, 协议, 到账 kept apart, in 分."""

    __tablename__ = "claim"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), index=True)
    worker_id: Mapped[int | None] = mapped_column(sa.ForeignKey("worker.id"))
    category: Mapped[str] = mapped_column(sa.String(30))
    claimed_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    agreed_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    paid_fen: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    note: Mapped[str] = mapped_column(sa.String(200), default="")

    worker: Mapped[Worker | None] = relationship()

    __table_args__ = (
        sa.CheckConstraint("claimed_fen >= 0 AND agreed_fen >= 0 AND paid_fen >= 0", name="money"),
    )


class Audience(Choices):
    """Who may read a note. Concessions must never leave the mediation (特邀调解规定 art. 22)."""

    CASE = "case", "普通", "blue"
    INTERNAL = "internal", "内部", "grey"
    CONCESSION = "concession", "调解中让步", "amber"


class Note(Tracked, db.Model):
    """A line of progress: what was done, who was reached, what they said. Append-only, so it never clashes."""

    __tablename__ = "note"
    masked = frozenset({"text"})

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"))
    unit_id: Mapped[int] = mapped_column(
        sa.ForeignKey("unit.id")
    )  # that had the matter then: concessions stay there
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    written_at: Mapped[datetime]
    happened_on: Mapped[date]
    audience: Mapped[Audience] = mapped_column(default=Audience.CASE)
    text: Mapped[str] = mapped_column(sa.Text)

    author: Mapped[User | None] = relationship()

    __table_args__ = (sa.Index("ix_note_matter", "matter_id", "id"),)


class Channel(Choices):
    """How people meet."""

    ROOM = "room", "现场"
    ONLINE = "online", "线上"
    PHONE = "phone", "电话"


class Meeting(Tracked, db.Model):
    """An appointment in a matter: a mediation session now, a hearing later."""

    __tablename__ = "meeting"
    masked = frozenset({"summary"})

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), index=True)
    held_on: Mapped[date]
    starts_at: Mapped[time | None]
    channel: Mapped[Channel]
    place: Mapped[str] = mapped_column(sa.String(200), default="")  # room, or link
    present: Mapped[str] = mapped_column(sa.String(200), default="")
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    is_held: Mapped[bool] = mapped_column(default=False)
    is_cancelled: Mapped[bool] = mapped_column(default=False)

    matter: Mapped[Matter] = relationship()

    __table_args__ = (sa.Index("ix_meeting_day", "held_on", "starts_at"),)


class TransferState(Choices):
    """Where a hand-over stands."""

    OFFERED = "offered", "待接收", "amber"
    ACCEPTED = "accepted", "已接收", "green"
    DECLINED = "declined", "已退回", "red"
    WITHDRAWN = "withdrawn", "已撤回", "grey"


class Transfer(Tracked, db.Model):
    """A matter offered to another unit, or to a colleague, and the answer. Nothing moves before it is accepted."""

    __tablename__ = "transfer"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), index=True)
    from_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    to_unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    to_user_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    offered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    offered_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(sa.String(300))
    state: Mapped[TransferState] = mapped_column(default=TransferState.OFFERED)
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    answered_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(sa.String(300), default="")

    matter: Mapped[Matter] = relationship()
    from_unit: Mapped[Unit] = relationship(foreign_keys=[from_unit_id])
    to_unit: Mapped[Unit] = relationship(foreign_keys=[to_unit_id])
    to_user: Mapped[User | None] = relationship(foreign_keys=[to_user_id])
    offered_by: Mapped[User | None] = relationship(foreign_keys=[offered_by_id])


class LinkKind(Choices):
    """How two matters hang together, read from the first to the second."""

    BECAME = "became", "转为"
    SAME = "same", "同一争议"
    SIGN = "sign", "线索"


class MatterLink(Tracked, db.Model):
    """Two matters that belong together: one became the other, they are one dispute, or one is a sign of the other."""

    __tablename__ = "matter_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"))
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), index=True)
    kind: Mapped[LinkKind]
    linked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("user_account.id"))
    linked_at: Mapped[datetime]

    origin: Mapped[Matter] = relationship(foreign_keys=[from_id])
    target: Mapped[Matter] = relationship(foreign_keys=[to_id])

    __table_args__ = (
        sa.UniqueConstraint("from_id", "to_id", "kind"),
        sa.CheckConstraint("from_id <> to_id", name="two_matters"),
    )

    def history_matter_id(self) -> int:
        return self.from_id


class NumberSeries(db.Model):
    """The last serial given out for a unit, kind and year: locked while a number is taken, never max + 1."""

    __tablename__ = "number_series"

    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), primary_key=True)
    kind: Mapped[Kind] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int] = mapped_column(default=0)


class SavedView(db.Model):
    """A list as somebody likes it: filters, columns and sort, never results."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)  # shared with this unit
    kind: Mapped[Kind] = mapped_column(default=Kind.MEDIATION)
    name: Mapped[str] = mapped_column(sa.String(30))
    query: Mapped[str] = mapped_column(sa.String(1000))

    __table_args__ = (sa.UniqueConstraint("owner_id", "kind", "name"),)


class NotTheSame(db.Model):
    """A pair of matters that somebody looked at and found different: not asked again."""

    __tablename__ = "not_the_same"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"))
    mark: Mapped[str] = mapped_column(sa.String(32))  # fingerprint of what was typed

    __table_args__ = (sa.UniqueConstraint("user_id", "matter_id", "mark"),)
