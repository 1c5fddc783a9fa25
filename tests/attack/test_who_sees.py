"""Who sees and does what: own scope, hand-overs and after them, filters by handler, and the one who is known already."""

import pytest
import sqlalchemy as sa

from casework.accounts import actions as accounts
from casework.matters import actions as matters
from casework.matters import queries as listing
from casework.matters.models import Audience
from casework.mediation import queries
from casework.mediation.models import Mediation, Status
from casework.permissions import Role, Scope

ID_NUMBER = "360102198803072419"


@pytest.fixture
def own(make, county):
    """A mediator who reaches nothing but their own cases."""
    return make.user("own", "独自明", county, Role.MEDIATOR, Scope.OWN)


def offered(make, case, to, by, **more):
    transfer = matters.offer_transfer(case, to_unit_id=to.id, reason="管辖", by=by, **more)
    make.session.flush()
    return transfer


def test_whoever_works_a_case_reads_the_concessions_noted_in_it(
    make, session, county, own, supervisor, stranger
):
    case = make.mediation(county, own, handler=own)
    given = make.mediation(county, supervisor)
    matters.give_to(given, stranger)  # of another county: opened to them by the assignment
    for matter, by in ((case, own), (given, stranger)):
        matters.write_note(matter, text="可以让到五千", audience=Audience.CONCESSION, by=by)
    session.flush()

    assert len(queries.notes_of(case, own)) == 1
    assert len(queries.notes_of(given, stranger)) == 1


def test_a_hand_over_leaves_concessions_behind(make, session, county, other_county, mediator, stranger):
    case = make.mediation(county, mediator, handler=mediator)
    matters.write_note(case, text="可以让到五千", audience=Audience.CONCESSION, by=mediator)
    matters.answer_transfer(offered(make, case, other_county, mediator), accept=True, answer="", by=stranger)
    session.flush()

    assert queries.notes_of(case, stranger) == []


def test_whoever_offered_a_case_may_take_the_offer_back(browser, make, county, other_county, own):
    transfer = offered(make, make.mediation(county, own, handler=own), other_county, own)

    browser.as_(own).get(f"/transfers/{transfer.id}")
    browser.post(f"/transfers/{transfer.id}/withdraw")

    assert transfer.state == "withdrawn"


@pytest.mark.parametrize("accept", [True, False])
def test_an_answered_hand_over_is_open_only_to_those_who_see_the_case(
    browser, make, county, other_county, mediator, stranger, accept
):
    transfer = offered(make, make.mediation(county, mediator, handler=mediator), other_county, mediator)
    matters.answer_transfer(transfer, accept=accept, answer="说明", by=stranger)

    near, far = (stranger, mediator) if accept else (mediator, stranger)
    browser.as_(near).get(f"/transfers/{transfer.id}")
    browser.as_(far).get(f"/transfers/{transfer.id}", status=404)


def test_a_case_handed_over_before_it_was_taken_waits_to_be_assigned(
    make, county, other_county, supervisor, mediator, stranger
):
    case = make.mediation(county, supervisor)
    make.moved(case, "assign", by=supervisor, handler_id=mediator.id)

    matters.answer_transfer(
        offered(make, case, other_county, supervisor), accept=True, answer="", by=stranger
    )

    assert (case.status, case.handler_id) == (Status.REGISTERED, None)


def test_a_colleague_who_took_a_case_over_can_go_on_with_it(make, county, mediator, other_mediator, clerk):
    case = make.mediation(county, clerk)
    transfer = offered(make, case, county, mediator, to_user_id=other_mediator.id)

    matters.answer_transfer(transfer, accept=True, answer="", by=other_mediator)
    make.moved(case, "accept", by=other_mediator)

    assert case.status == Status.ACCEPTED


def test_a_list_by_handler_holds_their_cases_whoever_they_are(
    browser, make, county, supervisor, clerk, mediator, stranger
):
    make.mediation(county, supervisor, worker="王五二", handler=mediator)
    given = make.mediation(county, supervisor, worker="赵六七")
    matters.give_to(given, stranger)
    make.session.flush()

    page = browser.as_(supervisor).get(f"/mediations/?handler={stranger.id}")
    assert "赵六七" in page.text
    assert "王五二" not in page.text
    page = browser.as_(clerk).get(f"/mediations/?handler={clerk.id}")
    assert "赵六七" not in page.text


def test_a_list_by_handler_names_nobody_whose_cases_are_out_of_reach(
    browser, make, other_county, mediator, stranger
):
    make.mediation(other_county, stranger, handler=stranger)

    page = browser.as_(mediator).get(f"/mediations/?handler={stranger.id}")

    assert stranger.name not in page.text


def test_a_case_is_logged_where_the_clerk_registers_not_where_they_sit(
    browser, make, session, county, studio
):
    clerk = make.user("sent", "借调员", county, None)
    accounts.grant(clerk, Role.CLERK, studio)
    session.flush()

    browser.as_(clerk).submit(
        "/mediations/new", {"name": "王建国", "employer": "宏达", "dispute_type": "wages"}
    )

    assert session.scalars(sa.select(Mediation)).one().unit_id == studio.id
    browser.get(browser.location)


def log_again(browser, name, status=302):
    fields = {"name": name, "phone": "13987651234", "employer": "宏达", "dispute_type": "wages",
              "id_number": "360102 19880307 2419"}  # fmt: skip
    return browser.submit("/mediations/new", fields, status=status)


def test_somebody_who_is_known_by_their_number_keeps_what_is_newly_told(
    browser, make, session, county, mediator
):
    worker = make.worker(county, "甄金雀", id_number=ID_NUMBER, address="旧住址")

    log_again(browser.as_(mediator), "甄金雀")

    found = session.scalars(sa.select(Mediation)).one()
    assert found.workers[0].worker_id == worker.id
    assert (worker.phone, worker.address) == ("13987651234", "旧住址")


def test_a_number_known_under_another_name_is_refused_without_telling_the_name(
    browser, make, county, mediator
):
    make.worker(county, "甄金雀", id_number=ID_NUMBER)

    page = log_again(browser.as_(mediator), "李四", status=422)

    assert "另一个姓名" in page.select_one(".error-summary").text
    assert "甄金雀" not in page.text


def test_a_correction_of_a_person_or_a_firm_stands_on_the_timeline(browser, make, county, mediator):
    case = make.mediation(county, mediator, handler=mediator)
    browser.as_(mediator).submit(
        f"/mediations/{case.id}/workers/{case.workers[0].id}", {"address": "某路一号"}
    )
    browser.submit(f"/mediations/{case.id}/employers/{case.employers[0].id}", {"district": "某区"})

    story = browser.get(f"/mediations/{case.id}").text
    assert "某路一号" in story
    assert "某区" in story


def test_listing_of_a_handler_of_nothing_is_empty(make, county, mediator, stranger):
    assert listing.handlers_among(mediator, stranger.id) == []
    assert listing.handlers_among(mediator, mediator.id) == [mediator]
