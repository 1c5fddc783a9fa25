"""Paragraphs that are written often: one's own and a unit's, and how they get into a consultation without scripts."""

import pytest
import sqlalchemy as sa

from casework.accounts.models import UnitKind
from casework.consultations import queries
from casework.consultations.models import Consultation, TextModule
from casework.permissions import Role

OWED = {"shortcut": "拖欠", "text": "单位拖欠工资的，可以向劳动保障监察投诉，也可以申请调解或者仲裁。"}
NEEDED = {"source": "phone", "topics": ["wages"], "answered_as": ["oral"]}


def shortcuts(user) -> set[str]:
    return {module.shortcut for module in queries.modules_for(user)}


def test_ones_own_is_for_oneself(browser, session, lawyer, mediator):
    browser.as_(lawyer).submit("/consultations/modules", {**OWED, "shortcut": ";;拖 欠"})

    assert session.scalars(sa.select(TextModule)).one().shortcut == "拖欠"
    assert shortcuts(lawyer) == {"拖欠"}
    assert shortcuts(mediator) == set()


def test_a_supervisor_keeps_the_units(browser, session, county, supervisor, lawyer, stranger):
    browser.as_(supervisor).submit("/consultations/modules", {**OWED, "unit_id": county.id})

    assert shortcuts(lawyer) == {"拖欠"}
    assert shortcuts(stranger) == set()


def test_what_the_city_keeps_is_for_everybody_below(browser, city, city_supervisor, lawyer, stranger):
    browser.as_(city_supervisor).submit("/consultations/modules", {**OWED, "unit_id": city.id})

    assert shortcuts(lawyer) == shortcuts(stranger) == {"拖欠"}


def test_a_lawyer_of_a_firm_uses_those_of_the_union_on_duty(make, browser, county, supervisor, session):
    firm = make.unit("正大律所", UnitKind.LAW_FIRM, mark="律")
    lawyer = make.user("firm", "何律师", firm, Role.LAWYER)
    browser.as_(supervisor).submit("/consultations/modules", {**OWED, "unit_id": county.id})
    assert shortcuts(lawyer) == set()

    make.consultation(county, lawyer)
    assert shortcuts(lawyer) == {"拖欠"}


def test_ones_own_goes_before_the_units(browser, session, county, supervisor, lawyer):
    browser.as_(supervisor).submit("/consultations/modules", {**OWED, "unit_id": county.id})
    browser.as_(lawyer).submit("/consultations/modules", {**OWED, "text": "我自己的说法"})

    assert [module.text for module in queries.modules_for(lawyer)] == ["我自己的说法"]


def test_a_short_name_is_taken_once_in_a_library(browser, session, lawyer):
    browser.as_(lawyer).submit("/consultations/modules", OWED)
    page = browser.submit("/consultations/modules", {**OWED, "text": "另一段"}, status=422)

    assert "已有同名的段落" in page.select_one(".error-summary").text
    assert session.scalar(sa.select(sa.func.count()).select_from(TextModule)) == 1


@pytest.mark.parametrize("shortcut", ["", ";;", " ；"])
def test_a_short_name_is_something_to_type(browser, session, lawyer, shortcut):
    browser.as_(lawyer).submit("/consultations/modules", {**OWED, "shortcut": shortcut}, status=422)
    assert session.scalar(sa.select(sa.func.count()).select_from(TextModule)) == 0


def test_it_is_changed_and_dropped_by_whoever_keeps_it(
    browser, session, county, supervisor, lawyer, mediator
):
    browser.as_(supervisor).submit("/consultations/modules", {**OWED, "unit_id": county.id})
    module = session.scalars(sa.select(TextModule)).one()
    for other in (lawyer, mediator):
        browser.as_(other).get(f"/consultations/modules/{module.id}", status=404)
        browser.post(f"/consultations/modules/{module.id}/drop", status=404)
        assert OWED["text"] in browser.get("/consultations/modules").text

    browser.as_(supervisor).submit(f"/consultations/modules/{module.id}", {"text": "改过的话"})
    assert (module.text, module.unit_id, module.shortcut) == ("改过的话", county.id, "拖欠")
    browser.post(f"/consultations/modules/{module.id}/drop")
    assert session.scalars(sa.select(TextModule)).all() == []


def test_nobody_puts_one_into_a_library_that_is_not_theirs(
    browser, session, county, other_county, supervisor, lawyer
):
    browser.as_(lawyer).submit("/consultations/modules", {**OWED, "unit_id": county.id})
    assert session.scalars(sa.select(TextModule)).one().owner_id == lawyer.id

    browser.as_(supervisor).submit("/consultations/modules", {**OWED, "unit_id": other_county.id}, status=422)
    assert session.scalar(sa.select(sa.func.count()).select_from(TextModule)) == 1


def test_without_scripts_the_chosen_paragraph_is_appended_on_saving(browser, session, lawyer):
    browser.as_(lawyer).submit("/consultations/modules", OWED)
    module = session.scalars(sa.select(TextModule)).one()
    page = browser.get("/consultations/new")
    assert page.find("template", id="text-modules").p["data-shortcut"] == "拖欠"

    browser.submit("/consultations/new", {**NEEDED, "point": "两个月没发工资", "module_id": module.id})

    assert session.scalars(sa.select(Consultation)).one().point == f"两个月没发工资\n{OWED['text']}"


def test_somebody_elses_paragraph_is_not_inserted(browser, session, lawyer, mediator):
    browser.as_(mediator).submit("/consultations/modules", OWED)
    module = session.scalars(sa.select(TextModule)).one()

    browser.as_(lawyer).submit("/consultations/new", {**NEEDED, "module_id": module.id}, status=422)
