"""Reading the history: a matter's entries, and whether the chain still holds."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from casework.engine import context
from casework.extensions import db
from casework.history.models import AccessEntry, HistoryEntry, HistoryHead, Trail
from casework.history.recorder import START, seal


def of_matter(
    matter_id: int, people: Mapping[str, list[int]] | None = None, limit: int = 200
) -> list[HistoryEntry]:
    """What changed on a matter and on the rows that hang on it, newest first.

    ``people``: ids by table of the rows that stand in it without hanging on it; of these, what was corrected.
    """
    wanted = [sa.select(HistoryEntry.id).where(HistoryEntry.matter_id == matter_id)]
    for table, ids in (people or {}).items():
        row = sa.and_(
            HistoryEntry.table == table, HistoryEntry.row_id.in_(ids), HistoryEntry.verb == "change"
        )
        wanted.append(sa.select(HistoryEntry.id).where(row))
    ids = sa.union_all(*[query.order_by(None) for query in wanted]).subquery()
    query = sa.select(HistoryEntry).where(HistoryEntry.id.in_(sa.select(ids.c.id)))
    return list(db.session.scalars(query.order_by(HistoryEntry.id.desc()).limit(limit)))


def entries(
    *,
    user_name: str = "",
    tables: list[str] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    row_id: int | None = None,
) -> sa.Select:
    """Ids of the entries, newest first. ``until`` is the first instant after."""
    query = sa.select(HistoryEntry.id).order_by(HistoryEntry.id.desc())
    if user_name:
        query = query.where(HistoryEntry.user_name.contains(user_name, autoescape=True))
    if tables:
        query = query.where(HistoryEntry.table.in_(tables))
    if row_id is not None:
        query = query.where(HistoryEntry.row_id == row_id)
    return _between(query, HistoryEntry.at, since, until)


def accesses(
    *,
    user_name: str = "",
    kinds: list[Trail] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> sa.Select:
    """Ids of the access trail, newest first."""
    query = sa.select(AccessEntry.id).order_by(AccessEntry.at.desc(), AccessEntry.id.desc())
    if user_name:
        query = query.where(AccessEntry.user_name.contains(user_name, autoescape=True))
    if kinds:
        query = query.where(AccessEntry.kind.in_(kinds))
    return _between(query, AccessEntry.at, since, until)


def _between(query: sa.Select, column, since: datetime | None, until: datetime | None) -> sa.Select:
    if since is not None:
        query = query.where(column >= since)
    if until is not None:
        query = query.where(column < until)
    return query


def rows_of(model, ids: list[int]) -> list:
    """Rows of the history or of the trail by id."""
    return list(db.session.scalars(sa.select(model).where(model.id.in_(ids))))


def sign_ins_of(user_id: int, account: str, limit: int = 10) -> list[AccessEntry]:
    """Somebody's latest sign-ins, and the failed ones under their name (``account``, as failures note it)."""
    kinds = (Trail.SIGN_IN, Trail.SIGN_OUT, Trail.CREDENTIAL)
    mine = sa.and_(AccessEntry.user_id == user_id, AccessEntry.kind.in_(kinds))
    failed = sa.and_(AccessEntry.kind == Trail.SIGN_IN_FAILED, AccessEntry.object == account)
    query = sa.select(AccessEntry).where(sa.or_(mine, failed)).order_by(AccessEntry.id.desc()).limit(limit)
    return list(db.session.scalars(query))


@dataclass(frozen=True)
class Verdict:
    """Whether the chain holds; where not, the number of the first bad entry and what is wrong with it."""

    entries: int
    bad_entry: int | None = None
    reason: str = ""

    @property
    def holds(self) -> bool:
        return self.bad_entry is None


def verify() -> Verdict:
    """Walk the whole chain: every hash, every link, no gap, and an end where the head says it is.

    Entries may be added meanwhile, so the end must lie between the head as it was before and as it is after.
    """
    with context.writing(False):
        before = _head()
        verdict, hash_there = _walk(before.entry_id if before else 0)
        after = _head()
    if not verdict.holds:
        return verdict
    if before is None or after is None or hash_there != before.hash:
        return Verdict(verdict.entries, verdict.entries + 1, "末尾的记录缺失")
    if verdict.entries > after.entry_id:
        return Verdict(after.entry_id, after.entry_id + 1, "末尾多出记录")
    return verdict


def _walk(place: int) -> tuple[Verdict, str]:
    """How far the links hold, and the hash at that place of the chain (empty when it does not reach there)."""
    table = HistoryEntry.__table__
    query = sa.select(table).order_by(table.c.id).execution_options(yield_per=2000)
    previous, expected, hash_there = START, 1, "" if place else START
    with db.session.execute(query) as rows:
        for row in rows.mappings():
            if wrong := _wrong(row, previous, expected):
                return Verdict(expected - 1, expected, wrong), hash_there
            previous, expected = row["hash"], expected + 1
            if row["id"] == place:
                hash_there = previous
    return Verdict(expected - 1), hash_there


def _wrong(row, previous: str, expected: int) -> str:
    """What is wrong with this link, if anything."""
    if row["id"] != expected:
        return "此条缺失"
    if row["previous"] != previous:
        return "与前一条不相连"
    if seal({**row, "table": row["table_name"]}) != row["hash"]:
        return "内容被改动"
    return ""


def _head():
    return db.session.execute(sa.select(HistoryHead.__table__)).one_or_none()
