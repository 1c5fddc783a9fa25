"""The month as a workbook: the table as it is printed, the comparison, the definitions, the cases, the charts.

Nobody has to believe the figures. The totals of the table are formulas over the ledger, with the values they had when the
file was written, so that any viewer shows them; below the printed part a block counts every figure again from the ledger
and says whether the two agree. The workbook is written row by row, so that a year of a city needs no memory to speak of.
"""

import io
import re
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange, MultiCellRange

from casework.engine import money
from casework.engine.registers import (
    BODY_FONT,
    BOXED,
    HEAD,
    Exported,
    Pen,
    file_name,
    lay_out,
    new_workbook,
    write_table,
)
from casework.engine.spans import Cutoff, day_told
from casework.engine.statistics import Change, Measured, Rate, Ratio
from casework.reports import queries, registers
from casework.reports.queries import Question, Report
from casework.reports.rules import SHORT, TABLE, VERSION

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
WAN = money.FEN_PER_WAN
SUMMARY, COMPARED, DEFINED, LEDGER, DRAWN = "统计表", "对比", "口径", "台账", "图表"
CODES = [code for _heading, codes in TABLE for code in codes]
AGREES, DIFFERS, NOTHING = "相符", "不符", "—"
PLACES = {Measured.MONEY: "#,##0.00", Measured.PERCENT: "0.00%"}


@dataclass(frozen=True)
class Origin:
    """Who wrote the file, when, under which number."""

    number: str
    by: str
    at: datetime


def write(report: Report, origin: Origin) -> Exported:
    """The report of a period as a workbook."""
    question = report.question
    name = file_name(
        f"{owner(question, origin)}_劳动争议调解{question.span.kind.label}_{question.span.label}.xlsx"
    )
    stream = io.BytesIO()
    with new_workbook() as book:
        book.properties.title, book.properties.creator = name.removesuffix(".xlsx"), origin.by
        book.properties.identifier, book.properties.description = origin.number, f"导出编号 {origin.number}"
        sheets = {title: _sheet(book, title, origin) for title in (SUMMARY, COMPARED, DEFINED, LEDGER, DRAWN)}
        rows = write_table(Pen(sheets[LEDGER]), registers.LEDGER.columns, queries.ledger(question))
        summary = Summary(sheets[SUMMARY], report, origin, rows)
        summary.write()
        _compare(sheets[COMPARED], report)
        _define(sheets[DEFINED], report, origin, rows)
        _draw(sheets[DRAWN], report)
        book.save(stream)
    return Exported(_with_values(stream, summary.values), name, MIMETYPE)


def owner(question: Question, origin: Origin) -> str:
    """Whose report it is: the unit, or the person whose own cases they are."""
    return question.unit.name if question.unit else origin.by


def _sheet(book: Workbook, title: str, origin: Origin):
    sheet = book.create_sheet(title)
    if title != LEDGER:
        lay_out(sheet, title_rows="3:4" if title == SUMMARY else "1:1")
    by = origin.by.replace("&", "&&")
    sheet.oddFooter.left.text = f"导出编号 {origin.number}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.oddFooter.right.text = f"{by} {origin.at:%Y-%m-%d %H:%M} 导出"
    return sheet


# --- the table as it is printed, and the check below it -----------------------------------------------------------

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


def counted(inner: str, *more: str) -> str:
    """COUNTIFS over columns of the ledger; ``inner`` is the column of the day that must lie in the period."""
    return f"COUNTIFS({_between(inner)}{''.join(f',{condition}' for condition in more)})"


def summed(column: str, inner: str, *more: str) -> str:
    """SUMIFS over a column of the ledger, in 万元."""
    return f"SUMIFS({{{column}}},{_between(inner)}{''.join(f',{condition}' for condition in more)})/10000"


def _between(column: str) -> str:
    return f'{{{column}}},">="&{{first}},{{{column}}},"<="&{{last}}'


def _class(name: str) -> str:
    return f'{{结案归类}},"{name}"'


SETTLED, ENTRUSTED = _class(registers.SETTLED), ("法院委托", "法院委派（立案前）")


def _of_sources(formula: Callable[[str], str]) -> str:
    return "+".join(formula(f'{{案件来源}},"{name}"') for name in ENTRUSTED)


