"""Pages of the intake: logging a case, and what is looked up while it is being typed."""

import re

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import Unit, User
from casework.accounts.queries import units_for
from casework.engine import clock
from casework.engine.reading import Unreadable
from casework.extensions import db
from casework.matters import actions as matters
from casework.matters import likeness
from casework.matters.court_numbers import parse_court_number
from casework.matters.models import Channel
from casework.matters.views import me
from casework.mediation import actions, queries
from casework.mediation.forms import IntakeForm
from casework.mediation.models import Mediation
from casework.mediation.views import room
from casework.parties import actions as parties
from casework.parties.identifiers import parse_id_number, parse_phone
from casework.parties.models import IdKind, Worker
from casework.permissions import P
from casework.web.forms import lookup_args
from casework.web.room import FORM


@room.page("/new", needs=P.MEDIATION_REGISTER, methods=FORM)
def new():
    """Log a case: three required answers, everything else later."""
    usual = queries.usual_source(me()) if request.method == "GET" else None
    form = IntakeForm(me(), usual, draft="mediation.new")
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
    known = likeness.known_employer(user, unit.id, employer)  # before anything waits to be written
    worker = worker_of(
        unit.id,
        name=name,
        phone=phone,
        id_kind=id_kind or IdKind.RESIDENT,
        id_number=id_number,
        worker_types=worker_types,
    )
    entered = known or parties.enter_employer(unit_id=unit.id, name=employer)
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
    """Whose case it is when no unit was asked: one's own, or the first of those in which one registers."""
    if user.unit_id in user.reach.open_units(P.MEDIATION_REGISTER):
        return user.unit
    units = units_for(user, P.MEDIATION_REGISTER)
    return units[0] if units and user.unit not in units else user.unit


def worker_of(unit_id: int, *, id_number: str | None, **facts) -> Worker:
    """The worker whom the unit keeps under that identity number, with what was told now; else a new one."""
    known = likeness.known_worker(unit_id, id_number=id_number)
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
    found = likeness.suggest_employers(me(), lookup_args().get("q", ""))
    return render_template("mediation/_employers.html", found=found)
