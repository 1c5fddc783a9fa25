"""Two people at one row: nobody's words are replaced unseen, and what is over is not changed by an old page."""

from datetime import date

import pytest

from casework.engine.errors import Refused
from casework.matters import actions as matters
from casework.matters.models import Channel
from casework.mediation.models import Outcome


@pytest.fixture
def case(make, county, mediator):
    return make.mediation(county, mediator, handler=mediator, claimed_fen=10_000)


def opened(browser, path):
    """What a form would send as it stands when its page is opened."""
    return browser.fields(browser.get(path).select_one("main form[method=post]"))


def test_what_a_colleague_changed_about_a_worker_is_kept(browser, session, case, mediator):
    worker = case.workers[0].worker
    path = f"/mediations/{case.id}/workers/{case.workers[0].id}"
    fields = opened(browser.as_(mediator), path)
    worker.address, worker.worker_types = "新地址", ["migrant"]

    browser.post(path, {**fields, "name": "王建"})

    assert (worker.name, worker.address, worker.worker_types) == ("王建", "新地址", ["migrant"])


def test_claims_that_a_colleague_changed_are_not_replaced_unseen(browser, case, mediator):
    path = f"/mediations/{case.id}/claims"
    fields = opened(browser.as_(mediator), path)
    matters.set_claims(
        case, [{"category": "wages", "claimed_fen": 900}, {"category": "leave", "claimed_fen": 300}]
    )

    page = browser.post(path, fields, status=422)
    assert "别人已改过请求事项" in page.select_one(".error-summary").text
    assert case.claimed_fen == 1_200

    browser.post(path, browser.fields(page.select_one("main form[method=post]")))
    assert case.claimed_fen == 10_000


def test_a_draft_does_not_bring_back_what_a_colleague_has_changed_since(browser, case, mediator):
    path = f"/mediations/{case.id}/edit"
    fields = opened(browser.as_(mediator), path)
    browser.post(f"/drafts/edit.{case.id}", {**fields, "facts": "写了一半的案情"}, status=200)
    case.source = "hotline"

    fields = opened(browser, path)
    assert fields["facts"].strip() == "写了一半的案情"
    browser.post(path, fields)

    assert (case.facts, case.source) == ("写了一半的案情", "hotline")


def test_a_draft_is_listed_by_what_was_typed(browser, case, mediator):
    fields = opened(browser.as_(mediator), f"/mediations/{case.id}/edit")
    browser.post(f"/drafts/edit.{case.id}", {**fields, "facts": "写了一半、还没有保存的案情"}, status=200)

    assert "还没有保存的案情" in browser.get("/drafts/").text


@pytest.fixture
def archived(make, case, mediator):
    make.moved(case, "withdraw", by=mediator, withdrawal=Outcome.WITHDRAWN)
    return make.moved(case, "archive", by=mediator, retention_years=10)


@pytest.mark.parametrize("what", ["edit", "claims", "workers/{entry}", "employers/{firm}"])
def test_what_was_archived_meanwhile_stays_as_it_is(browser, archived, mediator, what):
    entry, firm = archived.workers[0].id, archived.employers[0].id
    path = f"/mediations/{archived.id}/" + what.format(entry=entry, firm=firm)

    page = browser.as_(mediator).submit(path, status=422)

    assert "已经归档" in page.select_one(".error-summary").text


@pytest.mark.parametrize(
    ("what", "fields"), [("meetings/new", {"held_on": "2026-11-30"}), ("transfer", {"reason": "管辖"})]
)
def test_what_has_ended_is_neither_met_about_nor_handed_over(
    browser, make, case, city, mediator, what, fields
):
    make.moved(case, "withdraw", by=mediator, withdrawal=Outcome.WITHDRAWN)

    given = {**fields, "to_unit_id": str(city.id)} if what == "transfer" else fields
    page = browser.as_(mediator).submit(f"/mediations/{case.id}/{what}", given, status=422)

    assert "已经终结" in page.select_one(".error-summary").text


def test_a_meeting_that_was_called_off_has_no_result(session, case):
    meeting = matters.arrange_meeting(case, held_on=date(2026, 11, 20), starts_at=None, channel=Channel.ROOM)
    session.flush()
    matters.cancel_meeting(meeting)

    with pytest.raises(Refused, match="取消"):
        matters.record_meeting(meeting, present="", summary="谈了")


def test_no_claims_ask_for_nothing(case):
    matters.set_claims(case, [])

    assert case.claimed_fen == 0


def test_what_was_agreed_is_shared_out_among_the_claims_and_no_more(browser, make, case, mediator):
    matters.set_claims(
        case, [{"category": "wages", "claimed_fen": 900}, {"category": "leave", "claimed_fen": 300}]
    )
    make.moved(case, "accept", "consent", by=mediator)
    make.moved(case, "settle", by=mediator, extent=Outcome.SETTLED, agreement="一次付清", agreed_fen=1_000)
    path = f"/mediations/{case.id}/claims"
    assert browser.as_(mediator).get(f"/mediations/{case.id}").select_one(f'#claims a[href="{path}"]')

    page = browser.submit(path, {"c0-agreed_fen": "8", "c1-agreed_fen": "3"}, status=422)
    assert "超过全案的协议金额（10.00元）" in page.select_one(".error-summary").text

    browser.submit(path, {"c0-agreed_fen": "8", "c1-agreed_fen": "2"})
    assert [claim.agreed_fen for claim in case.claims] == [800, 200]


def test_a_list_of_drafts_shows_no_telephone(browser, mediator):
    browser.as_(mediator).post(
        "/drafts/mediation.new", {"name": "王建国", "phone": "13987651234"}, status=200
    )

    text = browser.get("/drafts/").text
    assert "王建国" in text
    assert "13987651234" not in text
