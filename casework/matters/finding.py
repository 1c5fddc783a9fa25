"""Finding matters of every kind: by anything they hold, and in one list. Whatever is out of reach does not exist."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import sqlalchemy as sa

from casework.accounts.models import User
from casework.engine.ngrams import evened
from casework.extensions import db
from casework.matters import indexing, queries
from casework.matters.models import READS, Kind, Matter
from casework.matters.queries import Filters
from casework.parties.identifiers import mask_id_number, mask_phone
from casework.search import actions as search
from casework.search import queries as index
from casework.search.queries import Asked, matching

CAP = 200  # where too many answer to be looked at one and all: the newest of each kind
PREVIEW = 5  # of each kind, on the page of all kinds


def readable(user: User) -> list[Kind]:
    """The kinds this person may read at all."""
    return [kind for kind, permission in READS.items() if user.can(permission)]


# --- the search ---------------------------------------------------------------------------------------------------


@dataclass
class Group:
    """The matters of one kind that were found: the newest as rows, and how many there are (where ``is_capped``, more)."""

    kind: Kind
    ids: list[int]
    is_capped: bool = False
    rows: list = field(default_factory=list)

    @property
    def count(self) -> int:
        return len(self.ids)


def looked_up(user: User, asked: Asked) -> tuple[list, bool]:
    """The matters in scope that answer to a question, in any order (``id``, ``kind``, ``received_on``); and whether that is
    all of them. The index is asked alone: joined with the scope, PostgreSQL would rather begin with the scope.
    """
    ids = index.few(asked)
    if not ids:
        return [], ids is not None
    query = sa.select(Matter.id, Matter.kind, Matter.received_on)
    rows = db.session.execute(query.where(index.among(Matter.id, ids), Matter.visible_to(user)))
    return list(rows.all()), True


def newest_hits(user: User, asked: Asked, kind: Kind, limit: int = CAP) -> sa.Select:
    """Those of one kind that were written last: for words that are everywhere, so that the walk from the end is short."""
    found = matching(replace(asked, groups=(*asked.groups, (indexing.kind_mark(kind.value),)))).subquery(
        "found"
    )
    query = sa.select(Matter.id, Matter.kind, Matter.received_on).join_from(
        found, Matter, Matter.id == found.c.id
    )
    return query.where(Matter.visible_to(user)).order_by(found.c.id.desc()).limit(limit)


def grouped(user: User, asked: Asked, shown: int = PREVIEW) -> list[Group]:
    """What was found, kind by kind, the newest first."""
    groups = [Group(kind, []) for kind in readable(user)]
    found, is_all = looked_up(user, asked)
    for group in groups:
        if is_all:
            of_kind = [row for row in found if row.kind == group.kind]
        else:
            of_kind = db.session.execute(newest_hits(user, asked, group.kind, CAP + 1)).all()
            group.is_capped, of_kind = len(of_kind) > CAP, of_kind[:CAP]
        newest = sorted(of_kind, key=lambda row: (row.received_on, row.id), reverse=True)
        group.ids = [row.id for row in newest]
    groups = [group for group in groups if group.ids]
    rows = {row.id: row for row in queries.rows(id for group in groups for id in group.ids[:shown])}
    for group in groups:
        group.rows = [rows[id] for id in group.ids[:shown] if id in rows]
    return groups


def of_one_kind(user: User, asked: Asked, kind: Kind) -> sa.Select:
    """The ids of one kind's hits, the newest first, to be cut into pages."""
    ids = index.few(asked)
    if ids is None:
        found = newest_hits(user, asked, kind).subquery("hits")
        return sa.select(found.c.id).order_by(found.c.received_on.desc(), found.c.id.desc())
    query = sa.select(Matter.id).where(
        index.among(Matter.id, ids), Matter.kind == kind, Matter.visible_to(user)
    )
    return query.order_by(Matter.received_on.desc(), Matter.id.desc())


# --- why it was found ---------------------------------------------------------------------------------------------

Pieces = list[tuple[str, bool]]  # a text in pieces, each with whether it is what was looked for
AROUND = 18  # characters on either side of what was found in a long text


def pieces(text: str, words: Iterable[str]) -> Pieces:
    """The text cut where the words stand in it, however they are written there."""
    even, origin = [], []
    for place, mark in enumerate(text):
        for part in evened(mark):
            even.append(part)
            origin.append(place)
    whole, is_hit = "".join(even), [False] * len(text)
    words = [word for word in words if word]
    if any(len(word) > 1 for word in words):
        words = [word for word in words if len(word) > 1]
    for word in words:
        start = whole.find(word)
        while start >= 0:
            for place in origin[start : start + len(word)]:
                is_hit[place] = True
            start = whole.find(word, start + 1)
    found: Pieces = []
    for mark, hit in zip(text, is_hit, strict=True):
        if found and found[-1][1] == hit:
            found[-1] = (found[-1][0] + mark, hit)
        else:
            found.append((mark, hit))
    return found


