"""Pages of the intake: logging a case, and what is looked up while it is being typed."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import Unit, User
from casework.accounts.queries import home_of
from casework.extensions import db
from casework.matters import actions as matters
from casework.matters import carrying
from casework.matters.models import Channel
from casework.matters.views import me, origin_asked
from casework.mediation import actions, queries
from casework.mediation.forms import IntakeForm
from casework.mediation.models import Mediation
from casework.mediation.views import room
from casework.parties.models import IdKind
from casework.permissions import P
from casework.web.room import FORM


@room.page("/new", needs=P.MEDIATION_REGISTER, methods=FORM)
def new():
    """Log a case: three required answers, everything else later."""
    usual = queries.usual_source(me()) if request.method == "GET" else None
    origin = origin_asked()
    seed = carrying.seed_of(origin) if origin else None
    draft = f"mediation.new.{origin.id}" if origin else "mediation.new"
    form = IntakeForm(me(), usual, seed, draft=draft)
    if form.carries_out(_register, seed=seed):
        mediation = form.result
        flash(_("已登记：%(number)s", number=mediation.number), "success")
        then = request.form.get("then")
        if then == "another":
            return redirect(url_for(".new"))
        if then == "meet":
            return redirect(url_for(".meet", id=mediation.id))
        return redirect(url_for(".show", id=mediation.id))
    return render_template(
        "mediation/new.html", form=form, more_open=_has_more(form), origin=origin, draft=draft
    )


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
    seed=None,
    employer_id="",
    unit_id=None,
    handler_id=None,
) -> Mediation:
    user = me()
    unit = db.session.get(Unit, unit_id) if unit_id else home_of(user, P.MEDIATION_REGISTER)
    handler = _handler_for(user, handler_id)
    name, stated = matters.split_group(name)
    entered = carrying.employer_meant(
        unit.id, employer, [seed] if seed else [], by=user
    )  # before anything waits to be written
    told = {"name": name, "phone": phone, "worker_types": worker_types}
    told |= {"id_kind": id_kind or IdKind.RESIDENT, "id_number": id_number}
    is_carried = seed is not None and seed.lead_name == name
    workers = (
        carrying.people_told(seed, unit.id, told) if is_carried else [matters.worker_of(unit.id, **told)]
    )
    mediation = actions.register(
        actions.Intake(
            unit=unit,
            workers=workers,
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
            more={
                "procedure": procedure,
                "signed_for_on": signed_for_on,
                "cause": seed.cause if seed else None,
            },
        ),
        by=user,
    )
    if seed is not None:
        if is_carried:
            carrying.bring_along(seed.origin, mediation, claimed_fen=claimed_fen)
        carrying.become(seed.origin, mediation, by=user)
    if first_meeting_on:
        matters.arrange_meeting(
            mediation, held_on=first_meeting_on, starts_at=first_meeting_at, channel=Channel.ROOM
        )
    return mediation


def _handler_for(user: User, handler_id: int | None) -> User | None:
    """Who gets the case: whoever was chosen, or the mediator who logs it."""
    if handler_id:
        return db.session.get(User, handler_id)
    if user.can(P.MEDIATION_CONDUCT) and not user.can(P.MEDIATION_ASSIGN):
        return user
    return None
