"""How a last day was found, in one sentence that can be read to a party: in Chinese, and in English.

Every sentence ends with the articles it rests on: the one that moves a last day, where it was moved or might have been,
and those of the rule itself.
"""

from datetime import date
from typing import TYPE_CHECKING

from casework.engine.bilingual import Bilingual
from casework.engine.calendar import HOLIDAYS

if TYPE_CHECKING:
    from casework.engine.periods import DueDay

LENGTHS = {
    "days": Bilingual("{n}日", "{n} day{s}"),
    "workdays": Bilingual("{n}个工作日", "{n} working day{s}"),
    "hours": Bilingual("{n}小时", "{n} hour{s}"),
    "months": Bilingual("{n}个月", "{n} month{s}"),
    "years": Bilingual("{n}年", "{n} year{s}"),
}
BEGINS = {
    False: Bilingual(
        "{trigger}{event}，次日起算{length}", "{event}: {trigger}; {length} counted from the day after"
    ),
    True: Bilingual(
        "{trigger}{event}，从前一日起向前数{length}",
        "{event}: {trigger}; {length} counted back from the day before",
    ),
}
BY_THE_HOUR = Bilingual(
    "{trigger}{event}，即时起算{length}，{raw}届满",
    "{event}: {trigger}; {length} counted from that hour, ending at {raw}",
)
EXTENDED = Bilingual("{original}、延长{more}共{total}", "{original}, extended by {more} to {total}")
RESTARTED = Bilingual(
    "；{start}中断，次日起重新计算{length}",
    "; interrupted on {start}, all {length} counted anew from the day after",
)
PAUSED = Bilingual("，其中{paused}日中止、不计入", ", not counting {paused} paused day{s}")
# How days of a pause are taken out of months and years is disputed.
DISPUTED = Bilingual("（请人工复核）", " (to be checked by hand)")
CLEAR = Bilingual("（须留足整日）", " (clear days)")
ENDS = {  # (counted backwards, how the day stands) -> the end of the sentence
    (False, "worked"): Bilingual("，{raw}届满", ", ending on {raw}"),
    (False, "made up"): Bilingual(
        "，{raw}届满，当日为调休上班日，不顺延",
        ", ending on {raw}, a make-up working day, so that it is not moved",
    ),
    (False, "holiday"): Bilingual(
        "，{raw}为法定假日（{rest}），顺延至{due}",
        "; {raw} is a public holiday ({rest}), so that it ends on {due}",
    ),
    (False, "weekend"): Bilingual(
        "，{raw}为休息日（{rest}），顺延至{due}",
        "; {raw} is a day of rest ({rest}), so that it ends on {due}",
    ),
    (True, "worked"): Bilingual("，最晚{raw}", ", on {raw} at the latest"),
    (True, "made up"): Bilingual(
        "，最晚{raw}（调休上班日）", ", on {raw} at the latest (a make-up working day)"
    ),
    (True, "holiday"): Bilingual(
        "，{raw}为法定假日（{rest}），最晚{due}",
        "; {raw} is a public holiday ({rest}), hence on {due} at the latest",
    ),
    (True, "weekend"): Bilingual(
        "，{raw}为休息日（{rest}），最晚{due}",
        "; {raw} is a day of rest ({rest}), hence on {due} at the latest",
    ),
}
CITED = Bilingual("（{articles}）。", " ({articles}).")
BETWEEN = Bilingual("，", "; ")
AND = Bilingual("、", "")
UNKNOWN = {  # whether the year lies ahead of all notices, or before the first of them
    True: Bilingual(
        "{year}年放假安排尚未公布，此日期为暂定，公布后重新计算。",
        " The holidays of {year} have not been announced: this day is provisional and will be counted again.",
    ),
    False: Bilingual(
        "{year}年的放假安排没有录入，此日期为暂定，请人工核对。",
        " The holidays of {year} are not on record: this day is provisional and has to be checked by hand.",
    ),
}
FIRST_NOTICES = 2004
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
ENGLISH_DAYS = {
    **{name: english for english, name in HOLIDAYS.items()},
    "星期六": "Saturday",
    "星期日": "Sunday",
}


def told(found: "DueDay", english: bool) -> str:
    """The sentence of a last day."""
    facts = {
        "event": _capital(found.limit.event.said(english)) if english else found.limit.event.zh,
        "length": _length(found, english),
        "trigger": _day(found.trigger, None, english),
        "start": _day(found.start, found.trigger, english),
        "raw": _day(found.raw, found.start, english),
        "due": _day(found.due, found.raw, english),
        "rest": _rest(found.rest_name or "", english),
        "paused": found.paused,
        "s": "" if found.paused == 1 else "s",
    }
    sentence = "".join(part.said(english).format(**facts) for part in _parts(found))
    cited = BETWEEN.said(english).join(_articles(found, english))
    sentence += CITED.said(english).format(articles=cited)
    if found.provisional:
        sentence += UNKNOWN[found.unknown_year >= FIRST_NOTICES].said(english).format(year=found.unknown_year)
    return sentence


def length_of(unit: str, count: int, english: bool = False) -> str:
    """15日, 3个工作日, 1年; 15 days, 3 working days, 1 year."""
    return LENGTHS[unit].said(english).format(n=count, s="" if count == 1 else "s")


def _parts(found: "DueDay") -> list[Bilingual]:
    if found.limit.unit == "hours":
        return [BY_THE_HOUR]
    parts = [BEGINS[found.limit.backwards]]
    if found.clear_days:
        parts.append(CLEAR)
    if found.start != found.trigger:
        parts.append(RESTARTED)
    if found.paused:
        parts.append(PAUSED)
    if found.paused and found.limit.unit in ("months", "years"):
        parts.append(DISPUTED)
    parts.append(ENDS[found.limit.backwards, _standing(found)])
    return parts


def _standing(found: "DueDay") -> str:
    if found.rest_name:
        return "weekend" if found.rest_name in ("星期六", "星期日") else "holiday"
    return "made up" if found.is_makeup_day and found.limit.unit != "workdays" else "worked"


def _articles(found: "DueDay", english: bool) -> list[str]:
    mover = None
    if not found.limit.backwards and found.limit.unit in ("days", "months", "years"):
        mover = found.limit.rolled_by(found.raw) if _standing(found) != "worked" else None
    cited: dict[str, list[str]] = {}
    for article in ((mover,) if mover else ()) + found.limit.law:
        law, number = article.named(english)
        cited.setdefault(law, []).extend([number] if number not in cited.get(law, []) else [])
    return [law + AND.said(english).join(numbers) for law, numbers in cited.items()]


def _length(found: "DueDay", english: bool) -> str:
    unit, length = found.limit.unit, found.limit.length
    original = length_of(unit, length, english)
    if not found.extension:
        return original
    more, total = (length_of(unit, count, english) for count in (found.extension, length + found.extension))
    return EXTENDED.said(english).format(original=original, more=more, total=total)


def _rest(names: str, english: bool) -> str:
    if not english:
        return names
    return ", ".join(ENGLISH_DAYS.get(name, "public holiday") for name in names.split("、")) if names else ""


def _day(day: date, after: date | None, english: bool) -> str:
    """A date in prose; the year is left out where the date before it in the sentence has said it."""
    hour = f"{day:%H:%M}" if hasattr(day, "hour") else ""
    with_year = after is None or after.year != day.year
    if english:
        return f"{day.day} {MONTHS[day.month - 1]}{f' {day.year}' if with_year else ''}{f', {hour}' if hour else ''}"
    return f"{f'{day.year}年' if with_year else ''}{day.month}月{day.day}日{hour}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
