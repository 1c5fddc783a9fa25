"""Whatever a browser, a clumsy program or a malicious person sends: an answer, never a fault of ours."""

import logging

import pytest

from casework import rooms
from tests.web.world import addresses

ODD = ("²", "9" * 23, "a\nc\rd", "0001-01-01", "甲" * 3000 + "等9999999999人")
ARGS = (
    "page", "sort", "columns", "count", "q", "state", "handler", "from", "to", "type", "outcome", "unit", "source",
    "employer", "min", "max", "due", "missing", "collective", "stale", "fresh", "query", "next", "parent", "on",
    "who", "since", "until", "table", "kind", "role", "period", "month", "year", "day",
)  # fmt: skip
FIELDS = (
    "name", "phone", "employer", "employer_id", "dispute_type", "claimed_fen", "facts", "source", "received_on",
    "unit_id", "handler_id", "people", "worker_types", "claim_category", "id_kind", "id_number", "court_number",
    "procedure", "signed_for_on", "first_meeting_on", "first_meeting_at", "base", "cause", "is_collective",
    "is_arbitrated", "award_number", "award_received_on", "sued_on", "on", "reason", "extent", "agreed_fen",
    "is_nonmonetary", "agreement", "effective_on", "instalments", "ground", "withdrawal", "days", "consent",
    "paid_fen", "route", "decision", "document_number", "channel", "reached", "satisfaction", "retention_years",
    "archive_number", "note", "text", "audience", "happened_on", "held_on", "starts_at", "place", "present",
    "summary", "to_unit_id", "to_user_id", "answer", "then", "role", "outcome", "is_representative", "mark", "q",
    "query", "shared", "ids", "confirmed", "format", "username", "password", "current", "again", "next", "language",
    "shortcuts", "role_unit_id", "scope", "short_name", "code", "kind", "parent_id", "number_mark",
    "number_pattern", "cutoff_day", "cutoff_from", "name_en", "parent_code", "position", "valid_from", "valid_to",
    "former_names", "uscc", "industry", "ownership", "size", "district", "address", "legal_representative",
    "contact", "contact_phone", "contact_note", "what", "c0-category", "c0-worker_id", "c0-claimed_fen",
    "c0-agreed_fen", "_draft",
)  # fmt: skip
ROOMS = [room.name for room in rooms()]


@pytest.fixture
def faults(caplog):
    """The latest thing that the application logged as its own fault."""
    caplog.set_level(logging.ERROR, logger="casework")
    return lambda: [repr(record.exc_info[1])[:200] for record in caplog.records if record.exc_info][-1:]


def pages_of(name, method):
    room = next(room for room in rooms() if room.name == name)
    return [page for page in room.pages if method in page.methods]


def who(page, world):
    """Somebody who may open the page."""
    names = ("supervisor", "admin", "auditor")
    return world[next(name for name in names if page.needs is None or world[name].can(page.needs))]


@pytest.mark.slow
@pytest.mark.timeout(300)  # a room has many pages, and each is asked a hundred odd things
@pytest.mark.parametrize("name", ROOMS)
def test_no_address_is_answered_with_a_fault(app, browser, world, faults, name):
    found = []
    for page in pages_of(name, "GET"):
        address = addresses(app, world, page)[0].split("?")[0]
        browser.as_(who(page, world))
        for odd in ODD:
            browser._set_out()
            response = browser.client.get(address, query_string=dict.fromkeys(ARGS, odd))
            if response.status_code >= 500:
                found.append((address, odd[:12], faults()))

    assert not found


@pytest.mark.slow
@pytest.mark.timeout(300)  # a room has many pages, and each is asked a hundred odd things
@pytest.mark.parametrize("name", ROOMS)
def test_no_form_is_answered_with_a_fault(app, browser, world, undone, faults, name):
    found = []
    for page in pages_of(name, "POST"):
        for address in addresses(app, world, page)[:25]:
            for fields in [{}, *(dict.fromkeys(FIELDS, odd) for odd in ODD)]:
                with undone():
                    browser.as_(who(page, world))
                    browser._set_out()
                    response = browser.client.post(address, data=fields)
                if response.status_code >= 500:
                    found.append((address, next(iter(fields.values()), "nothing")[:12], faults()))

    assert not found


