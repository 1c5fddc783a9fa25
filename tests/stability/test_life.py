"""The life of a finding, move by move: what follows from each, and what is refused."""

from datetime import date

import pytest

from casework.accounts.models import MatterShare
from casework.engine.errors import Blocked, NotAllowed, Refused
from casework.history import queries as history
from casework.stability import actions, queries
from casework.stability.models import Office, Outcome, Status, VisitResult


def test_a_finding_takes_a_number_of_its_own_series_and_waits_to_be_assessed(make, county, studio, clerk):
    numbers = [make.finding(unit, clerk).number for unit in (county, county, studio)]
    make.mediation(county, clerk)

    assert numbers == ["（2026）洪甲工稳〔1〕号", "（2026）洪甲工稳〔2〕号", "（2026）洪甲诉工稳〔1〕号"]
    found = make.finding(county, clerk)
    assert (found.status, found.next_due_name, found.lead_worker) == (Status.REGISTERED, "risk_assess", "")
    assert (found.next_due_on - found.received_on).days >= 10  # of a blue one


@pytest.mark.parametrize(("people", "is_collective"), [(9, False), (10, True), (300, True)])
def test_ten_people_make_it_collective(make, county, clerk, people, is_collective):
    assert make.finding(county, clerk, people=people).is_collective == is_collective


def test_the_collective_mark_follows_the_number(make, acting, county, clerk):
    found = make.finding(county, clerk, people=9)
    with acting(clerk):
        actions.change_facts(found, people=14)
        assert found.is_collective
        actions.change_facts(found, people=4)

    assert (found.people, found.is_collective) == (4, False)


@pytest.mark.parametrize(("name", "answers", "status", "outcome"), [
    ("stabilise", {"disposal": "已安抚", "next_on": date(2026, 12, 1)}, Status.STABILISED, Outcome.STABILISED),
    ("resolve", {"disposal": "已补发"}, Status.RESOLVED, Outcome.RESOLVED),
    ("refer", {"disposal": "已移交监察", "referred_to": Office.LABOUR}, Status.REFERRED, Outcome.REFERRED),
    ("escalate", {"reason": "人数还在增加"}, Status.ESCALATED, Outcome.ESCALATED),
])  # fmt: skip
def test_each_way_of_disposing_says_how_and_when(make, in_hand, mediator, name, answers, status, outcome):
    make.risk(in_hand, name, by=mediator, **answers)

    assert (in_hand.status, in_hand.outcome, in_hand.concluded_on) == (status, outcome, date(2026, 11, 23))
    assert in_hand.disposal in answers.values()


def test_what_was_under_control_and_is_resolved_later_stays_disposed_of_since_then(
    make, in_hand, mediator, the_day
):
    make.risk(in_hand, "stabilise", by=mediator, disposal="已安抚", next_on=date(2026, 12, 1))
    assert in_hand.next_due_on == date(2026, 12, 1)
    the_day.move_to(date(2026, 12, 1))

    make.risk(in_hand, "resolve", by=mediator, disposal="全部补发")

    assert (in_hand.outcome, in_hand.concluded_on) == (Outcome.RESOLVED, date(2026, 11, 23))
    assert in_hand.next_due_on is None


def test_a_finding_goes_from_the_first_word_to_the_end_and_the_history_holds(
    make, in_hand, mediator, supervisor
):
    make.risk(in_hand, "resolve", by=mediator, disposal="已补发")
    make.risk(in_hand, "visit", by=mediator, visit_result=VisitResult.CALM)
    make.risk(in_hand, "strike", by=supervisor)

    assert (in_hand.status, in_hand.archived_on) == (Status.STRUCK_OFF, date(2026, 11, 23))
    assert in_hand.accepted_on == date(2026, 11, 23)
    make.session.commit()
    assert history.verify().holds


def test_what_is_no_risk_is_dismissed_with_a_reason(make, county, clerk, supervisor):
    found = make.finding(county, clerk)
    make.risk(found, "dismiss", by=supervisor, reason="重复登记")
    make.risk(found, "strike", by=supervisor)

    assert (found.status, found.outcome, found.disposal) == (Status.STRUCK_OFF, Outcome.DISMISSED, "重复登记")


def test_striking_off_tells_all_that_stands_in_its_way(make, acting, in_hand, mediator, supervisor):
    with acting(mediator):
        actions.add_measure(in_hand, text="约谈负责人", person="张敏", due_on=date(2026, 11, 30))
    make.risk(in_hand, "escalate", by=mediator, reason="负责人失联")
    make.risk(in_hand, "visit", by=mediator, visit_result=VisitResult.UNEASY)

    with pytest.raises(Blocked) as refused:
        make.risk(in_hand, "strike", by=supervisor)

    assert len(refused.value.reasons) == 3
    assert in_hand.status == Status.VISITED


