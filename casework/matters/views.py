"""Pages over matters of every kind: today, oversight, saved lists, hand-overs; and the drawing of any list of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from casework.accounts.models import User
from casework.accounts.words import is_english
from casework.engine import clock, context
from casework.engine.bilingual import Bilingual
from casework.engine.calendar import official
from casework.extensions import db
from casework.matters import actions, desk, exporting, queries
from casework.matters.forms import SaveViewForm, TransferAnswerForm
from casework.matters.models import Kind, Matter, SavedView
from casework.permissions import P
from casework.web import drafts, menu
from casework.web.paging import Paged, here, paginate
from casework.web.room import FORM, Room

room = Room("matters")

KIND_PAGES: dict[Kind, str] = {}  # kind -> endpoint of its page; each kind's room enters its own
OPEN_STATES: dict[Kind, tuple[str, ...]] = {}
AWAITING_ANSWER: dict[Kind, tuple[str, ...]] = {}  # assigned, and not yet accepted by the handler
STATE_LABELS: dict[Kind, Callable[[str], tuple[str, str]]] = {}  # state -> (label, tone)
SHOWN_OF_BLOCK = 7


def me() -> User:
    """The acting user, not the proxy."""
    return current_user._get_current_object()


# --- how a matter is drawn ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Due:
    """A day to keep, in words, with the tone it is drawn in."""

    on: date
    words: str
    tone: str
    law: str = ""


def due_on(day: date | None, name: str | None = None) -> Due | None:
    """How far off a day is: overdue in days, ahead in working days; red, amber from three working days, green."""
    if day is None:
        return None
    today = clock.today()
    law = _due_name(name)
    if day < today:
        return Due(day, _("超期%(n)s天", n=(today - day).days), "red", law)
    if day == today:
        return Due(day, _("今天到期"), "red", law)
    left = official().working_days_between(today, day)
    tone = "amber" if left <= queries.SOON else "green"
    words = _("剩%(n)s个工作日", n=left)
    if isinstance(DUE_NAMES.get(name or ""), Bilingual) and not official().knows(day.year):
        words = _("%(words)s（暂定）", words=words)
    return Due(day, words, tone, law)


def _due_name(name: str | None) -> str:
    """What must be done by such a day, in the reader's language."""
    told = DUE_NAMES.get(name or "", "")
    if isinstance(told, Bilingual):
        return told.said(is_english())
    return _(told) if told else ""


def due_of(matter) -> Due | None:
    """The next day to keep of a matter, or of a row of a list."""
    return due_on(matter.next_due_on, matter.next_due_name)


DUE_NAMES: dict[str, str | Bilingual] = {
    "instalment": "履行期限"
}  # name of a limit -> what must be done; rooms enter theirs


@room.blueprint.app_template_global()
def matter_url(matter) -> str:
    """The page of a matter, whatever its kind."""
    return url_for(KIND_PAGES[Kind(matter.kind)], id=matter.id)


@room.blueprint.app_template_global()
def state_of(matter) -> tuple[str, str]:
    """(label, tone) of where a matter stands."""
    label, tone = STATE_LABELS[Kind(matter.kind)](matter.state)
    return _(label), tone


@room.blueprint.app_template_global()
def scope_words() -> str:
    """The grey chip: how far this person sees."""
    extent = current_user.reach.extent(P.MATTER_READ)
    if extent is None:
        return ""
    if extent.is_everything:
        return _("数据范围：全部单位")
    if not extent.units:
        return _("数据范围：本人承办或登记的")
    if len(extent.units) == 1:
        return _("数据范围：%(unit)s", unit=current_user.unit.name)
    return _("数据范围：%(unit)s及下级", unit=current_user.unit.name)


WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


@room.blueprint.app_template_global()
def weekday(day: date) -> str:
    """星期一."""
    return _(WEEKDAYS[day.weekday()])


@room.blueprint.app_template_global()
def told(due_day) -> str:
    """How a last day was counted, in the reader's language."""
    return due_day.told(is_english())


