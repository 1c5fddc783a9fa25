"""Pages of assigning a lawyer: the check for conflicts with its report, the lawyers' own pages, and the rates they are paid at."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import User
from casework.engine import clock
from casework.engine.errors import Refused
from casework.extensions import db
from casework.legal_aid import actions, conflicts, queries, subsidies
from casework.legal_aid.forms import CheckForm, RateForm, form_for
from casework.legal_aid.models import Check, LegalAid, Status
from casework.legal_aid.rules import WORKFLOW
from casework.legal_aid.views import room
from casework.matters.views import me
from casework.permissions import P
from casework.web import menu
from casework.web.room import FORM


@room.page("/<int:id>/conflicts", needs=P.AID_ASSIGN, of=LegalAid, methods=FORM)
def check(aid: LegalAid):
    """Look whether anything stands against a lawyer; every look is kept."""
    form = CheckForm(aid, me(), asked=request.args.get("lawyer"))
    if form.carries_out(_check, aid):
        return redirect(url_for(".conflict", id=aid.id, entry=form.result.id))
    return render_template(
        "legal_aid/conflicts.html",
        aid=aid,
        form=form,
        checks=queries.checks_of(aid),
        candidates=queries.candidates(me()),
        is_waiting=aid.status == Status.GRANTED,
    )


def _check(aid: LegalAid, *, lawyer_id: int) -> Check:
    lawyer = db.session.get(User, lawyer_id)
    if lawyer is None or not lawyer.can(P.AID_CONDUCT):
        raise Refused("请选择一位律师", field="lawyer_id")
    return conflicts.check(aid, lawyer, by=me())


@room.page("/<int:id>/conflicts/<int:entry>", needs=P.AID_ASSIGN, of=LegalAid, methods=FORM)
def conflict(aid: LegalAid, entry: int):
    """What a check found. Nothing: assign. Something: it stops, unless a supervisor says why not."""
    found = queries.check_in(aid, entry) or abort(404)
    step = WORKFLOW["assign"]
    form = form_for(step, aid)
    form.check_id.data = found.id
    may_override = me().can(P.AID_SUPERVISE, aid)
    if form.carries_out(actions.move, aid, "assign", by=me(), check_id=found.id):
        flash(_("已指派%(name)s", name=found.lawyer.name), "success")
        return redirect(url_for(".show", id=aid.id))
    return render_template(
        "legal_aid/conflict.html",
        aid=aid,
        check=found,
        hits=queries.hits_of(found, me()),
        form=form,
        may_assign=step.fits(aid) and (found.is_clear or may_override),
        is_waiting=step.fits(aid),
    )


# --- a lawyer's own -------------------------------------------------------------------------------------------------


@room.page("/mine", needs=P.AID_CONDUCT)
def mine():
    """The cases this person has in hand."""
    return render_template("legal_aid/mine.html", cases=queries.mine(me()))


@room.page("/my-subsidies", needs=P.AID_CONDUCT)
def my_subsidies():
    """What this person was paid, case by case, a year at a time."""
    years = queries.subsidy_years(me())
    asked = request.args.get("year", "")
    year = next((y for y, _fen in years if str(y) == asked), years[0][0] if years else None)
    rows = queries.subsidies_of(me(), year) if year else []
    paid = queries.paid_works([subsidy.matter_id for subsidy, _number, _worker in rows])
    return render_template("legal_aid/my_subsidies.html", rows=rows, years=years, year=year, works=paid)


# --- the rates --------------------------------------------------------------------------------------------------------


@room.page("/rates", needs=P.AID_READ)
def rates():
    """What each form of work is paid, and was."""
    return render_template(
        "legal_aid/rates.html", rates=queries.rates(), today=clock.today(), may_set=_may_set()
    )


@room.page("/rates/new", needs=P.AID_SUPERVISE, methods=FORM)
def new_rate():
    """A new rate from a day on. The rates are the whole city's, and set by whoever supervises all of it."""
    if not _may_set():
        abort(403)
    form = RateForm()
    if form.carries_out(subsidies.set_rate):
        flash(_("已保存"), "success")
        return redirect(url_for(".rates"))
    return render_template("legal_aid/rate.html", form=form)


def _may_set() -> bool:
    return me().can(P.AID_SUPERVISE) and me().reach.units(P.AID_SUPERVISE) is None


menu.add(menu.Item("我的援助与补贴", "legal_aid.mine", P.AID_CONDUCT, place=26, hidden_from=P.AID_SUPERVISE))
