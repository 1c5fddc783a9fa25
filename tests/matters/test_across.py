"""Pages across the kinds: the search, the list of everything, today and oversight, a person, an employer."""

from datetime import date, timedelta

import pytest

from casework.matters import actions as matters
from casework.matters import dossiers
from casework.matters.dossiers import Concern
from casework.matters.models import Channel
from casework.mediation.models import Outcome
from casework.search.actions import mark

PHONE, ID_NUMBER = "13987651234", "360102198803072419"


@pytest.fixture
def case(make, county, mediator):
    worker = make.worker(county, "张淑芬", phone=PHONE, id_number=ID_NUMBER)
    return make.mediation(county, mediator, workers=[worker], employer="赣川电子有限公司", handler=mediator,
                          facts="连续三个月拖欠绩效工资，共计八千四百元")  # fmt: skip


def text(page) -> str:
    return " ".join(page.select_one("main").get_text(" ", strip=True).split())


# --- the search ---------------------------------------------------------------------------------------------------


def test_the_box_in_the_header_finds_a_case_and_shows_what_answers(browser, case, mediator):
    browser.as_(mediator).submit("/account", {"q": "拖欠绩效"}, form="header form.sitesearch")
    page = browser.get(browser.location)

    assert page.select_one("a.row-link").text == case.number
    assert "案情与诉求" in text(page)
    assert [m.text for m in page.select(".row-why mark")] == ["拖欠绩效"]
    assert page.select_one("#sitesearch")["value"] == "拖欠绩效"


def test_a_name_is_marked_where_it_stands(browser, case, mediator):
    page = browser.as_(mediator).get("/search?q=淑芬 赣川")
    assert [m.text for m in page.select("mark")] == ["淑芬", "赣川"]
    assert not page.select(".row-why")


@pytest.mark.parametrize("number", [PHONE, "139 8765 1234", ID_NUMBER])
def test_a_number_that_people_keep_to_themselves_stands_in_no_address(browser, case, mediator, number):
    browser.as_(mediator).post("/search", {"q": number})

    assert "/search?n=0" in browser.location
    assert number.replace(" ", "") not in browser.location
    page = browser.get(browser.location)
    assert page.select_one("a.row-link").text == case.number
    assert page.select_one(".row-why mark").text == "张淑芬"
    assert PHONE not in str(page)
    assert ID_NUMBER not in str(page)

    browser.get("/search", status=302, query_string={"q": number})
    assert "/search?n=0" in browser.location


def test_a_search_that_finds_nothing_says_so_and_a_short_one_says_what_can_be_asked(browser, case, stranger):
    assert "没有找到" in text(browser.as_(stranger).get("/search?q=张淑芬"))
    assert "没有找到" in text(browser.get(f"/search?n={mark(ID_NUMBER, 'id_number')}"))
    assert "至少两个字" in text(browser.get("/search?q=张"))
    assert "至少两个字" in text(browser.get("/search"))
    assert "至少两个字" in text(browser.get("/search?n=nonsense"))


def test_what_was_typed_is_shown_as_text_only(browser, case, mediator):
    page = browser.as_(mediator).get("/search", query_string={"q": '张淑芬<script>alert(1)</script>"'})
    assert not page.select("main script, h1 script")


def test_a_number_in_a_text_is_masked_where_the_text_is_shown(browser, case, mediator):
    matters.write_note(case, text="换了新号码13812340000，请从速联系", by=mediator)
    page = browser.as_(mediator).get("/search?q=从速联系")
    assert "138****0000" in text(page)
    assert "13812340000" not in str(page)


def test_one_kind_is_cut_into_pages(app, browser, make, county, mediator):
    made = [make.mediation(county, mediator, worker=f"钱多{n}") for n in "甲乙丙丁戊己庚"]
    page = browser.as_(mediator).get("/search?q=钱多")
    assert len(page.select("a.row-link")) == 5
    assert "全部 7 件" in text(page)

    browser.app.config["PAGE_SIZE"], size = 3, browser.app.config["PAGE_SIZE"]
    try:
        page = browser.get("/search?q=钱多&kind=mediation&page=2")
    finally:
        browser.app.config["PAGE_SIZE"] = size
    assert [a.text for a in page.select("a.row-link")] == [m.number for m in made[3:0:-1]]


