"""Pages of mediations: the list, the intake, the case, and every move of it."""

import hashlib
import re

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import Dictionary, Unit, User
from casework.accounts.queries import units_for
from casework.engine import clock, context, money
from casework.engine.errors import Refused
from casework.engine.reading import Unreadable, row_id
from casework.engine.workflow import Move
from casework.extensions import db
from casework.history import words
from casework.matters import actions as matters
from casework.matters import queries as listing
from casework.matters import timeline
from casework.matters.court_numbers import parse_court_number
from casework.matters.forms import (
    AddEmployerForm,
    FilterForm,
    MeetingForm,
    MeetingResultForm,
    NoteForm,
    TransferForm,
)
from casework.matters.models import Audience, Channel, Kind
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
from casework.mediation.forms import (
    BulkForm,
    ClaimRow,
    ClaimsForm,
    FactsForm,
    IntakeForm,
    ResultForm,
    form_for,
)
from casework.mediation.models import OPEN, SUCCESSFUL, Mediation, Outcome, Status
from casework.mediation.registers import CASES
from casework.mediation.rules import LIMITS, WORKFLOW
from casework.parties import actions as parties
from casework.parties.forms import EmployerForm, RevealForm, WorkerEditForm, WorkerForm, offer
from casework.parties.identifiers import parse_id_number, parse_phone
from casework.parties.models import IdKind, Worker
from casework.permissions import P
from casework.web import menu
from casework.web.forms import lookup_args
from casework.web.room import FORM, Room

room = Room("mediation", "/mediations")
OPEN_STATES = tuple(status.value for status in OPEN)
KIND_PAGES[Kind.MEDIATION] = "mediation.show"
STATES_IN_WORK[Kind.MEDIATION] = OPEN_STATES
AWAITING_ANSWER[Kind.MEDIATION] = (Status.ASSIGNED.value,)
STATE_LABELS[Kind.MEDIATION] = lambda state: (Status(state).label, Status(state).tone)
GROUPS = {"open": OPEN_STATES}
OUTCOME_GROUPS = {"successful": tuple(outcome.value for outcome in SUCCESSFUL)}
CLAIM_LINES = 8


# --- the list -----------------------------------------------------------------------------------------------------


@room.page("/", needs=P.MEDIATION_READ)
def index():
    """The list of mediations: filters, columns and order all stand in the address."""
    form = FilterForm(me(), Status.options(), Outcome.options())
    filters = form.read(GROUPS, OUTCOME_GROUPS)
    shown = list_of(me(), Kind.MEDIATION, filters, CASES, form)
    return render_template("mediation/index.html", form=form, list=shown, OPEN_STATES=OPEN_STATES)


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
        return redirect(url_for(".index", **request.args))
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


# --- the intake ---------------------------------------------------------------------------------------------------


@room.page("/new", needs=P.MEDIATION_REGISTER, methods=FORM)
def new():
    """Log a case: three required answers, everything else later."""
    form = IntakeForm(me(), queries.usual_source(me()), draft="mediation.new")
    if form.carries_out(_register):
        mediation = form.result
        flash(_("已登记：%(number)s", number=mediation.number), "success")
        then = request.form.get("then")
        if then == "another":
            return redirect(url_for(".new"))
        if then == "meet":
            return redirect(url_for(".meet", id=mediation.id))
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/new.html", form=form, more_open=_has_more(form))


MORE = (
    "id_number",
    "court_number",
    "received_on",
    "people",
    "signed_for_on",
    "procedure",
    "first_meeting_on",
)


def _has_more(form) -> bool:
    return any(form._fields[name].errors for name in MORE)


