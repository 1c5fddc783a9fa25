"""Reading the history: a matter's entries, and whether the chain still holds."""

from dataclasses import dataclass

import sqlalchemy as sa

from casework.engine import context
from casework.extensions import db
from casework.history.models import HistoryEntry, HistoryHead
from casework.history.recorder import START, seal


def of_matter(matter_id: int, limit: int = 200) -> list[HistoryEntry]:
    """What changed on a matter and on the rows that hang on it, newest first."""
    return list(
        db.session.scalars(
            sa.select(HistoryEntry)
            .where(HistoryEntry.matter_id == matter_id)
            .order_by(HistoryEntry.id.desc())
            .limit(limit)
        )
    )


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
    """Walk the whole chain: every hash, every link, no gap, and the end where the head says it is."""
    table = HistoryEntry.__table__
    previous, expected = START, 1
    with context.writing(False):
        rows = db.session.execute(sa.select(table).order_by(table.c.id).execution_options(yield_per=2000))
        for row in rows.mappings():
            if row["id"] != expected:
                return Verdict(expected - 1, expected, "此条缺失")
            if row["previous"] != previous:
                return Verdict(expected - 1, row["id"], "与前一条不相连")
            if seal({**row, "table": row["table_name"]}) != row["hash"]:
                return Verdict(expected - 1, row["id"], "内容被改动")
            previous, expected = row["hash"], expected + 1
        head = db.session.execute(sa.select(HistoryHead.__table__)).one_or_none()
    if head is None or head.entry_id != expected - 1 or head.hash != previous:
        return Verdict(expected - 1, expected, "末尾的记录缺失")
    return Verdict(expected - 1)
