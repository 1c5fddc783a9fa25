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
    shown = (mark for mark in text if unicodedata.category(mark) != "Cf" and mark != "\x00")
    return unicodedata.normalize("NFKC", "".join(shown)).strip()


LARGEST_ID = 2**31 - 1


def row_id(text: str | None) -> int | None:
    """The id of a row that a text names; None where it is no number, or one that no row can have."""
    digits = text or ""
    found = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 11 else None
    return found if found is not None and found <= LARGEST_ID else None


def compact(text: str) -> str:
    """``narrow`` without any blank inside."""
    return "".join(narrow(text).split())
