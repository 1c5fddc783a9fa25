"""Who may open what. Every page, by everybody: as the table of permissions and the scope say, and nothing leaks."""

import io
import zipfile

import pytest

from casework.consultations.rules import WORKFLOW as CONSULTING
from casework.legal_aid.rules import WORKFLOW as AID_WORKFLOW
from casework.mediation.rules import WORKFLOW
from casework.permissions import GRANTS, Role
from casework.stability.rules import WORKFLOW as RISK_WORKFLOW
from casework.web.chrome import HEADERS
from tests.web import world as whole
from tests.web.world import PEOPLE, AidCanary, Canary

# Said here once more, on purpose: if a grant or a default scope changes, this has to be changed too.
ROLES = {
    "clerk": Role.CLERK,
    "mediator": Role.MEDIATOR,
    "lawyer": Role.LAWYER,
    "supervisor": Role.SUPERVISOR,
    "city_supervisor": Role.SUPERVISOR,
    "admin": Role.ADMIN,
    "auditor": Role.AUDITOR,
    "stranger": Role.MEDIATOR,
}
SEE_THE_CASES = ("clerk", "mediator", "supervisor", "city_supervisor")
# By the model that a page is about: who sees the row of it that the world holds.
SEE_WHAT_WAS_ASKED = (
    "mediator",
    "supervisor",
    "city_supervisor",
)  # whoever answered, and who supervises them
SEE_THE_AID = ("clerk", "lawyer", "supervisor", "city_supervisor")
SEEN_BY = {
    "Matter": SEE_THE_CASES,
    "Mediation": SEE_THE_CASES,
    "Consultation": SEE_WHAT_WAS_ASKED,
    "TextModule": ("mediator",),
    "LegalAid": SEE_THE_AID,
    "Finding": SEE_THE_CASES,
    "Campaign": SEE_THE_CASES,
}
FINE = {200, 204, 302, 409, 422}  # 422: the form came back with what is missing; 409: not at this step


def expected(page, world, name: str, address: str, method: str) -> set[int]:
    """The answers that are right when this person asks for this page."""
    if page.needs is None:
        return FINE
    if page.needs not in GRANTS[ROLES[name]]:
        return {403}
    special = SPECIAL.get(page.endpoint)
    if special:
        return special(world, name, address, method)
    if page.of is not None and page.of.__name__ in SEEN_BY:
        return FINE if name in SEEN_BY[page.of.__name__] else {404}
    return FINE


def _move(world, name, address, _method):
    if name not in SEE_THE_CASES:
        return {404}
    step = WORKFLOW[address.rsplit("/", 1)[1]]
    may = step.needs in GRANTS[ROLES[name]] and (not step.by_handler or name == "mediator")
    return FINE if may else {403}


def _consulted(world, name, address, _method):
    if name not in SEE_WHAT_WAS_ASKED:
        return {404}
    return FINE if CONSULTING[address.rsplit("/", 1)[1]].needs in GRANTS[ROLES[name]] else {403}


def _aid_move(world, name, address, _method):
    if name not in SEE_THE_AID:
        return {404}
    step = AID_WORKFLOW[address.rsplit("/", 1)[1]]
    aid = next(aid for aid in world.aids if f"/{aid.id}/move" in address)
    may = step.needs in GRANTS[ROLES[name]] and (not step.by_handler or aid.handler_id == world[name].id)
    if name == "lawyer" and aid.handler_id != world[name].id:
        return {404}
    return FINE if may else {403}


def _aid_show(world, name, address, _method):
    sees = name in SEE_THE_AID and (name != "lawyer" or address != f"/legal-aid/{world.aid_granted.id}")
    return FINE if sees else {404}


def _transfer(world, name, _address, method):
    """Those who offered may look, and take it back; those it is offered to answer."""
    if name not in ("mediator", "supervisor", "city_supervisor"):
        return {404}
    return FINE if method == "GET" or name == "city_supervisor" else {403}


def _risk_move(world, name, address, _method):
    if name not in SEE_THE_CASES:
        return {404}
    step = RISK_WORKFLOW[address.rsplit("/", 1)[1]]
    may = step.needs in GRANTS[ROLES[name]] and (not step.by_handler or name == "mediator")
    return FINE if may else {403}


