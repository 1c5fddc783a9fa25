"""Workers and employers. Identity numbers and phones are sealed, found by fingerprint, and shown masked."""

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, validates

from casework.engine.choices import Choices
from casework.extensions import Sealed, db, keys
from casework.history.models import Tracked
from casework.parties.identifiers import company_key, mask_id_number, mask_phone
from casework.permissions import P


class IdKind(Choices):
    """What document an identity number comes from. Only resident cards have a check digit we can verify."""

    RESIDENT = "resident", "居民身份证"
    HMT_PERMIT = "hmt_permit", "港澳台居民居住证"
    FOREIGN_PERMIT = "foreign_permit", "外国人永久居留身份证"
    PASSPORT = "passport", "护照"
    OTHER = "other", "其他证件"


class Sex(Choices):
    """As the identity number tells it."""

    MALE = "male", "男"
    FEMALE = "female", "女"


class EmployerSize(Choices):
    """Size class of an employer."""

    LARGE = "large", "大型"
    MEDIUM = "medium", "中型"
    SMALL = "small", "小型"
    MICRO = "micro", "微型"


def _within(model, user):
    """Rows that a unit in the user's reach keeps. Rows met through a shared matter are opened by that matter."""
    extent = user.reach.extent(P.MATTER_READ)
    if extent is None:
        return sa.false()
    return sa.true() if extent.is_everything else model.unit_id.in_(extent.units | {user.unit_id})


class Worker(Tracked, db.Model):
    """A person whose rights a matter is about. Kept by one unit; the same person elsewhere is another row."""

    __tablename__ = "worker"
    masked = frozenset({"id_number", "phone"})
    untracked = frozenset({"id_number_mark", "phone_mark", "phone_tail_mark"})

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(sa.String(50))
    id_kind: Mapped[IdKind] = mapped_column(default=IdKind.RESIDENT)
    id_number: Mapped[str | None] = mapped_column(Sealed("worker.id_number"))
    id_number_mark: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    phone: Mapped[str | None] = mapped_column(Sealed("worker.phone"))
    phone_mark: Mapped[str | None] = mapped_column(sa.String(32), index=True)
    phone_tail_mark: Mapped[str | None] = mapped_column(sa.String(32))
    sex: Mapped[Sex | None]  # from the identity number
    birth_on: Mapped[date | None]
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    worker_types: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    contact_note: Mapped[str] = mapped_column(sa.String(200), default="")  # when and how it is safe to call

    __table_args__ = (sa.Index("ix_worker_unit_name", "unit_id", "name"),)

    @validates("id_number")
    def _mark_id_number(self, _name, value):
        self.id_number_mark = keys.ring.fingerprint(value, "id_number") if value else None
        return value or None

    @validates("phone")
    def _mark_phone(self, _name, value):
        self.phone_mark = keys.ring.fingerprint(value, "phone") if value else None
        self.phone_tail_mark = keys.ring.fingerprint(value[-4:], "phone_tail") if value else None
        return value or None

    @property
    def masked_id_number(self) -> str:
        return mask_id_number(self.id_number) if self.id_number else ""

    @property
    def masked_phone(self) -> str:
        return mask_phone(self.phone) if self.phone else ""

    @classmethod
    def visible_to(cls, user):
        """The clause every query for workers starts from."""
        return _within(cls, user)


class Employer(Tracked, db.Model):
    """The other side: a company, an agency, a household business. Kept by one unit."""

    __tablename__ = "employer"
    masked = frozenset({"contact_phone"})
    untracked = frozenset({"name_key"})

    id: Mapped[int] = mapped_column(primary_key=True)
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"))
    name: Mapped[str] = mapped_column(sa.String(100))
    name_key: Mapped[str] = mapped_column(sa.String(100))
    former_names: Mapped[str] = mapped_column(sa.String(300), default="")
    uscc: Mapped[str | None] = mapped_column(sa.String(18), index=True)
    industry: Mapped[str | None] = mapped_column(sa.String(30))
    ownership: Mapped[str | None] = mapped_column(sa.String(30))
    size: Mapped[EmployerSize | None]
    district: Mapped[str] = mapped_column(sa.String(50), default="")
    address: Mapped[str] = mapped_column(sa.String(200), default="")
    legal_representative: Mapped[str] = mapped_column(sa.String(50), default="")
    contact: Mapped[str] = mapped_column(sa.String(50), default="")
    contact_phone: Mapped[str | None] = mapped_column(Sealed("employer.contact_phone"))

    __table_args__ = (sa.Index("ix_employer_unit_key", "unit_id", "name_key"),)

    @validates("name")
    def _key_name(self, _name, value):
        self.name_key = company_key(value)
        return value

    @property
    def masked_contact_phone(self) -> str:
        return mask_phone(self.contact_phone) if self.contact_phone else ""

    @classmethod
    def visible_to(cls, user):
        """The clause every query for employers starts from."""
        return _within(cls, user)
