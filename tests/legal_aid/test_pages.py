"""The pages of legal aid as people use them: taking an application, making it of a mediation, assigning, printing, paying."""

from datetime import date

import pytest
import sqlalchemy as sa

from casework.accounts import actions as accounts
from casework.legal_aid import conflicts, works
from casework.legal_aid.models import Check, Form, Grade, LegalAid, Outcome, Rate, Result, Status
from casework.matters import actions as matters
from casework.matters.carrying import links_of
from casework.matters.models import Audience, Claim, EmployerRole, MatterLink, Note
from casework.mediation.models import Mediation
from casework.permissions import Role
from tests.browser_fixture import Browser

TODAY = date(2026, 11, 23)


def form_of(page) -> dict:
    return Browser.fields(page.select_one("main form[method=post]"))


def only(session) -> LegalAid:
    return session.scalars(sa.select(LegalAid).order_by(LegalAid.id.desc())).first()


def test_three_answers_make_an_application(browser, session, clerk):
    browser.as_(clerk).submit(
        "/legal-aid/new", {"name": "赵新", "employer": "新光机械有限公司", "dispute_type": "wages"}
    )
    aid = only(session)

    assert (aid.status, aid.source, aid.received_on) == (Status.APPLIED, "visit", TODAY)
    assert browser.location == f"/legal-aid/{aid.id}"
    shown = browser.get(f"/legal-aid/{aid.id}").text
    assert "待补" in shown
    assert "经济困难状况说明或免予核查的情形" in shown


def test_what_is_missing_stands_beside_its_field_and_nothing_is_lost(browser, session, clerk):
    page = browser.as_(clerk).submit("/legal-aid/new", {"name": "赵新", "facts": "欠薪"}, status=422)

    assert "请填写用人单位" in page.text
    assert "赵新" in page.text or page.select("input[value='赵新']")
    assert session.scalar(sa.select(sa.func.count()).select_from(LegalAid)) == 0


CARRIED = ("dispute_type", "cause", "industry", "worker_type", "people", "is_collective", "claimed_fen", "lead_worker",
           "employer_name", "court_number", "facts", "unit_id", "employer_id")  # fmt: skip
# What is the new matter's own; every other column of the spine has to be carried or named here.
ITS_OWN = {"id", "kind", "number", "number_year", "number_serial", "handler_id", "registered_by_id", "registered_at", "received_on",
           "accepted_on", "concluded_on", "performed_on", "archived_on", "last_activity_on", "next_due_on", "next_due_name",
           "state", "outcome_code", "source", "agreed_fen", "paid_fen", "version"}  # fmt: skip


@pytest.fixture
def failed(make, county, mediator, session):
    """A mediation of three workers and two employers that failed, with claims one by one and a concession."""
    workers = [make.worker(county, name, phone=phone, id_number=number, worker_types=["migrant"]) for name, phone, number in
               (("甄建", "13987651234", "360102198803072419"), ("秦兰", None, None), ("余福", None, None))]  # fmt: skip
    case = make.mediation(county, mediator, workers=workers, handler=mediator, facts="拖欠三个月工资，有考勤",
                          court_number="（2026）赣0102民初9号", source="court", more={"cause": "205-5"})  # fmt: skip
    case.workers[1].is_representative = True
    case.is_collective = True
    case.employers[0].role = EmployerRole.AGENCY
    case.employers[0].employer.industry = "C"
    matters.add_employer(case, make.employer(county, "用工机械有限公司"), EmployerRole.USING)
    matters.set_claims(
        case,
        [
            {"category": "wages", "claimed_fen": 300_000, "worker_id": workers[0].id, "note": "六至八月"},
            {"category": "overtime", "claimed_fen": 120_050, "worker_id": workers[2].id, "note": ""},
        ],
    )
    matters.write_note(case, text="底线五折", audience=Audience.CONCESSION, by=mediator)
    make.moved(case, "accept", by=mediator)
    make.moved(case, "fail", by=mediator, ground="divided")
    session.flush()
    return case


def test_a_failed_mediation_offers_legal_aid(browser, failed, mediator):
    page = browser.as_(mediator).get(f"/mediations/{failed.id}")

    assert page.select(f"a[href='/legal-aid/new?origin={failed.id}']")


