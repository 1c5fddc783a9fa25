"""Which days are worked: weekends, official holidays, make-up working days, and the years not yet announced.

The State Council office publishes one notice a year. A day of a year whose notice is not loaded is taken as
Monday to Friday less the holidays that the law itself fixes, and whoever asks can learn that the answer is only
provisional.
"""

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.metadata import version

from chinese_calendar import constants as published

DAY = timedelta(days=1)
MONTHS = ("1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月")
SATURDAY, SUNDAY = 5, 6

TUESDAY = 1

# 元旦 on a Tuesday is joined to the weekend before it, and one on a Sunday has made the 31st a working day: then a notice
# moves days from 29 December of the year before (2008, 2012, 2019). Otherwise it stays within its year.
NEW_YEAR_REACHES_BACK = timedelta(days=3)
REACHING = (TUESDAY, SUNDAY)

# 全国年节及纪念日放假办法: what is a holiday by law, whatever the notice adds to it; (from which year, month and day).
FIXED_HOLIDAYS = (
    (2025, {(1, 1): "元旦", (5, 1): "劳动节", (5, 2): "劳动节",
            (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}),
    (1950, {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节"}),
)  # fmt: skip
# Those of the moon and the sun, for the years that may still lack their notice.
MOVING_HOLIDAYS = {
    date(2027, 2, 5): "春节", date(2027, 2, 6): "春节", date(2027, 2, 7): "春节", date(2027, 2, 8): "春节",
    date(2027, 4, 5): "清明节", date(2027, 6, 9): "端午节", date(2027, 9, 15): "中秋节",
}  # fmt: skip

HOLIDAYS = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "Mid-autumn Festival": "中秋节",
    "National Day": "国庆节",
    "Anti-Fascist 70th Day": "抗战胜利纪念日",
}


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """Official days off and make-up working days, each with the holiday it belongs to, for the ``years`` announced."""

    off_days: Mapping[date, str]
    makeup_days: Mapping[date, str]
    years: Set[int]
    version: str

    def knows(self, year: int) -> bool:
        """Whether the official notice for this year is loaded."""
        return year in self.years

    def unknown_year(self, first: date, last: date) -> int | None:
        """The earliest year whose missing notice could still change a day from ``first`` to ``last``."""
        reach = last + NEW_YEAR_REACHES_BACK
        if reach.year > last.year and date(reach.year, 1, 1).weekday() not in REACHING:
            reach = last
        return next((year for year in range(first.year, reach.year + 1) if not self.knows(year)), None)

    def is_working_day(self, day: date) -> bool:
        if day in self.makeup_days:
            return True
        return day.weekday() < SATURDAY and self.holiday(day) is None

    def holiday(self, day: date) -> str | None:
        """The holiday for which the day is off: by the notice, or by the law alone where there is no notice yet."""
        return self.off_days.get(day) or (None if self.knows(day.year) else _fixed(day))

    def is_rest_day(self, day: date) -> bool:
        """法定休假日: an official day off or an ordinary weekend, but not a make-up working day."""
        return not self.is_working_day(day)

    def is_makeup_day(self, day: date) -> bool:
        """调休上班日: worked although it is a Saturday or a Sunday."""
        return day in self.makeup_days

    def rest_name(self, day: date) -> str:
        """Why a rest day is one: the holiday, or the day of the weekend."""
        return self.holiday(day) or ("星期日" if day.weekday() == SUNDAY else "星期六")

    def next_working_day(self, day: date) -> date:
        """The first working day after this one."""
        day += DAY
        while self.is_rest_day(day):
            day += DAY
        return day

    def last_working_day(self, day: date) -> date:
        """The last working day before this one."""
        day -= DAY
        while self.is_rest_day(day):
            day -= DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The ``count``-th working day after this one."""
        for _ in range(count):
            day = self.next_working_day(day)
        return day

    def working_days_between(self, start: date, end: date) -> int:
        """Working days after ``start`` up to and including ``end``; negative when ``end`` is the earlier."""
        if end < start:
            return -self.working_days_between(end, start)
        return sum(self.is_working_day(start + DAY * n) for n in range(1, (end - start).days + 1))


def _fixed(day: date) -> str | None:
    by_law = next((days for since, days in FIXED_HOLIDAYS if since <= day.year), {})
    return by_law.get((day.month, day.day)) or MOVING_HOLIDAYS.get(day)


@cache
def published_calendar() -> WorkCalendar:
    """The calendar of every notice that chinesecalendar has published (its dictionaries: its functions are slow)."""
    years = frozenset(day.year for day in published.holidays)
    return WorkCalendar(
        off_days={day: HOLIDAYS[name] for day, name in published.holidays.items()},
        makeup_days={day: HOLIDAYS[name] for day, name in published.workdays.items()},
        years=years,
        version=f"chinesecalendar {version('chinesecalendar')} ({min(years)}-{max(years)})",
    )


class _Source:
    """Where the calendar in force is asked for; bound once by the wiring."""

    ask: Callable[[], WorkCalendar | None] | None = None


def follow(ask: Callable[[], WorkCalendar | None] | None) -> None:
    """From now on ``official`` asks here; where the answer is None, the published calendar serves."""
    _Source.ask = staticmethod(ask) if ask else None


def official() -> WorkCalendar:
    """The calendar in force: what the house has confirmed, or else what has been published with the library."""
    confirmed = _Source.ask() if _Source.ask else None
    return confirmed or published_calendar()
