"""The live cases of legal aid: a table of scenes, played with the real actions, every step on its day and by its person."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from casework.demo import aid_phrases, facts
from casework.demo.chain import Chain
from casework.demo.disputes import cause_of, claims_of
from casework.demo.employers import TRADE, address, weighted
from casework.demo.player import work_day
from casework.demo.units import PLACE
from casework.demo.world import World
from casework.engine import clock, context, money
from casework.engine.clock import SHANGHAI
from casework.engine.context import Actor
from casework.legal_aid import actions, conflicts, works
from casework.legal_aid.due import refresh_due
from casework.legal_aid.models import Agency, Form, Grade, Outcome, Replacement, Result, Urgency
from casework.legal_aid.rules import WORKFLOW
from casework.matters import actions as matters
from casework.matters.models import Channel
from casework.parties import actions as parties

APPLIED = ()
GRANTED = ("grant",)
ASSIGNED = (*GRANTED, "assign")
TAKEN = (*ASSIGNED, "take")
WORKING = (*TAKEN, "engage", "meet")
AT_LAW = (*WORKING, "begin")
CONCLUDED = (*AT_LAW, "finish", "conclude")
FILED = (*CONCLUDED, "file")
REVIEWED = (*FILED, "review")
STEPS = {
    "applied": APPLIED,
    "notified": ("notify",),
    "supplemented": ("notify", "supplement"),
    "lapsed": ("notify", "lapse"),
    "refused": ("refuse",),
    "withdrawn": ("withdraw",),
    "granted": GRANTED,
    "urgent": ("grant_first", "assign", "take", "engage"),
    "assigned": ASSIGNED,
    "declined": (*ASSIGNED, "decline"),
    "taken": TAKEN,
    "working": WORKING,
    "at_law": (*AT_LAW, "hearing"),
    "replaced": (*AT_LAW, "replace"),
    "terminated": (*WORKING, "terminate"),
    "concluded": CONCLUDED,
    "arrived": (*CONCLUDED, "arrive"),
    "filed": FILED,
    "returned": (*FILED, "return"),
    "reviewed": REVIEWED,
    "archived": (*REVIEWED, "pay", "archive"),
}


@dataclass(frozen=True)
class Scene:
    """One live case: where, whose, about what, how many days ago it came in, and how far it has come."""

    unit: str
    firm: str
    lawyer: int
    trade: str
    dispute: str
    source: str
    received: int
    stage: str
    form: Form = Form.ARBITRATION
    limitation: int | None = None  # days from today to the end of the limitation period
    people: int = 1
    is_bare: bool = False
    hearing: int | None = None  # days ahead


A, B, C = "演示律所甲", "演示律所乙", "示例公益中心"
NC, JX, CITY = "南昌县总", "进贤县总", "市总"
# fmt: off
SCENES = (
    #     unit  firm lawyer trade      dispute       source         days stage
    Scene(NC,   A, 0, "building",  "wages",       "visit",        210, "archived"),
    Scene(CITY, B, 0, "factory",   "severance",   "hotline",      190, "reviewed"),
    Scene(NC,   A, 0, "freight",   "injury",      "visit",        150, "filed"),
    Scene(NC,   A, 0, "catering",  "wages",       "mediation",    120, "arrived"),
    Scene(JX,   C, 0, "building",  "wages",       "visit",        112, "returned"),
    Scene(NC,   A, 1, "factory",   "overtime",    "web",          104, "concluded"),
    Scene(CITY, C, 1, "software",  "termination", "web",           90, "terminated"),
    Scene(NC,   A, 0, "courier",   "relation",    "consultation",  62, "at_law", hearing=1),
    Scene(CITY, B, 1, "building",  "wages",       "visit",         55, "at_law", people=14, hearing=6),
    Scene("青山湖区总", A, 0, "factory", "severance", "referral",  48, "at_law", form=Form.FIRST, hearing=3),
    Scene(NC,   A, 2, "sanitation", "injury",     "visit",         40, "replaced"),
    Scene("东湖区总", B, 2, "retail", "severance", "visit",        31, "working"),
    Scene(JX,   C, 0, "delivery",  "injury",      "hotline",       24, "working"),
    Scene(NC,   A, 0, "catering",  "wages",       "visit",         15, "working", form=Form.MEDIATION),
    Scene(CITY, B, 0, "freight",   "wages",       "cooperation",   13, "taken"),
    Scene(NC,   A, 1, "factory",   "insurance",   "visit",         12, "refused"),
    Scene("西湖区总", C, 1, "property", "wages",  "web",           12, "lapsed"),
    Scene(NC,   A, 0, "building",  "wages",       "visit",          9, "assigned"),
    Scene("新建区总", B, 1, "freight", "wages",   "visit",          8, "declined"),
    Scene(NC,   A, 1, "retail",    "wages",       "hotline",        8, "supplemented"),
    Scene(CITY, B, 2, "school",    "severance",   "web",            7, "granted"),
    Scene("红谷滩区总", C, 0, "software", "wages", "web",           6, "withdrawn"),
    Scene(NC,   A, 0, "building",  "injury",      "visit",          5, "urgent", limitation=0),
    Scene(NC,   A, 0, "catering",  "wages",       "visit",          5, "notified"),
    Scene(NC,   A, 0, "factory",   "severance",   "visit",          4, "applied", limitation=40),
    Scene(NC,   A, 0, "courier",   "wages",       "web",            2, "applied", limitation=5),
    Scene(JX,   C, 0, "school",    "wages",       "visit",          1, "applied", is_bare=True),
)
# fmt: on


def play(world: World, chain: Chain) -> None:
    """Play every scene, the oldest first, so that numbers follow the days."""
    rng = Random(f"{facts.SEED} aid live")
    for scene in sorted(SCENES, key=lambda scene: -scene.received):
        player = AidPlayer(scene, world, chain, rng)
        player.register()
        for step in STEPS[scene.stage]:
            player.take(step)
        player.finish()


class AidPlayer:
    """The case of one scene, step by step."""

    def __init__(self, scene: Scene, world: World, chain: Chain, rng: Random):
        self.scene, self.world, self.chain, self.rng = scene, world, chain, rng
        self.today = clock.today()
        self.received = self.day = work_day(self.today - timedelta(days=scene.received))
        self.latest = max(work_day(self.today - timedelta(days=1)), self.received)
        self.place, self.unit = PLACE[scene.unit], world.units[scene.unit]
        self.trade = TRADE[scene.trade]
        self.lawyer = world.lawyers[scene.firm][scene.lawyer]
        self.clerk = world.users["luru"] if scene.unit == NC else world.staff[scene.unit][0]
        self.supervisor = world.users["zhuguan" if scene.unit == NC else "shizhuguan"]
        self._last = datetime.min.replace(tzinfo=SHANGHAI)
        steps = max(len(STEPS[scene.stage]), 1)
        self.pace = max((self.latest - self.received).days // steps, 0)

    # --- how a step is taken --------------------------------------------------------------------------------------

    def take(self, step: str) -> None:
        """The step by its name: a method here, or else a move of the workflow without further words."""
        days = (
            self.rng.randint(1, 2) if step in ("grant", "assign", "take", "engage", "notify") else self.pace
        )
        self.day = max(min(work_day(self.day + timedelta(days=days)), self.latest), self.day)
        getattr(self, f"_{step}", lambda: self._move(step))()

    def _moment(self, day: date) -> datetime:
        hour = datetime.combine(day, time(8, 50), SHANGHAI) + timedelta(minutes=self.rng.randrange(0, 300))
        self._last = max(hour, self._last + timedelta(minutes=self.rng.randrange(4, 16)))
        return min(self._last, clock.now().replace(microsecond=0))

    def _do(self, deed: str, by, act, /, *args, **kwargs):
        at, who = self._moment(self.day), Actor(by.id, by.name)
        with context.acting(who), context.doing(deed):
            done = act(*args, **kwargs)
            for name in ("registered_at", "written_at", "checked_at"):
                if hasattr(done, name) and not (name == "registered_at" and deed != "登记申请"):
                    setattr(done, name, at)
            self.chain.harvest(at, who, deed)
        return done

    def _move(self, name: str, by=None, **answers) -> None:
        by = by or self._who(name)
        self._do(WORKFLOW[name].label, by, actions.move, self.aid, name, by=by, on=self.day, **answers)

    def _who(self, name: str):
        move = WORKFLOW[name]
        if move.by_handler or name == "arrive":
            return self.lawyer
        return self.clerk if name in ("supplement", "withdraw") and self.scene.unit == NC else self.supervisor

    def finish(self) -> None:
        """Leave the case as it stands."""
        self.aid.last_activity_on = min(self.aid.last_activity_on, self.latest)
        refresh_due(self.aid)
        self.chain.harvest(self._moment(self.latest), context.SYSTEM, "")

    # --- the application ------------------------------------------------------------------------------------------

    def register(self) -> None:
        scene, by, rng = self.scene, self.clerk, self.rng
        worker_type = weighted(rng, self.trade.workers)
        with context.acting(Actor(by.id, by.name)), context.doing("登记申请"):
            people = [self._worker(worker_type) for _ in range(scene.people)]
            drawn = self.world.employers.draw(rng, self.place, self.trade)
            employer = parties.enter_employer(
                unit_id=self.unit.id, **({"name": drawn["name"]} if scene.is_bare else drawn)
            )
        claims = claims_of(rng, scene.dispute, 0, self.trade.pay, scene.people)
        claimed = sum(fen for _, fen, _ in claims)
        self.agreed = claimed * 7 // 10 // 10_000 * 10_000
        self.words = {"worker": people[0].name, "employer": employer.name, "agreed": money.yuan(self.agreed)}
        more = {} if scene.is_bare else self._more(worker_type, claimed)
        told = more.pop("facts", "")
        intake = actions.Intake(
            unit=self.unit, workers=people, employer=employer, dispute_type=scene.dispute, source=scene.source,
            received_on=self.received, claimed_fen=None if scene.is_bare else claimed, claim_category=claims[0][0],
            facts=told, more=more,
        )  # fmt: skip
        self.aid = self._do("登记申请", by, self._enter, intake, by)

    def _enter(self, intake, by):
        self.aid = actions.register(intake, by=by)
        return self.aid

    def _more(self, worker_type: str, claimed: int) -> dict:
        scene, rng = self.scene, self.rng
        job = rng.choice(self.trade.jobs)
        more = {
            "cause": cause_of(scene.dispute, worker_type, self.received, rng),
            "facts": f"{self.words['worker']}在{self.words['employer']}任{job}，请求支付{money.yuan(claimed)}元，因经济困难申请工会法律援助。",
            "forms_asked": [scene.form.value],
        }
        if scene.limitation is not None:
            more["limitation_ends_on"] = self.today + timedelta(days=scene.limitation)
        if worker_type == "migrant" and scene.dispute in ("wages", "injury"):
            return more | {"exemption": scene.dispute}
        return more | {
            "household_size": 3,
            "household": rng.choice(aid_phrases.HOUSEHOLDS),
            "income_per_head_fen": rng.randrange(800, 2_200, 50) * 100,
            "income_source": rng.choice(aid_phrases.INCOMES),
            "assets": rng.choice(aid_phrases.ASSETS),
            "promised_on": self.received,
        }

    def _worker(self, worker_type: str):
        ages = {"over_age": (60, 67), "intern": (19, 22)}.get(worker_type, self.trade.ages)
        person = self.world.people.draw(self.rng, self.received, ages=ages, sex=self.trade.sex)
        if self.scene.is_bare:
            return parties.enter_worker(unit_id=self.unit.id, name=person.name)
        return parties.enter_worker(
            unit_id=self.unit.id, name=person.name, phone=person.phone, id_number=person.id_number,
            worker_types=[worker_type], address=address(self.rng, self.place),
        )  # fmt: skip

    # --- the steps that say more than their name --------------------------------------------------------------------

    def _notify(self) -> None:
        self._move("notify", missing=aid_phrases.MISSING[0])

    def _refuse(self) -> None:
        self._move(
            "refuse", refusal="scope", reason=aid_phrases.REFUSALS["scope"], decision_number=self._number()
        )

    def _number(self) -> str:
        return self.aid.number.replace("工援", "工援决", 1)

    def _grant(self) -> None:
        self._move("grant", decision_number=self._number())

    def _grant_first(self) -> None:
        self._move("grant_first", urgency=Urgency.LIMITATION, decision_number=self._number())

    def _assign(self) -> None:
        check = self._do(
            "利益冲突检查", self.supervisor, conflicts.check, self.aid, self.lawyer, by=self.supervisor
        )
        self._move("assign", check_id=check.id)

    def _decline(self) -> None:
        self._move("decline", reason=aid_phrases.DECLINED)

    def _replace(self) -> None:
        self._move("replace", replacement=Replacement.RECIPIENT, reason=aid_phrases.REPLACED)

    def _engage(self) -> None:
        self._move("engage", agency=Agency.SPECIAL, powers=["change", "settle", "receive"])

    def _meet(self) -> None:
        text = self.rng.choice(aid_phrases.NOTES_MEETING).format(**self.words)
        self._do(
            "记录进展",
            self.lawyer,
            matters.write_note,
            self.aid,
            text=text,
            by=self.lawyer,
            happened_on=self.day,
        )

    def _begin(self) -> None:
        form = self.scene.form
        told = {
            "form": form,
            "institution": aid_phrases.INSTITUTIONS[form.value].format(district=self.place.district),
            "case_number": f"洪劳人仲案字〔{self.day.year}〕第{self.world.next_outside()}号",
            "began_on": self.day,
            "filed_on": self.day,
        }
        if form == Form.FIRST:
            told["case_number"] = f"（{self.day.year}）{self.place.court}民初{self.world.next_outside()}号"
        self._do("登记援助事项", self.lawyer, works.add, self.aid, by=self.lawyer, **told)

    def _hearing(self) -> None:
        day = self.today + timedelta(days=self.scene.hearing)
        self._do("约定会谈", self.lawyer, self._appointment, day)

    def _appointment(self, day: date):
        stood = self.aid.last_activity_on
        meeting = matters.arrange_meeting(
            self.aid, held_on=day, starts_at=time(9, 30), channel=Channel.ROOM,
            place=f"{self.aid.works[0].institution}开庭", present=f"{self.words['worker']}、{self.lawyer.name}",
        )  # fmt: skip
        self.aid.last_activity_on = max(stood, self.day)
        return meeting

    def _finish(self) -> None:
        work = self.aid.works[0]
        names = ("form", "institution", "case_number", "began_on", "filed_on")
        told = {name: getattr(work, name) for name in names}
        self._do("更新援助事项", self.lawyer, works.change, self.aid, work, by=self.lawyer, **told, heard_on=self.day,
                 ended_on=self.day, served_on=self.day, is_final=True, result=Result.PARTLY)  # fmt: skip

    def _conclude(self) -> None:
        report = aid_phrases.REPORTS["partly"][0].format(**self.words)
        self._move("conclude", outcome=Outcome.PARTLY, closing_report=report, gained_fen=self.agreed)

    def _arrive(self) -> None:
        self._move("arrive", paid_fen=self.agreed, note="银行转账")

    def _terminate(self) -> None:
        self._move("terminate", termination="lawyer", reason=aid_phrases.TERMINATED)

    def _return(self) -> None:
        self._move("return", reason=aid_phrases.RETURNED)

    def _review(self) -> None:
        self._move("review", grade=Grade.GOOD)

    def _archive(self) -> None:
        number = f"{self.place.mark}援卷{self.aid.number_year}-{self.aid.number_serial:03d}"
        self._move("archive", retention_years=10, archive_number=number)
