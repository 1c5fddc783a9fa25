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
from casework.matters.models import Matter
from casework.reports.chapters import UNIT, Chapter, Read
from casework.reports.rules import CHAPTERS

OPENING = "opening"
OF_CASE = "case"
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
        (far, near), whole = question.chapter.in_order(counted), rows[event.name]
        turn = len(far) + 1
        if far:
            tables.append(([m.code for m in far], [row[:turn] for row in whole + rows[_after(event)]]))
        tables.append(([m.code for m in near], [[row[0], *row[turn:]] for row in whole]))
    return Daybook(question.measures, (question.span.first, opening), tables)


def by_part(question) -> dict[Any, dict[str, int]]:
    """What was counted in the period, by the dimension of the question; OPENING is what was open when it began."""
    codes = _codes(question.chapter, question.measures)
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
    way = (question.chapter.code, question.read, question.by.code, units is not None)
    statement = _kept(make, *way) if question.visible is ANY else make(*way, question.visible)
    return db.session.execute(statement, {**days, "units": units or []}).all()


@lru_cache(maxsize=200)
def _kept(make: Callable, *way):
    return make(*way, ANY)


# --- by day -------------------------------------------------------------------------------------------------------


def _by_day(chapter_code: str, read: Read, _by: str, has_units: bool, visible):
    """Each event walks its index once, in the order of the days."""
    chapter, outside = CHAPTERS[chapter_code], narrowing(visible, UNITS if has_units else None)
    events = chapter.statistics[read].by_event()
    width = max(map(len, events.values()))
    arms = []
    for event, counted in events.items():
        key = (
            _any_order(event.day) if has_units else event.day
        )  # of a few units, their own indexes are the shorter way
        far, near = chapter.in_order(counted)
        row, within = _row(event.name, key, map(value, far + near), width), event.day.between(FIRST, LAST)
        if has_units and _is_several(event):
            row = _of_few_cases(row, event, outside, within)
        else:
            row = of_event(row, event, outside).where(within)
        arms.append(row.group_by(key))
        if far:
            row = of_event(_row(_after(event), key, map(value, far), width), event, outside)
            arms.append(row.where(event.day.between(SINCE, END)).group_by(key))
    return sa.union_all(*arms)


def _after(event: Event) -> str:
    return f"{event.name} after"


def of_event(row: sa.Select, event: Event, outside: list, *, with_case: bool = False) -> sa.Select:
    """The rows an event stands on, of the population asked for; beside their case where something of it is wanted.

    Where an event has rows of its own, its days lead and each row's case is looked up: ``_looked_up`` keeps SQLite,
    which guesses how many cases a unit has, from going through those and all the days for each.
    """
    if event.record is None or event.beside:
        row = row.select_from(Matter)
        if event.beside:
            row = row.join(event.record.table, event.record == Matter.id)
        return row.where(event.among(sa.true()), *outside)
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


def _by_part(chapter_code: str, read: Read, by: str, has_units: bool, visible):
    """The cases alive in the period are read once, what has days of its own beside them."""
    chapter, outside = CHAPTERS[chapter_code], narrowing(visible, UNITS if has_units else None)
    dimension = chapter.dimensions[by]
    is_by_unit = (
        dimension is UNIT
    )  # then the units are named one by one: they come in the order of their index
    of_cases = narrowing(visible, UNITS if has_units or is_by_unit else None)
    events = chapter.statistics[read].by_event()
    own, hung = _apart(chapter, events)
    key = UNIT.column if is_by_unit else _any_order(dimension.column)
    width = max(map(len, ([*own, OPENING] if own else own, *hung.values())))
    arms = [
        _row(OF_CASE, key, values, width).select_from(Matter).where(alive, *of_cases).group_by(key)
        for values, alive in (_fates(chapter, own) if own else ())
    ]
    for event, counted in hung.items():
        other_key = _any_order(dimension.column)
        row = _row(event.name, other_key, map(value, counted), width)
        row = of_event(row, event, outside, with_case=True)
        arms.append(row.where(event.day.between(FIRST, LAST)).group_by(other_key))
    return sa.union_all(*arms)


def _fates(chapter: Chapter, own: list[Count]):
    """(values, clause) of the cases alive in the period: those that ended in it, ended later, and have not ended."""
    begins, ends = (count.on for count in chapter.flow)
    fates = (ends.day.between(FIRST, LAST), ends.day > LAST, ends.day.is_(None))
    for is_ended, fate in zip((True, False, False), fates, strict=True):
        values = [_value_alive(measure, begins, ends, is_ended=is_ended) for measure in own]
        values.append(sa.func.count().filter(begins.day < FIRST))
        yield values, begins.among(sa.and_(begins.day <= LAST, fate))


def _apart(chapter: Chapter, events: dict[Event, list[Count]]) -> tuple[list[Count], dict]:
    """What is counted over the cases that are alive, where the chapter knows which are; and the rest, by its event."""
    if chapter.flow is None:
        return [], events
    own = [m for event, counted in events.items() if event.record is None for m in counted]
    return own, {event: counted for event, counted in events.items() if event.record is not None}


def _codes(chapter: Chapter, measures: Measures) -> dict[str, list[str]]:
    """What the values of a row of ``_by_part`` are, by its name."""
    own, hung = _apart(chapter, measures.by_event())
    found = {event.name: [m.code for m in counted] for event, counted in hung.items()}
    return {OF_CASE: [*(m.code for m in own), OPENING], **found}


def _value_alive(measure: Count, begins: Event, ends: Event, *, is_ended: bool):
    """A measure over cases alive in the period, which have ended in it or have not: their days are compared only where
    that leaves a question."""
    if measure.on is ends:
        return value(measure) if is_ended else sa.literal(0)
    if measure.on is begins:
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
