"""Legal aid in the demonstration: its past, told after that of the mediations, and its live cases."""

from casework.accounts.models import Unit, User
from casework.demo import aid_history, aid_live
from casework.demo.chain import Chain
from casework.demo.employers import FURTHER_BRANDS
from casework.demo.history import leave_series
from casework.demo.people import People
from casework.demo.told import Told
from casework.demo.world import World
from casework.engine import clock


def load(units: dict[str, Unit], users: dict[str, User], mediations: list[Told], chain: Chain) -> None:
    """Tell and play legal aid in a world with people and employers of its own, whatever else is told."""
    people = People(serials=(990, 1000), phone="154001")
    world = World(units, users, people=people, brands=FURTHER_BRANDS, outside=60_000)
    aid_history.tell(world, chain, clock.today(), mediations)
    leave_series(world)
    aid_live.play(world, chain)
