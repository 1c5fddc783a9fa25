"""Pages of a supervisor: what cannot wait, and what a unit decides for itself and those below it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import Unit, User
from casework.accounts.queries import units_for
from casework.engine import clock
from casework.engine.reading import row_id
from casework.matters.views import ALERTS, Alert, me
from casework.permissions import P
from casework.stability import actions, queries
from casework.stability.campaigns import queries as campaigns
from casework.stability.forms import RulesForm
from casework.stability.letters import queries as letters
from casework.stability.rules import LABEL_SETS
from casework.stability.views import room
from casework.web.room import FORM


@room.page("/board", needs=P.RISK_SUPERVISE)
def board():
    """What a supervisor must see: what was passed up, what is collective, which returns are late, which letters wait."""
    user = me()
    escalations = queries.unacknowledged(user)
    return render_template(
        "stability/board.html",
        counts=queries.counts(user, clock.today()),
        escalations=escalations,
        findings=queries.findings_by_id(e.matter_id for e in escalations),
        collective=queries.collective(user),
        settings=queries.Settings(),
        missing=campaigns.missing(user),
        letters=letters.overdue(user),
    )


@room.page("/settings", needs=P.RISK_SUPERVISE, methods=FORM)
def settings():
    """What a unit calls the levels, and how long a letter may wait for its answer."""
    units = [unit for unit in units_for(me(), P.RISK_SUPERVISE) if unit.is_active]
    unit = _unit_asked(units)
    own = queries.own_rules(unit.id)
    form = RulesForm(own)
    if form.carries_out(_set_rules, unit):
        flash(_("已保存"), "success")
        return redirect(url_for(".settings", unit=unit.id))
    return render_template(
        "stability/settings.html",
        form=form,
        unit=unit,
        units=units,
        labels=queries.labels_for(unit),
        workdays=queries.reply_workdays_for(unit),
        sets=LABEL_SETS.values(),
    )


def _unit_asked(units: list[Unit]) -> Unit:
    asked = row_id(request.args.get("unit"))
    home = next((unit for unit in units if unit.id == me().unit_id), None) or next(iter(units), None)
    unit = next((unit for unit in units if unit.id == asked), None) if request.args.get("unit") else home
    return unit or abort(404)


def _set_rules(unit: Unit, **answers):
    return actions.set_rules(unit, **answers)


def warn(user: User) -> list[Alert]:
    """For a supervisor: what was passed up, what is collective and not assessed yet, late returns and letters; for whoever
    returns: what their own unit owes."""
    found = []
    if user.can(P.RISK_SUPERVISE):
        found += _warn_supervisor(user)
    elif user.can(P.RISK_REPORT):
        owed = [m for m in campaigns.missing(user, own_only=True) if m.late]
        found += [
            Alert(_("专项排查“%(name)s”有%(n)s期逾期未报", name=m.campaign.name, n=len(m.late)),
                    url_for("stability.report", id=m.campaign.id))
            for m in owed
        ]  # fmt: skip
    return found


def _warn_supervisor(user: User) -> list[Alert]:
    url, counts = url_for("stability.board"), queries.counts(user, clock.today())
    late = sum(len(m.late) for m in campaigns.missing(user))
    lines = (
        (len(queries.unacknowledged(user)), "error", lambda n: _("%(n)s件升级上报的风险等待签收", n=n), url),
        (counts.collective, "warning", lambda n: _("%(n)s件集体风险正在处置（10人以上）", n=n), url),
        (late, "warning", lambda n: _("专项排查有%(n)s期逾期未报", n=n), url_for("stability.campaigns")),
        (letters.count_overdue(user), "warning", lambda n: _("%(n)s封函件超期未回复", n=n), url_for("stability.letters")),
    )  # fmt: skip
    return [Alert(words(n), where, tone) for n, tone, words, where in lines if n]


ALERTS.append(warn)
