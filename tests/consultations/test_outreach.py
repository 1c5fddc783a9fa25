"""The grid of an outreach day: only filled rows, all of them or none, and every reason beside its cell."""

from datetime import date

import pytest
import sqlalchemy as sa

from casework.consultations.forms import KeysField, RowForm
from casework.consultations.models import Consultation, Status

GRID = "/consultations/outreach"


def row(n, **cells) -> dict:
    return {f"r{n}-{name}": value for name, value in cells.items()}


def saved(session) -> list[Consultation]:
    return list(session.scalars(sa.select(Consultation).order_by(Consultation.number_serial)))


def test_twenty_are_recorded_at_once(browser, session, lawyer):
    cells = {}
    for n in range(20):
        cells |= row(n, name=f"工人{n}", phone=f"139000000{n:02d}", topics="1", answered_as="1", people="2")
    browser.as_(lawyer).submit(GRID, {"received_on": "2026-11-21", "place": "红谷滩工地", **cells})

    found = saved(session)
    assert len(found) == 20
    assert {(f.source, f.received_on, f.place, f.status, f.people) for f in found} == {
        ("outreach", date(2026, 11, 21), "红谷滩工地", Status.DONE, 2)
    }
    assert [f.workers[0].worker.name for f in found] == [f"工人{n}" for n in range(20)]
    assert {f.handler_id for f in found} == {lawyer.id}


def test_only_rows_with_something_in_them_are_saved(browser, session, lawyer):
    browser.as_(lawyer).submit(
        GRID,
        {**row(3, topics="13", answered_as="1 3"), **row(11, name="刘芳", topics="工伤", answered_as="口头")},
    )

    first, second = saved(session)
    assert (first.lead_worker, first.topics, first.answered_as) == (
        "匿名",
        ["wages", "injury"],
        ["oral", "mediation"],
    )
    assert (second.lead_worker, second.topics, second.answered_as) == ("刘芳", ["injury"], ["oral"])


def test_a_wrong_row_stops_all_and_nothing_is_lost(browser, session, lawyer):
    typed = {
        **row(0, name="刘芳", phone="13900000001", topics="1", answered_as="1", point="欠薪两个月"),
        **row(1, name="王强", phone="12", topics="0", answered_as=""),
        **row(4, employer="顺丰速运有限公司", topics="1", answered_as="9"),
    }
    page = browser.as_(lawyer).submit(GRID, {"place": "工地", **typed}, status=422)

    assert saved(session) == []
    told = page.select_one(".error-summary").text
    for said in ("第2行 手机号", "第2行 问题", "第2行 答复", "第5行 答复"):
        assert said in told, said
    assert "第1行" not in told
    assert page.select_one("#r1-phone")["aria-invalid"] == "true"
    assert page.select_one("#r1-phone-error").text.strip()
    for name, value in typed.items():
        assert page.select_one(f"[name={name}]").get("value", "") == value, name
    assert page.select_one("[name=place]")["value"] == "工地"


def test_the_same_as_above_may_be_written(browser, session, lawyer):
    browser.as_(lawyer).submit(
        GRID,
        {**row(0, name="刘芳", employer="顺丰速运有限公司", topics="12", answered_as="1"),
         **row(1, name="王强", employer="同上", topics="〃", answered_as='"'),
         **row(2, name="赵明", employer="同上", topics="同上", answered_as="同上")},
    )  # fmt: skip

    found = saved(session)
    assert [f.lead_worker for f in found] == ["刘芳", "王强", "赵明"]
    assert {f.employer_name for f in found} == {"顺丰速运有限公司"}
    assert {tuple(f.topics) for f in found} == {("wages", "termination")}
    assert len({f.employer_id for f in found}) == 1


def test_an_empty_grid_says_so(browser, session, lawyer):
    page = browser.as_(lawyer).submit(GRID, {}, status=422)
    assert "还没有填写任何一行" in page.select_one(".error-summary").text


def test_a_day_ahead_is_refused_with_the_rows_kept(browser, session, lawyer):
    page = browser.as_(lawyer).submit(
        GRID, {"received_on": "明天", **row(0, name="刘芳", topics="1", answered_as="1")}, status=422
    )

    assert "不能晚于今天" in page.select_one(".error-summary").text
    assert page.select_one("#r0-name")["value"] == "刘芳"
    assert saved(session) == []


def test_what_fails_half_way_saves_nothing(browser, session, lawyer, monkeypatch):
    from casework.consultations import actions
    from casework.engine.errors import Refused

    kept = actions.record

    def stumbling(asked, *, by):
        if asked.name == "王强":
            raise Refused("这一条存不下")
        return kept(asked, by=by)

    monkeypatch.setattr(actions, "record", stumbling)
    typed = {
        **row(0, name="刘芳", topics="1", answered_as="1"),
        **row(1, name="王强", topics="1", answered_as="1"),
    }
    page = browser.as_(lawyer).submit(GRID, typed, status=422)

    assert saved(session) == []
    assert page.select_one("#r0-name")["value"] == "刘芳"


def test_a_draft_of_the_grid_is_put_back(browser, session, lawyer):
    browser.as_(lawyer).post(
        "/drafts/consultations.outreach", {"place": "工地", **row(2, name="刘芳", topics="12")}, status=200
    )
    page = browser.get(GRID)

    assert page.select_one("#r2-name")["value"] == "刘芳"
    assert page.select_one("#r2-topics")["value"] == "12"
    assert "已恢复" in page.text


@pytest.mark.parametrize(("typed", "codes"), [("1", ["a"]), ("13", ["a", "c"]), ("1、3", ["a", "c"]), ("１ ３", ["a", "c"]),
                                              ("33", ["c"]), ("乙", ["b"]), ("丙项,1", ["c", "a"])])  # fmt: skip
def test_choices_are_read_by_their_numbers_or_their_words(app, typed, codes):
    with app.test_request_context():
        form = RowForm(formdata=None)
        field: KeysField = form.topics
        field.offer([("a", "甲项"), ("b", "乙项"), ("c", "丙项")])
        field.process_formdata([typed])
        field.choose()

    assert field.data == codes


@pytest.mark.parametrize("typed", ["0", "4", "丁", "1 4"])
def test_a_number_that_stands_for_nothing_is_refused(app, typed):
    with app.test_request_context():
        field = RowForm(formdata=None).topics
        field.offer([("a", "甲项"), ("b", "乙项"), ("c", "丙项")])
        field.process_formdata([typed])
        with pytest.raises(ValueError, match="1 到 3"):
            field.choose()
