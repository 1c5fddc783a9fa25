"""Signing in, staying in, and being sent away: the door of the house."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from casework.accounts import actions, sessions
from casework.accounts.models import SignInFailure
from casework.history.models import AccessEntry, Trail
from casework.permissions import Role
from casework.web.models import Draft
from tests.make import PASSWORD


@pytest.fixture
def door(browser):
    """``door(name, password)``: fill in the sign-in page; the answer's page."""

    def try_it(username, password=PASSWORD, *, status=302, **more):
        return browser.post("/sign-in", {"username": username, "password": password, **more}, status=status)

    return try_it


def test_the_right_password_opens_the_first_page_of_the_menu(browser, door, mediator, session):
    door("mediator")

    browser.get(browser.location)
    trail = session.scalars(sa.select(AccessEntry)).one()
    assert (trail.kind, trail.user_id, trail.user_name) == (Trail.SIGN_IN, mediator.id, "张敏")
    assert mediator.last_signed_in_at is not None


def test_the_name_is_understood_in_capitals_and_with_blanks(browser, door, mediator):
    door(" Mediator ")

    assert browser.get("/account").select_one("h1").text == "我的账户"


def test_an_unknown_name_a_wrong_password_and_a_closed_account_get_the_same_answer(door, make, county):
    make.user("known", "知名", county, Role.CLERK)
    make.user("closed", "已停", county, Role.CLERK).is_active = False

    answers = [
        door("known", "wrong password", status=200),
        door("unknown", status=200),
        door("closed", status=200),
    ]

    told = {answer.select_one(".error-summary").get_text() for answer in answers}
    assert len(told) == 1
    assert "用户名或密码不对" in told.pop()


def test_an_unknown_name_is_hashed_against_as_well(monkeypatch, door, session):
    seen = []
    monkeypatch.setattr(sessions.passwords, "matches", lambda _password, hashed: seen.append(hashed))

    door("unknown", status=200)

    assert seen == [sessions.passwords.NOBODY]


def test_a_failure_is_on_the_trail_without_the_name_that_was_typed(door, session):
    door("my-password-by-mistake", "x", status=200)

    entry = session.scalars(sa.select(AccessEntry)).one()
    assert entry.kind == Trail.SIGN_IN_FAILED
    assert "my-password" not in f"{entry.object}{entry.reason}{entry.user_name}"


@pytest.mark.parametrize(
    ("failures", "seconds"),
    [(0, 0), (1, 0), (2, 0), (3, 1), (4, 2), (5, 4), (6, 8), (7, 16), (8, 32), (9, 42), (30, 42), (1000, 42)],
)
def test_each_failure_of_an_account_doubles_the_wait_up_to_42_seconds(session, failures, seconds):
    for _n in range(failures):
        actions.note_failure("somebody", "10.0.0.1")
    session.flush()

    wait = actions.wait_before("somebody", "10.0.0.99")

    assert wait in (seconds, seconds + 1 if seconds else 0)


def test_an_address_that_tries_many_names_is_slowed_down_too(session):
    for n in range(actions.FREE_PER_ADDRESS + 5):
        actions.note_failure(f"name{n}", "10.0.0.1")
    session.flush()

    assert actions.wait_before("fresh name", "10.0.0.1") > 0
    assert actions.wait_before("fresh name", "10.0.0.2") == 0


def test_whoever_must_wait_is_told_the_seconds_and_nothing_is_tried(
    browser, door, mediator, session, the_day
):
    for _n in range(5):
        actions.note_failure("mediator", "10.0.0.1")

    page = door("mediator", status=429)

    assert browser.response.headers["Retry-After"] in ("4", "5")
    assert "秒再试，账户没有被锁定" in page.text
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInFailure)) == 5
    the_day.shift(timedelta(seconds=6))
    door("mediator")
    assert session.scalar(sa.select(sa.func.count()).select_from(SignInFailure)) == 0


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/x",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "http:evil.example",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "%2F%2Fevil.example",
        " //evil.example",
        "/ok\\..\\\\evil.example",
        "evil.example",
        "",
    ],
)
def test_nobody_is_sent_to_a_foreign_address(browser, door, mediator, target):
    door("mediator", next=target)

    assert browser.location.startswith("/")
    assert "evil" not in browser.location
    assert sessions.safe_next(target) is None


