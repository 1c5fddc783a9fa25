"""The life of a legal-aid case, move by move, and every refusal on the way."""

from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from casework.engine.errors import Blocked, NotAllowed, Refused
from casework.history import queries as history
from casework.legal_aid import actions, conflicts, subsidies, works
from casework.legal_aid.models import (
    Agency,
    Form,
    Grade,
    Outcome,
    Rate,
    Replacement,
    Result,
    Status,
    Subsidy,
    Urgency,
)
from casework.matters import actions as matters

TODAY = date(2026, 11, 23)


def concluded(make, aid, by, **more):
    answers = {"outcome": Outcome.WON, "closing_report": "仲裁支持全部请求", "gained_fen": 800_000} | more
    return make.moved(aid, "conclude", by=by, **answers)


def test_an_application_waits_for_the_review_under_its_own_number(make, county, clerk):
    aid = make.aid(county, clerk, claimed_fen=500_000)

    assert aid.status == Status.APPLIED
    assert aid.number == "（2026）洪甲工援〔1〕号"
    assert (aid.claimed_fen, aid.claims[0].category) == (500_000, "other")
    assert aid.next_due_name == "legal_aid_review"


def test_a_case_goes_from_the_application_to_the_archive(make, worked, supervisor, counsel):
    aid = concluded(make, worked, counsel, avoided_fen=50_000)
    assert (aid.status, aid.outcome, aid.agreed_fen) == (Status.CONCLUDED, Outcome.WON, 850_000)
    assert aid.workers[0].agreed_fen == aid.claims[0].agreed_fen == 850_000
    assert aid.next_due_name == "legal_aid_file"

    make.moved(aid, "arrive", by=counsel, paid_fen=800_000)
    assert aid.performed_on == TODAY
    make.moved(aid, "file", by=counsel)
    make.moved(aid, "review", by=supervisor, grade=Grade.GOOD)
    make.moved(aid, "pay", by=supervisor)
    make.moved(aid, "archive", by=supervisor, retention_years=10)

    assert aid.status == Status.ARCHIVED
    assert (aid.subsidy.amount_fen, aid.subsidy.payee) == (170_000, counsel)
    assert aid.next_due_on is None
    assert history.verify().holds


def test_aid_counts_as_given_from_the_day_of_the_decision(granted):
    assert (granted.accepted_on, granted.decided_on, granted.assign_from_on) == (date(2026, 11, 18),) * 3
    assert granted.is_provided


def test_nothing_is_granted_without_the_statement_of_means(make, county, clerk, supervisor):
    aid = make.aid(county, clerk)

    with pytest.raises(Refused, match="经济困难状况说明"):
        make.moved(aid, "grant", by=supervisor, decision_number="决9")

    works.state_means(aid, is_promised=True, promised_on=None, income_per_head_fen=120_000)
    make.moved(aid, "grant", by=supervisor, decision_number="决9")
    assert (aid.status, aid.promised_on) == (Status.GRANTED, TODAY)


@pytest.mark.parametrize(
    ("stated", "field"),
    [
        ({"is_promised": True, "promised_on": None, "income_per_head_fen": None}, "income_per_head_fen"),
        ({"is_promised": False, "promised_on": TODAY, "income_per_head_fen": 1}, "is_promised"),
    ],
)
def test_a_promise_is_ticked_and_has_something_to_promise(applied, stated, field):
    with pytest.raises(Refused) as refused:
        works.state_means(applied, exemption=None, **stated)

    assert refused.value.field == field


# --- what is missing: told once ------------------------------------------------------------------------------------


def test_what_is_missing_is_told_once_only(make, applied, supervisor, clerk):
    make.moved(applied, "notify", by=supervisor, on=date(2026, 11, 18), missing="工资流水、考勤记录")
    assert (applied.status, applied.next_due_on) == (Status.SUPPLEMENTING, None)
    make.moved(applied, "supplement", by=clerk, on=date(2026, 11, 20))
    assert applied.status == Status.APPLIED

    with pytest.raises(Refused, match="不能再"):
        make.moved(applied, "notify", by=supervisor, missing="还要一份")


def test_what_is_missing_has_to_be_listed(make, applied, supervisor):
    with pytest.raises(Refused, match="一次说全"):
        make.moved(applied, "notify", by=supervisor, missing="  ")

    assert applied.status == Status.APPLIED


def test_whoever_brings_nothing_has_withdrawn(make, applied, supervisor):
    make.moved(applied, "notify", by=supervisor, missing="工资流水")
    make.moved(applied, "lapse", by=supervisor)

    assert (applied.status, applied.outcome, applied.accepted_on) == (
        Status.WITHDRAWN,
        Outcome.WITHDRAWN,
        None,
    )