def excerpt(text: str, words: Iterable[str]) -> Pieces:
    """The part of a text around what was found first. Numbers that people keep to themselves are masked."""
    text = indexing.PERSONAL.sub(_masked, " ".join(text.split()))
    found = pieces(text, words)
    before = next(
        (len("".join(part for part, _hit in found[:n])) for n, (_part, hit) in enumerate(found) if hit), 0
    )
    start = max(before - AROUND, 0)
    end = before + AROUND * 3
    cut = pieces(text[start:end], words)
    return [*([("…", False)] if start else []), *cut, *([("…", False)] if end < len(text) else [])]


def _masked(found) -> str:
    number = found.group()
    return mask_id_number(number) if len(number) == 18 else mask_phone(number)


def holds(parts: Pieces) -> bool:
    """Whether anything was found in it."""
    return any(hit for _part, hit in parts)


@dataclass(frozen=True)
class Why:
    """A place in a matter, and what of it answers to the question."""

    place: str
    parts: Pieces


def reasons(
    asked: Asked, ids: list[int], shown: dict[int, list[str]], limit: int = 2
) -> dict[int, list[Why]]:
    """For each matter, where else than in the texts that are shown anyway (``shown``) the question is answered."""
    every = indexing.found_of(ids) if ids else {}
    return {id: _reasons(asked, found, shown.get(id, []))[:limit] for id, found in every.items()}


def _reasons(asked: Asked, found: indexing.Found, shown: list[str]) -> list[Why]:
    seen = evened(" ".join(shown))
    missing = [word for word in asked.words if word not in seen]
    if not missing and asked.words:
        return []
    told = [Why(place, excerpt(text, missing)) for place, text in found.texts if text]
    told = [why for why in told if holds(why.parts)]
    told += _by_number(asked, found) + _by_initials(missing, found)
    kept: dict[tuple, Why] = {}
    for why in told:
        kept.setdefault((why.place, tuple(why.parts)), why)
    return list(kept.values())


def _by_number(asked: Asked, found: indexing.Found) -> list[Why]:
    """Those whose telephone or document it is."""
    tokens = {token for group in asked.groups for token in group}
    return [
        Why(NUMBERS[purpose], [(name, True)])
        for name, *fingerprints in found.workers
        for fingerprint, purpose in zip(fingerprints, search.PURPOSES, strict=True)
        if fingerprint and search.mark_of(fingerprint, purpose) in tokens
    ]


def _by_initials(words: list[str], found: indexing.Found) -> list[Why]:
    """Those whose names begin with these letters."""
    letters = [word for word in words if word.isascii() and word.isalpha()]
    named = [(indexing.WORKER, name) for name, *_ in found.workers]
    named += [(indexing.EMPLOYER, name) for name in found.employers]
    return [
        Why(place, [(name, True)])
        for place, name in named
        if any(reading.startswith(word) for reading in indexing.readings(name) for word in letters)
    ]


NUMBERS = {"id_number": "证件号码", "phone": "手机号", "phone_tail": "手机尾号"}


# --- one list -----------------------------------------------------------------------------------------------------

SORTS = ("received", "due", "activity")


def listed(user: User, filters: Filters, *, kinds: Iterable[Kind] | None = None,
           groups: dict[Kind, tuple[str, ...]] | None = None, sort: str = queries.DEFAULT_SORT) -> sa.Select:  # fmt: skip
    """The ids of the matters that pass, of these kinds or of all. ``groups``: the states wanted of each kind."""
    name, descending = sort.lstrip("-"), sort.startswith("-")
    column = queries.SORTS[name if name in SORTS else "received"]
    clauses = [Matter.visible_to(user), *filters.clauses()]
    if kinds is not None:
        clauses.append(Matter.kind.in_(list(kinds)))
    if groups is not None:
        clauses.append(in_states(groups))
    if name == "due":
        clauses.append(column.is_not(None))
    order = [column, Matter.id]
    return (
        sa.select(Matter.id).where(*clauses).order_by(*[c.desc() if descending else c.asc() for c in order])
    )


def in_states(groups: dict[Kind, tuple[str, ...]]):
    """The matters that stand in one of these states of their kind."""
    return sa.or_(
        sa.false(),
        *[sa.and_(Matter.kind == kind, Matter.state.in_(states)) for kind, states in groups.items()],
    )
