"""What becomes of what: a case or a cluster becomes a finding, a finding opens a case, and no field is lost."""

import sqlalchemy as sa

from casework.matters import actions as matters
from casework.matters.models import EmployerRole, LinkKind, MatterLink
from casework.mediation.models import Mediation
from casework.stability.models import Finding


def only(session, model):
    return session.scalars(sa.select(model)).one()


def case_of_three(make, acting, county, mediator) -> Mediation:
    workers = [
        make.worker(county, f"工人{n}", phone=f"1398765123{n}", worker_types=["migrant"]) for n in range(3)
    ]
    case = make.mediation(county, mediator, workers=workers, employer="示例制衣有限公司", handler=mediator, dispute_type="wages",
                          claimed_fen=500_000, facts="拖欠三个月工资", court_number="（2026）赣0102民初88号")  # fmt: skip
    with acting(mediator):
        case.cause = "205-5"
        matters.add_employer(case, make.employer(county, "示例总包有限公司"), EmployerRole.CONTRACTOR)
        case.workers[1].is_representative = True
        matters.set_claims(case, [
            {"category": "wages", "claimed_fen": 300_000, "worker_id": case.workers[0].worker_id, "note": "三个月"},
            {"category": "overtime", "claimed_fen": 200_000},
        ])  # fmt: skip
    make.session.flush()
    return case


def carried(matter) -> dict:
    """What two matters about one dispute have in common."""
    return {
        "workers": [(e.worker.name, e.worker.phone, e.worker.worker_types, e.is_representative) for e in matter.workers],
        "employers": [(e.employer.name, e.role) for e in matter.employers],
        "claims": [(c.category, c.claimed_fen, c.note, c.worker.name if c.worker else None) for c in matter.claims],
        **{name: getattr(matter, name) for name in
           ("claimed_fen", "people", "is_collective", "lead_worker", "employer_name", "industry", "worker_type", "cause",
            "court_number", "facts")},
    }  # fmt: skip


def test_a_case_becomes_a_finding_and_loses_nothing(browser, session, make, acting, county, mediator):
    case = case_of_three(make, acting, county, mediator)
    page = browser.as_(mediator).get(f"/mediations/{case.id}")
    offer = next(a["href"] for a in page.select("#links a") if a.text == "登记为稳定风险")
    browser.submit(offer)

    found = only(session, Finding)
    assert carried(found) == carried(case)
    assert (found.dispute_type, found.source) == ("wages", "case")
    link = only(session, MatterLink)
    assert (link.from_id, link.to_id, link.kind) == (case.id, found.id, LinkKind.BECAME)
    assert found.number in browser.get(f"/mediations/{case.id}").select_one("#links").text


def test_a_finding_opens_a_mediation_and_loses_nothing(browser, session, make, acting, county, mediator):
    case = case_of_three(make, acting, county, mediator)
    browser.as_(mediator).submit(f"/risks/new?origin={case.id}")
    found = only(session, Finding)
    page = browser.get(f"/risks/{found.id}")
    offer = next(a["href"] for a in page.select("#links a") if a.text == "转为调解案件")
    browser.submit(offer)

    again = session.scalars(sa.select(Mediation).where(Mediation.id != case.id)).one()
    assert carried(again) == carried(found)
    assert again.dispute_type == "wages"


def test_demands_and_number_of_people_go_along_where_nobody_is_named(
    browser, session, make, county, mediator
):
    found = make.finding(
        county, mediator, people=14, facts="三个月没有发工资", demands="补发工资", category="restructuring"
    )
    browser.as_(mediator).submit(f"/mediations/new?origin={found.id}", {"name": "王建国"})

    case = only(session, Mediation)
    assert (case.people, case.is_collective, case.facts) == (14, True, "三个月没有发工资\n补发工资")
    assert (case.dispute_type, case.employer_name) == ("severance", found.employer_name)


def test_a_cluster_becomes_one_finding_with_each_as_a_sign(browser, session, make, county, clerk, mediator):
    signs = [make.mediation(county, mediator, worker=f"来访{n}", employer="示例制衣有限公司", facts=f"第{n}人的情况")
             for n in range(3)]  # fmt: skip
    ids = ",".join(str(one.id) for one in signs)
    page = browser.as_(mediator).get(f"/risks/new?cluster={ids}")
    for one in signs:
        assert one.number in page.text
    browser.submit(f"/risks/new?cluster={ids}")

    found = only(session, Finding)
    links = session.scalars(sa.select(MatterLink).order_by(MatterLink.from_id)).all()
    assert [(link.from_id, link.to_id, link.kind) for link in links] == [
        (one.id, found.id, LinkKind.SIGN) for one in signs
    ]
    assert (found.people, found.source, found.employer_name) == (3, "consultation", "示例制衣有限公司")
    assert all(f"第{n}人的情况" in found.facts for n in range(3))
    assert found.employer_id == signs[0].employer_id
    assert "反映的风险" in browser.get(f"/mediations/{signs[0].id}").select_one("#links").text
    assert "线索" in browser.get(f"/risks/{found.id}").select_one("#links").text


def test_of_a_cluster_only_what_is_in_scope_is_linked(
    browser, session, make, county, other_county, mediator, stranger
):
    own = make.mediation(county, mediator, worker="本县人")
    foreign = make.mediation(other_county, stranger, worker="外县人", employer="外县机械有限公司")
    page = browser.as_(mediator).get(f"/risks/new?cluster={own.id},{foreign.id}")
    assert foreign.number not in page.text
    assert "外县机械" not in page.text
    browser.submit(f"/risks/new?cluster={own.id},{foreign.id}")

    assert [link.from_id for link in session.scalars(sa.select(MatterLink))] == [own.id]
    browser.get(f"/risks/new?cluster={foreign.id}", status=404)
    browser.get(f"/risks/new?origin={foreign.id}", status=404)
    browser.get("/risks/new?cluster=²,x,-1,,")


def test_a_case_is_linked_later_by_its_number_within_scope(browser, session, make, county, other_county, in_hand, mediator,
                                                           stranger):  # fmt: skip
    case = make.mediation(county, mediator)
    foreign = make.mediation(other_county, stranger)
    path = f"/risks/{in_hand.id}/signs/new"
    browser.as_(mediator).submit(path, {"number": case.number.translate(str.maketrans("（）〔〕", "()[]"))})
    assert only(session, MatterLink).kind == LinkKind.SIGN

    for number in (foreign.number, in_hand.number, "（2026）没有这个〔1〕号"):
        browser.submit(path, {"number": number}, status=422)
    only(session, MatterLink)
