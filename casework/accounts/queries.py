"""Reading units, people and dictionaries."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from casework.accounts.models import Dictionary, RoleGrant, Term, Tree, Unit, UnitKind, User
from casework.extensions import db
from casework.permissions import GRANTS, P, Role


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


class _Terms:
    """All dictionaries, read once and again only when a term has changed."""

    def __init__(self):
        self._mark = None
        self._words: dict[Dictionary, dict[str, Word]] = {}

    def words(self) -> dict[Dictionary, dict[str, Word]]:
        mark = tuple(db.session.execute(sa.text("SELECT count(*), sum(version) FROM term")).one())
        if mark != self._mark:
            self._words = {dictionary: {} for dictionary in Dictionary}
            for term in db.session.scalars(sa.select(Term).order_by(Term.dictionary, Term.position, Term.id)):
                self._words[term.dictionary][term.code] = Word(
                    term.code, term.name, term.name_en, term.parent_code, term.valid_from, term.valid_to
                )
            self._mark = mark
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


def lineage(unit: Unit) -> list[Unit]:
    """The unit, its parent, and so on up."""
    found = [unit]
    while found[-1].parent is not None:
        found.append(found[-1].parent)
    return found


def subtree_ids(unit: Unit) -> frozenset[int]:
    """The unit and everything under it."""
    return Tree.load().subtree(unit.id)


def colleagues(unit_ids: frozenset[int] | None, permission: P) -> list[User]:
    """Active people who hold a permission in one of the units (None: any), by name: who a case may be given to."""
    roles = [role for role, rights in GRANTS.items() if permission in rights]
    query = (
        sa.select(User)
        .join(RoleGrant, RoleGrant.user_id == User.id)
        .where(RoleGrant.role.in_(roles), User.is_active)
        .order_by(User.name)
        .distinct()
    )
    if unit_ids is not None:
        query = query.where(RoleGrant.unit_id.in_(unit_ids))
    return list(db.session.scalars(query))


def demo_users() -> list[User]:
    """The people of the demonstration who can sign in, by the order of their jobs."""
    found = db.session.scalars(sa.select(User).where(User.is_demo, User.is_active)).unique().all()
    return sorted(found, key=lambda user: ([list(Role).index(role) for role in user.roles], user.id))


def has_demo_users() -> bool:
    """Whether demonstration accounts can sign in; production refuses to start with them."""
    if not sa.inspect(db.engine).has_table(User.__tablename__):
        return False
    return bool(db.session.scalar(sa.select(sa.exists().where(User.is_demo, User.is_active))))
