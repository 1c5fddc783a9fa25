"""A list as a file: the columns of the screen, a number of its own, and a line on the trail before anything leaves."""

from collections.abc import Callable, Sequence

from flask import request, send_file
from flask_babel import gettext as _
from flask_login import current_user

from casework.engine import clock, context
from casework.engine.context import Actor
from casework.engine.registers import Column, Format, export, new_number
from casework.history.actions import leave_trail
from casework.history.models import Trail
from casework.matters import queries
from casework.web.room import brief_write

FORMATS = {"money": Format.YUAN, "day": Format.DAY, "due": Format.DAY, "count": Format.COUNT}


def send(shown: Sequence, ids, *, title: str, form: str, reader: Callable, rows_of: Callable = queries.rows):
    """Send the matters of a list as a file. ``reader(column)`` says how a column of the screen reads as text."""
    form = form if form in ("xlsx", "csv") else "xlsx"
    number, rows = new_number(), queries.count(ids)
    who = Actor(current_user.id, current_user.name)
    asked = request.query_string.decode(errors="replace") or "—"
    with brief_write(), context.acting(who):
        leave_trail(
            Trail.EXPORT, f"{title} {form}", reason=_asked_without_names(asked), rows=rows, number=number,
            address=(request.remote_addr or "")[:45],
        )  # fmt: skip
    columns = [
        Column(_(column.label), reader(column), FORMATS.get(column.kind, Format.TEXT), column.width)
        for column in shown
    ]
    notes = (
        (_("导出编号"), number),
        (_("导出人"), who.name),
        (_("导出时间"), clock.now().strftime("%Y-%m-%d %H:%M")),
        (_("行数"), str(rows)),
    )
    written = export(columns, queries.stream(ids, rows_of), title=title, form=form, notes=notes)
    return send_file(
        written.stream, mimetype=written.mimetype, as_attachment=True, download_name=written.name
    )


def _asked_without_names(asked: str) -> str:
    """The filters as the trail keeps them: which ones, and the values of those that cannot name a person."""
    told = []
    for pair in asked.split("&"):
        name, _equals, value = pair.partition("=")
        told.append(name if name in ("q", "employer") and value else pair)
    return "&".join(told)