# --- the decision -----------------------------------------------------------------------------------------------------


def test_a_refusal_has_its_ground_and_can_be_objected_to_and_taken_back(make, applied, supervisor):
    make.moved(applied, "refuse", by=supervisor, refusal="scope", reason="不属于职工", decision_number="决3")
    assert (applied.status, applied.outcome, applied.refusal) == (Status.REFUSED, Outcome.REFUSED, "scope")
    assert (applied.decided_on, applied.accepted_on) == (TODAY, None)

    make.moved(applied, "object", by=supervisor, note="申请人向司法局提出异议")
    make.moved(applied, "reopen", by=supervisor, reason="司法局认为应当给予援助")

    assert (applied.status, applied.decided_on, applied.refusal) == (Status.APPLIED, None, None)
    assert applied.next_due_name == "legal_aid_review"


def test_who_took_the_application_does_not_decide_on_it(make, applied, clerk):
    with pytest.raises(NotAllowed):
        make.moved(applied, "grant", by=clerk, decision_number="决1")


@pytest.mark.parametrize(("left", "is_urgent"), [(6, True), (0, True), (7, False), (30, False)])
def test_aid_is_given_first_when_fewer_than_seven_days_are_left(
    make, county, clerk, supervisor, left, is_urgent
):
    aid = make.aid(county, clerk, received_on=TODAY)
    ends_on = date.fromordinal(TODAY.toordinal() + left)
    answers = {"urgency": Urgency.LIMITATION, "limitation_ends_on": ends_on, "decision_number": "决5"}

    if not is_urgent:
        with pytest.raises(Refused, match="不少于七日"):
            make.moved(aid, "grant_first", by=supervisor, **answers)
        return
    make.moved(aid, "grant_first", by=supervisor, **answers)

    assert (aid.status, aid.limitation_ends_on, aid.awaits_papers) == (Status.GRANTED, ends_on, True)


def test_urgent_aid_for_a_limitation_period_needs_its_last_day(make, applied, supervisor):
    with pytest.raises(Refused) as refused:
        make.moved(applied, "grant_first", by=supervisor, urgency=Urgency.LIMITATION, decision_number="决5")

    assert refused.value.field == "limitation_ends_on"


def test_urgent_aid_is_archived_only_with_its_papers(make, applied, supervisor):
    make.moved(applied, "grant_first", by=supervisor, urgency=Urgency.PRESERVATION, decision_number="决5")
    make.moved(applied, "terminate", by=supervisor, termination="asked", reason="自行撤回")

    with pytest.raises(Blocked) as refused:
        make.moved(applied, "archive", by=supervisor, retention_years=10)
    assert "补办手续" in str(refused.value.reasons[0])

    make.moved(applied, "papers", by=supervisor)
    make.moved(applied, "archive", by=supervisor, retention_years=10)
    assert applied.status == Status.ARCHIVED


# --- the lawyer -----------------------------------------------------------------------------------------------------


def test_a_lawyer_who_declines_says_why_and_sees_the_case_no_more(make, granted, supervisor, counsel):
    make.assigned(granted, counsel, by=supervisor)
    assert counsel.can("aid.conduct", granted)

    make.moved(granted, "decline", by=counsel, reason="近期开庭较多")

    assert (granted.status, granted.handler_id, granted.assigned_on) == (Status.GRANTED, None, None)
    assert granted.assign_from_on == date(2026, 11, 18)  # the three days run on


def test_only_the_lawyer_accepts(make, granted, supervisor, counsel):
    make.assigned(granted, counsel, by=supervisor)

    with pytest.raises(NotAllowed):
        make.moved(granted, "take", by=supervisor)


def test_a_case_is_not_assigned_without_a_check(make, granted, supervisor):
    with pytest.raises(Refused, match="利益冲突检查"):
        make.moved(granted, "assign", by=supervisor, check_id=0)


def test_a_check_of_another_case_does_not_serve(make, county, clerk, granted, supervisor, counsel):
    other = make.aid(county, clerk, worker="李四", employer="另一家有限公司")
    check = conflicts.check(other, counsel, by=supervisor)

    with pytest.raises(Refused, match="利益冲突检查"):
        make.moved(granted, "assign", by=supervisor, check_id=check.id)


def test_somebody_who_is_no_lawyer_is_not_assigned(make, granted, supervisor, clerk):
    check = conflicts.check(granted, clerk, by=supervisor)

    with pytest.raises(Refused, match="请选择一位律师"):
        make.moved(granted, "assign", by=supervisor, check_id=check.id)


