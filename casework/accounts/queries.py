"""Reading units, people and dictionaries."""

from dataclasses import dataclass
from datetime import date
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from casework.accounts.models import Dictionary, RoleGrant, Term, Tree, Unit, UnitKind, User
from casework.extensions import db
from casework.permissions import GRANTS, P, Role

WITH_ROLES = (joinedload(User.unit), selectinload(User.grants).joinedload(RoleGrant.unit))


@dataclass(frozen=True)
class Word:
    """A term as it is needed everywhere: without the database behind it."""

    code: str
    name: str
    name_en: str
    parent_code: str | None
    valid_from: date | None
    valid_to: date | None

    def is_valid_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_to is None or day <= self.valid_to
        )


_MARK = sa.text("SELECT count(*), sum(version) FROM term")


class _Terms:
    """All dictionaries, read once and again only when a term has changed."""

    def __init__(self):
        self._mark = None
        self._seen_in: WeakKeyDictionary = WeakKeyDictionary()
        self._words: dict[Dictionary, dict[str, Word]] = {}

    def words(self) -> dict[Dictionary, dict[str, Word]]:
        """The words as they stand; asked of the database once in each transaction."""
        transaction = db.session().get_transaction()
        if transaction is not None and self._seen_in.get(db.session()) is transaction:
            return self._words
        mark = tuple(db.session.execute(_MARK).one())
        if mark != self._mark:
            self._words = {dictionary: {} for dictionary in Dictionary}
            for term in db.session.scalars(sa.select(Term).order_by(Term.dictionary, Term.position, Term.id)):
                self._words[term.dictionary][term.code] = Word(
                    term.code, term.name, term.name_en, term.parent_code, term.valid_from, term.valid_to
                )
            self._mark = mark
        self._seen_in[db.session()] = db.session().get_transaction()
        return self._words


_terms = _Terms()


def words(dictionary: Dictionary) -> dict[str, Word]:
    """The terms of a dictionary by code, in their order, valid or not."""
    return _terms.words()[dictionary]


def term_name(dictionary: Dictionary, code: str | None, english: bool = False) -> str:
    """What a code is called; an unknown code is shown as it is, so that nothing disappears."""
    if not code:
        return ""
    word = words(dictionary).get(code)
    return code if word is None else (word.name_en if english else word.name)


def term_names(dictionary: Dictionary, english: bool = False) -> dict[str, str]:
    """What the codes of a dictionary are called, all at once: for a list."""
    return {code: word.name_en if english else word.name for code, word in words(dictionary).items()}


def choices(
    dictionary: Dictionary, on: date, english: bool = False, keep: str | None = None
) -> list[tuple[str, str]]:
    """(code, name) of what may be chosen for a fact of that day; ``keep`` is a code already in use."""
    return [
        (word.code, word.name_en if english else word.name)
        for word in words(dictionary).values()
        if word.is_valid_on(on) or word.code == keep
    ]


def unit_named(name: str) -> Unit | None:
    """The unit of that name, short name or code."""
    return db.session.scalar(
        sa.select(Unit).where(sa.or_(Unit.name == name, Unit.short_name == name, Unit.code == name))
    )


def units_for(user: User, permission: P) -> list[Unit]:
    """The units over which somebody holds a permission, by code."""
    within = user.reach.units(permission)
    query = sa.select(Unit).where(Unit.kind != UnitKind.LAW_FIRM).order_by(Unit.code)
    if within is not None:
        query = query.where(Unit.id.in_(within))
    return list(db.session.scalars(query))


def unions() -> list[Unit]:
    """Every active unit that can hold matters, by code: where a case may be transferred to."""
    query = sa.select(Unit).where(Unit.kind != UnitKind.LAW_FIRM, Unit.is_active).order_by(Unit.code)
    return list(db.session.scalars(query))


def home_of(user: User, permission: P) -> Unit:
    """The unit for which somebody registers a matter where none was asked: their own, or the first of those they may."""
    return user.unit if user.unit_id in user.reach.open_units(permission) else homes_of(user, permission)[0]


def has_one_home(user: User, permission: P) -> bool:
    """Whether there is nothing to choose."""
    units = user.reach.open_units(permission)
    return len(units) == 1 or (not units and user.unit.kind != UnitKind.LAW_FIRM)


def homes_of(user: User, permission: P) -> list[Unit]:
    """The active units for which somebody may register a matter, their own first.

    Who reaches own rows only registers for their own unit; who is of a law firm, for any union where they are on duty.
    """
    units = [unit for unit in units_for(user, permission) if unit.is_active]
    if not units:
        units = [user.unit] if user.unit.kind != UnitKind.LAW_FIRM else unions()
    return sorted(units, key=lambda unit: (unit.id != user.unit_id, unit.code))


def lineage(unit: Unit) -> list[Unit]:
    """The unit, its parent, and so on up."""
    found = [unit]
    while found[-1].parent is not None:
        found.append(found[-1].parent)
    return found


