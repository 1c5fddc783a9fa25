"""Writing the demonstration's past into the history: each deed on its own day and by its own person.

The recorder stamps what a transaction changed with the moment and the person of its commit. Here years are told in one
transaction, so entries are gathered one by one and written at the end, in the order of their days, in the same chain.
"""

from datetime import UTC, datetime

import sqlalchemy as sa

from casework.engine import context
from casework.extensions import db
from casework.history.models import HistoryEntry, HistoryHead
from casework.history.recorder import PENDING, seal

AT_ONCE = 2000  # rows of one INSERT


class Chain:
    """The entries of the demonstration, until they are written."""

    def __init__(self):
        self._entries: list[dict] = []

    def add(self, at: datetime, by: context.Actor, entries: list[dict]) -> None:
        """Entries (verb, table, row_id, matter_id, changes, deed) of one person at one moment."""
        for entry in entries:
            self._entries.append({"at": at.astimezone(UTC), "user_id": by.id, "user_name": by.name, **entry})

    def harvest(self, at: datetime, by: context.Actor, deed: str) -> None:
        """Take what the recorder has gathered since the last time, as done by this person at that moment."""
        db.session.flush()
        gathered = db.session.info.pop(PENDING, {})
        self.add(at, by, [{**entry, "deed": entry["deed"] or deed} for entry in gathered.values()])

    def write(self) -> None:
        """Append all entries, oldest first."""
        head = db.session.execute(sa.select(HistoryHead.__table__).with_for_update()).one()
        previous, rows = head.hash, []
        for number, entry in enumerate(
            sorted(self._entries, key=lambda entry: entry["at"]), start=head.entry_id + 1
        ):
            row = {"id": number, **entry, "previous": previous}
            row["hash"] = previous = seal(row)
            row["table_name"] = row.pop("table")
            rows.append(row)
        insert_all(HistoryEntry, rows)
        end = {"entry_id": head.entry_id + len(rows), "hash": previous}
        db.session.execute(sa.update(HistoryHead.__table__).values(**end))
        self._entries = []


def insert_all(model, rows: list[dict]) -> None:
    """Plain rows in few statements, past the session: nothing here is told by the recorder."""
    for start in range(0, len(rows), AT_ONCE):
        db.session.execute(sa.insert(model.__table__), rows[start : start + AT_ONCE])


def insert_numbered(model, rows: list[dict]) -> list[int]:
    """The same, and the ids that the rows were given, in their order."""
    table, ids = model.__table__, []
    for start in range(0, len(rows), AT_ONCE):
        insert = sa.insert(table).returning(table.c.id, sort_by_parameter_order=True)
        ids += db.session.scalars(insert, rows[start : start + AT_ONCE])
    return ids
