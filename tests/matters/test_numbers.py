"""Case numbers: one series for each unit, kind and year; never twice, however many register at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from casework.accounts import actions as accounts
from casework.accounts.models import Unit, UnitKind
from casework.extensions import db
from casework.matters.actions import number_text, take_number
from casework.matters.models import Kind, NumberSeries
from casework.web.room import committing

THREADS, EACH = 8, 15


@pytest.fixture
def unit_id(app):
    """A unit that is really there, for threads with sessions of their own; it goes when the test is over."""
    with app.app_context(), committing():
        unit = accounts.add_unit(
            code="race", name="竞赛工会", short_name="竞赛", kind=UnitKind.COUNTY, number_mark="赛"
        )
        db.session.flush()
        id = unit.id
    yield id
    with app.app_context(), db.engine.begin() as connection:
        for table, column in (("number_series", "unit_id"), ("unit", "id")):
            connection.execute(sa.text(f"DELETE FROM {table} WHERE {column} = :id"), {"id": id})  # noqa: S608


def test_many_at_once_never_get_the_same_number(app, unit_id):
    def register(_):
        with app.app_context():
            taken = []
            for _time in range(EACH):
                with committing():
                    unit = db.session.get(Unit, unit_id)
                    taken.append(take_number(unit, Kind.MEDIATION, 2026)[1])
            return taken

    with ThreadPoolExecutor(THREADS) as pool:
        taken = [serial for serials in pool.map(register, range(THREADS)) for serial in serials]

    assert sorted(taken) == list(range(1, THREADS * EACH + 1))


def test_a_number_that_was_refused_its_case_is_given_again(make, session, county):
    first = take_number(county, Kind.MEDIATION, 2026)
    session.commit()
    take_number(county, Kind.MEDIATION, 2026)
    session.rollback()

    assert take_number(county, Kind.MEDIATION, 2026)[1] == first[1] + 1
    assert session.get(NumberSeries, (county.id, Kind.MEDIATION, 2025)) is None


def test_a_unit_writes_its_numbers_by_its_own_pattern_or_the_one_above(make, county, studio):
    assert number_text(studio, Kind.MEDIATION, 2026, 7) == "（2026）洪甲诉工调〔7〕号"
    county.number_pattern = "{mark}劳调字〔{year}〕{serial}号"

    assert number_text(studio, Kind.MEDIATION, 2026, 7) == "洪甲诉劳调字〔2026〕7号"
