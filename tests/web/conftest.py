from contextlib import contextmanager

import pytest

from casework.engine import context
from tests.web import world as whole


@pytest.fixture
def world(request, session, make, city, county, studio, other_county):
    """Everything there is, and everybody: ``world["stranger"]``, ``world.case``."""
    people = {name: request.getfixturevalue(name) for name in whole.PEOPLE}
    units = {"city": city, "county": county, "studio": studio, "other_county": other_county}
    return whole.build(session, make, people, units)


@pytest.fixture
def undone(session):
    """``with undone():`` — what pages commit inside is taken back, so that one page does not spoil the next."""

    @contextmanager
    def taken_back():
        session.commit()
        savepoint = session.get_bind().begin_nested()
        try:
            yield
        finally:
            session.rollback()
            savepoint.rollback()
            session.expire_all()
            context.begin(writes=True)

    return taken_back