def test_no_field_is_lost_when_a_mediation_becomes_legal_aid(browser, session, failed, mediator):
    browser.as_(mediator).submit(f"/legal-aid/new?origin={failed.id}", {})
    aid = only(session)

    assert {name: getattr(aid, name) for name in CARRIED} == {name: getattr(failed, name) for name in CARRIED}
    columns = {column.key for column in sa.inspect(Mediation).inherits.columns}
    assert columns - ITS_OWN <= set(CARRIED)
    assert [(e.worker_id, e.is_representative, e.position) for e in aid.workers] == [
        (e.worker_id, e.is_representative, e.position) for e in failed.workers
    ]
    assert [(e.employer_id, e.role, e.position) for e in aid.employers] == [
        (e.employer_id, e.role, e.position) for e in failed.employers
    ]
    told = [(c.category, c.worker_id, c.claimed_fen, c.note) for c in failed.claims]
    assert [(c.category, c.worker_id, c.claimed_fen, c.note) for c in aid.claims] == told
    assert len(told) == 2
    assert aid.source == "mediation"
    link = session.scalars(sa.select(MatterLink)).one()
    assert (link.from_id, link.to_id) == (failed.id, aid.id)
    assert [(found.words, found.matter) for found in links_of(failed, mediator)] == [("转为", aid)]


def test_a_concession_does_not_travel(browser, session, failed, mediator, supervisor):
    browser.as_(mediator).submit(f"/legal-aid/new?origin={failed.id}", {})
    aid = only(session)

    assert session.scalar(sa.select(sa.func.count()).where(Note.matter_id == aid.id)) == 0
    assert "底线五折" not in browser.as_(supervisor).get(f"/legal-aid/{aid.id}").text


def test_a_masked_number_comes_along_without_being_shown(browser, session, failed, mediator):
    page = browser.as_(mediator).get(f"/legal-aid/new?origin={failed.id}")
    assert "13987651234" not in page.text
    assert "360102198803072419" not in page.text

    browser.submit(f"/legal-aid/new?origin={failed.id}", {})
    assert only(session).workers[0].worker.phone == "13987651234"


def test_a_mediator_follows_what_they_registered_but_reads_no_word_between_lawyer_and_worker(
    browser, make, session, failed, mediator, other_mediator, supervisor, counsel
):
    browser.as_(mediator).submit(f"/legal-aid/new?origin={failed.id}", {})
    aid = only(session)
    matters.write_note(aid, text="受援人私下所言", by=supervisor)

    assert "受援人私下所言" not in browser.get(f"/legal-aid/{aid.id}").text
    browser.get(f"/legal-aid/{aid.id}/means", status=403)
    browser.as_(other_mediator).get(f"/legal-aid/{aid.id}", status=404)


def test_the_means_are_stated_with_the_promise(browser, session, applied, clerk):
    browser.as_(clerk).submit(
        f"/legal-aid/{applied.id}/means",
        {
            "exemption": "",
            "household_size": "3",
            "income_per_head_fen": "1200",
            "income_source": "打零工",
            "is_promised": "y",
        },
    )

    assert (applied.exemption, applied.income_per_head_fen, applied.promised_on) == (None, 120_000, TODAY)
    assert "1,200.00" in browser.get(f"/legal-aid/{applied.id}").text


def test_two_people_at_once_do_not_undo_each_other(browser, session, applied, clerk, supervisor):
    address = f"/legal-aid/{applied.id}/edit"
    mine = form_of(browser.as_(clerk).get(address))
    applied.other_agent, applied.facts = "对方张律", "主管改过的案情"
    session.flush()

    page = browser.post(address, {**mine, "facts": "录入员写的案情"}, status=422)

    assert "主管改过的案情" in page.text
    browser.post(address, {**form_of(page), "facts": "录入员写的案情"})
    assert (applied.facts, applied.other_agent) == ("录入员写的案情", "对方张律")


def test_a_lawyer_is_checked_and_then_assigned(browser, session, granted, supervisor, counsel):
    page = browser.as_(supervisor).get(f"/legal-aid/{granted.id}")
    assert page.select(f"a.btn-primary[href='/legal-aid/{granted.id}/conflicts']")
    browser.submit(f"/legal-aid/{granted.id}/conflicts", {"lawyer_id": counsel.id})
    check = session.scalars(sa.select(Check)).one()
    assert "没有查到利益冲突" in browser.get(f"/legal-aid/{granted.id}/conflicts/{check.id}").text

    browser.submit(f"/legal-aid/{granted.id}/conflicts/{check.id}", {})

    assert (granted.status, granted.handler) == (Status.ASSIGNED, counsel)
    browser.get(f"/legal-aid/{granted.id}/move/assign", status=302)


