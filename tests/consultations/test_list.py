"""The list of consultations: whose they are, how they are narrowed and exported, and what a unit counts."""

import csv
import io
from datetime import date

import pytest

from casework.consultations import queries
from casework.consultations.models import Consultation
from casework.matters.models import Note


@pytest.fixture
def some(make, county, lawyer, mediator):
    """Four of the lawyer, by every kind of channel, and one of a colleague."""
    return [
        make.consultation(county, lawyer, channel="phone", name="刘芳", phone="13912345678", people=2),
        make.consultation(county, lawyer, channel="wechat", topics=["injury"], employer="顺丰速运有限公司"),
        make.consultation(county, lawyer, channel="window", received_on=date(2026, 10, 5)),
        make.consultation(county, lawyer, channel="outreach", people=4, stays_open=True),
        make.consultation(county, mediator, channel="online", name="同事接待的人", people=3),
    ]


def numbers(page) -> set[str]:
    return {link.text for link in page.select(".row-link")}


def exported(browser, query="") -> list[dict]:
    browser.post(f"/consultations/export?{query}", {"format": "csv"}, status=200)
    return list(csv.DictReader(io.StringIO(browser.response.data.decode("utf-8-sig"))))


def test_everybody_sees_their_own_and_supervisors_their_units(
    browser, some, lawyer, mediator, clerk, supervisor, stranger
):
    own, colleagues = {asked.number for asked in some[:4]}, {some[4].number}
    for user, sees in (
        (lawyer, own), (mediator, colleagues), (clerk, set()), (supervisor, own | colleagues), (stranger, set()),
    ):  # fmt: skip
        assert numbers(browser.as_(user).get("/consultations/")) == sees, user.name
        for asked in some:
            status = 200 if asked.number in sees else 404
            for page in ("", "/edit", "/notes", "/move/finish"):
                if not page or page == "/edit" or status == 404:
                    browser.get(f"/consultations/{asked.id}{page}", status=status)


def test_an_export_holds_no_more_than_may_be_read(browser, some, mediator, supervisor):
    told = exported(browser.as_(mediator))
    assert [row["咨询编号"] for row in told] == [some[4].number]

    assert len(exported(browser.as_(supervisor))) == 5


def test_an_export_is_what_the_list_shows(browser, some, supervisor):
    for query in ("", "source=sort_online", "type=injury", "q=刘芳"):
        shown = numbers(browser.as_(supervisor).get(f"/consultations/?{query}"))
        assert {row["咨询编号"] for row in exported(browser, query)} == shown, query
    [row] = exported(browser, "q=刘芳")
    assert (row["方式"], row["问题"], row["人次"], row["来访人"], row["答复人"]) == (
        "电话",
        "劳动报酬",
        "2",
        "刘芳等2人",
        "陈律师",
    )
    assert not any("13912345678" in value for value in row.values())


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("source=sort_online", {0, 1, 4}), ("source=sort_offline", {2, 3}), ("source=online", {4}), ("type=injury", {1}),
        ("state=open", {3}), ("from=2026-11-01", {0, 1, 3, 4}), ("employer=顺丰", {1}), ("q=5678", {0}),
        ("outcome=answered", {0, 1, 2, 4}),
    ],
)  # fmt: skip
def test_the_list_takes_its_filters_from_the_address(browser, some, supervisor, query, places):
    page = browser.as_(supervisor).get(f"/consultations/?{query}")
    assert numbers(page) == {some[place].number for place in places}
    assert len(page.select(".chip")) == 1


def test_the_filters_speak_of_consultations(browser, some, supervisor):
    labels = {
        label.text.strip()
        for label in browser.as_(supervisor).get("/consultations/").select(".filters label")
    }

    assert {"方式", "问题", "答复人", "回访"} <= labels
    assert not {"纠纷类型", "案件来源", "金额从", "待补"} & labels


