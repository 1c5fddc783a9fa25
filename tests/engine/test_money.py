import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.engine.money import MOST_FEN, capital, parse_yuan, wan, yuan
from casework.engine.reading import Unreadable

AMOUNTS = st.integers(min_value=0, max_value=MOST_FEN)


@pytest.mark.parametrize(
    ("typed", "fen"),
    [
        ("12345.67", 1_234_567),
        ("12,345元", 1_234_500),
        ("￥12 000", 1_200_000),
        ("¥ 12,345.00", 1_234_500),
        ("人民币12,345.00元整", 1_234_500),
        ("１２，３４５．６７元", 1_234_567),
        ("12000。5", 1_200_050),
        ("1.2万", 1_200_000),
        ("1.2 万元", 1_200_000),
        ("1,234.5万", 1_234_500_000),
        ("1.5亿", 15_000_000_000),
        ("3百万", 300_000_000),
        ("5千", 500_000),
        ("0", 0),
        ("0.01", 1),
        ("0012", 1200),
        ("1.500", 150),
        ("1.234567万", 1_234_567),
        ("\u202a12000\u202c", 1_200_000),
        ("1000亿", MOST_FEN),
    ],
)
def test_an_amount_is_read_however_it_is_typed(typed, fen):
    assert parse_yuan(typed) == fen


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "请填写金额"),
        ("  ", "请填写金额"),
        ("-5", "不能是负数"),
        ("－5", "不能是负数"),
        ("负五元", "不能是负数"),
        ("1.234", "两位小数"),
        ("1.2345678万", "两位小数"),
        ("一万二", "看不懂"),
        ("12,34", "看不懂"),
        ("12 34", "看不懂"),
        ("1.2.3", "看不懂"),
        ("1.2E+04", "看不懂"),
        ("12元5角", "看不懂"),
        ("万", "看不懂"),
        ("٣", "看不懂"),
        ("9" * 5000, "看不懂"),
        ("1000.01亿", "超过1000亿元"),
    ],
)
def test_what_is_no_amount_is_refused_with_an_example_of_how_to_write_it(typed, reason):
    with pytest.raises(ValueError, match=reason) as refusal:
        parse_yuan(typed)

    assert "12345.67" in str(refusal.value) or "1.2万" in str(refusal.value)


@given(AMOUNTS)
def test_a_written_amount_reads_back_as_itself(fen):
    assert parse_yuan(yuan(fen)) == fen


@given(st.text(max_size=30))
def test_any_text_is_an_amount_or_a_plain_refusal(text):
    found = amount_or_refusal(text)

    assert 0 <= found <= MOST_FEN if isinstance(found, int) else "金额" in found


def amount_or_refusal(text: str) -> int | str:
    try:
        return parse_yuan(text)
    except Unreadable as refusal:
        return str(refusal)


@pytest.mark.parametrize(
    ("fen", "written"),
    [(0, "0.00"), (5, "0.05"), (1_234_500, "12,345.00"), (-1_234_567, "-12,345.67")],
)
def test_yuan_has_two_decimals_and_separators(fen, written):
    assert yuan(fen) == written


@pytest.mark.parametrize(
    ("fen", "written"),
    [
        (1_200_000, "1.20"),
        (1_234_999, "1.23"),
        (1_235_000, "1.24"),
        (4_999, "0.00"),
        (5_000, "0.01"),
        (-4_999, "0.00"),
        (-5_000, "-0.01"),
        (1_234_567_000, "1,234.57"),
    ],
)
def test_wan_rounds_half_up_to_two_decimals(fen, written):
    assert wan(fen) == written


@pytest.mark.parametrize(
    ("fen", "words"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (55, "伍角伍分"),
        (1_000, "壹拾元整"),
        (1_234_500, "壹万贰仟叁佰肆拾伍元整"),
        (100_000_010, "壹佰万元壹角整"),
        (10_000_000_101, "壹亿零壹元零壹分"),
        (32_504, "叁佰贰拾伍元零肆分"),
        (640_956, "陆仟肆佰零玖元伍角陆分"),
        (1_640_902, "壹万陆仟肆佰零玖元零贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),
        (101_010_101, "壹佰零壹万零壹佰零壹元零壹分"),
        (10_000_500_000, "壹亿零伍仟元整"),
        (MOST_FEN, "壹仟亿元整"),
        (10**14, "壹万亿元整"),
        (-520, "负伍元贰角整"),
    ],
)
def test_capital_words_follow_the_rules_for_bills(fen, words):
    assert capital(fen) == words


@given(AMOUNTS)
def test_capital_words_say_exactly_the_amount(fen):
    assert fen_said_by(capital(fen)) == fen


def fen_said_by(words: str) -> int:
    """What somebody who reads the words aloud would count."""
    yuan_said, _, cents = words.removesuffix("整").rpartition("元")
    jiao, _, rest = cents.rpartition("角")
    return (
        number_said_by(yuan_said) * 100 + number_said_by(jiao) * 10 + number_said_by(rest.removesuffix("分"))
    )


def number_said_by(words: str) -> int:
    for place, size in (("亿", 10**8), ("万", 10**4), ("仟", 1000), ("佰", 100), ("拾", 10)):
        high, found, low = words.rpartition(place)
        if found:
            return number_said_by(high) * size + number_said_by(low)
    return "零壹贰叁肆伍陆柒捌玖".index(words.lstrip("零") or "零")
