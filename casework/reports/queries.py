"""Figures, read: one statement for the days of the comparison, one for the rows of the table; and the cases behind each.

Every statement begins with the same population: what the reader may see, the units asked for. A figure is the sum of a
measure over the days of a period (tally.py); the list behind it is selected by the clause of the same measure.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import sqlalchemy as sa

from casework.accounts.models import Dictionary, Tree, Unit, UnitKind, User
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
    Total,
)
from casework.extensions import db
from casework.history.models import HistoryHead
from casework.matters.models import READS, Kind, Matter, MatterWorker
from casework.parties.models import Worker
from casework.permissions import P
from casework.reports import tally
from casework.reports.chapters import UNIT, Chapter, Read
from casework.reports.rules import CHAPTERS, VERSION

MONTHS_DRAWN = 13


class Within(Choices):
    """How far down the tree of units a report looks."""

    SUBTREE = "subtree", "含下级单位"
    OWN = "own", "仅本单位"


@dataclass(frozen=True)
class Question:
    """What is asked for: whose cases, of which units, in which period, broken down by what, defined how.

    ``narrowed`` are the kinds of which the reader may read less than a report of these units would tell: of those, only
    what they may read is counted.
    """

    chapter: Chapter
    visible: Any  # the clause of what the reader may see
    unit: Unit | None  # None: whoever reaches only their own cases
    units: frozenset[int] | None  # None: no narrowing needed
    span: Span
    by: Dimension = UNIT
    within: Within = Within.SUBTREE
    success: str = "mediated"
    recovery: str = "agreed"
    narrowed: tuple[Kind, ...] = ()
    open_units: frozenset[int] | None = None  # whose returns the reader may see; None: of every unit

    @property
    def read(self) -> Read:
        return self.success, self.recovery

    @property
    def measures(self) -> Measures:
        return self.chapter.statistics[self.read]

    def narrowing(self) -> list:
        """What leaves cases out of every statement, whatever it counts."""
        return tally.narrowing(self.visible, None if self.units is None else sorted(self.units))


def ask(
    user: User | None,
    unit: Unit | None,
    span: Span,
    within: Within = Within.SUBTREE,
    chapter: Chapter = CHAPTERS["mediation"],
    **more,
) -> Question:
    """A question in the name of somebody, within what they may see; without a user (a command) everything is seen."""
    units = _units_of(unit, within)
    seen = {kind: _seen(user, kind, units) for kind in chapter.kinds}
    narrowed = tuple(kind for kind, (_clause, less) in seen.items() if less)
    visible = _together({kind: clause for kind, (clause, _less) in seen.items()})
    open_units = _open_units(user, chapter, units)
    return Question(
        chapter, visible, unit, units, span, within=within, narrowed=narrowed, open_units=open_units, **more
    )


def chapters_for(user: User) -> dict[str, Chapter]:
    """The chapters somebody may open: of whose kinds they may read any."""
    return {
        code: chapter
        for code, chapter in CHAPTERS.items()
        if any(user.can(READS[kind]) for kind in chapter.kinds)
    }


def _seen(user: User | None, kind: Kind, units: frozenset[int] | None) -> tuple[Any, bool]:
    """(clause, whether less than the report opens): a figure opens no more of a kind than the kind's own permission.

    The clause is ``tally.ANY`` where it would leave out nothing of the units asked for.
    """
    if user is None:
        return tally.ANY, False
    report, reads = user.reach.extent(P.REPORT_READ), user.reach.extent(READS[kind])
    less = not (_covers(reads, units) or _holds(reads, report))
    clauses = [] if _covers(report, units) else [Matter.visible_to(user, P.REPORT_READ)]
    if less:
        clauses.append(Matter.visible_to(user, READS[kind]))
    return (sa.and_(*clauses) if clauses else tally.ANY), less


def _open_units(user: User | None, chapter: Chapter, units: frozenset[int] | None) -> frozenset[int] | None:
    """The units of the question over which the reader reports and reads these kinds, beyond their own cases."""
    if user is not None:
        for permission in (P.REPORT_READ, *(READS[kind] for kind in chapter.kinds)):
            within = user.reach.units(permission)
            units = units if within is None else within if units is None else units & within
    return units


def _covers(extent, units: frozenset[int] | None) -> bool:
    """Whether it opens everything of these units."""
    return bool(extent) and (extent.is_everything or bool(units and units <= extent.units))


def _holds(wide, narrow) -> bool:
    """Whether whatever one extent opens is opened by the other as well."""
    if narrow is None or (wide and wide.is_everything):
        return True
    if wide is None or narrow.is_everything or not narrow.units <= wide.units:
        return False
    owns, shares = (wide.own or not wide.units), wide.shares
    return (owns or not (narrow.own or not narrow.units)) and (shares or not narrow.shares)


def _together(clauses: dict[Kind, Any]) -> Any:
    """One clause over several kinds, each seen as far as its own."""
    if len(clauses) == 1 or all(clause is tally.ANY for clause in clauses.values()):
        return next(iter(clauses.values()))
    arms = [
        Matter.kind == kind if clause is tally.ANY else sa.and_(Matter.kind == kind, clause)
        for kind, clause in clauses.items()
    ]
    return sa.or_(*arms)


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
    listed = _named(by, keys, english)
    listed.update({key: str(key) for key in sorted(keys - {None} - set(listed), key=str)})
    return {**listed, **({None: by.blank} if None in keys else {})}


def _named(by: Dimension, keys: set, english: bool) -> dict[Any, str]:
    """Those of the keys that have a name: in a dictionary, an enumeration, a table of units or of people."""
    if isinstance(by.words, Dictionary):
        found = {code: w.name_en if english else w.name for code, w in words(by.words).items()}
    elif isinstance(by.words, Mapping):
        found = by.words
    elif issubclass(by.words, Choices):
        found = {choice.value: choice.label for choice in by.words}
    else:
        name, order = (Unit.short_name, Unit.code) if by.words is Unit else (User.name, User.name)
        rows = sa.select(by.words.id, name).where(by.words.id.in_(keys - {None})).order_by(order)
        found = dict(map(tuple, db.session.execute(rows)))
    return {key: label for key, label in found.items() if key in keys}


def total(question: Question) -> Figures:
    """The figures of the period, and nothing else."""
    return _total(question, breakdown(question))


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
    shares: list[Part]
    total: Figures
    breaks: list[str] = field(default_factory=list)
    returns: list["Returned"] = field(default_factory=list)

    @cached_property
    def by_code(self) -> dict[str, Line]:
        return {line.measure.code: line for line in self.lines}

    def plain(self) -> dict:
        """The figures for a program: money in 分, rates as their two numbers."""
        question, span = self.question, self.question.span
        return {
            "kind": question.chapter.code,
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
    def size(self) -> int:
        """How many cases the ledger has at least."""
        flow, opened = self.question.chapter.flow, self.question.chapter.opened
        if flow:
            return self.total[opened] + self.total[flow[0].code]
        return max((self.total[m.code] for m in self.question.measures if type(m) is Count), default=0)

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
    """The figures of the period, compared; the rows of the table; the last thirteen months; what the cases are about."""
    span, chapter = question.span, question.chapter
    previous, last_year, so_far = span.previous(), span.year_before(), span.so_far()
    months = span.last_months(MONTHS_DRAWN)
    spans = [one for one in (span, previous, last_year, so_far, *months) if one is not None]
    parts = breakdown(question, english=english)
    total = _total(question, parts)
    book = tally.daybook(
        question,
        first=min(one.first for one in spans),
        until=max(
            last_year.last, span.first - tally.ONE_DAY
        ),  # the period itself has been counted, in its parts
        last=max(one.last for one in spans),
        opening=_opening(chapter, total),
    )
    before, then = book.figures(previous) if previous else None, book.figures(last_year)
    year = _so_far(question, book, total)
    return Report(
        question=question,
        lines=[_line(m.code, m, total, before, then, year) for m in question.measures],
        parts=parts,
        months=[(one, _drawn(chapter, book.figures(one))) for one in months],
        shares=shares(question, english),
        total=total,
        breaks=[b.reason for b in chapter.breaks if any(b.lies_between(one, span) for one in spans)],
        returns=returns(question),
    )


def _drawn(chapter: Chapter, figures: Figures) -> Figures:
    """What the chart shows: all that the book knows of every day."""
    return {code: figures[code] for code in (*chapter.drawn, chapter.stock_drawn) if code}


def _total(question: Question, parts: list[Part]) -> Figures:
    measures = question.measures
    added = {m.code: sum(part.figures[m.code] for part in parts) for m in measures if not isinstance(m, Rate)}
    return measures.complete(added, _opening(question.chapter, added))


def _opening(chapter: Chapter, figures: Figures) -> int:
    """What was open when the period began; nothing where the chapter knows no open cases."""
    return figures[chapter.opened] if chapter.opened else 0


def _so_far(question: Question, book: Daybook, total: Figures) -> Figures:
    """The year to the end of the period: what was counted before the period, and the period."""
    so_far, first, measures = question.span.so_far(), question.span.first, question.measures
    if so_far.first >= first:
        return total
    before = book.figures(days(so_far.first, first - tally.ONE_DAY))
    added = {m.code: before[m.code] + total[m.code] for m in measures if isinstance(m, Count)}
    return measures.complete(added, _opening(question.chapter, before))


def _line(code: str, measure: Measure, now, before, then, year) -> Line:
    return Line(
        measure,
        now[code],
        Change(now[code], before[code], measure.unit) if before else None,
        Change(now[code], then[code], measure.unit),
        year[code],
    )


def shares(question: Question, english: bool = False) -> list[Part]:
    """What the cases are about, most frequent first."""
    if not question.chapter.shares:
        return []
    dimension, code = question.chapter.shares
    by, measure = question.chapter.dimensions[dimension], question.measures[code]
    rows = sa.select(by.column, sa.func.count()).where(*question.narrowing(), measure.clause(question.span))
    if isinstance(by.words, Dictionary):  # naming them all makes a search of an index out of a walk
        rows = rows.where(by.column.in_(list(words(by.words))))
    counted = dict(map(tuple, db.session.execute(rows.group_by(by.column))))
    names = labels(by, counted, english)
    found = [Part(key, names[key], {code: count}) for key, count in counted.items()]
    return sorted(found, key=lambda part: -part.figures[code])


@dataclass(frozen=True)
class Returned:
    """How often a unit returned in the period, and how often that there was nothing (零报告)."""

    unit: str
    returned: int
    zero: int


def returns(question: Question) -> list[Returned]:
    """What the units returned beside their cases, in the order of the units."""
    select = question.chapter.returns
    if select is None:
        return []
    rows = select(question.span).subquery()
    unit_id, counted, zero = rows.c
    found = sa.select(Unit.short_name, counted, zero).join(rows, unit_id == Unit.id).order_by(Unit.code)
    if question.open_units is not None:
        found = found.where(Unit.id.in_(sorted(question.open_units)))
    return [Returned(*row) for row in db.session.execute(found)]


# --- the cases behind a figure ------------------------------------------------------------------------------------


def behind(question: Question, measure: Measure, by: Dimension | None = None, key: Any = None) -> list:
    """The clauses that select exactly the cases behind a figure, and behind its part where a key is given."""
    found = [*question.narrowing(), _of_case(measure, question.span)]
    return [*found, *_of_part(by, key)]


def _of_part(by: Dimension | None, key: Any) -> list:
    if by is None:
        return []
    return [by.column.is_(None) if key is None else by.column == key]


def _of_case(measure: Measure, span: Span):
    if isinstance(measure, Total):
        return sa.or_(*(_of_case(part, span) for part in measure.parts))
    event = getattr(measure, "on", None)
    if event is None or event.record is None:
        return measure.clause(span)
    if event.beside:
        narrowed = [] if measure.where is None else [measure.where]
        return event.within(span) & sa.exists().where(event.record == Matter.id, *narrowed)
    return Matter.id.in_(sa.select(event.record).where(measure.clause(span)))


def ids_behind(question: Question, measure: Measure, by: Dimension | None = None, key: Any = None):
    """Their ids, newest first: what a page is cut out of."""
    order = (Matter.received_on.desc(), Matter.id.desc())
    return sa.select(Matter.id).where(*behind(question, measure, by, key)).order_by(*order)


def sum_behind(question: Question, measure: Sum | Total, by: Dimension | None = None, key: Any = None) -> int:
    """What a sum adds up to over the cases behind it."""
    if isinstance(measure, Total):
        return sum(sum_behind(question, part, by, key) for part in measure.parts)
    outside = [*question.narrowing(), *_of_part(by, key)]
    total = tally.of_event(sa.select(tally.value(measure)), measure.on, outside)
    return int(db.session.scalar(total.where(_in(measure, question.span))))


def amounts(question: Question, measure: Sum | Total, ids: list[int] | None = None) -> dict[int, int]:
    """What each case adds to a sum, by its id."""
    if isinstance(measure, Total):
        found: Counter[int] = Counter()
        for part in measure.parts:
            found.update(amounts(question, part, ids))
        return dict(found)
    record = measure.on.record
    case = Matter.id if record is None else record
    rows = tally.of_event(sa.select(case, tally.value(measure)), measure.on, question.narrowing())
    if ids is not None:
        rows = rows.where(case.in_(ids))
    rows = rows.where(_in(measure, question.span)).group_by(case)
    return {id: int(amount) for id, amount in db.session.execute(rows)}


def _in(measure: Count, span: Span):
    return measure.on.day.between(span.first, span.last)


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
    """Every case that a report of this period rests on: open in it, or with an event of its own in it.

    Where the chapter knows no open cases: every case that one of its figures counts.
    """
    span, flow, measures = question.span, question.chapter.flow, question.measures
    if flow is None:
        whole = [m for m in measures if not m.within and not isinstance(m, Rate)]
        return [*question.narrowing(), sa.or_(*(_of_case(measure, span) for measure in whole))]
    begins, ends = (count.on for count in flow)
    alive = begins.among((begins.day <= span.last) & (ends.day.is_(None) | (ends.day >= span.first)))
    hung = [
        Matter.id.in_(sa.select(event.record).where(event.within(span)))
        for event in measures.by_event()
        if event.record is not None and not event.beside
    ]
    return [*question.narrowing(), sa.or_(alive, *hung)]


def ledger(question: Question):
    """The rows of the ledger (台账): each case of the report, its lead worker, and what its chapter adds."""
    lead = MatterWorker.__table__
    rows = question.chapter.ledger.widen(listed(*all_of(question)), question.span)
    rows = (
        rows.add_columns(Worker.id_number.label("id_number"))
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
