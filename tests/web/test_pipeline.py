"""What every page gets without asking for it: sign-in, permission, transaction, forgery token, one result for one form,
and edits that never silently overwrite one another."""

import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask_migrate import upgrade

from casework import create_app
from casework.accounts import actions as accounts
from casework.accounts.models import Unit, UnitKind, User
from casework.engine import context
from casework.engine.clock import utcnow
from casework.extensions import db
from casework.history import queries as history
from casework.mediation.models import Mediation
from casework.parties.models import Worker
from casework.permissions import Role
from casework.web.models import Submission
from casework.web.room import Room, committing
from tests.browser_fixture import Browser
from tests.make import PASSWORD

INTAKE = {"name": "王建国", "employer": "宏达制衣有限公司", "dispute_type": "wages"}


def count(session, model) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(model))


def filled(browser, path, **typed) -> dict:
    return {**browser.fields(browser.get(path).select_one("main form.form")), **typed}


# ---- Declaring a page ----


def test_a_page_that_does_not_say_what_it_needs_cannot_be_declared():
    with pytest.raises(TypeError):
        Room("nowhere").page("/nowhere")


def test_public_pages_are_few_and_known(app):
    public = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if getattr(app.view_functions[rule.endpoint], "page", None)
        and app.view_functions[rule.endpoint].page.needs is None
    }

    assert public == {"accounts.sign_in", "accounts.sign_out", "accounts.language"}


def test_every_address_but_the_static_files_goes_through_the_pipeline(app):
    outside = {
        rule.endpoint
        for rule in app.url_map.iter_rules()
        if not hasattr(app.view_functions[rule.endpoint], "page")
    }

    assert outside == {"static"}


# ---- Forgery ----


