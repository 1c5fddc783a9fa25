"""Campaigns: what is returned, by whom and when; what is late, and who sees that it is."""

from datetime import date

import pytest

from casework.engine.errors import Refused
from casework.stability.campaigns import actions, queries
from casework.stability.campaigns.models import Return, Rhythm
from casework.stability.campaigns.rules import ReturnState

FIRST, SECOND, THIRD = date(2026, 11, 2), date(2026, 11, 9), date(2026, 11, 16)


def submit(acting, campaign, unit, first, by, *, is_zero=True, note="") -> Return:
    with acting(by):
        period = actions.period_of(campaign, first)
        return actions.submit(campaign, unit, period, is_zero=is_zero, note=note, by=by)


def states(campaign, user, unit) -> list[ReturnState]:
    rows = {row.id: cells for row, cells in queries.board(campaign, user).rows}
    return [cell.state for cell in rows[unit.id]]


def test_a_zero_report_is_an_act_with_a_name_and_a_time(acting, campaign, studio, studio_clerk, supervisor):
    assert states(campaign, supervisor, studio) == [
        ReturnState.LATE,
        ReturnState.LATE,
        ReturnState.AWAITED,
        ReturnState.AWAITED,
    ]

    entry = submit(acting, campaign, studio, THIRD, studio_clerk, note="走访23户")

    assert (entry.is_zero, entry.returned_by_id, entry.note) == (True, studio_clerk.id, "走访23户")
    assert entry.returned_at is not None
    assert states(campaign, supervisor, studio)[2] == ReturnState.ZERO


def test_nothing_said_is_not_nothing_found(campaign, supervisor):
    board = queries.board(campaign, supervisor)

    assert (board.returned, board.zero, len(board.late), len(board.awaited)) == (0, 0, 4, 4)


def test_a_zero_report_is_refused_where_something_was_registered(make, acting, campaign, county, clerk):
    found = make.finding(
        county, clerk, campaign_id=campaign.id, found_on=date(2026, 11, 12), received_on=date(2026, 11, 12)
    )
    with pytest.raises(Refused, match="不能零报告"):
        submit(acting, campaign, county, SECOND, clerk)

    entry = submit(acting, campaign, county, SECOND, clerk, is_zero=False)

    assert found.return_id == entry.id
    with pytest.raises(Refused, match="已经报送"):
        submit(acting, campaign, county, SECOND, clerk)


def test_what_was_found_later_does_not_belong_to_an_earlier_period(make, acting, campaign, county, clerk):
    found = make.finding(county, clerk, campaign_id=campaign.id, received_on=date(2026, 11, 17))

    submit(acting, campaign, county, SECOND, clerk)
    assert found.return_id is None
    assert submit(acting, campaign, county, THIRD, clerk, is_zero=False).id == found.return_id


def test_something_has_to_be_registered_before_it_is_returned(acting, campaign, county, clerk):
    with pytest.raises(Refused, match="零报告"):
        submit(acting, campaign, county, SECOND, clerk, is_zero=False)


def test_returns_are_neither_ahead_of_time_nor_from_outside_nor_after_the_end(
    acting, campaign, county, other_county, clerk, stranger, supervisor
):
    with pytest.raises(Refused, match="还没有开始"):
        submit(acting, campaign, county, date(2026, 11, 30), clerk)
    with pytest.raises(Refused, match="不参加"):
        submit(acting, campaign, other_county, FIRST, stranger)
    actions.close(campaign)
    with pytest.raises(Refused, match="已经结束"):
        submit(acting, campaign, county, FIRST, clerk)


def test_a_late_return_is_marked_as_late(acting, campaign, studio, studio_clerk, supervisor):
    submit(acting, campaign, studio, FIRST, studio_clerk)

    assert states(campaign, supervisor, studio)[0] == ReturnState.BELATED


def test_a_return_is_corrected_with_a_reason_and_what_it_said_is_kept(make, acting, campaign, county, clerk):
    entry = submit(acting, campaign, county, THIRD, clerk)
    found = make.finding(county, clerk, campaign_id=campaign.id, received_on=date(2026, 11, 18))
    with pytest.raises(Refused, match="原因"):
        actions.correct(entry, is_zero=False, note="", reason=" ", finding_ids=[found.id], by=clerk)

    with acting(clerk):
        actions.correct(
            entry, is_zero=False, note="补报", reason="漏报一户", finding_ids=[found.id], by=clerk
        )
        kept = entry.corrections[0]
        assert (kept.was_zero, kept.numbers_before, kept.reason, kept.corrected_by_id) == (
            True,
            [],
            "漏报一户",
            clerk.id,
        )
        assert (entry.is_zero, found.return_id) == (False, entry.id)
        with pytest.raises(Refused, match="没有登记"):
            actions.correct(entry, is_zero=False, note="", reason="重复", finding_ids=[], by=clerk)
        actions.correct(entry, is_zero=True, note="", reason="该户已由乙县报送", finding_ids=[], by=clerk)

    assert (entry.is_zero, found.return_id, entry.corrections[1].numbers_before) == (
        True,
        None,
        [found.number],
    )


# --- who sees it --------------------------------------------------------------------------------------------------


def late_units(user) -> set[int]:
    return {cell.unit.id for missing in queries.missing(user) for cell in missing.late}


