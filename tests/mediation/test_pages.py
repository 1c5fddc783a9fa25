"""The pages of a case, from logging it to the archive, as a mediator and a supervisor open them."""

import io
from datetime import date

import sqlalchemy as sa
from openpyxl import load_workbook

from casework.history.models import AccessEntry, Trail
from casework.mediation.models import Mediation, Outcome, Status


def only_case(session) -> Mediation:
    return session.scalars(sa.select(Mediation)).one()


def test_a_mediator_logs_a_case_with_three_answers(browser, session, mediator):
    browser.as_(mediator).submit(
        "/mediations/new",
        {"name": "王建国", "employer": "宏达制衣有限公司", "dispute_type": "wages", "claimed_fen": "1.2万"},
    )

    found = only_case(session)
    assert found.claimed_fen == 1_200_000
    assert found.handler_id == mediator.id
    assert found.status == Status.PENDING
    assert browser.get(browser.location).select_one("h1").text.strip() == found.number


def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(browser, session, mediator):
    page = browser.as_(mediator).submit("/mediations/new", {"name": "王建国", "phone": "12345"}, status=422)

    told = page.select_one(".error-summary").text
    assert "请填写用人单位" in told
    assert "请选择纠纷类型" in told
    assert page.select_one("#name")["value"] == "王建国"
    assert page.select_one("#phone")["value"] == "12345"
    assert session.scalar(sa.select(sa.func.count()).select_from(Mediation)) == 0


def test_the_same_form_sent_twice_makes_one_case(browser, session, mediator):
    page = browser.as_(mediator).get("/mediations/new")
    fields = {
        **browser.fields(page.select_one("main form[method=post]")),
        "name": "王建国",
        "employer": "宏达",
        "dispute_type": "wages",
    }
    browser.post("/mediations/new", fields)
    first = browser.location
    browser.post("/mediations/new", fields)

    assert browser.location == first
    only_case(session)


def test_every_page_of_a_case_opens(browser, make, county, supervisor, mediator):
    found = make.mediation(county, supervisor, handler=mediator, claimed_fen=5_000_00)
    entry, firm = found.workers[0].id, found.employers[0].id
    browser.as_(supervisor)
    for path in (
        "",
        "/edit",
        "/notes",
        "/meetings/new",
        "/workers/new",
        f"/workers/{entry}",
        f"/workers/{entry}/result",
        f"/workers/{entry}/full/phone",
        "/employers/new",
        f"/employers/{firm}",
        "/claims",
        "/transfer",
        "/move/assign",
        "/move/withdraw",
    ):
        browser.get(f"/mediations/{found.id}{path}")
    for path in ("/mediations/", "/mediations/new", "/today", "/oversight", "/views"):
        browser.get(path)


def test_a_case_is_worked_through_its_pages(browser, session, make, county, mediator):
    found = make.mediation(county, mediator, handler=mediator, claimed_fen=840_000)
    id = found.id
    browser.as_(mediator)
    for name, answers in (
        ("accept", {}),
        ("consent", {"note": "单位同意调解"}),
        ("extend", {"days": "5", "consent": "双方签署延期调解同意书"}),
        (
            "settle",
            {
                "extent": "settled",
                "agreed_fen": "8400",
                "agreement": "分两期支付",
                "instalments": "2026-12-01 5000\n2027-01-04 3400",
            },
        ),
        ("apply", {"route": "judicial"}),
        ("decide", {"decision": "confirmed", "document_number": "（2026）赣0102民特5号"}),
        ("pay", {"paid_fen": "5000"}),
        ("pay", {"paid_fen": "3400"}),
        ("visit", {"reached": "reached", "satisfaction": "good"}),
        ("archive", {}),
    ):
        browser.submit(f"/mediations/{id}/move/{name}", answers)
        browser.get(f"/mediations/{id}")

    case = session.get(Mediation, id)
    assert case.status == Status.ARCHIVED
    assert case.outcome == Outcome.SETTLED
    assert case.paid_fen == 840_000


def test_a_close_that_is_refused_lists_every_reason(browser, make, county, mediator):
    found = make.mediation(county, mediator, handler=mediator)
    make.moved(found, "accept", "consent", by=mediator)

    page = browser.as_(mediator).submit(
        f"/mediations/{found.id}/move/settle",
        {"extent": "settled", "agreement": "……", "instalments": "2020-01-01 1"},
        status=422,
    )

    assert len(page.select(".error-summary li")) >= 3


