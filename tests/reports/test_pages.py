"""The pages: what is asked stands in the address, every figure leads to its cases, and what leaves is noted."""

import io
import re
from datetime import date

import openpyxl
import pytest
import sqlalchemy as sa

from casework.history.models import AccessEntry, Trail
from casework.mediation.models import Outcome
from casework.permissions import Role, Scope


@pytest.fixture
def december(cases, make, county, studio, other_county, mediator, session):
    """Seven cases of December 2022, five of them of the county."""
    worker = make.worker(county, "赵大", id_number="360102199003078518")
    ends = {"concluded_on": date(2022, 12, 20), "handler_id": mediator.id}
    cases.add(county, date(2022, 12, 1), **ends, outcome=Outcome.SETTLED, agreed_fen=1_234_500, worker=worker,
              employer_name="=cmd|' /C calc'!A0", paid=[(date(2022, 12, 30), 234_500)])  # fmt: skip
    cases.add(county, date(2022, 12, 2), **ends, outcome=Outcome.FAILED, dispute_type="injury")
    cases.add(county, date(2022, 12, 3))
    cases.add(studio, date(2022, 12, 4), **ends, outcome=Outcome.SETTLED, agreed_fen=500_000)
    cases.add(county, date(2022, 11, 4), **ends, outcome=Outcome.WITHDRAWN)
    cases.add(other_county, date(2022, 12, 5), lead_worker="不可见")
    cases.add(other_county, date(2022, 12, 6), concluded_on=date(2022, 12, 7), outcome=Outcome.SETTLED)
    session.commit()


def row_of(page, title: str, table: str = "#compare"):
    """The cells of a row of the page, by what stands at its beginning."""
    for row in page.select(f"{table} tbody tr"):
        if row.th.get_text(" ", strip=True).startswith(title):
            return row.select("td")
    raise AssertionError(f"no row {title}")


def numbers(page, title: str, table: str = "#compare") -> list[str]:
    return [cell.get_text(" ", strip=True) for cell in row_of(page, title, table)]


def test_the_page_tells_the_month_and_what_it_is_compared_with(december, browser, supervisor):
    page = browser.as_(supervisor).get("/reports/?kind=mediation&period=2022-12")

    assert numbers(page, "新收")[0] == "4"
    assert numbers(page, "新收")[1:3] == ["1", "+3 基数小"]
    assert numbers(page, "结案 ")[0] == "4"
    assert numbers(page, "调解成功率")[0] == "66.7%"
    assert numbers(page, "挽回经济损失")[0] == "1.73"
    assert "甲县总工会及下级" in page.select_one(".scope").text
    assert [row.th.text for row in page.select("#parts tbody tr")] == ["合计", "甲县总", "甲县工作室"]
    assert "不可见" not in page.text


def test_every_figure_leads_to_as_many_cases_as_it_says(december, browser, supervisor):
    page = browser.as_(supervisor).get("/reports/?kind=mediation&period=2022-12&by=type&success=entrusted")
    links = page.select("main td a[href^='/reports/cases']")
    assert len(links) > 30

    for link in {a["href"]: a for a in links}.values():
        cases = browser.get(link["href"])
        if "unit=" not in link["href"] or re.search(
            r"measure=(claimed|agreed|paid|recovered|people)", link["href"]
        ):
            continue
        assert cases.select_one(".report-sum strong").text == f"共 {link.text} 件", link["href"]
        assert len(cases.select("tbody tr")) == int(link.text)


def test_the_address_keeps_everything_that_was_asked(december, browser, supervisor, county):
    address = f"/reports/?kind=mediation&period=2022-12&unit={county.id}&within=own&by=outcome&success=accepted&recovery=paid"
    page = browser.as_(supervisor).get(address)

    chosen = {
        s["name"]: s.select_one("option[selected]")["value"] for s in page.select("form.filters select")
    }
    assert chosen == {
        "period": "2022-12",
        "unit": str(county.id),
        "within": "own",
        "by": "outcome",
        "success": "accepted",
        "recovery": "paid",
    }
    assert numbers(page, "挽回经济损失")[0] == "0.23"
    assert all(
        f"unit={county.id}" in a["href"] and "within=own" in a["href"] and "recovery=paid" in a["href"]
        for a in page.select("#compare td a")
    )


def test_two_days_take_the_place_of_a_period(december, browser, supervisor):
    page = browser.as_(supervisor).get(
        "/reports/?kind=mediation&from=2022-12-02&to=2022-12-03&period=2022-11"
    )

    assert numbers(page, "新收")[0] == "2"
    assert "2022年12月2日" in page.select_one(".scope").text


@pytest.mark.parametrize(
    "nonsense",
    ["period=x", "period=2022-99", "from=2022-12-09&to=2022-12-01", "by=password", "unit=999999", "unit=x",
     "within=all", "success=1", "from=0001-01-01&to=2022-01-01", "from=1980-01-01&to=2199-12-31", "period=1980-01", "period=2022-12&by=unit'--"],
)  # fmt: skip
def test_what_cannot_be_read_is_told_and_the_usual_is_shown(december, browser, supervisor, nonsense):
    page = browser.as_(supervisor).get(f"/reports/?kind=mediation&{nonsense}")

    assert page.select("#compare") or "没有案件" in page.text


