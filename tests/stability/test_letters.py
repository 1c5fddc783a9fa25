"""一函两书: numbers, order, delivery, the day for the reply, and what is still unanswered."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
import sqlalchemy as sa

from casework.accounts import actions as accounts
from casework.accounts.models import Unit, UnitKind
from casework.engine.errors import Refused
from casework.extensions import db
from casework.stability import actions as stability
from casework.stability.letters import actions, queries
from casework.stability.letters.models import Delivery, Letter, LetterKind, LetterState, Rectified
from casework.stability.letters.rules import advice_on_order
from casework.web.room import committing

THREADS, EACH = 6, 8
TEXTS = {
    "addressee": "宏达制衣有限公司",
    "problem": "拖欠工资",
    "basis": "劳动法第五十条",
    "demands": "限期补发",
}


@pytest.fixture
def write(acting, mediator):
    def written(finding, kind=LetterKind.PROMPT, **more) -> Letter:
        with acting(mediator):
            return actions.write(finding, kind=kind, by=mediator, **{**TEXTS, **more})

    return written


def delivered(letter, day=None, **more) -> Letter:
    actions.deliver(letter, delivered_on=day or letter.signed_on, delivery=Delivery.POST, **more)
    return letter


# --- numbers ------------------------------------------------------------------------------------------------------


def test_every_kind_of_letter_has_a_series_of_its_own_for_each_unit_and_year(
    make, write, in_hand, studio, mediator
):
    other = make.finding(studio, mediator)
    numbers = [write(in_hand, kind).number for kind in (*LetterKind, LetterKind.PROMPT)]

    assert numbers == [
        "洪甲工提〔2026〕1号",
        "洪甲工意〔2026〕1号",
        "洪甲工建〔2026〕1号",
        "洪甲工提〔2026〕2号",
    ]
    assert write(other).number == "洪甲诉工提〔2026〕1号"


def test_a_new_year_begins_a_new_series(write, in_hand, the_day):
    write(in_hand)
    the_day.move_to(date(2027, 1, 5))

    assert write(in_hand).number == "洪甲工提〔2027〕1号"


def test_a_mark_that_another_unit_had_before_makes_no_number_twice(
    make, write, in_hand, other_county, stranger
):
    first = write(in_hand)
    other_county.number_mark, in_hand.unit.number_mark = in_hand.unit.number_mark, "洪甲新"
    second = write(make.finding(other_county, stranger))

    assert first.number != second.number


@pytest.fixture
def unit_id(app):
    """A unit that is really there, for threads with sessions of their own; it goes when the test is over."""
    with app.app_context(), committing():
        unit = accounts.add_unit(
            code="race2", name="竞函工会", short_name="竞函", kind=UnitKind.COUNTY, number_mark="函"
        )
        db.session.flush()
        id = unit.id
    yield id
    with app.app_context(), db.engine.begin() as connection:
        for table, column in (("letter_series", "unit_id"), ("unit", "id")):
            connection.execute(sa.text(f"DELETE FROM {table} WHERE {column} = :id"), {"id": id})  # noqa: S608


def test_many_at_once_never_get_the_same_number(app, unit_id):
    def number(_):
        with app.app_context():
            taken = []
            for _time in range(EACH):
                with committing():
                    taken.append(
                        actions.take_number(db.session.get(Unit, unit_id), LetterKind.PROMPT, 2026)[1]
                    )
            return taken

    with ThreadPoolExecutor(THREADS) as pool:
        taken = [serial for serials in pool.map(number, range(THREADS)) for serial in serials]

    assert sorted(taken) == list(range(1, THREADS * EACH + 1))


# --- the way of a letter ------------------------------------------------------------------------------------------


def test_a_reply_is_due_as_the_region_says_and_else_as_the_letter_says(write, in_hand, city):
    assert delivered(write(in_hand)).reply_due_on is None
    assert delivered(write(in_hand), reply_due_on=date(2026, 12, 1)).reply_due_on == date(2026, 12, 1)
    stability.set_rules(city, level_labels=None, reply_workdays=15)

    assert delivered(write(in_hand)).reply_due_on == date(2026, 12, 14)
    assert delivered(write(in_hand), reply_due_on=date(2026, 12, 1)).reply_due_on == date(2026, 12, 1)


def test_a_letter_is_overdue_the_day_after(write, in_hand, the_day):
    letter = write(in_hand)
    assert letter.state == LetterState.WRITTEN
    delivered(letter, reply_due_on=date(2026, 11, 24))
    assert letter.state == LetterState.AWAITED
    the_day.move_to(date(2026, 11, 25))
    assert letter.state == LetterState.OVERDUE
    actions.answer(letter, replied_on=date(2026, 11, 25), reply="已补发")

    assert letter.state == LetterState.ANSWERED


@pytest.mark.parametrize(("act", "words"), [
    (lambda m: actions.answer(m, replied_on=date(2026, 11, 23), reply="……"), "先登记送达"),
    (lambda m: actions.check(m, checked_on=date(2026, 11, 23), rectified=Rectified.NOT), "先登记送达"),
    (lambda m: delivered(m, day=date(2026, 11, 24)), "不能晚于今天"),
    (lambda m: delivered(m, day=date(2026, 11, 19)), "不能早于签发日期"),
    (lambda m: delivered(m, reply_due_on=date(2026, 11, 1)), "不能早于送达日期"),
])  # fmt: skip
def test_a_step_out_of_order_is_refused(write, in_hand, act, words):
    letter = write(in_hand, signed_on=date(2026, 11, 20))

    with pytest.raises(Refused, match=words):
        act(letter)
    assert letter.delivered_on is None


def test_what_has_gone_out_is_not_changed_and_nothing_is_recorded_twice(write, in_hand):
    letter = delivered(write(in_hand, signed_on=date(2026, 11, 20)))
    actions.answer(letter, replied_on=date(2026, 11, 23), reply="已补发")
    for act in (
        lambda: actions.change(letter, problem="……"),
        lambda: delivered(letter),
        lambda: actions.answer(letter, replied_on=date(2026, 11, 23), reply="又一次"),
    ):
        with pytest.raises(Refused):
            act()


def test_a_letter_keeps_the_year_of_its_number(write, in_hand):
    letter = write(in_hand)

    with pytest.raises(Refused, match="2026"):
        actions.change(letter, signed_on=date(2025, 12, 31))


def test_a_letter_is_not_signed_ahead_or_before_there_was_a_finding(write, in_hand):
    for day, words in ((date(2026, 11, 24), "今天"), (date(2026, 11, 1), "风险登记日期")):
        with pytest.raises(Refused, match=words):
            write(in_hand, signed_on=day)


# --- the usual order: advice, never a bar -------------------------------------------------------------------------


def test_the_order_is_advised_and_not_enforced(write, in_hand):
    assert advice_on_order(LetterKind.PROMPT, []) == ""
    assert "提示函" in advice_on_order(LetterKind.OPINION, [])
    assert "意见书" in advice_on_order(LetterKind.ADVICE, [])

    assert write(in_hand, LetterKind.ADVICE).number == "洪甲工建〔2026〕1号"


def test_an_opinion_follows_a_prompt_without_effect_and_advice_an_unanswered_opinion(write, in_hand, the_day):
    prompt = delivered(write(in_hand, signed_on=date(2026, 11, 20)))
    assert "等待回复" in advice_on_order(LetterKind.OPINION, [prompt])
    actions.check(prompt, checked_on=date(2026, 11, 23), rectified=Rectified.NOT)
    assert advice_on_order(LetterKind.OPINION, [prompt]) == ""

    opinion = delivered(
        write(in_hand, LetterKind.OPINION, signed_on=date(2026, 11, 20)), reply_due_on=date(2026, 11, 24)
    )
    assert advice_on_order(LetterKind.ADVICE, [prompt, opinion]) != ""
    the_day.move_to(date(2026, 11, 25))
    assert advice_on_order(LetterKind.ADVICE, [prompt, opinion]) == ""


def test_the_advice_stands_above_the_form(browser, in_hand, mediator):
    page = browser.as_(mediator).get(f"/risks/{in_hand.id}/letters/new/advice")

    assert "通常先发意见书" in page.select_one("main .notice").text
    assert page.select_one("#addressee")["value"] == "人力资源和社会保障局"


# --- what is unanswered -------------------------------------------------------------------------------------------


def test_unanswered_letters_of_an_employer_are_found_within_scope(
    make, write, in_hand, mediator, stranger, session
):
    employer = in_hand.employers[0].employer
    written, waits, settled = write(in_hand), delivered(write(in_hand)), delivered(write(in_hand))
    actions.check(settled, checked_on=date(2026, 11, 23), rectified=Rectified.FULLY)
    session.flush()

    for asked in ([employer.id], employer.name_key):
        assert queries.unanswered_letters(asked, mediator) == [waits]
        assert queries.unanswered_letters(asked, stranger) == []
    assert written.state == LetterState.WRITTEN
    assert settled.state == LetterState.CLOSED
    actions.answer(waits, replied_on=date(2026, 11, 23), reply="已补发")
    session.flush()
    assert queries.unanswered_letters([employer.id], mediator) == []


def test_a_letter_is_read_through_its_finding_alone(
    browser, make, write, in_hand, county, mediator, stranger
):
    letter = write(in_hand)
    beside = make.finding(county, mediator)

    browser.as_(mediator).get(f"/risks/{in_hand.id}/letters/{letter.id}")
    browser.get(f"/risks/{beside.id}/letters/{letter.id}", status=404)
    browser.as_(stranger).get(f"/risks/{in_hand.id}/letters/{letter.id}/print", status=404)