def _acknowledge(world, name, _address, _method):
    """The county's supervisor sees it; the city, to which it was passed up, takes it in hand."""
    return FINE if name == "city_supervisor" else {403} if name in SEE_THE_CASES else {404}


SPECIAL = {
    "stability.move": _risk_move,
    "stability.acknowledge": _acknowledge,
    "stability.returned": lambda world, name, *_: FINE if name in SEE_THE_CASES else {404},
    "stability.correct_return": lambda world, name, *_: FINE if name in SEE_THE_CASES else {404},
    "mediation.move": _move,
    "consultations.move": _consulted,
    "legal_aid.move": _aid_move,
    "legal_aid.show": _aid_show,
    "legal_aid.new_rate": lambda world, name, *_: FINE if name == "city_supervisor" else {403},
    "matters.answer_transfer": _transfer,
    "matters.withdraw_transfer": lambda world, name, *_: FINE if name in SEE_THE_CASES else {404},
    "matters.person": lambda world, name, *_: FINE if name in SEE_THE_CASES else {404},
    "matters.company": lambda world, name, *_: FINE if name in SEE_THE_CASES else {404},
    "matters.drop_view": lambda world, name, *_: FINE if name == "mediator" else {404},
}


def everything(app, world):
    """(page, address, method) of all there is."""
    for _rule, page in whole.pages(app):
        for address in whole.addresses(app, world, page):
            for method in page.methods:
                yield page, address, method


FEW_MOVES = ("settle", "fail", "pay", "reopen", "grant", "conclude", "engage")


def a_few(app, world, method: str):
    """(page, address) of one method, with a few moves only: their page is one and the same."""
    for page, address, other in everything(app, world):
        if other == method and (not page.endpoint.endswith(".move") or address.endswith(FEW_MOVES)):
            yield page, address


def text_of(response) -> str:
    """All that a response says, also inside a workbook."""
    if response.mimetype.startswith("text/") or response.mimetype == "application/json":
        return response.get_data(as_text=True) + str(response.headers)
    body = response.get_data()
    if not body.startswith(b"PK"):
        return body.decode("utf-8", "replace")
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        return "".join(packed.read(name).decode("utf-8", "replace") for name in packed.namelist())


@pytest.mark.parametrize("name", PEOPLE)
def test_a_page_opens_as_the_permission_and_the_scope_say(app, browser, world, undone, name):
    wrong, leaks = [], []
    for page, address, method in everything(app, world):
        with undone():
            browser.as_(world[name])  # anew: some pages end the session
            sent = {"csrf_token": "as every form does"} if method == "POST" else None
            response = browser.client.open(address, method=method, data=sent)
            browser._set_out()
            right = expected(page, world, name, address, method)
            if response.status_code not in right:
                wrong.append(f"{method} {address}: {response.status_code}, expected {sorted(right)}")
            leaks += [f"{method} {address}: {word}" for word in forbidden(name) if word in text_of(response)]
    assert not wrong, "\n".join(wrong)
    assert not leaks, "\n".join(leaks)


def forbidden(name: str) -> tuple[str, ...]:
    """What must not be in any answer to this person: full numbers for all, and the cases for those outside them.

    The auditor's log says which cases were changed by whom, so it names numbers, never people.
    """
    words = [word for word in Canary.WORDS if name != "auditor" or word != Canary.COURT_NUMBER]
    words = [] if name in SEE_THE_CASES else words
    words += [] if name in SEE_THE_AID else AidCanary.WORDS
    words += [] if name in SEE_WHAT_WAS_ASKED else Canary.ASKED.values()
    return (*Canary.FULL, *AidCanary.FULL, *words)


def test_nobody_opens_anything_without_signing_in(app, browser, world, undone):
    client = app.test_client()
    for page, address, method in everything(app, world):
        if page.needs is None:
            continue
        with undone():
            response = client.open(address, method=method)
            quiet = client.open(address, method=method, headers={"X-Requested-With": "fetch"})
            browser._set_out()
        assert response.status_code == 302, f"{method} {address}: {response.status_code}"
        assert response.location.startswith("/sign-in"), f"{method} {address} leads to {response.location}"
        assert quiet.status_code == 401, f"{method} {address} by script: {quiet.status_code}"
        assert not [w for w in (*Canary.FULL, *Canary.WORDS) if w in text_of(response) + text_of(quiet)]


