"""What is looked up while somebody types: matters that may be the same, employers that may be meant."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from casework.accounts.models import User
from casework.engine import clock
from casework.engine.reading import Unreadable
from casework.extensions import db, keys
from casework.matters.models import (
    Matter,
    MatterWorker,
    NotTheSame,
)
from casework.parties.identifiers import bigram_similarity, company_key, parse_id_number
from casework.parties.models import Employer, Worker


@dataclass(frozen=True)
class Likeness:
    """A matter that may be the one being typed, and why."""

    matter: Matter
    degree: str  # certain, likely, possible
    reason: str


def look_alikes(
    user: User,
    *,
    name: str = "",
    employer: str = "",
    phone: str | None = None,
    id_number: str | None = None,
    court_number: str | None = None,
    dispute_type: str = "",
    besides: int | None = None,
) -> list[Likeness]:
    """Matters in scope that may be the same (ux: certain, likely, possible), the surest first, at most five."""
    today, found = clock.today(), {}
    key = company_key(employer) if len(employer) >= 2 else ""

    def note(matters, degree, reason):
        for matter in matters:
            if matter.id != besides:
                found.setdefault(matter.id, Likeness(matter, degree, reason))

    if court_number:
        note(_seen(user, Matter.court_number == court_number), "certain", "同一案号")
    if id_number:
        note(
            _seen(user, _has_worker(Worker.id_number_mark == _mark(id_number, "id_number"))),
            "certain",
            "同一人",
        )
    if phone:
        note(_seen(user, _has_worker(Worker.phone_mark == _mark(phone, "phone"))), "likely", "手机号相同")
    if len(name) >= 2:
        same_name = _seen(user, _has_worker(Worker.name == name))
        two_years, quarter = today - timedelta(days=730), today - timedelta(days=90)
        note(
            [
                m
                for m in same_name
                if key and company_key(m.employer_name) == key and m.received_on >= two_years
            ],
            "likely",
            "姓名和单位相同",
        )
        note(
            [m for m in same_name if m.dispute_type == dispute_type and m.received_on >= quarter],
            "possible",
            "同名，近三个月同类纠纷",
        )
    for id in _told_apart(user, mark_of_typed(name, employer)):
        found.pop(id, None)
    order = {"certain": 0, "likely": 1, "possible": 2}
    return sorted(found.values(), key=lambda like: (order[like.degree], -like.matter.id))[:5]


def mark_of_typed(name: str, employer: str) -> str:
    """What a "not the same" is remembered by: the pair of names, as a fingerprint."""
    return keys.ring.fingerprint(f"{name}|{company_key(employer) if employer else ''}", "not_the_same")


def _told_apart(user: User, mark: str) -> list[int]:
    query = sa.select(NotTheSame.matter_id).where(NotTheSame.user_id == user.id, NotTheSame.mark == mark)
    return list(db.session.scalars(query))


def _mark(value: str, purpose: str) -> str:
    return keys.ring.fingerprint(value, purpose)


def _has_worker(condition):
    named = sa.select(MatterWorker.matter_id).join(Worker, Worker.id == MatterWorker.worker_id)
    return Matter.id.in_(named.where(condition))


def _seen(user: User, clause) -> list[Matter]:
    query = sa.select(Matter).options(joinedload(Matter.handler)).where(clause, Matter.visible_to(user))
    return list(db.session.scalars(query.order_by(Matter.id.desc()).limit(20)))


def count_elsewhere(user: User, *, id_number: str | None, court_number: str | None) -> int:
    """How many matters outside one's scope have the same identity or court number: a number and nothing else."""
    clauses = []
    if court_number:
        clauses.append(Matter.court_number == court_number)
    if id_number:
        clauses.append(_has_worker(Worker.id_number_mark == _mark(id_number, "id_number")))
    if not clauses:
        return 0
    return db.session.scalar(
        sa.select(sa.func.count())
        .select_from(Matter)
        .where(sa.or_(*clauses), sa.not_(Matter.visible_to(user)))
    )


def suggest_employers(user: User, typed: str, limit: int = 5) -> list[tuple[Employer, int]]:
    """Employers in scope whose name contains or resembles what was typed, with their cases of the last year."""
    key = company_key(typed)
    if len(key) < 2:
        return []
    near = sa.or_(
        Employer.name_key.contains(key, autoescape=True),
        Employer.name.contains(typed, autoescape=True),
        Employer.former_names.contains(typed, autoescape=True),
    )
    query = sa.select(Employer).where(Employer.visible_to(user), near).order_by(sa.func.length(Employer.name))
    found = list(db.session.scalars(query.limit(limit * 4)))
    found.sort(key=lambda e: (e.name_key != key, -bigram_similarity(e.name_key, key), e.id))
    kept: dict[str, Employer] = {}
    for employer in found:
        kept.setdefault(employer.name, employer)
    chosen = list(kept.values())[:limit]
    counts = _cases_of(user, [e.id for e in chosen], clock.today() - timedelta(days=365))
    return [(employer, counts.get(employer.id, 0)) for employer in chosen]


def _cases_of(user: User, employers: list[int], since: date) -> dict[int, int]:
    if not employers:
        return {}
    query = (
        sa.select(Matter.employer_id, sa.func.count())
        .where(Matter.employer_id.in_(employers), Matter.received_on >= since, Matter.visible_to(user))
        .group_by(Matter.employer_id)
    )
    return dict(db.session.execute(query).all())


@dataclass(frozen=True)
class EmployerRecord:
    """What is known of an employer while a case against it is being logged."""

    recent: list[Matter]
    people_30_days: int


def record_of(user: User, employer: str) -> EmployerRecord:
    """The employer's latest matters in scope, and how many people came because of it within 30 days."""
    key = company_key(employer)
    if len(key) < 2:
        return EmployerRecord([], 0)
    same = sa.select(Employer.id).where(Employer.visible_to(user), Employer.name_key == key)
    query = sa.select(Matter).where(Matter.employer_id.in_(same), Matter.visible_to(user))
    recent = list(db.session.scalars(query.order_by(Matter.received_on.desc(), Matter.id.desc()).limit(5)))
    people = db.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(Matter.people), 0)).where(
            Matter.employer_id.in_(same),
            Matter.visible_to(user),
            Matter.received_on >= clock.today() - timedelta(days=30),
        )
    )
    return EmployerRecord(recent, people)


_KNOWN_EMPLOYER = (
    sa.select(Employer)
    .where(
        Employer.unit_id == sa.bindparam("unit_id"),
        Employer.name_key == sa.bindparam("key"),
        Employer.name == sa.bindparam("name"),
    )
    .order_by(Employer.id)
    .limit(1)
)


def known_employer(user: User, unit_id: int, name: str) -> Employer | None:
    """The employer of that name which the unit already keeps."""
    return db.session.scalar(_KNOWN_EMPLOYER, {"unit_id": unit_id, "key": company_key(name), "name": name})


def known_worker(unit_id: int, *, id_number: str | None) -> Worker | None:
    """The worker with that identity number whom the unit already keeps: the same person, not a new row."""
    if not id_number:
        return None
    with suppress(Unreadable):  # a number of another document is kept as it was typed
        id_number = parse_id_number(id_number, today=clock.today()).value
    query = sa.select(Worker).where(
        Worker.unit_id == unit_id, Worker.id_number_mark == _mark(id_number, "id_number")
    )
    return db.session.scalar(query.order_by(Worker.id).limit(1))
