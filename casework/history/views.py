"""What an auditor reads: the operation log, the access trail, and whether the chain still holds. No case content."""

from datetime import date, datetime, time, timedelta

from flask import current_app, render_template, request
from flask_babel import gettext as _

from casework.engine.clock import SHANGHAI
from casework.history import queries, words
from casework.history.forms import AccessForm, LogForm
from casework.history.models import AccessEntry, HistoryEntry
from casework.permissions import P
from casework.web import menu
from casework.web.paging import paginate
from casework.web.room import FORM, Room

room = Room("history", "/audit")


def _start_of(day: date | None, days_later: int = 0) -> datetime | None:
    return datetime.combine(day + timedelta(days=days_later), time(), SHANGHAI) if day else None


@room.page("/log", needs=P.AUDIT_READ)
def log():
    """Who changed what, from what to what; texts of cases and numbers of people are left out."""
    form = LogForm(request.args)
    form.validate()
    ids = queries.entries(
        user_name=form.who.data or "",
        tables=[form.table.data] if form.table.data and not form.table.errors else None,
        since=_start_of(form.since.data),
        until=_start_of(form.until.data, 1),
    )
    page = paginate(ids, lambda ids: queries.rows_of(HistoryEntry, ids), current_app.config["PAGE_SIZE"])
    matters = words.names("matter", {entry.matter_id for entry in page.rows if entry.matter_id})
    return render_template(
        "history/log.html",
        form=form,
        page=page,
        title_of=words.title,
        subjects=words.subjects(page.rows, veiled=True),
        told=words.told(page.rows, veiled=True),
        matters=matters,
    )


@room.page("/access", needs=P.AUDIT_READ)
def access():
    """Sign-ins, full numbers shown, exports."""
    form = AccessForm(request.args)
    form.validate()
    ids = queries.accesses(
        user_name=form.who.data or "",
        kinds=[form.kind.data] if form.kind.data else None,
        since=_start_of(form.since.data),
        until=_start_of(form.until.data, 1),
    )
    page = paginate(ids, lambda ids: queries.rows_of(AccessEntry, ids), current_app.config["PAGE_SIZE"])
    return render_template("history/access.html", form=form, page=page)


@room.page("/verify", needs=P.AUDIT_READ, methods=FORM, reads=True)
def verify():
    """Walk the chain of the whole history; the answer names the first bad entry."""
    verdict = queries.verify() if request.method == "POST" else None
    return render_template(
        "history/verify.html", verdict=verdict, reason=_(verdict.reason) if verdict and verdict.reason else ""
    )


menu.add(menu.Item("操作日志", "history.log", P.AUDIT_READ, place=90))
menu.add(menu.Item("访问记录", "history.access", P.AUDIT_READ, place=92))
menu.add(menu.Item("日志完整性校验", "history.verify", P.AUDIT_READ, place=94))
