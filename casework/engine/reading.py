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


# Letters, digits and the blank of the Chinese keyboard; its brackets and commas belong to the names of companies.
HALF = {
    code: code - 0xFEE0
    for first, last in ("０９", "ＡＺ", "ａｚ")
    for code in range(ord(first), ord(last) + 1)
}
HALF[ord("\u3000")] = ord(" ")


def in_one_line(text: str) -> str:
    """A name as it was typed, in one line: half-width letters and digits, single blanks, no invisible marks."""
    shown = (mark for mark in text if unicodedata.category(mark) not in ("Cf", "Cc") or mark.isspace())
    return " ".join("".join(shown).translate(HALF).split())


LARGEST_ID = 2**31 - 1


def row_id(text: str | None) -> int | None:
    """The id of a row that a text names; None where it is no number, or one that no row can have."""
    digits = text or ""
    found = int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 11 else None
    return found if found is not None and found <= LARGEST_ID else None


def compact(text: str) -> str:
    """``narrow`` without any blank inside."""
    return "".join(narrow(text).split())
