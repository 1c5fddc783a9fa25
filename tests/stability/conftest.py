"""A campaign of the county, in the county itself and in its studio: weekly, from Monday, 2 November 2026."""

from datetime import date

import pytest

from casework.permissions import Role, Scope
from casework.stability.campaigns import actions as campaigns
from casework.stability.campaigns.models import Rhythm


@pytest.fixture
def campaign(acting, county, studio, supervisor):
    with acting(supervisor):
        return campaigns.begin(
            county, name="岁末欠薪排查", starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 31), rhythm=Rhythm.WEEK,
            unit_ids=[county.id, studio.id], by=supervisor,
        )  # fmt: skip


@pytest.fixture
def studio_clerk(make, studio):
    return make.user("studio_clerk", "站小林", studio, Role.CLERK)


@pytest.fixture
def other_supervisor(make, other_county):
    return make.user("other_supervisor", "邻主管", other_county, Role.SUPERVISOR)


@pytest.fixture
def in_hand(make, county, mediator, supervisor):
    """A finding of twelve people that the mediator handles."""
    found = make.finding(
        county, mediator, people=12, signs=["gathering"], facts="三个月没有发工资", demands="补发工资"
    )
    make.risk(
        found, "assess", "assign", by=supervisor, level=3, handler_id=mediator.id, next_on=date(2026, 11, 25)
    )
    return make.risk(found, "take", by=mediator)


@pytest.fixture
def city_desk(make, city):
    """A supervisor of the city who reaches the city's own rows only."""
    return make.user("city_desk", "值主管", city, Role.SUPERVISOR, Scope.UNIT)
