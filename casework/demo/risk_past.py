"""The past of stability risk: 320 findings up to 2023-03-23, two campaigns that found some of them, and a trickle after.

The figures are those that the unions of Nanchang published (南昌日报 2023-03-24): 320 risk factors, 241 about wages and 79 about
restructuring, all disposed of.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

from casework.accounts.models import User
from casework.demo import facts
from casework.demo import risk_phrases as phrases
from casework.demo.chain import Chain, insert_all, insert_numbered
from casework.demo.employers import BRANDS, MARKS, address, credit_code, weighted
from casework.demo.people import name_of
from casework.demo.told import Told, write_down
from casework.demo.units import PLACES, Place
from casework.demo.world import World
from casework.engine.calendar import official
from casework.engine.clock import SHANGHAI
from casework.engine.context import Actor
from casework.engine.plain import plain
from casework.matters.actions import COLLECTIVE_FROM
from casework.matters.models import Audience, Kind
from casework.parties.identifiers import company_key
from casework.parties.models import EmployerSize
from casework.stability.campaigns.models import Campaign, CampaignState, CampaignUnit, Return, Rhythm
from casework.stability.campaigns.rules import Period, periods
from casework.stability.letters.models import Delivery, Letter, LetterKind, LetterSeries, Rectified
from casework.stability.letters.rules import LETTERS, number_text, reply_due_on
from casework.stability.models import Finding, Measure, Office, Outcome, Sign, Status, VisitResult
from casework.stability.rules import WORKFLOW, suggested_level

WAGES, RESTRUCTURING = 241, 79
LAST_RECEIVED = date(2023, 3, 3)
MONTHLY = (1, 3)  # findings of a month after the published time
OVER_IN = facts.OVER_IN
REPLY_WORKDAYS = 15  # what the city of the demonstration has set
UNIONS = [place for place in PLACES if place.is_union]
HOW = {Outcome.RESOLVED: 62, Outcome.STABILISED: 16, Outcome.REFERRED: 22}
OTHERS = (
    "wages",
    "wages",
    "wages",
    "insurance",
    "closure",
    "layoff",
    "new_form",
    "dispatch",
    "restructuring",
)
SOURCES = {"daily": 40, "report": 25, "case": 12, "consultation": 10, "assigned": 8, "transferred": 5}
KINDS = (  # (noun, form, industry): their names end as no other employer's of the demonstration does
    ("机械", "总厂", "C"), ("纺织", "集团公司", "C"), ("建材", "总厂", "C"), ("建设", "集团公司", "E"),
    ("市政", "集团公司", "E"), ("电子", "总厂", "C"), ("商业", "集团公司", "F"), ("客运", "集团公司", "G"),
    ("食品", "总厂", "C"), ("物业", "集团公司", "K"),
)  # fmt: skip


@dataclass
class Looked:
    """A past campaign, its units, and the returns that were made."""

    row: dict
    category: str
    id: int = 0
    spans: list[Period] = field(default_factory=list)
    returns: dict[tuple[str, date], dict] = field(default_factory=dict)


CAMPAIGNS = (
    ("2021年岁末欠薪风险专项排查", "wages", date(2021, 11, 15), date(2022, 1, 28), Rhythm.WEEK, 2),
    ("2022年企业改制职工安置风险排查", "restructuring", date(2022, 6, 1), date(2022, 8, 31), Rhythm.MONTH, 3),
)


class Firms:
    """Draws employers of findings; no name twice, and none that a case of another kind may draw."""

    def __init__(self, world: World):
        self._world, self._names = world, set()
        self._known: dict[str, list[dict]] = {}

    def draw(self, rng: Random, place: Place) -> dict:
        known = self._known.setdefault(place.short_name, [])
        if known and rng.random() < 0.2:
            return rng.choice(known)
        noun, form, industry = rng.choice(KINDS)
        while (name := f"{rng.choice(MARKS)}{rng.choice(BRANDS)}{noun}{form}") in self._names:
            pass
        self._names.add(name)
        row = {
            "unit_id": self._world.units[place.short_name].id,
            "name": name,
            "name_key": company_key(name),
            "uscc": credit_code(rng, "91"),
            "industry": industry,
            "ownership": rng.choice(("private", "private", "state", "collective")),
            "size": rng.choice((EmployerSize.SMALL, EmployerSize.MEDIUM, EmployerSize.LARGE)),
            "district": place.district,
            "address": address(rng, place),
            "legal_representative": name_of(rng),
            "contact": name_of(rng),
            "contact_phone": self._world.people.phone(rng),
        }
        known.append(row)
        return row


class RiskTeller:
    """Tells one past finding, from the first word to 销号."""

    def __init__(
        self, rng: Random, world: World, firms: Firms, place: Place, day: date, category: str, latest: date
    ):
        self.rng, self.world, self.place, self.day, self.latest = rng, world, place, day, latest
        self.category, self.unit = category, world.units[place.short_name]
        self.case = Told(rng, Finding)
        self.handler = rng.choice(world.staff[place.short_name])
        self.supervisor = world.users["zhuguan" if place.short_name.startswith("南昌县") else "shizhuguan"]
        self.firm = firms.draw(rng, place)
        self.case.employers.append((self.firm, {"role": "employer"}))
        self.people = self._people()
        self.texts = category if category in phrases.FACTS else "other"

    def _people(self) -> int:
        if self.category == "restructuring":
            return self.rng.choices(
                (self.rng.randint(8, 49), self.rng.randint(50, 99), self.rng.randint(100, 260)), (6, 3, 1)
            )[0]
        return self.rng.choices(
            (self.rng.randint(1, 9), self.rng.randint(10, 49), self.rng.randint(50, 120)), (11, 8, 1)
        )[0]

    def _after(self, day: date, low: int, high: int, latest: date | None = None) -> date:
        found = day + timedelta(days=self.rng.randint(low, high))
        while official().is_rest_day(found):
            found += timedelta(days=1)
        if latest and found > latest:
            found = latest
        return max(found, day)

    def told(self, looked: Looked | None) -> Told:
        """From the registration to the end; found by a campaign where there was one."""
        case, rng = self.case, self.rng
        number, serial = self.world.number(self.unit, self.day.year, Kind.STABILITY)
        signs = self._signs()
        level = suggested_level(self.people, signs)
        source = "campaign" if looked else weighted(rng, SOURCES)
        words = {"employer": self.firm["name"], "people": self.people, "months": rng.randint(2, 5)}
        case.deed(
            "登记", self.day, self.handler, kind=Kind.STABILITY, unit_id=self.unit.id, number=number,
            number_year=self.day.year, number_serial=serial, registered_by_id=self.handler.id, received_on=self.day,
            found_on=self.day, dispute_type=self.category, source=source, industry=self.firm["industry"],
            people=self.people, is_collective=self.people >= COLLECTIVE_FROM, lead_worker="", signs=signs,
            employer_name=self.firm["name"], facts=rng.choice(phrases.FACTS[self.texts]).format(**words),
            demands=rng.choice(phrases.DEMANDS[self.texts]), state=Status.REGISTERED.value,
            campaign_id=looked.id if looked else None, return_id=self._return_of(looked),
        )  # fmt: skip
        case.row["registered_at"] = case.entries[0][0]
        self._hand_out(level)
        self._dispose(words)
        self._finish()
        return case

    def _signs(self) -> list[str]:
        if self.people < COLLECTIVE_FROM:
            return []
        pool = [Sign.STOPPAGE, Sign.GATHERING, Sign.PETITION, Sign.OPINION, Sign.SLOWDOWN]
        return [sign.value for sign in self.rng.sample(pool, self.rng.choice((1, 1, 2)))]

    def _return_of(self, looked: Looked | None) -> int | None:
        if looked is None:
            return None
        span = next((span for span in looked.spans if span.first <= self.day <= span.last), None)
        entry = looked.returns.get((self.place.short_name, span.first)) if span else None
        return entry["id"] if entry else None

    def _hand_out(self, level: int) -> None:
        assessed = self._after(self.day, 0, 2, self.latest)
        self.case.deed(WORKFLOW["assess"].label, assessed, self.supervisor, accepted_on=assessed, level=level,
                       state=Status.ASSESSED.value)  # fmt: skip
        self.case.deed(WORKFLOW["assign"].label, assessed, self.supervisor, handler_id=self.handler.id,
                       state=Status.ASSIGNED.value)  # fmt: skip
        self.taken = self._after(assessed, 0, 1, self.latest)
        self.case.deed(
            WORKFLOW["take"].label, self.taken, self.handler, taken_on=self.taken, state=Status.HANDLING.value
        )

    def _dispose(self, words: dict) -> None:
        rng, case = self.rng, self.case
        outcome = weighted(rng, HOW)
        self.disposed = self._after(self.taken, 4, 16, self.latest)
        for text, result in rng.sample(phrases.MEASURES, rng.choice((1, 2, 2, 3))):
            done = self.taken + timedelta(days=rng.randint(0, max((self.disposed - self.taken).days, 0)))
            case.add(Measure, text=text.format(**words), person=self.handler.name, due_on=self.disposed, done_on=done,
                     result=result)  # fmt: skip
        case.note(self.taken, self.handler, rng.choice(phrases.FOLLOW_UPS), Audience.CASE)
        more = {"referred_to": rng.choice(tuple(Office)[:4])} if outcome == Outcome.REFERRED else {}
        name = {"resolved": "resolve", "stabilised": "stabilise", "referred": "refer"}[outcome.value]
        case.deed(WORKFLOW[name].label, self.disposed, self.handler, state=Status(outcome.value).value,
                  outcome_code=outcome.value, concluded_on=self.disposed,
                  disposal=rng.choice(phrases.DISPOSALS[outcome.value]), **more)  # fmt: skip

    def _finish(self) -> None:
        rng, case = self.rng, self.case
        visited = self._after(self.disposed, 3, 12)
        case.deed(WORKFLOW["visit"].label, visited, self.handler, state=Status.VISITED.value, visited_on=visited,
                  visit_result=VisitResult.CALM)  # fmt: skip
        case.note(visited, self.handler, rng.choice(phrases.VISITS), Audience.CASE)
        struck = self._after(visited, 0, 6)
        case.deed(
            WORKFLOW["strike"].label,
            struck,
            self.supervisor,
            state=Status.STRUCK_OFF.value,
            archived_on=struck,
        )

    def letters(self, serials: dict) -> None:
        """For some: a 提示函, and a 意见书 where it had no effect."""
        rng = self.rng
        if self.people < COLLECTIVE_FROM or rng.random() > 0.28:
            return
        failed = rng.random() < 0.3
        self._letter(LetterKind.PROMPT, self.taken, serials, Rectified.NOT if failed else Rectified.FULLY)
        if failed:
            self._letter(LetterKind.OPINION, self.taken + timedelta(days=3), serials, Rectified.FULLY)

    def _letter(self, kind: LetterKind, day: date, serials: dict, rectified: Rectified) -> None:
        key = (self.unit.id, kind, day.year)
        serial = serials[key] = serials.get(key, 0) + 1
        delivered = self._after(day, 0, 2)
        replied = self._after(delivered, 1, 8)
        at = datetime.combine(day, time(10), SHANGHAI)
        self.case.add(
            Letter, unit_id=self.unit.id, kind=kind, number=number_text(self.unit.number_mark, kind, day.year, serial),
            number_year=day.year, number_serial=serial, addressee=self.firm["name"],
            problem=phrases.PROBLEMS[self.texts].format(people=self.people), basis=LETTERS[kind].basis,
            demands=phrases.ASKED[self.texts], signer=self.supervisor.name, signed_on=day, written_by_id=self.handler.id,
            written_at=at, delivered_on=delivered, delivery=self.rng.choice(tuple(Delivery)), delivery_note="",
            reply_due_on=reply_due_on(delivered, REPLY_WORKDAYS), replied_on=replied, reply=self.rng.choice(phrases.REPLIES),
            rectified=rectified, checked_on=self._after(replied, 1, 4),
        )  # fmt: skip


def tell(world: World, chain: Chain, today: date) -> None:
    """Tell every past finding, oldest first, with the campaigns that found some of them."""
    rng, firms = Random(f"{facts.SEED} risk"), Firms(world)
    plans = published(rng)
    looked = [_campaign(row, world, chain, plans) for row in CAMPAIGNS]
    serials: dict = {}
    cases = []
    for day, place, category in plans:
        found = next(
            (c for c in looked if c.category == category and c.row["starts_on"] <= day <= c.row["ends_on"]),
            None,
        )
        cases.append(_one(rng, world, firms, place, day, category, facts.PUBLISHED, found, serials))
    for day, place, category, own in trickle(today):
        cases.append(_one(own, world, firms, place, day, category, day + timedelta(days=30), None, serials))
    write_down(cases, chain)
    insert_all(
        LetterSeries,
        [
            {"unit_id": unit, "kind": kind, "year": year, "last": last}
            for (unit, kind, year), last in serials.items()
        ],
    )


def _one(rng, world, firms, place, day, category, latest, looked, serials) -> Told:
    teller = RiskTeller(rng, world, firms, place, day, category, latest)
    told = teller.told(looked)
    teller.letters(serials)
    return told


def published(rng: Random) -> list[tuple[date, Place, str]]:
    """(day, unit, category) of each of the 320, in the order of their days."""
    months = facts.months(facts.BEGIN, LAST_RECEIVED)
    winter = [facts.SEASON[month] * (1 + 0.04 * n) for n, (_year, month) in enumerate(months)]
    steady = [1.0 if year < 2022 else 1.6 for year, _month in months]
    found = []
    for category, total, weights in (("wages", WAGES, winter), ("restructuring", RESTRUCTURING, steady)):
        for (year, month), count in zip(months, facts.shares(total, weights), strict=True):
            for _ in range(count):
                place = rng.choices(UNIONS, weights=[place.weight for place in UNIONS])[0]
                found.append((_working_day(rng, year, month, LAST_RECEIVED), place, category))
    return sorted(found, key=lambda plan: plan[0])


def trickle(today: date) -> list[tuple[date, Place, str, Random]]:
    """What came in from 2023-04 and is certainly over; every month is drawn from its own name."""
    found = []
    for year, month in facts.months(facts.AFTER, today):
        rng = Random(f"{facts.SEED} risk {year}-{month:02d}")
        for n, day in enumerate(sorted(_working_day(rng, year, month) for _ in range(rng.randint(*MONTHLY)))):
            own = Random(f"{facts.SEED} risk {day} {n}")
            place = own.choices(UNIONS, weights=[place.weight for place in UNIONS])[0]
            found.append((day, place, own.choice(OTHERS), own))
    return [plan for plan in found if plan[0] < today - OVER_IN]


def _working_day(rng: Random, year: int, month: int, latest: date = date.max) -> date:
    while True:
        day = date(year, month, rng.randint(1, monthrange(year, month)[1]))
        if day <= latest and official().is_working_day(day):
            return day


# --- campaigns ----------------------------------------------------------------------------------------------------


def _campaign(row: tuple, world: World, chain: Chain, plans) -> Looked:
    """A campaign of the city in its counties, with a return of each unit for each period: found, or 零报告."""
    name, category, first, last, rhythm, grace = row
    city = world.users["shizhuguan"]
    begun = datetime.combine(first - timedelta(days=4), time(9, 30), SHANGHAI)
    facts_of = {
        "unit_id": world.units["市总"].id, "name": name, "starts_on": first, "ends_on": last, "rhythm": rhythm,
        "grace_days": grace, "instructions": "逐企业排查，发现一起登记一起；没有发现的，按期零报告。",
        "state": CampaignState.CLOSED, "begun_by_id": city.id, "begun_at": begun,
    }  # fmt: skip
    looked = Looked(facts_of, category, insert_numbered(Campaign, [facts_of])[0])
    _tell(chain, begun, city, Campaign, looked.id, facts_of, "部署专项排查")
    counties = [place for place in UNIONS if place.parent == "3601"]
    insert_all(
        CampaignUnit, [{"campaign_id": looked.id, "unit_id": world.units[p.short_name].id} for p in counties]
    )
    looked.spans = periods(Campaign(starts_on=first, ends_on=last, rhythm=rhythm, grace_days=grace))
    rng, rows = Random(f"{facts.SEED} {name}"), []
    for place in counties:
        by: User = world.staff[place.short_name][0]
        for span in looked.spans:
            is_zero = not any(
                p is place and c == category and span.first <= day <= span.last for day, p, c in plans
            )
            late = rng.random() < 0.06
            day = (
                span.due_on + timedelta(days=rng.randint(1, 3))
                if late
                else span.last + timedelta(days=rng.randint(0, 1))
            )
            at = datetime.combine(day, time(rng.randint(9, 17), rng.randrange(60)), SHANGHAI)
            entry = {"campaign_id": looked.id, "unit_id": world.units[place.short_name].id, "period_on": span.first,
                     "is_zero": is_zero, "note": rng.choice(phrases.ZERO_NOTES) if is_zero else "", "returned_by_id": by.id,
                     "returned_at": at}  # fmt: skip
            rows.append((place, span, by, at, entry))
    ids = insert_numbered(Return, [entry for *_others, entry in rows])
    for id, (place, span, by, at, entry) in zip(ids, rows, strict=True):
        looked.returns[place.short_name, span.first] = {**entry, "id": id}
        _tell(chain, at, by, Return, id, entry, "零报告" if entry["is_zero"] else "报送")
    return looked


def _tell(chain: Chain, at: datetime, by: User, model, id: int, row: dict, deed: str) -> None:
    changes = {name: [None, plain(value)] for name, value in row.items() if value not in (None, "")}
    entry = {
        "verb": "create",
        "table": model.__tablename__,
        "row_id": id,
        "matter_id": None,
        "changes": changes,
        "deed": deed,
    }
    chain.add(at, Actor(by.id, by.name), [entry])
