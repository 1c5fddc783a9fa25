"""An enumeration whose members carry the label people read."""

from enum import StrEnum


class Choices(StrEnum):
    """Members are written ``NAME = "stored value", "标签"``; the value is stored, the label is shown.

    A third element, where given, is the tone a tag of it is drawn in (red, amber, green, blue, grey).
    """

    label: str
    tone: str

    def __new__(cls, value: str, label: str, tone: str = "grey"):
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        member.tone = tone
        return member

    @classmethod
    def options(cls) -> list[tuple[str, str]]:
        """(value, label) pairs in the order of the table, for a select or a row of radios."""
        return [(member.value, member.label) for member in cls]
