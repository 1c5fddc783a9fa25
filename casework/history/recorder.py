"""The listener that writes the history: one of the two in the house, because the alternative is remembering.

Changes are gathered at every flush, when ids exist and old values are still readable, and written as one block just
before the commit. Being the last act of a transaction, taking the head of the chain can never deadlock with other work.
Only changes made through the session are seen, so bulk UPDATE and DELETE statements stay out of the rooms.
"""

import hashlib
import hmac
import json

import sqlalchemy as sa
from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

from casework.engine import clock, context
from casework.engine.plain import plain
from casework.extensions import keys
from casework.history.models import HistoryEntry, HistoryHead, Tracked

PENDING = "casework.history.pending"
START = "0" * 64


def install() -> None:
    """Begin to listen. Called once, when the application is made."""
    for name, listener in _LISTENERS:
        if not event.contains(Session, name, listener):
            event.listen(Session, name, listener)


def _gather(session, _flush_context):
    pending = session.info.setdefault(PENDING, {})
    for verb, rows in (("create", session.new), ("change", session.dirty), ("remove", session.deleted)):
        for row in rows:
            if isinstance(row, Tracked):
                _note(pending, verb, row)


def _note(pending: dict, verb: str, row: Tracked) -> None:
    changes = _changes(row, verb)
    if not changes and verb == "change":
        return
    key = (row.__tablename__, row.id)
    if key in pending:  # flushed more than once in one transaction: one entry, first before to last after
        earlier = pending[key]["changes"]
        for column, (before, after) in changes.items():
            earlier[column] = [earlier[column][0] if column in earlier else before, after]
        if verb == "remove":
            pending[key]["verb"] = verb
        return
    pending[key] = {
        "verb": verb,
        "table": row.__tablename__,
        "row_id": row.id,
        "matter_id": row.history_matter_id(),
        "changes": changes,
        "deed": context.deed(),
    }


def _changes(row: Tracked, verb: str) -> dict[str, list]:
    state = inspect(row)
    changes = {}
    # of a row that changed, only what was set can differ; to look at every column costs more than the change itself
    touched = state.committed_state if verb == "change" else None
    for attribute in state.mapper.column_attrs:
        name = attribute.key
        if touched is not None and name not in touched:
            continue
        if name in row.untracked or name == "id":
            continue
        history = state.attrs[name].history
        if verb == "remove":
            before, after = state.attrs[name].value, None
        elif not history.has_changes():
            continue
        else:
            before = history.deleted[0] if history.deleted else None
            after = history.added[0] if history.added else None
        before, after = plain(before), plain(after)
        if before == after:
            continue
        if name in row.masked:
            before, after = (before and "***"), (after and "***")
        changes[name] = [before, after]
    return changes


def _write(session):
    session.flush()
    pending = session.info.pop(PENDING, None)
    if not pending:
        return
    head = session.execute(sa.select(HistoryHead.__table__).with_for_update()).one()
    previous = head.hash
    actor, at = context.actor(), clock.utcnow()
    rows = []
    for number, change in enumerate(pending.values(), start=head.entry_id + 1):
        row = {"id": number, "at": at, "user_id": actor.id, "user_name": actor.name, **change}
        row["deed"] = row["deed"] or context.deed()
        row["previous"] = previous
        row["hash"] = previous = seal(row)
        row["table_name"] = row.pop("table")
        rows.append(row)
    session.execute(sa.insert(HistoryEntry.__table__), rows)
    session.execute(sa.update(HistoryHead.__table__).values(entry_id=rows[-1]["id"], hash=previous))


def _forget(session, *_):
    session.info.pop(PENDING, None)


def seal(row: dict) -> str:
    """The hash of an entry: keyed, over its whole content and the hash before it."""
    content = [
        row["id"],
        row["at"].isoformat(),
        row["user_id"],
        row["user_name"],
        row["deed"],
        row["verb"],
        row["table"],
        row["row_id"],
        row["matter_id"],
        row["changes"],
        row["previous"],
    ]
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hmac.new(keys.ring.chaining, canonical.encode(), hashlib.sha256).hexdigest()


_LISTENERS = (("after_flush", _gather), ("before_commit", _write), ("after_rollback", _forget))

# Nobody changes or removes what has been written, not even by mistake in a shell.
REFUSE_SQLITE = """
CREATE TRIGGER history_entry_{name} BEFORE {verb} ON history_entry
BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
"""


def found(connection) -> None:
    """Lay the first link of the chain, and make the database itself refuse UPDATE and DELETE (for the migration)."""
    connection.execute(sa.insert(HistoryHead.__table__), {"id": 1, "entry_id": 0, "hash": START})
    if connection.dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            connection.execute(sa.text(REFUSE_SQLITE.format(name=f"no_{verb.lower()}", verb=verb)))
        return
    connection.execute(
        sa.text(
            "CREATE FUNCTION history_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'history is append-only'; END $$"
        )
    )
    connection.execute(
        sa.text(
            "CREATE TRIGGER history_entry_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON history_entry "
            "FOR EACH STATEMENT EXECUTE FUNCTION history_is_append_only()"
        )
    )


def lift(connection) -> None:
    """Undo ``found``, so that the tables can be dropped."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("DROP FUNCTION history_is_append_only CASCADE"))
