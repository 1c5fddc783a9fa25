"""Who may be what, where, and by whose hand."""

from itertools import combinations, product

import pytest

from casework.accounts import actions
from casework.accounts.models import Reach, UnitKind
from casework.engine.errors import Refused
from casework.permissions import EXCLUSIVE, GRANTS, P, Role, Scope

CASE = {p for p in P if p.value.split(".")[0] in ("matter", "mediation", "party", "report", "oversight")}


@pytest.mark.parametrize(("first", "second"), list(combinations(Role, 2)))
def test_the_three_duties_are_never_held_by_one_person(make, county, first, second):
    person = make.user("somebody", "某人", county, first)

    if frozenset({first, second}) in EXCLUSIVE:
        with pytest.raises(Refused, match="不能由同一个人担任"):
            actions.grant(person, second, county)
    else:
        assert actions.grant(person, second, county).role == second


@pytest.mark.parametrize("keeper", [Role.ADMIN, Role.AUDITOR])
def test_who_keeps_the_house_holds_no_right_over_cases(keeper):
    assert not GRANTS[keeper] & CASE


@pytest.fixture
def county_admin(make, county):
    return make.user("county_admin", "县管", county, Role.ADMIN)


# fmt: off
UNITS = ("city", "county", "studio", "other_county")
WITHIN = {   # what an administrator of the county and below may give: unit and scope
    ("county", Scope.OWN), ("county", Scope.UNIT), ("county", Scope.SUBTREE),
    ("studio", Scope.OWN), ("studio", Scope.UNIT), ("studio", Scope.SUBTREE),
}
# fmt: on


@pytest.mark.parametrize(("role", "unit", "scope"), list(product(Role, UNITS, Scope)))
def test_nobody_gives_more_than_they_answer_for(request, make, county, county_admin, role, unit, scope):
    where = {name: request.getfixturevalue(name) for name in UNITS}[unit]
    person = make.user("somebody", "某人", county, None)

    if (unit, scope) in WITHIN and role != Role.AUDITOR:
        assert actions.grant_role(person, role=role, unit_id=where.id, scope=scope, by=county_admin)
    else:
        with pytest.raises(Refused):
            actions.grant_role(person, role=role, unit_id=where.id, scope=scope, by=county_admin)


@pytest.mark.parametrize(("role", "scope"), list(product(Role, Scope)))
def test_an_administrator_of_everything_gives_any_role_to_others(make, county, admin, role, scope):
    person = make.user("somebody", "某人", county, None)

    assert actions.grant_role(person, role=role, unit_id=county.id, scope=scope, by=admin)


@pytest.mark.parametrize("role", list(Role))
def test_nobody_gives_anything_to_themselves(admin, county, role):
    with pytest.raises(Refused, match="不能改自己的角色"):
        actions.grant_role(admin, role=role, unit_id=county.id, scope=Scope.ALL, by=admin)


def test_nobody_takes_a_role_from_themselves(admin):
    with pytest.raises(Refused, match="不能改自己的角色"):
        actions.revoke(admin.grants[0], by=admin)


def test_an_administrator_reaches_the_subtree_and_law_firms_only_from_the_top(
    make, county, admin, county_admin, studio
):
    make.unit("律所", UnitKind.LAW_FIRM, code="L1", mark="律")

    assert Reach(admin).units(P.USER_MANAGE) is None
    assert Reach(county_admin).units(P.USER_MANAGE) == {county.id, studio.id}
