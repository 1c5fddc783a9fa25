"""The timeline of a matter: what was done and what was changed, in one column, newest first."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby

from casework.engine import clock
from casework.history.models import HistoryEntry

# Rows that the timeline shows as events of their own; their creation need not stand there a second time.
OWN_EVENTS = {"note", "meeting", "payment", "visit", "transfer"}


@dataclass
class Event:
    """One thing that happened. ``at`` where the hour is known, else ``on``; ``order`` sorts them."""

    title: str
    order: tuple
    who: str | None = None
    at: datetime | None = None
    on: date | None = None
    body: str | None = None
    kind: str | None = None
    tone: str = "grey"
    changes: list[tuple[str, str, str]] = field(default_factory=list)


def sort_key(day: date, at: datetime | None, id: int) -> tuple:
    """Newest day first; within a day the later hour first."""
    return (day, (clock.local(at).time() if at else time(12)), id)


def of_history(entries: list[HistoryEntry], tell, english_label) -> list[Event]:
    """The history as events: what one deed changed at one moment stands together.

    ``tell(entry)`` gives [(label, before, after)] of an entry; ``english_label`` translates a deed.
    """
    events = []
    for (at, user, deed), group in groupby(
        entries, key=lambda entry: (entry.at, entry.user_name, entry.deed)
    ):
        together = list(group)
        shown = [entry for entry in together if not (entry.verb == "create" and entry.table in OWN_EVENTS)]
        is_birth = any(entry.verb == "create" and entry.table in ("matter", "mediation") for entry in shown)
        changes = [] if is_birth else [change for entry in shown for change in tell(entry)]
        if not shown or not (changes or is_birth):
            continue
        moment = clock.local(at)
        events.append(
            Event(
                title=english_label(deed or "修改"),
                order=(moment.date(), moment.time(), together[0].id),
                who=user,
                at=moment,
                kind="change",
                tone="blue" if is_birth else "grey",
                changes=changes,
            )
        )
    return events


def newest_first(events: list[Event]) -> list[Event]:
    """All events in one order."""
    return sorted(events, key=lambda event: event.order, reverse=True)