def test_two_people_edit_and_nothing_is_overwritten(browser, session, make, county, mediator, other_mediator):
    found = make.mediation(county, mediator, handler=mediator, facts="原文", claimed_fen=100_00)
    page = browser.as_(mediator).get(f"/mediations/{found.id}/edit")
    mine = browser.fields(page.select_one("main form[method=post]"))
    browser.as_(other_mediator).submit(f"/mediations/{found.id}/edit", {"facts": "同事改的"})

    browser.as_(mediator).post(f"/mediations/{found.id}/edit", {**mine, "people": "3"})
    case = session.get(Mediation, found.id)
    assert (case.facts, case.people) == ("同事改的", 3)

    clash = browser.post(f"/mediations/{found.id}/edit", {**mine, "facts": "我改的"}, status=422)
    assert "同事改的" in clash.select_one(".error-summary").text
    assert "我改的" in clash.select_one("#facts").text
    again = browser.fields(clash.select_one("main form[method=post]"))
    browser.post(f"/mediations/{found.id}/edit", again)
    assert session.get(Mediation, found.id).facts == "我改的"


def test_a_note_survives_that_a_colleague_changed_the_handler(browser, session, make, county, supervisor, mediator,
                                                              other_mediator):  # fmt: skip
    found = make.mediation(county, supervisor, handler=mediator)
    page = browser.as_(mediator).get(f"/mediations/{found.id}/notes")
    fields = browser.fields(page.select_one("main form[method=post]"))
    browser.as_(supervisor).submit(f"/mediations/{found.id}/move/assign", {"handler_id": other_mediator.id})

    browser.as_(mediator).post(f"/mediations/{found.id}/notes", {**fields, "text": "写了半个小时的记录"})

    assert "写了半个小时的记录" in browser.get(f"/mediations/{found.id}").select_one("#story").text


def test_a_transfer_moves_the_case_only_when_it_is_accepted(browser, session, make, county, other_county, supervisor,
                                                            stranger):  # fmt: skip
    found = make.mediation(county, supervisor)
    browser.as_(stranger).get(f"/mediations/{found.id}", status=404)
    browser.as_(supervisor).submit(
        f"/mediations/{found.id}/transfer", {"to_unit_id": other_county.id, "reason": "单位所在地在乙县"}
    )
    browser.as_(stranger).get(f"/mediations/{found.id}", status=404)
    offer = browser.get("/today").select_one("#transfers a")["href"]
    browser.submit(offer, {"answer": ""})

    assert session.get(Mediation, found.id).unit_id == other_county.id
    browser.get(f"/mediations/{found.id}")
    browser.as_(supervisor).get(f"/mediations/{found.id}", status=404)


def test_the_list_takes_its_filters_from_the_address(browser, make, county, mediator):
    make.mediation(county, mediator, worker="张三丰", claimed_fen=100_00, received_on=date(2026, 10, 1))
    make.mediation(county, mediator, worker="李四光", claimed_fen=900_00, dispute_type="injury")
    browser.as_(mediator)

    def names(query):
        return [
            cell.text for cell in browser.get(f"/mediations/?{query}").select("tbody tr td:nth-of-type(1)")
        ]

    assert names("") == ["李四光", "张三丰"]
    assert names("q=张三") == ["张三丰"]
    assert names("type=injury") == ["李四光"]
    assert names("from=2026-11-01") == ["李四光"]
    assert names("max=500") == ["张三丰"]
    assert names("sort=amount") == ["张三丰", "李四光"]
    assert names("handler=0&state=open") == ["李四光", "张三丰"]


