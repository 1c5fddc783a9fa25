"""Pages of mediations: the list, the intake, the case, and every move of it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import Dictionary
from casework.accounts.queries import term_names
from casework.accounts.words import is_english
from casework.engine import clock, context, money
from casework.engine.reading import row_id
from casework.engine.workflow import Move
from casework.history import words
from casework.law import catalogue
from casework.matters import actions as matters
from casework.matters import timeline
from casework.matters.forms import (
    FilterForm,
    MeetingForm,
    MeetingResultForm,
    NoteForm,
    TransferForm,
)
from casework.matters.models import Audience, Kind
from casework.matters.views import (
    AWAITING_ANSWER,
    DUE_NAMES,
    KIND_PAGES,
    STATE_LABELS,
    due_of,
    export_list,
    list_of,
    me,
)
from casework.matters.views import OPEN_STATES as STATES_IN_WORK
from casework.mediation import actions, queries
from casework.mediation.forms import BulkForm, FactsForm, form_for
from casework.mediation.models import OPEN, SUCCESSFUL, Mediation, Outcome, Status
from casework.mediation.registers import CASES
from casework.mediation.rules import CLOCKS, WORKFLOW
from casework.permissions import P
from casework.web import menu
from casework.web.paging import asked
from casework.web.room import FORM, Room

room = Room("mediation", "/mediations")
OPEN_STATES = tuple(status.value for status in OPEN)
KIND_PAGES[Kind.MEDIATION] = "mediation.show"
STATES_IN_WORK[Kind.MEDIATION] = OPEN_STATES
AWAITING_ANSWER[Kind.MEDIATION] = (Status.ASSIGNED.value,)
STATE_LABELS[Kind.MEDIATION] = lambda state: (Status(state).label, Status(state).tone)
GROUPS = {"open": OPEN_STATES}
OUTCOME_GROUPS = {"successful": tuple(outcome.value for outcome in SUCCESSFUL)}


# --- the list -----------------------------------------------------------------------------------------------------


@room.page("/", needs=P.MEDIATION_READ)
def index():
    """The list of mediations: filters, columns and order all stand in the address."""
    form = FilterForm(me(), Status.options(), Outcome.options())
    filters = form.read(GROUPS, OUTCOME_GROUPS)
    shown = list_of(me(), Kind.MEDIATION, filters, CASES, form)
    return render_template("mediation/index.html", form=form, list=shown, words=_words(shown.columns))


def _words(columns) -> dict[str, dict]:
    """What the codes in these columns are called: said once for all rows of the list."""
    english = is_english()
    said: dict[str, dict] = {
        "state": {status.value: (_(status.label), status.tone) for status in Status},
        "outcome_code": {outcome.value: _(outcome.label) for outcome in Outcome} | {None: ""},
    }
    for column in columns:
        if column.kind == "code":
            said[column.name] = term_names(Dictionary(column.dictionary), english)
    return said


@room.page("/export", needs=P.REPORT_EXPORT, methods=("POST",), reads=True)
def export():
    """Exactly what the list shows: the same filters, columns and order, as a file."""
    form = FilterForm(me(), Status.options(), Outcome.options())
    filters = form.read(GROUPS, OUTCOME_GROUPS)
    return export_list(me(), Kind.MEDIATION, filters, CASES, request.form.get("format", "xlsx"))


@room.page("/assign", needs=P.MATTER_BULK, methods=("POST",))
def assign():
    """Give several cases to one person: first what will happen, then, confirmed, the deed."""
    ids = [id for id in map(row_id, request.form.getlist("ids")) if id]
    if not ids:
        flash(_("请先勾选案件"), "error")
        return redirect(url_for(".index", **asked()))
    found = queries.chosen(me(), ids)
    form = BulkForm(me())
    if request.form.get("confirmed") and form.carries_out(_assign_all, found):
        done, refused = form.result
        flash(_("已分派 %(n)s 件", n=done), "success")
        for number, reason in refused:
            flash(_("%(number)s 没有分派：%(reason)s", number=number, reason=reason), "warning")
        return redirect(url_for(".index", state=Status.ASSIGNED.value))
    if not request.form.get("confirmed"):
        form.handler_id.errors = []
    left_out = len(set(ids)) - len(found)
    return render_template("mediation/assign.html", form=form, found=found, left_out=left_out)


def _assign_all(found: list[Mediation], handler_id: int) -> tuple[int, list[tuple[str, str]]]:
    """Assign each; those that refuse are told by number, the others go through."""
    done, refused = 0, []
    for mediation in found:
        if mediation.handler_id == handler_id:
            refused.append((mediation.number, _("已由此人承办")))
            continue
        if mediation.status not in OPEN:
            refused.append((mediation.number, _("案件已终结")))
            continue
        actions.move(mediation, "assign", by=me(), handler_id=handler_id)
        done += 1
    return done, refused


# --- the case -----------------------------------------------------------------------------------------------------


@room.page("/<int:id>", needs=P.MEDIATION_READ, of=Mediation)
def show(mediation: Mediation):
    """One case: who, where it stands, what comes next, and everything that happened."""
    file = queries.case_file(mediation, me())
    moves = WORKFLOW.open_to(mediation, me())
    return render_template(
        "mediation/show.html",
        mediation=mediation,
        file=file,
        moves=moves,
        next_move=_next_step(moves, mediation),
        events=_events(file),
        due=due_of(mediation),
        open_transfer=next((t for t in file.transfers if t.state.value == "offered"), None),
        note_form=NoteForm(draft=f"note.{mediation.id}"),
        missing=_missing(file),
    )


def _next_step(moves: list[Move], mediation: Mediation) -> Move | None:
    """The step that is usual now: to give the case to somebody only while nobody has it."""
    usual = [move for move in moves if move.main]
    if mediation.handler_id is not None:
        usual = [move for move in usual if move.name != "assign"]
    return next(iter(usual), None)


def _missing(file: queries.CaseFile) -> list[tuple[str, str]]:
    """What is still to be added, each with the page where it can be."""
    m, first = file.mediation, file.workers[0]
    edit = url_for(".edit", id=m.id)
    worker = url_for(".worker", id=m.id, entry=first.id)
    employer = url_for(".employer", id=m.id, entry=file.employers[0].id)
    lacking = (
        (not first.worker.phone, _("手机号"), worker),
        (not first.worker.id_number, _("身份证号"), worker),
        (not first.worker.worker_types, _("劳动者类别"), worker),
        (not m.claimed_fen, _("涉案金额"), edit),
        (m.source in ("court", "prefiling") and not m.court_number, _("法院案号"), edit),
        (not m.cause, _("案由"), edit),
        (not m.industry, _("用人单位行业"), employer),
        (m.people > len(file.workers), _("其余劳动者"), url_for(".add_worker", id=m.id)),
    )
    return [(label, url) for is_lacking, label, url in lacking if is_lacking]


def _events(file: queries.CaseFile) -> list[timeline.Event]:
    entries = timeline.worth_telling(file.history)
    told = words.told(entries)
    events = timeline.of_history(entries, lambda entry: told.get(entry.id, []), _)
    for note in file.notes:
        events.append(
            timeline.Event(
                title=_(note.audience.label) if note.audience.value != "case" else _("进展"),
                order=timeline.sort_key(note.happened_on, note.written_at, note.id),
                who=note.author.name if note.author else None,
                on=note.happened_on,
                at=_hour_of(note),
                body=note.text,
                kind="note",
                tone=note.audience.tone,
            )
        )
    for meeting in file.meetings:
        events.append(_meeting_event(meeting))
    for payment in file.payments:
        events.append(
            timeline.Event(
                title=_("到账 %(amount)s 元", amount=money.yuan(payment.amount_fen)),
                order=timeline.sort_key(payment.paid_on, None, payment.id),
                on=payment.paid_on,
                body=payment.note or None,
                kind="payment",
                tone="green",
            )
        )
    for visit in file.visits:
        said = f"{_(visit.reached.label)}" + (
            f" · {_(visit.satisfaction.label)}" if visit.satisfaction else ""
        )
        events.append(
            timeline.Event(
                title=_("回访"),
                order=timeline.sort_key(visit.visited_on, None, visit.id),
                who=visit.by.name if visit.by else None,
                on=visit.visited_on,
                body=f"{said}\n{visit.note}".strip(),
                kind="visit",
                tone="blue",
            )
        )
    return timeline.newest_first(events)


def _hour_of(note):
    """The hour of a note written on the day it is about; of an earlier day only the day is known."""
    written = clock.local(note.written_at)
    return written if written.date() == note.happened_on else None


def _meeting_event(meeting) -> timeline.Event:
    title = (
        _("调解会（已取消）")
        if meeting.is_cancelled
        else _("调解会")
        if meeting.is_held
        else _("约定的调解会")
    )
    hour = meeting.starts_at.strftime("%H:%M") if meeting.starts_at else ""
    where = " · ".join(
        part for part in (hour, _(meeting.channel.label), meeting.place, meeting.present) if part
    )
    return timeline.Event(
        title=title,
        order=timeline.sort_key(meeting.held_on, None, meeting.id),
        on=meeting.held_on,
        body=f"{where}\n{meeting.summary}".strip(),
        kind="meeting",
        tone="blue",
    )


@room.page("/<int:id>/move/<name>", needs=P.MEDIATION_READ, of=Mediation, methods=FORM)
def move(mediation: Mediation, name: str):
    """Every move of the workflow, from assigning to archiving: the same page with another form."""
    if name not in WORKFLOW.moves:
        abort(404)
    step = WORKFLOW[name]
    if not step.may_be_made_by(me(), mediation):
        abort(403)
    form = form_for(step, mediation, me(), draft=f"{name}.{mediation.id}")
    if form.carries_out(actions.move, mediation, name, by=me()):
        flash(_("%(move)s：已办理", move=_(step.label)), "success")
        return redirect(url_for(".show", id=mediation.id))
    due = actions.due_days(mediation) if name == "extend" else []
    return render_template(
        "mediation/move.html", mediation=mediation, move=step, form=form, due=due, fits=step.fits(mediation)
    )


@room.page("/<int:id>/edit", needs=P.MEDIATION_EDIT, of=Mediation, methods=FORM)
def edit(mediation: Mediation):
    """Correct or complete what was logged. What a colleague changed meanwhile is kept or shown beside."""
    form = FactsForm(mediation, draft=f"edit.{mediation.id}")
    if form.carries_out(actions.change_facts, mediation):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/edit.html", mediation=mediation, form=form)


@room.page("/<int:id>/notes", needs=P.MEDIATION_NOTE, of=Mediation, methods=FORM)
def note(mediation: Mediation):
    """Record progress. Notes never clash with what others do."""
    form = NoteForm(draft=f"note.{mediation.id}")
    if form.carries_out(_write_note, mediation):
        flash(_("已记录"), "success")
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/note.html", mediation=mediation, form=form)


def _write_note(mediation: Mediation, *, text, audience, happened_on):
    with context.doing("记录进展"):
        return matters.write_note(
            mediation, text=text, audience=audience or Audience.CASE, happened_on=happened_on, by=me()
        )


@room.page("/<int:id>/meetings/new", needs=P.MEDIATION_CONDUCT, of=Mediation, methods=FORM)
def meet(mediation: Mediation):
    """Arrange a mediation session."""
    form = MeetingForm()
    if form.carries_out(_arrange, mediation):
        flash(_("已约定调解会"), "success")
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/meeting.html", mediation=mediation, form=form, meeting=None)


def _arrange(mediation: Mediation, **answers):
    actions.must_be_open(mediation)
    with context.doing("约定调解会"):
        return matters.arrange_meeting(mediation, **answers)


@room.page("/<int:id>/meetings/<int:entry>", needs=P.MEDIATION_CONDUCT, of=Mediation, methods=FORM)
def meeting(mediation: Mediation, entry: int):
    """Record what came of a session."""
    found = queries.meeting_in(mediation, entry) or abort(404)
    form = MeetingResultForm(found, draft=f"meeting.{found.id}")
    if form.carries_out(_record, found):
        flash(_("已记录"), "success")
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/meeting.html", mediation=mediation, form=form, meeting=found)


def _record(found, **answers):
    with context.doing("记录调解会"):
        matters.record_meeting(found, **answers)


@room.page(
    "/<int:id>/meetings/<int:entry>/cancel", needs=P.MEDIATION_CONDUCT, of=Mediation, methods=("POST",)
)
def cancel_meeting(mediation: Mediation, entry: int):
    """It will not take place."""
    found = queries.meeting_in(mediation, entry) or abort(404)
    with context.doing("取消调解会"):
        matters.cancel_meeting(found)
    flash(_("已取消"), "success")
    return redirect(url_for(".show", id=mediation.id))


# --- handing over -------------------------------------------------------------------------------------------------


@room.page("/<int:id>/transfer", needs=P.MATTER_TRANSFER, of=Mediation, methods=FORM)
def transfer(mediation: Mediation):
    """Offer the case to another unit."""
    form = TransferForm(mediation)
    if form.carries_out(_offer, mediation):
        flash(_("已发出移交，等待对方接收"), "success")
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/transfer.html", mediation=mediation, form=form)


def _offer(mediation: Mediation, **answers):
    actions.must_be_open(mediation)
    with context.doing("移交"):
        return matters.offer_transfer(mediation, by=me(), **answers)


@room.blueprint.app_template_global()
def outcome_label(code: str | None) -> str:
    """How a case ended, as the list reads it."""
    return _(Outcome(code).label) if code else ""


DUE_NAMES.update({clock.name: catalogue.latest(clock.name).duty for clock in CLOCKS})


menu.add(menu.Item("调解案件", "mediation.index", P.MEDIATION_READ, place=20, key="l"))
menu.add_create(menu.Item("调解案件", "mediation.new", P.MEDIATION_REGISTER, place=20))
menu.SEARCH.append(menu.Item("搜索", "mediation.index", P.MEDIATION_READ, place=1))
