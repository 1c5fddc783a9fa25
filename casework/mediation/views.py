"""Pages of mediations: the list, the intake, the case, and every move of it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.engine import money
from casework.engine.reading import row_id
from casework.engine.workflow import Move
from casework.history import words
from casework.matters import parts, timeline
from casework.matters import queries as listing
from casework.matters.forms import NoteForm
from casework.matters.models import Kind
from casework.matters.views import DUE_NAMES, FACES, OFFERS, Face, Offer, due_of, export_of, me, page_of
from casework.mediation import actions, queries
from casework.mediation.forms import BulkForm, FactsForm, ResultForm, form_for
from casework.mediation.models import OPEN, SUCCESSFUL, Mediation, Outcome, Status
from casework.mediation.registers import CASES
from casework.mediation.rules import LIMITS, WORKFLOW
from casework.permissions import P
from casework.web import menu
from casework.web.paging import asked
from casework.web.room import FORM, Room

room = Room("mediation", "/mediations")
FACES[Kind.MEDIATION] = Face(
    room="mediation",
    states=Status,
    outcomes=Outcome,
    open_states=tuple(status.value for status in OPEN),
    register="调解案件台账",
    columns=CASES,
    meeting="调解会",
    awaiting=(Status.ASSIGNED.value,),
    lacks=tuple(listing.MISSING),
    new="mediation.new",
    bulk="mediation.assign",
    outcomes_offered=(("successful", "调解成功（含部分）", tuple(outcome.value for outcome in SUCCESSFUL)),),
)


# --- the list -----------------------------------------------------------------------------------------------------


@room.page("/", needs=P.MEDIATION_READ)
def index():
    """The list of mediations."""
    return render_template("mediation/index.html", **page_of(me(), Kind.MEDIATION))


@room.page("/export", needs=P.REPORT_EXPORT, methods=("POST",), reads=True)
def export():
    """Exactly what the list shows, as a file."""
    return export_of(me(), Kind.MEDIATION)


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


MEETING = ("调解会", "约定的调解会", "调解会（已取消）")


def _events(file: queries.CaseFile) -> list[timeline.Event]:
    entries = timeline.worth_telling(file.history)
    told = words.told(entries)
    events = timeline.of_history(entries, lambda entry: told.get(entry.id, []), _)
    events += timeline.of_notes(file.notes, _)
    events += timeline.of_meetings(file.meetings, MEETING, _)
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


# --- what hangs on a case -----------------------------------------------------------------------------------------

parts.people(room, Mediation, edits=P.MEDIATION_EDIT)
parts.employers(room, Mediation, edits=P.MEDIATION_EDIT)
parts.claims(room, Mediation, edits=P.MEDIATION_EDIT)
parts.notes(room, Mediation, needs=P.MEDIATION_NOTE)
parts.meetings(room, Mediation, needs=P.MEDIATION_CONDUCT)
parts.transfers(room, Mediation)


@room.page("/<int:id>/workers/<int:entry>/result", needs=P.MEDIATION_CONDUCT, of=Mediation, methods=FORM)
def worker_result(mediation: Mediation, entry: int):
    """One worker's own result in a case of several."""
    found = listing.worker_in(mediation, entry) or abort(404)
    form = ResultForm(found)
    if form.carries_out(actions.set_result, found):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/result.html", mediation=mediation, form=form, entry=found)


DUE_NAMES.update({limit.name: limit.duty for limit in LIMITS})


OFFERS.append(Offer("转为调解案件", "mediation.new", Kind.MEDIATION, P.MEDIATION_REGISTER))

menu.add(menu.Item("调解案件", "mediation.index", P.MEDIATION_READ, place=20))
menu.add_create(menu.Item("调解案件", "mediation.new", P.MEDIATION_REGISTER, place=20))