def test_public_pages_are_these(app):
    public = {rule for rule, page in whole.pages(app) if page.needs is None}
    assert public == {"/sign-in", "/sign-out", "/language/<code>"}


def test_whoever_must_change_the_password_opens_nothing_else(app, browser, session, world):
    world["supervisor"].must_change_password = True
    browser.as_(world["supervisor"])
    for page, address, method in everything(app, world):
        if page.needs is None or page.endpoint == "accounts.password":
            continue
        response = browser.client.open(address, method=method)
        browser._set_out()
        assert response.status_code == 302, f"{method} {address}"
        assert response.location == "/account/password", f"{method} {address}"


# --- what leaves the house ----------------------------------------------------------------------------------------


ASKED = (
    "q=金雀", "q=4321", "q=1234", f"q={Canary.PHONE}", "q=7788", "employer=丝雀", "type=wages", "state=open",
    "missing=worker_type", "due=overdue", "collective=1", "stale=1", "sort=amount", "count=exact", "min=1", "handler=0",
)  # fmt: skip


def _told(browser, method, path, data=None) -> str:
    response = browser.client.open(path, method=method, data=data or {})
    browser._set_out()
    assert response.status_code in (200, 302, 404), f"{method} {path}: {response.status_code}"
    return text_of(response)


def _without_echo(text: str, asked: str) -> list[str]:
    return [word for word in (*Canary.WORDS, *Canary.FULL) if word in text and word not in asked]


@pytest.mark.parametrize("asked", ASKED)
def test_a_stranger_finds_nothing_of_the_county_by_searching_filtering_or_exporting(browser, world, asked):
    browser.as_(world["stranger"])
    number = world.case.number
    handler, unit = f"handler={world['mediator'].id}", f"unit={world.units['county'].id}"
    for query in (asked, f"{asked}&{handler}", f"{asked}&{unit}"):
        found = _told(browser, "GET", f"/mediations/?{query}")
        files = [
            _told(browser, "POST", f"/mediations/export?{query}", {"format": form})
            for form in ("xlsx", "csv")
        ]
        for text in (found, *files):
            assert not _without_echo(text, asked), query
            assert number not in text


def test_a_strangers_export_holds_their_own_cases_alone(browser, world):
    browser.as_(world["stranger"])
    told = _told(browser, "POST", "/mediations/export", {"format": "csv"})

    assert "别县机械有限公司" in told
    assert not _without_echo(told, "")


FIGURES = {
    "all": ("mediated", "consultations", "recovered", "risk"),
    "mediation": ("received", "claimed", "pending"),
    "legal_aid": ("received", "granted", "drafting", "pending"),
    "consultation": ("received", "told", "people"),
    "stability": ("received", "letters", "pending"),
}


def test_a_stranger_counts_and_opens_nothing_of_the_county_in_the_statistics(browser, world):
    browser.as_(world["stranger"])
    county, mediator = world.units["county"].id, world["mediator"].id
    for asked in (
        "period=2026-11", f"period=2026-11&unit={county}", f"period=2026&by=unit&key={county}",
        f"period=2026&by=handler&key={mediator}", f"period=2026&unit={county}&by=type&key=wages", "key=²&by=unit", "key=&by=handler",
    ):  # fmt: skip
        told = ""
        for kind, measures in FIGURES.items():
            told += _told(browser, "GET", f"/reports/?kind={kind}&{asked}")
            for query in (f"kind={kind}&measure={measure}&{asked}" for measure in measures):
                told += _told(browser, "GET", f"/reports/cases?{query}")
                for form in ("xlsx", "csv"):
                    told += _told(browser, "POST", f"/reports/cases/export?{query}", {"format": form})
            told += _told(browser, "POST", f"/reports/export?kind={kind}&{asked}")
        assert not _without_echo(told, asked)
        assert world.case.number not in told


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "甄金雀"},
        {"name": "甄金雀", "employer": "丝雀纺织品有限公司", "dispute_type": "wages"},
        {"phone": Canary.PHONE},
        {"id_number": Canary.ID_NUMBER},
        {"court_number": Canary.COURT_NUMBER},
    ],
)
def test_a_stranger_is_told_by_the_look_up_at_most_how_many(browser, world, typed):
    told = _told(browser.as_(world["stranger"]), "POST", "/lookup", typed)

    assert world.case.number not in told
    assert "/mediations/" not in told
    assert not _without_echo(told, " ".join(typed.values()))


