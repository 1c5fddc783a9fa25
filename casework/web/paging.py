"""Pages of a list: only as many ids as are shown are read, and the count stops at a cap."""

from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from flask import request, url_for

from casework.extensions import db

CAP = 2000
DEEPEST = 100_000  # rows; nobody reads that far, and an offset without end would be a way to slow the house


@dataclass
class Paged:
    """One page of a list. ``total`` is exact up to the cap; beyond it ``is_capped`` and the words say "more than"."""

    rows: list[Any]
    page: int
    size: int
    total: int
    is_capped: bool
    has_next: bool
    args: dict = field(default_factory=dict)

    @property
    def first(self) -> int:
        return (self.page - 1) * self.size + 1 if self.rows else 0

    @property
    def last(self) -> int:
        return (self.page - 1) * self.size + len(self.rows)

    @property
    def pages(self) -> int | None:
        return None if self.is_capped else max(1, -(-self.total // self.size))

    def url(self, number: int) -> str:
        return here(page=number if number > 1 else None)

    @property
    def prev_url(self) -> str | None:
        return self.url(self.page - 1) if self.page > 1 else None

    @property
    def next_url(self) -> str | None:
        return self.url(self.page + 1) if self.has_next else None

    @property
    def count_url(self) -> str:
        return here(count="exact")


def asked() -> dict[str, list[str]]:
    """The arguments of this address; without names that would mean something else to ``url_for``."""
    given = request.args.to_dict(flat=False)
    return {name: values for name, values in given.items() if name != "endpoint" and not name.startswith("_")}


def here(**changes) -> str:
    """This address with some of its arguments changed; None takes one away."""
    args: dict[str, Any] = {**asked(), **(request.view_args or {})}
    args.update(changes)
    return url_for(
        request.endpoint, **{name: value for name, value in args.items() if value not in (None, [], "")}
    )


def page_number() -> int:
    """The page that is asked for; nonsense reads as the first."""
    try:
        return max(1, int(request.args.get("page", 1)))
    except ValueError:
        return 1


def paginate(ids: sa.Select, rows_of, size: int) -> Paged:
    """Cut one page out of ``ids`` (a select of one id column, filtered and ordered) and read its rows.

    ``rows_of(ids)`` reads the rows of these ids, in any order. The ids come from an index alone, so a page deep in the
    list costs little more than the first; counting stops at the cap unless the address asks ``count=exact``.
    """
    number = min(page_number(), DEEPEST // size)
    exact = request.args.get("count") == "exact"
    found = list(db.session.scalars(ids.limit(size + 1).offset((number - 1) * size)))
    if not found and number > 1:
        total = _count(ids, exact)
        number = max(1, -(-total // size))
        found = list(db.session.scalars(ids.limit(size + 1).offset((number - 1) * size)))
    has_next, found = len(found) > size, found[:size]
    if not has_next:
        total = (number - 1) * size + len(found)
    else:
        total = _count(ids, exact)
    order = {id: place for place, id in enumerate(found)}
    rows = sorted(rows_of(found), key=lambda row: order[row.id]) if found else []
    capped = has_next and not exact and total > CAP
    return Paged(rows, number, size, min(total, CAP) if capped else total, capped, has_next)


def _count(ids: sa.Select, exact: bool) -> int:
    inner = ids.order_by(None)
    if not exact:
        inner = inner.limit(CAP + 1)
    return db.session.scalar(sa.select(sa.func.count()).select_from(inner.subquery()))