@room.blueprint.app_template_global()
def in_words(words: Bilingual) -> str:
    """Words of a table that carries its own English."""
    return words.said(is_english())


@room.blueprint.app_template_global()
def types_of(worker) -> str:
    """A worker's types, as words."""
    term = current_app.jinja_env.globals["term"]
    return _("、").join(term("worker_type", code) for code in worker.worker_types or [])


room.blueprint.add_app_template_global(due_of, "due_of")
room.blueprint.add_app_template_global(due_on, "due_on")


# --- any list -----------------------------------------------------------------------------------------------------


class Sort:
    """The order of a list, as the address says it: ``sort=-received``."""

    def __init__(self, given: str):
        self.name, self.descending = given.lstrip("-"), given.startswith("-")

    def direction(self, key: str) -> str | None:
        return ("desc" if self.descending else "asc") if key == self.name else None

    def url(self, key: str) -> str:
        """The address sorted by this; by the column it is sorted by already, the other way round."""
        down = key == self.name and not self.descending
        return here(sort=f"-{key}" if down else key, page=None)


@dataclass
class Listing:
    """A list ready to be drawn."""

    page: Paged
    columns: list
    all_columns: list[dict]
    sort: Sort
    chips: list[dict]
    views: list[dict]
    clear_url: str
    can_export: bool
    args: list[tuple[str, str]]


def list_of(user: User, kind: Kind, filters, columns: Sequence, form) -> Listing:
    """One page of the matters that pass the filters."""
    sort = _sort()
    ids = queries.listed(user, kind, filters, sort)
    page = paginate(ids, queries.rows, current_app.config["PAGE_SIZE"])
    shown = _chosen(columns)
    return Listing(
        page=page,
        columns=shown,
        all_columns=[{"name": c.name, "label": _(c.label), "shown": c in shown} for c in columns],
        sort=Sort(sort),
        chips=_chips(form),
        views=_views(user),
        clear_url=url_for(request.endpoint),
        can_export=user.can(P.REPORT_EXPORT),
        args=[pair for pair in request.args.items(multi=True) if pair[0] not in ("page", "columns")],
    )


def _sort() -> str:
    given = request.args.get("sort", queries.DEFAULT_SORT)
    return given if given.lstrip("-") in queries.SORTS else queries.DEFAULT_SORT


def _chosen(columns: Sequence) -> list:
    names = request.args.getlist("columns")
    chosen = [c for c in columns if c.name in names] if names else [c for c in columns if c.usual]
    return (
        chosen if any(c.kind == "link" for c in chosen) else [c for c in columns if c.kind == "link"] + chosen
    )


def _chips(form) -> list[dict]:
    """What narrows the list, each with the address without it."""
    chips = []
    for field in form:
        raw = request.args.get(field.name, "")
        if not raw or field.errors:
            continue
        shown = {str(value): label for value, label in getattr(field, "pairs", ())}.get(raw, raw)
        chips.append(
            {
                "label": _("%(label)s：%(shown)s", label=field.label.text, shown=shown),
                "remove_url": here(**{field.name: None, "page": None}),
            }
        )
    for flag, label in (("collective", _("集体争议")), ("stale", _("七日未更新"))):
        if request.args.get(flag) == "1":
            chips.append({"label": label, "remove_url": here(**{flag: None, "page": None})})
    return chips


def _views(user: User) -> list[dict]:
    """The tabs above a list: the usual ones and those that were saved."""
    usual = [
        (_("全部"), {}),
        (_("我的在办"), {"handler": user.id, "state": "open"}),
        (_("今天到期"), {"due": "today"}),
        (_("超期"), {"due": "overdue"}),
        (_("未分派"), {"handler": 0, "state": "open"}),
        (_("本月新收"), {"from": clock.today().replace(day=1).isoformat()}),
    ]
    current = {name: value for name, value in request.args.items() if name not in ("page", "sort", "count")}
    tabs = [
        {
            "label": label,
            "url": url_for(request.endpoint, **args),
            "active": current == {name: str(value) for name, value in args.items()},
        }
        for label, args in usual
    ]
    return tabs + [
        {
            "label": view.name,
            "url": f"{url_for(request.endpoint)}?{view.query}",
            "active": request.query_string.decode(errors="replace") == view.query,
        }
        for view in queries.views_of(user)
    ]


