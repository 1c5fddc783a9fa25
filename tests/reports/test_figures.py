"""The figures, the lists behind them, and the identities that must hold whatever the data."""

from datetime import date

import pytest
import sqlalchemy as sa

from casework.engine.spans import Cutoff
from casework.engine.statistics import Rate, Sum
from casework.mediation.models import Mediation, Outcome
from casework.permissions import Role, Scope
from casework.reports import queries
from casework.reports.mediation import CHAPTER, RECOVERIES, SUCCESS_RATES
from casework.reports.queries import Within, cutoff_of

DIMENSIONS = CHAPTER.dimensions

PERIODS = ["2022-03", "2021-12", "2022-Q1", "2021", "2022", "2022-05~", "2021-06-07~2021-08-19"]


def figures(question):
    return queries.report(question).total


def test_what_was_open_and_came_in_is_what_was_closed_and_stays_open(scattered, asked, city_supervisor, city):
    for text in PERIODS:
        report = queries.report(asked(city_supervisor, city, text))
        for found in (report.total, *(part.figures for part in report.parts)):
            assert found["carried"] + found["received"] == found["concluded"] + found["pending"], text
        assert report.total["received"] > 0


def test_the_rows_of_every_dimension_add_up_to_the_total(scattered, asked, city_supervisor, city):
    for by in DIMENSIONS:
        question = asked(city_supervisor, city, "2021-Q4", by=by)
        report = queries.report(question)
        for measure in question.measures:
            if not isinstance(measure, Rate):
                total = sum(part.figures[measure.code] for part in report.parts)
                assert total == report.total[measure.code], (by, measure.title)


def test_a_figure_is_the_list_behind_it_and_what_leaves_is_the_same(
    scattered, asked, session, city_supervisor, supervisor, mediator, stranger
):
    for user in (city_supervisor, supervisor, mediator, stranger):
        for text in PERIODS[:4]:
            question = asked(user, user.unit, text, by="type")
            total = queries.report(question).total
            for measure in question.measures:
                if not isinstance(measure, Rate):
                    _agrees(session, question, measure, total[measure.code])


def test_the_figure_of_a_row_is_the_list_behind_it(scattered, asked, session, city_supervisor, city):
    for by in DIMENSIONS:
        question = asked(city_supervisor, city, "2021-Q4", by=by)
        for part in queries.report(question).parts:
            for measure in question.measures:
                if not isinstance(measure, Rate):
                    _agrees(session, question, measure, part.figures[measure.code], question.by, part.key)


def _agrees(session, question, measure, shown, *part):
    ids = list(session.scalars(queries.ids_behind(question, measure, *part)))
    leaves = list(queries.stream(question, measure, *part))
    assert len(ids) == len(set(ids)) == len(leaves) == queries.count_behind(question, measure, *part), (
        measure.title
    )
    if isinstance(measure, Sum):
        amounts = queries.amounts(question, measure)
        assert shown == queries.sum_behind(question, measure, *part) == sum(amounts.get(id, 0) for id in ids)
    else:
        assert shown == len(ids), measure.title


def test_the_ledger_holds_every_case_that_a_figure_rests_on_and_no_other(
    scattered, asked, session, supervisor, county
):
    question = asked(supervisor, county, "2022-Q1")
    rows = {row.id for row in queries.ledger(question)}
    behind = set()
    for measure in question.measures:
        if not isinstance(measure, Rate):
            behind |= set(session.scalars(queries.ids_behind(question, measure)))

    assert behind == rows
    assert len(rows) == queries.count_of(question)


def test_the_open_cases_of_a_month_are_the_old_stock_of_the_next(scattered, asked, city_supervisor, city):
    november = figures(asked(city_supervisor, city, "2021-11"))
    december = figures(asked(city_supervisor, city, "2021-12"))

    assert november["pending"] == december["carried"]