# How each figure is counted again from the ledger. {column} is that column of it, {first} and {last} the period.
FORMULAS: dict[str, str] = {
    "carried": 'COUNTIFS({收案日期},"<"&{first},{结案日期},"=")+COUNTIFS({收案日期},"<"&{first},{结案日期},">="&{first})',
    "received": counted("收案日期"),
    "entrusted": _of_sources(lambda source: counted("收案日期", source)),
    "collective": counted("收案日期", f'{{集体争议}},"{registers.YES}"'),
    "people": f"SUMIFS({{人数}},{_between('收案日期')})",
    "accepted": counted("受理日期"),
    "concluded": counted("结案日期"),
    "withdrawn": counted("结案日期", _class(registers.WITHDRAWN)),
    "refused": counted("结案日期", _class(registers.REFUSED)),
    "mediated": f"{counted('结案日期', SETTLED)}+{counted('结案日期', _class(registers.UNSETTLED))}",
    "settled": counted("结案日期", SETTLED),
    "settled_entrusted": _of_sources(lambda source: counted("结案日期", SETTLED, source)),
    "pending": 'COUNTIFS({收案日期},"<="&{last},{结案日期},"=")+COUNTIFS({收案日期},"<="&{last},{结案日期},">"&{last})',
    "confirmed": counted("司法确认日期"),
    "claimed": summed("请求金额（元）", "结案日期"),
    "agreed": summed("协议金额（元）", "结案日期"),
    "paid": "SUM({本期到账（元）})/10000",
}
RECOVERED = {"agreed": summed("协议金额（元）", "结案日期", SETTLED), "paid": FORMULAS["paid"]}


