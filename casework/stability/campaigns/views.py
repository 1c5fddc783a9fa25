"""Pages of campaigns: for whoever organises one, and for the unit that returns."""

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import Unit
from casework.accounts.queries import units_for
from casework.engine.reading import row_id
from casework.matters.views import me
from casework.permissions import P
from casework.stability.campaigns import actions, queries
from casework.stability.campaigns.forms import (
    CampaignEditForm,
    CampaignForm,
    CorrectionForm,
    ReturnForm,
    Said,
)
from casework.stability.campaigns.models import Campaign
from casework.stability.campaigns.rules import Period, ReturnState
from casework.stability.views import room
from casework.web import menu
from casework.web.room import FORM


@room.page("/campaigns/", needs=P.RISK_READ)
def campaigns():
    """The campaigns one may see, and what is still to be returned."""
    missing = queries.missing(me())
    own = {m.campaign.id for m in queries.missing(me(), own_only=True)} if me().can(P.RISK_REPORT) else set()
    return render_template(
        "stability/campaigns.html",
        campaigns=queries.listed(me()),
        missing={m.campaign.id: m for m in missing},
        own=own,
    )


@room.page("/campaigns/new", needs=P.CAMPAIGN_MANAGE, methods=FORM)
def new_campaign():
    """Begin a campaign."""
    units = _homes()
    form = CampaignForm(units, draft="stability.campaign")
    if form.carries_out(_begin, units):
        flash(_("已部署：%(name)s", name=form.result.name), "success")
        return redirect(url_for(".campaign", id=form.result.id))
    return render_template("stability/campaign_form.html", form=form, campaign=None)


def _homes() -> list[Unit]:
    """The units of which one organises campaigns, one's own first."""
    units = [unit for unit in units_for(me(), P.CAMPAIGN_MANAGE) if unit.is_active]
    return sorted(units, key=lambda unit: (unit.id != me().unit_id, unit.code)) or abort(403)


def _begin(units: list[Unit], *, unit_id=None, **facts) -> Campaign:
    unit = next((unit for unit in units if unit.id == unit_id), units[0])
    return actions.begin(unit, by=me(), **facts)


@room.page("/campaigns/<int:id>", needs=P.RISK_READ, of=Campaign)
def campaign(campaign: Campaign):
    """One campaign: which unit has returned for which period, and who has not."""
    board = queries.board(campaign, me(), _day(request.args.get("until")))
    return render_template(
        "stability/campaign.html",
        campaign=campaign,
        board=board,
        returning={unit.id for unit in queries.units_returning(campaign, me())} if me().can(P.RISK_REPORT) else set(),
        may_manage=actions.may_manage(campaign, me()),
        undone=(ReturnState.LATE, ReturnState.AWAITED),
    )  # fmt: skip


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


@room.page("/campaigns/<int:id>/edit", needs=P.CAMPAIGN_MANAGE, of=Campaign, methods=FORM)
def edit_campaign(campaign: Campaign):
    """Change a campaign that is under way."""
    if not actions.may_manage(campaign, me()):
        abort(403)
    form = CampaignEditForm(campaign, units_for(me(), P.CAMPAIGN_MANAGE))
    if form.carries_out(actions.change, campaign, by=me()):
        flash(_("已保存"), "success")
        return redirect(url_for(".campaign", id=campaign.id))
    return render_template("stability/campaign_form.html", form=form, campaign=campaign)


@room.page("/campaigns/<int:id>/close", needs=P.CAMPAIGN_MANAGE, of=Campaign, methods=("POST",))
def close_campaign(campaign: Campaign):
    """No further returns are awaited."""
    if not actions.may_manage(campaign, me()):
        abort(403)
    actions.close(campaign)
    flash(_("已结束：%(name)s", name=campaign.name), "success")
    return redirect(url_for(".campaign", id=campaign.id))


