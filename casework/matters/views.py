"""Pages over matters of every kind: today, oversight, saved lists, hand-overs; and the drawing of any list of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from casework.accounts.models import Dictionary, User
from casework.accounts.queries import term_name, term_names
from casework.accounts.words import is_english
from casework.engine import clock, context
from casework.engine.calendar import official
from casework.engine.choices import Choices
from casework.engine.reading import Unreadable, row_id
from casework.extensions import db
from casework.matters import actions, carrying, desk, exporting, likeness, queries
from casework.matters.court_numbers import parse_court_number
from casework.matters.forms import FilterForm, SaveViewForm, TransferAnswerForm
from casework.matters.models import READS, Kind, Matter, SavedView
from casework.matters.rules import KINDS
from casework.parties.identifiers import parse_id_number, parse_phone
from casework.permissions import P
from casework.web import drafts, menu
from casework.web.forms import lookup_args
from casework.web.paging import Paged, here, paginate
from casework.web.room import FORM, Room

room = Room("matters")

SHOWN_OF_BLOCK = 7


@dataclass(frozen=True)
class Face:
    """How a kind of matter shows itself on pages that know no kind. Its room enters it into ``FACES``.

    ``room`` is the blueprint, whose pages ``index``, ``show``, ``move`` and ``export`` are called alike in every kind;
    ``open_states`` are those in which work goes on; in ``awaiting`` the handler has not yet said yes, which the moves
    ``answers`` (accept, decline) do. ``outcomes_offered`` are groups of outcomes that a list may be narrowed by.
    """

    room: str
    states: type[Choices]
    outcomes: type[Choices]
    open_states: tuple[str, ...]
    register: str
    columns: tuple
    meeting: str = "会谈"
    awaiting: tuple[str, ...] = ()
    answers: tuple[str, str] = ("take", "decline")
    outcomes_offered: tuple[tuple[str, str, tuple[str, ...]], ...] = ()

    @property
    def groups(self) -> dict[str, tuple[str, ...]]:
        """What "open" means in the address of its list."""
        return {"open": self.open_states}


FACES: dict[Kind, Face] = {}


@dataclass(frozen=True)
class Offer:
    """A kind that a matter of another kind can give rise to: the button, and the intake that takes over from there."""

    label: str
    endpoint: str
    kind: Kind
    needs: P


OFFERS: list[Offer] = []  # each kind's room enters its own


@room.blueprint.app_template_global()
def offers_of(matter) -> list[tuple[str, str]]:
    """(label, address) of what this person may make of a matter."""
    return [
        (_(offer.label), url_for(offer.endpoint, origin=matter.id))
        for offer in OFFERS
        if offer.kind != matter.kind and current_user.can(offer.needs)
    ]


def origin_asked() -> Matter | None:
    """The matter that an intake takes over from, as its address says; 404 outside what this person may see."""
    if "origin" not in request.args:
        return None
    return carrying.origin_for(me(), row_id(request.args["origin"])) or abort(404)


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
    law = DUE_NAMES.get(name or "", "")
    if day < today:
        return Due(day, _("超期%(n)s天", n=(today - day).days), "red", _(law) if law else "")
    if day == today:
        return Due(day, _("今天到期"), "red", _(law) if law else "")
    left = official().working_days_between(today, day)
    tone = "amber" if left <= queries.SOON else "green"
    return Due(day, _("剩%(n)s个工作日", n=left), tone, _(law) if law else "")


def due_of(matter) -> Due | None:
    """The next day to keep of a matter, or of a row of a list."""
    return due_on(matter.next_due_on, matter.next_due_name)


DUE_NAMES: dict[str, str] = {
    "instalment": "履行期限"
}  # name of a limit -> what must be done; rooms enter theirs


@room.blueprint.app_template_global()
def matter_url(matter) -> str:
    """The page of a matter, whatever its kind."""
    return url_for(f"{FACES[Kind(matter.kind)].room}.show", id=matter.id)


@room.blueprint.app_template_global()
def meeting_url(meeting) -> str:
    """Where what came of an appointment is recorded, in the room of its matter's kind."""
    return url_for(f"{face_of(meeting.matter).room}.meeting", id=meeting.matter_id, entry=meeting.id)


