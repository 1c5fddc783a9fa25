import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.matters.court_numbers import (
    COURT_NUMBER,
    COURTS,
    CourtNumber,
    parse_arbitration_number,
    parse_court_number,
)


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("(2023)赣0102诉前调123号", "（2023）赣0102诉前调123号"),
        ("（2023）赣0102诉前调123号", "（2023）赣0102诉前调123号"),
        ("〔2023〕赣0102诉前调123号", "（2023）赣0102诉前调123号"),
        (" （２０２３） 赣０１０２ 诉前调 １２３ 号 ", "（2023）赣0102诉前调123号"),
        ("(2023)赣0102民初第00123号", "（2023）赣0102民初123号"),
        ("（2022）赣0113执6828号之一", "（2022）赣0113执6828号之一"),
        ("(2024)粤0604诉前调确1716号", "（2024）粤0604诉前调确1716号"),
        ("(2020)最高法民终1号", "（2020）最高法民终1号"),
        ("(2021)赣民申45号", "（2021）赣民申45号"),
        ("(2021)赣01民特9号", "（2021）赣01民特9号"),
        ("(2021)兵0101执恢7号之十二", "（2021）兵0101执恢7号之十二"),
    ],
)
def test_a_court_number_is_read_however_it_is_typed(typed, text):
    assert parse_court_number(typed).text == text


def test_the_parts_of_a_court_number_are_told():
    assert parse_court_number("（2022）赣0113执6828号之一") == CourtNumber(2022, "赣0113", "执", 6828, "之一")


@pytest.mark.parametrize(
    "typed",
    ["", "123", "2023赣0102民初123号", "(2023)赣0102民初123", "(2023)赣0102民初0号", "(2023)赣0102 123号",
     "(2023)赣012民初123号", "(23)赣0102民初123号", "(2023)美0102民初123号", "(2023)赣0102民初123号之1",
     "洪劳人仲案字〔2024〕第123号"],
)  # fmt: skip
def test_what_is_no_court_number_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match=r"请写成（2023）赣0102民初123号"):
        parse_court_number(typed)


@pytest.mark.parametrize(
    ("typed", "historic"),
    [
        ("(2023)赣0102诉前调123号", True),
        ("(2021)粤0306民诉前调5号", True),
        ("(2024)粤0604诉前调确1716号", False),
        ("(2025)赣0102民初123号", False),
    ],
)
def test_prefiling_mediation_numbers_are_recognised_as_historic(typed, historic):
    assert parse_court_number(typed).is_historic_prefiling is historic


def test_the_court_is_named_where_its_code_is_known():
    assert parse_court_number("(2023)赣0102民初1号").court_name == "南昌市东湖区人民法院"
    assert parse_court_number("(2023)粤0604民初1号").court_name is None


@pytest.mark.parametrize("code", COURTS)
def test_every_court_of_the_table_has_a_code_that_can_be_read_and_a_source(code):
    assert re.fullmatch("赣(?:[0-9]{2}){1,2}", code)
    assert parse_court_number(f"(2023){code}民初1号").court_name == COURTS[code].name
    assert COURTS[code].source in {"S", "M"}


@given(st.from_regex(COURT_NUMBER, fullmatch=True))
def test_the_canonical_text_reads_back_as_the_same_number(typed):
    number = parse_court_number(typed)

    assert parse_court_number(number.text) == number


@pytest.mark.parametrize(
    ("typed", "text"),
    [
        ("洪劳人仲案字〔2024〕第123号", "洪劳人仲案字〔2024〕第123号"),
        ("洪劳人仲案字（2024）第 123 号", "洪劳人仲案字〔2024〕第123号"),
        ("洪劳仲字(2000)第05号", "洪劳仲字〔2000〕第5号"),
        ("洪劳人仲案〔2024〕123号", "洪劳人仲案〔2024〕123号"),
    ],
)
def test_an_arbitration_number_is_read_however_it_is_typed(typed, text):
    assert parse_arbitration_number(typed).text == text


@pytest.mark.parametrize(
    "typed", ["", "洪劳人仲案字第123号", "（2023）赣0102民初123号", "洪劳人案字〔2024〕第1号"]
)
def test_what_is_no_arbitration_number_is_refused_with_an_example(typed):
    with pytest.raises(ValueError, match="洪劳人仲案字〔2024〕第123号"):
        parse_arbitration_number(typed)
