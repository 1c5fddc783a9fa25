"""One matter gives rise to another: what is carried over, and the link that stays. No kind knows another here.

Each kind's room says what of its matters others can use (``SEEDS``) and what becomes of a matter that gave rise to another
(``AFTER_BECOMING``); ``casework/wiring.py`` enters both. A fact is typed once: people and employers come along as the records
they are, so that numbers that are only shown masked are carried without being shown.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa

from casework.accounts.models import User
from casework.engine import clock
from casework.extensions import db
from casework.matters import actions as matters
from casework.matters import likeness
from casework.matters.models import Claim, Kind, LinkKind, Matter, MatterLink
from casework.parties import actions as parties
from casework.parties.models import Employer, Worker


@dataclass(frozen=True)
class Seed:
    """What a matter hands on. ``dispute_type`` and ``source`` are codes of the dictionaries 纠纷类型 and 案件来源; money in 分."""

    origin: Matter
    facts: str = ""
    dispute_type: str | None = None
    cause: str | None = None
    court_number: str | None = None
    source: str | None = None

    @property
    def claims(self) -> list[Claim]:
        return self.origin.claims

    @property
    def claimed_fen(self) -> int:
        return self.origin.claimed_fen

    @property
    def who(self) -> str:
        """The people as a list names them (王建国等12人); empty where nobody was named."""
        return self.origin.lead_worker if self.origin.workers else ""

    @property
    def lead_name(self) -> str:
        """The first person by name; empty where nobody was named."""
        return self.origin.workers[0].worker.name if self.origin.workers else ""

    @property
    def employer_name(self) -> str:
        return self.origin.employers[0].employer.name if self.origin.employers else self.origin.employer_name


SEEDS: dict[Kind, Callable[[Matter], Seed]] = {}
AFTER_BECOMING: dict[Kind, Callable[[Matter, Matter, User], None]] = {}


def origin_for(user: User, id: int | None) -> Matter | None:
    """The matter another is to come from, where this person may see it."""
    if not id:
        return None
    return db.session.scalar(sa.select(Matter).where(Matter.id == id, Matter.visible_to(user)))


def seed_of(origin: Matter) -> Seed:
    """What it hands on, as its kind says."""
    return SEEDS[origin.kind](origin)


def workers_for(origin: Matter, unit_id: int) -> list[Worker]:
    """Its people in their order, as the new matter's unit keeps them."""
    return [parties.kept_by(unit_id, entry.worker) for entry in origin.workers]


def employer_for(origin: Matter, unit_id: int) -> Employer | None:
    """Its first employer, as the new matter's unit keeps it."""
    return parties.kept_by(unit_id, origin.employers[0].employer) if origin.employers else None


def people_told(seed: Seed, unit_id: int, told: dict) -> list[Worker]:
    """The people of the matter another comes from, the first of them with what was told now."""
    workers = workers_for(seed.origin, unit_id)
    if told["id_number"] and not workers[0].id_number:
        parties.identify(workers[0], told["id_kind"], told["id_number"])
    parties.meet_again(workers[0], **told)
    return workers


def employer_meant(unit_id: int, name: str, seeds: Iterable[Seed], *, by: User) -> Employer:
    """The employer that is meant: one carried over, one the unit keeps, or a new one."""
    for seed in seeds:
        if seed.origin.employers and seed.employer_name == name:
            return employer_for(seed.origin, unit_id)
    known = likeness.known_employer(by, unit_id, name)
    return known or parties.enter_employer(unit_id=unit_id, name=name)


def bring_along(origin: Matter, target: Matter, *, claimed_fen: int | None) -> None:
    """What hangs on people and employers: who represents the others, further employers and their parts, each claim.

    The claims one by one only where their sum, which was asked anew, is still ``claimed_fen``.
    """
    theirs = {}
    for entry, own in zip(origin.workers, target.workers, strict=False):
        theirs[entry.worker_id] = own.worker_id
        own.is_representative = entry.is_representative
    for entry, own in zip(origin.employers, target.employers, strict=False):
        own.role = entry.role
    for entry in origin.employers[len(target.employers) :]:
        matters.add_employer(target, parties.kept_by(target.unit_id, entry.employer), entry.role)
    if origin.claims and origin.claimed_fen == (claimed_fen or 0):
        rows = [
            {
                "category": claim.category,
                "claimed_fen": claim.claimed_fen,
                "note": claim.note,
                "worker_id": theirs.get(claim.worker_id),
            }
            for claim in origin.claims
        ]
        matters.set_claims(target, rows)


def become(origin: Matter, target: Matter, *, by: User) -> MatterLink:
    """The new matter came out of the other: link them, and let the other's kind draw its consequences."""
    link = connect(origin, target, LinkKind.BECAME, by=by)
    follow = AFTER_BECOMING.get(origin.kind)
    if follow is not None:
        follow(origin, target, by)
    return link


def connect(origin: Matter, target: Matter, kind: LinkKind, *, by: User) -> MatterLink:
    """Link two matters; once is enough."""
    db.session.flush()
    same = (MatterLink.from_id == origin.id, MatterLink.to_id == target.id, MatterLink.kind == kind)
    known = db.session.scalar(sa.select(MatterLink).where(*same))
    if known is not None:
        return known
    link = MatterLink(
        from_id=origin.id, to_id=target.id, kind=kind, linked_by_id=by.id, linked_at=clock.utcnow()
    )
    db.session.add(link)
    db.session.flush()
    return link


@dataclass(frozen=True)
class Linked:
    """A matter at the other end of a link, in words: 转为, 来自, 同一争议, 线索."""

    matter: Matter
    words: str


WORDS = {  # (how it is read from this end, how from the other)
    LinkKind.BECAME: ("转为", "来自"),
    LinkKind.SAME: ("同一争议", "同一争议"),
    LinkKind.SIGN: ("反映的风险", "线索"),
}


def links_of(matter: Matter, user: User) -> list[Linked]:
    """What a matter is linked with, both ways, within what this person may see."""
    found = []
    for own, other, side in (
        (MatterLink.from_id, MatterLink.to_id, 0),
        (MatterLink.to_id, MatterLink.from_id, 1),
    ):
        query = (
            sa.select(Matter, MatterLink.kind)
            .join(MatterLink, other == Matter.id)
            .where(own == matter.id, Matter.visible_to(user))
            .order_by(MatterLink.id)
        )
        found += [Linked(row, WORDS[kind][side]) for row, kind in db.session.execute(query)]
    return found


def linked_ids(matter_id: int) -> set[int]:
    """Every matter that hangs together with this one, however far: for checks that must not depend on who looks."""
    found, edge = {matter_id}, {matter_id}
    while edge:
        ways = (
            sa.select(MatterLink.to_id).where(MatterLink.from_id.in_(edge)),
            sa.select(MatterLink.from_id).where(MatterLink.to_id.in_(edge)),
        )
        edge = {id for way in ways for id in db.session.scalars(way)} - found
        found |= edge
    return found - {matter_id}
