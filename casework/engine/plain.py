"""Values as JSON keeps them: for the history, and for comparing what two people typed."""

from datetime import date, datetime, time
from typing import Any

from casework.engine.choices import Choices


def plain(value: Any) -> Any:
    """Choices by value, days and hours as ISO text, bytes hidden; everything else as it is."""
    if isinstance(value, Choices):
        return value.value
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, bytes):
        return "***"
    return value
