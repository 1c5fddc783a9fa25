"""Figures as declarations: what is counted, by which date, and the sentence that stands beside it.

A ``Count`` or ``Sum`` counts the rows whose date falls into a period; a ``Stock`` what was open on its first or after its
last day; a ``Rate`` sets figures against each other and a ``Total`` adds them up. Each says which rows are behind it with ``clause(span)``, so that the
figure, the list it leads to and the export are one thing. Columns and conditions are handed in by the room that declares
them; nothing here knows a table. (Hence ``eq=False``: columns answer == with a condition.)

Money is counted in 分 and rounded nowhere but where it is written; a rate is kept as its two numbers.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from itertools import accumulate
from typing import Any

from casework.engine.choices import Choices
from casework.engine.spans import Span

SMALL_BASE = 20  # below this a percentage says less than the numbers do


class Measured(Choices):
    """In what a figure is told. Numbers of cases, of people and of contacts are never added across."""

    CASES = "cases", "件"
    TIMES = "times", "次"
    PIECES = "pieces", "份"
    PERSON_TIMES = "person_times", "人次"
    MONEY = "money", "元"
    PERCENT = "percent", "%"


@dataclass(frozen=True, eq=False)
class Event:
    """What happens to a record on a day: the column of that day, and its words.

    ``record`` is the column that names the counted record where the day stands on a row of its own (a payment); or, with
    ``beside``, where only what is counted stands on another row, and its day on the record. ``where`` says which records it can happen to, where others share the column.
    """

    name: str
    label: str
    day: Any
    record: Any = None
    where: Any = None
    beside: bool = False

    def within(self, span: Span) -> Any:
        """That it happened in a period."""
        return self.among(self.day.between(span.first, span.last))

    def among(self, clause: Any) -> Any:
        """The clause, of the records that it can happen to."""
        return clause if self.where is None else self.where & clause


@dataclass(frozen=True, eq=False)
class Count:
    """How many rows had their event in the period. ``where`` narrows them; ``within`` names the figure it is a part of."""

    code: str
    title: str
    on: Event
    definition: str
    where: Any = None
    within: str = ""
    unit: Measured = Measured.CASES

    def clause(self, span: Span) -> Any:
        """Exactly the rows behind the figure."""
        inside = self.on.within(span)
        return inside if self.where is None else inside & self.where

    @property
    def dated(self) -> str:
        """By which date it is counted."""
        return self.on.label


@dataclass(frozen=True, eq=False)
class Sum(Count):
    """What the column ``of`` adds up to over the rows of a Count."""

    of: Any = None


@dataclass(frozen=True, eq=False)
class Stock:
    """What was open: when the period began, or, ``after``, when it had ended.

    ``begins`` and ``ends`` are the unconditional Counts that open and close a record; a record ends no earlier than it begins.
    """

    code: str
    title: str
    begins: Count
    ends: Count
    definition: str
    after: bool = False
    unit: Measured = Measured.CASES
    within: str = ""

    def clause(self, span: Span) -> Any:
        """Begun before the turning point, and not ended by then."""
        began, ended = self.begins.on.day, self.ends.on.day
        if self.after:
            open_then = (began <= span.last) & (ended.is_(None) | (ended > span.last))
        else:
            open_then = (began < span.first) & (ended.is_(None) | (ended >= span.first))
        return self.begins.on.among(open_then)

    @property
    def dated(self) -> str:
        return self.begins.on.label


@dataclass(frozen=True, eq=False)
class Total:
    """What Sums of the same table, dated by different events, add up to."""

    code: str
    title: str
    parts: tuple[Sum, ...]
    definition: str
    unit: Measured = Measured.MONEY
    within: str = ""

    def of(self, figures: Mapping[str, int]) -> int:
        return sum(figures[part.code] for part in self.parts)

    @property
    def dated(self) -> str:
        return "、".join(dict.fromkeys(part.dated for part in self.parts))


@dataclass(frozen=True)
class Ratio:
    """Two numbers, and what one is of the other."""

    over: int
    under: int

    def percent(self, digits: int = 1) -> Decimal | None:
        """Rounded half up; None over nothing."""
        if not self.under:
            return None
        return _rounded(Decimal(100 * self.over) / Decimal(self.under), digits)

    def __bool__(self) -> bool:
        return bool(self.under)


@dataclass(frozen=True, eq=False)
class Rate:
    """One figure over the sum of others. ``basis`` names the denominator, because it is never self-evident."""

    code: str
    title: str
    over: str
    under: tuple[str, ...]
    basis: str
    definition: str
    unit: Measured = Measured.PERCENT
    within: str = ""

    def of(self, figures: Mapping[str, int]) -> Ratio:
        return Ratio(figures[self.over], sum(figures[code] for code in self.under))


@dataclass(frozen=True, eq=False)
class Dimension:
    """What the rows of a table are: a column with one value for each record, so that the rows add up to the total.

    ``words`` is whatever the reader of the table knows how to name its values by.
    """

    code: str
    title: str
    column: Any
    blank: str = "未填"
    words: Any = None


Measure = Count | Sum | Stock | Total | Rate
Figures = dict[str, Any]  # code -> int, or Ratio for a Rate


class Measures:
    """An ordered table of measures, looked up by code."""

    def __init__(self, *measures: Measure):
        self.table: dict[str, Measure] = {}
        for measure in measures:
            if measure.code in self.table:
                raise ValueError(f"two measures are called {measure.code}")
            self.table[measure.code] = measure

    def __getitem__(self, code: str) -> Measure:
        return self.table[code]

    def __contains__(self, code: str) -> bool:
        return code in self.table

    def __iter__(self):
        return iter(self.table.values())

    @property
    def stocks(self) -> list[Stock]:
        return [measure for measure in self if isinstance(measure, Stock)]

    def by_event(self) -> dict[Event, list[Count]]:
        """The counted measures, gathered by the event that dates them: one pass over the data for each."""
        found: dict[Event, list[Count]] = defaultdict(list)
        for measure in self:
            if isinstance(measure, Count):
                found[measure.on].append(measure)
        return dict(found)

    def complete(self, counted: Mapping[str, int], opening: int) -> Figures:
        """All figures of a period from what was counted in it and what was open when it began."""
        figures: Figures = {m.code: counted.get(m.code, 0) for m in self if isinstance(m, Count)}
        for stock in self.stocks:
            moved = figures[stock.begins.code] - figures[stock.ends.code] if stock.after else 0
            figures[stock.code] = opening + moved
        figures.update({m.code: m.of(figures) for m in self if isinstance(m, Total)})
        figures.update({m.code: m.of(figures) for m in self if isinstance(m, Rate)})
        return figures


class Daybook:
    """What was counted on each day, kept as running totals: the figures of any period inside are two look-ups away."""

    def __init__(
        self,
        measures: Measures,
        opening: tuple[date, int],
        tables: Iterable[tuple[Sequence[str], Iterable[Sequence]]],
    ):
        """``tables`` are (codes, rows); a row is a day, once in its table, and what was counted on it of each code.
        ``opening`` is a day inside the book, and what was open when it began."""
        self.measures = measures
        self._anchor, self._open_then = opening
        self._days: dict[str, list[date]] = {}
        self._totals: dict[str, list[int]] = {}
        for codes, rows in tables:
            ordered = sorted(rows)
            days = [row[0] for row in ordered]
            for place, code in enumerate(codes, start=1):
                self._days[code] = days
                self._totals[code] = [0, *accumulate(int(row[place]) for row in ordered)]

    def figures(self, span: Span) -> Figures:
        """All figures of a period."""
        counted = {code: self._between(code, span.first, span.last) for code in self._days}
        return self.measures.complete(counted, self._opening(span.first))

    def _opening(self, day: date) -> int:
        stocks = self.measures.stocks
        if not stocks:
            return self._open_then
        begins, ends = stocks[0].begins.code, stocks[0].ends.code
        since = self._before(begins, day) - self._before(begins, self._anchor)
        return self._open_then + since - (self._before(ends, day) - self._before(ends, self._anchor))

    def _between(self, code: str, first: date, last: date) -> int:
        ordered, totals = self._days[code], self._totals[code]
        return totals[bisect_right(ordered, last)] - totals[bisect_left(ordered, first)]

    def _before(self, code: str, day: date) -> int:
        if code not in self._days:
            return 0
        return self._totals[code][bisect_left(self._days[code], day)]


@dataclass(frozen=True)
class Change:
    """A figure beside an earlier one: the difference with its sign, and what share of the earlier one that is."""

    now: int | Ratio
    before: int | Ratio
    unit: Measured = Measured.CASES

    @property
    def difference(self) -> Decimal | int | None:
        """In the unit of the figure; for a rate in percentage points; None where a rate stands over nothing."""
        if not isinstance(self.now, Ratio):
            return self.now - self.before
        now, before = self.now.percent(2), self.before.percent(2)
        return None if now is None or before is None else _rounded(now - before, 1)

    @property
    def is_small(self) -> bool:
        """Whether the base is too small for a percentage to mean anything."""
        return (
            self.unit != Measured.MONEY
            and not isinstance(self.before, Ratio)
            and 0 < self.before < SMALL_BASE
        )

    def percent(self, digits: int = 1) -> Decimal | None:
        """The share of the change; None for a rate, over nothing, and over a small base."""
        if isinstance(self.now, Ratio) or not self.before or self.is_small:
            return None
        return Ratio(self.now - self.before, self.before).percent(digits)


@dataclass(frozen=True)
class Break:
    """A day on which what is counted changed its nature: figures of before and after stand beside each other with a mark."""

    on: date
    reason: str

    def lies_between(self, earlier: Span, later: Span) -> bool:
        return earlier.first < self.on <= later.last


def _rounded(value: Decimal, digits: int) -> Decimal:
    return value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
