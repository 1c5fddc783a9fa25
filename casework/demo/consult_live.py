"""The consultations of the last weeks, played with the real actions: two clusters, follow-ups that are due, a day's work."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

import sqlalchemy as sa

from casework.accounts.models import User
from casework.consultations import actions as consultations
from casework.consultations.models import Reached
from casework.demo import consult_words, facts
from casework.demo.chain import Chain
from casework.demo.employers import TRADE
from casework.demo.people import name_of
from casework.demo.player import work_day
from casework.demo.units import PLACE
from casework.demo.world import World
from casework.engine import clock, context
from casework.engine.clock import SHANGHAI
from casework.engine.context import Actor
from casework.extensions import db
from casework.matters import carrying
from casework.matters.models import Kind, Matter


@dataclass(frozen=True)
class Call:
    """One consultation: ``ago`` days; ``firm`` a mark that several share; ``back`` days from today to call back."""

    unit: str
    who: str | int  # a username, or the number of a mediator of the unit
    ago: int
    channel: str
    topics: tuple[str, ...]
    trade: str = "factory"
    firm: str = ""  # "-": none is mentioned
    people: int = 1
    back: int | None = None
    then: str = ""  # called, open, case
    is_anonymous: bool = False


NC, QS, JX = "南昌县总", "青山湖区总", "进贤县总"
L, T, C, W = "lvshi", "tiaojie", "luru", "waixian"
# fmt: off
CALLS = (
    # the lawyer on duty: today, and what she has to call back about
    Call(NC, L,  0, "phone",    ("wages",),               "courier", "快运"),
    Call(NC, L,  0, "window",   ("injury", "insurance"),  "building"),
    Call(NC, L,  0, "wechat",   ("overtime",),            "catering", "-", is_anonymous=True),
    Call(NC, L,  0, "phone",    ("contract",),            "software", back=7),
    Call(NC, L,  1, "window",   ("termination",),         "retail"),
    Call(NC, L,  1, "phone",    ("wages",),               "building", "-", is_anonymous=True),
    Call(NC, L,  6, "phone",    ("wages", "termination"), "courier", "快运", people=2),
    Call(NC, L,  7, "window",   ("wages",),               "freight", back=0),
    Call(NC, L,  9, "online",   ("women",),               "retail", back=-2),
    Call(NC, L, 12, "window",   ("new_form",),            "delivery", back=2),
    Call(NC, L, 14, "phone",    ("injury",),              "factory", back=-7, then="called"),
    Call(NC, L, 20, "outreach", ("wages",),               "building"),
    Call(NC, L, 20, "outreach", ("insurance",),           "building", "-", is_anonymous=True),
    Call(NC, L, 20, "outreach", ("contract",),            "building", "-", is_anonymous=True),
    Call(NC, L, 20, "outreach", ("wages",),               "building", "-", people=4),
    # her colleagues of the union
    Call(NC, T,  0, "window",   ("wages",),               "courier", "快运"),
    Call(NC, T,  5, "window",   ("wages",),               "catering", back=0),
    Call(NC, T,  8, "window",   ("wages",),               "building", then="case"),
    Call(NC, T, 16, "phone",    ("termination",),         "property"),
    Call(NC, C,  3, "phone",    ("wages",),               "courier", "快运", is_anonymous=True),
    Call(NC, C,  4, "phone",    ("insurance",),           "care", then="open"),
    Call(NC, 1,  2, "wechat",   ("overtime",),            "services", "-", is_anonymous=True),
    Call(NC, 2, 11, "online",   ("wages",),               "factory"),
    Call("南昌县工作室", 0, 5, "window", ("wages",),      "building"),
    Call("南昌县服务中心", 0, 1, "window", ("other",),    "services", "-"),
    Call("南昌县服务中心", 0, 9, "phone", ("injury",),    "freight", back=3),
    # three about one factory in another district
    Call(QS, 0,  2, "window",   ("wages",),               "factory", "制衣", people=6),
    Call(QS, 1,  6, "phone",    ("wages",),               "factory", "制衣"),
    Call(QS, 0, 10, "wechat",   ("termination", "wages"), "factory", "制衣", is_anonymous=True),
    Call("青山湖区服务中心", 0, 4, "window", ("contract",), "software"),
    # elsewhere
    Call(JX, W,  0, "phone",    ("wages",),               "building"),
    Call(JX, W,  6, "window",   ("injury",),              "building", back=1),
    Call(JX, 1, 13, "outreach", ("wages",),               "freight"),
    Call("东湖区总",   0, 1, "phone",  ("termination",),  "retail"),
    Call("西湖区总",   0, 3, "wechat", ("wages",),        "catering", "-", is_anonymous=True),
    Call("青云谱区总", 0, 7, "window", ("wages",),        "factory"),
    Call("新建区总",   0, 5, "phone",  ("insurance",),    "school"),
    Call("红谷滩区总", 0, 2, "online", ("women",),        "software"),
    Call("安义县总",   0, 8, "window", ("wages",),        "factory", is_anonymous=True),
    Call("高新区工会", 0, 4, "online", ("overtime",),     "software"),
    Call("经开区工会", 0, 12, "phone", ("wages",),        "factory", people=3),
    Call("市总",       0, 1, "phone",  ("new_form",),     "ride"),
    Call("市总",       1, 9, "wechat", ("wages",),        "delivery", "-", is_anonymous=True),
)
# fmt: on


def play(world: World, chain: Chain) -> None:
    """Play them, the oldest first, so that numbers follow the days; then lay the paragraphs beside them."""
    stage = _Stage(world, chain, Random(f"{facts.SEED} live consultations"))
    days = {call: stage.day_of(call) for call in CALLS}
    for call in sorted(CALLS, key=days.get):
        stage.play(call, days[call])
    stage.keep_modules()


class _Stage:
    """Where the consultations are played."""

    def __init__(self, world: World, chain: Chain, rng: Random):
        self.world, self.chain, self.rng = world, chain, rng
        self.firms: dict[str, str] = {}

    def play(self, call: Call, day: date) -> None:
        staff = self.world.staff[call.unit]
        by = staff[call.who] if isinstance(call.who, int) else self.world.users[call.who]
        at = self._moment(day)
        asked = self._do("记录咨询", at, by, consultations.record, self._asked(call, day, at), by=by)
        asked.registered_at = at
        if call.then == "called":
            back = work_day(clock.today() + timedelta(days=call.back))
            self._do("记回访", self._moment(back), by, consultations.move, asked, "call", by=by, on=max(back, day),
                     reached=Reached.REACHED, note=self.rng.choice(consult_words.CALLED))  # fmt: skip
        if call.then == "case":
            case = self._case_of(by)
            self._do("转办", self._moment(case.received_on), by, carrying.become, asked, case, by=by)

    def day_of(self, call: Call) -> date:
        """The working day on which they came; of a case, just before it was logged."""
        if call.then == "case":
            return work_day(self._case_of(self.world.users[call.who]).received_on - timedelta(days=1))
        return work_day(clock.today() - timedelta(days=call.ago))

    def _case_of(self, by: User) -> Matter:
        """An open case of one person about wages, the longest in this person's hands."""
        query = sa.select(Matter).where(
            Matter.kind == Kind.MEDIATION, Matter.handler_id == by.id, Matter.dispute_type == "wages",
            Matter.concluded_on.is_(None), Matter.people == 1,
        )  # fmt: skip
        return db.session.scalars(query.order_by(Matter.received_on, Matter.id).limit(1)).one()

    def _asked(self, call: Call, day: date, at: datetime) -> consultations.Asked:
        rng, trade = self.rng, TRADE[call.trade]
        case = self._case_of(self.world.users[call.who]) if call.then == "case" else None
        worker = case.workers[0].worker if case else None
        words = {
            "job": rng.choice(trade.jobs),
            "months": rng.randint(1, 5),
            "pay": rng.randrange(*trade.pay, 100),
        }
        back = clock.today() + timedelta(days=call.back) if call.back is not None else None
        return consultations.Asked(
            unit=self.world.units[call.unit],
            channel=call.channel,
            topics=list(call.topics),
            answered_as=["oral", "mediation"] if call.then == "case" else ["oral", *rng.choice(((), (), ("mediation",), ("arbitration",)))],
            received_on=day,
            starts_at=time(at.hour, at.minute),
            minutes=rng.choice((5, 10, 15, 20)),
            name=worker.name if worker else "" if call.is_anonymous else name_of(rng),
            phone=worker.phone if worker else None if call.is_anonymous else self.world.people.phone(rng),
            employer=case.employer_name if case else self._firm(call),
            people=call.people,
            point=rng.choice(consult_words.POINTS[call.topics[0]]).format(**words),
            reply=rng.choice(consult_words.REPLIES) if rng.random() < 0.5 else "",
            place=rng.choice(consult_words.PLACES) if call.channel == "outreach" else "",
            follow_up_on=max(back, day + timedelta(days=1)) if back else None,
            stays_open=call.then == "open",
        )  # fmt: skip

    def _firm(self, call: Call) -> str:
        if call.firm == "-":
            return ""
        if call.firm not in self.firms:
            drawn = self.world.employers.draw(self.rng, PLACE[call.unit], TRADE[call.trade])["name"]
            if not call.firm:
                return drawn
            self.firms[call.firm] = drawn
        return self.firms[call.firm]

    def keep_modules(self) -> None:
        """The paragraphs of the county and of the lawyer."""
        supervisor, lawyer = self.world.users["zhuguan"], self.world.users["lvshi"]
        for shortcut, text, is_units in consult_words.MODULES:
            by = supervisor if is_units else lawyer
            unit_id = self.world.units[NC].id if is_units else None
            at = self._moment(work_day(clock.today() - timedelta(days=30)))
            self._do(
                "保存常用段落",
                at,
                by,
                consultations.keep_module,
                shortcut=shortcut,
                text=text,
                by=by,
                unit_id=unit_id,
            )

    def _moment(self, day: date) -> datetime:
        hour = datetime.combine(day, time(8, 40), SHANGHAI) + timedelta(minutes=self.rng.randrange(0, 300))
        return min(hour, clock.now().replace(microsecond=0))

    def _do(self, deed: str, at: datetime, by: User, act, /, *args, **kwargs):
        who = Actor(by.id, by.name)
        with context.acting(who), context.doing(deed):
            done = act(*args, **kwargs)
            self.chain.harvest(at, who, deed)
        return done