class Summary:
    """The sheet 统计表. ``values`` remembers what each formula came to."""

    def __init__(self, sheet, report: Report, origin: Origin, ledger_rows: int):
        self.sheet, self.report, self.origin = sheet, report, origin
        self.question, self.measures = report.question, report.question.measures
        self.pen = Pen(sheet)
        self.width = len(CODES) + 1
        self.row = 0
        self.values: dict[str, Any] = {}
        self.formulas = {**FORMULAS, "recovered": RECOVERED[self.question.recovery]}
        # the dates of the period stand below the table, where a sceptic may change them
        self.last_row_of_table = 5 + len(report.parts)
        self.check_row = self.last_row_of_table + 6
        self.columns = self._ledger_columns(ledger_rows)

    def _ledger_columns(self, rows: int) -> dict[str, str]:
        found = {
            column.label: f"{LEDGER}!${get_column_letter(n)}$2:${get_column_letter(n)}${max(rows, 1) + 1}"
            for n, column in enumerate(registers.LEDGER.columns, start=1)
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
        for number, code in enumerate(CODES, start=2):
            wide = self.measures[code].unit in PLACES
            self.sheet.column_dimensions[get_column_letter(number)].width = 10 if wide else 7.5
        for number, height in ((1, 36), (2, 22), (3, 22), (4, 46), (5, 26)):
            self.sheet.row_dimensions[number].height = height
        self.sheet.freeze_panes = "B5"

    def _append(self, cells: list) -> None:
        self.row += 1
        self.sheet.append(cells)

    def _head(self) -> None:
        span, last = self.question.span, get_column_letter(self.width)
        self._append([self.pen.cell(f"{owner(self.question, self.origin)}劳动争议调解统计表", "title")])
        middle, right = get_column_letter(6), get_column_letter(self.width - 4)
        line = [self.pen.cell(f"填报单位：{scope_told(self.question, self.origin)}", "left")]
        line += [None] * (6 - 1 - len(line))
        line += [self.pen.cell(f"{span.label}（{span.days_told()}）", "center")]
        line += [None] * (self.width - 4 - 1 - len(line))
        line += [self.pen.cell("单位：件、人次、万元", "right")]
        self._append(line)
        merge(
            self.sheet,
            f"A1:{last}1",
            "A2:E2",
            f"{middle}2:{get_column_letter(self.width - 5)}2",
            f"{right}2:{last}2",
        )
        upper, lower, column = (
            [self.pen.cell(self.question.by.title, "head")],
            [self.pen.cell(None, "head")],
            2,
        )
        for heading, codes in TABLE:
            upper += [self.pen.cell(heading, "head"), *(self.pen.cell(None, "head") for _ in codes[1:])]
            lower += [self.pen.cell(SHORT.get(code, self.measures[code].title), "head") for code in codes]
            merge(self.sheet, f"{get_column_letter(column)}3:{get_column_letter(column + len(codes) - 1)}3")
            column += len(codes)
        merge(self.sheet, "A3:A4")
        self._append(upper)
        self._append(lower)

    def _figures(self, figures: dict, kind: str) -> list:
        return [self._number(self.measures[code], figures[code], "number") for code in CODES]

    def _number(self, measure, value: Any, kind: str):
        return self.pen.cell(written(measure, value), style_of(kind, measure.unit))

    def _total(self) -> None:
        """The totals, each a formula over the ledger."""
        cells = [self.pen.cell("合计", "head")]
        for number, code in enumerate(CODES, start=2):
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
        rate = self.measures["success_rate"]
        self._append([])
        line = [
            self.pen.cell("填表人：", "left"),
            *[None] * 5,
            self.pen.cell("审核人：", "left"),
            *[None] * 5,
        ]
        self._append([*line, self.pen.cell("填表日期：      年   月   日", "left")])
        note = (
            f"成功率 = {rate.definition}　挽回损失 = {self.measures['recovered'].definition}"
            f"　#为其中项。金额以万元列示，因四舍五入，分项之和与合计可能相差0.01。口径{VERSION}。"
        )
        self._append([self.pen.cell(note, "small")])
        merge(self.sheet, f"A{self.row}:{get_column_letter(self.width)}{self.row}")
        self.sheet.row_dimensions[self.row].height = 30

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
        self.sheet.column_dimensions["C"].width = self.sheet.column_dimensions["F"].width = 10.5
        heads = ("指标", "单位", "系统统计", "按台账计算", "相差", "结论")
        self._append([self.pen.cell(head, "head") for head in heads])
        for measure in self.measures:
            if not isinstance(measure, Rate):
                self._checked(measure)
        self._identity("旧存＋新收－结案－未结", self._balance())
        for number, code in enumerate(CODES, start=2):
            if not isinstance(self.measures[code], Rate) and self.report.parts:
                letter = get_column_letter(number)
                parts = f"SUM({letter}6:{letter}{self.last_row_of_table})"
                self._identity(f"分项之和－合计：{self.measures[code].title}", f"ROUND({parts}-{letter}5,4)")

    def _checked(self, measure) -> None:
        row, value = self.row + 1, self.report.total[measure.code]
        style, told = style_of("number", measure.unit), written(measure, value)
        unit = "万元" if measure.unit == Measured.MONEY else measure.unit.label
        self._append(
            [
                self.pen.cell(measure.title, "label"),
                self.pen.cell(unit, "label"),
                self.pen.cell(told, style),
                self._formula(self.formulas[measure.code], "D", style, told),
                self._formula(f"ROUND(C{row}-D{row},6)", "E", style, 0),
                self._formula(f'IF(E{row}=0,"{AGREES}","{DIFFERS}")', "F", "label", AGREES),
            ]
        )

    def _balance(self) -> str:
        return "+".join(f"({self.formulas[c]})" for c in ("carried", "received")) + "".join(
            f"-({self.formulas[c]})" for c in ("concluded", "pending")
        )

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
    return f"{question.unit.name}（{question.within.label}）"


# --- the other sheets ---------------------------------------------------------------------------------------------


def _compare(sheet, report: Report) -> None:
    """本期, 上期, 去年同期, 累计: figures, differences and shares."""
    pen, span = Pen(sheet), report.question.span
    for name, style in (("head", HEAD), ("label", LABEL), ("number", NUMBER), ("small", SMALL)):
        pen.style(name, **style)
    for unit, places in PLACES.items():
        pen.style(f"number {unit}", **NUMBER, number_format=places)
    pen.style("signed", **NUMBER, number_format="+#,##0.00;-#,##0.00;0")
    pen.style("signed count", **NUMBER, number_format="+#,##0;-#,##0;0")
    pen.style("share", **NUMBER, number_format="+0.0%;-0.0%;0.0%")
    sheet.column_dimensions["A"].width = 32
    for letter in "BCDEFGHIJ":
        sheet.column_dimensions[letter].width = 13
    previous = span.previous()
    heads = [
        "指标",
        "单位",
        f"本期\n{span.label}",
        f"上期\n{previous.label if previous else NOTHING}",
        "增减",
        "环比",
    ]
    heads += [f"去年同期\n{span.year_before().label}", "增减", "同比", f"累计\n{span.so_far().label}"]
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = 36
    sheet.append([pen.cell(head, "head") for head in heads])
    for line in report.lines:
        measure, unit = line.measure, line.measure.unit
        style = style_of("number", unit)
        label = "万元" if unit == Measured.MONEY else unit.label
        cells = [
            pen.cell(measure.title, "label"),
            pen.cell(label, "label"),
            pen.cell(written(measure, line.now), style),
        ]
        for change in (line.previous, line.last_year):
            cells += _changed(pen, measure, change, style)
        sheet.append([*cells, pen.cell(written(measure, line.so_far), style)])
    for note in (
        "基数小：对比期不足20件（人次），不算百分比。—：对比期为0。率的增减为百分点。",
        *report.breaks,
    ):
        sheet.append([pen.cell(note, "small")])


def _changed(pen: Pen, measure, change: Change | None, style: str) -> list:
    if change is None:
        return [pen.cell(NOTHING, "number") for _ in range(3)]
    difference, percent = change.difference, change.percent(1)
    told = NOTHING if percent is None else float(percent) / 100
    if change.is_small:
        told = "基数小"
    if isinstance(change.now, Ratio):
        told = ""
    if measure.unit == Measured.MONEY:
        difference = difference / WAN
    signed = "signed" if measure.unit in PLACES else "signed count"
    return [
        pen.cell(written(measure, change.before), style),
        pen.cell(NOTHING if difference is None else difference, signed),
        pen.cell(told, "share"),
    ]


def _define(sheet, report: Report, origin: Origin, rows: int) -> None:
    """Every definition, and where the file comes from."""
    question, pen = report.question, Pen(sheet)
    pen.style("head", **HEAD)
    pen.style("text", font=BODY_FONT, border=BOXED, alignment=Alignment(wrap_text=True, vertical="center"))
    for letter, width in zip("ABCD", (26, 8, 18, 74), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    sheet.append([pen.cell(head, "head") for head in ("指标", "单位", "按什么统计", "口径")])
    for measure in question.measures:
        is_rate = isinstance(measure, Rate)
        unit = "万元" if measure.unit == Measured.MONEY else measure.unit.label
        by = f"分母：{measure.basis}" if is_rate else measure.dated
        texts = (measure.title, unit, by, measure.definition)
        sheet.append([pen.cell(text, "text") for text in texts])
    entry, head = queries.head_of_history()
    span = question.span
    sheet.append([])
    sheet.append([pen.cell(head, "head") for head in ("说明", "内容", None, None)])
    head_row = len(question.measures.table) + 3
    merge(sheet, f"B{head_row}:D{head_row}")
    facts = (
        ("统计范围", scope_told(question, origin)),
        ("统计期", f"{span.label}：{span.days_told()}，北京时间"),
        ("月度截止日", cutoff_told(span.cutoff)),
        ("分组", question.by.title),
        ("口径版本", VERSION),
        ("台账件数", f"{rows}件：本期存续的案件，以及本期有到账或司法确认的案件"),
        ("证件号码", "已脱敏"),
        ("导出编号", origin.number),
        ("导出人", origin.by),
        ("导出时间", f"{origin.at:%Y-%m-%d %H:%M}（北京时间）"),
        ("历史记录链", f"第{entry}条，校验值 {head}"),
        *(("口径变化", reason) for reason in report.breaks),
    )
    for row, (label, text) in enumerate(facts, start=head_row + 1):
        sheet.append([pen.cell(value, "text") for value in (label, text, None, None)])
        merge(sheet, f"B{row}:D{row}")


def cutoff_told(cutoff: Cutoff) -> str:
    """The cut-off of the months, in words."""
    if not cutoff.day:
        return "自然月"
    since = f"，自{day_told(cutoff.since)}所在月起" if cutoff.since else ""
    return f"每月{cutoff.day}日{since}"


def _draw(sheet, report: Report) -> None:
    """Two charts, over the figures that stand beside them."""
    pen = Pen(sheet)
    for name, style in (("head", HEAD), ("label", LABEL), ("number", NUMBER)):
        pen.style(name, **style)
    for letter, width in zip("ABCDEFG", (14, 9, 9, 9, 4, 24, 9), strict=True):
        sheet.column_dimensions[letter].width = width
    heads = ("月份", "新收", "结案", "未结", None, "纠纷类型", "新收")
    sheet.append([pen.cell(head, "head") if head else None for head in heads])
    types = [(part.label, part.figures["received"]) for part in report.types]
    for number in range(max(len(report.months), len(types))):
        cells = [None] * 7
        if number < len(report.months):
            span, figures = report.months[number]
            told = (figures[code] for code in ("received", "concluded", "pending"))
            cells[:4] = [pen.cell(span.label, "label"), *(pen.cell(value, "number") for value in told)]
        if number < len(types):
            cells[5:] = [pen.cell(types[number][0], "label"), pen.cell(types[number][1], "number")]
        sheet.append(cells)
    last = len(report.months) + 1
    columns = _columns_chart(sheet, last)
    sheet.add_chart(columns, "I2")
    if types:
        sheet.add_chart(_types_chart(sheet, len(types) + 1), "I22")


def _columns_chart(sheet, last: int):
    """Received and concluded as columns, what is open as a line; all of them cases, so on one axis."""
    chart, line = BarChart(), LineChart()
    chart.title, chart.y_axis.title, chart.x_axis.title = "近13个月新收、结案和未结（件）", None, None
    chart.height, chart.width, chart.gapWidth = 9, 24, 60
    chart.add_data(Reference(sheet, min_col=2, max_col=3, min_row=1, max_row=last), titles_from_data=True)
    line.add_data(Reference(sheet, min_col=4, min_row=1, max_row=last), titles_from_data=True)
    for series, colour in zip(chart.series, ("0B5CAD", "B4500A"), strict=True):
        series.graphicalProperties.solidFill = colour
    line.series[0].graphicalProperties.line.solidFill, line.series[0].smooth = "2E7D5B", False
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend.position = "b"
    chart += line
    return chart


LABELS_LEFT_OUT = ("showSerName", "showCatName", "showLegendKey", "showPercent", "showLeaderLines")


def _types_chart(sheet, last: int):
    """The types of dispute, the most frequent on top."""
    chart = BarChart()
    chart.type, chart.title, chart.legend = "bar", "本期新收案件的纠纷类型（件）", None
    chart.height, chart.width, chart.gapWidth = 9, 24, 40
    chart.add_data(Reference(sheet, min_col=7, min_row=1, max_row=last), titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=6, min_row=2, max_row=last))
    chart.series[0].graphicalProperties.solidFill = "0B5CAD"
    chart.dataLabels = DataLabelList(showVal=True, **dict.fromkeys(LABELS_LEFT_OUT, False))
    chart.x_axis.scaling.orientation = "maxMin"
    chart.x_axis.delete, chart.y_axis.delete = False, True
    return chart


# --- the values of the formulas -----------------------------------------------------------------------------------

CELL = re.compile(
    r'<c r="(?P<at>[A-Z]+\d+)"(?P<style>[^>]*?)(?: t="\w+")?><f>(?P<formula>.*?)</f><v\s*/?>(?:</v>)?</c>'
)


def _with_values(stream: io.BytesIO, values: dict[str, Any]) -> io.BytesIO:
    """The same workbook with what its formulas come to, so that a viewer that does not calculate shows the figures too."""
    written_to = io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(written_to, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "xl/worksheets/sheet1.xml":
                content = CELL.sub(lambda cell: _valued(cell, values), content.decode()).encode()
            new.writestr(item, content)
    written_to.seek(0)
    return written_to


def _valued(cell: re.Match, values: dict[str, Any]) -> str:
    value = values[cell["at"]]
    kind = ' t="str"' if isinstance(value, str) else ""
    return f'<c r="{cell["at"]}"{cell["style"]}{kind}><f>{cell["formula"]}</f><v>{value}</v></c>'