def test_after_signing_in_one_goes_on_where_one_wanted_to(browser, door, mediator):
    page = browser.get("/account", status=302)
    assert page is not None
    assert browser.location == "/sign-in?next=/account"

    door("mediator", next="/account?a=b")

    assert browser.location == "/account?a=b"


def test_an_initial_password_must_be_changed_before_anything_else_opens(browser, door, make, county):
    person = make.user("new", "新人", county, Role.MEDIATOR)
    person.must_change_password = True
    door("new", next="/drafts/")
    assert browser.location == "/account/password?next=/drafts/"

    for path in ("/account", "/drafts/", "/mediations/", "/keepalive"):
        browser.get(path, status=302)
        assert browser.location == "/account/password"
    page = browser.get("/account/password")
    assert not page.select(".sidenav a")

    changed = {"current": PASSWORD, "password": "a wholly new sentence", "again": "a wholly new sentence"}
    browser.post("/account/password?next=/drafts/", changed)
    assert browser.location == "/drafts/"
    browser.get("/drafts/")


def test_a_password_grown_old_under_dengbao_must_be_changed(
    app, monkeypatch, browser, door, mediator, the_day
):
    monkeypatch.setitem(app.config, "PASSWORD_POLICY", "dengbao")
    the_day.shift(timedelta(days=181))

    door("mediator")

    assert browser.location.startswith("/account/password")


def test_two_different_new_passwords_are_refused_in_words(browser, mediator):
    typed = {"current": PASSWORD, "password": "a wholly new sentence", "again": "another sentence"}

    page = browser.as_(mediator).post("/account/password", typed, status=422)

    assert "两次输入的新密码不一样" in page.text


@pytest.mark.parametrize(("minutes", "status"), [(29, 200), (31, 302)])
def test_a_session_ends_after_thirty_idle_minutes(browser, mediator, the_day, minutes, status):
    browser.as_(mediator)

    the_day.shift(timedelta(minutes=minutes))

    browser.get("/account", status=status)


def test_clicking_on_keeps_a_session_alive_but_not_beyond_twelve_hours(browser, mediator, the_day):
    browser.as_(mediator)

    for _half_hours in range(28):
        the_day.shift(timedelta(minutes=25))
        browser.get("/keepalive", status=204)
    the_day.shift(timedelta(minutes=25))

    browser.get("/account", status=302)


def test_an_idle_page_that_asks_to_stay_is_told_to_sign_in(browser, mediator, the_day):
    browser.as_(mediator)
    the_day.shift(timedelta(minutes=31))

    browser.get("/keepalive", status=401, headers={"X-Requested-With": "fetch"})


def test_nothing_of_the_session_before_signing_in_survives_it(browser, door, mediator):
    with browser.client.session_transaction() as before:
        before["planted"], before["csrf_token"] = "by somebody else", "known to somebody else"

    door("mediator")

    with browser.client.session_transaction() as after:
        assert "planted" not in after
        assert after.get("csrf_token") != "known to somebody else"


def test_signing_out_closes_the_session_and_clears_the_browser(browser, mediator, session):
    browser.as_(mediator).post("/sign-out")

    assert browser.response.headers["Clear-Site-Data"] == '"cache"'
    assert session.scalars(sa.select(AccessEntry)).one().kind == Trail.SIGN_OUT
    browser.get("/account", status=302)


def test_a_get_does_not_sign_anybody_out(browser, mediator):
    browser.as_(mediator).client.get("/sign-out")

    browser.get("/account")


def test_pages_are_never_kept_by_the_browser(browser, mediator):
    browser.as_(mediator).get("/account")

    assert browser.response.headers["Cache-Control"] == "no-store"


def test_signing_out_the_other_devices_keeps_this_one(app, browser, session, mediator):
    elsewhere = type(browser)(app, session).as_(mediator)
    elsewhere.get("/account")

    browser.as_(mediator).post("/account/sessions/end")

    browser.get("/account")
    elsewhere.get("/account", status=302)


