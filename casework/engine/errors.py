"""What an action raises when it will not do what was asked, before it has changed anything."""


class Refused(Exception):
    """A refusal in the user's words.

    ``message`` is Chinese, with named placeholders (``%(name)s``) for ``values``; the edge translates it.
    ``field`` names the form field beside which it belongs; without one it stands above the form.
    """

    def __init__(self, message: str, field: str | None = None, **values):
        super().__init__(message % values if values else message)
        self.message = message
        self.field = field
        self.values = values


class Blocked(Refused):
    """A refusal with several reasons, all told at once: a close that still lacks three things."""

    def __init__(self, message: str, reasons: list[Refused]):
        super().__init__(message)
        self.reasons = reasons


class NotAllowed(Exception):
    """The acting user lacks the permission for this; the edge answers 403."""


def block(sentence: str, reasons: list[Refused]) -> None:
    """Refuse with everything that stands in the way at once; nothing, where nothing does."""
    if reasons:
        raise Blocked(sentence, reasons)