def test_a_colleague_sees_by_the_look_up_what_a_stranger_does_not(browser, world):
    told = _told(browser.as_(world["clerk"]), "POST", "/lookup", {"phone": Canary.PHONE})
    assert world.case.number in told


@pytest.mark.parametrize("typed", ["丝雀", "丝雀纺织", "纺织品", "有限公司", "%", "_"])
def test_a_stranger_gets_no_employer_of_the_county_by_typing(browser, world, typed):
    told = _told(browser.as_(world["stranger"]), "POST", "/lookup/employers", {"q": typed})

    assert Canary.EMPLOYER not in told
    assert Canary.SECOND not in told


def test_a_draft_is_its_writers_alone(browser, world):
    for name in PEOPLE:
        browser.as_(world[name])
        told = _told(browser, "GET", "/drafts/") + _told(browser, "GET", f"/mediations/{world.case.id}/notes") \
            if name in SEE_THE_CASES else _told(browser, "GET", "/drafts/")  # fmt: skip
        assert (Canary.TEXTS["draft"] in told) == (name == "mediator"), name


def test_a_full_number_is_shown_only_after_a_reason(browser, world):
    browser.as_(world["mediator"])
    entry = world.case.workers[0].id
    page = f"/mediations/{world.case.id}/workers/{entry}/full/id_number"

    assert Canary.ID_NUMBER not in _told(browser, "GET", page)
    assert browser.client.post(page, data={"reason": ""}).status_code == 422
    browser._set_out()
    assert Canary.ID_NUMBER in _told(browser, "POST", page, {"reason": "核对身份"})


def test_concessions_stay_out_of_files(browser, world):
    browser.as_(world["supervisor"])
    for form in ("xlsx", "csv"):
        assert Canary.TEXTS["concession"] not in _told(
            browser, "POST", "/mediations/export", {"format": form}
        )


# --- children, columns ---------------------------------------------------------------------------------------------


def test_a_child_opens_only_through_its_own_case(browser, world):
    foreign, case, closed = world.foreign, world.case, world.closed
    browser.as_(world["city_supervisor"])  # sees all three, so that only the wrong parent can be the reason
    children = [
        f"workers/{case.workers[0].id}", f"workers/{case.workers[0].id}/result",
        f"workers/{case.workers[0].id}/full/phone", f"employers/{case.employers[0].id}",
        f"meetings/{world.meeting.id}",
    ]  # fmt: skip
    for child in children:
        browser.get(f"/mediations/{case.id}/{child}")
        for parent in (foreign, closed):
            browser.get(f"/mediations/{parent.id}/{child}", status=404)
            browser.post(f"/mediations/{parent.id}/{child}", {"reason": "看看"}, status=404)
    browser.post(f"/mediations/{foreign.id}/meetings/{world.meeting.id}/cancel", status=404)
    given = world["clerk"].grants[0].id
    browser.as_(world["admin"]).post(f"/users/{world['lawyer'].id}/roles/{given}/end", status=404)


def test_an_administrator_of_another_county_reaches_nobody_here(browser, make, world):
    other = make.user("other_admin", "管小乙", world.units["other_county"], Role.ADMIN)
    browser.as_(other)
    for path in (
        f"/users/{world['clerk'].id}",
        f"/users/{world['clerk'].id}/edit",
        f"/units/{world.units['county'].id}/edit",
    ):
        browser.get(path, status=404)
    assert "录小英" not in browser.get("/users").text


OVERREACH = {
    "id": "999", "unit_id": "{other}", "handler_id": "{stranger}", "registered_by_id": "{stranger}", "state": "archived",
    "status": "archived", "version": "99", "number": "（1999）假号", "number_serial": "999", "outcome_code": "settled",
    "outcome": "settled", "agreed_fen": "99999", "paid_fen": "99999", "concluded_on": "2026-11-20", "lead_worker": "假名",
    "employer_name": "假单位", "performance": "performed", "accepted_on": "2026-11-20", "kind": "other", "is_demo": "1",
    "next_due_on": "2030-01-01", "registered_at": "2020-01-01", "employer_id": "{employer}", "retention_years": "1",
}  # fmt: skip


