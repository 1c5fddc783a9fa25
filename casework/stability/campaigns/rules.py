"""The periods of a campaign: when each begins, when it ends, and from which day its return is late."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from casework.engine.calendar import official
from casework.engine.choices import Choices
from casework.stability.campaigns.models import Campaign, Return, Rhythm

DAY = timedelta(days=1)
MOST_PERIODS = 400  # a year of working days, and some


class ReturnState(Choices):
    """How a unit stands in a period."""

    ZERO = "zero", "零报告", "green"
    FOUND = "found", "已报送", "green"
    BELATED = "belated", "迟报", "amber"
    AWAITED = "awaited", "待报送", "blue"
    LATE = "late", "逾期未报", "red"
    AHEAD = "ahead", "未开始", "grey"


@dataclass(frozen=True)
class Period:
    """From the first day to the last; after ``due_on`` a return is late."""

    first: date
    last: date
    due_on: date


def periods(campaign: Campaign) -> list[Period]:
    """All periods of a campaign, oldest first."""
    return [
        Period(first, last, last + campaign.grace_days * DAY)
        for first, last in _spans(campaign.starts_on, campaign.ends_on, campaign.rhythm)
    ]


def _spans(first: date, last: date, rhythm: Rhythm) -> Iterator[tuple[date, date]]:
    if rhythm == Rhythm.ONCE:
        yield first, last
        return
    day = first
    while day <= last:
        end = min(_end_of(day, rhythm), last)
        if rhythm != Rhythm.DAY or official().is_working_day(day):
            yield day, end
        day = end + DAY


def _end_of(day: date, rhythm: Rhythm) -> date:
    if rhythm == Rhythm.WEEK:  # Monday to Sunday
        return day + (6 - day.weekday()) * DAY
    if rhythm == Rhythm.MONTH:
        return (day.replace(day=28) + 4 * DAY).replace(day=1) - DAY
    return day


def state_of(period: Period, found: Return | None, returned_on: date | None, today: date) -> ReturnState:
    """How a unit stands that returned this, on that day, or has not returned yet."""
    if found is not None:
        if returned_on and returned_on > period.due_on:
            return ReturnState.BELATED
        return ReturnState.ZERO if found.is_zero else ReturnState.FOUND
    if today > period.due_on:
        return ReturnState.LATE
    return ReturnState.AWAITED if today >= period.first else ReturnState.AHEAD