def test_an_export_is_exactly_what_the_list_shows_and_leaves_a_trace(
    browser, session, make, county, mediator
):
    make.mediation(county, mediator, worker="张三丰", claimed_fen=100_00)
    make.mediation(county, mediator, worker="=cmd|calc", claimed_fen=900_00, dispute_type="injury")
    browser.as_(mediator).post("/mediations/export?type=injury", {"format": "xlsx"}, status=200)

    sheet = load_workbook(io.BytesIO(browser.response.data)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert [len(rows), rows[1][1], rows[1][4]] == [2, "=cmd|calc", 900]
    assert sheet["B2"].data_type == "s"
    trace = session.scalars(sa.select(AccessEntry).where(AccessEntry.kind == Trail.EXPORT)).one()
    assert (trace.rows, trace.user_name, trace.reason) == (1, "张敏", "type=injury")

    browser.post("/mediations/export?type=injury", {"format": "csv"}, status=200)
    assert "'=cmd|calc" in browser.response.get_data(as_text=True)


def test_a_number_is_seen_in_full_only_with_a_reason_and_a_trace(browser, session, make, county, mediator):
    worker = make.worker(county, phone="13800138000")
    found = make.mediation(county, mediator, workers=[worker])
    entry = found.workers[0].id
    browser.as_(mediator)
    assert "13800138000" not in browser.get(f"/mediations/{found.id}").text

    page = browser.submit(
        f"/mediations/{found.id}/workers/{entry}/full/phone", {"reason": "通知开会"}, status=200
    )

    assert "13800138000" in page.text
    trace = session.scalars(sa.select(AccessEntry).where(AccessEntry.kind == Trail.REVEAL)).one()
    assert trace.reason == "通知开会"


def test_the_number_of_statements_does_not_grow_with_the_rows(
    browser, make, county, mediator, supervisor, statements
):
    def count(path):
        with statements() as ran:
            browser.as_(supervisor).get(path)
        return len(ran)

    found = make.mediation(county, mediator, handler=mediator)
    paths = ("/mediations/", f"/mediations/{found.id}", "/today", "/oversight")
    for path in paths:
        count(path)  # what is read once is read
    few = [count(path) for path in paths]
    for n in range(12):
        make.mediation(county, mediator, worker=f"工人{n}", handler=mediator)
        make.moved(found, "assign", by=supervisor, handler_id=(supervisor if n % 2 == 0 else mediator).id)
    browser.session.commit()

    more = [count(path) for path in paths]
    assert all(after < before + 6 for before, after in zip(few, more, strict=True)), (few, more)


def test_a_concession_stays_behind_when_the_case_changes_hands(browser, make, county, other_county, supervisor, mediator,
                                                               stranger):  # fmt: skip
    found = make.mediation(county, mediator, handler=mediator)
    browser.as_(mediator).submit(
        f"/mediations/{found.id}/notes", {"text": "单位私下愿付八成", "audience": "concession"}
    )
    browser.submit(f"/mediations/{found.id}/notes", {"text": "双方无争议：入职日期"})
    assert "单位私下愿付八成" in browser.get(f"/mediations/{found.id}").text

    browser.submit(f"/mediations/{found.id}/transfer", {"to_unit_id": other_county.id, "reason": "属地"})
    browser.as_(stranger).submit(browser.get("/today").select_one("#transfers a")["href"])

    page = browser.get(f"/mediations/{found.id}").text
    assert "双方无争议：入职日期" in page
    assert "单位私下愿付八成" not in page


def test_a_colleague_takes_over_only_by_saying_so(browser, session, make, county, mediator, other_mediator):
    found = make.mediation(county, mediator, handler=mediator)
    browser.as_(mediator).submit(
        f"/mediations/{found.id}/transfer",
        {"to_unit_id": county.id, "to_user_id": other_mediator.id, "reason": "休假"},
    )
    assert session.get(Mediation, found.id).handler_id == mediator.id
    browser.as_(other_mediator).submit(browser.get("/today").select_one("#transfers a")["href"])

    assert session.get(Mediation, found.id).handler_id == other_mediator.id


def test_likely_duplicates_are_shown_while_typing_and_told_apart_for_good(
    browser, make, county, mediator, stranger
):
    known = make.mediation(county, mediator, worker="王建国", employer="宏达制衣有限公司")
    typed = {"name": "王建国", "employer": "宏达制衣公司", "dispute_type": "wages"}
    page = browser.as_(mediator).post("/lookup", typed, status=200)
    assert known.number in page.text

    assert known.number not in browser.as_(stranger).post("/lookup", typed, status=200).text
    mark = page.select_one("[hx-vals]")["hx-vals"].split('"')[3]
    browser.as_(mediator).post(f"/matters/{known.id}/different", {"mark": mark}, status=200)
    assert "可能重复" not in browser.post("/lookup", typed, status=200).text


def test_correcting_an_employer_moves_every_case_that_counts_by_it(browser, session, make, county, mediator):
    first = make.mediation(county, mediator)
    browser.as_(mediator).submit(
        "/mediations/new", {"name": "李四", "employer": "宏达制衣有限公司", "dispute_type": "wages"}
    )
    second = session.scalars(sa.select(Mediation).where(Mediation.id != first.id)).one()
    assert second.employer_id == first.employer_id

    browser.submit(f"/mediations/{second.id}/employers/{second.employers[0].id}", {"industry": "C"})

    assert session.get(Mediation, first.id).industry == "C"


def test_a_unit_that_took_a_case_over_corrects_its_own_copy_of_the_people(browser, session, make, county, other_county,
                                                                          supervisor, stranger):  # fmt: skip
    worker = make.worker(county, "王建国", phone="13800138000")
    stays = make.mediation(county, supervisor, workers=[worker])
    goes = make.mediation(county, supervisor, workers=[worker])
    browser.as_(supervisor).submit(
        f"/mediations/{goes.id}/transfer", {"to_unit_id": other_county.id, "reason": "属地"}
    )
    browser.as_(stranger).submit(browser.get("/today").select_one("#transfers a")["href"])

    entry, firm = goes.workers[0].id, goes.employers[0].id
    browser.submit(f"/mediations/{goes.id}/workers/{entry}", {"name": "王建国（更正）"})
    browser.submit(f"/mediations/{goes.id}/employers/{firm}", {"name": "宏达制衣（更正）"})

    assert session.get(Mediation, goes.id).lead_worker == "王建国（更正）"
    assert session.get(Mediation, goes.id).employer_name == "宏达制衣（更正）"
    assert session.get(Mediation, stays.id).lead_worker == "王建国"
    assert session.get(Mediation, goes.id).workers[0].worker.phone == "13800138000"