def test_it_is_opened_again_with_a_reason_and_counts_how_often(make, in_hand, mediator, supervisor):
    make.risk(in_hand, "resolve", by=mediator, disposal="已补发")
    make.risk(in_hand, "visit", by=mediator, visit_result=VisitResult.UNEASY)
    make.risk(in_hand, "reopen", by=supervisor, reason="又有人来")

    assert (in_hand.status, in_hand.outcome, in_hand.concluded_on, in_hand.visited_on) == (
        Status.HANDLING, None, None, None,
    )  # fmt: skip
    assert in_hand.reopened_times == 1
    assert in_hand.next_due_on is not None


def test_opened_again_with_nobody_in_charge_it_waits_for_what_it_lacks(make, county, clerk, supervisor):
    found = make.finding(county, clerk)
    make.risk(found, "dismiss", "reopen", by=supervisor, reason="不是重复")

    assert found.status == Status.REGISTERED


@pytest.mark.parametrize(("move", "answers", "words"), [
    ("take", {}, "待研判"),
    ("resolve", {"disposal": "……"}, "待研判"),
    ("strike", {}, "待研判"),
])  # fmt: skip
def test_a_move_out_of_order_is_refused_in_words(make, county, clerk, supervisor, move, answers, words):
    found = make.finding(county, clerk, people=2)
    found.handler_id = supervisor.id

    with pytest.raises(Refused, match=words):
        make.risk(found, move, by=supervisor, **answers)


def test_only_a_supervisor_assesses_and_only_the_handler_takes(
    make, county, mediator, other_mediator, supervisor
):
    found = make.finding(county, mediator)
    with pytest.raises(NotAllowed):
        make.risk(found, "assess", by=mediator, level=4)
    make.risk(
        found, "assess", "assign", by=supervisor, level=4, handler_id=mediator.id, next_on=date(2026, 11, 25)
    )
    with pytest.raises(NotAllowed):
        make.risk(found, "take", by=other_mediator)
    make.risk(found, "decline", by=mediator, reason="与该单位有关系")

    assert (found.status, found.handler_id) == (Status.ASSESSED, None)


def test_no_day_lies_ahead_or_before_what_it_follows_from(make, county, clerk, supervisor):
    found = make.finding(county, clerk, received_on=date(2026, 11, 16))
    for day, words in ((date(2026, 11, 24), "不能晚于今天"), (date(2026, 11, 13), "不能早于登记日期")):
        with pytest.raises(Refused, match=words):
            make.risk(found, "assess", by=supervisor, level=4, on=day)
    with pytest.raises(Refused, match="发现日期"):
        make.finding(county, clerk, received_on=date(2026, 11, 16), found_on=date(2026, 11, 17))
    with pytest.raises(Refused, match="今天"):
        make.finding(county, clerk, received_on=date(2026, 11, 24))


def test_the_next_day_in_lists_is_the_soonest_of_follow_up_and_measures(make, acting, in_hand, mediator):
    assert (in_hand.next_due_on, in_hand.next_due_name) == (date(2026, 11, 25), "risk_follow_up")
    with acting(mediator):
        measure = actions.add_measure(in_hand, text="约谈", person="张敏", due_on=date(2026, 11, 24))
        assert (in_hand.next_due_on, in_hand.next_due_name) == (date(2026, 11, 24), "risk_measure")
        actions.finish_measure(in_hand, measure, done_on=date(2026, 11, 23), result="已约谈")

    assert in_hand.next_due_on == date(2026, 11, 25)
    with pytest.raises(Refused, match="已经登记完成"):
        actions.finish_measure(in_hand, measure, done_on=date(2026, 11, 23), result="又一次")


def test_what_is_struck_off_takes_no_measure(make, county, clerk, supervisor):
    found = make.finding(county, clerk)
    make.risk(found, "dismiss", "strike", by=supervisor, reason="重复登记")

    with pytest.raises(Refused, match="已经销号"):
        actions.add_measure(found, text="约谈", person="张敏", due_on=date(2026, 11, 30))


def test_a_level_is_changed_with_a_reason_and_not_to_itself(make, in_hand, supervisor):
    with pytest.raises(Refused, match="没有变化"):
        make.risk(in_hand, "regrade", by=supervisor, level=3, reason="核实")
    make.risk(in_hand, "regrade", by=supervisor, level=1, reason="有人爬塔吊")

    assert in_hand.level == 1


# --- passed up ----------------------------------------------------------------------------------------------------