def test_another_lawyer_takes_over_with_a_ground_and_the_days_begin_anew(
    make, working, supervisor, other_counsel
):
    make.moved(working, "replace", by=supervisor, replacement=Replacement.RECIPIENT, reason="受援人要求")
    assert (working.status, working.handler_id, working.agency, working.replacements) == (
        Status.GRANTED,
        None,
        None,
        1,
    )
    assert (working.assign_from_on, working.next_due_name) == (TODAY, "legal_aid_assign")

    make.assigned(working, other_counsel, by=supervisor)
    assert working.status == Status.ASSIGNED


@pytest.mark.parametrize(
    ("agency", "powers", "field"),
    [(Agency.SPECIAL, [], "powers"), (Agency.GENERAL, ["settle"], "agency")],
)
def test_a_special_authorisation_names_each_item(make, granted, supervisor, counsel, agency, powers, field):
    make.assigned(granted, counsel, by=supervisor)
    make.moved(granted, "take", by=counsel)

    with pytest.raises(Refused) as refused:
        make.moved(granted, "engage", by=counsel, agency=agency, powers=powers)
    assert refused.value.field == field


# --- the work ---------------------------------------------------------------------------------------------------------

BEGAN = date(2026, 11, 20)
# fmt: off
WRONG = [
    # what is entered                                                                   the field it is refused at
    ({"began_on": date(2026, 11, 24)},                                                  "began_on"),
    ({"began_on": date(2026, 11, 17)},                                                  "began_on"),
    ({"filed_on": date(2026, 11, 19)},                                                  "filed_on"),
    ({"ended_on": date(2026, 11, 19), "result": Result.PARTLY},                         "ended_on"),
    ({"ended_on": TODAY, "result": Result.PARTLY, "served_on": date(2026, 11, 21)},     "served_on"),
    ({"ended_on": TODAY},                                                               "result"),
    ({"result": Result.PARTLY},                                                         "ended_on"),
    ({"form": Form.FIRST, "is_final": True},                                            "is_final"),
]
# fmt: on


@pytest.mark.parametrize(("facts", "field"), WRONG)
def test_days_of_work_stand_in_their_order_and_an_end_has_a_result(working, counsel, facts, field):
    with pytest.raises(Refused) as refused:
        works.add(working, by=counsel, **{"form": Form.ARBITRATION, "began_on": BEGAN, **facts})

    assert refused.value.field == field
    assert not working.works


def test_work_is_entered_by_the_lawyer_or_a_supervisor_alone(working, clerk, lawyer, supervisor):
    for other in (clerk, lawyer):
        with pytest.raises(NotAllowed):
            works.add(working, by=other, form=Form.DRAFTING, began_on=BEGAN)

    works.add(working, by=supervisor, form=Form.DRAFTING, began_on=BEGAN)


def test_work_begins_after_the_engagement(granted, supervisor):
    with pytest.raises(Refused, match="签订委托协议之后"):
        works.add(granted, by=supervisor, form=Form.DRAFTING, began_on=BEGAN)


def test_work_entered_by_mistake_is_taken_out_until_the_case_is_over(make, worked, counsel):
    works.remove(worked, worked.works[0], by=counsel)
    assert [work.form for work in worked.works] == [Form.ARBITRATION]
    concluded(make, worked, counsel)

    with pytest.raises(Refused, match="不能再删除"):
        works.remove(worked, worked.works[0], by=counsel)


def test_a_case_without_finished_work_is_not_concluded(make, working, counsel):
    with pytest.raises(Blocked) as refused:
        concluded(make, working, counsel)
    assert "还没有登记援助事项" in str(refused.value.reasons[0])

    works.add(working, by=counsel, form=Form.DRAFTING, began_on=BEGAN)
    with pytest.raises(Blocked) as refused:
        concluded(make, working, counsel, outcome=Outcome.LOST)
    assert [reason.field for reason in refused.value.reasons] == [None, "outcome"]


def test_a_day_of_conclusion_before_the_work_ended_is_refused(make, worked, counsel):
    with pytest.raises(Blocked) as refused:
        concluded(make, worked, counsel, on=date(2026, 11, 21))
    assert refused.value.reasons[0].field == "on"


def test_an_outcome_that_is_no_result_of_work_is_refused(make, worked, counsel):
    with pytest.raises(Blocked) as refused:
        concluded(make, worked, counsel, outcome=Outcome.REFUSED)
    assert [reason.field for reason in refused.value.reasons] == ["outcome"]


