"""Past consultations: the 2,046 up to the day of the published figures, and a trickle after them.

The report of 2023-03-23 says "more than two thousand, online and offline". Some of them became cases: these are joined to
cases told before. What is told here depends on nothing that depends on today, so that two databases agree on the past.
"""

from dataclasses import dataclass
from datetime import date, time, timedelta
from random import Random

import sqlalchemy as sa

from casework.accounts.models import User
from casework.consultations.models import Consultation, FollowUp, Outcome, Reached, Status
from casework.consultations.rules import ANONYMOUS, DISPUTE_TYPES, FOLLOW_UP, WORKFLOW
from casework.demo import consult_words, facts
from casework.demo.chain import Chain, insert_numbered
from casework.demo.employers import BRANDS, MARKS, TRADES, Trade, weighted
from casework.demo.history import UNIONS, dealt, working_day
from casework.demo.people import name_of
from casework.demo.player import work_day
from casework.demo.told import Told, write_down
from casework.demo.units import Place
from casework.demo.world import World
from casework.engine.context import Actor
from casework.engine.plain import plain
from casework.extensions import db
from casework.matters.actions import COLLECTIVE_FROM
from casework.matters.models import EmployerRole, Kind, LinkKind, Matter, MatterLink, MatterWorker
from casework.parties.identifiers import company_key
from casework.parties.models import Employer, EmployerSize, IdKind, Worker

ASKED = 2_046  # up to facts.PUBLISHED
BECAME = {Kind.MEDIATION: 48, Kind.LEGAL_AID: 24}  # of these, joined to a case told before
MONTHLY = (8, 13)  # of the trickle
LAWYERS_PART = 0.14  # what the duty lawyer of the firm answered

# fmt: off
CHANNELS = {"window": 36, "phone": 31, "online": 11, "wechat": 11, "outreach": 11}
TOPICS = {"wages": 41, "termination": 16, "injury": 13, "insurance": 10, "overtime": 8, "contract": 5, "new_form": 4, "women": 2,
          "other": 1}
PEOPLE = {1: 88, 2: 5, 3: 3, 4: 2, 6: 1, 12: 1}
# fmt: on
WITHOUT_NAME = 0.36
WITHOUT_EMPLOYER = 0.38
TOPIC_OF = {dispute: topic for topic, dispute in reversed(DISPUTE_TYPES.items())} | {
    "severance": "termination",
    "rest": "overtime",
}
SHOPS = ("商行", "经营部", "加工店", "工作室", "小吃店", "家具店", "修理店", "便利店")


@dataclass(frozen=True)
class Call:
    """What is decided before a consultation is told. ``case`` is the matter it became."""

    day: date
    place: Place
    mark: str  # names its draws
    case: sa.Row | None = None


def tell(world: World, chain: Chain, today: date) -> None:
    """Tell every past consultation, oldest first."""
    cases = _cases(world)
    teller = _Teller(world)
    calls = sorted([*_published(world, cases), *_trickle(today)], key=lambda call: (call.day, call.mark))
    told = [(call, teller.told(call)) for call in calls]
    write_down([case for _, case in told], chain)
    _join([(call, case) for call, case in told if call.case], chain)


# --- when and where -------------------------------------------------------------------------------------------------


