"""The live cases: played with the real actions, every step on its day and by its person, so that they are true today."""

from datetime import date, time, timedelta
from random import Random

from casework.demo import facts
from casework.demo.chain import Chain
from casework.demo.player import work_day
from casework.demo.scenes import SCENES, Ending, Scene
from casework.demo.steps import Steps
from casework.demo.world import World
from casework.engine import clock
from casework.engine.calendar import official
from casework.engine.periods import last_day
from casework.law import catalogue
from casework.parties.models import Employer

# The steps to each stage, after the case stands with its mediator.
ACCEPTED = ("accept", "contact")
MEDIATING = (*ACCEPTED, "ask", "consent", "meet", "progress")
SETTLED = (*MEDIATING, "settle")
PERFORMED = (*SETTLED, "pay_all")
FAILED = (*ACCEPTED, "ask", "consent", "progress", "fail")
STEPS = {
    "registered": (),
    "assigned": (),
    "declined": ("decline",),
    "pending": (),
    "accepted": ACCEPTED,
    "asking": (*ACCEPTED, "ask"),
    "mediating": MEDIATING,
    "extended": (*MEDIATING, "extend"),
    "suspended": (*MEDIATING, "suspend"),
    "refused": ("refuse",),
    "withdrawn": (*ACCEPTED, "ask", "withdraw"),
    "failed": FAILED,
    "reopened": (*FAILED, "reopen"),
    "settled": SETTLED,
    "partial": (*SETTLED, "pay_first"),
    "performed": PERFORMED,
    "defaulted": (*SETTLED, "pay_first", "default"),
    "applied": (*SETTLED, "apply"),
    "confirmed": (*SETTLED, "apply", "decide"),
    "visited": (*PERFORMED, "visit"),
    "archived": (*PERFORMED, "visit", "archive"),
}


def play(world: World, chain: Chain) -> None:
    """Play every scene, the oldest first, so that numbers follow the days."""
    today = clock.today()
    rng = Random(f"{facts.SEED} live")
    received = {scene: received_on(scene, today) for scene in SCENES}
    employers: dict[str, Employer] = {}
    for scene in sorted(SCENES, key=received.get):
        _play(Steps(scene, received[scene], world, chain, rng, employers))


def received_on(scene: Scene, today: date) -> date:
    """The working day on which the case came in."""
    if isinstance(scene.received, Ending):
        return _day_ending(scene.received, today)
    day = work_day(today - timedelta(days=scene.received))
    if day < today - facts.OVER_IN:  # long holidays: no further back than the past reaches forward
        day = official().next_working_day(today - facts.OVER_IN)
    return day


def _day_ending(ending: Ending, today: date) -> date:
    """The day from which the limit ends on a working day so far from today; the nearest before where there is none."""
    limit = catalogue.in_force(ending.limit, today)
    target = today
    while official().is_rest_day(target):
        target += timedelta(days=1)
    if ending.workdays > 0:
        target = official().add_working_days(target, ending.workdays)
    for _ in range(-ending.workdays):
        target = work_day(target - timedelta(days=1))
    day = work_day(today)
    while last_day(limit, day, official()).due > target:
        day = work_day(day - timedelta(days=1))
    return day


def _play(case: Steps) -> None:
    """The case from its registration to the stage of its scene, and what is arranged for the days ahead."""
    scene = case.scene
    case.register()
    case.hand_over()
    for step in STEPS[scene.stage]:
        case.take(step)
    for ahead, hour, minute in scene.meetings:
        case.arrange(case.today + timedelta(days=ahead), time(hour, minute))
    if scene.transfer:
        case.offer()
    if scene.shared:
        case.share()
    case.finish()
