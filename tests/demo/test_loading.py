"""Loading once, and never where it does not belong."""

import pytest
import sqlalchemy as sa

from casework.demo import actions as demonstration
from casework.demo.sign_ins import PASSWORD, SIGN_INS
from casework.engine.errors import Refused
from casework.extensions import db
from casework.history.models import HistoryHead
from casework.matters.models import Matter

pytestmark = pytest.mark.xdist_group("demo")


def state() -> tuple:
    count = db.session.scalar(sa.select(sa.func.count()).select_from(Matter))
    return count, db.session.execute(sa.select(HistoryHead.entry_id, HistoryHead.hash)).one()


def test_a_second_run_says_so_and_changes_nothing(loaded):
    with loaded.open():
        before = state()
    told = loaded.app.test_cli_runner().invoke(args=["demo"])
    with loaded.open():
        after = state()

    assert (told.exit_code, before) == (0, after)
    assert "已经装入" in told.output


def test_a_start_over_a_filled_database_is_silent(loaded):
    told = loaded.app.test_cli_runner().invoke(args=["demo", "--if-empty"])

    assert (told.exit_code, told.output) == (0, "")


def test_the_action_itself_refuses_a_second_time(demo):
    with pytest.raises(Refused, match="已经装入"):
        demonstration.load(production=False)


def test_the_sign_ins_are_printed_with_what_each_is_for(loaded):
    told = loaded.app.test_cli_runner().invoke(args=["demo", "--sign-ins"]).output

    assert PASSWORD in told
    for entry in SIGN_INS:
        assert entry.username in told
        assert entry.purpose in told
        assert entry.purpose_en in told


def test_production_is_refused(session):
    with pytest.raises(Refused, match="正式环境"):
        demonstration.load(production=True)


def test_a_database_with_cases_of_its_own_is_left_alone(make, county, clerk):
    make.mediation(county, clerk)

    with pytest.raises(Refused, match="已有案件"):
        demonstration.load(production=False)


def test_units_that_would_clash_are_named(make):
    make.unit("市总", code="1")

    with pytest.raises(Refused) as refused:
        demonstration.load(production=False)

    assert refused.value.values["name"] == "市总工会"
