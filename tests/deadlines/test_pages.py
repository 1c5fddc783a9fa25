"""The administrator's pages: paste, look, confirm; and the banner that asks for the missing year."""

import io
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from casework.deadlines.models import CalendarNotice
from casework.engine.calendar import official
from casework.permissions import Role
from tests.deadlines import texts

PREVIEWED = "main form[action='/calendar/confirm']"


def previewed(browser, status=200, **answers):
    return browser.post("/calendar/preview", {"text": texts.INVENTED_2027, **answers}, status=status)


def test_the_years_are_listed_with_their_notices(browser, admin):
    page = browser.as_(admin).get("/calendar/")

    assert "国办发明电〔2025〕7号" in page.text
    assert len(page.select("tbody tr")) == 23  # 2004 to 2026


def test_a_pasted_notice_is_shown_before_it_is_in_force(browser, admin, session):
    page = previewed(browser.as_(admin))

    assert "还没有生效" in page.text
    assert "2027-01-31" in page.select_one("#changes").text
    assert page.select_one(PREVIEWED)
    assert session.scalar(sa.select(sa.func.max(CalendarNotice.year))) == 2026


def test_a_confirmed_notice_is_in_force_and_reports_what_moved(
    browser, admin, session, make, county, mediator
):
    case = make.mediation(county, mediator, handler=mediator, received_on=date(2026, 11, 20))
    make.moved(case, "accept", "consent", by=mediator)
    make.moved(case, "extend", by=mediator, days=54, consent="双方书面同意")
    page = previewed(browser.as_(admin))

    browser.post("/calendar/confirm", browser.fields(page.select_one(PREVIEWED)))
    page = browser.get(browser.location)

    assert "2027年的放假通知已生效，1个期限有变动。" in page.text
    moved = page.select_one("#moved").text
    assert case.number in moved
    assert "2027-02-01" in moved
    assert "2027-01-31" in moved
    assert not page.select_one("#moved a"), "an administrator opens no case"
    assert official().knows(2027)


def test_doubts_are_shown_and_have_to_be_ticked(browser, admin):
    text = texts.INVENTED_2027.replace("5月8日（周六）上班", "5月7日（周五）上班")
    page = previewed(browser.as_(admin), text=text)
    fields = browser.fields(page.select_one(PREVIEWED))

    assert "上班日2027-05-07不是周末（星期五）" in page.text
    page = browser.post("/calendar/confirm", fields, status=422)
    assert "请逐条核对疑点" in page.text
    browser.post("/calendar/confirm", {**fields, "is_checked": "y"})


def test_a_notice_can_be_uploaded(browser, admin):
    for name, content in (
        ("notice.txt", texts.INVENTED_2027.encode("gb18030")),
        (
            "2027.json",
            b'{"year": 2027, "days": [{"name": "\xe5\x85\x83\xe6\x97\xa6", "date": "2027-01-01", "isOffDay": true}]}',
        ),
    ):
        upload = {"text": "", "file": (io.BytesIO(content), name)}
        page = browser.as_(admin).post(
            "/calendar/preview", upload, status=200, content_type="multipart/form-data"
        )

        assert "核对2027年放假通知" in page.text


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("notice.docx", b"x", "只能上传"),
        ("notice.txt", b"x" * 200_001, "文件太大"),
        ("notice.txt", b"\xff\xff\xff", "编码"),
    ],
)
def test_a_file_that_is_none_is_refused(browser, admin, name, content, reason):
    upload = {"text": "", "file": (io.BytesIO(content), name)}
    page = browser.as_(admin).post(
        "/calendar/preview", upload, status=422, content_type="multipart/form-data"
    )

    assert reason in page.text


def test_what_cannot_be_read_comes_back_with_the_reason(browser, admin):
    page = previewed(browser.as_(admin), status=422, text="今天天气很好", year="2027")

    assert "没有读到放假或上班的日期" in page.text
    assert "今天天气很好" in page.select_one("textarea").text


def test_an_administrator_of_some_units_looks_and_does_not_change(browser, make, county):
    small = make.user("small_admin", "小管", county, Role.ADMIN)
    page = previewed(browser.as_(small))

    assert not page.select_one(PREVIEWED)
    browser.post("/calendar/confirm", {"text": texts.INVENTED_2027}, status=422)


@pytest.mark.parametrize(
    ("day", "person", "asked"),
    [
        ((2026, 11, 30), "admin", False),
        ((2026, 12, 1), "admin", True),
        ((2026, 12, 1), "supervisor", True),
        ((2026, 12, 1), "mediator", False),
        ((2027, 1, 4), "supervisor", True),
    ],
)
def test_from_december_a_banner_asks_for_the_missing_year(browser, request, the_day, day, person, asked):
    user = request.getfixturevalue(person)
    the_day.move_to(datetime(*day, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")))

    page = browser.as_(user).get("/account")

    assert ("还没有2027年的放假通知" in page.text) == asked
    assert bool(page.select("main a[href='/calendar/new']")) == (asked and person == "admin")


def test_who_comes_second_looks_again(browser, admin):
    page = previewed(browser.as_(admin))
    fields = browser.fields(page.select_one(PREVIEWED))
    browser.post("/calendar/confirm", fields)

    other = {
        **fields,
        "_key": "another form",
        "text": texts.INVENTED_2027.replace(
            "6月9日（周三）放假，共1天", "6月9日（周三）至10日（周四）放假，共2天"
        ),
    }
    page = browser.post("/calendar/confirm", other, status=422)

    assert "别人刚刚也录入了这一年的通知" in page.text
    assert "2027-06-10" in page.select_one("#changes").text
    browser.post("/calendar/confirm", {**browser.fields(page.select_one(PREVIEWED)), "_key": "and again"})


def test_a_provisional_day_says_so_on_the_case_and_in_lists(browser, mediator, make, county):
    case = make.mediation(county, mediator, handler=mediator, received_on=date(2026, 11, 20))
    make.moved(case, "accept", "consent", by=mediator)
    make.moved(case, "extend", by=mediator, days=54, consent="双方书面同意")

    page = browser.as_(mediator).get(f"/mediations/{case.id}")

    assert "暂定" in page.select_one("#deadlines").text
    assert "2027年放假安排尚未公布" in page.select_one("#deadlines").text
    assert "（暂定）" in browser.get("/mediations/").text