def _register(
    *,
    name,
    phone,
    employer,
    dispute_type,
    claimed_fen,
    facts,
    source,
    received_on,
    people,
    worker_types,
    claim_category,
    id_kind,
    id_number,
    court_number,
    procedure,
    signed_for_on,
    first_meeting_on,
    first_meeting_at,
    employer_id="",
    unit_id=None,
    handler_id=None,
) -> Mediation:
    user = me()
    unit = db.session.get(Unit, unit_id) if unit_id else _unit_of(user)
    handler = _handler_for(user, handler_id)
    name, stated = _split_group(name)
    worker = _worker_of(
        unit.id,
        name=name,
        phone=phone,
        id_kind=id_kind or IdKind.RESIDENT,
        id_number=id_number,
        worker_types=worker_types,
    )
    entered = listing.known_employer(user, unit.id, employer) or parties.enter_employer(
        unit_id=unit.id, name=employer
    )
    mediation = actions.register(
        actions.Intake(
            unit=unit,
            workers=[worker],
            employer=entered,
            dispute_type=dispute_type,
            source=source or "window",
            received_on=received_on,
            handler=handler,
            claimed_fen=claimed_fen,
            claim_category=claim_category,
            court_number=court_number,
            facts=facts,
            people=people or stated,
            more={"procedure": procedure, "signed_for_on": signed_for_on},
        ),
        by=user,
    )
    if first_meeting_on:
        matters.arrange_meeting(
            mediation, held_on=first_meeting_on, starts_at=first_meeting_at, channel=Channel.ROOM
        )
    return mediation


def _unit_of(user: User) -> Unit:
    """Whose case it is when no unit was asked: one's own, or the only one in which one registers."""
    units = units_for(user, P.MEDIATION_REGISTER)
    return units[0] if units and user.unit not in units else user.unit


def _worker_of(unit_id: int, *, id_number: str | None, **facts) -> Worker:
    """The worker whom the unit keeps under that identity number, with what was told now; else a new one."""
    known = listing.known_worker(unit_id, id_number=id_number)
    if known is None:
        return parties.enter_worker(unit_id=unit_id, id_number=id_number, **facts)
    parties.meet_again(known, **facts)
    matters.follow_worker(known)
    return known


def _handler_for(user: User, handler_id: int | None) -> User | None:
    """Who gets the case: whoever was chosen, or the mediator who logs it."""
    if handler_id:
        return db.session.get(User, handler_id)
    if user.can(P.MEDIATION_CONDUCT) and not user.can(P.MEDIATION_ASSIGN):
        return user
    return None


def _split_group(name: str) -> tuple[str, int | None]:
    """王建国等12人 is one name and twelve people."""
    found = re.fullmatch(r"(.+?)等(\d{1,5})人", name)
    return (found[1], int(found[2])) if found else (name, None)


@room.page("/lookup", needs=P.MEDIATION_REGISTER, methods=("POST",), reads=True)
def lookup():
    """While a case is being typed: what may be the same, and what is known of the employer. Never blocks saving."""
    typed = lookup_args()
    phone, id_number, court_number = (
        _read(parse_phone, typed.get("phone")),
        _read_id(typed.get("id_number")),
        None,
    )
    court_number = _read(lambda text: parse_court_number(text).text, typed.get("court_number"))
    found = listing.look_alikes(
        me(),
        name=typed.get("name", ""),
        employer=typed.get("employer", ""),
        phone=phone,
        id_number=id_number,
        court_number=court_number,
        dispute_type=typed.get("dispute_type", ""),
    )
    elsewhere = listing.count_elsewhere(me(), id_number=id_number, court_number=court_number)
    record = listing.record_of(me(), typed.get("employer", ""))
    mark = listing.mark_of_typed(typed.get("name", ""), typed.get("employer", ""))
    return render_template(
        "mediation/_lookup.html", found=found, elsewhere=elsewhere, record=record, mark=mark
    )


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


@room.page("/<int:id>/different", needs=P.MEDIATION_REGISTER, of=Mediation, methods=("POST",))
def tell_apart(mediation: Mediation):
    """不是同一件: what was typed is another case than this one, and is not compared with it again."""
    matters.tell_apart(mediation.id, request.form.get("mark", "")[:32], by=me())
    return render_template("mediation/_different.html", mediation=mediation)


