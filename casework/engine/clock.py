"""The only reader of the clock. Legal dates are dates in Asia/Shanghai, never derived from a UTC instant."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    """This instant, as Beijing reads it."""
    return datetime.now(SHANGHAI)


def today() -> date:
    """Today's date in Beijing, wherever the server stands."""
    return now().date()


def utcnow() -> datetime:
    """This instant in UTC: what instants are stored as."""
    return datetime.now(UTC)


def local(instant: datetime) -> datetime:
    """A stored instant (UTC; naive ones are read as UTC) as Beijing reads it."""
    if instant.tzinfo is None:
        instant = instant.replace(tzinfo=UTC)
    return instant.astimezone(SHANGHAI)
