"""A workflow as a table of moves, and the one place where a move is carried out.

A row says which button it is, from which statuses to which, who may make it, what must be answered, and which
dates it stamps. Buttons, forms, permission, history and the tests of reachability all read the same row.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from casework.engine.errors import NotAllowed, Refused


@dataclass(frozen=True)
class Move:
    """One step of a workflow.

    ``to`` None means that the status stays. ``asks`` names the fields that must be answered and ``may_ask`` those that
    may be; each is a field of the room's answer form. ``stamps`` names a date that becomes the day of the move unless
    ``on`` is answered. ``when`` is a further condition on the record; ``by_handler`` leaves the move to whoever the record
    is assigned to. ``main`` is the usual next step; ``danger`` one that is hard to undo.
    """

    name: str
    label: str
    frm: tuple
    to: object | None
    needs: object
    asks: tuple[str, ...] = ()
    may_ask: tuple[str, ...] = ()
    stamps: str | None = None
    sets: tuple[tuple[str, object], ...] = ()
    when: Callable[[object], bool] | None = None
    by_handler: bool = False
    main: bool = False
    danger: bool = False
    hint: str = ""

    def fits(self, record) -> bool:
        """Whether the record stands where this move begins."""
        return record.status in self.frm and (self.when is None or bool(self.when(record)))

    def may_be_made_by(self, user, record) -> bool:
        """Whether this person holds the permission here and, where it is asked, is the handler."""
        return user.can(self.needs, record) and (not self.by_handler or record.handler_id == user.id)


class Workflow:
    """An ordered table of moves, looked up by name."""

    def __init__(self, *moves: Move):
        self.moves: dict[str, Move] = {}
        for move in moves:
            if move.name in self.moves:
                raise ValueError(f"two moves are called {move.name}")
            self.moves[move.name] = move

    def __getitem__(self, name: str) -> Move:
        return self.moves[name]

    def __iter__(self) -> Iterable[Move]:
        return iter(self.moves.values())

    def open_to(self, record, user) -> list[Move]:
        """The moves that this record admits now to this person, in the order of the table."""
        return [move for move in self if move.fits(record) and move.may_be_made_by(user, record)]

    def perform(self, record, name: str, *, by, on: date) -> Move:
        """Make the move: check permission and place, then set status, dates and fixed values.

        :raises NotAllowed: the actor lacks the move's permission.
        :raises Refused: the record is not where the move begins (someone else was faster, or it is out of order).
        """
        move = self.moves[name]
        if not move.may_be_made_by(by, record):
            raise NotAllowed(move.label)
        if not move.fits(record):
            raise Refused(
                "本案现在是“%(status)s”，不能再“%(move)s”。可能有人刚刚处理过，请返回案件查看。",
                status=record.status.label,
                move=move.label,
            )
        if move.to is not None:
            record.status = move.to
        if move.stamps:
            setattr(record, move.stamps, on)
        for field, value in move.sets:
            setattr(record, field, value)
        return move
