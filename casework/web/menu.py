"""What stands in the menu, declared by each room and shown by permission."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from casework.permissions import P


@dataclass(frozen=True)
class Item:
    """One line of the menu. ``count`` tells how much work waits there for this user; ``key`` is its shortcut."""

    label: str
    endpoint: str
    needs: P
    place: int
    args: tuple[tuple[str, str], ...] = ()
    key: str = ""
    count: Callable[[object], int] | None = None
    hidden_from: P | None = None  # where a wider page replaces this one


ITEMS: list[Item] = []
CREATE: list[Item] = []
ACCOUNT: list[Item] = []
SEARCH: list[Item] = []


def add(item: Item) -> None:
    """Put a line into the menu."""
    if item not in ITEMS:
        ITEMS.append(item)


def add_create(item: Item) -> None:
    """Put a line under ＋新建."""
    if item not in CREATE:
        CREATE.append(item)


def lines() -> list[dict]:
    """The menu of the person who looks, as the base template draws it."""
    return [_line(item) for item in sorted(ITEMS, key=lambda item: item.place) if _may(item)]


def creations() -> list[dict]:
    """What they may begin from anywhere."""
    return [_line(item) for item in sorted(CREATE, key=lambda item: item.place) if _may(item)]


def account() -> list[dict]:
    """What hangs under their name."""
    return [_line(item) for item in sorted(ACCOUNT, key=lambda item: item.place) if _may(item)]


def search_url() -> str | None:
    """Where the search box leads, for those who may search."""
    return next((url_for(item.endpoint) for item in SEARCH if _may(item)), None)


def home() -> str | None:
    """The first page of their menu: where they land after signing in."""
    found = lines()
    return found[0]["url"] if found else None


def _may(item: Item) -> bool:
    return current_user.can(item.needs) and not (item.hidden_from and current_user.can(item.hidden_from))


def _line(item: Item) -> dict:
    args = dict(item.args)
    same = request.endpoint == item.endpoint and all(
        request.args.get(name) == value for name, value in args.items()
    )
    return {
        "label": _(item.label),
        "url": url_for(item.endpoint, **args),
        "active": same and (bool(args) or not any(_is_here(other) for other in ITEMS if other.args)),
        "count": item.count(current_user) if item.count else None,
        "key": item.key,
    }


def _is_here(item: Item) -> bool:
    return request.endpoint == item.endpoint and all(request.args.get(n) == v for n, v in item.args)