def pattern_of(unit: Unit | None) -> str | None:
    """The unit's number pattern, or the nearest one above it; None where nobody has set one."""
    return next((u.number_pattern for u in lineage(unit) if u.number_pattern), None) if unit else None


def subtree_ids(unit: Unit) -> frozenset[int]:
    """The unit and everything under it."""
    return Tree.load().subtree(unit.id)


def colleagues(unit_ids: frozenset[int] | None, permission: P) -> list[User]:
    """Active people who hold a permission in one of the units (None: any), by name: who a case may be given to."""
    query = sa.select(User).options(joinedload(User.unit)).where(*_holding(unit_ids, permission))
    return list(db.session.scalars(query.order_by(User.name, User.id)))


def colleague_names(unit_ids: frozenset[int] | None, permission: P) -> list:
    """The same people as rows of ``id`` and ``name``: all that a select needs, and there may be hundreds."""
    query = sa.select(User.id, User.name).where(*_holding(unit_ids, permission))
    return list(db.session.execute(query.order_by(User.name, User.id)))


def _holding(unit_ids: frozenset[int] | None, permission: P) -> tuple:
    roles = [role for role, rights in GRANTS.items() if permission in rights]
    held = sa.select(RoleGrant.user_id).where(RoleGrant.role.in_(roles))
    if unit_ids is not None:
        held = held.where(RoleGrant.unit_id.in_(unit_ids))
    return User.is_active, User.id.in_(held)


def demo_users() -> list[User]:
    """The first people of the demonstration, who stand for the jobs; those after them only fill the rooms."""
    query = sa.select(User).options(*WITH_ROLES).where(User.is_demo, User.is_active)
    return list(db.session.scalars(query.order_by(User.id).limit(8)))


def users_of(
    user: User,
    *,
    unit_id: int | None = None,
    text: str = "",
    role: Role | None = None,
    active: bool | None = None,
) -> sa.Select:
    """Ids of the people an administrator keeps, by unit and name; ``unit_id`` means the unit and all below it."""
    query = sa.select(User.id).join(Unit, Unit.id == User.unit_id).where(User.visible_to(user))
    if unit_id is not None:
        query = query.where(User.unit_id.in_(Tree.load().subtree(unit_id)))
    if text:
        query = query.where(
            sa.or_(
                User.name.contains(text, autoescape=True),
                User.username.contains(text.lower(), autoescape=True),
            )
        )
    if role is not None:
        query = query.where(User.grants.any(RoleGrant.role == role))
    if active is not None:
        query = query.where(User.is_active.is_(active))
    return query.order_by(Unit.code, User.name, User.id)


def users_by_id(ids: list[int]) -> list[User]:
    """These people, with their units and roles."""
    return list(db.session.scalars(sa.select(User).options(*WITH_ROLES).where(User.id.in_(ids))))


@dataclass(frozen=True)
class Branch:
    """A unit in its place in the tree."""

    unit: Unit
    depth: int
    people: int

    @property
    def indented(self) -> str:
        """Its short name as an option of a select, set in by its depth."""
        return "　" * self.depth + self.unit.short_name


def branches(user: User, permission: P, *, active_only: bool = False) -> list[Branch]:
    """The units over which somebody holds a permission, each under its parent."""
    within = user.reach.units(permission)
    query = sa.select(Unit).order_by(Unit.code)
    if active_only:
        query = query.where(Unit.is_active)
    units = [unit for unit in db.session.scalars(query) if within is None or unit.id in within]
    counted = sa.select(User.unit_id, sa.func.count()).where(User.is_active).group_by(User.unit_id)
    people = dict(db.session.execute(counted).tuples().all())
    ids = {unit.id for unit in units}
    children: dict[int | None, list[Unit]] = {}
    for unit in units:
        children.setdefault(unit.parent_id if unit.parent_id in ids else None, []).append(unit)
    return list(_walk(children, None, 0, people))


def _walk(children, parent_id, depth, people):
    for unit in children.get(parent_id, []):
        yield Branch(unit, depth, people.get(unit.id, 0))
        yield from _walk(children, unit.id, depth + 1, people)


def terms_of(dictionary: Dictionary, on: date | None = None) -> list[Term]:
    """The terms of a dictionary as rows, all of them or those that may be chosen on a day."""
    found = db.session.scalars(sa.select(Term).where(Term.dictionary == dictionary))
    ordered = sorted(found, key=lambda term: (term.valid_from or date.min, term.position, term.id))
    return [term for term in ordered if on is None or term.is_valid_on(on)]


def has_demo_users() -> bool:
    """Whether demonstration accounts can sign in; production refuses to start with them."""
    if not sa.inspect(db.engine).has_table(User.__tablename__):
        return False
    return bool(db.session.scalar(sa.select(sa.exists().where(User.is_demo, User.is_active))))