def test_a_terminated_case_has_its_ground_and_goes_on_when_taken_back(make, working, supervisor):
    make.moved(working, "terminate", by=supervisor, termination="means", reason="收入已超过标准")
    assert (working.outcome, working.ending_ground) == (Outcome.TERMINATED, "means")
    assert working.is_provided

    make.moved(working, "reopen", by=supervisor, reason="异议成立")

    assert (working.status, working.ending_ground, working.concluded_on) == (Status.WORKING, None, None)


# --- the file, the money, the subsidy -----------------------------------------------------------------------------------


def test_a_file_comes_back_to_where_it_was(make, worked, supervisor, counsel):
    concluded(make, worked, counsel)
    make.moved(worked, "file", by=counsel)
    make.moved(worked, "return", by=supervisor, reason="缺送达回证")
    assert (worked.status, worked.filed_on) == (Status.CONCLUDED, None)

    make.moved(worked, "file", by=counsel)
    with pytest.raises(Refused, match="退回补充"):
        make.moved(worked, "review", by=supervisor, grade=Grade.FAILED)


def test_more_than_was_gained_does_not_arrive_and_what_was_avoided_never_does(
    make, worked, supervisor, counsel
):
    concluded(make, worked, counsel, gained_fen=100_000, avoided_fen=900_000)

    with pytest.raises(Refused) as refused:
        make.moved(worked, "arrive", by=counsel, paid_fen=100_001)
    assert refused.value.field == "paid_fen"
    with pytest.raises(Refused, match="请填写到账金额"):
        make.moved(worked, "arrive", by=counsel, paid_fen=0)

    make.moved(worked, "arrive", by=counsel, paid_fen=100_000)
    with pytest.raises(Refused, match="到账记录"):
        make.moved(worked, "reopen", by=supervisor, reason="看看")
    make.moved(worked, "retract", by=supervisor, reason="登记到了别的案件")
    assert (worked.paid_fen, worked.performed_on) == (0, None)


def reviewed(make, aid, supervisor, counsel):
    concluded(make, aid, counsel)
    make.moved(aid, "file", by=counsel)
    return make.moved(aid, "review", by=supervisor, grade=Grade.EXCELLENT)


def test_each_form_of_work_is_paid_once_at_the_rate_of_the_day_it_ended(
    make, session, worked, supervisor, counsel
):
    subsidies.set_rate(form=Form.ARBITRATION, amount_fen=999_900, valid_from=date(2026, 11, 24))
    works.add(worked, by=counsel, form=Form.ARBITRATION, began_on=BEGAN, ended_on=TODAY, result=Result.OTHER)
    reviewed(make, worked, supervisor, counsel)

    make.moved(worked, "pay", by=supervisor)

    assert worked.subsidy.amount_fen == 20_000 + 150_000
    assert [work.subsidy_fen for work in worked.works] == [20_000, 150_000, None]


def test_a_case_is_paid_once_only(make, session, worked, supervisor, counsel):
    reviewed(make, worked, supervisor, counsel)
    make.moved(worked, "pay", by=supervisor)

    with pytest.raises(Refused):
        make.moved(worked, "pay", by=supervisor)
    with pytest.raises(Refused, match="一案只发一次"):
        subsidies.pay(worked, TODAY, by=supervisor)
    session.add(Subsidy(matter_id=worked.id, payee_id=counsel.id, amount_fen=1, paid_on=TODAY, note=""))
    with pytest.raises(IntegrityError):
        session.flush()


def test_what_was_paid_for_is_not_changed_any_more(make, worked, supervisor, counsel):
    reviewed(make, worked, supervisor, counsel)
    make.moved(worked, "pay", by=supervisor)

    with pytest.raises(Refused, match="补贴已经发放"):
        works.change(worked, worked.works[0], by=supervisor, form=Form.FIRST, began_on=BEGAN)


def test_a_case_that_is_to_be_paid_is_archived_after_that(make, worked, supervisor, counsel):
    reviewed(make, worked, supervisor, counsel)

    with pytest.raises(Blocked) as refused:
        make.moved(worked, "archive", by=supervisor, retention_years=10)
    assert "补贴还没有发放" in str(refused.value.reasons[0])


def test_a_lawyer_of_the_union_is_paid_by_the_union_and_gets_no_subsidy(make, granted, supervisor, lawyer):
    make.assigned(granted, lawyer, by=supervisor)
    make.moved(granted, "take", by=lawyer)
    make.moved(granted, "engage", by=lawyer, agency=Agency.GENERAL)
    works.add(granted, by=lawyer, form=Form.DRAFTING, began_on=BEGAN, ended_on=TODAY, result=Result.DELIVERED)
    reviewed(make, granted, supervisor, lawyer)

    with pytest.raises(Refused, match="不发补贴"):
        make.moved(granted, "pay", by=supervisor)
    make.moved(granted, "archive", by=supervisor, retention_years=10)
    assert granted.status == Status.ARCHIVED


