"""Pages of legal aid: the list, the case with its task list, every move of it, and the lawyer's work."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import force_locale
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from casework.engine import clock, context
from casework.engine.workflow import Move
from casework.history import words
from casework.legal_aid import actions, queries, steps, works
from casework.legal_aid.due import due_days, limitation_is_running, supplementing_days
from casework.legal_aid.forms import FactsForm, MeansForm, ResultForm, WorkForm, form_for
from casework.legal_aid.models import OPEN, WORKED_OUT, Form, LegalAid, Outcome, Power, Status, Work
from casework.legal_aid.registers import CASES
from casework.legal_aid.rules import LIMITATION, LIMITS, OBJECTION, URGENT_BELOW, WORKFLOW
from casework.matters import actions as matters
from casework.matters import parts, timeline
from casework.matters import queries as listing
from casework.matters.forms import NoteForm, TransferForm
from casework.matters.models import Kind
from casework.matters.views import (
    DUE_NAMES,
    FACES,
    OFFERS,
    Face,
    Offer,
    due_of,
    export_of,
    face_of,
    me,
    page_of,
)
from casework.permissions import P
from casework.web import menu
from casework.web.errors import say_as
from casework.web.room import FORM, Room

room = Room("legal_aid", "/legal-aid")
FACES[Kind.LEGAL_AID] = Face(
    room="legal_aid",
    states=Status,
    outcomes=Outcome,
    open_states=tuple(status.value for status in OPEN),
    register="法律援助案件台账",
    columns=CASES,
    meeting="会见或开庭",
    awaiting=(Status.ASSIGNED.value,),
    outcomes_offered=(("worked", "办结的", tuple(outcome.value for outcome in WORKED_OUT)),),
)


# --- the list -----------------------------------------------------------------------------------------------------


@room.page("/", needs=P.AID_READ)
def index():
    """The list of legal-aid cases."""
    return render_template("legal_aid/index.html", **page_of(me(), Kind.LEGAL_AID))


@room.page("/export", needs=P.REPORT_EXPORT, methods=("POST",), reads=True)
def export():
    """Exactly what the list shows, as a file."""
    return export_of(me(), Kind.LEGAL_AID)


# --- the case -----------------------------------------------------------------------------------------------------


@room.page("/<int:id>", needs=P.AID_READ, of=LegalAid)
def show(aid: LegalAid):
    """One case: the task list, the next step, who, what was done, and everything that happened."""
    file = queries.case_file(aid, me())
    moves = [move for move in WORKFLOW.open_to(aid, me()) if move.name != "assign"]
    groups = steps.groups(file)
    first = steps.first_to_do(groups)
    return render_template(
        "legal_aid/show.html",
        aid=aid,
        file=file,
        groups=[(group, [_task(aid, task) for task in group.tasks]) for group in groups],
        first=_task(aid, first) if first else None,
        moves=moves,
        next_move=_next_step(moves),
        may_assign=aid.status == Status.GRANTED and me().can(P.AID_ASSIGN, aid),
        events=_events(file),
        due=due_of(aid),
        open_transfer=next((t for t in file.transfers if t.state.value == "offered"), None),
        note_form=NoteForm(draft=f"note.{aid.id}"),
        missing=_missing(file),
        powers=[_(Power(code).label) for code in aid.powers],
        urgent_days=_urgent_days(aid),
        supplementing_days=supplementing_days(aid),
        may_work=aid.handler_id == current_user.id or me().can(P.AID_SUPERVISE, aid),
        objection=OBJECTION,
    )


def _task(aid: LegalAid, task: steps.Task) -> dict:
    """A task as the macro draws it: with its address where this person may go there now."""
    return {"label": _(task.label), "state": task.state, "url": _address(aid, task)}


def _address(aid: LegalAid, task: steps.Task) -> str | None:
    if not task.page or task.state == steps.SKIPPED:
        return None
    if task.page == "move":
        move = WORKFLOW[task.args["name"]]
        if not (move.fits(aid) and move.may_be_made_by(me(), aid)):
            return None
    elif aid.archived_on or not _may_open(task.page, aid):
        return None
    return url_for(f".{task.page}", id=aid.id, **task.args)


def _may_open(page: str, aid: LegalAid) -> bool:
    needs = current_app.view_functions[f"legal_aid.{page}"].page.needs
    if page in ("add_work", "work"):
        return aid.handler_id == current_user.id or me().can(P.AID_SUPERVISE, aid)
    return me().can(needs, aid)


def _next_step(moves: list[Move]) -> Move | None:
    """The step that is usual now."""
    return next((move for move in moves if move.main), None)


def _urgent_days(aid: LegalAid) -> int | None:
    """How many days are left of a limitation period, where aid may be given first."""
    if not limitation_is_running(aid):
        return None
    left = (aid.limitation_ends_on - clock.today()).days
    return left if left < URGENT_BELOW else None


def _missing(file: queries.CaseFile) -> list[tuple[str, str]]:
    """What is still to be added, each with the page where it can be."""
    a, first = file.aid, file.workers[0]
    edit, means = url_for(".edit", id=a.id), url_for(".means", id=a.id)
    worker = url_for(".worker", id=a.id, entry=first.id)
    employer = url_for(".employer", id=a.id, entry=file.employers[0].id)
    lacking = (
        (not first.worker.phone, _("手机号"), worker),
        (not first.worker.id_number, _("身份证号"), worker),
        (not first.worker.worker_types, _("劳动者类别"), worker),
        (not a.has_means, _("经济困难状况说明或免予核查的情形"), means),
        (not a.facts, _("案情与请求"), edit),
        (not a.claimed_fen, _("涉案金额"), edit),
        (not a.limitation_ends_on, _("时效或期限届满日"), edit),
        (not a.cause, _("案由"), edit),
        (not a.forms_asked, _("申请的援助方式"), edit),
        (not a.industry, _("用人单位行业"), employer),
        (a.people > len(file.workers), _("其余劳动者"), url_for(".add_worker", id=a.id)),
    )
    return [(label, url) for is_lacking, label, url in lacking if is_lacking]


MEETING = ("会见或开庭", "约定的会见或开庭", "会见或开庭（已取消）")


def _events(file: queries.CaseFile) -> list[timeline.Event]:
    entries = timeline.worth_telling(file.history)
    told = words.told(entries)
    events = timeline.of_history(entries, lambda entry: told.get(entry.id, []), _)
    events += timeline.of_notes(file.notes, _)
    events += timeline.of_meetings(file.meetings, MEETING, _)
    return timeline.newest_first(events)


@room.page("/<int:id>/move/<name>", needs=P.AID_READ, of=LegalAid, methods=FORM)
def move(aid: LegalAid, name: str):
    """Every move of the workflow, from the notice of what is missing to the archive: the same page with another form."""
    if name not in WORKFLOW.moves:
        abort(404)
    step = WORKFLOW[name]
    if not step.may_be_made_by(me(), aid):
        abort(403)
    if (
        name == "assign" and request.method == "GET"
    ):  # who, and whether anything stands against it, is asked there
        return redirect(url_for(".check", id=aid.id))
    form = form_for(step, aid, draft=f"aid.{name}.{aid.id}")
    if form.carries_out(actions.move, aid, name, by=me()):
        flash(_("%(move)s：已办理", move=_(step.label)), "success")
        return redirect(url_for(".show", id=aid.id))
    return render_template(
        "legal_aid/move.html",
        aid=aid,
        move=step,
        form=form,
        due=due_days(aid),
        fits=step.fits(aid),
        lines=queries.subsidies.lines_of(aid) if name == "pay" else [],
        objection=OBJECTION if name in ("refuse", "terminate") else "",
    )


@room.page("/<int:id>/edit", needs=P.AID_EDIT, of=LegalAid, methods=FORM)
def edit(aid: LegalAid):
    """Correct or complete what was told. What a colleague changed meanwhile is kept or shown beside."""
    form = FactsForm(aid, draft=f"aid.edit.{aid.id}")
    if form.carries_out(works.change_facts, aid):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=aid.id))
    return render_template("legal_aid/edit.html", aid=aid, form=form)


@room.page("/<int:id>/means", needs=P.AID_EDIT, of=LegalAid, methods=FORM)
def means(aid: LegalAid):
    """The applicant's own statement of means, with the promise; or why none is needed."""
    form = MeansForm(aid)
    if form.carries_out(works.state_means, aid):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=aid.id))
    return render_template("legal_aid/means.html", aid=aid, form=form)


