"""How a figure is counted again from the ledger of a workbook: formulas of a spreadsheet, as text.

``{column}`` stands for that column of the ledger, ``{first}`` and ``{last}`` for the days of the period.
"""

from collections.abc import Callable, Iterable


def counted(day: str, *conditions: str) -> str:
    """How many rows have this day in the period, and meet the conditions."""
    return f"COUNTIFS({','.join((between(day), *conditions))})"


def summed(column: str, day: str, *conditions: str) -> str:
    """What a column adds up to over such rows."""
    return f"SUMIFS({{{column}}},{','.join((between(day), *conditions))})"


def in_wan(formula: str) -> str:
    """The same in 万元."""
    return f"{formula}/10000"


def whole(column: str) -> str:
    """What a column adds up to: it holds nothing but what belongs to the period."""
    return f"SUM({{{column}}})"


def opened(begins: str, ends: str) -> str:
    """How many were open when the period began."""
    return f'COUNTIFS({{{begins}}},"<"&{{first}},{{{ends}}},"=")+COUNTIFS({{{begins}}},"<"&{{first}},{{{ends}}},">="&{{first}})'


def left_open(begins: str, ends: str) -> str:
    """How many were open when it had ended."""
    return f'COUNTIFS({{{begins}}},"<="&{{last}},{{{ends}}},"=")+COUNTIFS({{{begins}}},"<="&{{last}},{{{ends}}},">"&{{last}})'


def between(day: str) -> str:
    return f'{{{day}}},">="&{{first}},{{{day}}},"<="&{{last}}'


def equals(column: str, value: str) -> str:
    """A condition on a column."""
    return f'{{{column}}},"{value}"'


def any_of(column: str, values: Iterable[str], formula: Callable[[str], str]) -> str:
    """The formula, added up over several values of a column."""
    return "+".join(formula(equals(column, value)) for value in values)
