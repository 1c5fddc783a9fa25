"""What rooms have to do with each other without knowing each other, as tables. Called once, by the factory."""

from casework.accounts import words as accounts
from casework.history import words as history
from casework.matters import words as matters
from casework.mediation import words as mediation
from casework.parties import words as parties

# What each room says of its tables, lower rooms first: a higher one may say it better.
WORDS = (accounts, parties, matters, mediation)


def connect() -> None:
    """Make the connections."""
    for room in WORDS:
        history.declare(room.TABLES, getattr(room, "NAMERS", {}))