@pytest.fixture
def strict(app, monkeypatch):
    """The check of forgery tokens is on, as it is outside tests."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)


def posts(app):
    return sorted({rule.rule for rule in app.url_map.iter_rules() if "POST" in rule.methods})


def test_no_form_is_carried_out_without_its_token(app, strict, browser, session, make, county, mediator):
    found = make.mediation(county, mediator, handler=mediator)
    browser.as_(mediator)
    before = (count(session, Mediation), count(session, Submission), found.state, mediator.epoch)

    for rule in posts(app):
        path = re.sub(r"<int:\w+>", str(found.id), rule)
        path = re.sub(r"<\w+>|<path:\w+>", "accept", path)
        for token in (None, "wrong"):
            answer = browser.client.post(path, data={**INTAKE, **({"csrf_token": token} if token else {})})
            assert answer.status_code == 400, rule

    session.rollback()
    assert (count(session, Mediation), count(session, Submission), found.state, mediator.epoch) == before


def test_with_its_token_a_form_is_carried_out(strict, browser, session, mediator):
    browser.as_(mediator).submit("/mediations/new", INTAKE)

    assert count(session, Mediation) == 1


def test_a_script_sends_its_token_in_a_header(strict, browser, mediator):
    token = browser.as_(mediator).get("/mediations/new").select_one("meta[name=csrf-token]")["content"]

    browser.post("/drafts/note.1", {"text": "写"}, status=200, headers={"X-CSRFToken": token})


def test_the_sign_in_page_carries_a_token_as_well(strict, browser, mediator):
    browser.post("/sign-in", {"username": "mediator", "password": PASSWORD}, status=400)

    browser.submit("/sign-in", {"username": "mediator", "password": PASSWORD})

    browser.get("/account")


# ---- Reading never writes ----


@pytest.mark.parametrize("username", ["clerk", "mediator", "supervisor", "lawyer", "admin", "auditor"])
def test_opening_pages_writes_nothing(
    app, request, browser, make, county, mediator, supervisor, statements, username
):
    make.mediation(county, supervisor, handler=mediator)
    browser.as_(request.getfixturevalue(username))
    plain = sorted({r.rule for r in app.url_map.iter_rules() if "GET" in r.methods and not r.arguments})

    with statements() as ran:
        for path in plain:
            browser.client.get(path)

    assert [s for s in ran if s.lstrip().startswith(("INSERT", "UPDATE", "DELETE"))] == []


# ---- One form, one result ----


def test_the_same_form_again_shows_the_first_result(browser, session, mediator):
    fields = filled(browser.as_(mediator), "/mediations/new", **INTAKE)
    browser.post("/mediations/new", fields)
    first = browser.location

    browser.post("/mediations/new", fields)

    assert browser.location == first
    assert count(session, Mediation) == 1


def test_a_refused_form_may_be_sent_again(browser, session, mediator):
    fields = filled(browser.as_(mediator), "/mediations/new", **{**INTAKE, "employer": ""})
    browser.post("/mediations/new", fields, status=422)

    browser.post("/mediations/new", {**fields, "employer": "宏达"})

    assert count(session, Mediation) == 1


def test_a_refused_form_leaves_nothing_behind(browser, session, mediator):
    browser.as_(mediator).submit("/mediations/new", {**INTAKE, "phone": "12"}, status=422)

    assert (count(session, Mediation), count(session, Worker), count(session, Submission)) == (0, 0, 0)


def test_another_person_s_form_is_not_answered_with_their_result(browser, mediator, other_mediator):
    fields = filled(browser.as_(mediator), "/mediations/new", **INTAKE)
    browser.post("/mediations/new", fields)

    browser.as_(other_mediator).post("/mediations/new", fields, status=400)


@pytest.fixture
def office(tmp_path, database_url):
    """A whole installation of its own with a clerk in it: for what only separate connections can show."""
    if database_url.startswith("sqlite"):
        url, server, name = f"sqlite:///{tmp_path}/office.db", None, ""
    else:
        base = sa.engine.make_url(database_url)
        name = f"{base.database}_office"
        server = sa.create_engine(base.set(database="postgres"), isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            connection.exec_driver_sql(f'CREATE DATABASE "{name}"')
        url = base.set(database=name).render_as_string(hide_password=False)
    app = create_app(
        {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": url,
            "WTF_CSRF_ENABLED": False,
            "PROPAGATE_EXCEPTIONS": False,
        }
    )
    with app.app_context():
        context.begin(writes=True)
        upgrade(directory=str(Path(__file__).parents[2] / "migrations"))
        with committing():
            unit = accounts.add_unit(
                code="36", name="某市总工会", short_name="市总", kind=UnitKind.CITY, number_mark="洪"
            )
            clerk = accounts.add_user(
                username="clerk", name="录小英", unit=unit, password=PASSWORD, is_demo=True
            )
            accounts.grant(clerk, Role.CLERK, unit)
        app.clerk_token = clerk.get_id()
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()
    if server is not None:
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        server.dispose()


def signed_in(app):
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = app.clerk_token, True
        cookie["started"] = cookie["seen"] = int(utcnow().timestamp())
    return client


def intake(client) -> dict:
    """The intake form as a browser would send it, filled in."""
    page = BeautifulSoup(client.get("/mediations/new").get_data(as_text=True), "html.parser")
    return {**Browser.fields(page.select_one("main form.form")), **INTAKE}


@pytest.mark.parametrize("attempt", range(3))
def test_the_same_form_from_two_windows_at_one_moment_makes_one_case(office, attempt):
    fields, barrier = intake(signed_in(office)), Barrier(2)

    def send(_n):
        client = signed_in(office)
        barrier.wait()
        return client.post("/mediations/new", data=fields)

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(send, range(2)))

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer.headers["Location"] for answer in answers}) == 1
    with office.app_context():
        assert count(db.session, Mediation) == 1
        assert history.verify().holds


def test_many_windows_at_one_moment_get_numbers_without_gap_or_repeat(office):
    fields, barrier = intake(signed_in(office)), Barrier(6)

    def send(n):
        client = signed_in(office)
        barrier.wait()
        return client.post("/mediations/new", data={**fields, "name": f"工人{n}"}).status_code

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(send, range(6))) == [302] * 6

    with office.app_context():
        assert sorted(db.session.scalars(sa.select(Mediation.number_serial))) == [1, 2, 3, 4, 5, 6]
        assert history.verify().holds


def test_the_chain_can_be_verified_while_others_write(office):
    client = signed_in(office)
    fields = intake(client)
    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(
            lambda: [
                client.post("/mediations/new", data={**fields, "_key": f"k{n}"}).status_code
                for n in range(15)
            ]
        )
        verdicts = []
        while not writing.done():
            with office.app_context():
                verdicts.append(history.verify())
                db.session.remove()

    assert set(writing.result()) == {302}
    assert verdicts
    assert all(verdict.holds for verdict in verdicts), verdicts


# ---- Two people, one row ----


def opened(browser, admin, county):
    """The form for a unit, as somebody opened it a while ago."""
    return filled(browser.as_(admin), f"/units/{county.id}/edit")


def test_what_only_the_other_changed_is_kept(browser, session, admin, county):
    fields = opened(browser, admin, county)
    county.short_name = "甲县新"
    session.commit()

    browser.post(f"/units/{county.id}/edit", {**fields, "name": "甲县总工会（新）"})

    assert (county.name, county.short_name) == ("甲县总工会（新）", "甲县新")


def test_what_both_changed_is_shown_and_the_second_save_decides(browser, session, admin, county):
    fields = opened(browser, admin, county)
    county.name = "别人写的名称"
    session.commit()

    page = browser.post(f"/units/{county.id}/edit", {**fields, "name": "我写的名称"}, status=422)

    assert "别人已把这里改成“别人写的名称”" in page.select_one("#name-error").text
    assert page.select_one("#name")["value"] == "我写的名称"
    assert county.name == "别人写的名称"
    browser.post(f"/units/{county.id}/edit", browser.fields(page.select_one("main form.form")))
    assert county.name == "我写的名称"


def test_both_writing_the_same_is_no_clash(browser, session, admin, county):
    fields = opened(browser, admin, county)
    county.name = "同一个名称"
    session.commit()

    browser.post(f"/units/{county.id}/edit", {**fields, "name": "同一个名称"})

    assert county.name == "同一个名称"


def test_a_base_that_somebody_tampered_with_only_asks_again(browser, session, admin, county):
    fields = opened(browser, admin, county)

    browser.post(f"/units/{county.id}/edit", {**fields, "base": "not json", "name": "新的名称"})

    assert county.name == "新的名称"


# ---- Errors ----


def test_a_fault_shows_a_reference_and_no_trace(app, monkeypatch, browser, mediator):
    def broken(*_args, **_kwargs):
        raise RuntimeError("SELECT secret FROM /etc/passwd")

    monkeypatch.setattr("casework.accounts.views.history.sign_ins_of", broken)

    page = browser.as_(mediator).get("/account", status=500)

    assert page.select_one(".reference").text
    assert "secret" not in str(page)
    assert "Traceback" not in str(page)


@pytest.mark.parametrize(
    "path", ["/nowhere", "/users/99999999", "/users/999999999999999999999", "/dictionaries/x"]
)
def test_what_is_not_there_is_not_found(browser, admin, path):
    browser.as_(admin).get(path, status=404)


def test_every_answer_carries_the_headers_that_guard_it(browser, mediator):
    for path, status in (("/account", 200), ("/nowhere", 404), ("/users", 403)):
        browser.as_(mediator).get(path, status=status)
        headers = browser.response.headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites(browser, mediator):
    browser.post("/sign-in", {"username": "mediator", "password": PASSWORD})

    cookie = browser.response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_nothing_of_this_needs_a_person_in_the_database(session):
    assert count(session, User) == 0
    assert count(session, Unit) == 0
    assert os.environ["CASEWORK_ENV"] == "testing"