# --- lists and desks ----------------------------------------------------------------------------------------------


def test_the_list_of_everything_is_narrowed_by_its_address(
    browser, make, county, mediator, other_mediator, case
):
    other = make.mediation(county, mediator, worker="李四", received_on=date(2026, 11, 20))
    closed = make.mediation(
        county, other_mediator, worker="王五", received_on=date(2026, 10, 8), handler=other_mediator
    )
    make.moved(closed, "accept", "withdraw", by=other_mediator, withdrawal=Outcome.WITHDRAWN)

    def numbers(query=""):
        return [a.text for a in browser.as_(mediator).get(f"/matters{query}").select("a.row-link")]

    assert numbers() == [other.number, case.number, closed.number]
    assert numbers("?sort=received") == [closed.number, case.number, other.number]
    assert numbers(f"?handler={mediator.id}") == [case.number]
    assert numbers("?handler=0&state=open") == [other.number]
    assert numbers("?state=closed") == [closed.number]
    assert numbers("?q=zsf") == [case.number]
    assert numbers("?from=2026-11-10") == [other.number]
    assert numbers("?missing=phone&state=open") == [other.number]
    assert numbers("?due=overdue&sort=due") == [case.number]
    assert numbers("?kind=nonsense&unit=x&sort=drop") == [other.number, case.number, closed.number]


def test_the_list_of_everything_shows_a_stranger_nothing(browser, case, stranger):
    assert "这里还没有案件" in text(browser.as_(stranger).get("/matters"))


def test_oversight_shows_all_kinds_or_one(browser, make, county, mediator, supervisor, case):
    make.mediation(county, mediator, worker="李四")
    whole = browser.as_(supervisor).get("/oversight")
    assert next(a["href"] for a in whole.select(".stats a")) == "/matters?state=open"
    assert not whole.select("input[name=ids]")

    one = browser.get("/oversight?kind=mediation")
    assert next(a["href"] for a in one.select(".stats a")) == "/mediations/?state=open"
    assert len(one.select("input[name=ids]")) == 1
    figures = [[n.text for n in page.select(".stat-number")] for page in (whole, one)]
    assert figures[0] == figures[1]
    assert figures[0][0] == "2"


def test_today_leads_to_the_list_of_everything_and_to_the_room_of_the_meeting(browser, make, mediator, case):
    make.moved(case, "accept", "consent", by=mediator)
    held = matters.arrange_meeting(case, held_on=date(2026, 11, 23), starts_at=None, channel=Channel.ROOM)
    page = browser.as_(mediator).get("/today")

    assert page.select_one(f'a[href="/mediations/{case.id}/meetings/{held.id}"]')
    assert all("/matters?" in a["href"] for a in page.select("#due p a, #housekeeping p a"))


# --- a person -----------------------------------------------------------------------------------------------------


def test_a_person_is_found_again_by_document_and_by_name_with_telephone(
    browser, make, county, studio, mediator, supervisor, case
):
    first = case.workers[0].worker
    by_document = make.worker(studio, "张淑芬", phone="13700000001", id_number=ID_NUMBER)
    by_phone = make.worker(county, "张淑芬", phone=PHONE)
    relative = make.worker(county, "李大山", phone=PHONE)
    others = [
        make.mediation(studio, supervisor, workers=[by_document]),
        make.mediation(county, mediator, workers=[by_phone]),
    ]
    make.mediation(county, mediator, workers=[relative])

    page = browser.as_(supervisor).get(f"/people/{first.id}")
    assert {a.text for a in page.select("a.row-link")} == {case.number, *(m.number for m in others)}
    assert "李大山" in text(page)
    assert "139****1234" in text(page)
    assert PHONE not in str(page)
    assert ID_NUMBER not in str(page)


