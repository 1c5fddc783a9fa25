"""Identity numbers, credit codes, telephones and company names: read as typed, refused with a reason, compared, masked.

Nothing here reads the clock or a table. A region code that nobody knows is no reason to refuse a number: divisions
change, and the residence permits of Hong Kong, Macau and Taiwan (81, 82, 83) are ordinary numbers.
"""

import re
from dataclasses import dataclass
from datetime import date

from stdnum.cn import uscc

from casework.engine.reading import Unreadable, compact, narrow

# --- identity numbers (GB 11643) ---------------------------------------------------------------------------

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
EARLIEST_BIRTH = date(1900, 1, 1)
SCIENTIFIC = re.compile(r"[0-9](?:\.[0-9]+)?E\+?[0-9]+")


@dataclass(frozen=True)
class IdNumber:
    """A valid resident identity number, always of 18 characters, and what it tells; ``sex`` is male or female."""

    value: str
    birth_on: date
    sex: str


def parse_id_number(text: str, *, today: date) -> IdNumber:
    """The identity number as typed; one of 15 digits (cards before 1999) becomes its 18-character form."""
    value = _eighteen(compact(text).upper().replace("×", "X"))
    birth_on = _birth_date(value[6:14], today)
    if value[-1] != _check_character(value[:17]):
        if value.endswith("000"):
            raise Unreadable("校验码不对：末三位都是0，可能被 Excel 改写过，请按证件重新填写")
        raise Unreadable("校验码不对，请核对第18位，再核对前17位有没有抄错")
    return IdNumber(value, birth_on, "male" if int(value[16]) % 2 else "female")


def _eighteen(typed: str) -> str:
    if not typed:
        raise Unreadable("请填写身份证号")
    if SCIENTIFIC.fullmatch(typed):
        raise Unreadable(
            "身份证号被 Excel 变成了 %(typed)s，后几位已经丢失，请把单元格设为文本后按证件重新填写",
            typed=typed,
        )
    if re.fullmatch("[0-9]{15}", typed):
        early = typed[:6] + "19" + typed[6:]
        return early + _check_character(early)
    if len(typed) != 18:
        raise Unreadable("身份证号应为18位，现在是%(count)s位", count=len(typed))
    if wrong := re.search("[^0-9]", typed[:17]):
        raise Unreadable("身份证号前17位只能是数字，请核对第%(place)s位", place=wrong.start() + 1)
    if typed[17] not in CHECK_CHARACTERS:
        raise Unreadable("身份证号末位只能是数字或X，请核对第18位")
    if typed[0] == "9":
        raise Unreadable("9开头的是外国人永久居留身份证，请把证件类型改为外国人永久居留身份证")
    return typed


def _birth_date(digits: str, today: date) -> date:
    try:
        birth_on = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise Unreadable("第7至14位应是出生日期，%(digits)s 不是真实的日期，请核对", digits=digits) from None
    if birth_on > today:
        raise Unreadable("第7至14位的出生日期 %(digits)s 晚于今天，请核对", digits=digits)
    if birth_on < EARLIEST_BIRTH:
        raise Unreadable("第7至14位的出生日期 %(digits)s 早于1900年，请核对", digits=digits)
    return birth_on


def _check_character(first17: str) -> str:
    """ISO 7064 MOD 11-2."""
    return CHECK_CHARACTERS[
        sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11
    ]


# --- 统一社会信用代码 (GB 32100) ----------------------------------------------------------------------------

# Two characters say who registered whom; rural collectives (N) and others begin with a letter.
CREDIT_CODE = re.compile("[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}")


def parse_uscc(text: str) -> str:
    """The credit code in capitals, without blanks."""
    code = re.sub("-", "", compact(text).upper())
    if not code:
        raise Unreadable("请填写统一社会信用代码")
    if len(code) != 18:
        raise Unreadable("统一社会信用代码应为18位，现在是%(count)s位", count=len(code))
    if wrong := re.search("[IOZSV]", code):
        raise Unreadable(
            "统一社会信用代码里没有字母 I、O、Z、S、V，请核对第%(place)s位（可能是数字1、0、2、5）",
            place=wrong.start() + 1,
        )
    if not CREDIT_CODE.fullmatch(code):
        raise Unreadable("统一社会信用代码只有数字和大写字母，第3至8位是数字，请按营业执照核对")
    if code[-1] != uscc.calc_check_digit(code[:17]):
        raise Unreadable("校验码不对，请核对第18位，再按营业执照核对前17位")
    return code


# --- telephones --------------------------------------------------------------------------------------------

MOBILE = re.compile("1[3-9][0-9]{9}")
LANDLINE = re.compile("0(?:10|2[0-9]|[3-9][0-9]{2})[2-9][0-9]{6,7}")
SERVICE = re.compile("[48]00[0-9]{7}")
CHINA = re.compile(r"(?:\+|00)86")


