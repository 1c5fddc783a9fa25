"""The notices of 2004 to 2026 as they are installed, from the tables of chinesecalendar. Later ones are loaded on the page."""

from collections.abc import Mapping
from datetime import date
from importlib.metadata import version

from casework.engine.calendar import published_calendar

NEW_YEAR = "元旦"
NUMBERS = {2025: "国办发明电〔2024〕12号", 2026: "国办发明电〔2025〕7号"}  # those whose text was read


def notices() -> list[dict]:
    """One row for each year, in the order of the years."""
    source = f"chinesecalendar {version('chinesecalendar')}"
    return [
        {"year": year, "edition": 1, "number": NUMBERS.get(year, ""), "source": source, "text": ""}
        for year in sorted(published_calendar().years)
    ]


def days(ids: Mapping[int, int]) -> list[dict]:
    """The days of those notices; ``ids`` has the id of each year's notice."""
    calendar = published_calendar()
    named = [(day, name, True) for day, name in calendar.off_days.items()]
    named += [(day, name, False) for day, name in calendar.makeup_days.items()]
    return [
        {"notice_id": ids[year_of(day, name)], "day": day, "is_off": is_off, "name": name}
        for day, name, is_off in sorted(named)
    ]


def year_of(day: date, name: str) -> int:
    """The year whose notice names the day: 元旦 may begin in the December before."""
    return day.year + 1 if name == NEW_YEAR and day.month == 12 else day.year
