"""Leaving a trace of what changes nothing: reading a full number, exporting, signing in."""

from casework.engine import clock, context
from casework.extensions import db
from casework.history.models import AccessEntry, Trail


def leave_trail(
    kind: Trail,
    object: str,
    *,
    reason: str = "",
    rows: int | None = None,
    address: str = "",
    number: str | None = None,
) -> AccessEntry:
    """Note that the acting user did this, in the running transaction: no trace, no deed."""
    actor = context.actor()
    entry = AccessEntry(
        at=clock.utcnow(),
        kind=kind,
        user_id=actor.id,
        user_name=actor.name,
        address=address,
        object=object[:200],
        reason=reason[:200],
        rows=rows,
        number=number,
    )
    db.session.add(entry)
    return entry