@room.blueprint.app_template_global()
def state_of(matter) -> tuple[str, str]:
    """(label, tone) of where a matter stands."""
    state = FACES[Kind(matter.kind)].states(matter.state)
    return _(state.label), state.tone


@room.blueprint.app_template_global()
def outcome_of(matter) -> str:
    """How a matter ended, as its kind calls it."""
    return _(FACES[Kind(matter.kind)].outcomes(matter.outcome_code).label) if matter.outcome_code else ""


@room.blueprint.app_template_global()
def answers_of(matter) -> list[tuple[str, str]]:
    """(name of the move, its address) by which a handler accepts or declines what was assigned to them."""
    face = FACES[Kind(matter.kind)]
    return [(name, url_for(f"{face.room}.move", id=matter.id, name=name)) for name in face.answers]


def face_of(matter) -> Face:
    """How its kind shows itself."""
    return FACES[Kind(matter.kind)]


@room.blueprint.app_template_global()
def type_of(matter) -> str:
    """What it is about, in the dictionary of its kind."""
    return term_name(KINDS[Kind(matter.kind)].types, matter.dispute_type, english=is_english())


@room.blueprint.app_template_global()
def source_of(matter) -> str:
    """Where it came from, in the dictionary of its kind."""
    return term_name(KINDS[Kind(matter.kind)].sources, matter.source, english=is_english())


@room.blueprint.app_template_global()
def add_worker_url(matter) -> str | None:
    """Where a further person is added to it, if its kind has such a page and this person may."""
    endpoint = f"{face_of(matter).room}.add_worker"
    page = getattr(current_app.view_functions.get(endpoint), "page", None)
    return url_for(endpoint, id=matter.id) if page and current_user.can(page.needs, matter) else None


@room.blueprint.app_template_global()
def kind_of_matter(matter) -> str:
    """What kind of matter this is."""
    return _(Kind(matter.kind).label)


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
    return due_day.told(_)


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


def page_of(user: User, kind: Kind):
    """(form, list, words) of a kind's list: filters, columns and order all stand in the address."""
    face = FACES[kind]
    form = FilterForm(user, kind, face)
    shown = list_of(user, kind, form.read(), face.columns, form)
    return {"form": form, "list": shown, "words": words_of(face, shown.columns), "face": face}


def words_of(face: Face, columns) -> dict[str, dict]:
    """What the codes in these columns are called: said once for all rows of the list."""
    english = is_english()
    said: dict[str, dict] = {
        "state": {state.value: (_(state.label), state.tone) for state in face.states},
        "outcome_code": {outcome.value: _(outcome.label) for outcome in face.outcomes} | {None: ""},
    }
    for column in columns:
        if column.kind == "code":
            said[column.name] = term_names(Dictionary(column.dictionary), english)
    return said


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
        views=_views(user, kind),
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


def _views(user: User, kind: Kind) -> list[dict]:
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
        for view in queries.views_of(user, kind)
    ]


@room.page("/views", needs=P.MATTER_READ, methods=FORM)
def save_view():
    """Keep a list under a name."""
    kind, face = _kind_asked()
    form = SaveViewForm()
    if not form.is_submitted():
        form.query.data = request.args.get("query", "")
    if not current_user.can(P.VIEW_SHARE):
        del form.shared
    if form.carries_out(_save_view, kind):
        flash(_("已保存视图：%(name)s", name=form.name.data), "success")
        return redirect(f"{url_for(f'{face.room}.index')}?{form.query.data}")
    return render_template("matters/save_view.html", form=form, mine=_own_views(kind), face=face, kind=kind)


def _kind_asked() -> tuple[Kind, Face]:
    """The kind whose list the address names; the first that this person reads, where it names none."""
    kind = next((k for k, face in FACES.items() if face.room == request.args.get("list")), None)
    kind = kind or next((k for k in Kind if k in FACES and current_user.can(READS[k])), Kind.MEDIATION)
    return kind, FACES[kind]


def _save_view(kind: Kind, *, name, query, shared=False):
    return actions.save_view(kind=kind, name=name, query=query.lstrip("?"), shared=shared, by=me())