def test_a_new_password_ends_the_other_sessions(app, browser, session, mediator):
    elsewhere = type(browser)(app, session).as_(mediator)
    changed = {"current": PASSWORD, "password": "a wholly new sentence", "again": "a wholly new sentence"}

    browser.as_(mediator).post("/account/password", changed)

    browser.get("/account")
    elsewhere.get("/account", status=302)


def test_a_role_taken_away_is_gone_with_the_next_click(browser, mediator, session):
    browser.as_(mediator).get("/mediations/")

    session.delete(mediator.grants[0])

    browser.get("/mediations/", status=403)


def test_another_unit_is_seen_with_the_next_click(browser, make, county, other_county, mediator, session):
    theirs = make.mediation(other_county, make.user("there", "那人", other_county, Role.CLERK))
    browser.as_(mediator).get(f"/mediations/{theirs.id}", status=404)

    mediator.grants[0].unit_id = other_county.id

    browser.get(f"/mediations/{theirs.id}")


def test_a_closed_account_is_out_with_the_next_click(browser, mediator):
    browser.as_(mediator).get("/account")

    mediator.is_active = False

    browser.get("/account", status=302)


def test_what_is_posted_after_the_session_ran_out_is_found_again(browser, door, mediator, session, the_day):
    browser.as_(mediator)
    the_day.shift(timedelta(minutes=40))

    browser.post("/mediations/new", {"_draft": "mediation.new", "name": "王建国", "facts": "欠薪三个月"})

    assert "kept=1" in browser.location
    assert "已经保住" in browser.get(browser.location).text
    assert session.scalars(sa.select(Draft)).one().user_id == mediator.id
    door("mediator")
    page = browser.get("/drafts/")
    assert "欠薪三个月" in page.text
    assert page.select_one("td a, th a")["href"] == "/mediations/new"


def test_a_stranger_without_a_session_leaves_no_draft(browser, session):
    browser.post("/mediations/new", {"_draft": "mediation.new", "name": "王建国"})

    assert "kept" not in browser.location
    assert session.scalars(sa.select(Draft)).all() == []


def test_the_language_is_chosen_without_writing_and_comes_back_to_the_page(browser, mediator, statements):
    browser.as_(mediator)

    with statements() as ran:
        browser.get("/language/en?next=/account?a=b", status=302)

    assert browser.location == "/account?a=b"
    assert not [s for s in ran if s.startswith(("UPDATE", "INSERT", "DELETE"))]
    assert browser.get("/account").html["lang"] == "en"
    browser.get("/language/xx?next=//evil.example", status=302)
    assert browser.location == "/sign-in"
    assert browser.get("/account").html["lang"] == "en"


def test_the_language_kept_with_the_account_is_there_at_the_next_sign_in(app, browser, session, mediator):
    browser.as_(mediator).post("/account", {"language": "en", "shortcuts": "y"})

    assert mediator.language == "en"
    again = type(browser)(app, session)
    again.post("/sign-in", {"username": "mediator", "password": PASSWORD})
    assert again.get("/account").html["lang"] == "en"


@pytest.mark.parametrize("language", ["", "xx"])
def test_a_language_that_is_none_is_refused(browser, mediator, language):
    browser.as_(mediator).post("/account", {"language": language}, status=422)

    assert mediator.language == "zh_CN"


def test_my_account_says_in_words_what_i_may_do_and_see(browser, mediator, door):
    door("mediator")

    page = browser.get("/account")

    assert "看到甲县总的案件" in page.text
    assert "调解员" in page.text
    assert page.select_one("tbody td").text == "登录"


def test_demonstration_sign_ins_are_offered_outside_production_only(app, monkeypatch, browser, make, county):
    make.user("yanshi", "演示人", county, Role.CLERK).is_demo = True
    assert "yanshi" in browser.get("/sign-in").text

    monkeypatch.setitem(app.config, "PRODUCTION", True)

    assert "yanshi" not in browser.get("/sign-in").text