def overreach(world) -> dict:
    """Columns of a case that no form asks this person for."""
    values = {
        "other": world.units["other_county"].id,
        "stranger": world["stranger"].id,
        "employer": world.foreign.employer_id,
    }
    return {name: value.format(**values) for name, value in OVERREACH.items()}


def test_the_intake_takes_only_what_it_asks(browser, session, world):
    browser.as_(world["clerk"]).submit(
        "/mediations/new",
        {"name": "赵新", "employer": "新光机械有限公司", "dispute_type": "wages", **overreach(world)},
    )
    case = session.get(type(world.case), int(browser.location.rsplit("/", 1)[1]))

    assert (case.unit_id, case.handler_id, case.state) == (world.units["county"].id, None, "registered")
    assert (case.registered_by_id, case.outcome_code, case.agreed_fen, case.paid_fen) == (
        world["clerk"].id,
        None,
        0,
        0,
    )
    assert (case.lead_worker, case.employer_name, case.version) == ("赵新", "新光机械有限公司", case.version)
    assert case.employer_id != world.foreign.employer_id
    assert "假号" not in case.number
    assert case.registered_at.year == 2026


@pytest.mark.parametrize(
    "path", ["edit", "claims", "employers/{employer}", "workers/{worker}", "notes", "move/extend"]
)
def test_a_form_about_a_case_changes_only_what_it_asks(browser, session, world, path):
    case = world.case
    kept = ("unit_id", "handler_id", "registered_by_id", "number", "number_serial", "outcome_code", "agreed_fen",
            "paid_fen", "concluded_on", "performance", "accepted_on", "registered_at", "retention_years", "kind",
            "employer_id")  # fmt: skip
    before = {name: getattr(case, name) for name in kept}
    address = f"/mediations/{case.id}/" + path.format(
        employer=case.employers[0].id, worker=case.workers[0].id
    )
    answers = {"text": "一条进展", "days": "5", "consent": "双方书面同意"}

    browser.as_(world["mediator"]).submit(address, {**overreach(world), **answers})

    assert {name: getattr(case, name) for name in kept} == before
    assert case.state in ("mediating", "extended")
    worker, employer = case.workers[0].worker, case.employers[0].employer
    assert (worker.unit_id, employer.unit_id) == (world.units["county"].id, world.units["county"].id)


def test_ones_own_settings_give_no_rights(browser, session, world):
    clerk = world["clerk"]
    browser.as_(clerk).submit(
        "/account",
        {
            "username": "root",
            "unit_id": world.units["city"].id,
            "is_demo": "1",
            "role": "admin",
            "epoch": "9",
        },
    )

    assert (clerk.username, clerk.unit_id, clerk.is_demo) == ("clerk", world.units["county"].id, False)
    assert clerk.roles == [Role.CLERK]


# --- what may stand in an address ----------------------------------------------------------------------------------


NONSENSE = (
    "-received' OR '1'='1", "(CASE WHEN 1=1 THEN id ELSE number END)", "%\\", "\x00", "²", "-1",
    "99999999999999999999999", "\ud800😀", "2026-02-30", "a" * 3000,
)  # fmt: skip
USUAL = (
    "sort",
    "page",
    "count",
    "columns",
    "q",
    "next",
    "parent",
    "fresh",
    "kept",
    "query",
    "unit",
    "from",
    "to",
)


def _parameters(page, address) -> set[str]:
    """What the page itself reads, as far as its forms and links tell."""
    names = {field["name"] for field in page.select("form[method=get] [name]")}
    for link in page.select("a[href*='?']"):
        path, _mark, query = link["href"].partition("?")
        if path in ("", address):
            names |= {pair.partition("=")[0] for pair in query.split("&") if pair}
    return names | set(USUAL)


