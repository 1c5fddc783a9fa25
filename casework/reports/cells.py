"""How the sheets of a workbook of statistics are written: the styles of their cells, and figures as cells hold them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

from casework.engine import money
from casework.engine.registers import BODY_FONT, BOXED
from casework.engine.statistics import Measured, Ratio
from casework.reports.queries import Question

WAN = money.FEN_PER_WAN
SUMMARY, COMPARED, DEFINED, LEDGER, DRAWN = "统计表", "对比", "口径", "台账", "图表"
AGREES, DIFFERS, NOTHING = "相符", "不符", "—"
PLACES = {Measured.MONEY: "#,##0.00", Measured.PERCENT: "0.00%"}

TITLE = {"font": Font(name="黑体", size=18), "alignment": Alignment(horizontal="center", vertical="center")}
LEFT = {"font": BODY_FONT, "alignment": Alignment(horizontal="left", vertical="center")}
CENTER = {"font": BODY_FONT, "alignment": Alignment(horizontal="center", vertical="center")}
RIGHT = {"font": BODY_FONT, "alignment": Alignment(horizontal="right", vertical="center")}
LABEL = {"font": BODY_FONT, "border": BOXED, "alignment": Alignment(vertical="center", wrap_text=True)}
NUMBER = {"font": BODY_FONT, "border": BOXED, "alignment": Alignment(horizontal="right", vertical="center")}
TOTAL = {
    "font": Font(name="宋体", size=10, bold=True),
    "border": BOXED,
    "fill": PatternFill("solid", fgColor="FFF5F7FA"),
    "alignment": Alignment(horizontal="right", vertical="center"),
}
SMALL = {"font": Font(name="宋体", size=9), "alignment": Alignment(wrap_text=True, vertical="top")}


@dataclass(frozen=True)
class Origin:
    """Who wrote the file, when, under which number."""

    number: str
    by: str
    at: datetime


def merge(sheet, *ranges: str) -> None:
    """Merge cells of a write-only sheet, which has no method for it."""
    merged = getattr(sheet, "merged_cells", None) or MultiCellRange()
    for one in ranges:
        merged.add(CellRange(one))
    sheet.merged_cells = merged


def style_of(kind: str, unit: Measured) -> str:
    return f"{kind} {unit}" if unit in PLACES else kind


def written(measure, value: Any) -> Any:
    """A figure as a cell holds it: money in 万元, a rate as a fraction, a dash where there is none."""
    if isinstance(value, Ratio):
        return value.over / value.under if value else NOTHING
    return value / WAN if measure.unit == Measured.MONEY else value


def scope_told(question: Question, origin: Origin) -> str:
    """Which cases are counted."""
    if question.unit is None:
        return f"{origin.by}承办或登记的案件"
    told = f"{question.unit.name}（{question.within.label}）"
    if not question.narrowed:
        return told
    whole = question.narrowed == question.chapter.kinds
    kinds = "" if whole else "、".join(kind.label for kind in question.narrowed)
    return f"{told}，{kinds}只含{origin.by}本人承办或登记的"


def unit_told(unit: Measured) -> str:
    """In what a figure is told: money in 万元."""
    return "万元" if unit == Measured.MONEY else unit.label


def owner(question: Question, origin: Origin) -> str:
    """Whose report it is: the unit, or the person whose own cases they are."""
    return question.unit.name if question.unit else origin.by