def test_twelve_months_make_the_year(scattered, asked, city_supervisor, city):
    report = queries.report(asked(city_supervisor, city, "2021-12"))
    year = figures(asked(city_supervisor, city, "2021"))

    for measure in report.question.measures:
        if not isinstance(measure, Rate) and measure.code not in ("carried", "pending"):
            assert report.by_code[measure.code].so_far == year[measure.code]
    for code in ("received", "concluded"):
        assert sum(found[code] for span, found in report.months if span.first.year == 2021) == year[code]


def test_nobody_counts_what_they_may_not_see(scattered, asked, stranger, supervisor, county, other_county):
    assert figures(asked(stranger, county, "2021"))["received"] == 0  # another county asked for
    assert figures(asked(stranger, other_county, "2021"))["received"] > 0
    assert figures(asked(supervisor, other_county, "2021"))["received"] == 0


def test_with_or_without_the_units_below(scattered, asked, supervisor, county, studio):
    both = figures(asked(supervisor, county, "2021"))["received"]
    own = figures(asked(supervisor, county, "2021", within=Within.OWN))["received"]
    below = figures(asked(supervisor, studio, "2021"))["received"]

    assert both == own + below
    assert own > 0
    assert below > 0


def test_somebody_with_own_scope_sees_the_figures_of_their_own_cases(
    scattered, asked, session, make, county, mediator
):
    alone = make.user("alone", "独自", county, Role.MEDIATOR, Scope.OWN)
    some = list(session.scalars(sa.select(Mediation).where(Mediation.handler_id == mediator.id).limit(5)))
    for case in some:
        case.handler_id = alone.id
    session.commit()

    question = asked(alone, None, "2020-01-01~2022-12-31")

    assert figures(question)["received"] == len(some)


def test_the_number_of_statements_does_not_grow_with_the_cases(
    scattered, asked, cases, statements, city_supervisor, city
):
    question = asked(city_supervisor, city, "2021-12", by="handler")
    queries.report(question)
    with statements() as few:
        queries.report(question)
    cases.scatter(scattered, [city_supervisor], count=150, seed=9)
    queries.report(question)
    with statements() as many:
        queries.report(question)

    assert len(few) == len(many) <= 6


# --- by hand ------------------------------------------------------------------------------------------------------


@pytest.fixture
def december(cases, county, session, mediator):
    """Ten cases around December 2022, known one by one."""
    day, settled = date, Outcome.SETTLED
    ends = {"concluded_on": day(2022, 12, 10)}
    cases.add(county, day(2022, 11, 30))  # open since November
    cases.add(county, day(2022, 11, 1), concluded_on=day(2022, 11, 30), outcome=settled, agreed_fen=900,
              paid=[(day(2022, 12, 1), 300), (day(2023, 1, 1), 600)], confirmed_on=day(2022, 12, 31))  # fmt: skip
    cases.add(county, day(2022, 11, 5), **ends, outcome=settled, claimed_fen=2000, agreed_fen=1000)
    cases.add(county, day(2022, 12, 1), **ends, outcome=Outcome.PARTLY, claimed_fen=500, agreed_fen=100,
              people=3, source="court")  # fmt: skip
    cases.add(county, day(2022, 12, 1), **ends, outcome=Outcome.FAILED, claimed_fen=700, source="court")
    cases.add(county, day(2022, 12, 1), **ends, outcome=Outcome.WITHDRAWN, source="prefiling")
    cases.add(county, day(2022, 12, 1), **ends, outcome=Outcome.REFUSED, accepted_on=None)
    cases.add(county, day(2022, 12, 31), people=12, is_collective=True, accepted_on=day(2023, 1, 2))
    cases.add(county, day(2022, 12, 31), concluded_on=day(2023, 1, 1), outcome=Outcome.RECONCILED)
    cases.add(county, day(2023, 1, 1))  # not of December
    session.commit()


