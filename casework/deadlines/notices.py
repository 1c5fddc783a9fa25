"""Reading an official notice: the text of the State Council, or the days as data; and what it would change.

``read`` promises that nothing is guessed: what cannot be right is refused, what may be wrong comes back as a doubt for
a person to look at.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import zip_longest

from casework.engine.calendar import FIXED_HOLIDAYS, SATURDAY, WorkCalendar
from casework.engine.errors import Refused
from casework.engine.reading import narrow

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")
FEASTS = ("元旦", "春节", "清明节", "劳动节", "端午节", "中秋节", "国庆节")
SHORT = {
    "清明": "清明节",
    "端午": "端午节",
    "中秋": "中秋节",
    "国庆": "国庆节",
    "五一": "劳动节",
    "十一": "国庆节",
}
YEAR = re.compile(r"(\d{4})年(?:\s*)(?:部分)?(?:法定)?节假日|关于(\d{4})年")
NUMBER = re.compile(r"国办发明电\s*[〔\[(](\d{4})[〕\])]\s*(\d+)\s*号")
HEAD = re.compile(
    r"(?:(?:^|[\n。;])\s*[一二三四五六七八九十]{1,2}、\s*([^:\n。]{2,24}?)"
    r"|(?:^|[\n。;])\s*((?:元旦|春节|清明节?|劳动节|端午节?|中秋节?|国庆节?)(?:[、和](?:中秋节?|国庆节?))?))\s*:"
)
TOKEN = re.compile(
    r"(?:(?P<year>\d{4})年)?(?:(?P<month>\d{1,2})月)?(?P<day>\d{1,2})日(?:\((?P<note>[^)]*)\))?"
    r"|(?P<until>至|到|—+|–|~|-)|(?P<off>放假|补休|(?<!不)调休)|(?P<on>上班)|(?P<other>休息|起)|(?P<stop>[。;\n])"
)
COUNTED = re.compile(r"共\s*(\d+)\s*天|放假\s*(\d+)\s*天")
OF_WEEK = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
LETTERS = "一二三四五六日天"
NUMBERED = "国办发明电〔%s〕%s号"
DATE_KEYS = ("date", "日期")
NAME_KEYS = ("name", "名称")
KIND_KEYS = ("isoffday", "放假", "休")
LONGEST_BLOCK = 10  # days off in a row; the longest so far are nine
MOST_DAYS = 100
TRUE = ("true", "1", "yes", "off", "休", "放假")
FALSE = ("false", "0", "no", "work", "班", "上班")


@dataclass(frozen=True)
class Named:
    """One day of a notice: off or worked, and for which holiday."""

    day: date
    is_off: bool
    name: str


@dataclass(frozen=True)
class Doubt:
    """Something to look at before confirming: a sentence with named placeholders, and its values."""

    sentence: str
    values: Mapping[str, object]


@dataclass(frozen=True)
class Reading:
    """What a text says: the year, the document number where it is told, the days in order, and the doubts."""

    year: int
    number: str
    days: tuple[Named, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True)
class Change:
    """A day that would no longer be what it is now. ``was`` and ``becomes``: work or rest."""

    day: date
    name: str
    was: bool  # a working day
    becomes: bool


def read(text: str, year: int | None = None) -> Reading:
    """Read a notice as Chinese text, as JSON in the shape of holiday-cn, or as CSV; raises Refused with the reason."""
    text = narrow(text.replace("\ufeff", ""))
    if not text:
        raise Refused("请粘贴通知的正文，或者上传文件", field="text")
    if text.startswith(("{", "[")):
        told, days, doubts = _from_json(text)
        number = ""
    elif re.match(r"[\"']?(name|date|名称|日期)", text, re.IGNORECASE):
        told, days, doubts = _from_csv(text)
        number = ""
    else:
        told, number, days, doubts = _from_text(text, year)
    if told and year and told != year:
        raise Refused(
            "通知写的是%(told)s年，与填写的年份（%(year)s）不同", field="year", told=told, year=year
        )
    year = told or year
    if not year:
        raise Refused("看不出是哪一年的通知，请填写年份", field="year")
    days = _once(days)
    if not days:
        raise Refused("没有读到放假或上班的日期，请核对粘贴的内容", field="text")
    if len(days) > MOST_DAYS:
        raise Refused("日期太多（%(n)s个），不像一年的放假安排", field="text", n=len(days))
    return Reading(year, number, days, (*doubts, *_doubts(year, days)))


def complete(reading: Reading, before: Iterable[Named]) -> Reading:
    """A correction of some days, completed by the other days of the edition before."""
    named = {one.day: one for one in before} | {one.day: one for one in reading.days}
    days = tuple(named[day] for day in sorted(named))
    kept = tuple(doubt for doubt in reading.doubts if doubt.sentence not in WHOLE)
    return Reading(reading.year, reading.number, days, kept)


def with_notice(calendar: WorkCalendar, reading: Reading, replaced: Iterable[Named]) -> WorkCalendar:
    """The calendar as it would be with the notice, which takes the place of the days ``replaced``."""
    gone = {one.day for one in replaced} | {one.day for one in reading.days}
    off = {day: name for day, name in calendar.off_days.items() if day not in gone}
    makeup = {day: name for day, name in calendar.makeup_days.items() if day not in gone}
    off |= {one.day: one.name for one in reading.days if one.is_off}
    makeup |= {one.day: one.name for one in reading.days if not one.is_off}
    return WorkCalendar(off, makeup, calendar.years | {reading.year}, calendar.version)


def changes(before: WorkCalendar, after: WorkCalendar, year: int) -> list[Change]:
    """The days that become worked or free, from the December before the year to the January after it."""
    day, found = date(year - 1, 12, 1), []
    while day <= date(year + 1, 1, 31):
        was, becomes = before.is_working_day(day), after.is_working_day(day)
        if was != becomes:
            name = after.makeup_days.get(day) or after.off_days.get(day) or before.rest_name(day)
            found.append(Change(day, name, was, becomes))
        day += timedelta(days=1)
    return found


def clashes(calendar: WorkCalendar, reading: Reading, replaced: Iterable[Named]) -> list[Doubt]:
    """Days that the notice of another year has already said something else about."""
    own = {one.day for one in replaced}
    found = []
    for one in reading.days:
        other = calendar.makeup_days if one.is_off else calendar.off_days
        if one.day in other and one.day not in own:
            sentence = "%(day)s在另一年的通知里是上班日" if one.is_off else "%(day)s在另一年的通知里是休息日"
            found.append(Doubt(sentence, {"day": one.day}))
    return found


# --- the text of the State Council -------------------------------------------------------------------------------------


def _from_text(text: str, year: int | None) -> tuple[int | None, str, list[Named], list[Doubt]]:
    found = YEAR.search(text)
    told = int(found[1] or found[2]) if found else None
    number = NUMBER.search(text)
    days: list[Named] = []
    doubts: list[Doubt] = []
    heads = list(HEAD.finditer(text))
    if heads and not (told or year):
        raise Refused("看不出是哪一年的通知，请填写年份", field="year")
    for head, following in zip_longest(heads, heads[1:]):
        body = text[head.end() : following.start() if following else len(text)]
        item = _Item(_feast(head[1] or head[2]), told or year)
        item.read(body)
        days += item.days
        doubts += item.doubts
    return told, NUMBERED % number.groups() if number else "", days, doubts


def _feast(name: str) -> str:
    names = [part.strip() for part in re.split(r"[、和]", name)]
    return "、".join(SHORT.get(part, part) for part in names)


class _Item:
    """One numbered item of a notice: one holiday, its days off and its make-up days."""

    def __init__(self, name: str, year: int):
        self.name, self.year = name, year
        self.days: list[Named] = []
        self.doubts: list[Doubt] = []
        self.waiting: list[date] = []  # read, and not yet said what they are
        self.last: date | None = None
        self.is_range = False

    def read(self, body: str) -> None:
        off = 0
        for token in TOKEN.finditer(body):
            if token["day"]:
                self._take(token)
            elif token["until"]:
                self.is_range = bool(self.waiting)
            elif token["off"]:
                off += self._settle(True)
            elif token["on"]:
                self._settle(False)
            else:  # the end of a sentence, "from ... on", a recommended rest
                self.waiting = []
                self.is_range = False
                self.last = None if token["stop"] else self.last
        told = COUNTED.search(body)
        count = int(told[1] or told[2]) if told else off
        if off and count != off:
            self._doubt("%(name)s写的是共%(told)s天，读到%(n)s天", told=count, n=off)

    def _take(self, token: re.Match) -> None:
        day = self._day(token)
        if self.is_range and self.waiting:
            first = self.waiting[-1]
            if first > day:  # 12月30日至1月1日: it began in the year before
                first = self.waiting[-1] = first.replace(year=first.year - 1)
            if not 0 < (day - first).days < 60:
                raise Refused("读不懂这一段日期：%(first)s至%(day)s", field="text", first=first, day=day)
            self.waiting += [first + timedelta(days=n) for n in range(1, (day - first).days + 1)]
        else:
            self.waiting.append(day)
        self.is_range, self.last = False, day
        written = OF_WEEK.search(token["note"] or "")
        if written and (told := min(LETTERS.index(written[1]), 6)) != day.weekday():
            self._doubt("%(day)s写的是%(written)s，实际是%(really)s",
                        day=day, written=WEEKDAYS[told], really=WEEKDAYS[day.weekday()])  # fmt: skip

    def _day(self, token: re.Match) -> date:
        month = int(token["month"]) if token["month"] else self.last.month if self.last else None
        if month is None:
            raise Refused("这个日期没有写月份：%(text)s", field="text", text=token[0])
        year = int(token["year"]) if token["year"] else self._year_of(month)
        try:
            return date(year, month, int(token["day"]))
        except ValueError:
            raise Refused(
                "没有这一天：%(text)s", field="text", text=f"{year}-{month}-{token['day']}"
            ) from None

    def _year_of(self, month: int) -> int:
        """The year that goes without saying; 元旦 may begin in the December before."""
        return self.year - 1 if self.name.startswith("元旦") and month == 12 else self.year

    def _settle(self, is_off: bool) -> int:
        settled = [Named(day, is_off, self.name) for day in self.waiting]
        self.days += settled
        self.waiting = []
        return len(settled)

    def _doubt(self, sentence: str, **values) -> None:
        self.doubts.append(Doubt(sentence, {"name": self.name, **values}))


# --- days as data ------------------------------------------------------------------------------------------------------


def _from_json(text: str) -> tuple[int | None, list[Named], list[Doubt]]:
    try:
        told = json.loads(text)
    except ValueError:
        raise Refused("这不是完整的JSON文件", field="text") from None
    rows = told.get("days") if isinstance(told, dict) else told
    year = told.get("year") if isinstance(told, dict) else None
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise Refused("JSON里要有 days：[{name, date, isOffDay}, …]", field="text")
    return year if isinstance(year, int) else None, [_named(row) for row in rows], []


def _from_csv(text: str) -> tuple[int | None, list[Named], list[Doubt]]:
    rows = csv.DictReader(io.StringIO(text))
    return None, [_named(row) for row in rows], []


def _named(row: dict) -> Named:
    texts = {str(key).strip().lower(): value for key, value in row.items()}
    written = _first(texts, DATE_KEYS)
    kind = _first(texts, KIND_KEYS).lower()
    if kind not in TRUE + FALSE:
        raise Refused(
            "%(day)s没有写明是放假还是上班（isOffDay：true或false）", field="text", day=written or "—"
        )
    try:
        day = date.fromisoformat(written.replace("/", "-"))
    except ValueError:
        raise Refused("没有这一天：%(text)s", field="text", text=written or "—") from None
    return Named(day, kind in TRUE, _first(texts, NAME_KEYS)[:60] or "节假日")


def _first(texts: Mapping[str, object], keys: Iterable[str]) -> str:
    return next((str(texts[key]).strip() for key in keys if texts.get(key) not in (None, "")), "")


# --- what cannot be, and what may be wrong -----------------------------------------------------------------------------


def _once(days: list[Named]) -> tuple[Named, ...]:
    found: dict[date, Named] = {}
    for one in days:
        other = found.get(one.day)
        if other and other.is_off != one.is_off:
            raise Refused("%(day)s既写了放假又写了上班", field="text", day=one.day)
        found[one.day] = other or one
    return tuple(found[day] for day in sorted(found))


NO_FEAST = "没有读到%(name)s"
NOT_OFF = "%(day)s是法定节假日（%(name)s），通知里没有放假"
WHOLE = {NO_FEAST, NOT_OFF}  # doubts about a whole year, that a correction of some days does not raise


def _doubts(year: int, days: tuple[Named, ...]) -> Iterable[Doubt]:
    off = {one.day for one in days if one.is_off}
    for one in days:
        if not one.is_off and one.day.weekday() < SATURDAY:
            yield Doubt("上班日%(day)s不是周末（%(weekday)s）",
                        {"day": one.day, "weekday": WEEKDAYS[one.day.weekday()]})  # fmt: skip
        if not date(year - 1, 12, 25) <= one.day <= date(year + 1, 1, 7):
            yield Doubt("%(day)s不在%(year)s年", {"day": one.day, "year": year})
    by_law = next(fixed for since, fixed in FIXED_HOLIDAYS if since <= year)
    for (month, number), name in by_law.items():
        if date(year, month, number) not in off:
            yield Doubt(NOT_OFF, {"day": date(year, month, number), "name": name})
    named = {part for one in days for part in one.name.split("、")}
    for feast in FEASTS:
        if feast not in named:
            yield Doubt(NO_FEAST, {"name": feast})
    for first, length in _blocks(off):
        if length > LONGEST_BLOCK:
            yield Doubt("从%(day)s起连续放假%(n)s天，请核对", {"day": first, "n": length})


def _blocks(days: set[date]) -> Iterable[tuple[date, int]]:
    for day in sorted(days):
        if day - timedelta(days=1) not in days:
            length = 1
            while day + timedelta(days=length) in days:
                length += 1
            yield day, length
