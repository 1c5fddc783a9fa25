"""Two series that come to write the same number: the case is logged all the same, under the next one."""


def test_a_mark_that_another_unit_had_before(make, session, county, other_county, clerk, stranger):
    first = make.mediation(county, clerk)
    county.number_mark, other_county.number_mark = "洪甲新", county.number_mark
    session.flush()

    second = make.mediation(other_county, stranger)

    assert first.number != second.number
    assert second.number_serial == 2


def test_a_mark_that_ends_in_a_digit_beside_one_that_does_not(
    make, session, county, other_county, clerk, stranger
):
    county.number_pattern = other_county.number_pattern = "{year}{mark}{serial}"
    county.number_mark, other_county.number_mark = "洪1", "洪"
    session.flush()
    make.mediation(county, clerk)  # 2026洪11

    numbers = [make.mediation(other_county, stranger).number for _ in range(11)]

    assert numbers[-1] == "2026洪12"
    assert "2026洪11" not in numbers