@room.page("/employers", needs=P.MEDIATION_REGISTER, methods=("POST",), reads=True)
def employers():
    """Employers that what was typed may mean."""
    found = listing.suggest_employers(me(), lookup_args().get("q", ""))
    return render_template("mediation/_employers.html", found=found)


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


# --- people, employers, claims ------------------------------------------------------------------------------------


@room.page("/<int:id>/workers/new", needs=P.MEDIATION_EDIT, of=Mediation, methods=FORM)
def add_worker(mediation: Mediation):
    """A further worker of the case."""
    form = WorkerForm()
    if form.carries_out(_add_worker, mediation):
        flash(_("已添加"), "success")
        another = request.form.get("then") == "another"
        return redirect(url_for(".add_worker" if another else ".show", id=mediation.id))
    return render_template("mediation/worker.html", mediation=mediation, form=form, entry=None, result=None)


def _add_worker(mediation: Mediation, **facts):
    actions.must_not_be_archived(mediation)
    with context.doing("添加劳动者"):
        matters.add_worker(mediation, _worker_of(mediation.unit_id, **facts))
        matters.touch(mediation)


@room.page("/<int:id>/workers/<int:entry>", needs=P.MEDIATION_EDIT, of=Mediation, methods=FORM)
def worker(mediation: Mediation, entry: int):
    """Correct a worker of the case, through the case."""
    found = queries.worker_in(mediation, entry) or abort(404)
    form = WorkerEditForm(found.worker)
    if form.carries_out(_change_worker, mediation, found):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/worker.html", mediation=mediation, form=form, entry=found)


def _change_worker(mediation: Mediation, found, **facts):
    actions.must_not_be_archived(mediation)
    with context.doing("修改劳动者信息"):
        parties.change_worker(found.worker, **facts)
        matters.follow_worker(found.worker)
        matters.touch(mediation)


@room.page("/<int:id>/workers/<int:entry>/result", needs=P.MEDIATION_CONDUCT, of=Mediation, methods=FORM)
def worker_result(mediation: Mediation, entry: int):
    """One worker's own result in a case of several."""
    found = queries.worker_in(mediation, entry) or abort(404)
    form = ResultForm(obj=found)
    if not form.is_submitted():
        form.outcome.data = Outcome(found.outcome_code) if found.outcome_code else None
    if form.carries_out(_set_result, found):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/result.html", mediation=mediation, form=form, entry=found)


def _set_result(found, *, outcome, agreed_fen, is_representative):
    actions.must_not_be_archived(found.matter)
    with context.doing("登记各人结果"):
        found.outcome_code = outcome.value if outcome else None
        found.agreed_fen, found.is_representative = agreed_fen or 0, is_representative


@room.page("/<int:id>/workers/<int:entry>/full/<what>", needs=P.PARTY_SEE_FULL, of=Mediation, methods=FORM)
def reveal(mediation: Mediation, entry: int, what: str):
    """A number in full, with a reason that is written down."""
    found = queries.worker_in(mediation, entry)
    if found is None or what not in ("id_number", "phone"):
        abort(404)
    form = RevealForm()
    if form.carries_out(parties.reveal, found.worker, what=what, by=me()):
        return render_template(
            "mediation/reveal.html", mediation=mediation, entry=found, what=what, value=form.result, form=None
        )
    return render_template(
        "mediation/reveal.html", mediation=mediation, entry=found, what=what, value=None, form=form
    )


@room.page("/<int:id>/employers/new", needs=P.MEDIATION_EDIT, of=Mediation, methods=FORM)
def add_employer(mediation: Mediation):
    """A further employer: the using unit beside the agency, the general contractor."""
    form = AddEmployerForm()
    if form.carries_out(_add_employer, mediation):
        flash(_("已添加"), "success")
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/employer.html", mediation=mediation, form=form, entry=None)


