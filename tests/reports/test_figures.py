"""The figures, the lists behind them, and the identities that must hold whatever the data."""

from dataclasses import replace
from datetime import date, datetime

import pytest
import sqlalchemy as sa

from casework.engine.spans import Cutoff
from casework.engine.statistics import Rate, Sum, Total
from casework.matters.models import Matter
from casework.mediation.models import Mediation, Outcome
from casework.permissions import Role, Scope
from casework.reports import queries
from casework.reports.mediation import RECOVERIES, SUCCESS_RATES
from casework.reports.queries import Returned, Within, cutoff_of
from casework.reports.rules import CHAPTERS
from casework.stability.campaigns.models import Campaign, Return, Rhythm

NOW = datetime(2026, 11, 23, 9, 30).astimezone()
PERIODS = ["2022-03", "2021-12", "2022-Q1", "2021", "2022", "2022-05~", "2021-06-07~2021-08-19"]


def figures(question):
    return queries.report(question).total


every_kind = pytest.mark.parametrize("kind", list(CHAPTERS))


@pytest.mark.parametrize("kind", [code for code, chapter in CHAPTERS.items() if chapter.flow])
def test_what_was_open_and_came_in_is_what_was_closed_and_stays_open(
    scattered, asked, city_supervisor, city, kind
):
    for text in PERIODS:
        report = queries.report(asked(city_supervisor, city, text, kind=kind))
        for found in (report.total, *(part.figures for part in report.parts)):
            assert found["carried"] + found["received"] == found["concluded"] + found["pending"], text
        assert report.total["received"] > 0


@every_kind
def test_the_rows_of_every_dimension_add_up_to_the_total(scattered, asked, city_supervisor, city, kind):
    for by in CHAPTERS[kind].dimensions:
        question = asked(city_supervisor, city, "2021-Q4", kind=kind, by=by)
        report = queries.report(question)
        for measure in _with_rows(question):
            total = sum(part.figures[measure.code] for part in report.parts)
            assert total == report.total[measure.code], (by, measure.title)


@every_kind
def test_no_figure_stays_empty_over_a_year_of_all_sorts(scattered, asked, city_supervisor, city, kind):
    report = queries.report(asked(city_supervisor, city, "2021", kind=kind))

    assert not [m.title for m in report.question.measures if not report.total[m.code]]


@every_kind
def test_a_figure_is_the_list_behind_it_and_what_leaves_is_the_same(
    scattered, asked, session, city_supervisor, supervisor, mediator, stranger, kind
):
    for user in (city_supervisor, supervisor, mediator, stranger):
        for text in PERIODS[:4]:
            question = asked(user, user.unit, text, kind=kind)
            total = queries.report(question).total
            for measure in _with_rows(question):
                _agrees(session, question, measure, total[measure.code])


@every_kind
def test_the_figure_of_a_row_is_the_list_behind_it(scattered, asked, session, city_supervisor, city, kind):
    for by in CHAPTERS[kind].dimensions:
        question = asked(city_supervisor, city, "2021-Q4", kind=kind, by=by)
        for part in queries.report(question).parts:
            for measure in _with_rows(question):
                _agrees(session, question, measure, part.figures[measure.code], question.by, part.key)


def _with_rows(question):
    return [measure for measure in question.measures if not isinstance(measure, Rate)]


def _agrees(session, question, measure, shown, *part):
    ids = list(session.scalars(queries.ids_behind(question, measure, *part)))
    leaves = list(queries.stream(question, measure, *part))
    assert len(ids) == len(set(ids)) == len(leaves) == queries.count_behind(question, measure, *part), (
        measure.title
    )
    assert {row.kind for row in leaves} <= set(question.chapter.kinds)
    if isinstance(measure, Sum | Total):
        amounts = queries.amounts(question, measure)
        assert shown == queries.sum_behind(question, measure, *part) == sum(amounts.get(id, 0) for id in ids)
    else:
        assert shown == len(ids), measure.title


