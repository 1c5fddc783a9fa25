"""Reading a notice: the published texts give the published days, and what may be wrong is said."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.deadlines import notices
from casework.deadlines.seed import year_of
from casework.engine.calendar import published_calendar
from casework.engine.errors import Refused
from tests.deadlines import texts

CALENDAR = published_calendar()


def told(reading) -> list[str]:
    return [doubt.sentence % doubt.values for doubt in reading.doubts]


def split(reading):
    return {one.day for one in reading.days if one.is_off}, {
        one.day for one in reading.days if not one.is_off
    }


@pytest.mark.parametrize(
    ("text", "year", "number"),
    [
        (texts.NOTICE_2026, 2026, "国办发明电〔2025〕7号"),
        (texts.NOTICE_2025, 2025, "国办发明电〔2024〕12号"),
        (texts.NOTICE_2024, 2024, ""),
        (texts.NOTICE_2023, 2023, ""),
        (texts.NOTICE_2017, 2017, ""),
    ],
)
def test_a_published_text_gives_the_published_days(text, year, number):
    reading = notices.read(text)
    off, makeup = split(reading)

    assert (reading.year, reading.number, told(reading)) == (year, number, [])
    assert makeup == {day for day, name in CALENDAR.makeup_days.items() if year_of(day, name) == year}
    published = {day for day, name in CALENDAR.off_days.items() if year_of(day, name) == year}
    assert off <= published
    assert all(
        day.weekday() >= 5 for day in published - off
    )  # "joined to the weekend": the text leaves it out


def test_full_width_digits_and_marks_are_read_as_well():
    wide = texts.NOTICE_2026.translate({ord(str(n)): 0xFF10 + n for n in range(10)})

    assert notices.read(wide).days == notices.read(texts.NOTICE_2026).days


def test_a_single_line_needs_the_year_to_be_told():
    line = "一、元旦：1月1日（周四）至3日（周六）放假调休，共3天。1月4日（周日）上班。"

    with pytest.raises(Refused, match="请填写年份"):
        notices.read(line)
    assert [one.day for one in notices.read(line, 2026).days] == [date(2026, 1, n) for n in range(1, 5)]


def test_a_day_may_lie_in_the_december_before():
    reading = notices.read("一、元旦：12月30日至1月1日放假调休，共3天。12月29日（星期六）上班。", 2019)

    assert [one.day for one in reading.days] == [
        date(2018, 12, 29), date(2018, 12, 30), date(2018, 12, 31), date(2019, 1, 1)]  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "doubt"),
    [
        ("5月9日（周六）上班", "5月8日（周五）上班", "上班日2026-05-08不是周末（星期五）"),
        ("5月9日（周六）上班", "5月9日（周日）上班", "2026-05-09写的是星期日，实际是星期六"),
        ("至5日（周二）放假调休，共5天", "至4日（周一）放假调休，共5天", "劳动节写的是共5天，读到4天"),
        ("五、端午节：6月19日（周五）至21日（周日）放假，共3天。\n", "", "没有读到端午节"),
        ("10月1日（周四）至7日", "10月2日（周五）至7日", "2026-10-01是法定节假日（国庆节），通知里没有放假"),
        (
            "至7日（周三）放假调休，共7天",
            "至17日（周六）放假调休，共17天",
            "从2026-10-01起连续放假17天，请核对",
        ),
    ],
)
def test_what_may_be_wrong_is_a_doubt(before, after, doubt):
    text = texts.NOTICE_2026.replace("9月20日（周日）、10月10日（周六）上班", "9月20日（周日）上班")

    assert before in text
    assert doubt in told(notices.read(text.replace(before, after)))


@pytest.mark.parametrize(
    ("text", "year", "reason"),
    [
        ("", None, "请粘贴"),
        ("今天天气很好", 2027, "没有读到"),
        (texts.NOTICE_2026, 2027, "不同"),
        ("一、元旦：2月30日放假", 2027, "没有这一天"),
        ("一、元旦：1日放假", 2027, "没有写月份"),
        ("一、元旦：1月1日放假。1月1日上班", 2027, "既写了放假又写了上班"),
        ("一、春节：1月1日至12月30日放假", 2027, "读不懂"),
        ("{", 2027, "JSON"),
        ('{"days": 3}', 2027, "days"),
        (
            '{"year": 2027, "days": [{"name": "元旦", "date": "2027-02-30", "isOffDay": true}]}',
            None,
            "没有这一天",
        ),
        ('{"year": 2027, "days": [{"name": "元旦", "date": "2027-01-01"}]}', None, "isOffDay"),
        ("name,date,isOffDay\n元旦,2027-01-01,maybe", 2027, "isOffDay"),
    ],
)
def test_what_cannot_be_read_is_refused_with_the_reason(text, year, reason):
    with pytest.raises(Refused) as refused:
        notices.read(text, year)

    assert reason in str(refused.value)


def as_data(reading) -> list[dict]:
    return [{"name": one.name, "date": one.day.isoformat(), "isOffDay": one.is_off} for one in reading.days]


def test_the_same_days_as_json_and_as_csv():
    reading = notices.read(texts.NOTICE_2026)
    rows = as_data(reading)
    table = "name,date,isOffDay\n" + "\n".join(
        f"{r['name']},{r['date']},{str(r['isOffDay']).lower()}" for r in rows
    )

    assert (
        notices.read(json.dumps({"year": 2026, "papers": [], "days": rows}, ensure_ascii=False)).days
        == reading.days
    )
    assert notices.read("\ufeff" + table, 2026).days == reading.days


def test_a_correction_changes_the_days_it_names_and_no_other():
    before = list(notices.read(texts.NOTICE_2026).days)
    short = notices.read("一、劳动节：5月6日放假。", 2026)

    whole = notices.complete(short, before)

    assert {one.day for one in whole.days} - {one.day for one in before} == {date(2026, 5, 6)}
    assert told(whole) == []  # what a whole year would lack is no doubt about a correction


def test_the_changes_are_the_days_that_become_worked_or_free():
    reading = notices.read(texts.INVENTED_2027)
    after = notices.with_notice(CALENDAR, reading, [])

    changed = {change.day: change.becomes for change in notices.changes(CALENDAR, after, 2027)}

    assert told(reading) == []
    assert changed[date(2027, 1, 31)] is True  # a make-up Sunday
    assert changed[date(2027, 10, 4)] is False
    assert date(2027, 1, 1) not in changed  # a holiday by law already
    assert after.knows(2027)


def test_another_years_notice_is_not_contradicted_in_silence():
    reading = notices.read("一、元旦：10月1日上班", 2027)
    reading = notices.Reading(2027, "", (notices.Named(date(2026, 10, 1), False, "元旦"),), reading.doubts)

    assert [doubt.sentence % doubt.values for doubt in notices.clashes(CALENDAR, reading, [])] == [
        "2026-10-01在另一年的通知里是休息日"
    ]


@given(st.text(alphabet="一二三、元旦春节：:（）()1234567890年月日至放假上班调休，。;\n", max_size=200))
def test_any_text_is_read_or_refused(text):
    try:
        reading = notices.read(text, 2027)
    except Refused:
        return
    assert reading.days