def _cases(world: World) -> list[sa.Row]:
    """The cases of one person each that consultations are to have become: some from every time."""
    unions = [world.units[place.short_name].id for place in UNIONS]
    found = []
    for kind, wanted in BECAME.items():
        query = (
            sa.select(
                Matter.id, Matter.kind, Matter.unit_id, Matter.received_on, Matter.dispute_type, Matter.handler_id,
                Matter.employer_id, Matter.employer_name, Matter.industry, Matter.worker_type, Matter.lead_worker,
                MatterWorker.worker_id,
            )
            .join(MatterWorker, MatterWorker.matter_id == Matter.id)
            .where(
                Matter.kind == kind, Matter.people == 1, Matter.employer_id.is_not(None), Matter.unit_id.in_(unions),
                Matter.received_on.between(facts.BEGIN + timedelta(days=10), facts.PUBLISHED - timedelta(days=1)),
            )
            .order_by(Matter.received_on, Matter.number)
        )  # fmt: skip
        rows = db.session.execute(query).all()
        found += rows[:: max(len(rows) // wanted, 1)][:wanted]
    return found


def _published(world: World, cases: list[sa.Row]) -> list[Call]:
    rng = Random(f"{facts.SEED} consultations")
    places = {world.units[place.short_name].id: place for place in UNIONS}
    calls = []
    for n, case in enumerate(cases):
        day = work_day(case.received_on - timedelta(days=rng.randint(0, 4)))
        calls.append(Call(day, places[case.unit_id], f"case {n}", case))
    rest = ASKED - len(cases)
    months = facts.months(facts.BEGIN, facts.PUBLISHED)
    weights = [(1 + 0.06 * n) * facts.SEASON[month] for n, (_, month) in enumerate(months)]
    weights[-1] *= 0.75
    counts = facts.shares(rest, weights)
    days = [
        working_day(rng, year, month, facts.PUBLISHED)
        for (year, month), count in zip(months, counts, strict=True)
        for _ in range(count)
    ]
    places = dealt(rng, UNIONS, [place.weight for place in UNIONS], rest)
    return calls + [
        Call(day, place, f"call {n}") for n, (day, place) in enumerate(zip(days, places, strict=True))
    ]


def _trickle(today: date) -> list[Call]:
    calls = []
    for year, month in facts.months(facts.AFTER, today):
        rng = Random(f"{facts.SEED} consultations {year}-{month:02d}")
        for n in range(rng.randint(*MONTHLY)):
            place = rng.choices(UNIONS, weights=[place.weight for place in UNIONS])[0]
            calls.append(Call(working_day(rng, year, month), place, f"{year}-{month:02d} {n}"))
    return [call for call in calls if call.day < today - facts.OVER_IN]


# --- the telling ----------------------------------------------------------------------------------------------------


class _Teller:
    """Tells one consultation after the other, each from draws of its own."""

    def __init__(self, world: World):
        self.world = world
        self.shops: dict[str, list[dict]] = {}
        self.names: set[str] = set()
        self.users = {user.id: user for user in world.users.values()}

    def told(self, call: Call) -> Told:
        rng = Random(f"{facts.SEED} consultation {call.mark}")
        case, trade = (
            Told(rng, Consultation),
            rng.choices(TRADES, weights=[trade.weight for trade in TRADES])[0],
        )
        unit, by = self.world.units[call.place.short_name], self._who(rng, call)
        topics = self._topics(rng, call, trade)
        people = 1 if call.case else weighted(rng, PEOPLE)
        who = self._caller(rng, call, case, people)
        firm = self._employer(rng, call, case, trade)
        number, serial = self.world.number(unit, call.day.year, Kind.CONSULTATION)
        words = {
            "job": rng.choice(trade.jobs),
            "months": rng.randint(1, 6),
            "pay": rng.randrange(*trade.pay, 100),
        }
        channel = weighted(rng, CHANNELS)
        follows = not call.case and who != ANONYMOUS and rng.random() < 0.07
        case.deed(
            "记录咨询", call.day, by,
            kind=Kind.CONSULTATION, unit_id=unit.id, number=number, number_year=call.day.year, number_serial=serial,
            handler_id=by.id, registered_by_id=by.id, received_on=call.day, dispute_type=topics[0], source=channel,
            people=people, is_collective=people >= COLLECTIVE_FROM, lead_worker=who, employer_name=firm["name"] if firm else "",
            industry=firm["industry"] if firm else None, worker_type=call.case.worker_type if call.case else None,
            starts_at=time(rng.randint(8, 16), rng.choice((0, 5, 10, 20, 30, 40, 50))), minutes=rng.choice((5, 10, 10, 15, 20, 30)),
            topics=topics, answered_as=self._answers(rng, call),
            point=rng.choice(consult_words.POINTS[topics[0]]).format(**words),
            reply=rng.choice(consult_words.REPLIES) if rng.random() < 0.3 else "",
            place=rng.choice(consult_words.PLACES) if channel == "outreach" else "",
            **self._stands(call, follows),
        )  # fmt: skip
        case.row["registered_at"] = case.entries[0][0]
        if follows:
            self._call_back(rng, case, by)
        if call.case:
            handler = self.users.get(call.case.handler_id, by)
            case.deed("转办", call.case.received_on, handler, state=Status.CONVERTED.value,
                      outcome_code=Outcome.CONVERTED.value)  # fmt: skip
        return case

    def _who(self, rng: Random, call: Call) -> User:
        lawyer = self.world.users["lvshi"]
        return lawyer if rng.random() < LAWYERS_PART else rng.choice(self.world.staff[call.place.short_name])

    def _topics(self, rng: Random, call: Call, trade: Trade) -> list[str]:
        first = TOPIC_OF[call.case.dispute_type] if call.case else weighted(rng, TOPICS)
        second = weighted(rng, TOPICS)
        return sorted({first, second} if rng.random() < 0.2 else {first}, key=lambda topic: topic != first)

    def _answers(self, rng: Random, call: Call) -> list[str]:
        if call.case:
            return ["oral", "mediation" if call.case.kind == Kind.MEDIATION else "legal_aid"]
        chance = rng.random()
        if chance < 0.68:
            return ["oral"]
        return ["oral", weighted(rng, {"mediation": 5, "arbitration": 4, "drafting": 2, "other": 1})]

    def _caller(self, rng: Random, call: Call, case: Told, people: int) -> str:
        """Whoever asks; the telephone last of all draws, because no two have the same."""
        if call.case:
            case.workers.append(({"id": call.case.worker_id}, PART))
            return call.case.lead_worker
        if rng.random() < WITHOUT_NAME:
            return ANONYMOUS
        name = name_of(rng)
        row = {**dict.fromkeys(WORKER), "unit_id": self.world.units[call.place.short_name].id, "name": name}
        phone = self.world.people.phone(Random(f"{facts.SEED} phone {call.mark}"))
        row |= {
            "id_kind": IdKind.RESIDENT,
            "address": "",
            "worker_types": [],
            "contact_note": "",
            "phone": phone,
        }
        case.workers.append((row, PART))
        return name if people == 1 else f"{name}等{people}人"

    def _employer(self, rng: Random, call: Call, case: Told, trade: Trade) -> dict | None:
        if call.case:
            firm = {
                "id": call.case.employer_id,
                "name": call.case.employer_name,
                "industry": call.case.industry,
            }
        elif rng.random() < WITHOUT_EMPLOYER:
            return None
        else:
            firm = self._shop(rng, call.place, trade)
        case.employers.append((firm, {"role": EmployerRole.EMPLOYER}))
        return firm

    def _shop(self, rng: Random, place: Place, trade: Trade) -> dict:
        """A small business that asked-about people work for: one the unit knows, or a new one."""
        known = self.shops.setdefault(place.short_name, [])
        if known and rng.random() < 0.5:
            return rng.choice(known)
        while (name := f"{place.district.removeprefix('南昌市') or '南昌'}{rng.choice(MARKS)}{rng.choice(BRANDS)}"
               f"{rng.choice(trade.nouns)}{rng.choice(SHOPS)}") in self.names:  # fmt: skip
            pass
        self.names.add(name)
        row = dict.fromkeys(EMPLOYER) | {
            "unit_id": self.world.units[place.short_name].id, "name": name, "name_key": company_key(name),
            "former_names": "", "industry": trade.industry, "ownership": "household", "size": EmployerSize.MICRO,
            "district": place.district, "address": "", "legal_representative": "", "contact": "",
        }  # fmt: skip
        known.append(row)
        return row

    def _stands(self, call: Call, follows: bool) -> dict:
        if follows:
            day = call.day + timedelta(days=7)
            return {"state": Status.FOLLOW_UP.value, "follow_up_on": day, "next_due_on": day,
                    "next_due_name": FOLLOW_UP}  # fmt: skip
        return {"state": Status.DONE.value, "concluded_on": call.day, "outcome_code": Outcome.ANSWERED.value}

    def _call_back(self, rng: Random, case: Told, by: User) -> None:
        day = case.row["follow_up_on"]
        reached = Reached.REACHED if rng.random() < 0.8 else Reached.NO_ANSWER
        outcome = Outcome.ANSWERED if reached == Reached.REACHED else Outcome.UNREACHABLE
        case.add(FollowUp, made_on=day, by_id=by.id, reached=reached,
                 note=rng.choice(consult_words.CALLED) if reached == Reached.REACHED else "")  # fmt: skip
        case.deed(WORKFLOW["call"].label, day, by, state=Status.DONE.value, outcome_code=outcome.value, concluded_on=day,
                  follow_up_on=None, next_due_on=None, next_due_name=None)  # fmt: skip


PART = {"is_representative": False, "outcome_code": None, "agreed_fen": 0}
WORKER = [column.key for column in sa.inspect(Worker).column_attrs if column.key != "id"]
EMPLOYER = [column.key for column in sa.inspect(Employer).column_attrs if column.key != "id"]


def _join(told: list[tuple[Call, Told]], chain: Chain) -> None:
    """Link each to the case it became, and put that into the history."""
    rows = [
        {
            "from_id": case.row["id"], "to_id": call.case.id, "kind": LinkKind.BECAME, "linked_by_id": case.entries[-1][1].id,
            "linked_at": case.entries[-1][0],
        }
        for call, case in told
    ]  # fmt: skip
    for number, row, (_, case) in zip(insert_numbered(MatterLink, rows), rows, told, strict=True):
        at, by, _ = case.entries[-1]
        changes = {name: [None, plain(value)] for name, value in row.items()}
        entry = {
            "verb": "create",
            "table": "matter_link",
            "row_id": number,
            "matter_id": row["from_id"],
            "changes": changes,
        }
        chain.add(at, Actor(by.id, by.name), [{**entry, "deed": "转办"}])
