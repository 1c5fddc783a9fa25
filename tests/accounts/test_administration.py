"""What an administrator keeps: people, roles, units, code tables. And what they must never see."""

import re
from datetime import date

import pytest
import sqlalchemy as sa

from casework.accounts import queries
from casework.accounts.models import Dictionary, Term, Unit, User
from casework.history.models import HistoryEntry
from casework.history.words import title
from casework.permissions import Role, Scope
from tests.make import PASSWORD


@pytest.fixture
def office(browser, admin):
    """The browser of an administrator of everything."""
    return browser.as_(admin)


def person(session, username) -> User:
    return session.scalars(sa.select(User).where(User.username == username)).one()


def enter(office, county, **more):
    typed = {"username": "xinren", "name": "新人", "unit_id": county.id, "role": "mediator", **more}
    return office.submit("/users/new", typed, status=200)


def test_a_new_user_gets_a_password_that_is_shown_once_and_works(office, session, county):
    secret = enter(office, county).select_one("#secret .mono").text

    made = person(session, "xinren")
    assert [(g.role, g.unit_id, g.scope) for g in made.grants] == [(Role.MEDIATOR, county.id, Scope.UNIT)]
    assert secret not in office.get(f"/users/{made.id}").text
    office.client = office.app.test_client()
    office.post("/sign-in", {"username": "xinren", "password": secret})
    assert office.location == "/account/password"


def test_a_taken_name_and_a_name_nobody_can_type_are_refused_beside_the_field(office, county, mediator):
    for name, sentence in (("mediator", "已有人使用"), ("张 敏", "小写字母和数字"), ("a", "小写字母和数字")):
        typed = {"username": name, "name": "新人", "unit_id": county.id, "role": "mediator"}
        page = office.submit("/users/new", typed, status=422)
        assert sentence in page.select_one("#username-error").text


def test_two_duties_that_must_stay_apart_are_refused_in_words(office, mediator, county):
    page = office.submit(
        f"/users/{mediator.id}",
        {"role": "auditor", "unit_id": county.id},
        form="form[action$=roles]",
        status=422,
    )

    assert "“审计员”和“调解员”不能由同一个人担任" in page.select_one(".error-summary").text


def test_roles_are_given_and_taken_and_stand_in_the_history(office, session, mediator, county):
    grant = {"role": "supervisor", "unit_id": county.id, "scope": "unit"}
    office.submit(f"/users/{mediator.id}", grant, form="form[action$=roles]")
    assert [g.role for g in mediator.grants] == [Role.MEDIATOR, Role.SUPERVISOR]
    given = mediator.grants[0].id

    office.post(f"/users/{mediator.id}/roles/{given}/end")

    assert [g.role for g in mediator.grants] == [Role.SUPERVISOR]
    entry = session.scalars(sa.select(HistoryEntry).order_by(HistoryEntry.id.desc())).first()
    assert (title(entry), entry.verb, entry.table, entry.user_name) == (
        "撤销角色",
        "remove",
        "role_grant",
        "管小安",
    )


def test_a_role_of_somebody_else_is_not_taken_by_a_crooked_address(office, mediator, clerk):
    office.post(f"/users/{mediator.id}/roles/{clerk.grants[0].id}/end", status=404)


def test_an_account_with_open_cases_is_not_closed_and_the_supervisor_is_shown_them(
    office, make, county, mediator
):
    make.mediation(county, mediator, handler=mediator)

    page = office.get(f"/users/{mediator.id}")
    assert "还有1件未结案件" in page.text
    assert f"/matters?handler={mediator.id}" in page.text
    assert "停用账户" not in page.text
    office.post(f"/users/{mediator.id}/close", status=409)

    assert mediator.is_active


def test_an_account_without_cases_is_closed_and_opened_again(office, mediator):
    office.post(f"/users/{mediator.id}/close")
    assert not mediator.is_active

    office.post(f"/users/{mediator.id}/reopen")

    assert mediator.is_active


def test_a_reset_password_is_shown_once_ends_the_sessions_and_must_be_changed(
    app, browser, session, office, mediator
):
    theirs = type(browser)(app, session).as_(mediator)

    page = office.post(f"/users/{mediator.id}/password", status=200)

    assert re.fullmatch(r"(?:[a-z0-9]{4}-){3}[a-z0-9]{4}", page.select_one("#secret .mono").text)
    assert mediator.must_change_password
    theirs.get("/account", status=302)


def test_an_administrator_ends_somebody_s_sessions(app, browser, session, office, mediator):
    theirs = type(browser)(app, session).as_(mediator)

    office.post(f"/users/{mediator.id}/sessions/end")

    theirs.get("/account", status=302)


def test_nobody_closes_or_resets_themselves(office, admin):
    office.post(f"/users/{admin.id}/close", status=409)
    office.post(f"/users/{admin.id}/password", status=409)


