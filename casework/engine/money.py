"""Money as integers of 分: read from what people type, written for screens, 万元 columns and 人民币大写.

No floating point anywhere: a figure in a report is the exact sum of the figures behind it.
"""

import re

from casework.engine.reading import Unreadable, narrow

FEN_PER_YUAN = 100
FEN_PER_WAN = 10_000 * FEN_PER_YUAN
MOST_FEN = 10**13  # 1000亿元: more than any dispute, less than a slipped finger

MULTIPLES = {"": 1, "百": 100, "千": 1000, "万": 10**4, "百万": 10**6, "千万": 10**7, "亿": 10**8}

AMOUNT = re.compile(
    r"(?:人民币|RMB|CNY)?[¥\s]*"
    r"(?P<whole>[0-9]{1,3}(?:[, ][0-9]{3})+|[0-9]+)(?:\.(?P<fraction>[0-9]+))?"
    r"\s*(?P<multiple>百|千|万|百万|千万|亿)?\s*(?:元|圆|块)?\s*[整正]?",
    re.IGNORECASE,
)
LONGEST_AMOUNT = 40

DIGITS = "零壹贰叁肆伍陆柒捌玖"
PLACES = ((10**8, "亿"), (10**4, "万"), (1000, "仟"), (100, "佰"), (10, "拾"))


def parse_yuan(text: str) -> int:
    """The 分 meant by an amount of 元 as typed: 12345.67, 12,345元, ￥12 000, 1.2万, 1.5亿."""
    typed = narrow(text).replace("。", ".")  # what the decimal key gives under a Chinese input method
    if not typed:
        raise Unreadable("请填写金额，例如 12345.67 或 1.2万")
    if typed[0] in "-−–—负":
        raise Unreadable("金额不能是负数，请写成 12345.67 或 1.2万 这样的数")
    found = AMOUNT.fullmatch(typed) if len(typed) <= LONGEST_AMOUNT else None
    if not found:
        raise Unreadable("看不懂这个金额，请写成 12345.67、12,345元 或 1.2万 这样的数")
    return _fen(found)


def _fen(found: re.Match) -> int:
    fraction = found["fraction"] or ""
    digits = re.sub("[, ]", "", found["whole"]) + fraction
    fen, lost = divmod(int(digits) * MULTIPLES[found["multiple"] or ""] * FEN_PER_YUAN, 10 ** len(fraction))
    if lost:
        raise Unreadable("金额最多精确到分，请只写两位小数，例如 12345.67")
    if fen > MOST_FEN:
        raise Unreadable("金额超过1000亿元，请核对是否多写了位数或“万”“亿”，例如 1.2万")
    return fen


def yuan(fen: int) -> str:
    """12,345.00"""
    whole, cents = divmod(abs(fen), FEN_PER_YUAN)
    return f"{'-' if fen < 0 else ''}{whole:,}.{cents:02d}"


def wan(fen: int) -> str:
    """1,234.57 of 万元, rounded half-up (away from zero) to two decimals."""
    hundredth = FEN_PER_WAN // 100
    rounded = (abs(fen) + hundredth // 2) // hundredth
    return yuan(-rounded if fen < 0 else rounded)


def capital(fen: int) -> str:
    """人民币大写 by the central bank's rules for filling in bills: 壹万贰仟叁佰肆拾伍元整.

    Where the rules leave a choice: 整 follows 元 and 角, nothing follows 分; a 零 that may be left out is left out.
    """
    whole, cents = divmod(abs(fen), FEN_PER_YUAN)
    jiao, rest = divmod(cents, 10)
    words = "负" if fen < 0 else ""
    if whole or not cents:
        words += _capital_words(whole) + "元"
    if jiao:
        words += DIGITS[jiao] + "角"
    elif whole and rest:
        words += "零"
    return words + (DIGITS[rest] + "分" if rest else "整")


def _capital_words(number: int) -> str:
    for size, place in PLACES:
        if number >= size:
            high, low = divmod(number, size)
            gap = "零" if 0 < low < size // 10 else ""
            return _capital_words(high) + place + gap + (_capital_words(low) if low else "")
    return DIGITS[number]
