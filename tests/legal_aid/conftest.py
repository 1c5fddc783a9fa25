"""The people of legal aid beside those of the house: two firms, their lawyers, and a case in a lawyer's hands."""

from datetime import date

import pytest

from casework.accounts.models import UnitKind
from casework.legal_aid import works
from casework.legal_aid.models import Agency, Form, Result
from casework.permissions import Role


@pytest.fixture
def firm(make):
    return make.unit("正明律所", UnitKind.LAW_FIRM, code="90", mark="律")


@pytest.fixture
def other_firm(make):
    return make.unit("公信律所", UnitKind.LAW_FIRM, code="91", mark="律乙")


@pytest.fixture
def counsel(make, firm):
    """A lawyer of a firm."""
    return make.user("counsel", "方律", firm, Role.LAWYER)


@pytest.fixture
def other_counsel(make, other_firm):
    return make.user("other_counsel", "石律", other_firm, Role.LAWYER)


@pytest.fixture
def applied(make, county, clerk):
    """An application of a migrant worker for wages, with everything the review needs."""
    return make.aid(county, clerk, exemption="wages", claimed_fen=840_000, facts="拖欠三个月工资")


@pytest.fixture
def granted(make, applied, supervisor):
    return make.moved(applied, "grant", by=supervisor, on=date(2026, 11, 18), decision_number="决1")


@pytest.fixture
def working(make, granted, supervisor, counsel):
    """The case with its lawyer, who has signed the agreement of engagement."""
    make.assigned(granted, counsel, by=supervisor, on=date(2026, 11, 19))
    make.moved(granted, "take", by=counsel)
    return make.moved(granted, "engage", by=counsel, agency=Agency.GENERAL)


@pytest.fixture
def worked(working, counsel):
    """With an arbitration that was won and papers that were written."""
    day = date(2026, 11, 23)
    for form, result in ((Form.DRAFTING, Result.DELIVERED), (Form.ARBITRATION, Result.SUPPORTED)):
        works.add(working, by=counsel, form=form, began_on=date(2026, 11, 20), ended_on=day, result=result)
    return working
