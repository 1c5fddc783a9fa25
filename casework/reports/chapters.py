"""What a chapter of the statistics is: one kind of matter, or all of them, as a table of declarations.

A chapter says what is counted and by which day, what the rows of its table are, how it is laid out on the screen and on
paper, which columns its lists have, and how each figure is counted again from its ledger. The modules beside this one
each declare one; nothing that reads, draws or writes them knows a kind.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import sqlalchemy as sa

from casework.accounts.models import Dictionary as D
from casework.accounts.models import Unit, User
from casework.engine.registers import Column
from casework.engine.spans import Span
from casework.engine.statistics import Break, Count, Dimension, Measures
from casework.matters.models import Kind, Matter

Read = tuple[str, str]  # the chosen readings of 成功率 and of 挽回经济损失

# What may be read in more than one way: the words of the question, and the readings, the usual one first.
READINGS: dict[str, tuple[str, ...]] = {
    "success": ("mediated", "accepted", "entrusted"),
    "recovery": ("agreed", "paid"),
}
READING_NAMES = {"agreed": "按协议金额", "paid": "按到账金额"}
EVERY_READING: tuple[Read, ...] = tuple(product(*READINGS.values()))

UNIT = Dimension("unit", "办理单位", Matter.unit_id, words=Unit)
INDUSTRY = Dimension("industry", "用人单位行业", Matter.industry, words=D.INDUSTRY)
WORKER = Dimension("worker", "劳动者类别", Matter.worker_type, words=D.WORKER_TYPE)
HANDLER = Dimension("handler", "承办人", Matter.handler_id, blank="未分派", words=User)


@dataclass(frozen=True)
class Heads:
    """What the columns of a list of cases are called in this chapter."""

    person: str = "劳动者"
    type: str = "纠纷类型"
    received: str = "收案日期"
    concluded: str = "结案日期"
    outcome: str = "结果"


@dataclass(frozen=True, eq=False)
class Ledger:
    """The rows a workbook rests on: its columns, and what they need beside the spine.

    ``widen(select, span)`` joins it to the listed rows. ``formulas`` count each figure again from the columns
    (formulas.py); ``rests_on`` says which cases the ledger holds.
    """

    columns: tuple[Column, ...]
    widen: Callable[[Any, Span], Any]
    formulas: Callable[[Read], Mapping[str, str]]
    rests_on: str


@dataclass(frozen=True, eq=False)
class Chapter:
    """One chapter.

    ``statistics`` holds its measures for each way of reading them, ``reads`` the readings that can be chosen. ``table`` is
    laid out in groups of codes, ``short`` are headings where a title does not fit; ``headlines`` stand on top of the page,
    each with the codes told beneath it. ``drawn`` are the lines of the first chart with their names, ``shares`` (dimension,
    code) the bars of the second, if there is one. ``noted`` are the figures whose definition is printed below the table,
    with their names. ``returns`` selects what units returned in a period beside their cases: (unit, returns, of these
    零报告).
    """

    code: str
    title: str
    name: str
    kinds: tuple[Kind, ...]
    statistics: Mapping[Read, Measures]
    dimensions: Mapping[str, Dimension]
    table: tuple[tuple[str, tuple[str, ...]], ...]
    short: Mapping[str, str]
    headlines: Mapping[str, tuple[str, ...]]
    drawn: Mapping[str, str]
    shares: tuple[str, ...]
    noted: Mapping[str, str]
    cases: tuple[Column, ...]
    ledger: Ledger
    heads: Heads = Heads()
    reads: tuple[str, ...] = ()
    breaks: tuple[Break, ...] = ()
    stock_drawn: str = ""
    returns: Callable[[Span], Any] | None = None

    @property
    def usual(self) -> Measures:
        """The measures as they are usually read."""
        return self.statistics[EVERY_READING[0]]

    def short_title(self, code: str) -> str:
        """What a figure is called where there is little room."""
        return self.short.get(code) or self.usual[code].title

    @cached_property
    def codes(self) -> list[str]:
        """The columns of the table."""
        return [code for _heading, codes in self.table for code in codes]

    @cached_property
    def flow(self) -> tuple[Count, Count] | None:
        """What opens a case and what closes it, where the chapter knows open cases."""
        stocks = self.usual.stocks
        return (stocks[0].begins, stocks[0].ends) if stocks else None

    @cached_property
    def opened(self) -> str:
        """The figure of what was open when the period began."""
        return next((stock.code for stock in self.usual.stocks if not stock.after), "")

    @cached_property
    def left_open(self) -> str:
        """The figure of what was open when it had ended."""
        return next((stock.code for stock in self.usual.stocks if stock.after), "")

    @cached_property
    def followed(self) -> frozenset[str]:
        """The figures that are known of every day of thirteen months: those that are drawn, and what moves the stock."""
        return frozenset({*self.drawn, *(count.code for count in self.flow or ())})

    def in_order(self, counted: Iterable[Count]) -> tuple[list[Count], list[Count]]:
        """The measures of an event: those that are followed, and the others."""
        near: list[Count] = []
        far: list[Count] = []
        for measure in counted:
            (far if measure.code in self.followed else near).append(measure)
        return far, near


def own(column: Any) -> Any:
    """A column of the kind's own table as a fact of the case: what figures and dimensions read beside the spine."""
    return (
        sa.select(column).where(column.table.c.id == Matter.id).correlate(Matter.__table__).scalar_subquery()
    )


def dimensions(*found: Dimension) -> dict[str, Dimension]:
    """By their codes, in this order."""
    return {dimension.code: dimension for dimension in found}
