"""What the office says about 一函两书: their words in a number, their usual order, and by when one is answered.

The period for a reply is set by the region or by nobody (总工办发〔2021〕9号 names none): without a setting no day is invented.
"""

from dataclasses import dataclass
from datetime import date

from casework.engine.calendar import official
from casework.stability.letters.models import LetterKind

PATTERN = "{mark}工{word}〔{year}〕{serial}号"


@dataclass(frozen=True)
class LetterFacts:
    """``word`` stands in the number; ``title`` over the printed letter; ``usual_addressee`` empty: the employer."""

    word: str
    title: str
    basis: str
    usual_addressee: str = ""
    therefore: str = ""


# fmt: off
LETTERS = {
    LetterKind.PROMPT:  LetterFacts("提", "工会劳动法律监督提示函",
        "《中华人民共和国工会法》《中华人民共和国劳动法》第八十八条", therefore="的规定，现提示你单位："),
    LetterKind.OPINION: LetterFacts("意", "工会劳动法律监督意见书",
        "《中华人民共和国工会法》《中华人民共和国劳动法》第八十八条", therefore="的规定，现要求你单位："),
    LetterKind.ADVICE:  LetterFacts("建", "工会劳动法律监督建议书",
        "《中华人民共和国工会法》《中华人民共和国劳动法》第八十八条", "人力资源和社会保障局",
        therefore="的规定，现建议你局："),
}
MARKS = {"because": "根据", "signed_by": "签发人：", "colon": "：", "blank": "＿"}
CLOSING = {   # by what is known of the day for the reply
    "day": "请于{day}前将整改情况书面回复我会。",
    "workdays": "请于收到本函之日起{n}个工作日内将整改情况书面回复我会。",
    "open": "请于＿＿＿＿年＿＿月＿＿日前将整改情况书面回复我会。",
}
# Which letter usually comes before, and what is said where it did not. Advice, never a bar.
USUALLY_AFTER = {
    LetterKind.OPINION: (LetterKind.PROMPT, "通常先发提示函；提示函没有作用的，再发意见书。"),
    LetterKind.ADVICE:  (LetterKind.OPINION, "通常先发意见书；意见书逾期没有回复或者没有整改的，再向人社部门发建议书。"),
}
# fmt: on


def number_text(mark: str, kind: LetterKind, year: int, serial: int) -> str:
    """The number of a letter as it is written."""
    return PATTERN.format(mark=mark, word=LETTERS[kind].word, year=year, serial=serial)


def long_day(day: date) -> str:
    """2026年11月2日: a document is dated in Chinese, whoever prints it."""
    return f"{day.year}年{day.month}月{day.day}日"


def closing(due_on: date | None, workdays: int | None) -> str:
    """The sentence that asks for a reply; a blank where neither a day nor a rule is known."""
    if due_on:
        return CLOSING["day"].format(day=long_day(due_on))
    return CLOSING["workdays"].format(n=workdays) if workdays else CLOSING["open"]


def reply_due_on(delivered_on: date, workdays: int | None) -> date | None:
    """The last day for the reply; the day of delivery is not counted. None where there is no rule."""
    return official().add_working_days(delivered_on, workdays) if workdays else None


def is_provisional(delivered_on: date, due_on: date | None) -> bool:
    """Whether holidays that are not announced yet may still move the day."""
    return due_on is not None and official().unknown_year(delivered_on, due_on) is not None


def advice_on_order(kind: LetterKind, earlier) -> str:
    """What to consider before such a letter, given the earlier letters about the same finding; empty: nothing."""
    if kind not in USUALLY_AFTER:
        return ""
    before, sentence = USUALLY_AFTER[kind]
    theirs = [letter for letter in earlier if letter.kind == before]
    if not theirs:
        return sentence
    if any(letter.has_failed for letter in theirs):
        return ""
    return "上一封函件还在等待回复，或者已经整改，请确认是否需要再发。"