def test_a_person_or_an_employer_without_a_matter_in_reach_is_not_there(
    browser, make, county, mediator, lawyer, stranger, admin, case
):
    person, company = case.workers[0].worker_id, case.employers[0].employer_id
    idle = make.worker(county, "无案之人")
    for nobody in (stranger, lawyer):
        browser.as_(nobody).get(f"/people/{person}", status=404)
        browser.get(f"/employers/{company}", status=404)
    browser.as_(mediator).get(f"/people/{idle.id}", status=404)
    browser.get("/people/999999", status=404)
    browser.as_(admin).get(f"/people/{person}", status=403)


def test_the_case_page_leads_to_its_people(browser, mediator, case):
    page = browser.as_(mediator).get(f"/mediations/{case.id}")
    assert page.select_one(f'a[href="/people/{case.workers[0].worker_id}"]')
    assert page.select_one(f'a[href="/employers/{case.employers[0].employer_id}"]')


# --- an employer --------------------------------------------------------------------------------------------------


def test_three_spellings_of_one_code_are_one_card_and_another_code_is_another(
    browser, make, county, mediator
):
    code, other_code = "91360100MA35X4T21K", "91360100MA35X4T22J"
    made = [
        make.mediation(county, mediator, employer=name)
        for name in ("赣川电子有限公司", "江西赣川电子", "赣川电子（南昌）厂")
    ]
    for found in made:
        found.employers[0].employer.uscc = code
    same_name = make.mediation(county, mediator, employer="赣川电子有限责任公司")
    other = make.mediation(county, mediator, employer="赣川电子有限公司")
    other.employers[0].employer.uscc = other_code

    page = browser.as_(mediator).get(f"/employers/{made[0].employers[0].employer_id}")

    assert {a.text for a in page.select("a.row-link")} == {m.number for m in (*made, same_name)}
    assert "赣川电子（南昌）厂" in text(page)
    assert other_code not in text(page)


def test_the_card_counts_over_both_windows(browser, make, county, mediator, monkeypatch):
    recent = make.mediation(county, mediator, handler=mediator, people=3, received_on=date(2026, 10, 1))
    make.mediation(county, mediator, received_on=date(2026, 3, 1))
    make.moved(recent, "accept", "consent", by=mediator)
    make.moved(recent, "settle", by=mediator, extent=Outcome.SETTLED, agreement="分期支付", agreed_fen=300_000,
               instalments=[{"due_on": date(2026, 11, 23) + timedelta(days=n), "amount_fen": 100_000} for n in (0, 1, 60)])  # fmt: skip
    recent.instalments[0].due_on, recent.instalments[1].due_on = date(2026, 11, 20), date(2026, 11, 22)
    recent.paid_fen = 100_000
    monkeypatch.setitem(dossiers.CONCERNS, "letters", Concern("未回复函件", lambda *_: 7, 45))
    make.session.flush()

    page = browser.as_(mediator).get(f"/employers/{recent.employers[0].employer_id}")

    told = {tr.th.text: [td.text for td in tr.select("td.num")] for tr in page.select("#counts tbody tr")}
    assert told == {
        "案件": ["1", "2"],
        "人数": ["3", "4"],
        "逾期未付款": ["1", "1"],
        "未回复函件": ["7", "7"],
    }


# --- cost ---------------------------------------------------------------------------------------------------------


def test_the_number_of_statements_does_not_grow_with_the_rows(
    browser, make, county, mediator, supervisor, statements, case
):
    person, company = case.workers[0].worker, case.employers[0].employer
    paths = ("/search?q=赣川", "/search?q=赣川&kind=mediation", "/matters", "/oversight", "/oversight?kind=mediation", "/today",
             f"/people/{person.id}", f"/employers/{company.id}")  # fmt: skip

    def count(path):
        browser.as_(supervisor)
        with statements() as ran:
            browser.get(path)
        return len(ran)

    for path in paths:
        count(path)
    few = [count(path) for path in paths]
    for n in range(12):
        worker = make.worker(county, "张淑芬", id_number=ID_NUMBER)
        make.mediation(
            county,
            mediator,
            workers=[worker],
            employer="赣川电子有限公司",
            handler=mediator if n % 2 else None,
        )

    more = [count(path) for path in paths]
    assert all(after <= before + 1 for before, after in zip(few, more, strict=True)), list(
        zip(paths, few, more, strict=True)
    )
