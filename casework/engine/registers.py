"""Lists that leave the house: columns as declarations, and the writers of workbooks and of CSV.

What somebody typed stays text wherever the file is opened. In a workbook every cell is written by ``clean_cell``: a string
is stored as a string, never as a formula, and marked so that it stays one when it is edited. In a CSV, which knows no types,
a text that a spreadsheet would read as a formula begins with an apostrophe. Numbers and days are real numbers and days.

A register of a hundred thousand rows is written row by row: ``rows`` may be a generator, and nothing is kept in memory but
the file.
"""

import csv
import io
import re
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties

from casework.engine import clock
from casework.engine.choices import Choices

REASON_FROM = 500  # rows; an export of more must say what it is for
LONGEST_TEXT = 32_767  # characters of a cell
ROWS_OF_A_SHEET = 1_048_576
A4 = 9  # as the format counts paper sizes
LONGEST_SHEET_NAME = 31
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
FORMULA_LIKE = tuple("=+-@\t\r\x00＝＋－＠")
NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\[\]\x00-\x1f]')


class Format(Choices):
    """How a column is written. Money is handed in as 分."""

    TEXT = "text", "文本"
    DAY = "day", "日期"
    MOMENT = "moment", "时间"
    COUNT = "count", "整数"
    YUAN = "yuan", "元"


NUMBER_FORMATS = {
    Format.TEXT: "@",
    Format.DAY: "yyyy-mm-dd",
    Format.MOMENT: "yyyy-mm-dd hh:mm",
    Format.COUNT: "#,##0",
    Format.YUAN: "#,##0.00",
}
RIGHT = (Format.COUNT, Format.YUAN)


@dataclass(frozen=True)
class Column:
    """A column: its heading, what stands in it (an attribute of the row, or a function of it), and how it is written.

    ``needs`` names a permission without which the column is left out.
    """

    label: str
    value: str | Callable[[Any], Any]
    format: Format = Format.TEXT
    width: int = 14
    needs: object = None

    def reader(self) -> Callable[[Any], Any]:
        return self.value if callable(self.value) else attrgetter(self.value)


@dataclass(frozen=True)
class Register:
    """A list under a name: what the catalogue of exports shows."""

    name: str
    title: str
    columns: tuple[Column, ...]
    needs: object = None

    def columns_for(self, user) -> list[Column]:
        """The columns this person may take away."""
        return [column for column in self.columns if column.needs is None or user.can(column.needs)]


@dataclass(frozen=True)
class Exported:
    """A written file, ready to be sent: Flask's ``send_file`` puts the name into the header as RFC 6266 says."""

    stream: io.BytesIO
    name: str
    mimetype: str


def new_number() -> str:
    """The number of an export: written into the file and into the trail, so that a sheet found elsewhere can be traced."""
    return f"E{clock.today():%Y%m%d}-{secrets.token_hex(4).upper()}"


def export(
    columns: Sequence[Column],
    rows: Iterable[Any],
    *,
    title: str,
    form: str = "xlsx",
    notes: Sequence[tuple[str, str]] = (),
    translate: Callable[[str], str] = str,
) -> Exported:
    """The rows as a file: ``form`` is xlsx or csv. ``notes`` (label, text) say where the file comes from."""
    write, mimetype = WRITERS[form]
    stream = write(columns, rows, title, notes, translate)
    stream.seek(0)
    return Exported(stream, file_name(f"{title}_{clock.today().isoformat()}.{form}"), mimetype)


def file_name(text: str) -> str:
    """The text without what a file system refuses."""
    return NOT_IN_NAMES.sub("", text).strip(" .") or "export"


# --- workbooks ----------------------------------------------------------------------------------------------------

THIN = Side(style="thin", color="FF8C8C8C")
BOXED = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = {
    "font": Font(name="宋体", size=11, bold=True),
    "fill": PatternFill("solid", fgColor="FFE8EEF5"),
    "border": BOXED,
    "alignment": Alignment(horizontal="center", vertical="center", wrap_text=True),
}
BODY_FONT = Font(name="宋体", size=11)


@contextmanager
def new_workbook() -> Iterator[Workbook]:
    """A workbook that is written row by row; when writing breaks off, nothing of it stays behind."""
    book = Workbook(write_only=True)
    try:
        yield book
    except BaseException:
        for sheet in book.worksheets:
            with suppress(Exception):
                sheet.close()
                sheet._writer.cleanup()
        raise


class Pen:
    """Writes the cells of one sheet of a write-only workbook; a style is put together once and then shared."""

    def __init__(self, sheet):
        self.sheet = sheet
        self._styles: dict[tuple[str, bool], Any] = {}

    def style(self, name: str, **attributes) -> str:
        """Prepare a style: attributes of an openpyxl cell under a name. Returns the name."""
        for quoted in (False, True):
            cell = WriteOnlyCell(self.sheet)
            for attribute, setting in attributes.items():
                setattr(cell, attribute, setting)
            cell.quotePrefix = quoted
            self._styles[name, quoted] = cell._style
        return name

    def cell(self, value: Any, style: str) -> Cell:
        """A cell in a prepared style."""
        cell = clean_cell(self.sheet, value)
        quoted = cell.data_type == "s" and value.lstrip()[:1] in FORMULA_LIKE
        cell._style = self._styles[style, bool(value) and quoted]
        return cell

    def formula(self, text: str, style: str) -> Cell:
        """A formula of ours. The only way a formula gets into a workbook."""
        cell = self.cell(None, style)
        cell._value, cell.data_type = text, "f"
        return cell


