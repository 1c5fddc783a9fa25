"""The page of the application: what a worker who asks for legal aid is asked, and what is taken over from another matter."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import Unit
from casework.accounts.queries import homes_of
from casework.extensions import db
from casework.legal_aid import actions
from casework.legal_aid.forms import IntakeForm
from casework.legal_aid.models import LegalAid
from casework.legal_aid.views import room
from casework.matters import actions as matters
from casework.matters import carrying
from casework.matters.views import me, origin_asked
from casework.parties.models import IdKind
from casework.permissions import P
from casework.web.room import FORM

MORE = ("id_number", "court_number", "received_on", "people", "other_agent", "other_firm")
OWN = (
    "exemption",
    "limitation_ends_on",
    "stage",
    "forms_asked",
    "other_agent",
    "other_firm",
)  # of this kind alone


@room.page("/new", needs=P.AID_REGISTER, methods=FORM)
def new():
    """Take an application: three required answers, everything else later."""
    origin = origin_asked()
    seed = carrying.seed_of(origin) if origin else None
    draft = f"legal_aid.new.{origin.id}" if origin else "legal_aid.new"
    form = IntakeForm(me(), seed, draft=draft)
    if form.carries_out(_register, seed=seed):
        aid = form.result
        flash(_("已登记：%(number)s", number=aid.number), "success")
        if request.form.get("then") == "another":
            return redirect(url_for(".new"))
        page = ".means" if request.form.get("then") == "means" and me().can(P.AID_EDIT, aid) else ".show"
        return redirect(url_for(page, id=aid.id))
    more_open = any(form._fields[name].errors for name in MORE)
    return render_template("legal_aid/new.html", form=form, more_open=more_open, origin=origin, draft=draft)


def _register(*, name, phone, employer, worker_types, id_kind, id_number, people, seed=None, unit_id=None,
              employer_id="", **facts) -> LegalAid:  # fmt: skip
    user = me()
    unit = db.session.get(Unit, unit_id) if unit_id else homes_of(user, P.AID_REGISTER)[0]
    name, stated = matters.split_group(name)
    told = {"name": name, "phone": phone, "worker_types": worker_types}
    told |= {"id_kind": id_kind or IdKind.RESIDENT, "id_number": id_number}
    is_carried = seed is not None and seed.lead_name == name
    more = {own: value for own in OWN if (value := facts.pop(own)) not in (None, "", [])}
    more["cause"] = seed.cause if seed else None
    facts["source"] = facts["source"] or "visit"
    aid = actions.register(
        actions.Intake(
            unit=unit,
            workers=carrying.people_told(seed, unit.id, told)
            if is_carried
            else [matters.worker_of(unit.id, **told)],
            employer=carrying.employer_meant(unit.id, employer, [seed] if seed else [], by=user),
            people=people or stated,
            more=more,
            **facts,
        ),
        by=user,
    )
    if seed is not None:
        if is_carried:
            carrying.bring_along(seed.origin, aid, claimed_fen=facts["claimed_fen"])
        aid.is_collective = aid.is_collective or seed.origin.is_collective
        carrying.become(seed.origin, aid, by=user)
    return aid
