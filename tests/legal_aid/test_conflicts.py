"""The check for conflicts: a table of who stands against whom, what is kept of it, and the way past a hit."""

import pytest
import sqlalchemy as sa

from casework.accounts import actions as accounts
from casework.engine.errors import Refused
from casework.legal_aid import conflicts
from casework.legal_aid.models import Check, HitGround, Status
from casework.matters import carrying
from casework.matters.models import LinkKind
from casework.permissions import Role

ID_NUMBER = "360102198803072419"


@pytest.fixture
def mediator_lawyer(make, county):
    """Somebody who is both: works mediations, and has passed the bar."""
    user = make.user("both", "两栖", county, Role.MEDIATOR)
    accounts.grant(user, Role.LAWYER, county)
    make.session.flush()
    user.__dict__.pop("reach", None)
    return user


def linked(make, county, supervisor, mediator, aid):
    case = make.mediation(county, supervisor, worker="别人", employer="别家公司", handler=mediator)
    carrying.connect(case, aid, LinkKind.BECAME, by=supervisor)
    return case


def linked_far(make, county, supervisor, mediator, aid):
    case = make.mediation(county, supervisor, worker="别人", employer="别家公司", handler=mediator)
    middle = make.mediation(county, supervisor, worker="中间人", employer="中间公司")
    carrying.connect(case, middle, LinkKind.SAME, by=supervisor)
    carrying.connect(middle, aid, LinkKind.BECAME, by=supervisor)
    return case


def same_people(make, county, supervisor, mediator, aid):
    worker = make.worker(county, "同名人", phone="13912345678")
    aid.workers[0].worker.phone = "13912345678"
    return make.mediation(county, supervisor, workers=[worker], employer="宏达制衣有限公司", handler=mediator)


def same_people_elsewhere(make, county, supervisor, mediator, aid):
    elsewhere = make.unit("丙县总", code="3609", mark="洪丙")
    worker = make.worker(elsewhere, "王建国", id_number=ID_NUMBER)
    aid.workers[0].worker.id_number = ID_NUMBER
    return make.mediation(
        elsewhere, supervisor, workers=[worker], employer="南昌宏达制衣有限公司", handler=mediator
    )


def in_a_group(make, county, supervisor, mediator, aid):
    workers = [make.worker(county, f"工人{n}") for n in range(11)] + [aid.workers[0].worker]
    return make.mediation(county, supervisor, workers=workers, employer="宏达制衣有限公司", handler=mediator)


def same_worker_other_employer(make, county, supervisor, mediator, aid):
    return make.mediation(
        county, supervisor, workers=[aid.workers[0].worker], employer="毫不相干有限公司", handler=mediator
    )


def same_employer_other_worker(make, county, supervisor, mediator, aid):
    return make.mediation(county, supervisor, worker="别人", employer="宏达制衣有限公司", handler=mediator)


def unlinked(make, county, supervisor, mediator, aid):
    return make.mediation(county, supervisor, worker="别人", employer="别家公司", handler=mediator)


# fmt: off
AS_MEDIATOR = [
    # how the mediation hangs together with the case     is it a conflict
    (linked,                                              True),
    (linked_far,                                          True),
    (same_people,                                         True),
    (same_people_elsewhere,                               True),
    (in_a_group,                                          True),
    (same_worker_other_employer,                          False),
    (same_employer_other_worker,                          False),
    (unlinked,                                            False),
]
# fmt: on


@pytest.mark.parametrize(
    ("hangs", "is_hit"), AS_MEDIATOR, ids=lambda value: getattr(value, "__name__", value)
)
def test_the_mediator_of_the_same_dispute_is_found(
    make, county, granted, supervisor, mediator_lawyer, hangs, is_hit
):
    case = hangs(make, county, supervisor, mediator_lawyer, granted)
    make.session.flush()

    found = conflicts.look(granted, mediator_lawyer)

    assert [(hit.ground, hit.matter_id) for hit in found] == (
        [(HitGround.MEDIATOR, case.id)] if is_hit else []
    )


def test_whoever_once_mediated_it_is_found_too(make, county, granted, supervisor, mediator, mediator_lawyer):
    case = linked(make, county, supervisor, mediator_lawyer, granted)
    make.session.commit()  # the history is written with what it tells
    make.moved(case, "assign", by=supervisor, handler_id=mediator.id)
    make.session.commit()

    assert [hit.ground for hit in conflicts.look(granted, mediator_lawyer)] == [HitGround.FORMER_MEDIATOR]


