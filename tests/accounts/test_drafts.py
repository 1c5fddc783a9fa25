"""What is being typed is kept on the server: sealed, for its writer alone, for fourteen days."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from casework.web import drafts
from casework.web.models import Draft

LONG = "对方承认欠薪，分两次付清。" * 20


def all_drafts(session):
    return session.scalars(sa.select(Draft)).all()


def test_a_draft_is_kept_and_replaced_as_one_types_on(browser, mediator, session):
    browser.as_(mediator).post(
        "/drafts/note.12", {"text": "第一句", "csrf_token": "x", "_key": "y"}, status=200
    )
    browser.post("/drafts/note.12", {"text": LONG}, status=200)

    assert browser.response.json["at"].count(":") == 2
    (draft,) = all_drafts(session)
    assert (draft.user_id, draft.form, drafts.read(draft)) == (mediator.id, "note.12", {"text": LONG})


def test_a_draft_is_sealed_in_the_database(browser, mediator, session):
    browser.as_(mediator).post("/drafts/note.12", {"text": LONG}, status=200)

    raw = session.execute(sa.text("SELECT fields FROM draft")).scalar_one()
    assert "欠薪".encode() not in bytes(raw)


def test_numbers_and_passwords_are_not_kept(browser, mediator, session):
    typed = {"name": "王建国", "id_number": "11010519491231002X", "password": "secret"}

    browser.as_(mediator).post("/drafts/mediation.new", typed, status=200)

    assert drafts.read(all_drafts(session)[0]) == {"name": "王建国"}


def test_an_emptied_form_forgets_its_draft(browser, mediator, session):
    browser.as_(mediator).post("/drafts/note.12", {"text": "写"}, status=200)

    browser.post("/drafts/note.12", {"text": "  "}, status=200)

    assert all_drafts(session) == []


def test_my_drafts_lead_back_to_where_they_were_written(browser, mediator):
    browser.as_(mediator)
    for form in ("mediation.new", "note.12", "settle.7", "aid.refuse.9", "unheard.of"):
        browser.post(f"/drafts/{form}", {"text": f"在{form}写的"}, status=200)

    page = browser.get("/drafts/")

    links = {link.text: link["href"] for link in page.select("a.row-link")}
    assert links == {
        "登记调解案件": "/mediations/new",
        "记录进展": "/matters/12/notes",
        "达成协议": "/mediations/7/move/settle",
        "不予法律援助": "/legal-aid/9/move/refuse",
    }
    assert "在unheard.of写的" in page.text


def test_a_draft_can_be_thrown_away(browser, mediator, session):
    browser.as_(mediator).post("/drafts/note.12", {"text": "写"}, status=200)

    browser.submit("/drafts/", form="td form")

    assert all_drafts(session) == []


def test_nobody_else_sees_or_drops_a_draft(browser, mediator, other_mediator, session):
    browser.as_(mediator).post("/drafts/note.12", {"text": "只有我看得到"}, status=200)

    browser.as_(other_mediator)
    assert "只有我看得到" not in browser.get("/drafts/").text
    browser.post("/drafts/note.12/drop")

    assert len(all_drafts(session)) == 1


@pytest.mark.parametrize(
    ("days", "shown", "warned"), [(10, True, False), (12, True, True), (15, False, False)]
)
def test_a_draft_is_shown_for_fourteen_days_and_warns_for_three(
    browser, mediator, the_day, days, shown, warned
):
    browser.as_(mediator).post("/drafts/note.12", {"text": "写了一半"}, status=200)
    the_day.shift(timedelta(days=days))

    page = browser.as_(mediator).get("/drafts/")

    assert ("写了一半" in page.text) is shown
    assert bool(page.select(".tone-amber")) is warned


def test_a_draft_that_had_expired_makes_room_for_a_new_one(browser, mediator, session, the_day):
    browser.as_(mediator).post("/drafts/note.12", {"text": "旧的"}, status=200)
    the_day.shift(timedelta(days=20))

    browser.as_(mediator).post("/drafts/note.12", {"text": "新的"}, status=200)

    assert drafts.read(all_drafts(session)[0]) == {"text": "新的"}


def test_a_draft_beyond_all_measure_is_refused_and_the_old_one_kept(browser, mediator, session):
    browser.as_(mediator).post("/drafts/note.12", {"text": "写"}, status=200)

    browser.post("/drafts/note.12", {"text": "长" * (drafts.LARGEST + 1)}, status=409)

    assert drafts.read(all_drafts(session)[0]) == {"text": "写"}


def test_a_script_whose_session_is_over_is_told_so(browser, session):
    browser.post("/drafts/note.12", {"text": "写"}, status=401, headers={"X-Requested-With": "fetch"})

    assert all_drafts(session) == []
