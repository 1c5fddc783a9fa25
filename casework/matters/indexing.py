"""What a matter is found by, and when that has changed.

``follow`` is called with everything a transaction has changed, as the history is about to write it: whoever changes a
matter, a person or an employer through the session cannot forget the index. Only rows written past the session need
``rebuild``, as they need a history of their own.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

import sqlalchemy as sa

from casework.engine.ngrams import evened
from casework.engine.pinyin import initials
from casework.extensions import db
from casework.matters.models import Audience, Matter, MatterEmployer, MatterWorker, Note
from casework.matters.rules import KINDS
from casework.parties.identifiers import company_key
from casework.parties.models import Employer, Worker
from casework.search import actions as search
from casework.search.actions import Doc
from casework.search.models import SearchDoc
from casework.search.queries import EVERYWHERE

# The free text of each kind by which its matters are found: columns of its own table, or of one that hangs on it, with the
# name of each. Filled in wiring. Nothing that only some readers of a matter may read belongs here.
TEXTS: dict[sa.orm.InstrumentedAttribute, str] = {}

EVERYWHERE.update(facts.word for facts in KINDS.values())  # 工调 is in the number of every mediation

# Numbers that people keep to themselves do not stand in the index, even where somebody wrote them into a text.
PERSONAL = re.compile(r"(?<![0-9])(?:[1-9][0-9]{16}[0-9x]|1[3-9][0-9][ -]?[0-9]{4}[ -]?[0-9]{4})(?![0-9])")
BETWEEN_NAMES = re.compile(r"[;；、,，/\s]+")


@dataclass
class Found:
    """What a matter says of itself: (name of the place, text) pairs, and whose names and numbers it holds."""

    texts: list[tuple[str, str]] = field(default_factory=list)
    workers: list[tuple[str, str | None, str | None, str | None]] = field(default_factory=list)
    employers: list[str] = field(default_factory=list)
    kind: str = ""

    def doc(self) -> Doc:
        marks = {kind_mark(self.kind)}
        for name, *fingerprints in self.workers:
            marks |= initials(name)
            for fingerprint, purpose in zip(fingerprints, search.PURPOSES, strict=True):
                if fingerprint:
                    marks.add(search.mark_of(fingerprint, purpose))
        for name in self.employers:
            marks |= readings(name)
        texts = []
        for place, text in self.texts:
            even = evened(text)
            if place not in OFFICIAL:
                marks.update(_written_numbers(even))
                even = PERSONAL.sub(" ", even)
            texts.append(even)
        return Doc.of(texts, marks)


def kind_mark(kind: str) -> str:
    """The token by which the matters of one kind are told from the others."""
    return "0k" + kind.replace("_", "")


def readings(name: str) -> frozenset[str]:
    """The first letters by which a person or an employer is found: of an employer also without place and legal form."""
    return initials(name) | initials(company_key(name))


def _written_numbers(text: str) -> Iterator[str]:
    for number in PERSONAL.findall(text):
        if len(number) == 18:
            yield search.mark(number.upper(), "id_number")
        else:
            digits = re.sub("[ -]", "", number)
            yield search.mark(digits, "phone")
            yield search.mark(digits[-4:], "phone_tail")


# --- reading ------------------------------------------------------------------------------------------------------

NUMBER, COURT_NUMBER, WORKER, EMPLOYER, FORMER, CODE, NOTE = (
    "案号", "法院案号", "劳动者", "用人单位", "曾用名", "信用代码", "进展",
)  # fmt: skip
OFFICIAL = {NUMBER, COURT_NUMBER, CODE}  # which are nobody's own
_IDS = sa.bindparam("ids", expanding=True)


def _arm(place: str, id, a, *more):
    """One part of the question: the matter, what is told of it, and up to four columns."""
    nothing = [sa.cast(sa.null(), sa.Text)] * (3 - len(more))
    return sa.select(id.label("id"), sa.literal(place).label("place"), a, *more, *nothing).where(id.in_(_IDS))


def _everything() -> sa.CompoundSelect:
    """All that matters are found by, in one statement."""
    matter, worker, employer, note = Matter.__table__, Worker.__table__, Employer.__table__, Note.__table__
    has, against = MatterWorker.__table__, MatterEmployer.__table__
    arms = [
        _arm(NUMBER, matter.c.id, matter.c.number, matter.c.court_number, sa.cast(matter.c.kind, sa.Text)),
        _arm(WORKER, has.c.matter_id, worker.c.name, worker.c.id_number_mark, worker.c.phone_mark,
             worker.c.phone_tail_mark).join_from(has, worker, worker.c.id == has.c.worker_id),
        _arm(EMPLOYER, against.c.matter_id, employer.c.name, employer.c.former_names, employer.c.uscc).join_from(
            against, employer, employer.c.id == against.c.employer_id
        ),
        _arm(NOTE, note.c.matter_id, note.c.text).where(note.c.audience == Audience.CASE),
    ]  # fmt: skip
    for column, place in TEXTS.items():
        arms.append(_arm(place, _key_of(column), column.expression))
    return sa.union_all(*arms)


def _key_of(column):
    """What names the matter in the table of this column."""
    table = column.class_.__table__
    return table.c.matter_id if "matter_id" in table.c else table.c.id


_said: dict[int, sa.CompoundSelect] = {}  # the statement, put together once for as many texts as there are


def found_of(ids: list[int]) -> dict[int, Found]:
    """What each of these matters is found by, in one statement."""
    if len(TEXTS) not in _said:
        _said[len(TEXTS)] = _everything()
    every: dict[int, Found] = defaultdict(Found)
    for id, place, a, b, c, d in db.session.execute(_said[len(TEXTS)], {"ids": ids}):
        found = every[id]
        if place == WORKER:
            found.workers.append((a, b, c, d))
            found.texts.append((WORKER, a))
        elif place == EMPLOYER:
            found.employers += [a, *filter(None, BETWEEN_NAMES.split(b or ""))]
            found.texts += [(EMPLOYER, a), (FORMER, b or ""), (CODE, c or "")]
        elif place == NUMBER:
            found.texts += [(NUMBER, a), (COURT_NUMBER, b or "")]
            found.kind = c
        else:
            found.texts.append((place, a or ""))
    return every


def docs_of(ids: list[int]) -> dict[int, Doc]:
    """The entries of these matters as they ought to be."""
    return {id: found.doc() for id, found in found_of(ids).items()}


# --- keeping ------------------------------------------------------------------------------------------------------

_PARTIES = {"worker": MatterWorker.worker_id, "employer": MatterEmployer.employer_id}
_COLUMNS = {  # what of each table is searched; a change of anything else leaves the index as it is
    "worker": {"name", "id_number", "phone"},
    "employer": {"name", "former_names", "uscc"},
    "matter_worker": {"matter_id", "worker_id"},
    "matter_employer": {"matter_id", "employer_id"},
    "note": {"matter_id", "text", "audience"},
}
_OF_EVERY_MATTER = {"number", "court_number"}


def follow(changes: list[dict]) -> None:
    """Bring up to date what these changes (of rows, as the history notes them) make other than it was."""
    touched: set[int] = set()
    parties: dict[str, set[int]] = defaultdict(set)
    columns = _searched()
    for change in changes:
        if not columns.get(change["table"], set()) & set(change["changes"]):
            continue
        if change["table"] in _PARTIES:
            parties[change["table"]].add(change["row_id"])
        elif change["matter_id"] is not None:
            touched.add(change["matter_id"])
    for table, ids in parties.items():
        column = _PARTIES[table]
        touched.update(db.session.scalars(sa.select(column.class_.matter_id).where(column.in_(ids))))
    if touched:
        search.keep(touched, docs_of)


def _searched() -> dict[str, set[str]]:
    """The searched columns by table."""
    found: dict[str, set[str]] = defaultdict(set, {table: set(names) for table, names in _COLUMNS.items()})
    for mapper in Matter.__mapper__.self_and_descendants:
        found[mapper.local_table.name] |= _OF_EVERY_MATTER
    for column in TEXTS:
        found[column.class_.__tablename__].add(column.key)
    return found


def rebuild() -> int:
    """Make the whole index anew: after rows were written past the session. How many matters are in it."""
    return search.rebuild(_in_batches(), docs_of)


def count_missing() -> int:
    """How many matters are not in the index, as after an upgrade that brings it."""
    missing = sa.select(sa.func.count()).select_from(Matter.__table__).outerjoin(
        SearchDoc.__table__, SearchDoc.matter_id == Matter.__table__.c.id
    )  # fmt: skip
    return db.session.scalar(missing.where(SearchDoc.matter_id.is_(None)))


def _in_batches() -> Iterator[list[int]]:
    last = 0
    while ids := list(
        db.session.scalars(sa.select(Matter.id).where(Matter.id > last).order_by(Matter.id).limit(1000))
    ):
        yield ids
        last = ids[-1]
