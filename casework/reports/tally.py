"""The grouped statements of the statistics: one for the days of the comparison, one for the rows of the table.

A statement is put together once for each way of asking and then only given its days and units. It reads little but
indexes: ``ix_matter_received``, ``_accepted`` and ``_concluded`` for everything, ``ix_matter_unit_received`` and
``_unit_concluded`` for some units, ``ix_mediation_confirmed``, ``ix_payment_paid``.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from casework.accounts.models import Unit
from casework.engine.statistics import Count, Daybook, Event, Measures, Sum
from casework.extensions import db
from casework.matters.models import Kind, Matter
from casework.reports.rules import CONCLUDED, DIMENSIONS, RECEIVED, STATISTICS

OPENING = "opening"
OF_CASE = "case"
FLOW = (
    RECEIVED,
    CONCLUDED,
)  # what stocks follow from; the first measure of each counts it without a condition
UNIT = DIMENSIONS["unit"]
ONE_DAY = timedelta(days=1)
ANY = True  # the clause of whoever sees everything that is asked for

# What a statement is given when it runs.
FIRST, LAST, SINCE, END = (sa.bindparam(n, type_=sa.Date) for n in ("first", "last", "since", "end"))
UNITS = sa.bindparam("units", type_=sa.Integer, expanding=True)


def narrowing(visible: Any, units: Any) -> list:
    """The clauses that leave cases out: what the reader may see, the units asked for."""
    found = [] if visible is ANY else [visible]
    if units is not None:
        found.append(Matter.unit_id.in_(units))
    return found


def daybook(question, first: date, until: date, last: date, opening: int) -> Daybook:
    """What was counted between two days, by day: everything up to ``until``, and after it what came in and was closed.

    ``opening`` is what was open when the period of the question began.
    """
    rows = defaultdict(list)
    for name, *row in _run(_by_day, question, first=first, last=until, since=until + ONE_DAY, end=last):
        rows[name].append(row)
    tables = []
    for event, counted in question.measures.by_event().items():
        codes, whole = [measure.code for measure in counted], rows[event.name]
        tables.append((codes[:1], [row[:2] for row in whole + rows[_after(event)]]))
        tables.append((codes[1:], [[row[0], *row[2:]] for row in whole]))
    return Daybook(question.measures, (question.span.first, opening), tables)


def by_part(question) -> dict[Any, dict[str, int]]:
    """What was counted in the period, by the dimension of the question; OPENING is what was open when it began."""
    codes = _codes(question.measures)
    found: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for name, key, *counted in _run(_by_part, question, first=question.span.first, last=question.span.last):
        for code, value in zip(codes[name], counted, strict=False):
            found[key][code] += int(value)
    return found


def _run(make: Callable, question, **days: date):
    units = None if question.units is None else sorted(question.units)
    if (
        units is None and make is _by_part and question.by is UNIT
    ):  # named one by one, they come in the order of their index
        units = db.session.scalars(sa.select(Unit.id)).all()
    way = (question.success, question.recovery, question.by.code, units is not None)
    statement = _kept(make, *way) if question.visible is ANY else make(*way, question.visible)
    return db.session.execute(statement, {**days, "units": units or []}).all()


@lru_cache(maxsize=200)
def _kept(make: Callable, *way):
    return make(*way, ANY)


# --- by day -------------------------------------------------------------------------------------------------------


def _by_day(success: str, recovery: str, _by: str, has_units: bool, visible):
    """Each event walks its index once, in the order of the days."""
    outside = narrowing(visible, UNITS if has_units else None)
    events = STATISTICS[success, recovery].by_event()
    width = max(map(len, events.values()))
    arms = []
    for event, counted in events.items():
        key = (
            _any_order(event.day) if has_units else event.day
        )  # of a few units, their own indexes are the shorter way
        row, within = _row(event.name, key, map(value, counted), width), event.day.between(FIRST, LAST)
        if has_units and _is_several(event):
            row = _of_few_cases(row, event, outside, within)
        else:
            row = of_event(row, event, outside).where(within)
        arms.append(row.group_by(key))
        if event in FLOW:
            row = of_event(_row(_after(event), key, [value(counted[0])], width), event, outside)
            arms.append(row.where(event.day.between(SINCE, END)).group_by(key))
    return sa.union_all(*arms)


def _after(event: Event) -> str:
    return f"{event.name} after"


def of_event(row: sa.Select, event: Event, outside: list, *, with_case: bool = False) -> sa.Select:
    """The rows an event stands on, of the population asked for; beside their case where something of it is wanted.

    Where an event has rows of its own, its days lead and each row's case is looked up: ``_looked_up`` keeps SQLite, which guesses how many cases a unit has, from going through those and all the days for each.
    """
    if event.record is None:
        return row.select_from(Matter).where(Matter.kind == Kind.MEDIATION, *outside)
    row = row.select_from(event.record.table)
    if outside or with_case:
        row = row.join(Matter, Matter.id == _looked_up(event.record))
    return row.where(_looked_up(sa.and_(*outside))) if outside else row


def _is_several(event: Event) -> bool:
    """Whether a case may have several rows of the event, each found through an index on the case."""
    return event.record is not None and not event.record.primary_key


def _of_few_cases(row: sa.Select, event: Event, outside: list, within) -> sa.Select:
    """The same rows the other way round: over many days, the cases of a few units lead to what hangs on them."""
    row = row.select_from(Matter).join(event.record.table, event.record == Matter.id)
    return row.where(*outside, _looked_up(within))


class _looked_up(FunctionElement):  # noqa: N801 - it reads as the function that it is
    """What rows are looked up by, one by one. PostgreSQL knows when it may begin with it; SQLite does not."""

    inherit_cache = True

    def __init__(self, clause):
        super().__init__(clause)
        self.type = clause.type


@compiles(_looked_up)
def _as_it_is(element, compiler, **kw):
    return f"({compiler.process(element.clauses, **kw)})"


@compiles(_looked_up, "sqlite")
def _without_index(element, compiler, **kw):
    return f"+({compiler.process(element.clauses, **kw)})"


# --- by dimension -------------------------------------------------------------------------------------------------


def _by_part(success: str, recovery: str, by: str, has_units: bool, visible):
    """The cases alive in the period are read once, payments and confirmations beside them."""
    outside = narrowing(visible, UNITS if has_units else None)
    is_by_unit = by == UNIT.code  # then the units are named one by one: they come in the order of their index
    of_cases = narrowing(visible, UNITS if has_units or is_by_unit else None)
    events = STATISTICS[success, recovery].by_event()
    own = [m for event, counted in events.items() if event.record is None for m in counted]
    key = UNIT.column if is_by_unit else _any_order(DIMENSIONS[by].column)
    arms = []
    for fate in (
        Matter.concluded_on.between(FIRST, LAST),
        Matter.concluded_on > LAST,
        Matter.concluded_on.is_(None),
    ):
        values = [_value_alive(measure, is_ended=not arms) for measure in own]
        values.append(sa.func.count().filter(Matter.received_on < FIRST))
        row = _row(OF_CASE, key, values, len(values)).select_from(Matter)
        alive = (Matter.kind == Kind.MEDIATION, Matter.received_on <= LAST, fate)
        arms.append(row.where(*alive, *of_cases).group_by(key))
    for event, counted in events.items():
        if event.record is not None:
            other_key = _any_order(DIMENSIONS[by].column)
            row = _row(event.name, other_key, map(value, counted), len(own) + 1)
            row = of_event(row, event, outside, with_case=True)
            arms.append(row.where(event.day.between(FIRST, LAST)).group_by(other_key))
    return sa.union_all(*arms)


def _codes(measures: Measures) -> dict[str, list[str]]:
    """What the values of a row of ``_by_part`` are, by its name."""
    events = measures.by_event().items()
    own = [m.code for event, counted in events if event.record is None for m in counted]
    hung = {event.name: [m.code for m in counted] for event, counted in events if event.record is not None}
    return {OF_CASE: [*own, OPENING], **hung}


def _value_alive(measure: Count, *, is_ended: bool):
    """A measure over cases alive in the period, which have ended in it or have not: their days are compared only where
    that leaves a question."""
    if measure.on is CONCLUDED:
        return value(measure) if is_ended else sa.literal(0)
    if measure.on is RECEIVED:
        return value(measure, measure.on.day >= FIRST)
    return value(measure, measure.on.day.between(FIRST, LAST))


# --- a row --------------------------------------------------------------------------------------------------------


def _any_order(column):
    """The column, so that SQLite does not walk a whole index only because that has the order of the groups."""
    return sa.func.nullif(column, sa.null(), type_=column.type)


def _row(name: str, key, values: Iterable, width: int) -> sa.Select:
    values = list(values)
    return sa.select(sa.literal(name), key, *values, *[sa.literal(0)] * (width - len(values)))


def value(measure: Count, *inside):
    """What a measure adds up to over the rows of a group."""
    counted = sa.func.sum(measure.of) if isinstance(measure, Sum) else sa.func.count()
    conditions = [*inside, *([] if measure.where is None else [measure.where])]
    return sa.func.coalesce(counted.filter(*conditions) if conditions else counted, 0)