# --- the lawyer's work ----------------------------------------------------------------------------------------------


@room.page("/<int:id>/works/new", needs=P.AID_CONDUCT, of=LegalAid, methods=FORM)
def add_work(aid: LegalAid):
    """A further form of work."""
    works.must_be_worked_by(aid, me())
    form = WorkForm(Work(began_on=clock.today(), institution="", case_number="", note="", is_final=False))
    if form.carries_out(works.add, aid, by=me()):
        flash(_("已登记"), "success")
        return redirect(url_for(".show", id=aid.id))
    return render_template("legal_aid/work.html", aid=aid, form=form, work=None)


@room.page("/<int:id>/works/<int:entry>", needs=P.AID_CONDUCT, of=LegalAid, methods=FORM)
def work(aid: LegalAid, entry: int):
    """What became of a piece of work."""
    works.must_be_worked_by(aid, me())
    found = queries.work_in(aid, entry) or abort(404)
    form = WorkForm(found)
    if form.carries_out(works.change, aid, found, by=me()):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=aid.id))
    return render_template("legal_aid/work.html", aid=aid, form=form, work=found)


@room.page("/<int:id>/works/<int:entry>/remove", needs=P.AID_CONDUCT, of=LegalAid, methods=("POST",))
def remove_work(aid: LegalAid, entry: int):
    """It was entered by mistake."""
    found = queries.work_in(aid, entry) or abort(404)
    works.remove(aid, found, by=me())
    flash(_("已删除"), "success")
    return redirect(url_for(".show", id=aid.id))


