"""The pages of a finding, a campaign and a letter, as those who report, handle and supervise open them."""

import io
from datetime import date

import pytest
import sqlalchemy as sa
from openpyxl import load_workbook

from casework.stability.campaigns.models import Campaign, Return
from casework.stability.letters.models import Letter, LetterState
from casework.stability.models import Finding, Outcome, Status


def only(session, model):
    return session.scalars(sa.select(model)).one()


def test_a_clerk_registers_a_finding_with_three_answers(browser, session, clerk):
    browser.as_(clerk).submit(
        "/risks/new", {"employer": "宏达制衣有限公司", "category": "wages", "people": "12人"}
    )

    found = only(session, Finding)
    assert (found.status, found.people, found.is_collective) == (Status.REGISTERED, 12, True)
    assert found.number == "（2026）洪甲工稳〔1〕号"
    page = browser.get(browser.location)
    assert page.select_one("h1").text.strip() == found.number
    assert "集体风险" in page.text


def test_what_is_missing_is_said_beside_the_field_and_nothing_is_lost(browser, session, clerk):
    page = browser.as_(clerk).submit("/risks/new", {"facts": "有人说要停工", "people": "许多"}, status=422)

    told = page.select_one(".error-summary").text
    assert "请填写用人单位" in told
    assert "请选择风险类别" in told
    assert "有人说要停工" in page.select_one("#facts").text
    assert session.scalar(sa.select(sa.func.count()).select_from(Finding)) == 0


def test_a_finding_is_worked_through_its_pages(browser, session, make, county, clerk, supervisor, mediator):
    id = make.finding(county, clerk, people=12).id
    browser.as_(supervisor).submit(f"/risks/{id}/move/assess", {"level": "3", "note": "先摸清人数"})
    browser.submit(f"/risks/{id}/move/assign", {"handler_id": str(mediator.id)})
    browser.as_(mediator)
    assert "等我接受的分派" in browser.get("/today").text
    browser.submit(f"/risks/{id}/move/take")
    browser.submit(
        f"/risks/{id}/measures/new", {"text": "约谈负责人", "person": "张敏", "due_on": "2026-11-25"}
    )
    browser.submit(f"/risks/{id}/move/follow", {"note": "负责人答应周五前给方案", "next_on": "2026-11-27"})
    measure = session.get(Finding, id).measures[0].id
    browser.submit(f"/risks/{id}/measures/{measure}", {"result": "已约谈，承诺补发"})
    browser.submit(
        f"/risks/{id}/move/stabilise", {"disposal": "职工情绪平稳，分两批补发", "next_on": "2026-12-01"}
    )
    browser.submit(f"/risks/{id}/move/resolve", {"disposal": "全部补发到位"})
    browser.submit(f"/risks/{id}/move/visit", {"visit_result": "calm", "note": "职工满意"})
    browser.get(f"/risks/{id}")
    browser.as_(supervisor).submit(f"/risks/{id}/move/strike", {})

    found = session.get(Finding, id)
    assert (found.status, found.outcome, found.concluded_on) == (
        Status.STRUCK_OFF, Outcome.RESOLVED, date(2026, 11, 23),
    )  # fmt: skip
    page = browser.get(f"/risks/{id}")
    assert "已约谈，承诺补发" in page.select_one("#measures").text
    assert "全部补发到位" in page.select_one("#outcome").text


def test_every_page_of_a_finding_opens(browser, in_hand, supervisor, mediator):
    entry = in_hand.employers[0].id
    browser.as_(supervisor)
    for path in ("", "/edit", "/notes", "/meetings/new", "/workers/new", "/employers/new", f"/employers/{entry}", "/claims",
                 "/transfer", "/signs/new", "/measures/new", "/letters/new/prompt", "/letters/new/opinion",
                 "/letters/new/advice", "/move/regrade", "/move/escalate", "/acknowledge"):  # fmt: skip
        browser.get(f"/risks/{in_hand.id}{path}")
    for path in ("/risks/", "/risks/new", "/risks/board", "/risks/settings", "/risks/letters", "/risks/campaigns/",
                 "/risks/campaigns/new", "/today", "/oversight"):  # fmt: skip
        browser.get(path)


def test_the_ledger_shows_level_people_disposal_and_days(
    browser, make, county, mediator, supervisor, in_hand
):
    make.risk(in_hand, "resolve", by=mediator, disposal="补发到位")
    make.finding(county, mediator, employer="演示物流有限公司", people=3, received_on=date(2026, 11, 20))
    page = browser.as_(supervisor).get("/risks/?sort=received")

    heads = [cell.text.strip() for cell in page.select("thead th")]
    row = dict(
        zip(heads, [cell.text.strip() for cell in page.select("tbody tr")[0].select("th, td")], strict=True)
    )
    assert (row["等级"], row["涉及人数"], row["处置结果"], row["在办天数"]) == ("黄色", "12", "化解", "7")
    assert len(browser.get("/risks/?level=3").select("tbody tr")) == 1
    assert len(browser.get("/risks/?state=open").select("tbody tr")) == 1


