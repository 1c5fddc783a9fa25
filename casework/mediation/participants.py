"""Pages of who takes part in a case and what is asked for: workers, employers, claims; numbers in full."""

import hashlib

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import Dictionary
from casework.engine import context
from casework.engine.errors import Refused
from casework.matters import actions as matters
from casework.matters import likeness
from casework.matters import queries as listing
from casework.matters.forms import AddEmployerForm
from casework.matters.views import me
from casework.mediation import actions, queries
from casework.mediation.forms import (
    ClaimRow,
    ClaimsForm,
    ResultForm,
)
from casework.mediation.intake import worker_of
from casework.mediation.models import Mediation, Outcome
from casework.mediation.views import room
from casework.parties import actions as parties
from casework.parties.forms import EmployerForm, RevealForm, WorkerEditForm, WorkerForm, offer
from casework.permissions import P
from casework.web.room import FORM

CLAIM_LINES = 8  # lines to fill in, at least


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
        matters.add_worker(mediation, worker_of(mediation.unit_id, **facts))
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
        found.worker = parties.kept_by(mediation.unit_id, found.worker)
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
        known = likeness.known_employer(me(), mediation.unit_id, employer)
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
        found.employer = parties.kept_by(mediation.unit_id, found.employer)
        parties.change_employer(found.employer, **facts)
        matters.refresh_employer(mediation)
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
    filled: list[dict] = []
    for row in rows:
        amounts = {name: getattr(row, name).data or 0 for name in ("claimed_fen", "agreed_fen", "paid_fen")}
        if not row.category.data and any(amounts.values()):
            row.category.errors = [_("请选择类别")]
            raise Refused("有一行填了金额但没有选类别")
        if row.category.data:
            filled.append({"category": row.category.data, "worker_id": row.worker_id.data, **amounts})
    actions.must_not_share_out_more(mediation, filled)
    with context.doing("修改请求事项"):
        matters.set_claims(mediation, filled)
        matters.touch(mediation)