def test_people_are_found_by_unit_name_role_and_status(office, mediator, stranger, clerk, studio, county):
    def found(**args):
        page = office.get("/users", query_string=args)
        return {link.text for link in page.select("a.row-link")}

    clerk.is_active = False
    assert found(q="张") == {"张敏"}
    assert found(q="strang") == {"外乡人"}
    assert found(q="%") == set()
    assert found(unit=county.id) == {"张敏", "录小英"}
    assert found(role="admin") == {"管小安"}
    assert found(state="inactive") == {"录小英"}


def test_a_longer_list_of_people_needs_no_more_queries(office, make, county, statements):
    make.user("first", "第一", county, Role.CLERK)
    with statements() as few:
        office.get("/users")
    for n in range(12):
        make.user(f"u{n}", f"人{n}", county, Role.CLERK)

    with statements() as many:
        office.get("/users")

    assert len(many) == len(few)


def test_a_county_s_administrator_keeps_the_county_alone(
    browser, make, county, studio, mediator, stranger, other_county
):
    browser.as_(make.user("county_admin", "县管", county, Role.ADMIN))

    assert "外乡人" not in browser.get("/users").text
    browser.get(f"/users/{stranger.id}", status=404)
    browser.post(f"/users/{stranger.id}/password", status=404)
    browser.get(f"/units/{other_county.id}/edit", status=404)
    typed = {"username": "xinren", "name": "新人", "unit_id": other_county.id, "role": "mediator"}
    assert "请从列出的选项中选择" in browser.post("/users/new", typed, status=422).text
    assert "新增条目" not in browser.get("/dictionaries/source").text


@pytest.mark.parametrize("username", ["clerk", "mediator", "supervisor", "lawyer", "auditor", "stranger"])
@pytest.mark.parametrize(
    "path", ["/users", "/users/new", "/units", "/units/new", "/dictionaries", "/dictionaries/cause"]
)
def test_nobody_else_opens_these_pages(request, browser, username, path):
    browser.as_(request.getfixturevalue(username)).get(path, status=403)


def test_unknown_fields_change_nothing(office, session, mediator, county):
    before = (mediator.password_hash, mediator.username, mediator.epoch)
    crooked = {"is_demo": "1", "password_hash": "x", "username": "other", "epoch": "9", "must_change_password": "1",
               "grants-0-role": "admin", "id": "1"}  # fmt: skip

    office.submit(f"/users/{mediator.id}/edit", {"name": "张小敏", **crooked})

    assert mediator.name == "张小敏"
    assert (mediator.password_hash, mediator.username, mediator.epoch) == before
    assert not mediator.is_demo
    assert [g.role for g in mediator.grants] == [Role.MEDIATOR]
    assert not mediator.must_change_password


def test_one_s_own_settings_carry_nothing_else(browser, mediator, city):
    browser.as_(mediator).post(
        "/account", {"language": "en", "unit_id": city.id, "name": "别人", "is_active": ""}
    )

    assert (mediator.language, mediator.name, mediator.unit.short_name) == ("en", "张敏", "甲县总")


# ---- Units ----


def unit(session, code) -> Unit:
    return session.scalars(sa.select(Unit).where(Unit.code == code)).one()


EDIT = "main form.form"  # the page also has buttons, each a form of its own
UNIT = {"name": "丙县总工会", "short_name": "丙县", "code": "3603", "kind": "county", "number_mark": "洪丙"}


def test_a_unit_is_opened_in_the_tree(office, session, city):
    office.submit(f"/units/new?parent={city.id}", UNIT)

    assert unit(session, "3603").parent_id == city.id
    assert "丙县" in office.get("/units").text


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"number_pattern": "（{year}）工调〔{serial}〕号"}, "number_pattern"),
        ({"number_pattern": "{year}{mark}"}, "number_pattern"),
        ({"number_pattern": "{year}{year}{mark}{serial}"}, "number_pattern"),
        ({"number_pattern": "{year}{mark}{serial}{0}"}, "number_pattern"),
        ({"number_pattern": "{year}{mark}{serial}}"}, "number_pattern"),
        ({"number_pattern": "{year.__class__}{mark}{serial}"}, "number_pattern"),
        ({"number_pattern": "字" * 45 + "{year}{mark}{serial}"}, "number_pattern"),
        ({"number_mark": "洪甲"}, "number_mark"),
        ({"code": "3601"}, "code"),
        ({"short_name": "甲县总"}, "short_name"),
        ({"name": "甲县总工会"}, "name"),
        ({"cutoff_day": "25"}, "cutoff_from"),
        ({"cutoff_from": "2026-12"}, "cutoff_day"),
        ({"cutoff_day": "32", "cutoff_from": "2026-12"}, "cutoff_day"),
        ({"cutoff_day": "25", "cutoff_from": "2026-13"}, "cutoff_from"),
    ],
)
def test_a_unit_that_will_not_do_is_refused_beside_the_field(office, county, typed, field):
    page = office.submit("/units/new", {**UNIT, **typed}, status=422)

    assert page.select_one(f"#{field}-error"), page.select_one(".error-summary")


def test_the_cut_off_day_holds_from_a_month(office, session, county):
    office.submit(f"/units/{county.id}/edit", {"cutoff_day": "25", "cutoff_from": "2026年12月"}, form=EDIT)

    assert (county.cutoff_day, county.cutoff_from) == (25, date(2026, 12, 1))
    assert office.get(f"/units/{county.id}/edit").select_one("#cutoff_from")["value"] == "2026-12"


