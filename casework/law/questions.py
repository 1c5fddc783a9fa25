"""A question about one limit as it is typed: the name of a rule, a date, settings."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from casework.engine.calendar import WorkCalendar
from casework.engine.errors import Refused
from casework.engine.periods import Pause, Restart
from casework.engine.reading import compact, narrow
from casework.law import catalogue
from casework.law.answers import Answer
from casework.law.catalogue import count

FIRST_YEAR, LAST_YEAR = 1900, 2199
DAY = re.compile(r"(\d{4})(?:[-./年](\d{1,2})[-./月](\d{1,2})日?|(\d{2})(\d{2}))$")
HOUR = re.compile(r"(.+?)[Tt\s]+(\d{1,2})[:时点](\d{2})?分?$")
DASHES = str.maketrans("–—−‐‑", "-----")


def ask(
    rule: str,
    when: str,
    calendar: WorkCalendar,
    *,
    extend: int | None = None,
    settings: Iterable[str] = (),
    of_place: Iterable[str] = (),
    pauses: Iterable[str] = (),
    restarts: Iterable[str] = (),
) -> Answer:
    """Answer a question as it was typed: the name of a rule, a date, NAME=VALUE settings. Raises Refused.

    ``of_place`` is what the installation has set, RULE.NAME=VALUE; ``settings`` go before it. A pause is FIRST..LAST.
    """
    name, trigger = compact(rule), read_trigger(when)
    chosen = catalogue.of_place(name, of_place) | read_settings(settings)
    ledger = (*(read_pause(text) for text in pauses), *(Restart(read_day(text)) for text in restarts))
    plain = count(name, trigger, calendar, settings=chosen, ledger=ledger)
    if extend is None:
        return Answer(plain)
    return Answer(plain, count(name, trigger, calendar, extension=extend, settings=chosen, ledger=ledger))


def read_trigger(text: str) -> date:
    """A day with its year, or a day and an hour: 2026-09-01, 2026.9.1, 20260901, 2026年9月1日, 2026-09-01T14:30."""
    text = narrow(text).translate(DASHES)
    hour = HOUR.match(text)
    day = DAY.match(compact(hour[1] if hour else text))
    if not day:
        raise Refused("日期请写成 2026-11-22 这样，要有年份：%(text)s", text=text)
    year, month, number = (int(part) for part in day.groups() if part)
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Refused("年份不对，请核对：%(text)s", text=text)
    try:
        if hour:
            return datetime(year, month, number, int(hour[2]), int(hour[3] or 0))  # noqa: DTZ001 - Beijing, as typed
        return date(year, month, number)
    except ValueError:
        raise Refused("没有这一天：%(text)s", text=text) from None


def read_day(text: str) -> date:
    """A day with its year, and no hour."""
    found = read_trigger(text)
    if isinstance(found, datetime):
        raise Refused("这条期限按日计算，日期不要带钟点")
    return found


def read_pause(text: str) -> Pause:
    """Two days, both of them paused: 2026-01-01..2026-01-10."""
    first, dots, last = narrow(text).partition("..")
    pause = Pause(read_day(first), read_day(last)) if dots else None
    if pause is None or pause.last < pause.first:
        raise Refused("中止请写成 起..止，例如 2026-01-01..2026-01-10：%(text)s", text=text)
    return pause


def read_settings(given: Iterable[str]) -> dict[str, str]:
    """NAME=VALUE, each name once."""
    found: dict[str, str] = {}
    for text in given:
        name, equals, value = narrow(text).partition("=")
        name, value = name.strip().replace("-", "_"), value.strip()
        if not equals or not name or not value:
            raise Refused("设置请写成 NAME=VALUE：%(text)s", text=text)
        if found.get(name, value) != value:
            raise Refused("设置项%(name)s写了两次，值不相同", name=name)
        found[name] = value
    return found
