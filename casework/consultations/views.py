"""Pages of consultations: the list, one consultation and its moves, and callers about one employer."""

from flask import abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _

from casework.consultations import actions, queries
from casework.consultations.forms import FactsForm, form_for
from casework.consultations.models import OPEN, Consultation, Outcome, Status
from casework.consultations.registers import CONSULTATIONS
from casework.consultations.rules import FOLLOW_UP, OFFLINE, ONLINE, WORKFLOW
from casework.engine import clock
from casework.history import words
from casework.matters import parts, timeline
from casework.matters.forms import NoteForm
from casework.matters.models import Kind
from casework.matters.views import DUE_NAMES, FACES, Face, due_of, export_of, me, page_of
from casework.permissions import P
from casework.web import menu
from casework.web.room import FORM, Room

room = Room("consultations", "/consultations")
FACES[Kind.CONSULTATION] = Face(
    room="consultations",
    states=Status,
    outcomes=Outcome,
    open_states=tuple(status.value for status in OPEN),
    register="法律咨询台账",
    columns=CONSULTATIONS,
    sources_offered=(
        ("sort_online", "线上（电话、网上、微信）", ONLINE),
        ("sort_offline", "线下（窗口、巡回）", OFFLINE),
    ),
    filter_labels=(
        ("text", "编号、姓名、单位、手机尾号"),
        ("handler", "答复人"),
        ("received_from", "咨询日期从"),
        ("dispute_type", "问题"),
        ("source", "方式"),
        ("due", "回访"),
        ("amount_from", None),
        ("amount_to", None),
        ("missing", None),
    ),
)


def cluster_rule() -> dict[str, int]:
    """How many people, within how many days, make a cluster."""
    config = current_app.config
    return {"callers": config["CONSULT_CLUSTER_CALLERS"], "within": config["CONSULT_CLUSTER_DAYS"]}


# --- the list -----------------------------------------------------------------------------------------------------


@room.page("/", needs=P.CONSULT_READ)
def index():
    """The list of consultations, and what the unit counts of them."""
    user, today = me(), clock.today()
    month = today.replace(day=1)
    return render_template(
        "consultations/index.html",
        **page_of(user, Kind.CONSULTATION),
        tally=queries.tally(queries.units_counted(user), month, today),
        month=month,
        clusters=queries.count_clusters(user, **cluster_rule()) if user.can(P.CONSULT_SUPERVISE) else 0,
    )


@room.page("/export", needs=P.REPORT_EXPORT, methods=("POST",), reads=True)
def export():
    """Exactly what the list shows, as a file."""
    return export_of(me(), Kind.CONSULTATION)


@room.page("/clusters", needs=P.CONSULT_SUPERVISE)
def clusters():
    """Employers about whom several people asked: each may be the sign of a risk."""
    rule = cluster_rule()
    found = queries.clusters(me(), **rule)
    return render_template("consultations/clusters.html", found=found, rule=rule, finding_url=_finding_url)


FINDING = (
    "stability.new"  # the intake of a risk finding, where the house has one; it takes the ids of the signs
)
MOST_SIGNS = 50


def _finding_url(cluster: queries.Cluster) -> str | None:
    """Where a finding is made of a cluster, for those who may."""
    page = getattr(current_app.view_functions.get(FINDING), "page", None)
    may = page is not None and cluster.is_offered and me().can(page.needs)
    ids = ",".join(str(asked.id) for asked in cluster.fresh[:MOST_SIGNS])
    return url_for(FINDING, cluster=ids) if may else None


# --- one consultation ---------------------------------------------------------------------------------------------


@room.page("/<int:id>", needs=P.CONSULT_READ, of=Consultation)
def show(consultation: Consultation):
    """One consultation: who asked what, what was answered, what is still to be done, and everything that happened."""
    sheet = queries.sheet_of(consultation, me())
    moves = WORKFLOW.open_to(consultation, me())
    return render_template(
        "consultations/show.html",
        consultation=consultation,
        sheet=sheet,
        moves=moves,
        next_move=next((move for move in moves if move.main), None),
        events=_events(sheet),
        due=due_of(consultation),
        note_form=NoteForm(draft=f"note.{consultation.id}"),
    )


def _events(sheet: queries.Sheet) -> list[timeline.Event]:
    entries = timeline.worth_telling(sheet.history)
    told = words.told(entries)
    events = timeline.of_history(entries, lambda entry: told.get(entry.id, []), _)
    events += timeline.of_notes(sheet.notes, _)
    for call in sheet.follow_ups:
        events.append(
            timeline.Event(
                title=_("回访"),
                order=timeline.sort_key(call.made_on, None, call.id),
                who=call.by.name if call.by else None,
                on=call.made_on,
                body=f"{_(call.reached.label)}\n{call.note}".strip(),
                kind="visit",
                tone=call.reached.tone,
            )
        )
    return timeline.newest_first(events)


@room.page("/<int:id>/move/<name>", needs=P.CONSULT_READ, of=Consultation, methods=FORM)
def move(consultation: Consultation, name: str):
    """Every move of the workflow: the same page with another form."""
    if name not in WORKFLOW.moves:
        abort(404)
    step = WORKFLOW[name]
    if not step.may_be_made_by(me(), consultation):
        abort(403)
    form = form_for(step, draft=f"consultations.{name}.{consultation.id}")
    if form.carries_out(actions.move, consultation, name, by=me()):
        flash(_("%(move)s：已办理", move=_(step.label)), "success")
        return redirect(url_for(".show", id=consultation.id))
    return render_template(
        "consultations/move.html",
        consultation=consultation,
        move=step,
        form=form,
        fits=step.fits(consultation),
    )


@room.page("/<int:id>/edit", needs=P.CONSULT_RECORD, of=Consultation, methods=FORM)
def edit(consultation: Consultation):
    """Correct or complete what was recorded. What a colleague changed meanwhile is kept or shown beside."""
    form = FactsForm(consultation, draft=f"consultations.edit.{consultation.id}")
    if form.carries_out(actions.change_facts, consultation):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=consultation.id))
    return render_template("consultations/edit.html", consultation=consultation, form=form)


parts.people(room, Consultation, edits=P.CONSULT_RECORD)
parts.employers(room, Consultation, edits=P.CONSULT_RECORD)
parts.notes(room, Consultation, needs=P.CONSULT_RECORD)

DUE_NAMES[FOLLOW_UP] = "咨询回访"

menu.add(menu.Item("法律咨询", "consultations.index", P.CONSULT_READ, place=40, key="c"))
menu.add_create(menu.Item("快速咨询", "consultations.new", P.CONSULT_RECORD, place=40, key="c"))
menu.add_create(menu.Item("巡回咨询", "consultations.outreach", P.CONSULT_RECORD, place=41))
