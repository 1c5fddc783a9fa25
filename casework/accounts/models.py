"""The organisation tree, its people, what they may do and how far they reach, and the code tables."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from casework.engine.choices import Choices
from casework.extensions import db
from casework.history.models import Tracked
from casework.permissions import CAPS, GRANTS, P, Role, Scope, scope_of


class UnitKind(Choices):
    """What sort of unit this is. Law firms stand outside the tree of unions."""

    CITY = "city", "市总工会"
    COUNTY = "county", "县区总工会"
    STUDIO = "studio", "诉调对接工作室、服务站"
    LAW_FIRM = "law_firm", "律师事务所"


def _kept_by(user: "User", permission: P, unit_id):
    """The clause for rows of the units over which somebody holds a permission."""
    within = user.reach.units(permission)
    return sa.true() if within is None else unit_id.in_(within)


class Unit(Tracked, db.Model):
    """A union or one of its stations, or an outside law firm."""

    __tablename__ = "unit"

    id: Mapped[int] = mapped_column(primary_key=True)
    parent_id: Mapped[int | None] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    code: Mapped[str] = mapped_column(sa.String(20), unique=True)  # orders lists, never ranks
    name: Mapped[str] = mapped_column(sa.String(100), unique=True)
    short_name: Mapped[str] = mapped_column(sa.String(30), unique=True)
    kind: Mapped[UnitKind]
    number_mark: Mapped[str] = mapped_column(sa.String(10))  # 洪 in (2026)洪工调〔118〕号
    number_pattern: Mapped[str | None] = mapped_column(sa.String(60))  # inherited when empty
    cutoff_day: Mapped[int | None]  # last day of the reporting month; inherited when empty
    cutoff_from: Mapped[date | None]  # the first month the cut-off holds for
    is_active: Mapped[bool] = mapped_column(default=True)

    parent: Mapped["Unit | None"] = relationship(remote_side=[id])

    __table_args__ = (sa.CheckConstraint("cutoff_day BETWEEN 1 AND 31", name="cutoff_day"),)

    @classmethod
    def visible_to(cls, user: "User"):
        """The units an administrator keeps."""
        return _kept_by(user, P.UNIT_MANAGE, cls.id)


class User(Tracked, db.Model):
    """A person who signs in. ``epoch`` is raised to end every session of theirs at once."""

    __tablename__ = "user_account"
    untracked = frozenset({"last_signed_in_at", "seen_changes_at"})
    masked = frozenset({"password_hash"})

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(sa.String(50), unique=True)
    name: Mapped[str] = mapped_column(sa.String(50))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    password_hash: Mapped[str] = mapped_column(sa.String(200))
    password_changed_on: Mapped[date | None]
    must_change_password: Mapped[bool] = mapped_column(default=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demo: Mapped[bool] = mapped_column(default=False)
    epoch: Mapped[int] = mapped_column(default=1)
    language: Mapped[str] = mapped_column(sa.String(10), default="zh_CN")
    shortcuts: Mapped[bool] = mapped_column(default=True)
    last_signed_in_at: Mapped[datetime | None]
    seen_changes_at: Mapped[datetime | None]  # what "since your last visit" counts from

    unit: Mapped[Unit] = relationship()
    grants: Mapped[list["RoleGrant"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", order_by="RoleGrant.id"
    )

    @classmethod
    def visible_to(cls, user: "User"):
        """The people an administrator keeps."""
        return _kept_by(user, P.USER_MANAGE, cls.unit_id)

    # Flask-Login's questions. It also asks for get_id(); the epoch in it ends old sessions.
    is_authenticated = True
    is_anonymous = False

    def get_id(self) -> str:
        return f"{self.id}:{self.epoch}"

    @cached_property
    def reach(self) -> "Reach":
        """What this person may do and where; worked out once for each loaded user, so once a request."""
        return Reach(self)

    def can(self, permission: P, matter=None) -> bool:
        """Whether they may do this at all, or, with a matter, on this matter."""
        return self.reach.can(permission, matter)

    @property
    def roles(self) -> list[Role]:
        """Their roles, each once, in the order of the table."""
        held = {grant.role for grant in self.grants}
        return [role for role in Role if role in held]


class RoleGrant(Tracked, db.Model):
    """A role that somebody holds in a unit, and how far it reaches from there."""

    __tablename__ = "role_grant"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"))
    unit_id: Mapped[int] = mapped_column(sa.ForeignKey("unit.id"), index=True)
    role: Mapped[Role]
    scope: Mapped[Scope]

    user: Mapped[User] = relationship(back_populates="grants")
    unit: Mapped[Unit] = relationship(lazy="joined")

    __table_args__ = (sa.UniqueConstraint("user_id", "unit_id", "role"),)


class MatterShare(Tracked, db.Model):
    """A matter opened to somebody whose role does not reach it: assigned across units, or shared on purpose."""

    __tablename__ = "matter_share"

    id: Mapped[int] = mapped_column(primary_key=True)
    matter_id: Mapped[int] = mapped_column(sa.ForeignKey("matter.id"), index=True)
    user_id: Mapped[int] = mapped_column(sa.ForeignKey("user_account.id"), index=True)
    reason: Mapped[str] = mapped_column(sa.String(30))

    __table_args__ = (sa.UniqueConstraint("matter_id", "user_id"),)


@dataclass(frozen=True)
class Extent:
    """The rows a permission opens: units (None: every unit), own rows, and rows shared one by one."""

    units: frozenset[int] | None
    own: bool
    shares: bool

    @property
    def is_everything(self) -> bool:
        return self.units is None


class Reach:
    """A user's rights, spread over the tree of units as it is now."""

    def __init__(self, user: User):
        self.user = user
        self._tree = tree = Tree.load()
        self._grants = [(grant.role, grant.scope, tree.below(grant)) for grant in user.grants]

    def can(self, permission: P, matter=None) -> bool:
        return any(
            matter is None or self._covers(scope, units, matter) for scope, units in self._held(permission)
        )

    def _held(self, permission: P) -> list[tuple[Scope, frozenset[int] | None]]:
        """(scope, units) of every grant that holds the permission."""
        return [
            (scope_of(role, scope, permission) if role in CAPS else scope, units)
            for role, scope, units in self._grants
            if permission in GRANTS[role]
        ]

    def _covers(self, scope: Scope, units: frozenset[int] | None, matter) -> bool:
        if scope != Scope.OWN and (units is None or matter.unit_id in units):
            return True
        return self.user.id in (matter.handler_id, matter.registered_by_id) or self._is_shared(matter.id)

    def _is_shared(self, matter_id: int) -> bool:
        return self._has_shares and matter_id in self._shared_ids

    @cached_property
    def _has_shares(self) -> bool:
        return bool(db.session.scalar(sa.select(sa.exists().where(MatterShare.user_id == self.user.id))))

    @cached_property
    def _shared_ids(self) -> frozenset[int]:
        return frozenset(
            db.session.scalars(sa.select(MatterShare.matter_id).where(MatterShare.user_id == self.user.id))
        )

    def extent(self, permission: P) -> Extent | None:
        """Which matters the permission opens; None where it is not held at all."""
        held = self._held(permission)
        if not held:
            return None
        units = self.units(permission)
        if units is None:
            return Extent(None, False, False)
        return Extent(units, any(scope == Scope.OWN for scope, _ in held), self._has_shares)

    def open_units(self, permission: P) -> frozenset[int]:
        """The units over which a permission is held and in which a matter may be begun."""
        within = self.units(permission)
        return self._tree.open if within is None else self._tree.open & within

    def units(self, permission: P) -> frozenset[int] | None:
        """The units over which a permission is held beyond own rows; None means every unit."""
        wide = [units for scope, units in self._held(permission) if scope != Scope.OWN]
        return None if None in wide else frozenset().union(*wide)


