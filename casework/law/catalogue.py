"""Finding a limit in the tables: by its name, on a day, with what a place has set."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import cache

from casework.engine.bilingual import Bilingual as B
from casework.engine.calendar import WorkCalendar
from casework.engine.errors import Refused
from casework.engine.periods import DueDay, Limit, Pause, Restart, last_day
from casework.engine.reading import compact
from casework.law.rules import LETTER_REPLIES, LIMITS

DAYS = ("days", "calendar", "calendar_days", "calendardays", "natural", "自然日", "日")
WORKDAYS = ("workdays", "working", "working_days", "workingdays", "workday", "wd", "工作日", "个工作日")
WAGES = ("wages", "wage", "劳动报酬", "工资")
OTHER_CLAIM = ("other", "otherclaim", "none")
ONGOING = ("ongoing", "yes", "存续", "在职")
ENDED = ("ended", "no", "terminated")
YES = ("yes", "true", "on", "1", "是")
NO = ("no", "false", "off", "0", "否")

LONGEST_EXTENSION = 3660  # beyond lie slips of the finger, where the law sets no bound

# What a place may set: what it means, and its default. Where the text is disputed, the default is the earlier day.
SETTINGS = {
    "unit": B(
        "日按自然日（days）还是工作日（workdays）计算；法律援助默认按条文字面算自然日，监督文书默认工作日",
        "whether 日 are calendar days (days) or working days (workdays); by default calendar days for legal aid, "
        "as the text says, and working days for supervision letters",
    ),
    "length": B("本地规定的天数", "the number of days that the place has set"),
    "clear_days": B(
        "“N日前”是否须留足整日（yes、no）；默认 yes，取较早的一天",
        "whether N days before are clear days (yes, no); by default yes, the earlier day",
    ),
    "region": B(
        "哪个地方的规定（zhejiang）；默认没有", "whose local rule applies (zhejiang); none by default"
    ),
    "claim": B("追索劳动报酬的写 wages；默认 other", "wages where the claim is for wages; by default other"),
    "employment": B(
        "追索劳动报酬时，劳动关系是否存续（ongoing、ended）；默认 ongoing，即不受一年限制",
        "for a claim for wages, whether the employment goes on (ongoing, ended); by default ongoing: no limit of a year",
    ),
}


@cache
def names() -> tuple[str, ...]:
    """The names of all limits, in the order of the tables."""
    return tuple(dict.fromkeys(limit.name for limit in LIMITS))


@cache
def versions(name: str) -> tuple[Limit, ...]:
    """The versions of a limit, as the law changed; raises Refused for a name that is not in the tables."""
    found = tuple(limit for limit in LIMITS if limit.name == name)
    if not found:
        raise Refused("没有这条期限规则：%(name)s", name=name)
    return found


def standing(name: str, day: date) -> Limit | None:
    """The version of a limit in force on a day, if there was one."""
    return next((limit for limit in versions(name) if limit.in_force_on(day)), None)


def latest(name: str) -> Limit:
    """The version that a limit is spoken of by, where no day is known."""
    return max(versions(name), key=lambda limit: limit.until or date.max)


def in_force(name: str, day: date) -> Limit:
    """The version of a limit in force on a day; raises Refused where it was not law then."""
    found = standing(name, day)
    if found is None:
        first = min((limit.since for limit in versions(name) if limit.since), default=None)
        last = max(limit.until or date.max for limit in versions(name))
        if first and day < first:
            raise Refused("规则%(name)s自%(first)s起才有效，%(day)s还不适用", name=name, first=first, day=day)
        raise Refused("规则%(name)s只适用到%(last)s，%(day)s已不适用", name=name, last=last, day=day)
    return found


def count(
    name: str,
    trigger: date,
    calendar: WorkCalendar,
    *,
    extension: int | None = None,
    settings: Mapping[str, str] | None = None,
    ledger: tuple[Pause | Restart, ...] = (),
) -> DueDay:
    """The last day of a limit; raises Refused, in words, for everything the law or the place does not provide for."""
    chosen = dict(settings or {})
    day = trigger.date() if isinstance(trigger, datetime) else trigger
    limit = adjusted(in_force(name, day), chosen)
    if limit.unit is None:
        raise Refused(
            "规则%(name)s没有全国统一的期限，请用 --setting region=… 或 length=… 写明本地规定", name=name
        )
    if (limit.unit == "hours") != isinstance(trigger, datetime):
        raise Refused(
            "按小时计算的期限要写明几点，例如 2026-11-25T14:30"
            if limit.unit == "hours"
            else "这条期限按日计算，日期不要带钟点"
        )
    check_extension(limit, extension or 0)
    _check_ledger(limit, ledger)
    clear = _one_of("clear_days", chosen.get("clear_days", "yes"), {True: YES, False: NO})
    return last_day(limit, trigger, calendar, extension or 0, ledger, clear_days=clear)


def check_extension(limit: Limit, extension: int) -> None:
    """Raises Refused for an extension that the law does not allow."""
    if extension < 0:
        raise Refused("延长的天数不能是负数")
    if extension > LONGEST_EXTENSION:
        raise Refused("延长%(asked)s太长，请核对", asked=extension)
    if extension and limit.extension is None:
        raise Refused("规则%(name)s依法不能延长", name=limit.name)
    if limit.extension and limit.extension.most is not None and extension > limit.extension.most:
        raise Refused(
            "规则%(name)s最多延长%(most)s，不能延长%(asked)s",
            name=limit.name,
            most=limit.extension.most,
            asked=extension,
        )


def _check_ledger(limit: Limit, ledger: Iterable[Pause | Restart]) -> None:
    for entry in ledger:
        if isinstance(entry, Pause) and "pause" not in limit.stops:
            raise Refused("规则%(name)s没有中止的规定", name=limit.name)
        if isinstance(entry, Restart) and "restart" not in limit.stops:
            raise Refused("规则%(name)s没有中断、重新计算的规定", name=limit.name)


def of_place(name: str, chosen: Iterable[str]) -> dict[str, str]:
    """What the place has set for this limit, out of RULE.NAME=VALUE texts; raises Refused for one that cannot be read."""
    found = {}
    for text in chosen:
        target, equals, value = text.partition("=")
        rule, dot, setting = target.strip().partition(".")
        if not equals or not dot or rule not in names():
            raise Refused("LIMIT_SETTINGS要写成 RULE.NAME=VALUE：%(text)s", text=text)
        if rule == name:
            found[setting.strip()] = value.strip()
    return found


def adjusted(limit: Limit, settings: Mapping[str, str]) -> Limit:
    """The limit as a place has set it; raises Refused for a setting that the limit does not have, or a value it cannot be."""
    for name in settings:
        if name not in limit.settings:
            raise Refused(
                "规则%(rule)s没有设置项%(name)s，可用的有：%(known)s",
                rule=limit.name,
                name=name,
                known="、".join(limit.settings) or "—",
            )
    if settings.get("region"):
        limit = _of_region(limit, settings["region"])
    unit, length = limit.unit or "workdays", limit.length
    if "unit" in settings:
        unit = _one_of("unit", settings["unit"], {"days": DAYS, "workdays": WORKDAYS})
    if "length" in settings:
        length = _positive(settings["length"])
    if length is not None and (unit, length) != (limit.unit, limit.length):
        limit = replace(limit, **{"days": None, "workdays": None, unit: length})
    if "claim" in limit.settings and _is_for_wages(settings):
        return replace(latest("limitation_wage_after_termination"), name=limit.name)
    return limit


def _of_region(limit: Limit, region: str) -> Limit:
    for spellings, terms in LETTER_REPLIES:
        if compact(region).lower() in spellings:
            return replace(limit, **terms)
    raise Refused("还没有录入这个地方的规定：%(region)s", region=region)


def _is_for_wages(settings: Mapping[str, str]) -> bool:
    """Whether the year runs from the end of the employment; raises Refused while the employment goes on."""
    wages = _one_of("claim", settings.get("claim", "other"), {True: WAGES, False: OTHER_CLAIM})
    ongoing = _one_of("employment", settings.get("employment", "ongoing"), {True: ONGOING, False: ENDED})
    if wages and ongoing:
        raise Refused(
            "劳动关系存续期间因拖欠劳动报酬发生争议的，不受一年仲裁时效限制；"
            "劳动关系终止的，自终止之日起一年内提出（调解仲裁法§27）"
        )
    return wages


def _one_of(name: str, given: str, words: Mapping):
    text = compact(given).lower()
    for value, spellings in words.items():
        if text in spellings:
            return value
    known = "、".join(spellings[0] for spellings in words.values())
    raise Refused("设置项%(name)s只能是：%(known)s", name=name, known=known)


def _positive(given: str) -> int:
    text = compact(given)
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 366):
        raise Refused("设置项length要是1到366之间的整数")
    return int(text)