@room.page("/views", needs=P.MATTER_READ, methods=FORM)
def save_view():
    """Keep a list under a name."""
    form = SaveViewForm()
    if not form.is_submitted():
        form.query.data = request.args.get("query", "")
    if not current_user.can(P.VIEW_SHARE):
        del form.shared
    if form.carries_out(_save_view):
        flash(_("已保存视图：%(name)s", name=form.name.data), "success")
        return redirect(f"{url_for('mediation.index')}?{form.query.data}")
    return render_template("matters/save_view.html", form=form, mine=_own_views())


def _save_view(*, name, query, shared=False):
    return actions.save_view(name=name, query=query.lstrip("?"), shared=shared, by=me())


def _own_views() -> list[SavedView]:
    return [view for view in queries.views_of(me()) if view.owner_id == current_user.id]


@room.page("/views/<int:id>/drop", needs=P.MATTER_READ, methods=("POST",))
def drop_view(id: int):
    """Forget a saved list."""
    view = next((view for view in _own_views() if view.id == id), None) or abort(404)
    actions.drop_view(view, by=me())
    flash(_("已删除视图"), "success")
    return redirect(url_for(".save_view"))


def export_list(user: User, kind: Kind, filters, columns: Sequence, form: str):
    """The whole list as a file: the filters, the order and the columns of the screen, and a trace of it."""
    ids = queries.listed(user, kind, filters, _sort(), P.REPORT_EXPORT)
    return exporting.send(_chosen(columns), ids, title=_("调解案件台账"), form=form, reader=_reader(kind))


def _reader(kind: Kind):
    """How a column of the list reads in a file: codes and states as words, the rest as it is."""
    term = current_app.jinja_env.globals["term"]
    outcome = current_app.jinja_env.globals["outcome_label"]

    def reader(column):
        name = column.name
        if column.kind == "code":
            return lambda row: term(column.dictionary, getattr(row, name))
        if column.kind == "status":
            return lambda row: _(STATE_LABELS[kind](row.state)[0])
        if column.kind == "outcome":
            return lambda row: outcome(row.outcome_code)
        if column.kind == "yes":
            return lambda row: _("是") if getattr(row, name) else _("否")
        return name

    return reader


@room.page("/", needs=P.ACCOUNT_OWN)
def home():
    """The first page of this person's menu."""
    return redirect(menu.home() or url_for("accounts.me"))


# --- today --------------------------------------------------------------------------------------------------------


@room.page("/today", needs=P.MATTER_READ)
def today():
    """What the day asks of this person: meetings, then days to keep, then what changed, then what is to be completed."""
    user, day = me(), clock.today()
    awaiting = tuple(state for states in AWAITING_ANSWER.values() for state in states)
    due = desk.my_due(user, SHOWN_OF_BLOCK * 3)
    counts = desk.count_due(user, day)
    pressing = [m for m in due if due_of(m).tone in ("red", "amber")][:SHOWN_OF_BLOCK]
    return render_template(
        "matters/today.html",
        day=day,
        meetings=desk.my_meetings(user, day, day),
        ahead=desk.my_meetings(
            user, date.fromordinal(day.toordinal() + 1), date.fromordinal(day.toordinal() + 7)
        ),
        pressing=pressing,
        counts=counts,
        awaiting=desk.waiting_for(user, awaiting),
        transfers=desk.transfers_to(user) if user.can(P.MATTER_TRANSFER) else [],
        changes=_news(user),
        incomplete=desk.incomplete(user),
        missing_labels={name: label for name, (label, _clause) in queries.MISSING.items()},
        drafts=drafts.mine(user.id),
        is_open=",".join(OPEN_STATES.get(Kind.MEDIATION, ())),
    )