_TREE = sa.select(Unit.id, Unit.parent_id, Unit.kind, Unit.is_active)


class Tree:
    """The units as they stand, read in one statement."""

    def __init__(
        self, parents: dict[int, int | None], outside: frozenset[int], active: frozenset[int] = frozenset()
    ):
        self._parents = parents
        self._outside = outside
        self.open = active - outside  # where a matter may be begun

    @classmethod
    def load(cls) -> "Tree":
        rows = db.session.execute(_TREE).all()
        outside = frozenset(row.id for row in rows if row.kind == UnitKind.LAW_FIRM)
        active = frozenset(row.id for row in rows if row.is_active)
        return cls({row.id: row.parent_id for row in rows}, outside, active)

    def subtree(self, unit_id: int) -> frozenset[int]:
        """The unit and everything under it."""
        found = {unit_id}
        grown = True
        while grown:
            children = {id for id, parent in self._parents.items() if parent in found} - found
            found |= children
            grown = bool(children)
        return frozenset(found)

    def below(self, grant: RoleGrant) -> frozenset[int] | None:
        """The units a grant reaches; None when that is every unit that can hold matters."""
        if grant.scope == Scope.ALL:
            return None
        if grant.scope == Scope.SUBTREE:
            units = self.subtree(grant.unit_id)
            return None if set(self._parents) - self._outside <= units else units
        return frozenset({grant.unit_id})