@room.page("/campaigns/<int:id>/resume", needs=P.CAMPAIGN_MANAGE, of=Campaign, methods=("POST",))
def resume_campaign(campaign: Campaign):
    """Returns are awaited again."""
    if not actions.may_manage(campaign, me()):
        abort(403)
    actions.resume(campaign)
    flash(_("已重新开始：%(name)s", name=campaign.name), "success")
    return redirect(url_for(".campaign", id=campaign.id))


# --- returns ------------------------------------------------------------------------------------------------------


@room.page("/campaigns/<int:id>/report", needs=P.RISK_REPORT, of=Campaign, methods=FORM)
def report(campaign: Campaign):
    """Return for a period: what was registered, or 零报告."""
    unit, period = _asked(campaign)
    if period is None:
        return render_template(
            "stability/report.html", campaign=campaign, unit=unit, period=None, form=None, found=[]
        )
    found = actions.loose_findings(campaign, unit.id, period.last)
    form = ReturnForm(found)
    if form.carries_out(_submit, campaign, unit, period):
        flash(_("已零报告") if form.result.is_zero else _("已报送%(n)s条", n=len(found)), "success")
        return redirect(url_for(".returned", entry=form.result.id))
    return render_template(
        "stability/report.html", campaign=campaign, unit=unit, period=period, form=form, found=found
    )


def _asked(campaign: Campaign) -> tuple[Unit, Period | None]:
    """The unit and the period of the address; without them, what one has to return first. 404 beyond one's reach."""
    units = queries.units_returning(campaign, me())
    if not units:
        abort(404)
    asked = row_id(request.args.get("unit"))
    own = next((unit for unit in units if unit.id == me().unit_id), units[0])
    unit = next((unit for unit in units if unit.id == asked), None) if asked else own
    if unit is None:
        abort(404)
    if "period" in request.args:
        day = _day(request.args["period"])
        return unit, (actions.period_of(campaign, day) if day else None) or abort(404)
    waiting = [
        cell.period
        for m in queries.missing(me(), own_only=True)
        if m.campaign.id == campaign.id
        for cell in (*m.late, *m.awaited)
        if cell.unit.id == unit.id
    ]
    return unit, min(waiting, key=lambda period: period.first, default=None)


def _submit(campaign: Campaign, unit: Unit, period: Period, *, said: Said, note: str):
    return actions.submit(campaign, unit, period, is_zero=said == Said.ZERO, note=note, by=me())


@room.page("/campaigns/returns/<int:entry>", needs=P.RISK_READ)
def returned(entry: int):
    """What a unit returned for a period, by whom and when, and how it was corrected."""
    found = queries.entry_for(me(), entry) or abort(404)
    return render_template(
        "stability/returned.html",
        entry=found,
        period=actions.period_of(found.campaign, found.period_on),
        findings=queries.visible_findings(found, me()),
        may_correct=found.unit in queries.units_returning(found.campaign, me()) and me().can(P.RISK_REPORT),
    )


@room.page("/campaigns/returns/<int:entry>/correct", needs=P.RISK_REPORT, methods=FORM)
def correct_return(entry: int):
    """Say what a return should have said."""
    found = queries.entry_for(me(), entry) or abort(404)
    if found.unit not in queries.units_returning(found.campaign, me()):
        abort(404)
    period = actions.period_of(found.campaign, found.period_on)
    own = actions.findings_of(found)
    loose = actions.loose_findings(found.campaign, found.unit_id, period.last if period else found.period_on)
    form = CorrectionForm(found, own, loose)
    if form.carries_out(_correct, found):
        flash(_("已更正"), "success")
        return redirect(url_for(".returned", entry=found.id))
    return render_template("stability/correct_return.html", entry=found, form=form, period=period)


def _correct(found, *, said: Said, note: str, reason: str, finding_ids=()):
    is_zero = said == Said.ZERO
    return actions.correct(found, is_zero=is_zero, note=note, reason=reason,
                           finding_ids=[] if is_zero else list(finding_ids), by=me())  # fmt: skip


menu.add(menu.Item("专项排查", "stability.campaigns", P.RISK_READ, place=51))