def _own_views(kind: Kind) -> list[SavedView]:
    return [view for view in queries.views_of(me(), kind) if view.owner_id == current_user.id]


@room.page("/views/<int:id>/drop", needs=P.MATTER_READ, methods=("POST",))
def drop_view(id: int):
    """Forget a saved list."""
    own = (view for kind in FACES for view in _own_views(kind))
    view = next((view for view in own if view.id == id), None) or abort(404)
    actions.drop_view(view, by=me())
    flash(_("已删除视图"), "success")
    return redirect(url_for(".save_view", list=FACES[view.kind].room))


def export_of(user: User, kind: Kind):
    """A kind's whole list as a file: the filters, the order and the columns of the screen, and a trace of it."""
    face = FACES[kind]
    filters = FilterForm(user, kind, face).read()
    ids = queries.listed(user, kind, filters, _sort(), P.REPORT_EXPORT)
    shown, form = _chosen(face.columns), request.form.get("format", "xlsx")
    return exporting.send(shown, ids, title=_(face.register), form=form, reader=_reader(face))


def _reader(face: Face):
    """How a column of the list reads in a file: codes and states as words, the rest as it is."""
    term = current_app.jinja_env.globals["term"]

    def reader(column):
        name = column.name
        if column.kind == "code":
            return lambda row: term(column.dictionary, getattr(row, name))
        if column.kind == "status":
            return lambda row: _(face.states(row.state).label)
        if column.kind == "outcome":
            return lambda row: _(face.outcomes(row.outcome_code).label) if row.outcome_code else ""
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
    awaiting = {kind: face.awaiting for kind, face in FACES.items() if face.awaiting}
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
    states = FACES[kind].open_states
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
    return render_template("matters/answer_transfer.html", transfer=found, form=form, may_answer=may_answer)


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


# --- while an intake is being typed -------------------------------------------------------------------------------


@room.page("/lookup", needs=P.MATTER_READ, methods=("POST",), reads=True)
def lookup():
    """While a matter is being typed: what may be the same, and what is known of the employer. Never blocks saving."""
    typed = lookup_args()
    phone, id_number, court_number = (
        _read(parse_phone, typed.get("phone")),
        _read_id(typed.get("id_number")),
        None,
    )
    court_number = _read(lambda text: parse_court_number(text).text, typed.get("court_number"))
    found = likeness.look_alikes(
        me(),
        name=typed.get("name", ""),
        employer=typed.get("employer", ""),
        phone=phone,
        id_number=id_number,
        court_number=court_number,
        dispute_type=typed.get("dispute_type", ""),
    )
    elsewhere = likeness.count_elsewhere(me(), id_number=id_number, court_number=court_number)
    record = likeness.record_of(me(), typed.get("employer", ""))
    mark = likeness.mark_of_typed(typed.get("name", ""), typed.get("employer", ""))
    return render_template("matters/_lookup.html", found=found, elsewhere=elsewhere, record=record, mark=mark)


def _read(reader, text):
    try:
        return reader(text) if text else None
    except ValueError:
        return None


def _read_id(text):
    try:
        return parse_id_number(text, today=clock.today()).value if text else None
    except Unreadable:
        return None


@room.page("/matters/<int:id>/notes", needs=P.MATTER_READ, of=Matter)
def note(matter: Matter):
    """Where progress is recorded, in the room of its kind: the way back to a draft of it."""
    return redirect(url_for(f"{face_of(matter).room}.note", id=matter.id))


@room.page("/matters/<int:id>/different", needs=P.MATTER_READ, of=Matter, methods=("POST",))
def tell_apart(matter: Matter):
    """不是同一件: what was typed is another case than this one, and is not compared with it again."""
    actions.tell_apart(matter.id, request.form.get("mark", "")[:32], by=me())
    return render_template("matters/_different.html", matter=matter)


@room.page("/lookup/employers", needs=P.MATTER_READ, methods=("POST",), reads=True)
def employers():
    """Employers that what was typed may mean."""
    found = likeness.suggest_employers(me(), lookup_args().get("q", ""))
    return render_template("matters/_employers.html", found=found)
