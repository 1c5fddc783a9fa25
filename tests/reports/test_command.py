import json

import openpyxl
import pytest
import sqlalchemy as sa

from casework.history.models import AccessEntry
from casework.reports import queries
from casework.reports.rules import CHAPTERS
from casework.reports.together import HEADLINE


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


@pytest.mark.parametrize("kind", list(CHAPTERS))
def test_the_month_of_every_kind_is_written(scattered, run, tmp_path, kind):
    out = tmp_path / "年报.xlsx"
    result = run("2021", "--unit", "市总", "--kind", kind, "--out", out)

    assert result.exit_code == 0, result.output
    book = openpyxl.load_workbook(out, data_only=True)
    assert book["统计表"]["A1"].value == f"市总工会{CHAPTERS[kind].name}统计表"
    verdicts = {row[5].value for row in book["统计表"].iter_rows(min_row=8)}
    assert "相符" in verdicts
    assert "不符" not in verdicts


def test_rows_that_a_kind_does_not_have_are_refused(city, run):
    result = run("2021", "--unit", "市总", "--json", "--kind", "consultation", "--by", "level")

    assert result.exit_code != 0
    assert "不能按“level”分组" in result.output


@pytest.fixture
def headline(app, session):
    session.commit()
    return lambda *words: app.test_cli_runner().invoke(args=["report", "headline", *map(str, words)])


def test_the_headline_tells_all_that_happened_up_to_a_day(scattered, headline, asked, city):
    found = json.loads(headline("--until", "2021-12-31", "--unit", "市总", "--json").stdout)
    question = asked(None, city, "1980-01-01~2021-12-31", kind="all")
    total = queries.total(question)

    assert {name: found[name] for name in HEADLINE} == {name: total[code] for name, code in HEADLINE.items()}
    assert set(HEADLINE) >= {
        "legal_aid_cases", "mediated", "mediated_successfully", "consultations", "recovered_fen", "risk_factors",
        "risk_wages", "risk_restructuring",
    }  # fmt: skip
    assert found["recovered_yuan"] * 100 == pytest.approx(found["recovered_fen"])
    assert (found["unit"], found["until"]) == ("市总工会", "2021-12-31")
    assert all(found[name] > 0 for name in HEADLINE)


def test_the_headline_grows_with_the_days_and_with_the_units(scattered, headline):
    def told(*words):
        return json.loads(headline(*words, "--json").stdout)

    early = told("--until", "2021-06-30", "--unit", "市总")
    late = told("--until", "2022-06-30", "--unit", "市总")
    county = told("--until", "2022-06-30", "--unit", "甲县总", "--own")
    assert all(early[name] < late[name] for name in HEADLINE)
    assert all(county[name] < late[name] for name in HEADLINE)


def test_the_headline_is_told_in_words_of_both_languages(scattered, headline):
    result = headline("--unit", "市总")

    assert result.exit_code == 0
    assert "市总工会（含下级单位） 截至 2026-11-23" in result.output
    for words in (
        "法律援助案件 / legal-aid cases:",
        "其中：企业改制 / of these restructuring:",
        "口径 / definitions",
    ):
        assert words in result.output


@pytest.mark.parametrize(
    "words",
    [("--unit", "火星"), ("--unit", "市总", "--until", "去年"), ("--unit", "市总", "--until", "1970-01-01")],
)
def test_a_headline_that_cannot_be_told_is_refused(city, headline, words):
    assert headline(*words).exit_code != 0
