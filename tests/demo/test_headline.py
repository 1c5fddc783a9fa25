"""The figures that the demonstration was made for, told by the command and by the page."""

import json

import pytest

from casework.accounts.queries import unit_named
from casework.engine.spans import read
from casework.reports import queries, together
from casework.reports.rules import CHAPTERS

pytestmark = pytest.mark.xdist_group("demo")
UNTIL = "2023-03-23"


@pytest.fixture
def headline(demo):
    def told(*words):
        result = demo.app.test_cli_runner().invoke(
            args=["report", "headline", "--until", UNTIL, *words, "--json"]
        )
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return told


def test_up_to_the_day_the_city_reports_the_published_figures(headline):
    found = headline("--unit", "市总")

    assert {name: found[name] for name in ("legal_aid_cases", "mediated", "mediated_successfully")} == {
        "legal_aid_cases": 1516,
        "mediated": 584,
        "mediated_successfully": 395,
    }
    assert 2000 <= found["consultations"] <= 2100
    assert found["consultations"] == found["consultations_online"] + found["consultations_offline"]
    assert 9_000_000 <= found["recovered_yuan"] <= 10_000_000
    assert (found["risk_factors"], found["risk_wages"], found["risk_restructuring"]) == (320, 241, 79)
    assert found["risk_handled"] == 320


def test_the_city_is_the_sum_of_its_unions_and_stations(demo, headline):
    city = unit_named("市总")
    question = queries.ask(None, city, read(f"1980-01-01~{UNTIL}"), chapter=together.CHAPTER)
    parts = queries.breakdown(question)
    found = headline("--unit", "市总")

    for name, code in together.HEADLINE.items():
        assert sum(part.figures[code] for part in parts) == found[name], name
        own = {part.label: part.figures[code] for part in parts}.get("南昌县总", 0)
        assert headline("--unit", "南昌县总", "--own")[name] == own, name


@pytest.mark.parametrize("kind", [code for code, chapter in CHAPTERS.items() if chapter.flow])
def test_the_months_of_the_demonstration_hang_together(demo, kind):
    """What is open at the end of a month is the old stock of the next, in every unit, whatever happened in it."""
    city, before = unit_named("市总"), {}
    for month in (f"{year}-{number:02d}" for year in (2022, 2023) for number in range(1, 13)):
        parts = queries.breakdown(queries.ask(None, city, read(month), chapter=CHAPTERS[kind]))
        found = {part.key: part.figures for part in parts}
        for unit, figures in found.items():
            assert figures["carried"] + figures["received"] == figures["concluded"] + figures["pending"], (
                month
            )
            assert figures["carried"] == before.get(unit, figures["carried"]), (month, unit)
        before = {unit: figures["pending"] for unit, figures in found.items()}
