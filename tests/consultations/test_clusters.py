"""Several callers about one employer: shown to whoever supervises, counted for the unit, and signs of a finding."""

from datetime import date, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import sqlalchemy as sa

from casework.consultations import queries
from casework.matters import carrying
from casework.matters.models import LinkKind, MatterLink
from casework.stability.models import Finding

TODAY = date(2026, 11, 23)
RULE = {"callers": 3, "within": 30}
FIRM = "宏达制衣有限公司"


@pytest.fixture
def ten_calls(make, county, lawyer, mediator):
    """Ten calls within fourteen days, three of them about one employer, by two colleagues."""
    for n in range(7):
        make.consultation(county, lawyer, employer=f"别家{n}号商行", received_on=TODAY - timedelta(days=n))
    return [
        make.consultation(
            county, by, employer=FIRM, name=name, phone=phone, received_on=TODAY - timedelta(days=days)
        )
        for by, name, phone, days in (
            (lawyer, "刘芳", "13900000001", 1),
            (mediator, "王强", "13900000002", 7),
            (lawyer, "", None, 13),
        )
    ]


def test_three_callers_are_one_cluster_that_lists_them(ten_calls, supervisor):
    [cluster] = queries.clusters(supervisor, **RULE)

    assert cluster.employer_name == FIRM
    assert set(cluster.consultations) == set(ten_calls)
    assert cluster.is_offered
    assert queries.count_clusters(supervisor, **RULE) == 1


def test_somebody_who_calls_again_and_again_is_one_caller(make, county, lawyer, supervisor):
    for phone in ("13900000001", "139 0000 0001", "+8613900000001"):
        made = make.consultation(
            county, lawyer, employer=FIRM, name="刘芳", phone=phone.replace(" ", "")[-11:]
        )
    assert made
    assert queries.clusters(supervisor, **RULE) == []


def test_callers_without_a_name_count_each(make, county, lawyer, supervisor):
    for _ in range(3):
        make.consultation(county, lawyer, employer=FIRM)
    assert len(queries.clusters(supervisor, **RULE)) == 1


def test_who_asked_long_ago_is_not_counted(make, county, lawyer, supervisor):
    for days in (1, 2, 31):
        make.consultation(county, lawyer, employer=FIRM, received_on=TODAY - timedelta(days=days))

    assert queries.clusters(supervisor, **RULE) == []
    assert len(queries.clusters(supervisor, callers=3, within=31)) == 1


def test_the_same_employer_in_two_counties_is_one_for_the_city_alone(
    make, county, other_county, lawyer, stranger, supervisor, city_supervisor
):
    for unit, by in ((county, lawyer), (county, lawyer), (other_county, stranger)):
        make.consultation(unit, by, employer=FIRM)

    assert queries.clusters(supervisor, **RULE) == []
    [cluster] = queries.clusters(city_supervisor, **RULE)
    assert len({asked.unit_id for asked in cluster.consultations}) == 2


def test_only_supervisors_see_them_and_of_their_own_units(
    browser, ten_calls, supervisor, lawyer, mediator, make, other_county
):
    from casework.permissions import Role

    other = make.user("other_supervisor", "外主管", other_county, Role.SUPERVISOR)
    assert FIRM in browser.as_(supervisor).get("/consultations/clusters").text
    assert "近期被多人咨询" in browser.get("/consultations/").text
    assert FIRM not in browser.as_(other).get("/consultations/clusters").text
    assert "近期被多人咨询" not in browser.get("/consultations/").text
    for user in (lawyer, mediator):
        browser.as_(user).get("/consultations/clusters", status=403)


def test_the_setting_says_how_many(app, browser, ten_calls, supervisor, monkeypatch):
    monkeypatch.setitem(app.config, "CONSULT_CLUSTER_CALLERS", 4)
    assert FIRM not in browser.as_(supervisor).get("/consultations/clusters").text


def test_the_unit_is_told_how_many_asked(browser, ten_calls, other_mediator):
    told = browser.as_(other_mediator).post("/consultations/lookup", {"employer": FIRM}, status=200).text

    assert "已有 3 人咨询" in told
    assert "刘芳" not in told
    assert "王强" not in told


def test_once_it_is_a_finding_its_consultations_are_signs_and_it_is_not_offered_again(
    browser, session, make, county, ten_calls, supervisor, lawyer, acting
):
    [cluster] = queries.clusters(supervisor, **RULE)
    ids = ",".join(str(asked.id) for asked in cluster.consultations)
    browser.as_(supervisor).submit(f"/risks/new?cluster={ids}")
    finding = session.scalars(sa.select(Finding)).one()
    with acting(supervisor):
        carrying.connect(cluster.consultations[0], finding, LinkKind.SIGN, by=supervisor)

    links = session.scalars(sa.select(MatterLink)).all()
    assert {(link.from_id, link.to_id, link.kind) for link in links} == {
        (asked.id, finding.id, LinkKind.SIGN) for asked in ten_calls
    }
    assert len(links) == 3
    [again] = queries.clusters(supervisor, **RULE)
    assert (again.is_offered, again.findings, again.fresh) == (False, [finding], [])
    assert [link.words for link in carrying.links_of(ten_calls[0], lawyer)] == []  # not theirs to see
    assert [link.words for link in carrying.links_of(ten_calls[0], supervisor)] == ["反映的风险"]

    fresh = [make.consultation(county, lawyer, employer=FIRM) for _ in range(3)]
    [more] = queries.clusters(supervisor, **RULE)
    assert (more.is_offered, set(more.fresh)) == (True, set(fresh))


def test_the_button_stands_only_where_there_is_an_intake_for_findings(
    app, browser, ten_calls, supervisor, monkeypatch
):
    from casework.consultations import views

    page = browser.as_(supervisor).get("/consultations/clusters")
    has_intake = views.FINDING in app.view_functions
    assert bool(page.select("main .btn-primary")) == has_intake

    monkeypatch.setattr(views, "FINDING", "consultations.outreach")
    button = browser.get("/consultations/clusters").select_one("main .btn-primary")
    ids = ",".join(str(asked.id) for asked in ten_calls)  # the newest first
    assert parse_qs(urlsplit(button["href"]).query) == {"cluster": [ids]}


def test_the_number_of_statements_does_not_grow_with_the_clusters(
    browser, make, county, lawyer, supervisor, statements
):
    def count():
        with statements() as ran:
            browser.as_(supervisor).get("/consultations/clusters")
        return len(ran)

    for _ in range(3):
        make.consultation(county, lawyer, employer=FIRM)
    count()
    few = count()
    for firm in range(5):
        for n in range(4):
            make.consultation(
                county, lawyer, employer=f"第{firm}制衣厂", name=f"工人{n}", phone=f"1390000{firm}00{n}"
            )

    count()
    assert count() <= few
