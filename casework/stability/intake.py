"""Registering a finding: by itself, for a campaign, out of another matter, out of a cluster of consultations."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import Unit
from casework.accounts.queries import homes_of
from casework.engine.reading import row_id
from casework.extensions import db
from casework.matters import carrying
from casework.matters.carrying import Seed
from casework.matters.models import LinkKind, Matter
from casework.matters.views import me, origin_asked
from casework.permissions import P
from casework.stability import actions, queries
from casework.stability.campaigns import queries as campaigns
from casework.stability.forms import IntakeForm
from casework.stability.models import Finding
from casework.stability.views import room
from casework.web.room import FORM

MOST_OF_A_CLUSTER = 50


@room.page("/new", needs=P.RISK_REPORT, methods=FORM)
def new():
    """Register a finding: three required answers, everything else later."""
    origin, cluster = origin_asked(), _cluster_asked()
    seed = _seed_of(origin) if origin else None
    draft = f"stability.new.{origin.id}" if origin else "stability.new"
    running = campaigns.running_for(me())
    form = IntakeForm(me(), running, seed, [_seed_of(matter) for matter in cluster], draft=draft)
    if not form.is_submitted() and not form.restored and "campaign_id" in form:
        asked = row_id(request.args.get("campaign"))
        if asked in {campaign.id for campaign in running}:
            form.campaign_id.data, form.source.data = asked, "campaign"
    if form.carries_out(_register, seed=seed, cluster=cluster):
        finding = form.result
        flash(_("已登记：%(number)s", number=finding.number), "success")
        if request.form.get("then") == "another":
            return redirect(url_for(".new", campaign=finding.campaign_id))
        return redirect(url_for(".show", id=finding.id))
    return render_template(
        "stability/new.html", form=form, origin=origin, cluster=cluster, draft=draft, campaigns=running
    )


def _cluster_asked() -> list[Matter]:
    """The matters of ``?cluster=ID,ID`` that this person may see, in that order; others do not exist."""
    ids = [id for id in map(row_id, request.args.get("cluster", "").split(",")) if id][:MOST_OF_A_CLUSTER]
    found = queries.signs_among(me(), ids)
    if ids and not found:
        abort(404)
    return found


def _seed_of(origin: Matter) -> Seed:
    """What it hands on; a kind that says nothing of it hands on its people, its employer and its claims."""
    return carrying.seed_of(origin) if origin.kind in carrying.SEEDS else Seed(origin)


def _register(
    *, employer, category, people, signs, facts, demands, source, found_on, received_on, seed=None, cluster=(),
    employer_id="", unit_id=None, campaign_id=None,
) -> Finding:  # fmt: skip
    user = me()
    unit = db.session.get(Unit, unit_id) if unit_id else homes_of(user, P.RISK_REPORT)[0]
    intake = actions.Intake(
        unit=unit,
        employer=carrying.employer_meant(
            unit.id, employer, [seed] if seed else map(_seed_of, cluster), by=user
        ),
        category=category,
        people=people,
        source=source or "daily",
        found_on=found_on,
        received_on=received_on,
        facts=facts,
        demands=demands,
        signs=signs or [],
        campaign_id=campaign_id,
    )
    if seed is not None:
        intake.workers = carrying.workers_for(seed.origin, unit.id)
        intake.more = {"cause": seed.cause, "court_number": seed.court_number}
    finding = actions.register(intake, by=user)
    if seed is not None:
        carrying.bring_along(seed.origin, finding, claimed_fen=seed.claimed_fen)
        carrying.become(seed.origin, finding, by=user)
    for matter in cluster:
        carrying.connect(matter, finding, LinkKind.SIGN, by=user)
    return finding
