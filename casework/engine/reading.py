"""What people type, made even before it is read: full width to half width, blanks and invisible marks away.

Every reader of typed text (money, identity numbers, telephones, case numbers) begins here and refuses with
``Unreadable``, so that the same habit of the keyboard is understood everywhere.
"""

import unicodedata

from casework.engine.errors import Refused


class Unreadable(Refused, ValueError):
    """The text cannot be read; the message says, in the user's words, how to write it."""


def narrow(text: str) -> str:
    """Half-width form (NFKC) without the invisible marks that come along when copying from other programs."""
    shown = (character for character in text if unicodedata.category(character) != "Cf")
    return unicodedata.normalize("NFKC", "".join(shown)).strip()


def compact(text: str) -> str:
    """``narrow`` without any blank inside."""
    return "".join(narrow(text).split())