@pytest.mark.parametrize("name", ["supervisor", "admin", "auditor"])
def test_no_address_however_wrong_breaks_a_page(app, browser, world, name):
    browser.as_(world[name])
    for page, address in a_few(app, world, "GET"):
        if page.needs not in GRANTS[ROLES[name]]:
            continue
        shown = browser.client.get(address)
        browser._set_out()
        if shown.status_code != 200:
            continue
        names = _parameters(_parsed(shown), address)
        for nonsense in NONSENSE:
            _survives(browser, address, dict.fromkeys(names, nonsense.encode("utf-8", "surrogatepass")))
        for each in names - set(USUAL):
            _survives(browser, address, {each: "'²"})


def _parsed(response):
    from bs4 import BeautifulSoup

    return BeautifulSoup(response.get_data(as_text=True), "html.parser")


def _survives(browser, address, query):
    from urllib.parse import urlencode

    response = browser.client.get(f"{address}?{urlencode(query)}")
    browser._set_out()
    assert response.status_code < 500, f"{address}?{urlencode(query)[:300]}: {response.status_code}"


@pytest.mark.parametrize("number", ["0", "99999999999999999999", "2147483648", "9223372036854775808"])
def test_no_number_in_an_address_breaks_a_page(app, browser, world, number):
    for name in ("supervisor", "admin"):
        browser.as_(world[name])
        for rule, page in whole.pages(app):
            if "<int:" not in rule or page.needs not in GRANTS[ROLES[name]]:
                continue
            address = rule.replace("<name>", "accept").replace("<what>", "phone")
            for part in ("id", "entry", "given", "transfer"):
                address = address.replace(f"<int:{part}>", number)
            for method in page.methods:
                response = browser.client.open(address, method=method)
                browser._set_out()
                assert response.status_code == 404, f"{method} {address}: {response.status_code}"


@pytest.mark.parametrize("nonsense", ["²", "99999999999999999999999", "\x00'", ""])
def test_no_answer_however_wrong_breaks_a_form(app, browser, world, undone, nonsense):
    for name in ("supervisor", "admin"):
        for page, address in a_few(app, world, "POST"):
            if page.needs is None or page.needs not in GRANTS[ROLES[name]]:
                continue
            with undone():
                browser.as_(world[name])
                names = set(USUAL) | {
                    "ids",
                    "confirmed",
                    "handler_id",
                    "reason",
                    "phone",
                    "id_number",
                    "text",
                    "_draft",
                    "_key",
                    "base",
                    "format",
                }
                if "GET" in page.methods:
                    shown = browser.client.get(address)
                    browser._set_out()
                    names |= {field["name"] for field in _parsed(shown).select("form[method=post] [name]")}
                response = browser.client.post(address, data=dict.fromkeys(names - {"csrf_token"}, nonsense))
                browser._set_out()
            assert response.status_code < 500, f"{name} POST {address} {nonsense!r}: {response.status_code}"


REDIRECTS = (
    "//evil.example", "https://evil.example/", "/\\evil.example", "/\t/evil.example", "javascript:alert(1)", "///evil.example",
    " //evil.example", "https:/evil.example",
)  # fmt: skip


@pytest.mark.parametrize("target", REDIRECTS)
def test_nobody_is_sent_to_another_site(app, browser, world, target):
    from urllib.parse import urlencode, urlsplit

    browser.as_(world["clerk"])
    for path in ("/sign-in", "/language/en"):
        response = browser.client.get(f"{path}?{urlencode({'next': target})}")
        browser._set_out()
        found = urlsplit(response.location)
        assert (found.scheme, found.netloc) == ("", ""), response.location
        assert "evil" not in response.location
    fresh = app.test_client()
    response = fresh.post(
        "/sign-in", data={"username": "clerk", "password": "correct horse battery staple", "next": target}
    )
    browser._set_out()
    assert response.status_code == 302
    assert "evil" not in response.location
    assert "javascript" not in response.location


# --- text is text --------------------------------------------------------------------------------------------------


MARK = "\"'><xss-probe onfocus=x>&lt;{{7*7}}<script>xss()</script>"


