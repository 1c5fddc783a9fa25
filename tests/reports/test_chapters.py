"""The tabs of the statistics: every kind and all together, each figure opening its rows, nobody opening more than their own."""

import io
import re

import openpyxl
import pytest

from casework.engine import clock
from casework.reports import cells, queries, workbook
from casework.reports.rules import CHAPTERS

every_kind = pytest.mark.parametrize("kind", list(CHAPTERS))
HEADLINES = ["法律援助案件", "调解结案", "法律咨询", "挽回经济损失", "稳定风险因素"]


def test_the_first_page_tells_the_five_figures_of_the_whole_work(
    scattered, browser, city_supervisor, asked, city
):
    page = browser.as_(city_supervisor).get("/reports/?period=2021")
    total = queries.report(asked(city_supervisor, city, "2021", kind="all")).total

    assert [label.text for label in page.select(".stat-label")] == HEADLINES
    told = [number.text for number in page.select(".stat-number")]
    counts = [f"{total[code]:,}" for code in ("legal_aid", "mediated", "consultations", "risk")]
    assert [told[0], told[1], told[2], told[4]] == counts
    notes = " ".join(note.get_text(" ", strip=True) for note in page.select(".stat-note"))
    for label, code in (("成功", "settled"), ("线上", "online"), ("线下", "offline"), ("工资报酬", "risk_wages"),
                        ("企业改制", "risk_restructuring"), ("已处置", "risk_handled")):  # fmt: skip
        assert re.search(rf"{label} {total[code]:,}(\D|$)", notes), (label, notes)


def test_every_kind_has_its_tab_and_keeps_the_unit_and_the_period(
    scattered, browser, city_supervisor, county
):
    page = browser.as_(city_supervisor).get(f"/reports/?period=2021&unit={county.id}&within=own")
    tabs = page.select(".tab-row a")

    assert [tab.get_text(strip=True) for tab in tabs] == [chapter.title for chapter in CHAPTERS.values()]
    assert [tab.get("aria-current") for tab in tabs] == ["page", None, None, None, None]
    for tab, code in zip(tabs, CHAPTERS, strict=True):
        opened = browser.get(tab["href"])
        assert opened.select_one("[name=kind]")["value"] == code
        assert opened.select_one("[name=period] option[selected]")["value"] == "2021"
        assert "甲县总工会（仅本单位）" in opened.select_one(".scope").text


@every_kind
def test_every_figure_leads_to_its_rows(scattered, browser, supervisor, kind):
    page = browser.as_(supervisor).get(f"/reports/?kind={kind}&period=2021-Q4")
    links = {a["href"]: a for a in page.select("#parts td a, .stats a")}
    assert len(links) > 15

    for address, link in links.items():
        measure = CHAPTERS[kind].usual[re.search(r"measure=(\w+)", address)[1]]
        listed = browser.get(address)
        told = listed.select_one(".report-sum").get_text(" ", strip=True)
        assert f"kind={kind}&" in address
        if type(measure).__name__ in ("Sum", "Total"):
            figure = told.split("合计")[1].split()[0].replace(",", "")
            shown = link.get_text(strip=True).removesuffix("万元").removesuffix("人次")
            whole = float(figure) / 10000 if measure.unit == "money" else float(figure)
            assert float(shown.replace(",", "")) == pytest.approx(whole, abs=0.005), address
        else:
            count = re.match(r"[\d,]+", link.get_text(strip=True))[0]
            assert told.startswith(f"共 {count} 件"), address
            assert len(listed.select("tbody tr")) == min(int(count.replace(",", "")), 50)


def test_the_rows_of_all_kinds_say_of_which_they_are(scattered, browser, supervisor):
    page = browser.as_(supervisor).get("/reports/cases?kind=all&period=2021&measure=recovered")

    kinds = {row.select("td")[0].text for row in page.select("tbody tr")}
    assert kinds == {"调解案件", "法律援助案件"}
    links = {a["href"].split("/")[1] for a in page.select("tbody th a")}
    assert len(links) == 2