def test_the_ledger_leaves_as_a_file_with_the_same_columns(browser, mediator, in_hand):
    browser.as_(mediator).post("/risks/export", {"format": "xlsx"}, status=200)

    sheet = load_workbook(io.BytesIO(browser.response.get_data())).worksheets[0]
    text = [[cell.value for cell in row] for row in sheet.iter_rows()]
    heads = next(row for row in text if "等级" in row)
    line = next(row for row in text if in_hand.number in row)
    assert line[heads.index("等级")] == "黄色"
    assert line[heads.index("在办天数")] == 7


def test_a_supervisor_begins_a_campaign_and_a_unit_returns_through_the_pages(
    browser, session, studio, supervisor, studio_clerk
):
    browser.as_(supervisor).submit("/risks/campaigns/new", {
        "name": "岁末欠薪排查", "starts_on": "2026-11-16", "ends_on": "2026-12-31", "rhythm": "week", "grace_days": "0",
        "unit_ids": [str(studio.id)], "instructions": "逐户走访",
    })  # fmt: skip
    id = only(session, Campaign).id
    assert "逾期未报的单位" in browser.get(f"/risks/campaigns/{id}").text

    page = browser.as_(studio_clerk).get(f"/risks/campaigns/{id}/report")
    assert "2026-11-16 – 2026-11-22" in page.text
    browser.submit(f"/risks/campaigns/{id}/report", status=422)  # nothing is chosen for anybody
    browser.submit(f"/risks/campaigns/{id}/report", {"said": "zero"})
    entry = only(session, Return)
    assert (entry.is_zero, entry.returned_by_id, entry.unit_id) == (True, studio_clerk.id, studio.id)
    assert "站小林" in browser.get(f"/risks/campaigns/returns/{entry.id}").text

    browser.submit("/risks/new?campaign=" + str(id), {"employer": "演示电子厂", "category": "wages", "people": "3",
                                                     "found_on": "2026-11-20"})  # fmt: skip
    finding = only(session, Finding)
    assert (finding.campaign_id, finding.return_id, finding.source) == (id, None, "campaign")
    browser.submit(f"/risks/campaigns/returns/{entry.id}/correct", {
        "said": "found", "finding_ids": [str(finding.id)], "reason": "漏报一户",
    })  # fmt: skip
    session.refresh(finding)
    assert finding.return_id == entry.id
    page = browser.as_(supervisor).get(f"/risks/campaigns/returns/{entry.id}")
    assert "漏报一户" in page.select_one("#corrections").text
    assert "零报告" in page.select_one("#corrections").text


def test_a_campaign_is_changed_closed_and_resumed(browser, session, campaign, county, supervisor):
    browser.as_(supervisor).submit(
        f"/risks/campaigns/{campaign.id}/edit", {"name": "岁末排查", "unit_ids": [str(county.id)]}
    )
    assert (campaign.name, [part.unit_id for part in campaign.parts]) == ("岁末排查", [county.id])

    browser.post(f"/risks/campaigns/{campaign.id}/close")
    assert "已结束" in browser.get(f"/risks/campaigns/{campaign.id}").text
    browser.post(f"/risks/campaigns/{campaign.id}/resume")
    assert "进行中" in browser.get("/risks/campaigns/").text


def test_a_letter_goes_out_and_comes_back_through_the_pages(browser, session, in_hand, mediator):
    browser.as_(mediator).submit(f"/risks/{in_hand.id}/letters/new/prompt", {"signer": "王主管"})
    letter = only(session, Letter)
    path = f"/risks/{in_hand.id}/letters/{letter.id}"
    assert (letter.number, letter.addressee, letter.problem) == (
        "洪甲工提〔2026〕1号",
        "宏达制衣有限公司",
        "三个月没有发工资",
    )
    browser.submit(f"{path}/edit", {"demands": "十日内补发"})
    printed = browser.get(f"{path}/print").select_one(".gw").text
    for words in (
        "工会劳动法律监督提示函",
        "洪甲工提〔2026〕1号",
        "宏达制衣有限公司：",
        "十日内补发",
        "2026年11月23日",
        "＿＿＿＿年",
    ):
        assert words in printed
    browser.submit(f"{path}/deliver", {"delivery": "hand", "reply_due_on": "2026-12-14"})
    assert letter.number in browser.get("/risks/letters").text
    browser.submit(f"{path}/reply", {"reply": "月底前补发"})
    browser.submit(f"{path}/check", {"rectified": "fully"})

    session.refresh(letter)
    assert (letter.state, letter.reply_due_on) == (LetterState.ANSWERED, date(2026, 12, 14))
    assert letter.number not in browser.get("/risks/letters").text
    assert letter.number in browser.get(f"/risks/{in_hand.id}").select_one("#letters").text


def test_who_may_not_handle_may_not_write_letters(browser, in_hand, clerk):
    browser.as_(clerk).get(f"/risks/{in_hand.id}/letters/new/prompt", status=403)


@pytest.mark.parametrize("path", ["", "/edit", "/measures/new", "/letters/new/prompt", "/move/follow"])
def test_a_stranger_finds_no_finding(browser, in_hand, stranger, path):
    browser.as_(stranger).get(f"/risks/{in_hand.id}{path}", status=404)


def test_a_draft_of_a_move_leads_back_to_its_page(browser, in_hand, mediator):
    browser.as_(mediator).post(f"/drafts/risk.follow.{in_hand.id}", {"note": "写了一半"}, status=200)

    assert browser.get("/drafts/").select_one(f'a[href="/risks/{in_hand.id}/move/follow"]')
