"""What people type is read generously and refused in words."""

from datetime import date, time

import pytest

from casework.engine.reading import in_one_line
from casework.web.forms import HourField, read_day

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-11-02", date(2026, 11, 2)),
        ("2026.11.2", date(2026, 11, 2)),
        ("2026/11/2", date(2026, 11, 2)),
        ("2026年11月2日", date(2026, 11, 2)),
        ("20261102", date(2026, 11, 2)),
        ("１１月２日", date(2026, 11, 2)),
        ("11-2", date(2026, 11, 2)),
        ("11/22", date(2026, 11, 22)),
        ("1122", date(2026, 11, 22)),
        ("今天", TODAY),
        ("昨天", date(2026, 11, 22)),
    ],
)
def test_a_day_is_understood_however_it_is_written(app, typed, meant):
    with app.test_request_context():
        assert read_day(typed, TODAY) == meant


@pytest.mark.parametrize(
    ("typed", "told"), [("2026-02-30", "没有这一天"), ("明年", "2026-11-22"), ("13-40", "没有")]
)
def test_a_day_that_cannot_be_read_says_how_to_write_it(app, typed, told):
    with app.test_request_context(), pytest.raises(ValueError, match=told):
        read_day(typed, TODAY)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("9:30", time(9, 30)), ("0930", time(9, 30)), ("14点", time(14)), ("９：３０", time(9, 30))],
)
def test_an_hour_is_understood_however_it_is_written(app, typed, meant):
    assert HourField.read(None, typed) == meant


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("南昌演示（集团）有限公司", "南昌演示（集团）有限公司"),
        ("　王　建国 ", "王 建国"),
        ("ＡＢＣ１２３厂", "ABC123厂"),
        ("王\u200b建国\x00", "王建国"),
        ("两\n行", "两 行"),
    ],
)
def test_a_name_stays_as_it_was_typed_but_for_width_and_blanks(typed, kept):
    assert in_one_line(typed) == kept