def test_what_is_late_is_seen_by_the_organiser_and_above_and_by_the_unit_itself(
    campaign, county, studio, supervisor, city_supervisor, studio_clerk, clerk
):
    assert (
        late_units(supervisor) == late_units(city_supervisor) == late_units(clerk) == {county.id, studio.id}
    )
    assert late_units(studio_clerk) == {studio.id}


def test_what_is_late_is_not_seen_sideways(
    browser,
    acting,
    make,
    city,
    county,
    other_county,
    city_supervisor,
    supervisor,
    other_supervisor,
    stranger,
    lawyer,
):
    with acting(city_supervisor):
        campaign = actions.begin(city, name="全市排查", starts_on=FIRST, ends_on=date(2026, 12, 31), rhythm=Rhythm.WEEK,
                                 unit_ids=[county.id, other_county.id], by=city_supervisor)  # fmt: skip
    assert late_units(city_supervisor) == {county.id, other_county.id}
    assert late_units(supervisor) == {county.id}
    assert late_units(other_supervisor) == late_units(stranger) == {other_county.id}
    assert late_units(lawyer) == set()

    page = browser.as_(stranger).get(f"/risks/campaigns/{campaign.id}").text
    assert other_county.short_name in page
    assert county.short_name not in page
    browser.as_(lawyer).get(f"/risks/campaigns/{campaign.id}", status=403)


def test_a_county_does_not_see_another_countys_campaign(browser, campaign, stranger, other_supervisor):
    for person in (stranger, other_supervisor):
        browser.as_(person).get(f"/risks/campaigns/{campaign.id}", status=404)
        browser.post(f"/risks/campaigns/{campaign.id}/report", {"said": "zero"}, status=404)
        assert campaign.name not in browser.get("/risks/campaigns/").text


def test_a_neighbours_return_is_not_opened_or_corrected(
    browser, acting, city, county, other_county, city_supervisor, clerk, stranger
):
    with acting(city_supervisor):
        campaign = actions.begin(city, name="全市排查", starts_on=FIRST, ends_on=date(2026, 12, 31), rhythm=Rhythm.WEEK,
                                 unit_ids=[county.id, other_county.id], by=city_supervisor)  # fmt: skip
    entry = submit(acting, campaign, county, THIRD, clerk)

    browser.as_(clerk).get(f"/risks/campaigns/returns/{entry.id}")
    browser.as_(stranger).get(f"/risks/campaigns/returns/{entry.id}", status=404)
    browser.get(f"/risks/campaigns/returns/{entry.id}/correct", status=404)
    browser.get(f"/risks/campaigns/{campaign.id}/report?unit={county.id}", status=404)


def test_who_takes_part_may_look_and_not_manage(browser, acting, city, county, city_supervisor, supervisor):
    with acting(city_supervisor):
        campaign = actions.begin(city, name="全市排查", starts_on=FIRST, ends_on=date(2026, 12, 31), rhythm=Rhythm.WEEK,
                                 unit_ids=[county.id], by=city_supervisor)  # fmt: skip
    browser.as_(supervisor).get(f"/risks/campaigns/{campaign.id}")
    browser.get(f"/risks/campaigns/{campaign.id}/edit", status=403)
    browser.post(f"/risks/campaigns/{campaign.id}/close", status=403)


def test_a_campaign_reaches_no_unit_beyond_its_organisers(acting, county, other_county, supervisor):
    with acting(supervisor), pytest.raises(Refused, match="本单位和下级"):
        actions.begin(county, name="……", starts_on=FIRST, ends_on=THIRD, rhythm=Rhythm.WEEK,
                      unit_ids=[county.id, other_county.id], by=supervisor)  # fmt: skip


def test_what_was_returned_for_stays_what_it_was(acting, campaign, county, studio, supervisor, studio_clerk):
    submit(acting, campaign, studio, THIRD, studio_clerk)
    for change, words in (
        ({"rhythm": Rhythm.MONTH}, "报送频次"),
        ({"starts_on": SECOND}, "开始日期"),
        ({"ends_on": SECOND}, "更晚的期次"),
        ({"unit_ids": [county.id]}, "不能去掉"),
    ):
        with acting(supervisor), pytest.raises(Refused, match=words):
            actions.change(campaign, by=supervisor, **{"unit_ids": [county.id, studio.id], **change})


def test_the_pages_ask_the_database_no_more_for_more_rows(
    browser, session, make, acting, statements, campaign, county, studio, clerk, supervisor
):
    def asked(path):
        browser.as_(supervisor)
        with statements() as ran:
            browser.get(path)
        return len(ran)

    paths = ("/risks/", "/risks/campaigns/", f"/risks/campaigns/{campaign.id}", "/risks/board", "/oversight")
    make.finding(county, clerk, people=12)
    for path in paths:
        asked(path)
    before = [asked(path) for path in paths]
    for first in (FIRST, SECOND, THIRD):
        make.finding(
            county, clerk, people=20, campaign_id=campaign.id, received_on=first, employer=f"演示{first}厂"
        )
        submit(acting, campaign, county, first, clerk, is_zero=False)
        submit(acting, campaign, studio, first, clerk)

    assert [asked(path) for path in paths] == before
