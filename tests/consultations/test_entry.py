"""The quick entry: three answers, everything else as it comes, and nothing of a wrong one is lost."""

from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from casework.accounts.models import UnitKind
from casework.consultations.models import Consultation, Outcome, Status
from casework.permissions import Role

NEEDED = {"source": "phone", "topics": ["wages"], "answered_as": ["oral"]}
TODAY = date(2026, 11, 23)


def only(session) -> Consultation:
    return session.scalars(sa.select(Consultation)).one()


def record(browser, user, **answers):
    browser.as_(user).submit("/consultations/new", {**NEEDED, **answers})


def test_three_answers_are_enough_and_it_is_done(browser, session, lawyer):
    record(browser, lawyer)

    found = only(session)
    assert (found.lead_worker, found.is_anonymous, found.people, found.employer_name) == ("匿名", True, 1, "")
    assert (found.status, found.outcome, found.concluded_on) == (Status.DONE, Outcome.ANSWERED, TODAY)
    assert (found.source, found.dispute_type, found.topics, found.answered_as) == (
        "phone",
        "wages",
        ["wages"],
        ["oral"],
    )
    assert (found.handler_id, found.unit_id, found.received_on) == (lawyer.id, lawyer.unit_id, TODAY)
    assert (found.starts_at, found.minutes) == (time(9, 30), 10)
    assert found.number == "（2026）洪甲工询〔1〕号"


def test_everything_that_was_said_is_kept(browser, session, lawyer):
    record(
        browser, lawyer, received_on="11-20", starts_at="1412", minutes="25", name="刘芳", phone="139 1234 5678",
        employer="顺丰速运有限公司", people="3", topics=["injury", "wages"], point="试用期受伤，单位不认",
        answered_as=["oral", "mediation"], reply="先申请工伤认定", place="一楼大厅",
    )  # fmt: skip

    found = only(session)
    worker = found.workers[0].worker
    assert (worker.name, worker.phone, worker.unit_id) == ("刘芳", "13912345678", lawyer.unit_id)
    assert (found.lead_worker, found.people) == ("刘芳等3人", 3)
    assert (found.employer_name, found.employers[0].employer.name) == ("顺丰速运有限公司", "顺丰速运有限公司")
    assert (found.topics, found.dispute_type) == (["injury", "wages"], "injury")
    assert found.answered_as == ["oral", "mediation"]
    assert (found.received_on, found.starts_at, found.minutes) == (date(2026, 11, 20), time(14, 12), 25)
    assert (found.point, found.reply, found.place) == ("试用期受伤，单位不认", "先申请工伤认定", "一楼大厅")
    assert (found.concluded_on, found.registered_at.year) == (date(2026, 11, 20), 2026)


@pytest.mark.parametrize("missing", NEEDED)
def test_what_is_required_is_asked_for_and_nothing_typed_is_lost(browser, session, lawyer, missing):
    typed = {
        **{name: value for name, value in NEEDED.items() if name != missing},
        "name": "刘芳",
        "point": "问工资",
    }

    page = browser.as_(lawyer).submit("/consultations/new", typed, status=422)

    assert len(page.select(".error-summary li")) == 1
    assert page.select_one("#name")["value"] == "刘芳"
    assert page.select_one("#point").text.strip() == "问工资"
    assert session.scalar(sa.select(sa.func.count()).select_from(Consultation)) == 0


def test_only_three_answers_are_required(browser, lawyer):
    page = browser.as_(lawyer).get("/consultations/new")

    assert len([mark for mark in page.select("main .need") if "必填" in mark.text]) == 3


def test_nobody_is_named_once_the_caller_is_anonymous(browser, session, lawyer):
    record(browser, lawyer, is_anonymous="y", name="刘芳", phone="13912345678", employer="顺丰速运有限公司")

    found = only(session)
    assert (found.lead_worker, found.workers, found.employer_name) == ("匿名", [], "顺丰速运有限公司")


def test_a_telephone_without_a_name_is_kept(browser, session, lawyer):
    record(browser, lawyer, phone="13912345678")

    found = only(session)
    assert (found.lead_worker, found.workers[0].worker.phone) == ("未留姓名", "13912345678")


def test_a_group_is_written_as_a_name_and_its_number(browser, session, lawyer):
    record(browser, lawyer, name="刘芳等12人")

    found = only(session)
    assert (found.workers[0].worker.name, found.people, found.is_collective) == ("刘芳", 12, True)


def test_the_same_caller_is_the_same_person(browser, session, lawyer):
    for phone in ("13912345678", "139-1234-5678", "+86 13912345678"):
        record(browser, lawyer, name="刘芳", phone=phone)

    found = session.scalars(sa.select(Consultation)).all()
    assert len({asked.workers[0].worker_id for asked in found}) == 1


def test_the_next_one_begins_with_the_same_channel(browser, lawyer):
    record(browser, lawyer)
    page = browser.get(browser.location)

    assert page.select_one("input[name=source][checked]")["value"] == "phone"
    assert page.select_one("#name")["value"] == ""
    assert not page.select("input[name=topics][checked]")
    assert "今日 1 条 · 本月 1 条" in page.select_one("#today h2").text
    assert "匿名" in page.select_one("#today ol").text


def test_todays_list_is_ones_own(browser, lawyer, mediator):
    record(browser, mediator, name="同事接待")
    page = browser.as_(lawyer).get("/consultations/new")

    assert "今天还没有记录" in page.select_one("#today").text
    assert "同事接待" not in page.text
    assert "今日 0 条" in page.text


