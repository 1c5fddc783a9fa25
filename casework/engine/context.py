"""Who is acting and what they are doing: set once at the edge, read by the history recorder.

Also whether the current work will write, so that a transaction on SQLite can begin accordingly.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Actor:
    """The person behind a change. ``id`` is None for the system itself (commands, jobs)."""

    id: int | None
    name: str


SYSTEM = Actor(None, "系统")

_actor: ContextVar[Actor] = ContextVar("actor", default=SYSTEM)
_deed: ContextVar[str] = ContextVar("deed", default="")
_writes: ContextVar[bool] = ContextVar("writes", default=True)


def actor() -> Actor:
    """Who is acting now."""
    return _actor.get()


def deed() -> str:
    """What they are doing, in the words of the trade: usually the button of a move."""
    return _deed.get()


def will_write() -> bool:
    """Whether transactions that begin now are meant to change something."""
    return _writes.get()


@contextmanager
def acting(who: Actor):
    """Everything inside is done by ``who``."""
    token = _actor.set(who)
    try:
        yield
    finally:
        _actor.reset(token)


@contextmanager
def doing(what: str):
    """Everything inside is one deed, named ``what`` in the history. An outer name wins over an inner one."""
    token = _deed.set(_deed.get() or what)
    try:
        yield
    finally:
        _deed.reset(token)


@contextmanager
def writing(yes: bool):
    """Transactions that begin inside are meant to write, or not."""
    token = _writes.set(yes)
    try:
        yield
    finally:
        _writes.reset(token)


def begin(*, writes: bool) -> None:
    """A new piece of work in this thread: nobody acts yet, no deed, and it means to write or not."""
    _actor.set(SYSTEM)
    _deed.set("")
    _writes.set(writes)


def act_as(id: int, name: str) -> None:
    """From here to the end of this piece of work it is this person who acts."""
    _actor.set(Actor(id, name))