def _news(user: User) -> list[dict]:
    """What others changed, one line for each deed, with the matter it belongs to."""
    entries = desk.changes_for(user)
    seen, lines = set(), []
    for entry in entries:
        key = (entry.matter_id, entry.at, entry.deed)
        if key in seen:
            continue
        seen.add(key)
        lines.append(
            {
                "at": clock.local(entry.at),
                "who": entry.user_name,
                "deed": _(entry.deed or "修改"),
                "matter_id": entry.matter_id,
            }
        )
    matters = (
        {
            m.id: m
            for m in db.session.query(Matter).filter(Matter.id.in_({line["matter_id"] for line in lines}))
        }
        if lines
        else {}
    )
    return [{**line, "matter": matters[line["matter_id"]]} for line in lines if line["matter_id"] in matters][
        :SHOWN_OF_BLOCK
    ]


@room.page("/today/read", needs=P.MATTER_READ, methods=("POST",))
def mark_read():
    """全部已读."""
    me().seen_changes_at = clock.utcnow()
    return redirect(url_for(".today"))


# --- oversight ----------------------------------------------------------------------------------------------------


@room.page("/oversight", needs=P.OVERSIGHT_READ)
def oversight():
    """What a supervisor must see: four figures, each a list; who works on what; what to open first; what nobody has."""
    user, day, kind = me(), clock.today(), Kind.MEDIATION
    states = OPEN_STATES[kind]
    return render_template(
        "matters/oversight.html",
        figures=desk.oversight(user, kind, states, day),
        handlers=desk.by_handler(user, kind, states, day),
        worth=desk.worth_a_look(user, kind, states, day),
        unassigned=desk.unassigned(user, kind, states),
        transfers=desk.transfers_to(user),
        today=day,
        stale_days=queries.STALE_AFTER.days,
    )


# --- hand-overs ---------------------------------------------------------------------------------------------------


@room.page("/transfers/<int:transfer>", needs=P.MATTER_TRANSFER, methods=FORM)
def answer_transfer(transfer: int):
    """Take over what another unit offers, or send it back."""
    found = desk.transfer_for(me(), transfer) or abort(404)
    units = me().reach.units(P.MATTER_TRANSFER)
    may_answer = (
        found.to_user_id == current_user.id
        if found.to_user_id
        else units is None or found.to_unit_id in units
    )
    form = TransferAnswerForm()
    if form.is_submitted() and not may_answer:
        abort(403)
    accept = request.form.get("then") != "decline"
    if form.carries_out(_answer, found, accept):
        flash(
            _("已接收，案件现在由%(unit)s办理", unit=found.to_unit.name) if accept else _("已退回"), "success"
        )
        return redirect(matter_url(found.matter) if accept else url_for(".today"))
    return render_template("matters/transfer.html", transfer=found, form=form, may_answer=may_answer)


def _answer(transfer, accept: bool, *, answer: str):
    with context.doing("接收移交" if accept else "退回移交"):
        actions.answer_transfer(transfer, accept=accept, answer=answer, by=me())


@room.page("/transfers/<int:transfer>/withdraw", needs=P.MATTER_TRANSFER, methods=("POST",))
def withdraw_transfer(transfer: int):
    """Take an offer back."""
    found = desk.transfer_for(me(), transfer) or abort(404)
    units = me().reach.units(P.MATTER_TRANSFER)
    if units is not None and found.from_unit_id not in units and found.offered_by_id != current_user.id:
        abort(403)
    with context.doing("撤回移交"):
        actions.withdraw_transfer(found, by=me())
    flash(_("已撤回移交"), "success")
    return redirect(matter_url(found.matter))


menu.add(menu.Item("今天", "matters.today", P.MATTER_READ, place=10, key="t", hidden_from=P.OVERSIGHT_READ))
menu.add(menu.Item("督办台", "matters.oversight", P.OVERSIGHT_READ, place=5))
menu.add(menu.Item("今天", "matters.today", P.OVERSIGHT_READ, place=10, key="t"))
