"""Pages of findings: the ledger, one finding, every move of it, its measures, and what was passed up."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.engine import clock
from casework.engine.errors import Refused
from casework.engine.workflow import Move
from casework.history import words
from casework.matters import parts, timeline
from casework.matters.forms import NoteForm
from casework.matters.models import Kind
from casework.matters.views import DUE_NAMES, FACES, OFFERS, Face, Offer, due_of, export_of, me, page_of
from casework.permissions import P
from casework.stability import actions, queries
from casework.stability.forms import (
    AcknowledgeForm,
    FactsForm,
    LedgerForm,
    MeasureForm,
    MeasureResultForm,
    SignLinkForm,
    form_for,
)
from casework.stability.letters import queries as letters
from casework.stability.models import OPEN, Finding, Outcome, Sign, Status
from casework.stability.registers import FINDINGS
from casework.stability.rules import TONES, WORKFLOW, label_of
from casework.web import menu
from casework.web.room import FORM, Room

room = Room("stability", "/risks")
FACES[Kind.STABILITY] = Face(
    room="stability",
    states=Status,
    outcomes=Outcome,
    open_states=tuple(status.value for status in OPEN),
    register="职工队伍稳定风险台账",
    columns=FINDINGS,
    meeting="约谈",
    awaiting=(Status.ASSIGNED.value,),
    filters=LedgerForm,
    rows=queries.ledger_rows,
)
DUE_NAMES.update(
    risk_assess="研判定级",
    risk_follow_up="跟进风险",
    risk_measure="完成处置措施",
    risk_acknowledge="签收升级上报",
)


# --- the ledger ---------------------------------------------------------------------------------------------------


@room.page("/", needs=P.RISK_READ)
def index():
    """The ledger of findings, with how each was disposed of."""
    return render_template("stability/index.html", **page_of(me(), Kind.STABILITY))


@room.page("/export", needs=P.REPORT_EXPORT, methods=("POST",), reads=True)
def export():
    """Exactly what the ledger shows, as a file."""
    return export_of(me(), Kind.STABILITY)


# --- one finding --------------------------------------------------------------------------------------------------


@room.page("/<int:id>", needs=P.RISK_READ, of=Finding)
def show(finding: Finding):
    """One finding: about whom, how grave, where it stands, what comes next, and everything that happened."""
    file = queries.risk_file(finding, me())
    moves = WORKFLOW.open_to(finding, me())
    return render_template(
        "stability/show.html",
        finding=finding,
        file=file,
        moves=moves,
        next_move=_next_step(moves, finding),
        steps=_steps(finding),
        level=(_(label_of(finding.level, file.labels)), TONES[finding.level]) if finding.level else None,
        signs=[_(Sign(sign).label) for sign in finding.signs],
        events=_events(file),
        due=due_of(finding),
        letters=letters.of_finding(finding),
        campaign=queries.campaign_of(finding),
        open_transfer=next((t for t in file.transfers if t.state.value == "offered"), None),
        may_acknowledge=actions.may_acknowledge(finding, me()),
        note_form=NoteForm(draft=f"note.{finding.id}"),
    )


def _next_step(moves: list[Move], finding: Finding) -> Move | None:
    """The step that is usual now: to give it to somebody only while nobody has it."""
    usual = [move for move in moves if move.main]
    if finding.handler_id is not None:
        usual = [move for move in usual if move.name != "assign"]
    if finding.status == Status.VISITED:
        usual = [move for move in usual if move.name == "strike"] or usual
    return next(iter(usual), None)


def _steps(finding: Finding) -> list[dict]:
    """The line of tasks from 登记 to 销号."""
    m = finding
    days = (
        (_("登记"), m.received_on),
        (_("研判定级"), m.accepted_on),
        (_("交办处置"), m.taken_on),
        (_(m.outcome.label) if m.outcome else _("处置结果"), m.concluded_on),
        (_("回访"), m.visited_on),
        (_("销号"), m.archived_on),
    )
    over = m.status == Status.DISMISSED or (m.status == Status.STRUCK_OFF)
    current = next((n for n, (_label, day) in enumerate(days) if day is None), None)
    last = max(n for n, (_label, day) in enumerate(days) if day is not None)
    if m.status == Status.DISMISSED:
        current = len(days) - 1
    elif current is not None and current < last:  # a step that was not taken: dismissed, passed up at once
        current = last + 1 if last + 1 < len(days) else None
    found = []
    for n, (label, day) in enumerate(days):
        if day is not None:
            found.append({"label": label, "state": "done", "note": day.isoformat()})
        elif n == current:
            found.append({"label": label, "state": "current"})
        else:
            found.append({"label": label, "state": "skipped" if n < last or over else "todo"})
    return found


MEETING = ("约谈", "约定的约谈", "约谈（已取消）")


def _events(file: queries.RiskFile) -> list[timeline.Event]:
    entries = timeline.worth_telling(file.history)
    told = words.told(entries)
    events = timeline.of_history(entries, lambda entry: told.get(entry.id, []), _)
    events += timeline.of_notes(file.notes, _)
    events += timeline.of_meetings(file.meetings, MEETING, _)
    return timeline.newest_first(events)


@room.page("/<int:id>/move/<name>", needs=P.RISK_READ, of=Finding, methods=FORM)
def move(finding: Finding, name: str):
    """Every move of the workflow, from assessing to striking off: the same page with another form."""
    if name not in WORKFLOW.moves:
        abort(404)
    step = WORKFLOW[name]
    if not step.may_be_made_by(me(), finding):
        abort(403)
    draft = f"risk.{name}.{finding.id}"
    form = form_for(step, finding, me(), draft=draft)
    if form.carries_out(actions.move, finding, name, by=me()):
        flash(_("%(move)s：已办理", move=_(step.label)), "success")
        return redirect(url_for(".show", id=finding.id))
    return render_template(
        "stability/move.html",
        finding=finding,
        move=step,
        form=form,
        draft=draft,
        fits=step.fits(finding),
        top=actions.above(finding.unit) if name == "escalate" else None,
    )


@room.page("/<int:id>/edit", needs=P.RISK_REPORT, of=Finding, methods=FORM)
def edit(finding: Finding):
    """Correct or complete what was registered."""
    draft = f"risk.edit.{finding.id}"
    form = FactsForm(finding, draft=draft)
    if form.carries_out(actions.change_facts, finding):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=finding.id))
    return render_template("stability/edit.html", finding=finding, form=form, draft=draft)


@room.page("/<int:id>/acknowledge", needs=P.RISK_SUPERVISE, of=Finding, methods=FORM)
def acknowledge(finding: Finding):
    """签收: the union it was passed up to says that it has arrived."""
    if finding.unanswered_escalation is not None and not actions.may_acknowledge(finding, me()):
        abort(403)
    form = AcknowledgeForm()
    if form.carries_out(actions.acknowledge, finding, by=me()):
        flash(_("已签收"), "success")
        return redirect(url_for(".show", id=finding.id))
    return render_template(
        "stability/acknowledge.html", finding=finding, form=form, waiting=finding.unanswered_escalation
    )


# --- measures, and the matters in which it shows ------------------------------------------------------------------


@room.page("/<int:id>/measures/new", needs=P.RISK_HANDLE, of=Finding, methods=FORM)
def add_measure(finding: Finding):
    """Something to be done."""
    draft = f"risk.measure.{finding.id}"
    form = MeasureForm(draft=draft)
    if not form.is_submitted() and not form.restored:
        form.person.data = finding.handler.name if finding.handler else me().name
    if form.carries_out(actions.add_measure, finding):
        flash(_("已登记"), "success")
        another = request.form.get("then") == "another"
        return redirect(url_for(".add_measure" if another else ".show", id=finding.id))
    return render_template("stability/measure.html", finding=finding, form=form, measure=None, draft=draft)


@room.page("/<int:id>/measures/<int:entry>", needs=P.RISK_HANDLE, of=Finding, methods=FORM)
def measure(finding: Finding, entry: int):
    """What came of a measure."""
    found = queries.measure_in(finding, entry) or abort(404)
    form = MeasureResultForm()
    if not form.is_submitted():
        form.done_on.data = clock.today()
    if form.carries_out(actions.finish_measure, finding, found):
        flash(_("已登记"), "success")
        return redirect(url_for(".show", id=finding.id))
    return render_template("stability/measure.html", finding=finding, form=form, measure=found, draft=None)


@room.page("/<int:id>/signs/new", needs=P.RISK_REPORT, of=Finding, methods=FORM)
def link_sign(finding: Finding):
    """A case or a consultation in which the risk shows."""
    form = SignLinkForm()
    if form.carries_out(_link_sign, finding):
        flash(_("已关联"), "success")
        return redirect(url_for(".show", id=finding.id))
    return render_template("stability/sign.html", finding=finding, form=form)


def _link_sign(finding: Finding, *, number: str):
    other = queries.matter_numbered(me(), number)
    if other is None:
        raise Refused("没有找到这个编号，或者不在您的数据范围内", field="number")
    if other.id == finding.id:
        raise Refused("不能关联自己", field="number")
    return actions.link_sign(finding, other, by=me())


parts.people(room, Finding, edits=P.RISK_REPORT)
parts.employers(room, Finding, edits=P.RISK_REPORT)
parts.claims(room, Finding, edits=P.RISK_REPORT)
parts.notes(room, Finding, needs=P.RISK_REPORT)
parts.meetings(room, Finding, needs=P.RISK_HANDLE)
parts.transfers(room, Finding)

OFFERS.append(Offer("登记为稳定风险", "stability.new", Kind.STABILITY, P.RISK_REPORT))

menu.add(menu.Item("稳定风险", "stability.index", P.RISK_READ, place=50))
menu.add_create(menu.Item("稳定风险", "stability.new", P.RISK_REPORT, place=50))
