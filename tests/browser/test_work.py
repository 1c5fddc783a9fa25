"""A mediator's work in a real browser: by keyboard alone, with suggestions beside it, and without losing a word."""

from playwright.sync_api import expect

from casework.accounts.models import User
from casework.demo.sign_ins import PASSWORD
from casework.extensions import db
from casework.mediation.models import OPEN, Mediation
from casework.parties.models import Worker


class Keyboard:
    """Counts what is pressed. A Chinese character counts as one key, as with any input method."""

    def __init__(self, page):
        self.page, self.keys, self.tabs = page, 0, 0

    def tab(self) -> str:
        self.tabs += 1
        return self.press("Tab")

    def press(self, key: str) -> str:
        self.keys += 1
        self.page.keyboard.press(key)
        return self.page.evaluate("document.activeElement.name || document.activeElement.tagName")

    def type(self, text: str) -> None:
        for character in text:
            self.keys += 1
            if character.isascii():
                self.page.keyboard.press(character)
            else:
                self.page.keyboard.insert_text(character)


def test_a_keyboard_alone_logs_a_case(house, page, sign_in, complaints):
    sign_in("tiaojie")
    page.add_init_script("window.clicks = 0; addEventListener('mousedown', () => window.clicks++, true)")
    page.goto("/mediations/new")
    keyboard = Keyboard(page)

    assert page.evaluate("document.activeElement.name") == "name"
    keyboard.type("卫国强")
    assert keyboard.tab() == "phone"
    keyboard.type("13912345678")
    assert keyboard.tab() == "employer"
    keyboard.type("新潮玩具有限公司")
    assert keyboard.tab() == "dispute_type"
    keyboard.press("Space")
    assert keyboard.tab() == "claimed_fen"
    keyboard.type("1.2万")
    for _ in range(3):
        if keyboard.tab() == "BUTTON":
            break
    assert page.evaluate("window.clicks") == 0
    keyboard.keys += 1
    page.keyboard.press("Enter")  # leaves the page: nothing can be asked of it any more
    page.wait_for_url(lambda url: url.rsplit("/", 1)[1].isdigit())

    assert keyboard.tabs <= 7
    assert keyboard.keys <= 50
    expect(page.locator(".main")).to_contain_text("卫国强")
    expect(page.locator(".main")).to_contain_text("新潮玩具有限公司")
    expect(page.locator("#claims")).to_contain_text("12,000.00")
    assert not complaints


def _a_case_of(username: str):
    user = db.session.query(User).filter_by(username=username).one()
    case = (
        db.session.query(Mediation)
        .filter(Mediation.handler_id == user.id, Mediation.state.in_(OPEN), Mediation.people == 1)
        .order_by(Mediation.id)
        .first()
    )
    worker = db.session.get(Worker, case.workers[0].worker_id)
    return case.id, case.number, worker.name, case.employer_name


def test_likely_duplicates_appear_while_typing_and_never_stand_in_the_way(house, page, sign_in, complaints):
    _id, number, worker, employer = house.ask(lambda: _a_case_of("tiaojie"))
    sign_in("tiaojie")
    page.goto("/mediations/new")

    page.keyboard.insert_text(worker)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.insert_text(employer[:6])
    option = page.locator("#employer-list [role=option]").first
    expect(option).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("[name=employer]")).not_to_have_value(employer[:6])
    page.locator("[name=employer]").fill(employer)
    expect(page.locator("#lookup-panel")).to_contain_text(number)

    page.locator("[name=employer]").press("Tab")
    page.keyboard.press("Space")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url.rsplit("/", 1)[1].isdigit())

    expect(page.locator("#related")).to_contain_text(number)
    assert not complaints


def test_a_note_that_was_not_saved_is_there_again(house, page, sign_in, complaints):
    id, *_ = house.ask(lambda: _a_case_of("tiaojie"))
    sign_in("tiaojie")
    page.goto(f"/mediations/{id}")
    text = page.locator("#story textarea")
    text.click()
    page.keyboard.insert_text("双方约定周五再谈一次")
    expect(page.locator("#story [data-draft-status]")).to_contain_text("已保存")

    page.goto("/today")
    page.goto(f"/mediations/{id}")

    expect(text).to_have_value("双方约定周五再谈一次")
    expect(page.locator("#story")).to_contain_text("已恢复")
    assert not complaints


def _expire(house, page) -> None:
    """Let half a day pass for the session that this page holds."""
    name = house.app.config["SESSION_COOKIE_NAME"]
    serializer = house.app.session_interface.get_signing_serializer(house.app)
    [cookie] = [cookie for cookie in page.context.cookies() if cookie["name"] == name]
    held = serializer.loads(cookie["value"])
    held["seen"] -= 12 * 3600
    page.context.add_cookies(
        [{"name": name, "value": serializer.dumps(held), "url": house.url, "httpOnly": True}]
    )


def test_what_was_sent_after_the_session_had_run_out_is_there_after_signing_in_again(house, page, sign_in):
    id, *_ = house.ask(lambda: _a_case_of("tiaojie"))
    sign_in("tiaojie")
    page.goto(f"/mediations/{id}/notes")
    page.locator("main textarea").fill("写了很久的一段话")
    _expire(house, page)

    page.locator("main button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/sign-in" in url)
    page.fill("[name=username]", "tiaojie")
    page.fill("[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: url.endswith(f"/mediations/{id}/notes"))

    expect(page.locator("main textarea")).to_have_value("写了很久的一段话")