@room.page("/<int:id>/workers/<int:entry>/result", needs=P.AID_CONDUCT, of=LegalAid, methods=FORM)
def worker_result(aid: LegalAid, entry: int):
    """One worker's own result in a case of several."""
    works.must_be_worked_by(aid, me())
    found = listing.worker_in(aid, entry) or abort(404)
    form = ResultForm(obj=found)
    if not form.is_submitted():
        form.outcome.data = Outcome(found.outcome_code) if found.outcome_code else None
    if form.carries_out(_set_result, found):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=aid.id))
    return render_template("legal_aid/result.html", aid=aid, form=form, entry=found)


def _set_result(found, *, outcome, agreed_fen, is_representative):
    matters.must_not_be_archived(found.matter)
    with context.doing("登记各人结果"):
        found.outcome_code = outcome.value if outcome else None
        found.agreed_fen, found.is_representative = agreed_fen or 0, is_representative


# --- on paper ---------------------------------------------------------------------------------------------------------


@room.page("/<int:id>/decision", needs=P.AID_READ, of=LegalAid)
def decision(aid: LegalAid):
    """The decision to grant or to refuse, for printing; what is not known is left blank."""
    if aid.decided_on is None:
        abort(404)
    name = "给予法律援助决定书" if aid.is_provided else "不予法律援助决定书"
    return _letter(aid, name, "legal_aid/_decision.html")


@room.page("/<int:id>/assignment", needs=P.AID_READ, of=LegalAid)
def assignment(aid: LegalAid):
    """The letter that assigns the lawyer, for printing."""
    if aid.assigned_on is None:
        abort(404)
    return _letter(aid, "指派通知书", "legal_aid/_assignment.html")


def _letter(aid: LegalAid, name: str, template: str):
    """A document is in Chinese, whatever the language of whoever prints it."""
    forms = "、".join(Form(code).label for code in aid.forms_asked)
    institution = next((work.institution for work in queries.works_of(aid) if work.institution), "")
    with force_locale("zh_CN"):
        told = render_template(
            template,
            aid=aid,
            workers=listing.workers_of(aid),
            forms=forms,
            institution=institution,
            objection=OBJECTION,
        )
    letter = Markup(told)  # noqa: S704 - our own template has just escaped what is in it
    return render_template("legal_aid/letter.html", aid=aid, title=_(name), name=name, letter=letter)


# --- what hangs on a case -----------------------------------------------------------------------------------------

parts.people(room, LegalAid, edits=P.AID_EDIT)
parts.employers(room, LegalAid, edits=P.AID_EDIT)
parts.claims(room, LegalAid, edits=P.AID_EDIT)
parts.notes(room, LegalAid, needs=P.AID_NOTE)
parts.meetings(room, LegalAid, needs=P.AID_CONDUCT)


@room.page("/<int:id>/transfer", needs=P.MATTER_TRANSFER, of=LegalAid, methods=FORM)
def transfer(aid: LegalAid):
    """Offer the case to another union. A lawyer is assigned after a check for conflicts, never handed the case."""
    form = TransferForm(aid)
    del form.to_user_id
    if form.carries_out(_offer, aid):
        flash(_("已发出移交，等待对方接收"), "success")
        return redirect(url_for(".show", id=aid.id))
    return render_template("matters/transfer.html", matter=aid, face=face_of(aid), form=form)


def _offer(aid: LegalAid, **answers):
    matters.must_be_open(aid)
    with context.doing("移交"):
        return matters.offer_transfer(aid, by=me(), **answers)


DUE_NAMES.update({limit.name: limit.duty for limit in LIMITS})
DUE_NAMES[LIMITATION] = "仲裁时效或者起诉期限届满"
say_as("uq_legal_aid_decision_number", "这个决定书文号已经用过，请核对", "decision_number")
say_as("uq_aid_subsidy_matter_id", "本案的补贴已经发放，一案只发一次")

OFFERS.append(Offer("转为法律援助", "legal_aid.new", Kind.LEGAL_AID, P.AID_REGISTER))

menu.add(menu.Item("法律援助", "legal_aid.index", P.AID_READ, place=25))
menu.add_create(menu.Item("法律援助申请", "legal_aid.new", P.AID_REGISTER, place=25))
