import csv
import io
import zipfile
from datetime import UTC, date, datetime
from types import SimpleNamespace

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from casework.engine.registers import (
    LONGEST_TEXT,
    Column,
    Format,
    Register,
    clean_text,
    export,
    file_name,
    new_number,
)

COLUMNS = (
    Column("姓名", "name", width=12),
    Column("日期", "day", Format.DAY),
    Column("金额（元）", "fen", Format.YUAN),
    Column("人数", lambda row: row.people, Format.COUNT),
    Column("时间", "at", Format.MOMENT),
)


def row(name="王建国", **more):
    facts = {
        "day": date(2022, 12, 1),
        "fen": 1_234_567,
        "people": 3,
        "at": datetime(2022, 12, 1, 9, 30, tzinfo=UTC),
    }
    return SimpleNamespace(name=name, **{**facts, **more})


def sheet_of(rows, **more):
    return openpyxl.load_workbook(export(COLUMNS, rows, title="台账", **more).stream).worksheets[0]


def lines_of(rows, **more):
    text = export(COLUMNS, rows, title="台账", form="csv", **more).stream.getvalue().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "＝1", " =cmd|' /C calc'!A0", '=HYPERLINK("http://x")']


@settings(max_examples=60, deadline=None)
@given(name=st.text(max_size=60))
@example(name="=1+1")
@example(name="\x00\x01坏字符\x1f")
@example(name="\ud800半个字")
def test_whatever_somebody_typed_is_text_in_the_workbook_and_nothing_is_lost_of_it(name):
    written = export(COLUMNS, [row(name)], title="台账").stream

    sheets = zipfile.ZipFile(written).read("xl/worksheets/sheet1.xml")
    cell = openpyxl.load_workbook(written).worksheets[0]["A2"]
    assert b"<f>" not in sheets
    assert (cell.value or "").replace("\r", "\n") == clean_text(name).replace("\r", "\n")


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_text_that_looks_like_a_formula_stays_text_even_when_it_is_edited(name):
    cell = sheet_of([row(name)])["A2"]

    assert (cell.value, cell.data_type, cell.quotePrefix) == (name, "s", True)


@pytest.mark.parametrize("name", DANGEROUS)
def test_in_a_csv_such_a_text_begins_with_an_apostrophe(name):
    assert lines_of([row(name)])[1][0] == f"'{name}"


def test_numbers_and_days_are_real_and_shown_as_people_write_them():
    cells = sheet_of([row(fen=-50_000)])[2]

    assert [cell.value for cell in cells[1:4]] == [datetime(2022, 12, 1), -500.0, 3]  # noqa: DTZ001
    assert [cell.number_format for cell in cells[1:4]] == ["yyyy-mm-dd", "#,##0.00", "#,##0"]
    assert lines_of([row(fen=-50_000)])[1][1:] == ["2022-12-01", "-500.00", "3", "2022-12-01 09:30"]


def test_a_sheet_is_ready_to_work_with():
    sheet = sheet_of([row(), row()])

    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:E3"
    assert sheet.column_dimensions["A"].width == 12
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")


def test_an_empty_list_still_has_its_heading():
    assert [cell.value for cell in sheet_of([])[1]] == ["姓名", "日期", "金额（元）", "人数", "时间"]
    assert len(lines_of([])) == 1


def test_what_is_not_known_is_left_empty():
    assert [cell.value for cell in sheet_of([row(None, day=None, fen=None, people=None, at=None)])[2]] == [
        None
    ] * 5
    assert lines_of([row(None, day=None, fen=None, people=None, at=None)])[1] == [""] * 5


def test_a_cell_takes_no_unknown_kind_of_value():
    with pytest.raises(TypeError):
        export(COLUMNS, [row(["王建国"])], title="台账")


def test_the_file_says_where_it_comes_from():
    book = openpyxl.load_workbook(export(COLUMNS, [row()], title="台账", notes=[("导出编号", "=E1")]).stream)

    assert book["说明"]["B1"].value == "=E1"
    assert book["说明"]["B1"].data_type == "s"
    assert "E1" in book.properties.description


def test_too_long_a_text_is_cut_where_a_cell_ends():
    assert len(sheet_of([row("长" * (LONGEST_TEXT + 5))])["A2"].value) == LONGEST_TEXT


def test_a_file_has_a_name_that_every_system_takes():
    assert file_name('甲/乙\\丙:*?"<>|.xlsx') == "甲乙丙.xlsx"
    assert file_name("../") == "export"


def test_exports_are_numbered_apart():
    assert len({new_number() for _ in range(100)}) == 100


def test_a_column_that_needs_a_permission_is_left_out_without_it():
    register = Register("people", "人员", (Column("姓名", "name"), Column("证件", "id", needs="see")))

    assert len(register.columns_for(SimpleNamespace(can=lambda permission: False))) == 1
    assert len(register.columns_for(SimpleNamespace(can=lambda permission: True))) == 2