@every_kind
def test_the_ledger_holds_every_case_that_a_figure_rests_on_and_no_other(
    scattered, asked, session, supervisor, county, kind
):
    for recovery in RECOVERIES:
        question = asked(supervisor, county, "2022-Q1", kind=kind, recovery=recovery)
        rows = [row.id for row in queries.ledger(question)]
        behind = set()
        for measure in _with_rows(question):
            behind |= set(session.scalars(queries.ids_behind(question, measure)))

        assert behind == set(rows)
        assert len(rows) == len(behind) == queries.count_of(question) > 5


@pytest.mark.parametrize("kind", [code for code, chapter in CHAPTERS.items() if chapter.flow])
def test_the_open_cases_of_a_month_are_the_old_stock_of_the_next(
    scattered, asked, city_supervisor, city, kind
):
    november = figures(asked(city_supervisor, city, "2021-11", kind=kind))
    december = figures(asked(city_supervisor, city, "2021-12", kind=kind))

    assert november["pending"] == december["carried"] > 0


@every_kind
def test_twelve_months_make_the_year(scattered, asked, city_supervisor, city, kind):
    report = queries.report(asked(city_supervisor, city, "2021-12", kind=kind))
    year = figures(asked(city_supervisor, city, "2021", kind=kind))

    for measure in _with_rows(report.question):
        if measure.code not in ("carried", "pending"):
            assert report.by_code[measure.code].so_far == year[measure.code], measure.title
    for code in report.question.chapter.drawn:
        assert sum(found[code] for span, found in report.months if span.first.year == 2021) == year[code]


@every_kind
@pytest.mark.parametrize("text", ["2021-10-05~2022-02-10", "2022-01-20~2022-02-10", "2021-Q4"])
def test_the_year_so_far_is_the_list_it_leads_to(
    scattered, asked, session, city_supervisor, city, kind, text
):
    question = asked(city_supervisor, city, text, kind=kind)
    report = queries.report(question)
    so_far = replace(question, span=question.span.so_far())

    for measure in _with_rows(question):
        _agrees(session, so_far, measure, report.by_code[measure.code].so_far)


@every_kind
def test_the_months_before_are_what_they_were_when_they_were_reported(
    scattered, asked, city_supervisor, city, kind
):
    for text, before in (("2021-12", "2021-11"), ("2021-Q4", "2021-Q3"), ("2022", "2021")):
        now = queries.report(asked(city_supervisor, city, text, kind=kind))
        then = figures(asked(city_supervisor, city, before, kind=kind))
        for line in now.lines:
            assert _plain(line.previous.before) == _plain(then[line.measure.code]), (text, line.measure.title)


def _plain(value):
    return value if isinstance(value, int) else (value.over, value.under)


@every_kind
def test_matters_of_other_kinds_never_mix_in(scattered, asked, session, city_supervisor, city, kind):
    """Each kind counted by its own hands, straight from the table."""
    period = Matter.received_on.between(date(2021, 1, 1), date(2021, 12, 31))
    found = figures(asked(city_supervisor, city, "2021", kind=kind))
    counted = dict(
        map(
            tuple,
            session.execute(sa.select(Matter.kind, sa.func.count()).where(period).group_by(Matter.kind)),
        )
    )

    if kind == "all":
        assert (found["consultations"], found["risk"]) == (counted["consultation"], counted["stability"])
    else:
        assert found["received"] == counted[kind]


def test_all_together_are_the_figures_of_the_chapters(scattered, asked, city_supervisor, city):
    whole = figures(asked(city_supervisor, city, "2021", kind="all"))
    of = {
        code: figures(asked(city_supervisor, city, "2021", kind=code)) for code in CHAPTERS if code != "all"
    }

    assert whole["legal_aid"] == of["legal_aid"]["granted"]
    assert (whole["mediated"], whole["settled"]) == (of["mediation"]["mediated"], of["mediation"]["settled"])
    asked_for = of["consultation"]
    assert (whole["consultations"], whole["online"], whole["offline"], whole["callers"]) == tuple(
        asked_for[code] for code in ("received", "online", "offline", "people")
    )
    assert whole["recovered"] == of["mediation"]["recovered"] + of["legal_aid"]["recovered"]
    assert (whole["risk"], whole["risk_handled"]) == (
        of["stability"]["received"],
        of["stability"]["concluded"],
    )
    assert (whole["risk_wages"], whole["risk_restructuring"]) == (
        of["stability"]["wages"],
        of["stability"]["restructuring"],
    )


