"""Figures, read: one statement for the days of the comparison, one for the rows of the table; and the cases behind each.

Every statement begins with the same population: what the reader may see, the units asked for. A figure is the sum of a
measure over the days of a period (tally.py); the list behind it is selected by the clause of the same measure.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from casework.accounts.models import Tree, Unit, UnitKind, User
from casework.accounts.queries import lineage, words
from casework.engine.choices import Choices
from casework.engine.spans import Cutoff, Span, days
from casework.engine.statistics import (
    Change,
    Count,
    Daybook,
    Dimension,
    Figures,
    Measure,
    Measures,
    Rate,
    Ratio,
    Sum,
)
from casework.extensions import db
from casework.history.models import HistoryHead
from casework.matters.models import Kind, Matter, MatterWorker
from casework.mediation.models import Mediation, Outcome, Payment
from casework.parties.models import Worker
from casework.permissions import P
from casework.reports import tally
from casework.reports.rules import (
    BREAKS,
    CONFIRMED,
    DICTIONARIES,
    DIMENSIONS,
    OPENED,
    PAID,
    STATISTICS,
    VERSION,
)

MONTHS_DRAWN = 13


class Within(Choices):
    """How far down the tree of units a report looks."""

    SUBTREE = "subtree", "含下级单位"
    OWN = "own", "仅本单位"


@dataclass(frozen=True)
class Question:
    """What is asked for: whose cases, of which units, in which period, broken down by what, defined how."""

    visible: Any  # the clause of what the reader may see
    unit: Unit | None  # None: whoever reaches only their own cases
    units: frozenset[int] | None  # None: no narrowing needed
    span: Span
    by: Dimension = DIMENSIONS["unit"]
    within: Within = Within.SUBTREE
    success: str = "mediated"
    recovery: str = "agreed"

    @property
    def measures(self) -> Measures:
        return STATISTICS[self.success, self.recovery]

    def population(self) -> list:
        """The clauses every statement begins with."""
        return [Matter.kind == Kind.MEDIATION, *self.narrowing()]

    def narrowing(self) -> list:
        """What leaves cases out; those that imply the kind need no more."""
        return tally.narrowing(self.visible, None if self.units is None else sorted(self.units))


def ask(
    user: User | None, unit: Unit | None, span: Span, within: Within = Within.SUBTREE, **more
) -> Question:
    """A question in the name of somebody, within what they may see; without a user (a command) everything is seen."""
    units = _units_of(unit, within)
    return Question(_visible(user, units), unit, units, span, within=within, **more)


def _visible(user: User | None, units: frozenset[int] | None):
    """The clause of what they may see; True where the units asked for lie within it and it would leave out nothing."""
    extent = user.reach.extent(P.REPORT_READ) if user else None
    if user is None or (extent and (extent.is_everything or (units and units <= extent.units))):
        return True
    return Matter.visible_to(user, P.REPORT_READ)


def _units_of(unit: Unit | None, within: Within) -> frozenset[int] | None:
    if unit is None:
        return None
    if within == Within.OWN:
        return frozenset({unit.id})
    below = Tree.load().subtree(unit.id)
    everywhere = set(db.session.scalars(sa.select(Unit.id).where(Unit.kind != UnitKind.LAW_FIRM)))
    return None if everywhere <= below else below


def cutoff_of(unit: Unit | None) -> Cutoff:
    """The cut-off of a unit, or of the nearest unit above it that has one."""
    for one in lineage(unit) if unit else ():
        if one.cutoff_day:
            return Cutoff(one.cutoff_day, one.cutoff_from)
    return Cutoff()


# --- the rows of the table ------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Part:
    """One row of the table: a unit, a type of dispute, a mediator."""

    key: Any
    label: str
    figures: Figures


def breakdown(question: Question, english: bool = False) -> list[Part]:
    """The figures of the period, a row for each value of the dimension, in the order of its table."""
    measures = question.measures
    counted = tally.by_part(question)
    names = labels(question.by, [key for key, values in counted.items() if any(values.values())], english)
    return [
        Part(key, name, measures.complete(counted[key], counted[key][tally.OPENING]))
        for key, name in names.items()
    ]


def labels(by: Dimension, keys: Iterable, english: bool = False) -> dict[Any, str]:
    """What the keys of a dimension are called, in the order in which they are listed; nothing comes last."""
    keys = set(keys)
    if by.code in DICTIONARIES:
        found = {code: w.name_en if english else w.name for code, w in words(DICTIONARIES[by.code]).items()}
    elif by.code == "outcome":
        found = {outcome.value: outcome.label for outcome in Outcome}
    else:
        name, order = (Unit.short_name, Unit.code) if by.code == "unit" else (User.name, User.name)
        model = name.class_
        rows = db.session.execute(
            sa.select(model.id, name).where(model.id.in_(keys - {None})).order_by(order)
        )
        found = dict(map(tuple, rows))
    listed = {key: label for key, label in found.items() if key in keys}
    listed.update({key: str(key) for key in sorted(keys - {None} - set(listed), key=str)})
    return {**listed, **({None: by.blank} if None in keys else {})}


# --- the report ---------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """A measure through the periods of the comparison."""

    measure: Measure
    now: Any
    previous: Change | None
    last_year: Change
    so_far: Any

    @property
    def has_rows(self) -> bool:
        """Whether there is a list of cases behind it."""
        return not isinstance(self.measure, Rate)


@dataclass
class Report:
    """Everything a page or a workbook tells."""

    question: Question
    lines: list[Line]
    parts: list[Part]
    months: list[tuple[Span, Figures]]
    types: list[Part]
    total: Figures
    breaks: list[str] = field(default_factory=list)

    @cached_property
    def by_code(self) -> dict[str, Line]:
        return {line.measure.code: line for line in self.lines}

    def plain(self) -> dict:
        """The figures for a program: money in 分, rates as their two numbers."""
        question, span = self.question, self.question.span
        return {
            "unit": question.unit.name if question.unit else None,
            "within": question.within.value,
            "period": span.text,
            "from": span.first.isoformat(),
            "to": span.last.isoformat(),
            "definitions": VERSION,
            "figures": _plain(self.total),
            "by": question.by.code,
            "parts": [{"key": part.key, "label": part.label, **_plain(part.figures)} for part in self.parts],
        }

    @property
    def is_empty(self) -> bool:
        """Nothing was open and nothing happened."""
        return not any(self.total[m.code] for m in self.question.measures if not isinstance(m, Rate))


def _plain(figures: Figures) -> dict:
    return {
        code: {"over": value.over, "under": value.under} if isinstance(value, Ratio) else value
        for code, value in figures.items()
    }


def report(question: Question, english: bool = False) -> Report:
    """The figures of the period, compared; the rows of the table; the last thirteen months; the types of dispute."""
    span = question.span
    previous, last_year, so_far = span.previous(), span.year_before(), span.so_far()
    months = span.last_months(MONTHS_DRAWN)
    spans = [one for one in (span, previous, last_year, so_far, *months) if one is not None]
    parts = breakdown(question, english=english)
    total = _total(question.measures, parts)
    book = tally.daybook(
        question,
        first=min(one.first for one in spans),
        until=max(
            last_year.last, span.first - tally.ONE_DAY
        ),  # the period itself has been counted, in its parts
        last=max(one.last for one in spans),
        opening=total[OPENED.code],
    )
    before, then = book.figures(previous) if previous else None, book.figures(last_year)
    year = _so_far(question, book, total)
    return Report(
        question=question,
        lines=[_line(m.code, m, total, before, then, year) for m in question.measures],
        parts=parts,
        months=[(one, _flow(book.figures(one))) for one in months],
        types=types(question, english),
        total=total,
        breaks=[b.reason for b in BREAKS if any(b.lies_between(one, span) for one in spans)],
    )


def _flow(figures: Figures) -> Figures:
    """What came in, was closed and stayed open: all that the book knows of every day."""
    return {code: figures[code] for code in ("received", "concluded", "pending")}


def _total(measures: Measures, parts: list[Part]) -> Figures:
    added = {m.code: sum(part.figures[m.code] for part in parts) for m in measures if not isinstance(m, Rate)}
    return measures.complete(added, added[OPENED.code])


def _so_far(question: Question, book: Daybook, total: Figures) -> Figures:
    """The year to the end of the period: what was counted before the period, and the period."""
    so_far, first, measures = question.span.so_far(), question.span.first, question.measures
    if so_far.first >= first:
        return total
    before = book.figures(days(so_far.first, first - tally.ONE_DAY))
    added = {m.code: before[m.code] + total[m.code] for m in measures if isinstance(m, Count)}
    return measures.complete(added, before[OPENED.code])


def _line(code: str, measure: Measure, now, before, then, year) -> Line:
    return Line(
        measure,
        now[code],
        Change(now[code], before[code], measure.unit) if before else None,
        Change(now[code], then[code], measure.unit),
        year[code],
    )


def types(question: Question, english: bool = False) -> list[Part]:
    """What the disputes received are about, most frequent first."""
    by, span = DIMENSIONS["type"].column, question.span
    known = list(words(DICTIONARIES["type"]))  # naming them all makes a search of an index out of a walk
    rows = db.session.execute(
        sa.select(by, sa.func.count())
        .where(*question.population(), by.in_(known), Matter.received_on.between(span.first, span.last))
        .group_by(by)
    )
    counted = dict(map(tuple, rows))
    names = labels(DIMENSIONS["type"], counted, english)
    found = [Part(key, names[key], {"received": count}) for key, count in counted.items()]
    return sorted(found, key=lambda part: -part.figures["received"])


# --- the cases behind a figure ------------------------------------------------------------------------------------


def behind(question: Question, measure: Measure, by: Dimension | None = None, key: Any = None) -> list:
    """The clauses that select exactly the cases behind a figure, and behind its part where a key is given."""
    found = [*question.population(), _of_case(measure, question.span)]
    if by is not None:
        found.append(by.column.is_(None) if key is None else by.column == key)
    return found


def _of_case(measure, span: Span):
    event = getattr(measure, "on", None)
    if event is None or event.record is None:
        return measure.clause(span)
    return Matter.id.in_(sa.select(event.record).where(measure.clause(span)))


def ids_behind(question: Question, measure: Measure, by: Dimension | None = None, key: Any = None):
    """Their ids, newest first: what a page is cut out of."""
    order = (Matter.received_on.desc(), Matter.id.desc())
    return sa.select(Matter.id).where(*behind(question, measure, by, key)).order_by(*order)


def sum_behind(question: Question, measure: Sum, by: Dimension | None = None, key: Any = None) -> int:
    """What a sum adds up to over the cases behind it."""
    span, outside = question.span, question.narrowing()
    if by is not None:
        outside.append(by.column.is_(None) if key is None else by.column == key)
    total = tally.of_event(sa.select(tally.value(measure)), measure.on, outside)
    return int(db.session.scalar(total.where(measure.on.day.between(span.first, span.last))))


def amounts(question: Question, measure: Sum, ids: list[int] | None = None) -> dict[int, int]:
    """What each case adds to a sum, by its id."""
    span, record = question.span, measure.on.record
    case = Matter.id if record is None else record
    rows = tally.of_event(sa.select(case, tally.value(measure)), measure.on, question.narrowing()).group_by(
        case
    )
    if ids is not None:
        rows = rows.where(case.in_(ids))
    found = db.session.execute(rows.where(measure.on.day.between(span.first, span.last)))
    return {id: int(amount) for id, amount in found}


def count_behind(question: Question, measure: Measure, by: Dimension | None = None, key: Any = None) -> int:
    """How many cases are behind a figure."""
    return db.session.scalar(sa.select(sa.func.count()).where(*behind(question, measure, by, key)))


LISTED = (
    Matter.id, Matter.kind, Matter.number, Matter.unit_id, Unit.short_name.label("unit"), User.name.label("handler"),
    Matter.lead_worker, Matter.employer_name, Matter.industry, Matter.dispute_type, Matter.source, Matter.worker_type,
    Matter.people, Matter.is_collective, Matter.received_on, Matter.accepted_on, Matter.concluded_on,
    Matter.state, Matter.outcome_code, Matter.claimed_fen, Matter.agreed_fen, Matter.paid_fen, Matter.court_number,
)  # fmt: skip


def listed(*clauses):
    """Rows of cases as they are listed and exported: columns, not objects."""
    return (
        sa.select(*LISTED)
        .select_from(Matter)
        .join(Unit, Unit.id == Matter.unit_id)
        .outerjoin(User, User.id == Matter.handler_id)
        .where(*clauses)
        .order_by(Matter.received_on, Matter.id)
    )


def rows_of(ids: list[int]) -> list:
    """The listed rows of these cases."""
    return list(db.session.execute(listed(Matter.id.in_(ids))))


def stream(question: Question, measure: Measure, by: Dimension | None = None, key: Any = None):
    """The listed rows behind a figure, a few at a time: for a file."""
    return db.session.execute(listed(*behind(question, measure, by, key)).execution_options(yield_per=1000))


def all_of(question: Question):
    """Every case that a report of this period rests on: open in it, or paid or confirmed in it."""
    span = question.span
    alive = (Matter.received_on <= span.last) & (
        Matter.concluded_on.is_(None) | (Matter.concluded_on >= span.first)
    )
    hung = [
        Matter.id.in_(sa.select(event.record).where(event.day.between(span.first, span.last)))
        for event in (CONFIRMED, PAID)
    ]
    return [*question.population(), sa.or_(alive, *hung)]


def ledger(question: Question):
    """The rows of the ledger (台账): each case of the report with what was paid on it in the period, and its lead worker."""
    span = question.span
    paid = (
        sa.select(Payment.matter_id, sa.func.sum(Payment.amount_fen).label("fen"))
        .where(Payment.paid_on.between(span.first, span.last))
        .group_by(Payment.matter_id)
        .subquery()
    )
    lead = MatterWorker.__table__
    mediation = Mediation.__table__
    rows = (
        listed(*all_of(question))
        .add_columns(
            sa.func.coalesce(paid.c.fen, 0).label("paid_in_span_fen"),
            mediation.c.confirmation,
            mediation.c.route,
            mediation.c.confirmation_decided_on,
            Worker.id_number.label("id_number"),
        )
        .join(mediation, mediation.c.id == Matter.id)
        .outerjoin(paid, paid.c.matter_id == Matter.id)
        .outerjoin(lead, (lead.c.matter_id == Matter.id) & (lead.c.position == 1))
        .outerjoin(Worker, Worker.id == lead.c.worker_id)
    )
    return db.session.execute(rows.execution_options(yield_per=1000))


def count_of(question: Question) -> int:
    """How many cases the ledger holds."""
    return db.session.scalar(sa.select(sa.func.count()).where(*all_of(question)))


def head_of_history() -> tuple[int, str]:
    """(number, hash) of the last entry of the history: a report names it, so that what it rests on can be shown later."""
    found = db.session.execute(sa.select(HistoryHead.entry_id, HistoryHead.hash)).one()
    return found.entry_id, found.hash
