"""A lawyer's consultations in a real browser: by keyboard alone, in a few keys, with what is known beside it."""

import re
import time

from playwright.sync_api import expect

from casework.accounts.models import User
from casework.consultations.models import Consultation
from casework.extensions import db
from casework.matters.models import Matter

NEW = "/consultations/new?fresh=1"  # whatever an earlier test left unsaved


class Keys:
    """Counts key events besides the text. Ctrl+Enter is two."""

    def __init__(self, page):
        self.page, self.count = page, 0
        page.add_init_script("window.clicks = 0; addEventListener('mousedown', () => window.clicks++, true)")

    def press(self, *keys: str) -> None:
        for key in keys:
            self.count += len(key.split("+"))
            self.page.keyboard.press(key)

    def tab_to(self, name: str) -> None:
        for _ in range(10):
            self.press("Tab")
            if self.page.evaluate("document.activeElement.name") == name:
                return
        raise AssertionError(f"Tab does not reach {name}")

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)


def last(username: str) -> Consultation:
    user = db.session.query(User).filter_by(username=username).one()
    return (
        db.session.query(Consultation)
        .filter_by(registered_by_id=user.id)
        .order_by(Consultation.id.desc())
        .first()
    )


def test_a_lawyer_enters_a_consultation_with_few_keys_and_no_mouse(house, page, sign_in, complaints):
    sign_in("lvshi")
    keys = Keys(page)
    page.goto(NEW)
    began = time.monotonic()

    assert page.evaluate("document.activeElement.name") == "source"
    keys.press("2")
    keys.tab_to("name")
    keys.type("卫国强")
    keys.tab_to("phone")
    keys.type("15400012345")
    keys.tab_to("employer")
    keys.type("新潮玩具有限公司")
    keys.tab_to("topics")
    keys.press("1", "4")
    keys.tab_to("point")
    keys.type("三个月没发工资，社保也没交")
    keys.tab_to("answered_as")
    keys.press("1", "3")
    assert page.evaluate("window.clicks") == 0
    keys.press("Control+Enter")
    expect(page.locator(".flash")).to_contain_text("已记录")

    assert keys.count <= 30
    assert time.monotonic() - began < 30
    found = house.ask(
        lambda: (
            lambda c: (c.source, c.lead_worker, c.employer_name, c.topics, c.answered_as, c.point, c.state)
        )(last("lvshi"))
    )
    assert found == (
        "phone", "卫国强", "新潮玩具有限公司", ["wages", "insurance"], ["oral", "mediation"], "三个月没发工资，社保也没交", "done",
    )  # fmt: skip
    expect(page.locator("#today")).to_contain_text("卫国强")
    expect(
        page.locator("[name=source][value=phone]")
    ).to_be_focused()  # the next one begins with the same channel
    assert not complaints


def test_an_anonymous_caller_takes_fewer_keys_still(house, page, sign_in, complaints):
    sign_in("lvshi")
    keys = Keys(page)
    page.goto(NEW)

    keys.press("1", "0")
    expect(page.locator("#name")).to_be_hidden()
    expect(page.locator("#phone")).to_be_hidden()
    expect(page.locator("#employer")).to_be_visible()
    keys.tab_to("topics")
    keys.press("5")
    keys.tab_to("answered_as")
    keys.press("1", "Control+Enter")
    expect(page.locator(".flash")).to_contain_text("已记录")

    assert keys.count <= 22
    assert house.ask(lambda: (last("lvshi").lead_worker, last("lvshi").topics)) == ("匿名", ["overtime"])
    assert not complaints


def test_the_key_in_an_empty_name_means_anonymous_and_in_a_telephone_it_is_a_digit(house, page, sign_in):
    sign_in("lvshi")
    page.goto(NEW)
    expect(page.locator("[name=source]").first).to_be_focused()
    page.locator("#phone").focus()
    page.keyboard.press("0")
    expect(page.locator("#phone")).to_have_value("0")
    expect(page.locator("#is_anonymous")).not_to_be_checked()

    page.locator("#name").focus()
    page.keyboard.press("0")
    expect(page.locator("#is_anonymous")).to_be_checked()
    assert page.evaluate("document.activeElement.name") == "employer"


def test_a_paragraph_comes_by_its_short_name(house, page, sign_in, complaints):
    sign_in("lvshi")
    page.goto(NEW)
    point = page.locator("#point")
    point.focus()
    page.keyboard.insert_text("问工资。")
    page.keyboard.type(";;")
    expect(page.locator("#point-modules li").first).to_be_visible()
    page.keyboard.insert_text("拖欠")
    expect(point).to_have_value(re.compile("问工资。单位拖欠工资的"))
    expect(page.locator("#point-modules")).to_be_hidden()

    page.keyboard.type(";;")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Escape")
    expect(page.locator("#point-modules")).to_be_hidden()
    page.locator("#module_id").select_option(label="仲裁")
    expect(point).to_have_value(re.compile("申请劳动仲裁不收费"))
    expect(page.locator("#module_id")).to_have_value("")
    assert not complaints


def test_who_asked_before_appears_while_typing(house, page, sign_in, complaints):
    def earlier():
        asked = (
            db.session.query(Consultation)
            .join(User, User.id == Consultation.handler_id)
            .filter(
                User.username == "lvshi",
                Consultation.employer_id.is_not(None),
                Consultation.lead_worker != "匿名",
            )
            .filter(Consultation.people == 1)
            .order_by(Consultation.id.desc())
            .first()
        )
        return asked.number, asked.lead_worker, asked.employer_name

    number, name, employer = house.ask(earlier)
    sign_in("lvshi")
    page.goto(NEW)
    page.locator("#name").fill(name)
    expect(page.locator("#lookup-panel")).to_contain_text(number)
    page.locator("#name").fill("")
    page.locator("#employer").fill(employer)
    expect(page.locator("#lookup-panel")).to_contain_text(number)
    assert not complaints


def test_the_grid_is_filled_by_keyboard(house, page, sign_in, complaints):
    before = house.ask(lambda: db.session.query(Matter).filter_by(source="outreach").count())
    sign_in("lvshi")
    page.goto("/consultations/outreach")
    page.locator("#r0-employer").focus()
    page.keyboard.insert_text("示例工地")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("1")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "r1-answered_as"
    page.keyboard.press("Control+d")
    expect(page.locator("#r1-answered_as")).to_have_value("1")
    page.locator("#r1-topics").focus()
    page.keyboard.type("99")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".flash")).to_contain_text("已记录 2 条")

    assert house.ask(lambda: db.session.query(Matter).filter_by(source="outreach").count()) == before + 2
    assert not complaints


def test_straight_from_the_entry_it_becomes_a_case(house, page, sign_in, complaints):
    sign_in("lvshi")
    page.goto(NEW)
    page.keyboard.press("1")
    page.locator("#name").fill("卫转案")
    page.locator("#employer").fill("示例转案有限公司")
    page.locator("#topics-0").focus()
    page.keyboard.press("1")
    page.locator("#answered_as-0").focus()
    page.keyboard.press("3")
    page.get_by_role("button", name="转为调解案件").click()
    page.wait_for_url(lambda url: "/mediations/new?origin=" in url)

    expect(page.locator("#name")).to_have_value("卫转案")
    expect(page.locator("#employer")).to_have_value("示例转案有限公司")
    page.keyboard.press("Control+Enter")
    page.wait_for_url(lambda url: url.rsplit("/", 1)[1].isdigit())
    expect(page.locator("#links")).to_contain_text("工询")
    assert not complaints