@every_kind
@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_list_leaves_as_it_is_shown(scattered, browser, supervisor, kind, form):
    measure = next(iter(CHAPTERS[kind].headlines))
    address = f"/reports/cases?kind={kind}&period=2021-Q4&measure={measure}"
    shown = [a.text for a in browser.as_(supervisor).get(address).select("tbody th a")]
    browser.post(address.replace("cases?", "cases/export?"), {"format": form}, status=200)

    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(browser.response.data)).worksheets[0]
        written = [row[0].value for row in sheet.iter_rows(min_row=2)]
    else:
        lines = browser.response.data.decode("utf-8-sig").splitlines()[1:]
        written = [line.split(",")[0] for line in lines]
    assert sorted(written) == sorted(shown)
    assert shown


@pytest.mark.parametrize(
    "nonsense",
    ["kind=x&measure=received", "kind=mediation&measure=granted", "kind=all&measure=received",
     "kind=all&measure=risk&by=kind&key=x", "kind=stability&measure=received&by=level&key=x",
     "kind=stability&measure=received&by=level&key=-1", "kind=legal_aid&measure=conclusion_rate", "measure=success_rate"],
)  # fmt: skip
def test_there_is_no_list_behind_what_is_no_figure_of_the_chapter(scattered, browser, supervisor, nonsense):
    browser.as_(supervisor).get(f"/reports/cases?period=2021&{nonsense}", status=404)


def test_a_level_and_a_kind_can_be_the_rows(scattered, browser, supervisor):
    browser.as_(supervisor)
    for kind, by in (("stability", "level"), ("all", "kind")):
        page = browser.get(f"/reports/?kind={kind}&period=2021&by={by}")
        for link in page.select("#parts tbody tr:not(.total) td:nth-child(2) a"):
            assert browser.get(link["href"]).select_one(".report-sum strong").text == f"共 {link.text} 件"


# --- who may read what --------------------------------------------------------------------------------------------


def test_a_mediator_is_told_that_of_some_kinds_only_their_own_are_counted(scattered, browser, mediator):
    browser.as_(mediator)
    whole = browser.get("/reports/?period=2021").select_one(".scope").text
    aid = browser.get("/reports/?kind=legal_aid&period=2021").select_one(".scope").text
    risk = browser.get("/reports/?kind=stability&period=2021").select_one(".scope").text

    assert "法律援助案件、法律咨询只含张敏本人承办或登记的" in whole
    assert "只含张敏本人承办或登记的" in aid
    assert "只含" not in risk


def test_a_mediator_opens_through_the_figures_nothing_they_may_not_read(
    scattered, browser, mediator, other_mediator, county
):
    browser.as_(mediator)
    for kind, measure in (
        ("legal_aid", "received"),
        ("consultation", "received"),
        ("all", "consultations"),
        ("all", "legal_aid"),
    ):
        for part in ("", f"&by=handler&key={other_mediator.id}", f"&by=unit&key={county.id}"):
            address = f"/reports/cases?kind={kind}&measure={measure}&period=2021{part}"
            rows = browser.get(address).select("tbody tr")
            assert all("张敏" in row.text for row in rows), address
            assert bool(rows) == ("handler" not in part), address
            browser.post(address.replace("cases?", "cases/export?"), {"format": "csv"}, status=200)
            lines = browser.response.data.decode("utf-8-sig").splitlines()[1:]
            assert all(",张敏," in line for line in lines)
            assert len(lines) == len(rows)


def test_the_workbook_of_a_mediator_holds_their_own_and_says_so(scattered, asked, mediator, county):
    question = asked(mediator, county, "2021", kind="legal_aid")
    written = workbook.write(queries.report(question), cells.Origin("E1", "张敏", clock.now()))
    book = openpyxl.load_workbook(written.stream)

    handlers = {row[2] for row in book["台账"].iter_rows(min_row=2, values_only=True)}
    assert handlers == {"张敏"}
    assert book["统计表"]["A2"].value == "填报单位：甲县总工会（含下级单位），只含张敏本人承办或登记的"
