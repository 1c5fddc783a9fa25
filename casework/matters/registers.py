"""A column of the list of one kind of matter: on the screen and in the file, by the same name."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Shown:
    """A column of the list. ``kind`` says how it is drawn and written: text, code, day, money, count, due, status, outcome."""

    name: str
    label: str
    kind: str = "text"
    sort: str | None = None
    usual: bool = True
    dictionary: str = ""
    width: int = 14