@pytest.mark.parametrize(("kind", "whole", "parts"), [
    ("consultation", "received", ("online", "offline")),
    ("consultation", "received", ("by_phone", "by_web", "by_wechat", "at_window", "on_outreach")),
    ("consultation", "people", ("people_online", "people_offline")),
    ("legal_aid", "concluded", ("completed", "terminated", "refused", "withdrawn")),
    ("legal_aid", "recovered", ("gained", "avoided")),
    ("stability", "concluded", ("stabilised", "resolved", "referred", "escalated", "dismissed")),
    ("stability", "letters", ("prompts", "opinions", "advices")),
    ("all", "consultations", ("online", "offline")),
    ("all", "recovered", ("recovered_mediation", "recovered_aid")),
])  # fmt: skip
def test_what_is_told_in_parts_adds_up(scattered, asked, city_supervisor, city, kind, whole, parts):
    for text in PERIODS:
        found = figures(asked(city_supervisor, city, text, kind=kind))
        assert found[whole] == sum(found[part] for part in parts), text


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


# --- who may read what of a kind ----------------------------------------------------------------------------------


def test_a_mediator_counts_of_aid_and_consultations_their_own_alone(
    scattered, asked, session, mediator, county
):
    def own(kind):
        mine = (Matter.handler_id == mediator.id) | (Matter.registered_by_id == mediator.id)
        period = Matter.received_on.between(date(2021, 1, 1), date(2021, 12, 31))
        return session.scalar(
            sa.select(sa.func.count()).where(Matter.kind == kind, mine, period, Matter.unit_id == county.id)
        )

    for kind in ("legal_aid", "consultation"):
        question = asked(mediator, county, "2021", kind=kind, within=Within.OWN)
        assert figures(question)["received"] == own(kind) > 0
        assert question.narrowed == question.chapter.kinds
    for kind in ("mediation", "stability"):
        question = asked(mediator, county, "2021", kind=kind, within=Within.OWN)
        assert figures(question)["received"] > own(kind)
        assert question.narrowed == ()
    together = asked(mediator, county, "2021", kind="all", within=Within.OWN)
    assert together.narrowed == ("legal_aid", "consultation")
    assert figures(together)["consultations"] == own("consultation")


def test_a_supervisor_counts_every_kind_whole(scattered, asked, supervisor, county):
    assert all(asked(supervisor, county, "2021", kind=kind).narrowed == () for kind in CHAPTERS)


def test_a_report_of_nothing_found_counts_and_silence_does_not(
    session, asked, city, county, studio, other_county, city_supervisor, stranger
):
    campaign = Campaign(unit_id=city.id, name="欠薪排查", starts_on=date(2022, 12, 1), ends_on=date(2023, 1, 31),
                        rhythm=Rhythm.WEEK, begun_at=NOW)  # fmt: skip
    session.add(campaign)
    session.flush()
    for unit, day, is_zero in ((county, date(2022, 12, 1), True), (county, date(2022, 12, 31), False),
                               (county, date(2023, 1, 1), True), (other_county, date(2022, 12, 8), True)):  # fmt: skip
        session.add(
            Return(campaign_id=campaign.id, unit_id=unit.id, period_on=day, is_zero=is_zero, returned_at=NOW)
        )
    session.commit()

    def told(user, unit):
        return queries.returns(asked(user, unit, "2022-12", kind="stability"))

    county_row, other_row = Returned("甲县总", 2, 1), Returned("乙县总", 1, 1)
    assert told(city_supervisor, city) == [county_row, other_row]
    assert told(city_supervisor, county) == [county_row]
    assert told(stranger, other_county) == [other_row]
    assert told(stranger, county) == []
    assert queries.returns(asked(city_supervisor, city, "2022-12", kind="mediation")) == []


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
    for kind in CHAPTERS:
        for measure in asked(supervisor, county, "2022", kind=kind).measures:
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