class Dictionary(Choices):
    """The code tables an administrator keeps."""

    CAUSE = "cause", "案由"
    CLAIM_CATEGORY = "claim_category", "请求类别"
    DISPUTE_TYPE = "dispute_type", "纠纷类型"
    INDUSTRY = "industry", "行业"
    OWNERSHIP = "ownership", "经济类型"
    WORKER_TYPE = "worker_type", "劳动者类别"
    SOURCE = "source", "案件来源"
    ENDING_GROUND = "ending_ground", "终结原因"
    AID_SOURCE = "aid_source", "援助申请来源"
    AID_EXEMPTION = "aid_exemption", "免予核查经济困难的情形"
    AID_REFUSAL = "aid_refusal", "不予援助的理由"
    AID_TERMINATION = "aid_termination", "终止援助的情形"
    CONSULT_TOPIC = "consult_topic", "咨询问题"
    CONSULT_CHANNEL = "consult_channel", "咨询方式"
    RISK_CATEGORY = "risk_category", "风险类别"
    RISK_SOURCE = "risk_source", "风险来源"


class Term(Tracked, db.Model):
    """One code of one dictionary, with the days it may be chosen for. Codes are never removed: old matters keep them."""

    __tablename__ = "term"
    untracked = frozenset({"version"})

    id: Mapped[int] = mapped_column(primary_key=True)
    dictionary: Mapped[Dictionary]
    code: Mapped[str] = mapped_column(sa.String(30))
    name: Mapped[str] = mapped_column(sa.String(100))
    name_en: Mapped[str] = mapped_column(sa.String(150))
    parent_code: Mapped[str | None] = mapped_column(sa.String(30))
    position: Mapped[int]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]  # the last day it may be chosen for
    source: Mapped[str] = mapped_column(sa.String(100), default="")  # the document it comes from
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.UniqueConstraint("dictionary", "code"),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="validity"
        ),
    )

    @classmethod
    def visible_to(cls, _user: User):
        """The code tables are everybody's."""
        return sa.true()

    def is_valid_on(self, day: date) -> bool:
        """Whether it may be chosen for a fact of that day."""
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


class SignInFailure(db.Model):
    """A failed sign-in, kept to slow the next one down: per account and per address, never a lock-out."""

    __tablename__ = "sign_in_failure"

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account: Mapped[str] = mapped_column(sa.String(32))  # fingerprint of the name typed
    address: Mapped[str] = mapped_column(sa.String(45))

    __table_args__ = (
        sa.Index("ix_sign_in_failure_account", "account", "at"),
        sa.Index("ix_sign_in_failure_address", "address", "at"),
    )