@pytest.mark.parametrize(
    "nonsense",
    ["", "measure=", "measure=success_rate", "measure=x", "measure=received&by=unit&key=x", "measure=__class__",
     "measure=received&by=unit&key=99999999999999"],
)  # fmt: skip
def test_there_is_no_list_behind_what_is_no_figure(december, browser, supervisor, nonsense):
    browser.as_(supervisor).get(f"/reports/cases?kind=mediation&period=2022-12&{nonsense}", status=404)


def test_the_list_behind_money_says_what_each_case_adds(december, browser, supervisor):
    page = browser.as_(supervisor).get("/reports/cases?kind=mediation&period=2022-12&measure=paid")

    assert page.select_one(".report-sum").text.split("\n")[1].strip().startswith("共 1 件")
    assert "2,345.00" in page.select_one(".report-sum").text
    assert page.select_one("tbody tr td.num").text == "2,345.00"


def test_a_month_in_which_nothing_happened_says_so(december, browser, supervisor):
    page = browser.as_(supervisor).get("/reports/?kind=mediation&period=2019-05")

    assert "这一期没有案件" in page.text


def test_a_stranger_gets_the_figures_of_their_own_county_whatever_they_ask(
    december, browser, stranger, county
):
    page = browser.as_(stranger).get(f"/reports/?kind=mediation&period=2022-12&unit={county.id}")

    assert numbers(page, "新收")[0] == "2"
    assert "甲县" not in page.text


def test_the_cases_behind_a_figure_are_never_foreign(december, browser, stranger, county):
    page = browser.as_(stranger).get(
        f"/reports/cases?kind=mediation&period=2022-12&measure=received&unit={county.id}&by=unit&key={county.id}"
    )

    assert not page.select("tbody tr")


def test_somebody_with_own_cases_only_is_not_asked_for_a_unit(december, browser, make, county, session):
    alone = make.user("alone", "独自", county, Role.MEDIATOR, Scope.OWN)
    page = browser.as_(alone).get("/reports/?kind=mediation&period=2022-12")

    assert not page.select("[name=unit]")
    assert "独自承办或登记的案件" in page.select_one(".scope").text


@pytest.mark.parametrize("who", ["clerk", "lawyer", "admin", "auditor"])
def test_others_see_no_statistics(december, browser, request, who):
    browser.as_(request.getfixturevalue(who)).get("/reports/", status=403)
    browser.post("/reports/export", status=403)


def test_the_page_writes_the_definitions_beside_the_figures(december, browser, supervisor):
    page = browser.as_(supervisor).get("/reports/?kind=mediation&period=2022-12")

    rows = page.select("#definitions tbody tr")
    assert len(rows) == len(page.select("#compare tbody tr"))
    assert "调解成功 ÷ 调解结案" in page.select_one("#definitions").text
    assert page.select("#compare details.explain")


# --- what leaves --------------------------------------------------------------------------------------------------


def trail(session) -> AccessEntry:
    return session.scalar(
        sa.select(AccessEntry).where(AccessEntry.kind == Trail.EXPORT).order_by(AccessEntry.id.desc())
    )


def test_the_workbook_leaves_with_a_name_a_number_and_a_trace(december, browser, supervisor, session):
    browser.as_(supervisor).submit("/reports/?kind=mediation&period=2022-12", form="#export form", status=200)

    header = browser.response.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(browser.response.data))
    entry = trail(session)
    assert "filename*=UTF-8''" in header
    assert "%E5%8A%B3%E5%8A%A8%E4%BA%89%E8%AE%AE%E8%B0%83%E8%A7%A3%E6%9C%88%E6%8A%A5_2022" in header
    assert entry.rows == book["台账"].max_row - 1 == 5
    assert entry.user_id == supervisor.id
    assert book.properties.identifier == entry.number
    assert entry.number in " ".join(str(row[1].value) for row in book["口径"].iter_rows())


def test_no_identity_number_and_no_foreign_case_is_in_the_workbook(december, browser, supervisor):
    browser.as_(supervisor).post("/reports/export?kind=mediation&period=2022-12", status=200)

    book = openpyxl.load_workbook(io.BytesIO(browser.response.data))
    text = " ".join(str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row)
    assert "360102199003078518" not in text
    assert "8518" in text  # the masked one
    assert "不可见" not in text


def test_a_large_export_asks_what_it_is_for(december, browser, supervisor, session, monkeypatch):
    monkeypatch.setattr("casework.reports.forms.REASON_FROM", 3)
    page = browser.as_(supervisor).post("/reports/export?kind=mediation&period=2022-12", status=422)
    assert "请写明导出用途" in page.text
    assert trail(session) is None

    browser.post("/reports/export?kind=mediation&period=2022-12", {"reason": "向省总报送"}, status=200)
    assert trail(session).reason == "向省总报送"


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_the_list_behind_a_figure_leaves_as_it_is_shown(december, browser, supervisor, session, form):
    address = "/reports/cases?kind=mediation&period=2022-12&measure=concluded&by=type"
    shown = [a.text for a in browser.as_(supervisor).get(address).select("tbody th a")]
    browser.post(address.replace("cases?", "cases/export?"), {"format": form}, status=200)

    content = browser.response.data
    if form == "xlsx":
        sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
        numbers_written = [row[0].value for row in sheet.iter_rows(min_row=2)]
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d", "inlineStr"}
    else:
        numbers_written = [line.split(",")[0] for line in content.decode("utf-8-sig").splitlines()[1:]]
        assert "'=cmd" in content.decode("utf-8-sig")
    assert sorted(numbers_written) == sorted(shown)
    assert trail(session).rows == len(shown) == 4
