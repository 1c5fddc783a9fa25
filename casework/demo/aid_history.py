"""The past of legal aid: the 1,516 cases granted up to 2023-03-23, a few that were not, and the thin trickle after them."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

import sqlalchemy as sa

from casework.demo import aid_facts, facts
from casework.demo.aid_teller import AidTeller
from casework.demo.chain import Chain, insert_all
from casework.demo.disputes import YUAN, amount, whole
from casework.demo.employers import weighted
from casework.demo.history import UNIONS, dealt, small, working_day
from casework.demo.player import work_day
from casework.demo.told import Told, write_down
from casework.demo.units import Place
from casework.demo.world import World
from casework.engine.calendar import official
from casework.extensions import db
from casework.legal_aid.models import Form, Outcome, Rate
from casework.matters.models import LinkKind, MatterLink
from casework.mediation.models import UNSUCCESSFUL


@dataclass
class Plan:
    """What is decided before a case is told. ``lasts`` are the days each form of work takes, ``lead`` those around them."""

    place: Place
    received_on: date
    outcome: Outcome
    course: tuple[Form, ...] = ()
    lasts: tuple[int, ...] = ()
    lead: int = 0
    people: int = 1
    agreed_fen: int = 0
    origin: Told | None = None

    @property
    def has_money(self) -> bool:
        return self.outcome in aid_facts.WITH_MONEY

    @property
    def concluded_on(self) -> date:
        """The day on which it is concluded, always on the same side of the day of the report."""
        day = self.received_on + timedelta(days=sum(self.lasts) + self.lead)
        return _from(day) if day > facts.PUBLISHED else work_day(day)


def tell(world: World, chain: Chain, today: date, mediations: list[Told]) -> None:
    """Tell every past case, oldest first; those that came out of a failed mediation are linked with it."""
    plans = published(mediations, world) + trickle(today)
    rates, told = {rate.form: rate.amount_fen for rate in db.session.scalars(sa.select(Rate))}, []
    for number, plan in enumerate(plans):
        rng = Random(f"{facts.SEED} aid {plan.received_on} {number}")
        told.append((plan, AidTeller(rng, plan, world, rates).told()))
    write_down([case for _plan, case in told], chain)
    links = [
        {"from_id": plan.origin.row["id"], "to_id": case.row["id"], "kind": LinkKind.BECAME,
         "linked_by_id": case.row["registered_by_id"], "linked_at": case.row["registered_at"]}
        for plan, case in told if plan.origin is not None
    ]  # fmt: skip
    insert_all(MatterLink, links)


def published(mediations: list[Told], world: World) -> list[Plan]:
    """The plans behind the published figure, in the order of their days, with the money of those concluded by then."""
    rng = Random(f"{facts.SEED} aid published")
    out_of = _origins(rng, mediations, world)
    whole_number = aid_facts.GRANTED + aid_facts.REFUSED + aid_facts.WITHDRAWN
    days = _days(rng, whole_number - len(out_of))
    places = dealt(rng, UNIONS, [place.weight for place in UNIONS], len(days))
    plans = [_plan(rng, place, day) for day, place in zip(days, places, strict=True)]
    plans += [_plan(rng, place, day, origin) for origin, place, day in out_of]
    ordinary = [plan for plan in plans if plan.origin is None]
    ends = [Outcome.REFUSED] * aid_facts.REFUSED + [Outcome.WITHDRAWN] * aid_facts.WITHDRAWN
    for plan, outcome in zip(rng.sample(ordinary, len(ends)), ends, strict=True):
        plan.outcome, plan.course, plan.lasts = outcome, (), ()
    _share_out(rng, [plan for plan in plans if plan.has_money])
    return sorted(plans, key=lambda plan: plan.received_on)


def _share_out(rng: Random, plans: list[Plan]) -> None:
    """The money: what was concluded by the day comes to the sum, exactly; the rest has what it has."""
    counted = [plan for plan in plans if plan.concluded_on <= facts.PUBLISHED]
    weights = {id(plan): amount(rng) * plan.people for plan in plans}
    factor = aid_facts.GAINED_FEN / sum(weights[id(plan)] for plan in counted) / YUAN
    for plan in plans:
        plan.agreed_fen = whole(weights[id(plan)] * factor)
    largest = max(counted, key=lambda plan: plan.agreed_fen)
    largest.agreed_fen += aid_facts.GAINED_FEN - sum(plan.agreed_fen for plan in counted)


def _origins(rng: Random, mediations: list[Told], world: World) -> list[tuple[Told, Place, date]]:
    """Failed mediations of the time, each with its unit and the day on which aid was asked for."""
    failed = [
        case
        for case in mediations
        if case.row["outcome_code"] in {outcome.value for outcome in UNSUCCESSFUL}
        and case.row["concluded_on"] <= date(2023, 1, 10)
    ]
    places = {world.units[place.short_name].id: place for place in UNIONS}
    chosen = rng.sample(failed, aid_facts.FROM_MEDIATION)
    found = []
    for case in chosen:
        day = case.row["concluded_on"] + timedelta(days=rng.randint(1, 9))
        found.append((case, places[case.row["unit_id"]], _from(day)))
    return found


def _from(day: date) -> date:
    """The day itself, or the next working day."""
    return official().next_working_day(day) if official().is_rest_day(day) else day


def _plan(rng: Random, place: Place, day: date, origin: Told | None = None) -> Plan:
    course = weighted(rng, aid_facts.COURSES)
    if origin is not None and course == (Form.MEDIATION,):
        course = (Form.ARBITRATION,)
    lasts = tuple(rng.randint(*aid_facts.DAYS[form]) for form in course)
    outcome = weighted(rng, aid_facts.OUTCOMES[course[-1]])
    people = origin.row["people"] if origin is not None else small(rng)
    return Plan(place, day, outcome, course, lasts, rng.randint(8, 24), people, origin=origin)


def _days(rng: Random, count: int) -> list[date]:
    """The days of the applications: more every year, most of them in winter."""
    months = facts.months(facts.BEGIN, facts.PUBLISHED)
    weights = [(1 + 0.05 * n) * facts.SEASON[month] for n, (_, month) in enumerate(months)]
    weights[-1] *= 0.5
    counts = facts.shares(count, weights)
    return sorted(
        working_day(rng, year, month, aid_facts.LAST_RECEIVED)
        for (year, month), number in zip(months, counts, strict=True)
        for _ in range(number)
    )


def trickle(today: date) -> list[Plan]:
    """What came in from 2023-04 and is certainly over. Every month is drawn from its own name, whatever the day is."""
    plans = []
    for year, month in facts.months(aid_facts.AFTER, today):
        rng = Random(f"{facts.SEED} aid {year}-{month:02d}")
        low, high = aid_facts.MONTHLY
        count = round(low + (high - low) * (facts.SEASON[month] - 0.8) / 1.2)
        for day in sorted(working_day(rng, year, month) for _ in range(count)):
            place = rng.choices(UNIONS, weights=[place.weight for place in UNIONS])[0]
            plan = _plan(rng, place, day)
            plan.agreed_fen = whole(amount(rng) * plan.people) if plan.has_money else 0
            plans.append(plan)
    return [plan for plan in plans if plan.received_on < today - aid_facts.OVER_IN]
