"""A workflow: one row says from where, to where, by whom; one function carries it out."""

from dataclasses import dataclass
from datetime import date

import pytest

from casework.engine.choices import Choices
from casework.engine.errors import NotAllowed, Refused
from casework.engine.workflow import Move, Workflow

TODAY = date(2026, 11, 23)


class Place(Choices):
    OPEN = "open", "打开"
    SHUT = "shut", "关上"


@dataclass
class Door:
    status: Place = Place.OPEN
    handler_id: int = 1
    shut_on: date | None = None
    is_oiled: bool = True
    sound: str = ""


@dataclass
class Person:
    id: int = 1
    rights: tuple = ("turn",)

    def can(self, permission, record=None):
        return permission in self.rights


DOOR = Workflow(
    Move("shut", "关", (Place.OPEN,), Place.SHUT, "turn", stamps="shut_on", sets=(("sound", "click"),)),
    Move("open", "开", (Place.SHUT,), Place.OPEN, "turn", when=lambda door: door.is_oiled),
    Move("knock", "敲", (Place.SHUT, Place.OPEN), None, "turn", by_handler=True),
)


def test_a_move_sets_status_date_and_fixed_values():
    door = Door()

    DOOR.perform(door, "shut", by=Person(), on=TODAY)

    assert (door.status, door.shut_on, door.sound) == (Place.SHUT, TODAY, "click")


def test_a_move_from_the_wrong_place_is_refused_with_both_words_and_changes_nothing():
    door = Door(status=Place.SHUT)

    with pytest.raises(Refused, match=r"“关上”.*“关”"):
        DOOR.perform(door, "shut", by=Person(), on=TODAY)

    assert door.shut_on is None


@pytest.mark.parametrize("person", [Person(rights=()), Person(rights=("look",))])
def test_a_move_without_its_permission_is_not_allowed(person):
    with pytest.raises(NotAllowed):
        DOOR.perform(Door(), "shut", by=person, on=TODAY)


def test_what_is_left_to_the_handler_is_left_to_the_handler():
    with pytest.raises(NotAllowed):
        DOOR.perform(Door(handler_id=2), "knock", by=Person(id=1), on=TODAY)
    DOOR.perform(Door(handler_id=1), "knock", by=Person(id=1), on=TODAY)


def test_only_moves_that_fit_and_are_allowed_are_offered():
    def offered(door, person):
        return [move.name for move in DOOR.open_to(door, person)]

    assert offered(Door(), Person()) == ["shut", "knock"]
    assert offered(Door(status=Place.SHUT, is_oiled=False), Person()) == ["knock"]
    assert offered(Door(status=Place.SHUT), Person(id=9)) == ["open"]
    assert offered(Door(), Person(rights=())) == []


def test_two_moves_of_one_name_are_a_mistake_in_the_table():
    move = Move("shut", "关", (Place.OPEN,), Place.SHUT, "turn")

    with pytest.raises(ValueError, match="shut"):
        Workflow(move, move)
