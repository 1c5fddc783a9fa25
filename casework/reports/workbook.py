"""The month as a workbook: the table as it is printed, the comparison, the definitions, the cases, the charts.

Nobody has to believe the figures. The totals of the table are formulas over the ledger, with the values they had when the
file was written, so that any viewer shows them; below the printed part a block counts every figure again from the ledger
and says whether the two agree. The workbook is written row by row, so that a year of a city needs no memory to speak of.
"""

import io
import re
import zipfile
from typing import Any

from openpyxl import Workbook
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.label import DataLabelList
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter

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
from casework.reports import queries
from casework.reports.cells import (
    COMPARED,
    DEFINED,
    DRAWN,
    LABEL,
    LEDGER,
    NOTHING,
    NUMBER,
    PLACES,
    SMALL,
    SUMMARY,
    WAN,
    Origin,
    merge,
    owner,
    scope_told,
    style_of,
    unit_told,
    written,
)
from casework.reports.chapters import Chapter
from casework.reports.queries import Report
from casework.reports.rules import VERSION
from casework.reports.summary import Summary

MIMETYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def write(report: Report, origin: Origin) -> Exported:
    """The report of a period as a workbook."""
    question, chapter, span = report.question, report.question.chapter, report.question.span
    name = file_name(f"{owner(question, origin)}_{chapter.name}{span.kind.label}_{span.label}.xlsx")
    stream = io.BytesIO()
    with new_workbook() as book:
        book.properties.title, book.properties.creator = name.removesuffix(".xlsx"), origin.by
        book.properties.identifier, book.properties.description = origin.number, f"导出编号 {origin.number}"
        sheets = {title: _sheet(book, title, origin) for title in (SUMMARY, COMPARED, DEFINED, LEDGER, DRAWN)}
        rows = write_table(Pen(sheets[LEDGER]), chapter.ledger.columns, queries.ledger(question))
        summary = Summary(sheets[SUMMARY], report, origin, rows)
        summary.write()
        _compare(sheets[COMPARED], report)
        _define(sheets[DEFINED], report, origin, rows)
        _draw(sheets[DRAWN], report)
        book.save(stream)
    return Exported(_with_values(stream, summary.values), name, MIMETYPE)


def _sheet(book: Workbook, title: str, origin: Origin):
    sheet = book.create_sheet(title)
    if title != LEDGER:
        lay_out(sheet, title_rows="3:4" if title == SUMMARY else "1:1")
    by = origin.by.replace("&", "&&")
    sheet.oddFooter.left.text = f"导出编号 {origin.number}"
    sheet.oddFooter.center.text = "第 &P 页，共 &N 页"
    sheet.oddFooter.right.text = f"{by} {origin.at:%Y-%m-%d %H:%M} 导出"
    return sheet


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
        cells = [
            pen.cell(measure.title, "label"),
            pen.cell(unit_told(unit), "label"),
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
        by = f"分母：{measure.basis}" if isinstance(measure, Rate) else measure.dated
        texts = (measure.title, unit_told(measure.unit), by, measure.definition)
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
        ("台账件数", f"{rows}件：{question.chapter.ledger.rests_on}"),
        ("证件号码", "已脱敏"),
        ("导出编号", origin.number),
        ("导出人", origin.by),
        ("导出时间", f"{origin.at:%Y-%m-%d %H:%M}（北京时间）"),
        ("历史记录链", f"第{entry}条，校验值 {head}"),
        *(("口径变化", reason) for reason in report.breaks),
        *(("排查报送", f"{one.unit}：{one.returned}次，其中零报告{one.zero}次") for one in report.returns),
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
    chapter, pen = report.question.chapter, Pen(sheet)
    for name, style in (("head", HEAD), ("label", LABEL), ("number", NUMBER)):
        pen.style(name, **style)
    lines = [code for code in (*chapter.drawn, chapter.stock_drawn) if code]
    by, shared = _shared(chapter)
    months = [[span.label, *(figures[code] for code in lines)] for span, figures in report.months]
    shares = [[part.label, *part.figures.values()] for part in report.shares]
    beside = len(lines) + 3  # the column of what the cases are about
    for number, width in enumerate((14, *[9] * len(lines), 4, 24, 9), start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    names = [
        *chapter.drawn.values(),
        *([chapter.usual[chapter.stock_drawn].title] if chapter.stock_drawn else []),
    ]
    heads = ["月份", *names, None, by, shared]
    sheet.append([pen.cell(head, "head") if head else None for head in heads])
    for number in range(max(len(months), len(shares))):
        left = _written(pen, months, number, len(lines) + 1)
        sheet.append([*left, None, *_written(pen, shares, number, 2)])
    told = "、".join(names)
    place = get_column_letter(beside + 3)
    columns = _columns_chart(sheet, len(months) + 1, chapter, f"近13个月{told}（件）")
    sheet.add_chart(columns, f"{place}2")
    if shares:
        sheet.add_chart(
            _shares_chart(sheet, len(shares) + 1, beside, f"本期{shared}：{by}（件）"), f"{place}22"
        )


def _shared(chapter: Chapter) -> tuple[str | None, str | None]:
    """What the second chart is of, in words, if there is one."""
    if not chapter.shares:
        return None, None
    by, code = chapter.shares
    return chapter.dimensions[by].title, chapter.usual[code].title


def _written(pen: Pen, rows: list[list], number: int, width: int) -> list:
    """One row beside a chart: its label and its numbers; nothing below the last."""
    if number >= len(rows):
        return [None] * width
    label, *values = rows[number]
    return [pen.cell(label, "label"), *(pen.cell(value, "number") for value in values)]


COLOURS = ("0B5CAD", "B4500A", "5B3E96", "8A6D00", "2E7D5B")


def _columns_chart(sheet, last: int, chapter: Chapter, title: str):
    """What is drawn as columns, what is open as a line; all of them cases, so on one axis."""
    chart, drawn = BarChart(), len(chapter.drawn)
    chart.title, chart.y_axis.title, chart.x_axis.title = title, None, None
    chart.height, chart.width, chart.gapWidth = 9, 24, 60
    figures = Reference(sheet, min_col=2, max_col=drawn + 1, min_row=1, max_row=last)
    chart.add_data(figures, titles_from_data=True)
    for series, colour in zip(chart.series, COLOURS, strict=False):
        series.graphicalProperties.solidFill = colour
    chart.set_categories(Reference(sheet, min_col=1, min_row=2, max_row=last))
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend.position = "b"
    if chapter.stock_drawn:
        line = LineChart()
        line.add_data(Reference(sheet, min_col=drawn + 2, min_row=1, max_row=last), titles_from_data=True)
        line.series[0].graphicalProperties.line.solidFill, line.series[0].smooth = "2E7D5B", False
        chart += line
    return chart


LABELS_LEFT_OUT = ("showSerName", "showCatName", "showLegendKey", "showPercent", "showLeaderLines")


def _shares_chart(sheet, last: int, column: int, title: str):
    """What the cases are about, the most frequent on top."""
    chart = BarChart()
    chart.type, chart.title, chart.legend = "bar", title, None
    chart.height, chart.width, chart.gapWidth = 9, 24, 40
    figures = Reference(sheet, min_col=column + 1, min_row=1, max_row=last)
    chart.add_data(figures, titles_from_data=True)
    chart.set_categories(Reference(sheet, min_col=column, min_row=2, max_row=last))
    chart.series[0].graphicalProperties.solidFill = COLOURS[0]
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