@pytest.mark.parametrize("path", ["/mediations/?q=%ff%fe", "/mediations/?state=%80", "/today?%ff"])
def test_an_address_in_another_encoding_is_read_as_well_as_it_can_be(browser, mediator, path):
    browser.as_(mediator).get(path)


def test_an_export_asked_in_another_encoding_is_sent(browser, mediator):
    browser.as_(mediator).post("/mediations/export?q=%ff", {"format": "csv"}, status=200)


def test_a_group_of_more_people_than_anybody_counts_is_a_name(browser, session, mediator):
    fields = {"name": "王建国等99999999999999999999人", "employer": "宏达", "dispute_type": "wages"}
    browser.as_(mediator).submit("/mediations/new", fields)


def test_an_instalment_of_nothing_is_refused_at_its_field(browser, make, county, mediator):
    found = make.mediation(county, mediator, handler=mediator)
    make.moved(found, "accept", "consent", by=mediator)

    page = browser.as_(mediator).submit(
        f"/mediations/{found.id}/move/settle",
        {
            "extent": "settled",
            "agreement": "分期",
            "agreed_fen": "100",
            "instalments": "2026-12-05 0\n2026-12-06 100",
        },
        status=422,
    )

    assert "每一期的金额要大于零" in page.select_one(".error-summary").text


def test_a_saved_view_keeps_an_address_in_one_line_and_of_a_length_that_can_be_kept(browser, mediator):
    browser.as_(mediator).post("/views", {"name": "甲", "query": "?type=wages\r\nX-Other: 1"})
    assert browser.location.startswith("/mediations/?type=wages")
    browser.post("/views", {"name": "乙"})
    browser.post("/views", {"name": "丙", "query": "q=" + "a" * 1000}, status=422)


@pytest.mark.parametrize(
    "given",
    [
        "endpoint=x",
        "_external=1&_scheme=javascript",
        "_method=DELETE",
        "_anchor=a&_anchor=b",
        "self=1&values=2",
    ],
)
def test_arguments_that_mean_something_to_the_framework_mean_nothing_here(browser, supervisor, given):
    page = browser.as_(supervisor).get(f"/mediations/?{given}")
    assert not page.select("[href^=javascript]")

    browser.post(f"/mediations/assign?{given}")
    assert browser.location.startswith("/mediations/")


@pytest.mark.parametrize(
    "target", ["/a%0db", "/%09/elsewhere.example", "/%5celsewhere.example", "//elsewhere.example"]
)
def test_a_way_back_that_is_no_address_of_ours_is_not_taken(browser, supervisor, target):
    for page in ("/language/en", "/sign-in"):
        browser.as_(supervisor).get(f"{page}?next={target}", status=302)
        assert "elsewhere" not in browser.location


def test_a_refusal_to_a_script_is_plain_text(browser, supervisor):
    browser.as_(supervisor).get("/transfers/999", headers={"X-Requested-With": "fetch"}, status=404)

    assert browser.response.mimetype == "text/plain"


@pytest.mark.parametrize("sent", [{"path": "/mediations/?q=a%00b"}, {"path": "/drafts/a%00b", "data": {"text": "甲"}},
                                  {"path": "/views", "data": {"name": "甲", "query": "a\x00b"}}])  # fmt: skip
def test_what_no_text_holds_is_refused_at_the_door(browser, mediator, sent):
    client = browser.as_(mediator).client
    answer = client.post(**sent) if "data" in sent else client.get(**sent)

    assert answer.status_code == 400


@pytest.mark.parametrize("form", ["%E7%94%B2" * 200, ".."])
def test_a_draft_under_any_name_is_kept_and_thrown_away(browser, mediator, form):
    browser.as_(mediator).post(f"/drafts/{form}", {"text": "写了一半"}, status=200)
    assert "写了一半" in browser.get("/drafts/").text

    browser.post(f"/drafts/{form}/drop")
    assert "写了一半" not in browser.get("/drafts/").text