def test_a_unit_is_not_put_under_itself(office, county, studio):
    page = office.submit(f"/units/{county.id}/edit", {"parent_id": studio.id}, form=EDIT, status=422)

    assert "自己的下级之下" in page.text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"number_mark": "洪丙"}, "（2026）洪丙工调〔118〕号"),
        ({"number_mark": "洪丙", "number_pattern": "{mark}-{year}-{serial}"}, "洪丙-2026-118"),
        ({"number_mark": "洪丙", "number_pattern": "{mark}"}, "否则案号会重复"),
    ],
)
def test_the_number_is_shown_while_its_pattern_is_typed(office, session, typed, told):
    assert told in office.post("/units/example", typed, status=200).text


def test_a_pattern_is_inherited_from_the_unit_above(office, city):
    city.number_pattern = "{mark}工会调字{year}-{serial}"

    page = office.post("/units/example", {"number_mark": "洪丙", "parent_id": city.id}, status=200)

    assert "洪丙工会调字2026-118" in page.text


def test_a_unit_with_people_is_not_closed(office, county, mediator, other_county):
    office.post(f"/units/{county.id}/close", status=409)
    assert county.is_active

    office.post(f"/units/{other_county.id}/close")

    assert not other_county.is_active


# ---- Code tables ----

TERM = {"code": "field", "name": "外勤", "name_en": "Field visit", "position": "90"}


def test_a_code_is_added_and_can_be_chosen_at_once(office, session):
    office.submit("/dictionaries/source/new", TERM)

    assert ("field", "外勤") in queries.choices(Dictionary.SOURCE, date(2026, 11, 23))


def test_ending_a_code_hides_it_from_new_cases_and_keeps_its_name(office, session):
    office.submit("/dictionaries/source/new", TERM)
    made = session.scalars(sa.select(Term).where(Term.code == "field")).one()

    office.submit(f"/dictionaries/terms/{made.id}", {"valid_to": "2026-11-22"})

    assert "field" not in dict(queries.choices(Dictionary.SOURCE, date(2026, 11, 23)))
    assert "field" in dict(queries.choices(Dictionary.SOURCE, date(2026, 11, 22)))
    assert queries.term_name(Dictionary.SOURCE, "field") == "外勤"


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"code": "court"}, "code"),
        ({"valid_from": "2026-12-01", "valid_to": "2026-11-30"}, "valid_to"),
        ({"parent_code": "nowhere"}, "parent_code"),
        ({"name_en": ""}, "name_en"),
    ],
)
def test_a_code_that_will_not_do_is_refused_beside_the_field(office, typed, field):
    page = office.submit("/dictionaries/source/new", {**TERM, **typed}, status=422)

    assert page.select_one(f"#{field}-error"), page.select_one(".error-summary")


def test_a_code_itself_never_changes_and_is_never_deleted(app, office, session):
    made = session.scalars(sa.select(Term).where(Term.code == "court")).one()

    office.submit(f"/dictionaries/terms/{made.id}", {"code": "other", "name": "法院委托调解"})

    assert (made.code, made.name) == ("court", "法院委托调解")
    assert not [
        rule
        for rule in app.url_map.iter_rules()
        if "delete" in rule.rule or ("terms" in rule.rule and "end" in rule.rule)
    ]


@pytest.mark.parametrize(
    ("day", "shown", "hidden"), [("2025-12-31", "186", "205"), ("2026-01-01", "205", "186")]
)
def test_the_causes_stand_in_the_numbering_of_the_day(office, session, day, shown, hidden):
    page = office.get("/dictionaries/cause", query_string={"on": day})

    codes = {link.text for link in page.select("a.row-link")}
    assert shown in codes
    assert hidden not in codes
    everything = {link.text for link in office.get("/dictionaries/cause").select("a.row-link")}
    assert {"186", "205"} <= everything


def test_an_unknown_dictionary_is_not_found(office):
    office.get("/dictionaries/nothing", status=404)


# ---- No case content ----


def test_an_administrator_sees_nothing_of_any_case(office, make, county, mediator):
    make.mediation(county, mediator, worker="秘密工人", employer="秘密公司", handler=mediator)

    for path in ("/users", f"/users/{mediator.id}", "/units", "/dictionaries", "/account"):
        assert "秘密" not in office.get(path).text
    office.get("/mediations/", status=403)


def test_passwords_never_come_back_on_any_page(office, mediator):
    for path in ("/users", f"/users/{mediator.id}", f"/users/{mediator.id}/edit"):
        page = office.get(path)
        assert "argon2" not in str(page)
        assert PASSWORD not in str(page)


def test_a_unit_with_a_case_in_work_is_not_closed(office, make, other_county, stranger):
    case = make.mediation(other_county, stranger, handler=stranger)
    stranger.is_active = False
    make.session.flush()

    page = office.post(f"/units/{other_county.id}/close", status=409)

    assert "1件未办结" in page.text
    assert case.unit.is_active
