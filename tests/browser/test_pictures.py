"""The pictures of the README are made here, from the demonstration: REGENERATE=1, or delete them, and run this test."""

from playwright.sync_api import expect

from casework.accounts.models import User
from casework.extensions import db
from casework.mediation.models import Mediation, Status


def _a_case_with_a_story(username: str) -> int:
    user = db.session.query(User).filter_by(username=username).one()
    found = db.session.query(Mediation).filter(
        Mediation.handler_id == user.id, Mediation.state == Status.MEDIATING.value
    )
    return found.order_by(Mediation.people, Mediation.id).first().id


def test_the_picture_of_a_case(house, page, sign_in, pictures):
    sign_in("tiaojie")
    page.goto(f"/mediations/{house.ask(lambda: _a_case_with_a_story('tiaojie'))}")
    expect(page.locator("#story")).to_be_visible()

    if file := pictures("case.png"):
        page.screenshot(path=file)


def test_the_picture_of_the_statistics(house, page, sign_in, pictures):
    sign_in("shizhuguan")
    page.goto("/reports/?period=2022-12")
    expect(page.locator("h1")).to_be_visible()

    if file := pictures("statistics.png"):
        page.screenshot(path=file)