def test_what_is_passed_up_waits_for_the_city_to_acknowledge_it(
    make, acting, in_hand, mediator, supervisor, city_supervisor
):
    make.risk(in_hand, "escalate", by=mediator, reason="涉及三个区")
    waiting = in_hand.unanswered_escalation
    assert (in_hand.next_due_name, in_hand.next_due_on) == ("risk_acknowledge", date(2026, 11, 24))
    assert [e.id for e in queries.unacknowledged(city_supervisor)] == [waiting.id]
    assert queries.unacknowledged(supervisor) == []

    with acting(supervisor), pytest.raises(Refused, match="市总工会"):
        actions.acknowledge(in_hand, by=supervisor)
    with acting(city_supervisor):
        actions.acknowledge(in_hand, by=city_supervisor, answer="市总派人到场")

    assert (waiting.acknowledged_by_id, waiting.answer) == (city_supervisor.id, "市总派人到场")
    assert waiting.acknowledged_at is not None
    assert in_hand.next_due_on is None
    assert queries.unacknowledged(city_supervisor) == []
    with pytest.raises(Refused, match="没有等待签收"):
        actions.acknowledge(in_hand, by=city_supervisor)


def test_a_supervisor_of_the_city_whose_role_stops_at_the_city_is_shown_what_is_passed_up(
    browser, make, session, in_hand, mediator, city_desk
):
    browser.as_(city_desk).get(f"/risks/{in_hand.id}", status=404)
    make.risk(in_hand, "escalate", by=mediator, reason="涉及三个区")
    assert session.query(MatterShare).filter_by(user_id=city_desk.id, reason="escalated").count() == 1

    page = browser.as_(city_desk).get("/risks/board")
    assert in_hand.number in page.select_one("#escalations").text
    browser.submit(f"/risks/{in_hand.id}/acknowledge", {"answer": "已知悉"})
    assert "已签收" in browser.get(f"/risks/{in_hand.id}").text


def test_the_city_itself_has_nobody_to_pass_a_finding_up_to(make, city, city_supervisor):
    found = make.finding(city, city_supervisor)
    make.risk(found, "assess", by=city_supervisor, level=1)

    with pytest.raises(Refused, match="上面没有"):
        make.risk(found, "escalate", by=city_supervisor, reason="……")


def test_warnings_reach_the_supervisor_and_nobody_beside(
    browser, make, in_hand, mediator, supervisor, other_supervisor
):
    assert "1件集体风险" in browser.as_(supervisor).get("/oversight").text
    assert "集体风险" not in browser.as_(other_supervisor).get("/oversight").text
    make.risk(in_hand, "escalate", by=mediator, reason="涉及三个区")
    assert "等待签收" not in browser.as_(supervisor).get("/oversight").text


def test_the_city_is_warned_of_what_waits(browser, make, in_hand, mediator, city_supervisor):
    make.risk(in_hand, "escalate", by=mediator, reason="涉及三个区")

    assert "1件升级上报的风险等待签收" in browser.as_(city_supervisor).get("/today").text


# --- what a unit decides ------------------------------------------------------------------------------------------


def test_names_of_levels_come_from_the_nearest_unit_that_has_its_own(
    acting, city, county, studio, supervisor
):
    assert queries.labels_for(studio)[0] == "红色"
    with acting(supervisor):
        actions.set_rules(city, level_labels=["重大", "较大", "一般"], reply_workdays=15)
        actions.set_rules(county, level_labels=["一级", "二级", "三级", "四级"], reply_workdays=None)

    assert (queries.labels_for(city)[0], queries.labels_for(studio)[0]) == ("重大", "一级")
    assert queries.reply_workdays_for(studio) == 15
    settings = queries.Settings()
    assert (settings.label(city.id, 4), settings.label(studio.id, 4)) == ("一般", "四级")
    assert settings.reply_workdays(studio.id) == 15


@pytest.mark.parametrize("labels", [["红"], ["一", "二", "三", "四", "五"], ["红", "红"]])
def test_names_of_levels_that_tell_nothing_apart_are_refused(county, labels):
    with pytest.raises(Refused):
        actions.set_rules(county, level_labels=labels, reply_workdays=None)


def test_a_supervisor_sets_the_rules_of_their_own_units_only(
    browser, county, studio, other_county, supervisor
):
    browser.as_(supervisor).submit(
        "/risks/settings", {"level_labels": "重大 较大、一般", "reply_workdays": "15"}
    )
    assert queries.labels_for(studio) == ("重大", "较大", "一般")
    assert queries.reply_workdays_for(county) == 15

    browser.get(f"/risks/settings?unit={studio.id}")
    browser.get(f"/risks/settings?unit={other_county.id}", status=404)


# --- for the employer's card --------------------------------------------------------------------------------------


def test_open_findings_of_an_employer_are_counted_within_scope(make, county, in_hand, mediator, stranger):
    employer = in_hand.employers[0].employer
    for asked in ([employer.id], employer.name_key):
        assert queries.open_risks(asked, mediator) == [in_hand]
        assert queries.open_risks(asked, stranger) == []
    make.risk(in_hand, "resolve", by=mediator, disposal="已补发")

    assert queries.open_risks([employer.id], mediator) == []
