"""The timeline of a matter: what was done and what was changed, in one column, newest first."""

from dataclasses import dataclass, field
from datetime import date, datetime, time
from itertools import groupby
from types import SimpleNamespace

from casework.engine import clock
from casework.history.models import HistoryEntry
from casework.matters.models import Audience, Kind, Meeting, Note

# The tables whose first entry is the birth of a matter: each kind's table is named like the kind.
BIRTHS = {"matter", *(kind.value for kind in Kind)}
# Rows that the timeline shows as events of their own: what the history says of them would stand there twice.
OWN_EVENTS = {"note", "meeting", "payment", "visit", "follow_up"}
# Of a row that has just been made, what names it; the rest stands on the page already.
NAMED_BY = {"matter_worker": ("worker_id",), "matter_employer": ("employer_id",), "matter_share": ("user_id",),
            "transfer": ("to_unit_id", "to_user_id", "reason")}  # fmt: skip
SHOWN_ELSEWHERE = {
    "agreement",
    "facts",
    "agreed_on",
    "effective_on",
    "answered_at",
    "answered_by_id",
    "matter_id",
}


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


def worth_telling(entries: list[HistoryEntry]) -> list[SimpleNamespace]:
    """The entries as the timeline tells them: without the rows that have an event of their own, without repetition."""
    told = []
    for entry in entries:
        if entry.table in OWN_EVENTS:
            continue
        changes = {name: pair for name, pair in entry.changes.items() if name not in SHOWN_ELSEWHERE}
        if entry.verb == "create":
            changes = {name: changes[name] for name in NAMED_BY.get(entry.table, ()) if name in changes}
        told.append(
            SimpleNamespace(
                **{
                    name: getattr(entry, name)
                    for name in ("id", "at", "user_name", "deed", "verb", "table", "row_id")
                },
                matter_id=entry.matter_id,
                changes=changes,
            )
        )
    return told


def of_history(entries: list[SimpleNamespace], tell, translate) -> list[Event]:
    """What ``worth_telling`` left, as events: what one deed changed at one moment stands together.

    ``tell(entry)`` gives [(label, before, after)] of an entry; ``translate`` is for the name of a deed.
    """
    events = []
    for (at, user, deed), group in groupby(
        entries, key=lambda entry: (entry.at, entry.user_name, entry.deed)
    ):
        together = list(group)
        is_birth = any(entry.verb == "create" and entry.table in BIRTHS for entry in together)
        changes = (
            [] if is_birth else list(dict.fromkeys(change for entry in together for change in tell(entry)))
        )
        if not (changes or is_birth):
            continue
        moment = clock.local(at)
        events.append(
            Event(
                title=translate(deed or "修改"),
                order=(moment.date(), moment.time(), together[0].id),
                who=user,
                at=moment,
                kind="change",
                tone="blue" if is_birth else "grey",
                changes=changes,
            )
        )
    return events


def of_notes(notes: list[Note], translate) -> list[Event]:
    """Lines of progress. Of a note about an earlier day only the day is known, not the hour."""
    events = []
    for note in notes:
        written = clock.local(note.written_at)
        events.append(
            Event(
                title=translate(note.audience.label if note.audience != Audience.CASE else "进展"),
                order=sort_key(note.happened_on, note.written_at, note.id),
                who=note.author.name if note.author else None,
                on=note.happened_on,
                at=written if written.date() == note.happened_on else None,
                body=note.text,
                kind="note",
                tone=note.audience.tone,
            )
        )
    return events


def of_meetings(meetings: list[Meeting], words: tuple[str, str, str], translate) -> list[Event]:
    """Appointments; ``words`` says what one is called when it was held, lies ahead, was called off."""
    held, ahead, called_off = words
    events = []
    for meeting in meetings:
        hour = meeting.starts_at.strftime("%H:%M") if meeting.starts_at else ""
        where = (hour, translate(meeting.channel.label), meeting.place, meeting.present)
        events.append(
            Event(
                title=translate(called_off if meeting.is_cancelled else held if meeting.is_held else ahead),
                order=sort_key(meeting.held_on, None, meeting.id),
                on=meeting.held_on,
                body=f"{' · '.join(part for part in where if part)}\n{meeting.summary}".strip(),
                kind="meeting",
                tone="blue",
            )
        )
    return events


def newest_first(events: list[Event]) -> list[Event]:
    """All events in one order."""
    return sorted(events, key=lambda event: event.order, reverse=True)