def _poison(session, world) -> None:
    """The mark into every text that somebody may type."""
    from casework.accounts.models import Unit, User
    from casework.matters.models import Meeting, Note, SavedView, Transfer
    from casework.mediation.models import Payment, Visit
    from casework.parties.models import Employer, Worker

    texts = {
        Unit: ("name", "short_name"), User: ("name",), Note: ("text",), SavedView: ("name", "query"),
        Meeting: ("place", "present", "summary"), Transfer: ("reason",), Payment: ("note",), Visit: ("note",),
        Worker: ("name", "address", "contact_note"),
        Employer: ("name", "former_names", "district", "address", "legal_representative", "contact"),
    }  # fmt: skip
    for model, columns in texts.items():
        for n, row in enumerate(session.query(model)):
            for column in columns:
                room = getattr(model.__table__.c, column).type.length or 500
                setattr(row, column, (f"{n}{MARK}")[:room] if room >= 40 else f"{n}<xss-probe>")
    for case in world.cases:
        for column, room in (("facts", 500), ("agreement", 500), ("ending_note", 500), ("court_number", 60), ("lead_worker", 60),
                             ("employer_name", 120), ("award_number", 60), ("confirmation_number", 60),
                             ("extension_consent", 200), ("archive_number", 60)):  # fmt: skip
            setattr(case, column, MARK[:room])
    for aid in world.aids:
        for column, room in (("facts", 500), ("closing_report", 500), ("ending_note", 500), ("missing", 500),
                             ("lead_worker", 60), ("employer_name", 120), ("other_firm", 100), ("income_source", 200),
                             ("household", 500), ("assets", 500), ("archive_number", 60)):  # fmt: skip
            setattr(aid, column, MARK[:room])
        for work in aid.works:
            work.institution = work.note = MARK[:100]
    world.term.name = world.term.name_en = MARK
    session.flush()


@pytest.mark.parametrize("name", ["mediator", "city_supervisor", "admin", "auditor"])
def test_what_people_type_is_shown_as_text(app, browser, session, acting, world, name):
    from casework.web import drafts

    with acting(world["mediator"]):
        _poison(session, world)
        for who in (world[name], world["mediator"]):
            drafts.save(who.id, f"note.{world.case.id}", {"text": MARK})
        session.commit()
    browser.as_(world[name])
    seen = 0
    for path, data in (
        *((address, None) for _page, address in a_few(app, world, "GET")),
        ("/mediations/?q=" + MARK.replace("&", "%26"), None),
        ("/lookup", {"phone": Canary.PHONE, "employer": MARK}),
        ("/lookup/employers", {"q": "xss-probe"}),
        (f"/mediations/{world.case.id}/notes", {"text": "", "happened_on": MARK}),
    ):
        response = browser.client.post(path, data=data) if data else browser.client.get(path)
        browser._set_out()
        page = _parsed(response)
        assert not page.select("xss-probe"), path
        assert not [s for s in page.select("script") if not s.get("src")], path
        assert not [tag for tag in page.select("*") if any(a.startswith("on") for a in tag.attrs)], path
        assert not page.select("[style]"), f"{path}: an inline style, which the policy of contents would drop"
        seen += "&lt;xss-probe" in response.get_data(as_text=True)
    assert seen > 3


# --- around every answer -------------------------------------------------------------------------------------------


def test_every_answer_carries_the_headers(app, browser, world):
    browser.as_(world["supervisor"])
    paths = [a for p, a, m in everything(app, world) if m == "GET" and not p.endpoint.endswith(".move")]
    for path in (*paths, "/nowhere", "/users", "/static/css/casework.css", "/mediations/export"):
        response = browser.client.get(path)
        response.close()
        browser._set_out()
        for header, value in HEADERS.items():
            assert response.headers.get(header) == value, f"{path}: {header}"
        if not path.startswith("/static/"):
            assert response.headers["Cache-Control"] == "no-store", path
    assert "frame-ancestors 'none'" in HEADERS["Content-Security-Policy"]
    assert "unsafe" not in HEADERS["Content-Security-Policy"]


def test_a_form_without_its_token_is_refused(app, browser, world, undone, statements, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
    for name in ("supervisor", "admin", "auditor"):
        browser.as_(world[name])
        for page, address in a_few(app, world, "POST"):
            if page.needs is not None and page.needs not in GRANTS[ROLES[name]]:
                continue
            with undone(), statements() as ran:
                response = browser.client.post(
                    address, data={"reason": "没有令牌", "text": "没有令牌", "q": "某"}
                )
                browser._set_out()
            assert response.status_code == 400, f"POST {address}: {response.status_code}"
            assert not [s for s in ran if s.startswith(("INSERT", "UPDATE", "DELETE"))], address