def test_december_counted_by_hand(december, asked, supervisor, county):
    found = figures(asked(supervisor, county, "2022-12"))

    assert {code: value for code, value in found.items() if isinstance(value, int)} == {
        "carried": 2, "received": 6, "entrusted": 3, "collective": 1, "people": 19, "accepted": 4, "concluded": 5,
        "withdrawn": 1, "refused": 1, "pending": 3, "mediated": 3, "settled": 2, "settled_entrusted": 1,
        "confirmed": 1, "claimed": 3200, "agreed": 1100, "paid": 300, "recovered": 1100,
    }  # fmt: skip
    rates = {code: (r.over, r.under) for code, r in found.items() if not isinstance(r, int)}
    assert rates == {
        "conclusion_rate": (5, 8),
        "clearance_rate": (5, 6),
        "success_rate": (2, 3),
        "confirmation_rate": (1, 2),
    }


@pytest.mark.parametrize(
    ("success", "rate"), [("mediated", (2, 3)), ("accepted", (2, 4)), ("entrusted", (1, 3))]
)
def test_the_rate_of_success_has_the_denominator_that_was_chosen(
    december, asked, supervisor, county, success, rate
):
    question = asked(supervisor, county, "2022-12", success=success)
    found = figures(question)["success_rate"]

    assert (found.over, found.under) == rate
    assert question.measures["success_rate"].basis in question.measures["success_rate"].definition
    assert set(SUCCESS_RATES) == {"mediated", "accepted", "entrusted"}


@pytest.mark.parametrize(("recovery", "fen"), [("agreed", 1100), ("paid", 300)])
def test_what_was_recovered_means_what_was_chosen(december, asked, supervisor, county, recovery, fen):
    question = asked(supervisor, county, "2022-12", recovery=recovery)

    assert figures(question)["recovered"] == fen
    assert question.measures["recovered"].definition == RECOVERIES[recovery].definition


def test_a_month_that_closes_on_the_25th_counts_to_the_25th(
    december, asked, session, supervisor, county, studio, city
):
    city.cutoff_day, city.cutoff_from = 25, date(2022, 12, 1)
    session.commit()

    assert cutoff_of(studio) == Cutoff(25, date(2022, 12, 1))  # inherited from the city
    found = figures(asked(supervisor, county, "2022-12"))
    january = figures(asked(supervisor, county, "2023-01"))
    assert (found["received"], january["received"]) == (4, 3)
    assert found["pending"] == january["carried"]


def test_the_same_report_compares_with_the_month_before_and_a_year_before(
    december, asked, supervisor, county
):
    line = queries.report(asked(supervisor, county, "2022-12")).by_code["received"]

    assert (line.now, line.previous.before, line.last_year.before, line.so_far) == (6, 3, 0, 9)
    assert line.previous.is_small
    assert line.last_year.percent() is None


def test_a_comparison_across_the_new_year_of_2025_is_marked(asked, session, supervisor, county):
    crossing = queries.report(asked(supervisor, county, "2025-06")).breaks
    after = queries.report(asked(supervisor, county, "2026-10")).breaks

    assert len(crossing) == 1
    assert "2025年1月1日" in crossing[0]
    assert after == []


def test_every_measure_says_what_it_is_and_by_which_day(asked, supervisor, county):
    for measure in asked(supervisor, county, "2022").measures:
        assert len(measure.definition) > 8
        assert measure.title
        assert getattr(measure, "basis", None) or measure.dated


def test_a_case_received_and_closed_on_the_last_day_belongs_to_that_month(
    cases, asked, session, supervisor, county
):
    cases.add(county, date(2022, 12, 31), concluded_on=date(2022, 12, 31), outcome=Outcome.SETTLED)
    session.commit()

    december, january = (figures(asked(supervisor, county, text)) for text in ("2022-12", "2023-01"))
    assert (december["received"], december["concluded"], december["pending"]) == (1, 1, 0)
    assert january["carried"] == 0