def test_a_list_is_kept_as_a_view_of_its_own_kind(browser, some, supervisor):
    browser.as_(supervisor).submit("/views?list=consultations&query=source=sort_online", {"name": "线上咨询"})

    assert browser.location.startswith("/consultations/?")
    assert "线上咨询" in browser.get("/consultations/").text
    assert "线上咨询" not in browser.get("/mediations/").text


def test_a_unit_counts_matters_and_people_online_and_offline_apart(some, county):
    november = queries.tally({county.id}, date(2026, 11, 1), date(2026, 11, 30))

    assert (november.online, november.online_people) == (3, 6)
    assert (november.offline, november.offline_people) == (1, 4)
    assert (november.all, november.all_people) == (4, 10)
    assert queries.tally({county.id}, date(2026, 10, 1), date(2026, 10, 31)) == queries.Tally(0, 0, 1, 1)


def test_the_unit_sees_the_numbers_and_not_the_matters(browser, some, clerk, stranger):
    page = browser.as_(clerk).get("/consultations/")
    assert "4 件 · 10 人次" in page.select_one(".unit-tally").text
    assert numbers(page) == set()
    assert "0 件 · 0 人次" in browser.as_(stranger).get("/consultations/").select_one(".unit-tally").text


def test_an_empty_list_says_what_to_do(browser, clerk):
    page = browser.as_(clerk).get("/consultations/")
    assert page.select_one(".blank-slate a")["href"] == "/consultations/new"


def test_the_number_of_statements_does_not_grow_with_the_rows(
    browser, session, make, county, lawyer, supervisor, statements
):
    def count(path, user):
        with statements() as ran:
            browser.as_(user).get(path)
        return len(ran)

    found = make.consultation(county, lawyer, name="刘芳", phone="13912345678", employer="顺丰速运有限公司")
    paths = [
        ("/consultations/", supervisor), (f"/consultations/{found.id}", lawyer), ("/consultations/new", lawyer),
        ("/consultations/modules", lawyer), ("/consultations/outreach", lawyer), ("/today", lawyer),
    ]  # fmt: skip
    for path, user in paths:
        count(path, user)
    few = [count(path, user) for path, user in paths]
    for n in range(12):
        made = make.consultation(county, lawyer, name="刘芳", phone="13912345678", employer="顺丰速运有限公司",
                                 follow_up_on=date(2026, 11, 24), received_on=date(2026, 11, 23))  # fmt: skip
        session.add(Note(matter_id=found.id, unit_id=county.id, author_id=lawyer.id, written_at=made.registered_at,
                         happened_on=made.received_on, text=f"进展{n}"))  # fmt: skip
    session.flush()
    for path, user in paths:
        count(path, user)

    more = [count(path, user) for path, user in paths]
    assert all(after <= before + 3 for before, after in zip(few, more, strict=True)), (few, more)


def test_recording_costs_as_many_statements_whatever_there_is(browser, make, county, lawyer, statements):
    def count(n):
        page = browser.as_(lawyer).get("/consultations/new")
        fields = browser.fields(page.select_one("main form[method=post]"))
        typed = {"source": "phone", "topics": ["wages"], "answered_as": ["oral"], "name": f"工人{n}", "phone": f"139123456{n:02d}",
                 "employer": "顺丰速运有限公司"}  # fmt: skip
        with statements() as ran:
            browser.post("/consultations/new", {**fields, **typed})
        return len(ran)

    count(1)
    few = count(2)
    for n in range(20):
        make.consultation(county, lawyer, name=f"别人{n}", employer="顺丰速运有限公司")

    assert count(3) <= few + 1


def test_a_mediation_is_not_in_the_list_nor_the_other_way_round(browser, make, county, supervisor, some):
    case = make.mediation(county, supervisor)
    assert case.number not in browser.as_(supervisor).get("/consultations/").text
    assert some[0].number not in browser.get("/mediations/").text
    browser.get(f"/mediations/{some[0].id}", status=404)
    browser.get(f"/consultations/{case.id}", status=404)


def test_the_kind_is_named_in_one_table():
    assert Consultation.__mapper__.polymorphic_identity.value == Consultation.__tablename__ == "consultation"
