from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.engine.reading import Unreadable
from casework.parties.identifiers import (
    CHECK_CHARACTERS,
    WEIGHTS,
    bigram_similarity,
    company_key,
    mask_id_number,
    mask_name,
    mask_phone,
    parse_id_number,
    parse_phone,
    parse_uscc,
)

TODAY = date(2026, 11, 22)
BIRTHS = st.dates(date(1900, 1, 1), TODAY)
ORDERS = st.integers(1, 999)


def make_id_number(region="360102", birth="19900307", order=123):
    first17 = f"{region}{birth}{order:03d}"
    remainder = sum(int(digit) * weight for digit, weight in zip(first17, WEIGHTS, strict=True)) % 11
    return first17 + CHECK_CHARACTERS[remainder]


# --- identity numbers ---


@pytest.mark.parametrize(
    ("typed", "value"),
    [
        ("11010519491231002X", "11010519491231002X"),  # the example printed in GB 11643
        ("11010519491231002x", "11010519491231002X"),
        ("１１０１０５１９４９１２３１００２Ｘ", "11010519491231002X"),
        (" 110105 19491231 002X ", "11010519491231002X"),
        ("11010519491231002×", "11010519491231002X"),
        ("\u202d11010519491231002X\u202c", "11010519491231002X"),
        ("110105491231002", "11010519491231002X"),  # a card of 15 digits
    ],
)
def test_an_identity_number_is_read_however_it_is_typed(typed, value):
    number = parse_id_number(typed, today=TODAY)

    assert number.value == value
    assert number.birth_on == date(1949, 12, 31)
    assert number.sex == "female"


@pytest.mark.parametrize("region", ["810000", "820000", "830000", "330113", "460400", "110199"])
def test_residence_permits_and_regions_unknown_to_us_are_accepted(region):
    typed = make_id_number(region)

    assert parse_id_number(typed, today=TODAY).value == typed


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "请填写身份证号"),
        ("36010219900307123", "身份证号应为18位，现在是17位"),
        ("1101054912310021", "身份证号应为18位，现在是16位"),
        ("3601021990O3071234", "请核对第11位"),
        ("36010219900307123A", "末位只能是数字或X"),
        ("110105194912310021", "校验码不对，请核对第18位"),
        ("110105194912310000", "可能被 Excel 改写过"),
        ("4.2E+17", "被 Excel 变成了 4.2E+17"),
        ("3.60102E+17", "被 Excel 变成了"),
        (make_id_number(birth="19900231"), "19900231 不是真实的日期"),
        (make_id_number(birth="20261123"), "晚于今天"),
        (make_id_number(birth="18991231"), "早于1900年"),
        (make_id_number("911360"), "外国人永久居留身份证"),
        ("110105491331002", "不是真实的日期"),
    ],
)
def test_a_wrong_identity_number_is_refused_with_its_reason(typed, reason):
    with pytest.raises(ValueError) as refusal:
        parse_id_number(typed, today=TODAY)

    assert reason in str(refusal.value)


def test_somebody_born_today_has_a_number():
    assert parse_id_number(make_id_number(birth="20261122"), today=TODAY).birth_on == TODAY


@given(BIRTHS, ORDERS)
def test_every_well_formed_number_tells_birth_and_sex(birth, order):
    number = parse_id_number(make_id_number(birth=birth.strftime("%Y%m%d"), order=order), today=TODAY)

    assert number.birth_on == birth
    assert number.sex == ("male" if order % 2 else "female")


@given(BIRTHS, ORDERS, st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_always_noticed(birth, order, place, shift):
    right = make_id_number(birth=birth.strftime("%Y%m%d"), order=order)
    wrong = right[:place] + str((int(right[place]) + shift) % 10) + right[place + 1 :]

    with pytest.raises(ValueError):
        parse_id_number(wrong, today=TODAY)


@given(st.text(max_size=25))
def test_any_text_is_an_identity_number_or_a_plain_refusal(text):
    found = number_or_refusal(text)

    assert len(found) == 18 or "请" in found or "身份证号" in found


def number_or_refusal(text: str) -> str:
    try:
        return parse_id_number(text, today=TODAY).value
    except Unreadable as refusal:
        return str(refusal)


# --- credit codes ---


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("91110000600037341L", "91110000600037341L"),
        ("9111 0000 6000 3734 1l", "91110000600037341L"),
        ("９１１１００００６０００３７３４１Ｌ", "91110000600037341L"),
        ("91110000-600037341-L", "91110000600037341L"),
    ],
)
def test_a_credit_code_is_read_however_it_is_typed(typed, code):
    assert parse_uscc(typed) == code


def test_the_code_of_a_rural_collective_may_begin_with_a_letter():
    assert parse_uscc("N2360121MF00000013") == "N2360121MF00000013"


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "请填写统一社会信用代码"),
        ("9111000060003734", "应为18位，现在是16位"),
        ("911100006000373I1L", "请核对第16位"),
        ("911100006000373*1L", "只有数字和大写字母"),
        ("91A10000600037341L", "第3至8位是数字"),
        ("91110000600037342L", "校验码不对"),
    ],
)
def test_a_wrong_credit_code_is_refused_with_its_reason(typed, reason):
    with pytest.raises(ValueError) as refusal:
        parse_uscc(typed)

    assert reason in str(refusal.value)


# --- telephones ---


