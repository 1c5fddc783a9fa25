"""The sheet 统计表: the table as it is printed, and, below the printed part, every figure counted again from the ledger.

The totals are formulas over the ledger, with the values they had when the file was written, so that any viewer shows
them; a sceptic may change the dates below the table and see what the ledger says of another period.
"""

from typing import Any

from openpyxl.utils import get_column_letter

from casework.engine.registers import HEAD, Pen
from casework.engine.statistics import Measured, Rate, Total
from casework.reports.cells import (
    AGREES,
    CENTER,
    DIFFERS,
    LABEL,
    LEDGER,
    LEFT,
    NOTHING,
    NUMBER,
    PLACES,
    RIGHT,
    SMALL,
    TITLE,
    TOTAL,
    Origin,
    merge,
    owner,
    scope_told,
    style_of,
    unit_told,
    written,
)
from casework.reports.queries import Report
from casework.reports.rules import VERSION

USUAL_WIDTH = 18  # columns


class Summary:
    """The sheet 统计表. ``values`` remembers what each formula came to."""

    def __init__(self, sheet, report: Report, origin: Origin, ledger_rows: int):
        self.sheet, self.report, self.origin = sheet, report, origin
        self.question, self.measures = report.question, report.question.measures
        self.chapter = report.question.chapter
        self.codes = self.chapter.codes
        self.pen = Pen(sheet)
        self.width = len(self.codes) + 1
        self.row = 0
        self.values: dict[str, Any] = {}
        self.formulas = dict(self.chapter.ledger.formulas(self.question.read))
        for measure in self.measures:
            if isinstance(measure, Total):
                parts = (f"({self.formulas[part.code]})" for part in measure.parts)
                self.formulas[measure.code] = "+".join(parts)
        # the dates of the period stand below the table, where a sceptic may change them
        self.last_row_of_table = 5 + len(report.parts)
        self.check_row = self.last_row_of_table + 6
        self.columns = self._ledger_columns(ledger_rows)

    def _ledger_columns(self, rows: int) -> dict[str, str]:
        found = {
            column.label: f"{LEDGER}!${get_column_letter(n)}$2:${get_column_letter(n)}${max(rows, 1) + 1}"
            for n, column in enumerate(self.chapter.ledger.columns, start=1)
        }
        found.update(first=f"$C${self.check_row}", last=f"$F${self.check_row}")
        return found

    def write(self) -> None:
        self._prepare()
        self._head()
        self._total()
        for part in self.report.parts:
            self.sheet.row_dimensions[self.row + 1].height = 24
            self._append([self.pen.cell(part.label, "label"), *self._figures(part.figures, "")])
        self._foot()
        self._check()
        last = get_column_letter(self.width)
        self.sheet.print_area = f"A1:{last}{self.last_row_of_table + 3}"

    def _prepare(self) -> None:
        styles = {
            "title": TITLE,
            "left": LEFT,
            "center": CENTER,
            "right": RIGHT,
            "label": LABEL,
            "small": SMALL,
        }
        for name, style in {**styles, "head": HEAD, "total": TOTAL, "number": NUMBER}.items():
            self.pen.style(name, **style)
        for unit, places in PLACES.items():
            self.pen.style(f"number {unit}", **NUMBER, number_format=places)
            self.pen.style(f"total {unit}", **TOTAL, number_format=places)
        self.pen.style("day", **NUMBER, number_format="yyyy-mm-dd")
        self.sheet.column_dimensions["A"].width = 18
        stretched = max(1, USUAL_WIDTH / self.width)  # so that a short table fills the page
        for number, code in enumerate(self.codes, start=2):
            broad = (10 if self.measures[code].unit in PLACES else 7.5) * stretched
            self.sheet.column_dimensions[get_column_letter(number)].width = round(broad, 1)
        for number, height in ((1, 36), (2, 22), (3, 22), (4, 46), (5, 26)):
            self.sheet.row_dimensions[number].height = height
        self.sheet.freeze_panes = "B5"

    def _append(self, cells: list) -> None:
        self.row += 1
        self.sheet.append(cells)

    def _head(self) -> None:
        self._append(
            [self.pen.cell(f"{owner(self.question, self.origin)}{self.chapter.name}统计表", "title")]
        )
        self._above()
        last = get_column_letter(self.width)
        merge(self.sheet, f"A1:{last}1")
        upper, lower, column = (
            [self.pen.cell(self.question.by.title, "head")],
            [self.pen.cell(None, "head")],
            2,
        )
        for heading, codes in self.chapter.table:
            upper += [self.pen.cell(heading, "head"), *(self.pen.cell(None, "head") for _ in codes[1:])]
            lower += [self.pen.cell(self.chapter.short_title(code), "head") for code in codes]
            if len(codes) > 1:
                last_of_group = get_column_letter(column + len(codes) - 1)
                merge(self.sheet, f"{get_column_letter(column)}3:{last_of_group}3")
            column += len(codes)
        merge(self.sheet, "A3:A4")
        self._append(upper)
        self._append(lower)

    def _above(self) -> None:
        """Whose table it is, of which period, in which units: left, in the middle, right."""
        span, side = self.question.span, self.width * 5 // USUAL_WIDTH
        units = {
            self.measures[code].unit: None
            for code in self.codes
            if self.measures[code].unit != Measured.PERCENT
        }
        told = "、".join(unit_told(unit) for unit in Measured if unit in units)
        texts = (
            (f"填报单位：{scope_told(self.question, self.origin)}", "left", side),
            (f"{span.label}（{span.days_told()}）", "center", self.width - 2 * side),
            (f"单位：{told}", "right", side),
        )
        line, column = [], 1
        for text, style, width in texts:
            line += [self.pen.cell(text, style), *[None] * (width - 1)]
            merge(self.sheet, f"{get_column_letter(column)}2:{get_column_letter(column + width - 1)}2")
            column += width
        self._append(line)

    def _figures(self, figures: dict, kind: str) -> list:
        return [self._number(self.measures[code], figures[code], "number") for code in self.codes]

    def _number(self, measure, value: Any, kind: str):
        return self.pen.cell(written(measure, value), style_of(kind, measure.unit))

    def _total(self) -> None:
        """The totals, each a formula over the ledger."""
        cells = [self.pen.cell("合计", "head")]
        for number, code in enumerate(self.codes, start=2):
            measure, value = self.measures[code], self.report.total[code]
            text = self._rate(measure) if isinstance(measure, Rate) else self.formulas[code]
            cells.append(
                self._formula(
                    text, get_column_letter(number), style_of("total", measure.unit), written(measure, value)
                )
            )
        self._append(cells)

    def _rate(self, rate: Rate) -> str:
        under = "+".join(f"({self.formulas[code]})" for code in rate.under)
        return f'IF(({under})=0,"{NOTHING}",({self.formulas[rate.over]})/({under}))'

    def _formula(self, text: str, column: str, style: str, value: Any):
        """A formula in the row that is being put together, and what it comes to."""
        for name, place in self.columns.items():
            text = text.replace(f"{{{name}}}", place)
        self.values[f"{column}{self.row + 1}"] = value
        return self.pen.formula(f"={text}", style)

    def _foot(self) -> None:
        self._append([])
        apart = [None] * (self.width // 3 - 1)
        words = ("填表人：", "审核人：", "填表日期：      年   月   日")
        self._append([cell for text in words for cell in (self.pen.cell(text, "left"), *apart)])
        noted = "".join(
            f"{name} = {self.measures[code].definition}　" for code, name in self.chapter.noted.items()
        )
        rounded = "金额以万元列示，因四舍五入，分项之和与合计可能相差0.01。" if self._has_money() else ""
        self._append([self.pen.cell(f"{noted}#为其中项。{rounded}口径{VERSION}。", "small")])
        merge(self.sheet, f"A{self.row}:{get_column_letter(self.width)}{self.row}")
        self.sheet.row_dimensions[self.row].height = 30

    def _has_money(self) -> bool:
        return any(self.measures[code].unit == Measured.MONEY for code in self.codes)

    def _check(self) -> None:
        """Every figure counted again from the ledger, and the two identities."""
        span = self.question.span
        self._append([])
        self._append([self.pen.cell("核对（不打印）：下面各项按“台账”逐件重新计算，日期可以改。", "left")])
        cells = [
            self.pen.cell("统计期", "label"),
            self.pen.cell("起", "label"),
            self.pen.cell(span.first, "day"),
        ]
        cells += [None, self.pen.cell("止", "label"), self.pen.cell(span.last, "day")]
        self._append(cells)
        for letter in "CF":
            self.sheet.column_dimensions[letter].width = max(self.sheet.column_dimensions[letter].width, 10.5)
        heads = ("指标", "单位", "系统统计", "按台账计算", "相差", "结论")
        self._append([self.pen.cell(head, "head") for head in heads])
        for measure in self.measures:
            if not isinstance(measure, Rate):
                self._checked(measure)
        if self.chapter.flow:
            self._identity("旧存＋新收－结案－未结", self._balance())
        for number, code in enumerate(self.codes, start=2):
            if not isinstance(self.measures[code], Rate) and self.report.parts:
                letter = get_column_letter(number)
                parts = f"SUM({letter}6:{letter}{self.last_row_of_table})"
                self._identity(f"分项之和－合计：{self.measures[code].title}", f"ROUND({parts}-{letter}5,4)")

    def _checked(self, measure) -> None:
        row, value = self.row + 1, self.report.total[measure.code]
        style, told = style_of("number", measure.unit), written(measure, value)
        self._append(
            [
                self.pen.cell(measure.title, "label"),
                self.pen.cell(unit_told(measure.unit), "label"),
                self.pen.cell(told, style),
                self._formula(self.formulas[measure.code], "D", style, told),
                self._formula(f"ROUND(C{row}-D{row},6)", "E", style, 0),
                self._formula(f'IF(E{row}=0,"{AGREES}","{DIFFERS}")', "F", "label", AGREES),
            ]
        )

    def _balance(self) -> str:
        begins, ends = self.chapter.flow
        came = "+".join(f"({self.formulas[code]})" for code in (self.chapter.opened, begins.code))
        return came + "".join(f"-({self.formulas[code]})" for code in (ends.code, self.chapter.left_open))

    def _identity(self, label: str, formula: str) -> None:
        row = self.row + 1
        self._append(
            [
                self.pen.cell(label, "label"),
                self.pen.cell(None, "label"),
                self.pen.cell(None, "number"),
                self.pen.cell(None, "number"),
                self._formula(formula, "E", "number", 0),
                self._formula(f'IF(E{row}=0,"{AGREES}","{DIFFERS}")', "F", "label", AGREES),
            ]
        )
