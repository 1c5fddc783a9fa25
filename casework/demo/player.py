"""How a live case is played: its intake, and a step taken on a day by a person and put into the history as theirs."""

from datetime import date, datetime, time, timedelta
from random import Random

from casework.accounts.models import User
from casework.demo import phrases
from casework.demo.chain import Chain
from casework.demo.disputes import cause_of, claims_of, months_owed, split
from casework.demo.employers import TRADE, address, weighted
from casework.demo.units import PLACE
from casework.demo.world import World
from casework.engine import clock, context, money
from casework.engine.calendar import official
from casework.engine.clock import SHANGHAI
from casework.engine.context import Actor
from casework.matters import actions as matters
from casework.matters.models import Audience, EmployerRole
from casework.mediation import actions as mediation
from casework.mediation.models import Mediation, Procedure
from casework.mediation.rules import WORKFLOW
from casework.parties import actions as parties
from casework.parties.models import Employer, Worker

# How many days after the receipt a step is taken, where nothing presses.
DAYS = {"take": 1, "decline": 1, "refuse": 1, "accept": 1, "contact": 1, "ask": 2, "consent": 3, "meet": 5, "progress": 6,
        "withdraw": 5, "fail": 9, "settle": 8, "extend": 12, "suspend": 9, "reopen": 14, "apply": 10, "decide": 17}  # fmt: skip


def work_day(day: date) -> date:
    """The day itself, or the working day before it."""
    while official().is_rest_day(day):
        day -= timedelta(days=1)
    return day


