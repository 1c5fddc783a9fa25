"""The workbook, opened again: real figures, no formula but ours, and every one of them right."""

import io
import subprocess
import zipfile
from datetime import date, datetime

import openpyxl
import pytest

from casework.engine import clock
from casework.mediation.models import Outcome
from casework.reports import queries, registers, workbook
from casework.reports.rules import TABLE, VERSION
from tests.surroundings import SOFFICE

CODES = [code for _heading, codes in TABLE for code in codes]


@pytest.fixture
def written(scattered, cases, asked, session, city_supervisor, city):
    """The report of the last quarter of 2021, and its workbook."""
    cases.add(city, date(2021, 11, 11), concluded_on=date(2021, 11, 12), outcome=Outcome.SETTLED, agreed_fen=12345,
              employer_name="=1+1", lead_worker="+A1", court_number='=HYPERLINK("x")')  # fmt: skip
    session.commit()
    report = queries.report(asked(city_supervisor, city, "2021-Q4"))
    return report, workbook.write(report, workbook.Origin("E20261123-TEST", "周主管", clock.now()))


def opened(written, **more):
    return openpyxl.load_workbook(io.BytesIO(written[1].stream.getvalue()), **more)


def test_it_is_named_after_the_unit_the_kind_and_the_period(written):
    assert written[1].name == "市总工会_劳动争议调解季报_2021年第四季度.xlsx"
    assert opened(written).sheetnames == ["统计表", "对比", "口径", "台账", "图表"]


def test_the_table_is_laid_out_as_it_is_printed(written):
    sheet = opened(written)["统计表"]

    assert sheet["A1"].value == "市总工会劳动争议调解统计表"
    assert [cell.value for cell in sheet[2] if cell.value] == [
        "填报单位：市总工会（含下级单位）",
        "2021年第四季度（2021年10月1日—2021年12月31日）",
        "单位：件、人次、万元",
    ]
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.print_title_rows == "$3:$4"
    assert {"A1:R1", "A3:A4", "B3:H3"} <= {str(merged) for merged in sheet.merged_cells.ranges}
    foot = [cell.value for row in sheet.iter_rows() for cell in row if cell.value]
    assert {"填表人：", "审核人："} <= set(foot)
    assert sheet.oddFooter.left.text == "导出编号 E20261123-TEST"


def test_the_figures_are_those_of_the_page_in_any_viewer(written):
    report, sheet = written[0], opened(written, data_only=True)["统计表"]

    rows = [(part.label, part.figures) for part in report.parts]
    for number, (label, figures) in enumerate([("合计", report.total), *rows], start=5):
        assert sheet.cell(number, 1).value == label
        for column, code in enumerate(CODES, start=2):
            expected = workbook.written(report.question.measures[code], figures[code])
            value = sheet.cell(number, column).value
            assert value == (pytest.approx(expected) if not isinstance(expected, str) else expected), (
                label,
                code,
            )


def test_the_only_formulas_are_ours_and_stand_in_the_table(written):
    book = opened(written)

    for sheet in book:
        formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
        assert bool(formulas) == (sheet.title == "统计表")
        assert all(
            "台账!" in cell.value or "SUM(" in cell.value or cell.value.startswith(("=ROUND(", "=IF("))
            for cell in formulas
        )
    ledger = book["台账"]
    typed = [
        cell for row in ledger.iter_rows(min_row=2) for cell in row if str(cell.value).startswith(("=", "+"))
    ]
    assert sorted(cell.value for cell in typed) == ["+A1", "=1+1", '=HYPERLINK("x")']
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in typed)


def test_the_check_below_the_table_says_that_everything_agrees(written):
    sheet = opened(written, data_only=True)["统计表"]
    verdicts = [row[5].value for row in sheet.iter_rows() if row[5].value in ("相符", "不符")]

    assert len(verdicts) > 30
    assert set(verdicts) == {"相符"}


def test_the_ledger_holds_real_days_and_numbers(written):
    report, sheet = written[0], opened(written)["台账"]
    head = {cell.value: number for number, cell in enumerate(sheet[1])}

    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert len(rows) == queries.count_of(report.question)
    assert all(isinstance(row[head["收案日期"]], datetime) for row in rows)
    assert all(isinstance(row[head["请求金额（元）"]], int | float) for row in rows)
    settled = [r for r in rows if r[head["结案归类"]] == registers.SETTLED and date(2021, 10, 1) <= r[head["结案日期"]].date() <= date(2021, 12, 31)]  # fmt: skip
    assert len(settled) == report.total["settled"]
    assert round(100 * sum(r[head["协议金额（元）"]] for r in settled)) == report.total["recovered"]
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("B2", f"A1:V{len(rows) + 1}")


def test_every_definition_is_in_it_with_where_it_comes_from(written):
    rows = list(opened(written)["口径"].iter_rows(values_only=True))
    text = "\n".join(str(value) for row in rows for value in row if value)

    assert all(measure.definition in text for measure in written[0].question.measures)
    facts = {row[0]: row[1] for row in rows}
    assert (facts["口径版本"], facts["导出人"], facts["导出编号"]) == (VERSION, "周主管", "E20261123-TEST")
    assert facts["月度截止日"] == "自然月"
    assert queries.head_of_history()[1] in facts["历史记录链"]


def test_the_charts_stand_over_their_figures(written):
    with zipfile.ZipFile(io.BytesIO(written[1].stream.getvalue())) as files:
        assert sum("charts/chart" in name for name in files.namelist()) == 2
    sheet = opened(written)["图表"]
    assert [row[0] for row in sheet.iter_rows(min_row=2, max_row=14, values_only=True)][-1] == "2021年12月"


def test_a_report_of_nothing_can_be_written_too(asked, supervisor, county):
    report = queries.report(asked(supervisor, county, "2019-05"))
    found = workbook.write(report, workbook.Origin("E1", "王主管", clock.now()))

    sheet = openpyxl.load_workbook(found.stream, data_only=True)["统计表"]
    assert [sheet.cell(5, column).value for column in (1, 2, 11)] == ["合计", 0, "—"]


@pytest.mark.slow
@pytest.mark.office
@pytest.mark.timeout(180)
def test_a_spreadsheet_program_calculates_the_same_from_the_ledger(written, tmp_path):
    """Without the values that were written beside the formulas, so that the program must work them out."""
    bare, book = tmp_path / "bare.xlsx", opened(written)
    book.save(bare)
    subprocess.run(  # noqa: S603
        [SOFFICE, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "xlsx",
         "--outdir", tmp_path / "out", bare],
        check=True, capture_output=True, timeout=150,
    )  # fmt: skip
    ours = opened(written, data_only=True)["统计表"]
    theirs = openpyxl.load_workbook(tmp_path / "out" / "bare.xlsx", data_only=True)["统计表"]

    formulas = [
        cell.coordinate for row in book["统计表"].iter_rows() for cell in row if cell.data_type == "f"
    ]
    assert len(formulas) > 90
    for at in formulas:
        value = theirs[at].value
        assert ours[at].value == (value if isinstance(value, str) else pytest.approx(value)), at