@pytest.mark.parametrize(
    ("typed", "digits"),
    [
        ("13812345678", "13812345678"),
        ("138 1234 5678", "13812345678"),
        ("138-1234-5678", "13812345678"),
        ("+86 138 1234 5678", "13812345678"),
        ("0086-13812345678", "13812345678"),
        ("１３８１２３４５６７８", "13812345678"),
        ("\u202d13812345678\u202c", "13812345678"),
        ("0791-88881234", "079188881234"),
        ("（0791）8888 1234", "079188881234"),
        ("0791—88881234", "079188881234"),
        ("+86 791 88881234", "079188881234"),
        ("010-62345678", "01062345678"),
        ("0795-3212345", "07953212345"),
        ("400-123-4567", "4001234567"),
    ],
)
def test_a_telephone_is_read_however_it_is_typed(typed, digits):
    assert parse_phone(typed) == digits


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("", "请填写电话"),
        ("1381234567", "手机号应为11位，现在是10位"),
        ("138123456789", "手机号应为11位，现在是12位"),
        ("12812345678", "手机号第2位应为3至9"),
        ("88881234", "请加区号"),
        ("0791-88881234转801", "分机号请写在备注里"),
        ("找老王", "只能有数字"),
        ("12345", "手机号应为11位"),
        ("0791", "看不懂这个电话"),
    ],
)
def test_a_wrong_telephone_is_refused_with_its_reason(typed, reason):
    with pytest.raises(ValueError) as refusal:
        parse_phone(typed)

    assert reason in str(refusal.value)


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.lists(st.integers(0, 11), max_size=3))
def test_blanks_and_dashes_anywhere_do_not_change_a_mobile(digits, places):
    typed = digits
    for place in places:
        typed = f"{typed[:place]}- {typed[place:]}"

    assert parse_phone(typed) == digits


# --- names of companies ---


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("江西省明月食品有限公司", "明月食品有限责任公司"),
        ("南昌市明月食品有限公司", "南昌明月食品"),
        ("明月食品（南昌）有限公司", "明月食品(南昌)有限公司"),
        ("江西省南昌市东湖区明月食品厂", "明月食品"),
        ("江西明月集团有限公司", "明月集团"),
        ("ＡＢＣ 科技股份有限公司", "abc科技"),
        ("明月·食品公司", "明月食品"),
        ("广西壮族自治区明月食品有限公司", "明月食品"),
        ("南昌县明月食品店", "明月食品"),
    ],
)
def test_two_spellings_of_a_company_have_one_key(one, other):
    assert company_key(one) == company_key(other)


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("天虹超市有限公司", "天虹超市"),
        ("明月市场管理有限公司", "明月市场管理"),
        ("幸福小区物业服务有限公司", "幸福小区物业服务"),
        ("明月区块链有限公司", "明月区块链"),
        ("鞋厂", "鞋厂"),
        ("南昌", "南昌"),
        ("公司", "公司"),
        ("", ""),
    ],
)
def test_a_key_keeps_what_names_the_company(name, key):
    assert company_key(name) == key


def test_a_branch_contains_its_company():
    assert company_key("明月食品有限公司") in company_key("明月食品有限公司赣州分公司")


@given(
    st.sampled_from(
        [
            "",
            "江西",
            "江西省",
            "南昌",
            "南昌市",
            "江西省南昌市",
            "南昌县",
            "南昌市青山湖区",
            "南昌经济技术开发区",
            "深圳市",
            "上海市",
        ]
    ),
    st.sampled_from(
        ["", "有限公司", "有限责任公司", "股份有限公司", "集团", "集团有限公司", "公司", "厂", "店"]
    ),
)
def test_region_and_legal_form_do_not_change_the_key(region, form):
    assert company_key(f"{region}明月食品{form}") == "明月食品"


@pytest.mark.parametrize(
    ("a", "b", "similarity"),
    [
        ("明月食品", "明月食品", 1.0),
        ("明月食品", "明月食物", 0.5),
        ("明月", "清风", 0.0),
        ("", "", 0.0),
        ("明", "明", 1.0),
    ],
)
def test_similarity_counts_the_shared_pairs_of_characters(a, b, similarity):
    assert bigram_similarity(a, b) == similarity


# --- masks ---


@pytest.mark.parametrize(
    ("mask", "value", "shown"),
    [
        (mask_id_number, "360102199003071234", "360102********1234"),
        (mask_id_number, "E12345678", "E******78"),
        (mask_id_number, "E12", "***"),
        (mask_id_number, "", ""),
        (mask_phone, "13812345678", "138****5678"),
        (mask_phone, "079188881234", "0791****1234"),
        (mask_phone, "4001234567", "40****4567"),
        (mask_phone, "12351", "***51"),
        (mask_name, "王建国", "王*国"),
        (mask_name, "张三", "张*"),
        (mask_name, "欧阳建国", "欧**国"),
        (mask_name, "王", "*"),
        (mask_name, "", ""),
    ],
)
def test_a_mask_shows_just_enough_to_recognise(mask, value, shown):
    assert mask(value) == shown


@given(st.text(min_size=1, max_size=20))
def test_a_mask_always_hides_something_and_keeps_the_length(value):
    for mask in (mask_id_number, mask_phone, mask_name):
        assert len(mask(value)) == len(value)
        assert sum(shown != real for shown, real in zip(mask(value), value, strict=True)) or "*" in value
