"""Pages of the intake: the quick entry, the grid of an outreach day, and what is looked up while somebody types."""

import re

from flask import current_app, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import Unit
from casework.consultations import actions, queries
from casework.consultations.forms import EntryForm, GridForm, RowForm, grid_rows
from casework.consultations.models import Consultation, TextModule
from casework.consultations.views import cluster_rule, me, room
from casework.engine import clock
from casework.engine.errors import Refused
from casework.matters import likeness
from casework.matters.models import Kind
from casework.matters.views import OFFERS, Offer
from casework.parties.identifiers import parse_phone
from casework.permissions import P
from casework.web import drafts
from casework.web.forms import lookup_args
from casework.web.room import FORM

ENTRY, GRID = "consultations.new", "consultations.outreach"  # their drafts


@room.page("/new", needs=P.CONSULT_RECORD, methods=FORM)
def new():
    """The quick entry: three answers by single keys, everything else as it comes."""
    user, today = me(), clock.today()
    modules = queries.modules_for(user)
    form = EntryForm(user, modules, draft=ENTRY)
    if form.carries_out(_record, form.units, modules):
        return _go_on(form.result)
    return render_template(
        "consultations/new.html",
        form=form,
        draft=ENTRY,
        modules=modules,
        todays=queries.todays(user, today),
        counts=queries.own_counts(user, today),
        offers=_offers(),
    )


def _offers() -> list[Offer]:
    """What may be made of a consultation the moment it has been saved."""
    return [
        offer
        for offer in OFFERS
        if offer.kind != Kind.CONSULTATION
        and offer.endpoint in current_app.view_functions
        and me().can(offer.needs)
    ]


def _go_on(consultation: Consultation):
    """Where the button leads: the next one, the page of this one, or the intake of what it becomes."""
    then = request.form.get("then", "")
    flash(_("已记录：%(number)s", number=consultation.number), "success")
    for offer in _offers():
        if offer.kind.value == then:
            return redirect(url_for(offer.endpoint, origin=consultation.id))
    if then == "show":
        return redirect(url_for(".show", id=consultation.id))
    return redirect(url_for(".new", channel=consultation.source))


def _record(
    units: list[Unit],
    modules: list[TextModule],
    *,
    source,
    is_anonymous,
    name,
    phone,
    employer,
    people,
    point,
    module_id,
    unit_id=None,
    employer_id="",
    **facts,
) -> Consultation:
    name, stated = _split_group("" if is_anonymous else name)
    chosen = next((module.text for module in modules if module.id == module_id), "")
    asked = actions.Asked(
        unit=_unit(units, unit_id),
        channel=source,
        name=name,
        phone=None if is_anonymous else phone,
        employer=employer,
        people=max(people or 1, stated),
        point="\n".join(part for part in (point, chosen) if part),
        **facts,
    )
    return actions.record(asked, by=me())


def _unit(units: list[Unit], unit_id: int | None) -> Unit:
    return next((unit for unit in units if unit.id == unit_id), units[0])


def _split_group(name: str) -> tuple[str, int]:
    """刘芳等3人 is one name and three people."""
    found = re.fullmatch(r"(.+?)等(\d{1,5})人", name)
    return (found[1], int(found[2])) if found else (name, 1)


# --- an outreach day ------------------------------------------------------------------------------------------------


@room.page("/outreach", needs=P.CONSULT_RECORD, methods=FORM)
def outreach():
    """A day outside: up to twenty at once. All rows that are filled are saved together, or none is."""
    form = GridForm(me(), draft=GRID)
    kept = drafts.read(drafts.of(me().id, GRID)) if form.restored else None
    rows = grid_rows(kept)
    if form.is_submitted() and not _all_valid(rows):
        form.validate()
        g.refused = True
    elif form.carries_out(_record_all, form.units, rows):
        flash(_("已记录 %(n)s 条巡回咨询", n=len(form.result)), "success")
        return redirect(url_for(".index", source="outreach", **{"from": form.received_on.data.isoformat()}))
    return render_template("consultations/outreach.html", form=form, rows=rows, draft=GRID)


def _all_valid(rows: list[RowForm]) -> bool:
    """Every row is looked at, so that all reasons are told at once."""
    return not [row for row in rows if not row.accept()]


def _record_all(
    units: list[Unit], rows: list[RowForm], *, received_on, place, unit_id=None
) -> list[Consultation]:
    filled = [row.answers_given for row in rows if row.is_filled]
    if not filled:
        raise Refused("还没有填写任何一行")
    unit = _unit(units, unit_id)
    common = {"unit": unit, "channel": "outreach", "received_on": received_on, "place": place}
    return actions.record_all((actions.Asked(**common, **row) for row in filled), by=me())


# --- while somebody types --------------------------------------------------------------------------------------------


@room.page("/lookup", needs=P.CONSULT_RECORD, methods=("POST",), reads=True)
def lookup():
    """Earlier consultations and cases of whoever may be asking, what is known of the employer; elsewhere only how many."""
    typed, user, rule = lookup_args(), me(), cluster_rule()
    employer = typed.get("employer", "")
    phone = _phone(typed.get("phone"))
    duty = queries.last_duty(user) or user.unit_id
    return render_template(
        "consultations/_lookup.html",
        found=likeness.met_before(user, name=typed.get("name", ""), employer=employer, phone=phone),
        elsewhere=likeness.count_elsewhere(user, phone=phone),
        record=likeness.record_of(user, employer),
        callers=queries.callers_about(duty, employer, rule["within"]),
        rule=rule,
    )


def _phone(text: str | None) -> str | None:
    try:
        return parse_phone(text) if text else None
    except ValueError:
        return None
