"""How values look on a page: money, days, instants, labels. Registered by the factory."""

from datetime import date, datetime

from flask import g
from flask_babel import format_date, format_decimal, gettext
from markupsafe import Markup

from casework.engine import clock, money


def label(value) -> str:
    """The label of a choice (or any Chinese word of the house) in the reader's language."""
    if value is None:
        return ""
    return gettext(getattr(value, "label", value))


def day(value: date | None) -> str:
    """2026-11-02, in tables."""
    return value.isoformat() if value else ""


def long_day(value: date | None) -> str:
    """2026年11月2日 or 2 November 2026, in prose."""
    if value is None:
        return ""
    if str(g.get("locale", "zh")).startswith("en"):
        return format_date(value, "d MMMM y")
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | None) -> str:
    """2026-11-02 09:30, Beijing time."""
    return clock.local(value).strftime("%Y-%m-%d %H:%M") if value else ""


def count(value: int | None) -> str:
    """1,204."""
    return "" if value is None else format_decimal(value, "#,##0")


def yuan(fen: int | None) -> str:
    """12,345.00."""
    return "" if fen is None else money.yuan(fen)


def wan(fen: int | None) -> str:
    """1.23 (万元)."""
    return "" if fen is None else money.wan(fen)


def lines(text: str) -> Markup:
    """Text with its line breaks kept, everything in it escaped."""
    return Markup("<br>").join((text or "").splitlines())


FILTERS = {
    "label": label,
    "day": day,
    "long_day": long_day,
    "moment": moment,
    "count": count,
    "yuan": yuan,
    "wan": wan,
    "lines": lines,
}
