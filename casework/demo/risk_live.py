"""The live findings: played with the real actions, each step on its day and by its person, with what hangs about them."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from casework.accounts.models import User
from casework.demo import facts
from casework.demo import risk_phrases as phrases
from casework.demo.chain import Chain
from casework.demo.employers import TRADE
from casework.demo.player import work_day
from casework.demo.risk_past import REPLY_WORKDAYS, UNIONS
from casework.demo.units import PLACE
from casework.demo.world import World
from casework.engine import clock, context
from casework.engine.clock import SHANGHAI
from casework.engine.context import Actor
from casework.parties import actions as parties
from casework.stability import actions as stability
from casework.stability.campaigns import actions as campaigns
from casework.stability.campaigns.models import Campaign, Rhythm
from casework.stability.campaigns.rules import Period, periods
from casework.stability.letters import actions as letters
from casework.stability.letters.models import Delivery, LetterKind, Rectified
from casework.stability.letters.rules import LETTERS
from casework.stability.models import Finding, Office, Sign, VisitResult
from casework.stability.rules import WORKFLOW, suggested_level

# The steps to each stage, after the registration.
LEVELLED = ("assess",)
GIVEN = (*LEVELLED, "assign")
AT_WORK = (*GIVEN, "take", "measures")
STEPS = {
    "registered": (),
    "assessed": LEVELLED,
    "assigned": GIVEN,
    "declined": (*GIVEN, "decline"),
    "handling": AT_WORK,
    "followed": (*AT_WORK, "follow"),
    "stabilised": (*AT_WORK, "stabilise"),
    "resolved": (*AT_WORK, "resolve"),
    "referred": (*AT_WORK, "refer"),
    "escalated": (*AT_WORK, "escalate"),
    "acknowledged": (*AT_WORK, "escalate", "acknowledge"),
    "dismissed": ("dismiss",),
    "visited": (*AT_WORK, "resolve", "visit"),
    "struck_off": (*AT_WORK, "resolve", "visit", "strike"),
    "reopened": (*AT_WORK, "resolve", "reopen"),
}


@dataclass(frozen=True)
class Scene:
    """One live finding. ``next_in`` is when it is looked at again, in days from today; ``letter`` how far a letter has come."""

    unit: str
    handler: int
    trade: str
    category: str
    people: int
    ago: int
    stage: str
    signs: tuple[Sign, ...] = ()
    next_in: int = 3
    letter: str = ""
    in_campaign: bool = False


NC, SD, JX = "南昌县总", "南昌县工作室", "进贤县总"
S = Sign
# fmt: off
SCENES = (
    #     unit  who  trade       category        people ago  stage
    Scene(NC,   0, "building", "wages",          36,  1, "registered", (S.GATHERING,), in_campaign=True),
    Scene(NC,   0, "delivery", "new_form",        8,  0, "registered", (S.OPINION,)),
    Scene(NC,   1, "factory",  "layoff",         62,  2, "assessed", (S.PETITION,)),
    Scene(NC,   0, "building", "wages",          14,  3, "assigned", in_campaign=True),
    Scene(NC,   1, "catering", "closure",         9,  5, "declined"),
    Scene(NC,   0, "building", "wages",          48,  9, "handling", (S.STOPPAGE, S.GATHERING), next_in=0, letter="awaited"),
    Scene(NC,   0, "factory",  "restructuring",  85, 12, "followed", (S.PETITION,), next_in=2, letter="overdue"),
    Scene(NC,   0, "courier",  "new_form",       12, 15, "handling", (S.OPINION,), next_in=-2),
    Scene(NC,   1, "freight",  "wages",          22, 18, "stabilised", next_in=4, letter="answered"),
    Scene(NC,   0, "building", "wages",         130, 10, "escalated", (S.PETITION, S.MISSING_BOSS)),
    Scene(NC,   1, "factory",  "insurance",      11, 25, "referred"),
    Scene(NC,   0, "retail",   "wages",           6, 21, "visited"),
    Scene(NC,   0, "services", "hours",           4,  6, "dismissed"),
    Scene(SD,   0, "building", "wages",          16,  8, "handling", (S.GATHERING,), letter="written"),
    Scene(JX,   0, "factory",  "restructuring",  55, 14, "followed", (S.SLOWDOWN,), next_in=1, letter="opinion"),
    Scene(JX,   0, "building", "wages",          18, 30, "resolved"),
    Scene("东湖区总",   0, "catering", "closure",       21, 11, "handling", (S.GATHERING,), next_in=3, letter="advice"),
    Scene("西湖区总",   0, "property", "dispatch",      10, 20, "reopened", next_in=1),
    Scene("青山湖区总", 0, "factory",  "restructuring", 140, 13, "acknowledged", (S.PETITION,)),
    Scene("红谷滩区总", 0, "software", "layoff",        33,  4, "assessed"),
    Scene("高新区工会", 0, "factory",  "safety",         7, 28, "struck_off"),
    Scene("经开区工会", 0, "factory",  "wages",         27,  2, "registered", (S.STOPPAGE,)),
)
# fmt: on
AFTER = {
    "assess": 0,
    "assign": 0,
    "take": 1,
    "decline": 1,
    "measures": 1,
    "follow": 3,
    "stabilise": 5,
    "resolve": 7,
    "refer": 6,
    "escalate": 2,
    "acknowledge": 3,
    "dismiss": 1,
    "visit": 12,
    "strike": 14,
    "reopen": 11,
}  # fmt: skip


class RiskPlayer:
    """Plays one scene."""

    def __init__(self, scene: Scene, world: World, chain: Chain, rng: Random):
        self.scene, self.world, self.chain, self.rng = scene, world, chain, rng
        self.today = clock.today()
        self.received = work_day(self.today - timedelta(days=scene.ago))
        self.place, self.unit = PLACE[scene.unit], world.units[scene.unit]
        staff = world.staff[scene.unit]
        self.handler: User = staff[scene.handler % len(staff)]
        self.supervisor = world.users["zhuguan" if scene.unit.startswith("南昌县") else "shizhuguan"]
        self.texts = scene.category if scene.category in phrases.FACTS else "other"
        self._last = datetime.min.replace(tzinfo=SHANGHAI)
        self.day = self.received

    def do(self, deed: str, day: date, by: User, act, /, *args, **kwargs):
        """Let somebody do something on a day, and put it into the history as theirs and of that day."""
        hour = datetime.combine(day, time(8, 50), SHANGHAI) + timedelta(minutes=self.rng.randrange(0, 300))
        self._last = max(hour, self._last + timedelta(minutes=self.rng.randrange(4, 16)))
        self.at = at = min(self._last, clock.now().replace(microsecond=0))
        who = Actor(by.id, by.name)
        with context.acting(who), context.doing(deed):
            done = act(*args, **kwargs)
            for name in ("registered_at", "written_at", "returned_at", "begun_at"):
                if hasattr(done, name) and not (name == "registered_at" and deed != "登记"):
                    setattr(done, name, at)
            self.chain.harvest(at, who, deed)
        return done

    def move(self, name: str, by: User, **answers) -> None:
        day = min(max(self.day, self.received + timedelta(days=AFTER[name])), self.today)
        self.day = max(work_day(day), self.day)
        self.do(
            WORKFLOW[name].label,
            self.day,
            by,
            stability.move,
            self.finding,
            name,
            by=by,
            on=self.day,
            **answers,
        )

    def play(self, campaign: Campaign | None) -> Finding:
        self.finding = self.do("登记", self.received, self.handler, self._register, campaign)
        for step in STEPS[self.scene.stage]:
            getattr(self, f"_{step}")()
        if self.scene.letter:
            self._letters(self.scene.letter)
        self._leave()
        return self.finding

    def _register(self, campaign: Campaign | None) -> Finding:
        scene, rng = self.scene, self.rng
        employer = parties.enter_employer(
            unit_id=self.unit.id, **self.world.employers.draw(rng, self.place, TRADE[scene.trade])
        )
        self.words = {"employer": employer.name, "people": scene.people, "months": rng.randint(2, 4)}
        return stability.register(
            stability.Intake(
                unit=self.unit, employer=employer, category=scene.category, people=scene.people,
                source="campaign" if campaign else rng.choice(("daily", "report", "case", "consultation")),
                received_on=self.received, facts=rng.choice(phrases.FACTS[self.texts]).format(**self.words),
                demands=rng.choice(phrases.DEMANDS[self.texts]), signs=[sign.value for sign in scene.signs],
                campaign_id=campaign.id if campaign else None,
            ),
            by=self.handler,
        )  # fmt: skip

    def _leave(self) -> None:
        """Leave it waiting as its scene says."""
        finding = self.finding
        if finding.follow_up_on is not None and finding.handler_id is not None:
            finding.follow_up_on = self.today + timedelta(days=self.scene.next_in)
        stability.refresh_due(finding)
        finding.last_activity_on = min(finding.last_activity_on, max(self.day, self.received))
        self.chain.harvest(self.at, Actor(self.handler.id, self.handler.name), "跟进")

    # --- the steps --------------------------------------------------------------------------------------------

    def _assess(self) -> None:
        self.move("assess", self.supervisor, level=suggested_level(self.scene.people, self.scene.signs))

    def _assign(self) -> None:
        self.move("assign", self.supervisor, handler_id=self.handler.id, next_on=self.today)

    def _take(self) -> None:
        self.move("take", self.handler)

    def _decline(self) -> None:
        self.move("decline", self.handler, reason=phrases.DECLINE)

    def _measures(self) -> None:
        (first, result), (second, _result) = self.rng.sample(phrases.MEASURES, 2)
        who, day = self.handler, self.day
        done = self.do("登记处置措施", day, who, stability.add_measure, self.finding, text=first.format(**self.words),
                       person=who.name, due_on=day + timedelta(days=3))  # fmt: skip
        self.do(
            "措施落实", day, who, stability.finish_measure, self.finding, done, done_on=day, result=result
        )
        if self.scene.stage in ("handling", "followed"):
            self.do("登记处置措施", day, who, stability.add_measure, self.finding, text=second.format(**self.words),
                    person=who.name, due_on=self.today + timedelta(days=max(self.scene.next_in, 0) + 2))  # fmt: skip

    def _follow(self) -> None:
        self.move("follow", self.handler, note=self.rng.choice(phrases.FOLLOW_UPS), next_on=self.today)

    def _stabilise(self) -> None:
        self.move("stabilise", self.handler, disposal=phrases.DISPOSALS["stabilised"][0], next_on=self.today)

    def _resolve(self) -> None:
        self.move("resolve", self.handler, disposal=self.rng.choice(phrases.DISPOSALS["resolved"]))

    def _refer(self) -> None:
        self.move("refer", self.handler, referred_to=Office.LABOUR, disposal=phrases.DISPOSALS["referred"][1])

    def _escalate(self) -> None:
        self.day = work_day(min(max(self.day, self.received + timedelta(days=AFTER["escalate"])), self.today))
        self.do(WORKFLOW["escalate"].label, self.day, self.handler, self._pass_up)

    def _pass_up(self) -> None:
        stability.move(
            self.finding,
            "escalate",
            by=self.handler,
            on=self.day,
            reason=self.rng.choice(phrases.ESCALATIONS),
        )
        self.finding.escalations[-1].escalated_at = self.at

    def _acknowledge(self) -> None:
        by = self.world.users["shizhuguan"]
        self.day = min(self.day + timedelta(days=1), self.today)
        self.do("签收上报", self.day, by, self._take_note, by)

    def _take_note(self, by: User) -> None:
        done = stability.acknowledge(self.finding, by=by, answer="已派员到场，请保持联系。")
        done.acknowledged_at = self.at

    def _dismiss(self) -> None:
        self.move("dismiss", self.supervisor, reason=phrases.DISMISS)

    def _visit(self) -> None:
        self.move("visit", self.handler, visit_result=VisitResult.CALM, note=self.rng.choice(phrases.VISITS))

    def _strike(self) -> None:
        self.move("strike", self.supervisor)

    def _reopen(self) -> None:
        self.move("reopen", self.supervisor, reason=phrases.REOPEN)

    # --- letters ----------------------------------------------------------------------------------------------

    def _letters(self, stage: str) -> None:
        """Which letters there are, and how far each has come."""
        if stage in ("opinion", "advice"):
            self._letter(LetterKind.PROMPT, 0, 1, replied=4, rectified=Rectified.NOT)
            self._letter(LetterKind.OPINION, 6, 7, due=-1 if stage == "advice" else 3)
            if stage == "advice":
                self._letter(LetterKind.ADVICE, 9, 10)
        elif stage == "written":
            self._letter(LetterKind.PROMPT, 1, None)
        else:
            due = {"overdue": -2, "awaited": 6}.get(stage)
            replied = 6 if stage == "answered" else None
            self._letter(
                LetterKind.PROMPT,
                1,
                2,
                due=due,
                replied=replied,
                rectified=Rectified.PARTLY if replied else None,
            )

    def _letter(self, kind: LetterKind, signed: int, delivered: int | None, *, due: int | None = None,
                replied: int | None = None, rectified: Rectified | None = None) -> None:  # fmt: skip
        def day(after: int) -> date:
            return min(max(work_day(self.received + timedelta(days=after)), self.received), self.today)

        who = self.handler
        letter = self.do(
            "制发函件", day(signed), who, letters.write, self.finding, kind=kind,
            addressee=LETTERS[kind].usual_addressee or self.finding.employer_name,
            problem=phrases.PROBLEMS[self.texts].format(**self.words), basis=LETTERS[kind].basis,
            demands=phrases.ASKED[self.texts], by=who, signer=self.supervisor.name, signed_on=day(signed),
        )  # fmt: skip
        if delivered is None:
            return
        last = max(self.today + timedelta(days=due), day(delivered)) if due is not None else None
        self.do("函件送达", day(delivered), who, letters.deliver, letter, delivered_on=day(delivered), delivery=Delivery.HAND,
                reply_due_on=last)  # fmt: skip
        if replied is not None:
            self.do(
                "收到回复",
                day(replied),
                who,
                letters.answer,
                letter,
                replied_on=day(replied),
                reply=phrases.REPLIES[2],
            )
        if rectified is not None:
            self.do(
                "核查整改",
                day(replied + 1),
                who,
                letters.check,
                letter,
                checked_on=day(replied + 1),
                rectified=rectified,
            )


# --- the campaigns that run ---------------------------------------------------------------------------------------


def _begin(player: RiskPlayer, name: str, by: User, unit: str, units: list[str], weeks: int) -> Campaign:
    """A weekly campaign that began so many Mondays ago."""
    monday = clock.today() - timedelta(days=clock.today().weekday() + 7 * weeks)
    world = player.world
    with context.acting(Actor(by.id, by.name)):
        return player.do(
            "部署专项排查", monday - timedelta(days=3), by, campaigns.begin, world.units[unit], name=name,
            starts_on=monday, ends_on=monday + timedelta(days=7 * (weeks + 9) - 1), rhythm=Rhythm.WEEK, grace_days=2,
            unit_ids=[world.units[short].id for short in units], by=by,
            instructions="每周二前报送上周情况：发现一起登记一起，没有发现的零报告。",
        )  # fmt: skip


def _return(player: RiskPlayer, campaign: Campaign, short: str, period: Period) -> None:
    """A unit's return for a period, on the Monday after."""
    unit, by = player.world.units[short], player.world.staff[short][0]
    day = min(period.last + timedelta(days=1), clock.today())
    is_zero = not campaigns.loose_findings(campaign, unit.id, period.last)
    note = player.rng.choice(phrases.ZERO_NOTES) if is_zero else ""
    player.do(
        "零报告" if is_zero else "报送",
        day,
        by,
        campaigns.submit,
        campaign,
        unit,
        period,
        is_zero=is_zero,
        note=note,
        by=by,
    )