def clean_cell(sheet, value: Any) -> Cell:
    """A cell that holds exactly this value: text is text, whatever it begins with, without characters XML refuses."""
    cell = WriteOnlyCell(sheet)
    if isinstance(value, str):
        cell._value, cell.data_type = clean_text(value), "s"
    elif isinstance(value, datetime):
        cell._value, cell.data_type = value.replace(tzinfo=None), "d"
    elif isinstance(value, date):
        cell._value, cell.data_type = value, "d"
    elif isinstance(value, bool):
        cell._value, cell.data_type = value, "b"
    elif isinstance(value, int | float | Decimal):
        cell._value, cell.data_type = value, "n"
    elif value is not None:
        raise TypeError(f"{type(value).__name__} does not go into a cell")
    return cell


def clean_text(text: str) -> str:
    """What a cell can hold of a text: no control characters, no half characters, at most 32,767 of them."""
    return UNWRITABLE.sub("", str(text).replace("\r\n", "\n"))[:LONGEST_TEXT]


def write_table(pen: Pen, columns: Sequence[Column], rows: Iterable[Any], translate=str) -> int:
    """Heading and rows of a register on a sheet of its own: frozen, filtered, with widths. Returns how many rows."""
    sheet = pen.sheet
    for place, column in enumerate(columns, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = column.width
    lay_out(sheet, title_rows="1:1")
    sheet.freeze_panes = "B2"
    pen.style("head", **HEAD)
    sheet.append([pen.cell(translate(column.label), "head") for column in columns])
    readers = [(column.reader(), _style_of(pen, column.format), column.format) for column in columns]
    count = 0
    for row in rows:
        if count + 2 > ROWS_OF_A_SHEET:
            raise ValueError("a sheet holds no more rows")
        sheet.append([pen.cell(_written(read(row), format), style) for read, style, format in readers])
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(columns))}{count + 1}"
    return count


def lay_out(sheet, title_rows: str, fit_height: int = 0) -> None:
    """On paper: A4 landscape, as wide as the page, the heading on each. Before the first row, or it is not written."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, fit_height
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = title_rows
    sheet.print_options.horizontalCentered = True
    sheet.page_margins = PageMargins(left=0.5, right=0.5, top=0.7, bottom=0.7)


def _written(value: Any, format: Format) -> Any:
    return value / 100 if format == Format.YUAN and value is not None else value


def _style_of(pen: Pen, format: Format) -> str:
    return pen.style(
        format.value,
        font=BODY_FONT,
        border=BOXED,
        number_format=NUMBER_FORMATS[format],
        alignment=Alignment(horizontal="right" if format in RIGHT else "left", vertical="center"),
    )


def write_notes(workbook: Workbook, notes: Sequence[tuple[str, str]], translate=str) -> None:
    """A sheet that says where the file comes from."""
    sheet = workbook.create_sheet(translate("说明"))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 18, 90
    pen = Pen(sheet)
    pen.style("label", font=Font(name="宋体", size=10, bold=True))
    pen.style("text", font=BODY_FONT, alignment=Alignment(wrap_text=True, vertical="top"))
    for label, text in notes:
        sheet.append([pen.cell(translate(label), "label"), pen.cell(text, "text")])


def sheet_name(title: str) -> str:
    """The title as the name of a sheet."""
    return NOT_IN_NAMES.sub("", title)[:LONGEST_SHEET_NAME] or "1"


def _write_xlsx(columns, rows, title, notes, translate) -> io.BytesIO:
    stream = io.BytesIO()
    with new_workbook() as workbook:
        workbook.properties.title, workbook.properties.creator = title, "casework"
        workbook.properties.description = "；".join(f"{translate(label)} {text}" for label, text in notes)[
            :500
        ]
        write_table(Pen(workbook.create_sheet(sheet_name(title))), columns, rows, translate)
        if notes:
            write_notes(workbook, notes, translate)
        workbook.save(stream)
    return stream


# --- CSV ----------------------------------------------------------------------------------------------------------


def csv_text(value: Any, format: Format = Format.TEXT) -> Any:
    """A value as it stands in a CSV: numbers as numbers, and no text that a spreadsheet would carry out."""
    if value is None:
        return ""
    if format == Format.YUAN:
        return f"{Decimal(value) / 100:.2f}"
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, str):
        text = clean_text(value)
        return f"'{text}" if value.lstrip(" \u3000\n")[:1] in FORMULA_LIKE and value.strip() else text
    return value


def _write_csv(columns, rows, title, notes, translate) -> io.BytesIO:
    stream = io.BytesIO()
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow([csv_text(translate(column.label)) for column in columns])
    readers = [(column.reader(), column.format) for column in columns]
    writer.writerows([csv_text(read(row), format) for read, format in readers] for row in rows)
    text.detach()
    return stream


WRITERS = {
    "xlsx": (_write_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "csv": (_write_csv, "text/csv; charset=utf-8"),
}