# fmt: off
ON_THE_OTHER_SIDE = [
    # named in this case as acting for the employer                     what is found of 方律 of 正明律所
    ({"other_agent": "方律"},                                            [HitGround.OTHER_AGENT]),
    ({"other_agent": " 方 律 "},                                         [HitGround.OTHER_AGENT]),
    ({"other_agent": "方律律师"},                                         [HitGround.OTHER_AGENT]),
    ({"other_agent": "石律"},                                            []),
    ({"other_firm": "正明律所工会"},                                      [HitGround.OTHER_FIRM]),
    ({"other_firm": "正明律所"},                                          [HitGround.OTHER_FIRM]),
    ({"other_agent": "方律", "other_firm": "正明律所"},                    [HitGround.OTHER_AGENT, HitGround.OTHER_FIRM]),
    ({"other_firm": "公信律所"},                                          []),
    ({},                                                                 []),
]
# fmt: on


@pytest.mark.parametrize(("named", "grounds"), ON_THE_OTHER_SIDE)
def test_a_person_or_firm_that_acts_for_the_other_side_is_found(granted, counsel, named, grounds):
    for name, value in named.items():
        setattr(granted, name, value)

    assert [hit.ground for hit in conflicts.look(granted, counsel)] == grounds


@pytest.mark.parametrize(("state", "is_hit"), [(Status.WORKING, True), (Status.ARCHIVED, False)])
def test_so_is_one_who_does_in_another_open_case_of_the_worker(
    make, county, clerk, granted, counsel, state, is_hit
):
    other = make.aid(
        county, clerk, workers=[granted.workers[0].worker], employer="另一家有限公司", other_agent="方律"
    )
    other.status = state
    make.session.flush()

    found = conflicts.look(granted, counsel)

    assert [(hit.ground, hit.matter_id) for hit in found] == (
        [(HitGround.OTHER_AGENT, other.id)] if is_hit else []
    )


def test_a_firm_does_not_act_against_itself(make, county, clerk, counsel, firm):
    aid = make.aid(county, clerk, employer=firm.name)

    assert [hit.ground for hit in conflicts.look(aid, counsel)] == [HitGround.EMPLOYER]


def test_a_hit_stops_and_an_override_needs_a_supervisor_and_a_reason(
    make, county, session, granted, supervisor, mediator_lawyer
):
    linked(make, county, supervisor, mediator_lawyer, granted)

    with pytest.raises(Refused) as refused:
        make.assigned(granted, mediator_lawyer, by=supervisor)
    assert refused.value.field == "override_reason"

    make.assigned(granted, mediator_lawyer, by=supervisor, override_reason="受援人书面同意")
    check = session.scalars(sa.select(Check).order_by(Check.id.desc())).first()
    assert (check.override_reason, check.overridden_by, granted.handler) == (
        "受援人书面同意",
        supervisor,
        mediator_lawyer,
    )
    assert [hit.ground for hit in check.hits] == [HitGround.MEDIATOR]


def test_only_a_supervisor_overrides(make, county, granted, supervisor, mediator_lawyer, stranger):
    linked(make, county, supervisor, mediator_lawyer, granted)
    check = conflicts.check(granted, mediator_lawyer, by=supervisor)

    with pytest.raises(Refused, match="请主管"):
        conflicts.must_be_overridden(check, "我觉得可以", by=stranger)
    assert check.override_reason == ""


def test_every_check_is_kept_whatever_it_found(make, session, granted, supervisor, counsel, other_counsel):
    granted.other_agent = "方律"
    for lawyer in (counsel, other_counsel, counsel):
        conflicts.check(granted, lawyer, by=supervisor)

    kept = session.scalars(sa.select(Check).order_by(Check.id)).all()
    assert [(check.lawyer, check.is_clear) for check in kept] == [
        (counsel, False),
        (other_counsel, True),
        (counsel, False),
    ]


def test_a_check_that_has_been_overtaken_does_not_serve(make, granted, supervisor, counsel):
    check = conflicts.check(granted, counsel, by=supervisor)
    granted.other_agent = "方律"

    with pytest.raises(Refused, match="重新做利益冲突检查"):
        make.moved(granted, "assign", by=supervisor, check_id=check.id)