def play(world: World, chain: Chain) -> None:
    """Play every scene, the oldest first; then let most units return, and some not."""
    rng = Random(f"{facts.SEED} risk live")
    city, county = world.users["shizhuguan"], world.users["zhuguan"]
    first = RiskPlayer(SCENES[0], world, chain, rng)
    first.do("修改风险设置", clock.today() - timedelta(days=90), city, stability.set_rules, world.units["市总"],
             level_labels=None, reply_workdays=REPLY_WORKDAYS)  # fmt: skip
    counties = [place.short_name for place in UNIONS if place.parent == "3601"]
    whole = _begin(
        RiskPlayer(SCENES[0], world, chain, rng), "岁末年初欠薪风险专项排查", city, "市总", counties, 3
    )
    own = _begin(RiskPlayer(SCENES[0], world, chain, rng), "南昌县新就业形态风险排查", county, NC,
                 [NC, SD, "南昌县服务中心"], 2)  # fmt: skip
    for scene in sorted(SCENES, key=lambda scene: -scene.ago):
        RiskPlayer(scene, world, chain, rng).play(whole if scene.in_campaign else None)
    over = [period for period in periods(whole) if period.last < clock.today()]
    for n, period in enumerate(over):
        silent = {"安义县总"} if n < len(over) - 1 else {"安义县总", "新建区总", JX, NC, "经开区工会"}
        for short in counties:
            if short not in silent:
                _return(RiskPlayer(SCENES[0], world, chain, rng), whole, short, period)
    for period in [period for period in periods(own) if period.last < clock.today()][:1]:
        for short in (NC, "南昌县服务中心"):
            _return(RiskPlayer(SCENES[0], world, chain, rng), own, short, period)