def test_a_hit_is_a_stop_card_and_is_kept(browser, make, county, session, granted, supervisor, counsel):
    granted.other_firm = "正明律所"
    browser.as_(supervisor).submit(f"/legal-aid/{granted.id}/conflicts", {"lawyer_id": counsel.id})
    check = session.scalars(sa.select(Check)).one()
    address = f"/legal-aid/{granted.id}/conflicts/{check.id}"

    page = browser.get(address)
    assert "查到利益冲突，不能指派" in page.text
    assert "所在机构代理对方当事人" in page.text
    browser.submit(address, {"override_reason": ""}, status=422)
    assert granted.handler_id is None

    browser.submit(address, {"override_reason": "受援人书面同意"})
    assert (granted.handler, check.overridden_by) == (counsel, supervisor)
    assert "受援人书面同意" in browser.get(address).text


def test_a_hit_in_a_case_out_of_sight_tells_the_ground_and_no_number(
    browser, make, session, granted, supervisor, other_county, stranger, city_supervisor
):
    worker = make.worker(other_county, "王建国", phone="13911112222")
    granted.workers[0].worker.phone = "13911112222"
    elsewhere = make.mediation(other_county, stranger, workers=[worker], handler=stranger)
    accounts.grant(stranger, Role.LAWYER, other_county)
    session.flush()
    stranger.__dict__.pop("reach", None)
    check = conflicts.check(granted, stranger, by=supervisor)
    page = browser.as_(supervisor).get(f"/legal-aid/{granted.id}/conflicts/{check.id}")

    assert "是同一争议的调解员" in page.text
    assert "在您权限之外的一件案件" in page.text
    assert elsewhere.number not in page.text


def test_a_lawyer_of_a_firm_sees_their_own_cases_and_no_others(
    browser, make, county, clerk, working, counsel, other_counsel
):
    other = make.aid(county, clerk, worker="李四", employer="另一家有限公司")

    page = browser.as_(counsel).get("/legal-aid/mine")
    assert working.number in page.text
    browser.get(f"/legal-aid/{working.id}")
    browser.get(f"/legal-aid/{other.id}", status=404)
    assert other.number not in browser.get("/legal-aid/").text
    browser.as_(other_counsel).get(f"/legal-aid/{working.id}", status=404)
    browser.get(f"/legal-aid/{working.id}/works/new", status=404)
    assert "您现在没有在办的援助案件" in browser.get("/legal-aid/mine").text


def test_the_task_list_says_what_is_next_and_leads_there(browser, applied, clerk, supervisor):
    page = browser.as_(supervisor).get(f"/legal-aid/{applied.id}")
    tasks = {item.select_one("a, span").get_text(strip=True): item for item in page.select(".stage")}

    assert len(page.select(".task-group")) == 5
    assert "stage-done" in tasks["免予核查的情形"]["class"]
    assert "stage-skipped" in tasks["诚信承诺"]["class"]
    assert tasks["审查决定"].select_one("a")["href"] == f"/legal-aid/{applied.id}/move/grant"
    assert browser.as_(clerk).get(f"/legal-aid/{applied.id}").select("a[href$='/move/grant']") == []


def test_work_is_entered_corrected_and_taken_out(browser, session, working, counsel):
    address = f"/legal-aid/{working.id}/works"
    browser.as_(counsel).submit(
        f"{address}/new", {"form": "arbitration", "began_on": "2026-11-20", "institution": "甲县仲裁委"}
    )
    work = working.works[0]
    browser.submit(f"{address}/{work.id}", {"ended_on": "2026-11-23", "result": "partly", "is_final": "y"})
    assert (work.result, work.is_final, work.lawyer) == (Result.PARTLY, True, counsel)
    assert "终局裁决" in browser.get(f"/legal-aid/{working.id}").text

    browser.submit(f"{address}/{work.id}", {"ended_on": "2026-11-19"}, status=422)
    browser.post(f"{address}/{work.id}/remove")
    session.expire_all()
    assert working.works == []


def test_the_decision_and_the_assignment_are_printed_with_blanks_for_what_is_not_known(
    browser, working, supervisor
):
    page = browser.as_(supervisor).get(f"/legal-aid/{working.id}/decision")
    assert "给予法律援助决定书" in page.text
    assert "2026年11月18日" in page.text
    assert "＿＿＿＿" in page.text
    page = browser.get(f"/legal-aid/{working.id}/assignment")
    assert "方律" in page.text
    assert "执业证号：＿＿＿＿" in page.text


