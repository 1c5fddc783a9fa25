"""What all past cases share: units, staff, people, employers, numbers; and what is planned before a case is told."""

from dataclasses import dataclass, field
from datetime import date
from random import Random

from casework.accounts.models import Unit, User
from casework.demo.employers import BRANDS, Employers, Trade
from casework.demo.people import People
from casework.demo.sign_ins import LAWYERS, lawyers_of, mediators_of
from casework.demo.units import PLACES, Place
from casework.matters.actions import number_text
from casework.matters.models import Kind
from casework.mediation.models import Outcome
from casework.parties.identifiers import company_key


@dataclass(frozen=True)
class Plan:
    """What is decided before a case is told. ``latest`` is the last day it may be concluded."""

    place: Place
    received_on: date
    outcome: Outcome
    latest: date
    agreed_fen: int = 0
    people: int = 1
    is_nonmonetary: bool = False
    is_brief: bool = False  # whatever follows is over within weeks


@dataclass
class World:
    """Everybody and everything that past cases share."""

    units: dict[str, Unit]
    users: dict[str, User]
    people: People = field(default_factory=People)
    known: dict[tuple[str, str], list[dict]] = field(default_factory=dict)  # unit and trade -> employers
    serials: dict[tuple[int, Kind, int], int] = field(
        default_factory=dict
    )  # unit, kind, year -> the last serial
    outside: int = 90_000  # numbers of courts and commissions: above any that they have reached

    brands: list[str] = field(default_factory=lambda: BRANDS)

    def __post_init__(self):
        self.employers = Employers(self.people, self.brands)
        self.lawyers = {unit: lawyers_of(self.users, unit) for unit in LAWYERS}
        self.staff = {place.short_name: mediators_of(self.users, place.short_name) for place in PLACES}

    def employer(self, rng: Random, place: Place, trade: Trade, *, new: bool = False) -> dict:
        """An employer of the trade in the unit's keeping: sometimes one that was there before."""
        known = self.known.setdefault((place.short_name, trade.name), [])
        if known and not new and rng.random() < 0.42:
            return rng.choice(known)
        facts = self.employers.draw(rng, place, trade)
        row = {**facts, "unit_id": self.units[place.short_name].id, "name_key": company_key(facts["name"])}
        known.append(row)
        return row

    def number(self, unit: Unit, year: int, kind: Kind = Kind.MEDIATION) -> tuple[str, int]:
        """The next number of a unit's series."""
        serial = self.serials[unit.id, kind, year] = self.serials.get((unit.id, kind, year), 0) + 1
        return number_text(unit, kind, year, serial), serial

    def next_outside(self) -> int:
        self.outside += 1
        return self.outside
