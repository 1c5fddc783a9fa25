"""Keeping the index: what a matter is found by, written so that it can be taken out again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from casework.engine.ngrams import tokens
from casework.extensions import db, keys
from casework.search.models import FTS, SearchDoc

LONGEST = 20_000  # characters of one matter that are searched
AT_ONCE = 500  # matters of one round

# Each purpose of a fingerprint, as its token begins. No word that is typed begins with a digit and goes on with letters
# of its own accord, so that a word of letters never runs into a fingerprint.
PURPOSES = {"id_number": "0i", "phone": "0p", "phone_tail": "0t"}


def mark_of(fingerprint: str, purpose: str) -> str:
    """The token that stands for a fingerprint."""
    return PURPOSES[purpose] + fingerprint[:20]


def mark(value: str, purpose: str) -> str:
    """The token by which a number is found that is nowhere written in the index."""
    return mark_of(keys.ring.fingerprint(value, purpose), purpose)


@dataclass(frozen=True)
class Doc:
    """What a matter is found by: its text, evened, and tokens that stand in no text."""

    body: str
    marks: str

    @classmethod
    def of(cls, texts: Iterable[str], marks: Iterable[str]) -> "Doc":
        """The entry for these texts, evened already, and these further tokens."""
        kept = dict.fromkeys(text.strip() for text in texts if text.strip())
        return cls("\n".join(kept)[:LONGEST], " ".join(sorted(set(marks))))

    @property
    def tokens(self) -> list[str]:
        return list(dict.fromkeys([*tokens(self.body), *self.marks.split()]))


def keep(matters: Iterable[int], read: Callable[[list[int]], dict[int, Doc]]) -> None:
    """Bring the entries of these matters up to date, in the running transaction. ``read(ids)`` reads what they say now.

    The entries are held before the matters are read, so that of two who change one matter at once the later sees both.
    """
    wanted = sorted(set(matters))
    for start in range(0, len(wanted), AT_ONCE):
        ids = wanted[start : start + AT_ONCE]
        before = _hold(ids)
        now = read(ids)
        _write(before, {id: doc for id, doc in now.items() if before.get(id) != doc})


def rebuild(every: Iterable[list[int]], read: Callable[[list[int]], dict[int, Doc]]) -> int:
    """Make the whole index anew, batch by batch of ids; how many matters are in it."""
    if _is_sqlite():
        db.session.execute(sa.insert(FTS).values(search_fts="delete-all"))
    count = 0
    for ids in every:
        docs = read(ids)
        _write({}, docs)
        count += len(docs)
    return count


def _is_sqlite() -> bool:
    return db.session.get_bind().dialect.name == "sqlite"


_TABLE = SearchDoc.__table__
_HELD = (
    sa.select(_TABLE.c.matter_id, _TABLE.c.body, _TABLE.c.marks)
    .where(_TABLE.c.matter_id.in_(sa.bindparam("ids", expanding=True)))
    .order_by(_TABLE.c.matter_id)
    .with_for_update()
)


def _hold(ids: list[int]) -> dict[int, Doc]:
    rows = db.session.execute(_HELD, {"ids": ids})
    return {row.matter_id: Doc(row.body, row.marks) for row in rows}


def _upsert(insert, **more):
    """Put an entry there, or in place of the one that is there."""
    values = {
        "matter_id": sa.bindparam("id"),
        "body": sa.bindparam("text"),
        "marks": sa.bindparam("marked"),
        **more,
    }
    statement = insert(_TABLE).values(values)
    changed = {name: statement.excluded[name] for name in values if name != "matter_id"}
    return statement.on_conflict_do_update(index_elements=["matter_id"], set_=changed)


_UPSERT_SQLITE = _upsert(sqlite.insert)
_UPSERT_POSTGRESQL = _upsert(
    postgresql.insert,
    vec=sa.func.array_to_tsvector(sa.bindparam("tokens", type_=postgresql.ARRAY(sa.Text))),
)
_PUT_IN = sa.insert(FTS).values(rowid=sa.bindparam("id"), t=sa.bindparam("tokens"))
_TAKE_OUT = sa.insert(FTS).values(search_fts="delete", rowid=sa.bindparam("id"), t=sa.bindparam("tokens"))


def _write(before: dict[int, Doc], docs: dict[int, Doc]) -> None:
    """Put these entries there; ``before``: what stands there now."""
    if not docs:
        return
    rows = [
        {"id": id, "text": doc.body, "marked": doc.marks, "tokens": doc.tokens} for id, doc in docs.items()
    ]
    if not _is_sqlite():
        db.session.execute(_UPSERT_POSTGRESQL, rows)
        return
    words = [{"id": row["id"], "tokens": " ".join(row.pop("tokens"))} for row in rows]
    gone = [{"id": id, "tokens": " ".join(before[id].tokens)} for id in docs if id in before]
    if gone:
        db.session.execute(_TAKE_OUT, gone)
    db.session.execute(_UPSERT_SQLITE, rows)
    db.session.execute(_PUT_IN, words)
