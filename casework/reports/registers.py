"""The list behind a figure as it leaves: the columns of its chapter, and, behind a sum, what each case adds."""

from collections.abc import Callable, Mapping, Sequence

from casework.engine.registers import Column, Format
from casework.engine.statistics import Measure, Measured, Sum, Total


def columns_of(
    columns: Sequence[Column],
    measure: Measure,
    amounts: Mapping[int, int],
    translate: Callable[[str], str] = str,
) -> Sequence[Column]:
    """The columns of a list behind a measure; a sum adds its own amount as the last."""
    if not isinstance(measure, Sum | Total):
        return columns
    form = Format.YUAN if measure.unit == Measured.MONEY else Format.COUNT
    label = translate("本项：%(title)s") % {"title": translate(measure.title)}
    return (*columns, Column(label, lambda row: amounts.get(row.id, 0), form, width=16))
