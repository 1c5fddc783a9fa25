import json

import openpyxl
import pytest
import sqlalchemy as sa

from casework.history.models import AccessEntry


@pytest.fixture
def run(app, session):
    session.commit()
    return lambda *words: app.test_cli_runner().invoke(args=["report", "month", *map(str, words)])


def test_the_month_is_written_to_a_file_and_noted(scattered, run, session, tmp_path):
    out = tmp_path / "十二月.xlsx"
    result = run("2021-12", "--unit", "市总", "--out", out)

    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(out)
    entry = session.scalar(sa.select(AccessEntry))
    assert (entry.user_name, entry.rows) == ("系统", book["台账"].max_row - 1)
    assert book.properties.identifier == entry.number


def test_the_figures_are_printed_for_a_program(scattered, run):
    found = json.loads(run("2021", "--unit", "甲县总", "--json", "--by", "type").stdout)

    figures = found["figures"]
    assert (found["unit"], found["from"], found["to"]) == ("甲县总工会", "2021-01-01", "2021-12-31")
    assert figures["carried"] + figures["received"] == figures["concluded"] + figures["pending"]
    assert sum(part["received"] for part in found["parts"]) == figures["received"] > 0


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("2021-12", "--unit", "火星", "--json"), "没有叫“火星”的单位"),
        (("2021-13", "--unit", "市总", "--json"), "看不懂这个统计期"),
        (("2021-12", "--unit", "市总"), "--out"),
        (("2021-12", "--unit", "市总", "--out", "/nowhere/x.xlsx"), "没有这个文件夹"),
    ],
)
def test_what_cannot_be_done_is_told(city, run, words, told):
    result = run(*words)

    assert result.exit_code != 0
    assert told in result.output