def test_a_refusal_is_printed_with_the_way_to_object(browser, make, applied, supervisor):
    browser.as_(supervisor).get(f"/legal-aid/{applied.id}/decision", status=404)
    make.moved(applied, "refuse", by=supervisor, refusal="scope", reason="是借款纠纷", decision_number="决9")

    page = browser.get(f"/legal-aid/{applied.id}/decision")

    assert "不予法律援助决定书" in page.text
    assert "司法行政部门" in page.text
    assert "第四十九条" in page.text
    browser.get(f"/legal-aid/{applied.id}/assignment", status=404)


def test_a_decision_number_is_used_once(browser, make, county, clerk, granted, supervisor):
    other = make.aid(county, clerk, worker="李四", employer="另一家有限公司", exemption="wages")

    page = browser.as_(supervisor).submit(
        f"/legal-aid/{other.id}/move/grant", {"decision_number": granted.decision_number}, status=422
    )

    assert "这个决定书文号已经用过" in page.text


def test_the_lawyer_sees_what_they_were_paid_by_year(
    browser, make, worked, supervisor, counsel, other_counsel
):
    make.moved(worked, "conclude", by=counsel, outcome=Outcome.WON, closing_report="完", gained_fen=100)
    make.moved(worked, "file", by=counsel)
    make.moved(worked, "review", by=supervisor, grade=Grade.GOOD)
    page = browser.as_(supervisor).get(f"/legal-aid/{worked.id}/move/pay")
    assert "1,700.00" in page.text
    browser.submit(f"/legal-aid/{worked.id}/move/pay", {})

    page = browser.as_(counsel).get("/legal-aid/my-subsidies")
    assert worked.number in page.text
    assert "1,700.00" in page.text
    assert worked.number not in browser.as_(other_counsel).get("/legal-aid/my-subsidies").text


def test_rates_are_set_by_whoever_supervises_the_whole_city(browser, session, supervisor, city_supervisor):
    assert not browser.as_(supervisor).get("/legal-aid/rates").select("a[href$='/rates/new']")
    browser.get("/legal-aid/rates/new", status=403)
    browser.as_(city_supervisor).submit(
        "/legal-aid/rates/new",
        {"form": "first", "amount_fen": "2500", "valid_from": "2027-01-01", "basis": "洪工发12号"},
    )

    rate = session.scalars(
        sa.select(Rate).where(Rate.form == Form.FIRST).order_by(Rate.valid_from.desc())
    ).first()
    assert (rate.amount_fen, rate.valid_from) == (250_000, date(2027, 1, 1))
    assert "尚未起用" in browser.get("/legal-aid/rates").text


def test_ones_own_result_is_recorded_in_a_case_of_several(browser, make, county, working, counsel):
    entry = working.workers[0]
    browser.as_(counsel).submit(
        f"/legal-aid/{working.id}/workers/{entry.id}/result", {"outcome": "partly", "agreed_fen": "1200"}
    )

    assert (entry.outcome_code, entry.agreed_fen) == ("partly", 120_000)


def test_a_limit_that_ends_soon_is_shouted_at_the_top(browser, make, county, clerk, supervisor):
    aid = make.aid(county, clerk, limitation_ends_on=date(2026, 11, 27))

    page = browser.as_(supervisor).get(f"/legal-aid/{aid.id}")

    assert "可以先行提供援助" in page.text
    assert "还有4日" in page.text


def test_an_export_holds_no_case_that_its_reader_may_not_open(
    browser, make, county, session, applied, mediator, supervisor
):
    told = (
        browser.as_(mediator).client.post("/legal-aid/export", data={"format": "csv"}).get_data(as_text=True)
    )
    browser._set_out()
    assert applied.number not in told
    told = (
        browser.as_(supervisor)
        .client.post("/legal-aid/export", data={"format": "csv"})
        .get_data(as_text=True)
    )
    browser._set_out()
    assert applied.number in told


def test_a_case_page_costs_no_more_statements_for_more_rows(
    browser, make, working, counsel, supervisor, statements
):
    def cost():
        with statements() as ran:
            browser.get(f"/legal-aid/{working.id}")
        return len(ran)

    browser.as_(supervisor)

    def more(times):
        for n in range(times):
            works.add(working, by=counsel, form=Form.OTHER, began_on=date(2026, 11, 20))
            matters.write_note(working, text=f"进展{n}", by=counsel)
            working.claims.append(Claim(category="other", claimed_fen=1))
            make.session.commit()

    more(1)
    cost()
    before = cost()
    more(5)

    assert cost() <= before


def test_a_draft_of_progress_leads_to_the_room_of_its_case(browser, applied, clerk):
    browser.as_(clerk).get(f"/matters/{applied.id}/notes", status=302)

    assert browser.location == f"/legal-aid/{applied.id}/notes"