def _add_employer(mediation: Mediation, *, employer, role, employer_id=""):
    actions.must_not_be_archived(mediation)
    with context.doing("添加用人单位"):
        known = listing.known_employer(me(), mediation.unit_id, employer)
        entered = known or parties.enter_employer(unit_id=mediation.unit_id, name=employer)
        matters.add_employer(mediation, entered, role)
        matters.touch(mediation)


@room.page("/<int:id>/employers/<int:entry>", needs=P.MEDIATION_EDIT, of=Mediation, methods=FORM)
def employer(mediation: Mediation, entry: int):
    """Correct an employer of the case, through the case."""
    found = queries.employer_in(mediation, entry) or abort(404)
    form = EmployerForm(found.employer)
    if form.carries_out(_change_employer, mediation, found):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/employer.html", mediation=mediation, form=form, entry=found)


def _change_employer(mediation: Mediation, found, **facts):
    actions.must_not_be_archived(mediation)
    with context.doing("修改用人单位信息"):
        parties.change_employer(found.employer, **facts)
        matters.follow_employer(found.employer)
        matters.touch(mediation)


@room.page("/<int:id>/claims", needs=P.MEDIATION_EDIT, of=Mediation, methods=FORM)
def claims(mediation: Mediation):
    """What is asked for, line by line, with the three amounts kept apart."""
    rows = _claim_rows(mediation)
    form = ClaimsForm(_as_they_stand(mediation))
    if form.is_submitted() and not _all_valid(rows):
        g.refused = True
    elif form.carries_out(_set_claims, mediation, rows):
        flash(_("已保存"), "success")
        return redirect(url_for(".show", id=mediation.id))
    return render_template("mediation/claims.html", mediation=mediation, rows=rows, form=form)


def _as_they_stand(mediation: Mediation) -> str:
    """The lines as they are now, to be compared when they are saved."""
    told = [
        (c.id, c.category, c.worker_id, c.claimed_fen, c.agreed_fen, c.paid_fen) for c in mediation.claims
    ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _all_valid(rows: list[ClaimRow]) -> bool:
    """Every row is looked at, so that all reasons are told at once."""
    return not [row for row in rows if not row.validate()]


def _claim_rows(mediation: Mediation) -> list[ClaimRow]:
    people = [(entry.worker_id, entry.worker.name) for entry in listing.workers_of(mediation)]
    rows = []
    for place in range(max(CLAIM_LINES, len(mediation.claims) + 2)):
        claim = mediation.claims[place] if place < len(mediation.claims) else None
        row = ClaimRow(obj=claim, prefix=f"c{place}-")
        offer(row.category, Dictionary.CLAIM_CATEGORY)
        row.worker_id.offer(people)
        rows.append(row)
    return rows


def _set_claims(mediation: Mediation, rows: list[ClaimRow]):
    actions.must_not_be_archived(mediation)
    filled = []
    for row in rows:
        amounts = {name: getattr(row, name).data or 0 for name in ("claimed_fen", "agreed_fen", "paid_fen")}
        if not row.category.data and any(amounts.values()):
            row.category.errors = [_("请选择类别")]
            raise Refused("有一行填了金额但没有选类别")
        if row.category.data:
            filled.append({"category": row.category.data, "worker_id": row.worker_id.data, **amounts})
    with context.doing("修改请求事项"):
        matters.set_claims(mediation, filled)
        matters.touch(mediation)


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
def state_of_row(state: str) -> tuple[str, str]:
    """(label, tone) of a status as the list reads it."""
    status = Status(state)
    return _(status.label), status.tone


@room.blueprint.app_template_global()
def outcome_label(code: str | None) -> str:
    """How a case ended, as the list reads it."""
    return _(Outcome(code).label) if code else ""


DUE_NAMES.update({limit.name: limit.duty for limit in LIMITS})


menu.add(menu.Item("调解案件", "mediation.index", P.MEDIATION_READ, place=20, key="l"))
menu.add_create(menu.Item("调解案件", "mediation.new", P.MEDIATION_REGISTER, place=20))
menu.SEARCH.append(menu.Item("搜索", "mediation.index", P.MEDIATION_READ, place=1))