def test_work_without_a_rate_is_not_paid(make, session, worked, supervisor, counsel):
    for rate in session.scalars(sa.select(Rate)):
        rate.valid_to = date(2026, 11, 1)
    reviewed(make, worked, supervisor, counsel)

    with pytest.raises(Refused, match="没有可以计发补贴"):
        make.moved(worked, "pay", by=supervisor)


def test_a_subsidy_is_paid_after_the_review(make, worked, supervisor, counsel):
    reviewed(make, worked, supervisor, counsel)

    with pytest.raises(Refused, match="审核日期"):
        subsidies.pay(worked, date(2026, 11, 22), by=supervisor)


def test_a_new_rate_ends_the_one_before_it_on_the_day_before(session):
    rate = subsidies.set_rate(
        form=Form.FIRST, amount_fen=250_000, valid_from=date(2027, 1, 1), basis="市总文件"
    )

    before = session.scalar(sa.select(Rate).where(Rate.form == Form.FIRST, Rate.id != rate.id))
    assert before.valid_to == date(2026, 12, 31)
    assert subsidies.rate_on(Form.FIRST, date(2026, 12, 31)) == before
    assert subsidies.rate_on(Form.FIRST, date(2027, 1, 1)) == rate
    for wrong in (
        {"amount_fen": 0, "valid_from": date(2028, 1, 1)},
        {"amount_fen": 1, "valid_from": date(2027, 1, 1)},
    ):
        with pytest.raises(Refused):
            subsidies.set_rate(form=Form.FIRST, **wrong)


# --- days, order, hands -------------------------------------------------------------------------------------------------


def test_an_application_from_the_future_is_refused(make, county, clerk):
    with pytest.raises(Refused) as refused:
        make.aid(county, clerk, received_on=date(2026, 11, 24))
    assert refused.value.field == "received_on"


@pytest.mark.parametrize("day", [date(2026, 11, 24), date(2026, 11, 15)])
def test_a_move_lies_neither_ahead_nor_before_the_step_it_follows_from(make, applied, supervisor, day):
    with pytest.raises(Refused) as refused:
        make.moved(applied, "grant", by=supervisor, on=day, decision_number="决1")
    assert refused.value.field == "on"


def test_a_decision_does_not_come_before_the_notice_of_what_is_missing(make, applied, supervisor, clerk):
    make.moved(applied, "notify", by=supervisor, on=date(2026, 11, 20), missing="流水")
    make.moved(applied, "supplement", by=clerk, on=date(2026, 11, 23))

    with pytest.raises(Refused, match="告知补充材料的日期"):
        make.moved(applied, "grant", by=supervisor, on=date(2026, 11, 19), decision_number="决1")


def test_an_application_cannot_be_dated_after_its_decision(granted):
    with pytest.raises(Refused) as refused:
        works.change_facts(granted, received_on=date(2026, 11, 19))
    assert refused.value.field == "received_on"


def test_a_move_out_of_order_is_refused_in_words(make, applied, supervisor):
    with pytest.raises(Refused, match="待审查"):
        make.moved(applied, "review", by=supervisor, grade=Grade.GOOD)


def test_a_case_handed_to_another_union_waits_there_for_a_lawyer(
    make, working, supervisor, city, city_supervisor, counsel
):
    offer = matters.offer_transfer(working, to_unit_id=city.id, reason="属市级", by=supervisor)
    with pytest.raises(Blocked):
        make.moved(working, "terminate", by=supervisor, termination="asked", reason="x")
    matters.answer_transfer(offer, accept=True, answer="", by=city_supervisor)

    assert (working.unit_id, working.handler_id, working.status) == (city.id, None, Status.GRANTED)
    assert not counsel.can("aid.conduct", working)


def test_a_case_is_not_handed_to_a_colleague_past_the_check(session, working, supervisor, lawyer):
    offer = matters.offer_transfer(
        working, to_unit_id=working.unit_id, to_user_id=lawyer.id, reason="换人", by=supervisor
    )
    session.flush()
    with pytest.raises(Refused, match="利益冲突检查"):
        matters.answer_transfer(offer, accept=True, answer="", by=lawyer)


def test_the_seed_tells_the_facts_and_keeps_the_means(applied):
    seed = actions.seed_of(applied)

    assert (seed.facts, seed.dispute_type, seed.claimed_fen) == ("拖欠三个月工资", "wages", 840_000)