def test_what_was_left_of_another_day_counts_for_its_own_month(browser, lawyer):
    record(browser, lawyer, received_on="2026-10-30")
    record(browser, lawyer, received_on="2026-11-02")
    page = browser.get("/consultations/new")

    assert "今日 0 条 · 本月 1 条" in page.select_one("#today h2").text


@pytest.mark.parametrize(("typed", "day"), [("7天后", date(2026, 11, 30)), ("7", date(2026, 11, 30)), ("+3", date(2026, 11, 26)),
                                            ("2026-12-01", date(2026, 12, 1)), ("明天", date(2026, 11, 24)), ("1-15", date(2027, 1, 15))])  # fmt: skip
def test_a_follow_up_is_planned_in_a_word_and_stands_among_the_days_to_keep(
    browser, session, lawyer, typed, day
):
    record(browser, lawyer, name="刘芳", follow_up_on=typed)

    found = only(session)
    assert (found.status, found.follow_up_on, found.next_due_on) == (Status.FOLLOW_UP, day, day)
    assert (found.concluded_on, found.outcome) == (None, None)


def test_a_follow_up_that_is_due_stands_on_today(browser, session, lawyer, the_day):
    record(browser, lawyer, name="刘芳", follow_up_on="7天后")
    the_day.shift(timedelta(days=7))
    browser.as_(lawyer)

    page = browser.get("/today")
    assert only(session).number in page.text
    assert "咨询回访" in page.text
    assert "身份证号" not in page.select_one("#housekeeping").text  # nobody is asked for it at a consultation


@pytest.mark.parametrize("typed", ["2026-11-23", "昨天", "0天后"])
def test_a_follow_up_lies_ahead(browser, session, lawyer, typed):
    browser.as_(lawyer).submit("/consultations/new", {**NEEDED, "follow_up_on": typed}, status=422)
    assert session.scalar(sa.select(sa.func.count()).select_from(Consultation)) == 0


def test_no_consultation_lies_ahead(browser, lawyer):
    page = browser.as_(lawyer).submit("/consultations/new", {**NEEDED, "received_on": "明天"}, status=422)
    assert "不能晚于今天" in page.select_one(".error-summary").text


def test_what_is_to_be_answered_further_stays_open(browser, session, lawyer):
    record(browser, lawyer, stays_open="y")
    assert only(session).status == Status.RECORDED


def test_the_same_form_sent_twice_is_one_consultation(browser, session, lawyer):
    page = browser.as_(lawyer).get("/consultations/new")
    fields = {**browser.fields(page.select_one("main form[method=post]")), **NEEDED}
    browser.post("/consultations/new", fields)
    browser.post("/consultations/new", fields)

    only(session)


def test_a_lawyer_of_a_firm_chooses_the_union_and_is_asked_from_the_last(
    browser, session, make, county, other_county
):
    firm = make.unit("正大律所", UnitKind.LAW_FIRM, mark="律")
    lawyer = make.user("firm", "何律师", firm, Role.LAWYER)
    page = browser.as_(lawyer).get("/consultations/new")
    offered = {option.text.strip() for option in page.select("#unit_id option")}
    assert county.name in offered
    assert firm.name not in offered

    record(browser, lawyer, unit_id=other_county.id)

    found = only(session)
    assert found.unit_id == other_county.id
    assert browser.get(f"/consultations/{found.id}")
    chosen = browser.get("/consultations/new").select_one("#unit_id option[selected]")
    assert chosen["value"] == str(other_county.id)


def test_nobody_records_for_a_unit_that_is_not_theirs(browser, session, lawyer, county, other_county):
    record(browser, lawyer, unit_id=other_county.id)
    assert only(session).unit_id == county.id


def test_numbers_follow_the_year_of_the_day(browser, session, lawyer):
    record(browser, lawyer, received_on="2025-12-30")
    record(browser, lawyer)

    numbers = set(session.scalars(sa.select(Consultation.number)))
    assert numbers == {"（2025）洪甲工询〔1〕号", "（2026）洪甲工询〔1〕号"}


# --- while typing ---------------------------------------------------------------------------------------------------


def look_up(browser, **typed) -> str:
    return browser.post("/consultations/lookup", typed, status=200).text


def test_earlier_consultations_and_cases_of_the_caller_appear(browser, session, make, county, lawyer):
    case = make.mediation(
        county, lawyer, workers=[make.worker(county, "刘芳", phone="13912345678")], handler=lawyer
    )
    record(browser, lawyer, name="刘芳", phone="13912345678", employer="顺丰速运有限公司")
    asked = only(session)
    browser.as_(lawyer)

    by_phone = look_up(browser, phone="139 1234 5678")
    assert case.number in by_phone
    assert asked.number in by_phone
    assert asked.number in look_up(browser, name="刘芳")
    assert asked.number in look_up(browser, employer="顺丰速运公司")
    assert "没有找到" in look_up(browser, name="刘芬", phone="13900000000")


def test_outside_ones_own_only_a_number_is_told(browser, session, lawyer, mediator, stranger):
    record(browser, mediator, name="刘芳", phone="13912345678", employer="顺丰速运有限公司", point="秘密要点")
    number = only(session).number

    for other in (lawyer, stranger):
        browser.as_(other)
        told = look_up(browser, phone="13912345678", name="刘芳", employer="顺丰速运有限公司")
        assert "还有 1 件记录" in told
        assert number not in told
        assert "秘密要点" not in told
        assert "顺丰" not in told
        assert "/consultations/" not in told
    assert "已有 1 人咨询" in (browser.as_(lawyer) and look_up(browser, employer="顺丰速运有限公司"))
    assert "人咨询" not in (browser.as_(stranger) and look_up(browser, employer="顺丰速运有限公司"))