def parse_phone(text: str) -> str:
    """The digits of a mobile, a landline with its area code, or a 400 number; +86, blanks and dashes are dropped."""
    typed = re.sub("[-‐‑–—−()·.]", "", compact(text))
    digits, has_country = CHINA.subn("", typed, count=1) if CHINA.match(typed) else (typed, 0)
    if has_country and digits[:1] != "0" and not MOBILE.fullmatch(digits):
        digits = "0" + digits  # an area code loses its 0 behind +86
    if MOBILE.fullmatch(digits) or LANDLINE.fullmatch(digits) or SERVICE.fullmatch(digits):
        return digits
    raise _phone_refusal(digits)


def _phone_refusal(digits: str) -> Unreadable:
    if not digits:
        return Unreadable("请填写电话")
    if not re.fullmatch("[0-9]+", digits):
        return Unreadable(
            "电话里只能有数字、空格和短横线，例如 13812345678 或 0791-88881234；分机号请写在备注里"
        )
    if digits[0] == "1" and len(digits) != 11:
        return Unreadable("手机号应为11位，现在是%(count)s位", count=len(digits))
    if digits[0] == "1":
        return Unreadable("手机号第2位应为3至9，请核对")
    if len(digits) in (7, 8):
        return Unreadable("固定电话请加区号，例如 0791-88881234")
    return Unreadable("看不懂这个电话，请写成 13812345678、0791-88881234 或 400-123-4567 这样的形式")


# --- names of companies ------------------------------------------------------------------------------------

DECORATION = re.compile(r"[\s()\[\]【】〔〕《》<>\"'“”‘’·・.,、，。_-]")
LEGAL_FORM = re.compile("有限责任公司|股份有限公司|有限公司")
LAST_WORD = re.compile("(?:集团|分公司|公司|厂|店)$")
PROVINCES = (
    "北京|天津|上海|重庆|河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|"
    "云南|陕西|甘肃|青海|台湾|内蒙古|广西|西藏|宁夏|新疆"
)
# A region stands in front with its own word (省, 市, 县, 区), and the home region also without one. The words around
# 市, 县 and 区 tell a region from a 超市, a 市场, a 小区 and their like.
REGION = re.compile(
    rf"(?:{PROVINCES})(?:省|市|(?:壮族|回族|维吾尔)?自治区)"
    r"|[^省市县区]{2,4}?(?:(?<![超城都门夜菜])市(?![场政民])|县(?!域)|(?<![小社园校景厂])区(?![块域]))"
    r"|(?:经济|高新)技术(?:产业)?开发区|江西|南昌"
)
SHORTEST_KEY = 2


def company_key(name: str) -> str:
    """The normal form in which two spellings of a company are equal; for comparing only, never shown or stored as a name."""
    key = DECORATION.sub("", narrow(name).lower())
    key = _unless_too_short(key, LEGAL_FORM.sub("", key))
    while (shorter := _unless_too_short(key, LAST_WORD.sub("", key))) != key:
        key = shorter
    while (region := REGION.match(key)) and (shorter := _unless_too_short(key, key[region.end() :])) != key:
        key = shorter
    return key


def _unless_too_short(key: str, shorter: str) -> str:
    return shorter if len(shorter) >= SHORTEST_KEY else key


def bigram_similarity(a: str, b: str) -> float:
    """Jaccard similarity of the pairs of neighbouring characters: 1.0 the same pairs, 0.0 none in common."""
    pairs_a, pairs_b = _bigrams(a), _bigrams(b)
    either = pairs_a | pairs_b
    return len(pairs_a & pairs_b) / len(either) if either else 0.0


def _bigrams(text: str) -> set[str]:
    return {text[n : n + 2] for n in range(len(text) - 1)} or ({text} if text else set())


# --- masks -------------------------------------------------------------------------------------------------


def mask_id_number(value: str) -> str:
    """360102********1234; a shorter document number keeps its first and its last two characters."""
    return _masked(value, 6, 4) if len(value) >= 15 else _masked(value, 1, 2)


def mask_phone(digits: str) -> str:
    """138****5678"""
    return _masked(digits, len(digits) - 8, 4) if len(digits) >= 10 else _masked(digits, 0, 2)


def mask_name(name: str) -> str:
    """王*国; of two characters the family name stays: 张*."""
    return _masked(name, 1, 1 if len(name) > 2 else 0)


def _masked(text: str, first: int, last: int) -> str:
    """Only the first and last few characters of a text, and none of them when they would be the whole of it."""
    if len(text) <= first + last:
        return "*" * len(text)
    return text[:first] + "*" * (len(text) - first - last) + text[len(text) - last :]
