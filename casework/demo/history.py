"""The past: the 584 cases mediated up to 2023-03-23, and the thin trickle after them, month by month."""

from calendar import monthrange
from datetime import date, timedelta
from random import Random

from casework.demo import facts
from casework.demo.afterwards import Aftermath
from casework.demo.chain import Chain, insert_all
from casework.demo.disputes import YUAN, amount, whole
from casework.demo.employers import weighted
from casework.demo.teller import Teller
from casework.demo.told import Told, write_down
from casework.demo.units import PLACES
from casework.demo.world import Plan, World
from casework.engine.calendar import official
from casework.matters.models import NumberSeries
from casework.mediation.models import UNSUCCESSFUL, Outcome

UNIONS = [place for place in PLACES if place.is_union]
FAILED_BY = dict(
    zip(UNSUCCESSFUL, (24, 11, 46, 14, 5), strict=True)
)  # one side unwilling, unreachable, divided ...
LAST_RECEIVED = date(2023, 3, 14)  # whatever was received by then was over by the day of the report
LONGEST, BRIEFLY = timedelta(days=28), timedelta(days=24)  # from receipt to conclusion


def tell(world: World, chain: Chain, today: date) -> list[Told]:
    """Tell every past mediation, oldest first; those behind the published figures are handed back."""
    reported = _tell(published(), world)
    write_down(reported + _tell(trickle(today), world), chain)
    return reported


def leave_series(world: World) -> None:
    """Leave the number series where the past has brought them."""
    series = [
        {"unit_id": unit_id, "kind": kind, "year": year, "last": last}
        for (unit_id, kind, year), last in world.serials.items()
    ]
    insert_all(NumberSeries, series)


def _tell(plans: list[Plan], world: World) -> list:
    rng, told = Random(f"{facts.SEED} {plans[0].received_on}"), []
    for plan in plans:
        if plan.is_brief:  # each by itself, so that a longer past repeats the shorter one
            rng = Random(f"{facts.SEED} {plan.received_on} {len(told)}")
        teller = Teller(rng, plan, world)
        teller.told()
        told.append(Aftermath(teller).told())
    return told


def published() -> list[Plan]:
    """The plans behind the published figures, in the order of their days."""
    rng = Random(f"{facts.SEED} published")
    days = _days(rng)
    places = dealt(rng, UNIONS, [place.weight for place in UNIONS], facts.MEDIATED)
    succeeded = [True] * facts.SUCCEEDED + [False] * (facts.MEDIATED - facts.SUCCEEDED)
    rng.shuffle(succeeded)
    people, agreed = _successes(rng)
    plans = []
    for day, place, is_success in zip(days, places, succeeded, strict=True):
        latest = min(day + LONGEST, facts.PUBLISHED)
        if is_success:
            count, fen = people.pop(), agreed.pop()
            outcome = Outcome.PARTLY if rng.random() < 0.12 else Outcome.SETTLED
            plans.append(Plan(place, day, outcome, latest, fen, count, is_nonmonetary=fen == 0))
        else:
            plans.append(Plan(place, day, _failed(rng), latest, people=small(rng)))
    return plans


def _successes(rng: Random) -> tuple[list[int], list[int]]:
    """People and agreed sums of the successful cases, in one random order; the sums come to AGREED_FEN."""
    singles = facts.SUCCEEDED - len(facts.COLLECTIVE) - facts.NONMONETARY
    people = [*facts.COLLECTIVE, *(small(rng) for _ in range(singles)), *[1] * facts.NONMONETARY]
    weights = [amount(rng) * (count if count < 10 else count * 0.6) for count in people[: -facts.NONMONETARY]]
    factor = facts.AGREED_FEN / sum(weights) / YUAN
    agreed = [whole(weight * factor) for weight in weights]
    agreed[0] += facts.AGREED_FEN - sum(agreed)  # what rounding left, to the largest group
    order = list(zip(people, [*agreed, *[0] * facts.NONMONETARY], strict=True))
    rng.shuffle(order)
    return [count for count, _ in order], [fen for _, fen in order]


def trickle(today: date) -> list[Plan]:
    """What came in from 2023-04 and is certainly over. Every month is drawn from its own name, whatever the day is."""
    plans = []
    for year, month in facts.months(facts.AFTER, today):
        rng = Random(f"{facts.SEED} {year}-{month:02d}")
        days = sorted(working_day(rng, year, month) for _ in range(_monthly(rng, month)))
        plans += [_later_plan(rng, day) for day in days]
    return [plan for plan in plans if plan.received_on < today - facts.OVER_IN]


def _monthly(rng: Random, month: int) -> int:
    low, high = facts.MONTHLY
    expected = low + (high - low) * (facts.SEASON[month] - 0.8) / 1.2
    return min(max(round(expected + rng.uniform(-2, 2)), low), high)


def _later_plan(rng: Random, day: date) -> Plan:
    place = rng.choices(UNIONS, weights=[place.weight for place in UNIONS])[0]
    chance, latest = rng.random(), day + BRIEFLY
    people = rng.randint(10, 16) if rng.random() < 0.012 else small(rng)
    if chance < 0.63:
        outcome = Outcome.PARTLY if rng.random() < 0.12 else Outcome.SETTLED
        if rng.random() < 0.03:
            return Plan(place, day, outcome, latest, 0, 1, is_nonmonetary=True, is_brief=True)
        fen = whole(amount(rng) * people)
        return Plan(place, day, outcome, latest, fen, people, is_brief=True)
    if chance < 0.91:
        return Plan(place, day, _failed(rng), latest, people=people, is_brief=True)
    outcome = rng.choice((Outcome.WITHDRAWN, Outcome.RECONCILED, Outcome.REFUSED))
    return Plan(place, day, outcome, latest, people=people, is_brief=True)


def _days(rng: Random) -> list[date]:
    """The days on which the published cases came in: more every year, most of them in winter."""
    months = facts.months(facts.BEGIN, facts.PUBLISHED)
    weights = [(1 + 0.05 * n) * facts.SEASON[month] for n, (_, month) in enumerate(months)]
    weights[-1] *= 0.5
    counts = facts.shares(facts.MEDIATED, weights)
    return sorted(
        working_day(rng, year, month, LAST_RECEIVED)
        for (year, month), count in zip(months, counts, strict=True)
        for _ in range(count)
    )


def working_day(rng: Random, year: int, month: int, latest: date = date.max) -> date:
    while True:
        day = date(year, month, rng.randint(1, monthrange(year, month)[1]))
        if day <= latest and official().is_working_day(day):
            return day


def dealt(rng: Random, things: list, weights: list[float], total: int) -> list:
    """The things, each as often as its weight says, in random order."""
    counts = facts.shares(total, weights)
    dealt = [thing for thing, count in zip(things, counts, strict=True) for _ in range(count)]
    rng.shuffle(dealt)
    return dealt


def _failed(rng: Random) -> Outcome:
    return weighted(rng, FAILED_BY)


def small(rng: Random) -> int:
    """How many people an ordinary case has."""
    return rng.choices((1, 2, 3, 4, 6), weights=(90, 5, 3, 1, 1))[0]