class Player:
    """The case of one scene: who works it, how it came in, and how a step is taken."""

    def __init__(
        self, scene, received, world: World, chain: Chain, rng: Random, employers: dict[str, Employer]
    ):
        self.scene, self.received, self.world, self.chain, self.rng = scene, received, world, chain, rng
        self.employers = employers
        self.today = clock.today()
        self.latest = max(work_day(self.today - timedelta(days=max(scene.quiet, 1))), received)
        self.place, self.unit = PLACE[scene.unit], world.units[scene.unit]
        self.trade = TRADE[scene.trade]
        self.worker_type = weighted(rng, self.trade.workers)
        staff = world.staff[scene.unit]
        self.handler = (
            staff[scene.handler] if isinstance(scene.handler, int) else world.users.get(scene.handler)
        )
        self.clerk = world.users["luru"] if scene.unit == "南昌县总" else self.handler or staff[0]
        self.supervisor = world.users["zhuguan" if scene.unit.startswith("南昌县") else "shizhuguan"]
        self._last = datetime.min.replace(tzinfo=SHANGHAI)
        self.day = received

    def hand_over(self) -> None:
        """From whoever logged it to its mediator, who takes it unless the scene says otherwise."""
        if self.handler is None or self.clerk is self.handler:
            return
        self._do("分派", self.received, self.supervisor, self._assign)
        if self.scene.stage not in ("assigned", "declined"):
            self._move("take")

    def finish(self) -> None:
        """Leave the case as busy as its scene says."""
        self.matter.last_activity_on = min(self.matter.last_activity_on, self.latest)
        self.chain.harvest(self._moment(self.latest), context.SYSTEM, "")

    # --- how a step is taken --------------------------------------------------------------------------------------

    def _day_of(self, step: str) -> date:
        after = self.received + timedelta(days=DAYS.get(step, 0))
        return max(min(work_day(min(after, self.latest)), self.latest), self.received)

    def _moment(self, day: date) -> datetime:
        """An hour of work on the day, after the step before, and not ahead of now."""
        hour = datetime.combine(day, time(8, 40), SHANGHAI) + timedelta(minutes=self.rng.randrange(0, 300))
        self._last = max(hour, self._last + timedelta(minutes=self.rng.randrange(4, 16)))
        return min(self._last, clock.now().replace(microsecond=0))

    def _do(self, deed: str, day: date, by: User, act, /, *args, **kwargs):
        """Let somebody do something on a day, and put it into the history as theirs and of that day."""
        at, who = self._moment(day), Actor(by.id, by.name)
        with context.acting(who), context.doing(deed):
            done = act(*args, **kwargs)
            for name in ("registered_at", "written_at", "offered_at"):
                if hasattr(done, name) and not (name == "registered_at" and deed != "登记"):
                    setattr(done, name, at)
            self.chain.harvest(at, who, deed)
        return done

    def _move(self, name: str, by: User | None = None, on: date | None = None, **answers) -> Mediation:
        by = by or self.handler
        self.day = on or max(self.day, self._day_of(name))
        label = WORKFLOW[name].label
        return self._do(label, self.day, by, mediation.move, self.matter, name, by=by, on=self.day, **answers)

    def _note(
        self, texts: tuple[str, ...], audience: Audience = Audience.CASE, day: date | None = None
    ) -> None:
        text = self.rng.choice(texts).format(**self.words)
        day = day or self.day
        self._do("记录进展", day, self.handler, matters.write_note, self.matter, text=text, by=self.handler,
                 audience=audience, happened_on=day)  # fmt: skip

    # --- the intake -----------------------------------------------------------------------------------------------

    def register(self) -> None:
        scene = self.scene
        by = self.clerk
        is_own = by is self.handler
        with context.acting(Actor(by.id, by.name)), context.doing("登记"):
            workers = [self._worker() for _ in range(scene.people)]
            employer = self.employer(scene.employer, self.trade)
        claims = claims_of(self.rng, scene.dispute, 0, self.trade.pay, scene.people)
        claimed = sum(claimed for _, claimed, _ in claims)
        self.words = self._words(workers[0], employer, claimed)
        more = self._more()
        intake = mediation.Intake(
            unit=self.unit, workers=workers, employer=employer, dispute_type=scene.dispute, source=scene.source,
            received_on=self.received, handler=self.handler if is_own else None, facts="" if scene.is_bare else self._facts(),
            court_number=more.pop("court_number", None), more=more,
        )  # fmt: skip
        self.matter = self._do("登记", self.received, by, self._enter, intake, claims, by)

    def _worker(self) -> Worker:
        ages = {"over_age": (60, 67), "intern": (19, 22)}.get(self.worker_type, self.trade.ages)
        sex = "female" if self.worker_type == "woman" else self.trade.sex
        person = self.world.people.draw(self.rng, self.received, ages=ages, sex=sex)
        if self.scene.is_bare:
            return parties.enter_worker(unit_id=self.unit.id, name=person.name)
        return parties.enter_worker(
            unit_id=self.unit.id, name=person.name, phone=person.phone, id_number=person.id_number,
            worker_types=[self.worker_type], address=address(self.rng, self.place),
        )  # fmt: skip

    def employer(self, mark: str, trade) -> Employer:
        if mark in self.employers:
            return self.employers[mark]
        drawn = self.world.employers.draw(self.rng, self.place, trade)
        if self.scene.is_bare and not mark:
            drawn = {"name": drawn["name"]}
        employer = parties.enter_employer(unit_id=self.unit.id, **drawn)
        if mark:
            self.employers[mark] = employer
        return employer

    def _words(self, worker: Worker, employer: Employer, claimed_fen: int) -> dict:
        pay = self.rng.randrange(*self.trade.pay, 100)
        return {
            "worker": worker.name,
            "employer": employer.name,
            "job": self.rng.choice(self.trade.jobs),
            "claimed": money.yuan(claimed_fen),
            "agreed": money.yuan(claimed_fen * 7 // 10),
            "months": months_owed(claimed_fen, pay, self.scene.people),
            "pay": f"{pay:,}",
            "people": self.scene.people,
            "year": self.received.year,
            "rest": "",
        }

    def _facts(self) -> str:
        text = self.rng.choice(phrases.FACTS[self.scene.dispute]).format(**self.words)
        if self.scene.people >= matters.COLLECTIVE_FROM:
            text += phrases.COLLECTIVE.format(**self.words)
        if self.scene.source == "arbitration":
            text += phrases.FROM_ARBITRATION.format(**self.words, serial=self.world.next_outside())
        return text + (phrases.ENTRUSTED if self.scene.source == "court" else "")

    def _more(self) -> dict:
        """What stands beside the three facts: the cause, and for a court's case what the court sent along."""
        if self.scene.is_bare:
            return {}
        more = {
            "cause": cause_of(self.scene.dispute, self.worker_type, self.received, self.rng),
            "is_arbitrated": False,
        }
        if self.scene.source != "court":
            return more
        award = self.received - timedelta(days=12)
        return more | {
            "court_number": f"（{self.received.year}）{self.place.court}民初{self.world.next_outside()}号",
            "procedure": Procedure.ORDINARY
            if self.scene.stage == "extended"
            else self.rng.choice(tuple(Procedure)),
            "signed_for_on": self.received,
            "is_arbitrated": True,
            "award_number": f"洪劳人仲案字〔{award.year}〕第{self.world.next_outside()}号",
            "award_received_on": award,
            "award_is_final": False,
            "sued_on": award + timedelta(days=6),
        }

    def _enter(self, intake: mediation.Intake, claims: list[tuple[str, int, int]], by: User) -> Mediation:
        """Log the case with whatever is at hand."""
        self.matter = mediation.register(intake, by=by)
        if intake.handler:
            self.matter.taken_on = self.received
        if not self.scene.is_bare:
            self._complete(claims)
        return self.matter

    def _complete(self, claims: list[tuple[str, int, int]]) -> None:
        """Claims, representatives, and the second employer where one stands beside the first."""
        matter, people = self.matter, self.scene.people
        if people >= matters.COLLECTIVE_FROM:
            whole = sum(claimed for _, claimed, _ in claims)
            each = split(whole, [self.rng.uniform(0.7, 1.4) for _ in range(people)])
            rows = [
                {"category": claims[0][0], "claimed_fen": fen, "worker_id": entry.worker_id}
                for entry, fen in zip(matter.workers, each, strict=True)
            ]
            for entry in matter.workers[:2]:
                entry.is_representative = True
        else:
            rows = [{"category": category, "claimed_fen": claimed} for category, claimed, _ in claims]
        matters.set_claims(matter, rows)
        if self.scene.trade == "staffing":
            matter.employers[0].role = EmployerRole.AGENCY
            matters.add_employer(matter, self.employer("", TRADE["factory"]), EmployerRole.USING)
        mediation.refresh_due(matter)

    def _assign(self) -> None:
        mediation.move(
            self.matter, "assign", by=self.supervisor, on=self.received, handler_id=self.handler.id
        )
