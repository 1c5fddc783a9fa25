"""Pages of the working calendar: the years, a notice, and the way a new one comes into force."""

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from casework.deadlines import actions, forms, queries
from casework.deadlines.models import CalendarNotice
from casework.deadlines.notices import Doubt
from casework.engine import clock
from casework.matters.views import due_on
from casework.permissions import P
from casework.web import banners, menu
from casework.web.errors import say_as
from casework.web.room import Room

room = Room("deadlines", "/calendar")


@room.blueprint.app_template_global()
def feasts(names: str) -> str:
    """The holidays a day belongs to, in the reader's language."""
    return _("、").join(_(name) for name in names.split("、") if name)


@room.blueprint.app_template_global()
def due_name(name: str) -> str:
    """What has to be done by a day to keep, in the reader's language."""
    return due_on(clock.today(), name).law


def _may_load() -> bool:
    """The calendar is everybody's: who loads a notice answers for every unit."""
    return current_user.reach.units(P.CALENDAR_MANAGE) is None


@room.page("/", needs=P.CALENDAR_MANAGE)
def index():
    """Every year with its notices."""
    return render_template(
        "deadlines/index.html",
        notices=queries.notices(),
        counts=queries.days_in_notices(),
        may_load=_may_load(),
    )


@room.page("/<int:id>", needs=P.CALENDAR_MANAGE, of=CalendarNotice)
def show(notice: CalendarNotice):
    """One notice: its days, where it comes from, and what it moved."""
    moved, shifts = queries.shifts_of(notice)
    latest = queries.latest_notice(notice.year)
    return render_template(
        "deadlines/show.html",
        notice=notice,
        days=queries.days_of(notice),
        moved=moved,
        shifts=shifts,
        readable=queries.readable(shifts, current_user._get_current_object()),
        is_latest=latest is not None and latest.id == notice.id,
    )


@room.page("/new", needs=P.CALENDAR_MANAGE)
def new():
    """Paste or upload a notice."""
    return render_template("deadlines/new.html", form=forms.NoticeForm(), may_load=_may_load())


@room.page("/preview", needs=P.CALENDAR_MANAGE, methods=("POST",), reads=True)
def preview():
    """What the notice would change; nothing is changed yet."""
    form = forms.NoticeForm()
    if not form.carries_out(actions.preview):
        return render_template("deadlines/new.html", form=form, may_load=_may_load()), 422
    again = forms.ConfirmForm(
        formdata=None,
        data={
            "text": form.result.text,
            "year": form.result.reading.year,
            "number": form.number.data or form.result.reading.number,
            "source": form.source.data,
            "is_partial": "y" if form.is_partial.data else "",
            "edition": form.result.edition,
        },
    )
    return _previewed(again, form.result)


def _previewed(form, seen: actions.Preview):
    return render_template(
        "deadlines/preview.html", form=form, seen=seen, told=told_doubt, may_load=_may_load()
    )


@room.page("/confirm", needs=P.CALENDAR_MANAGE, methods=("POST",))
def confirm():
    """Put the notice into force."""
    form = forms.ConfirmForm()
    if form.carries_out(actions.confirm, by=current_user._get_current_object()):
        moved, _shifts = queries.shifts_of(form.result)
        flash(_("%(year)s年的放假通知已生效，%(n)s个期限有变动。", year=form.result.year, n=moved), "success")
        return redirect(url_for(".show", id=form.result.id))
    given = {name: value for name, value in form.answers.items() if name not in ("is_checked", "edition")}
    seen = actions.preview(**given)
    form.edition.data = seen.edition
    return _previewed(form, seen)


def told_doubt(doubt: Doubt) -> str:
    """A doubt in the reader's language."""
    values = {name: _(value) if isinstance(value, str) else value for name, value in doubt.values.items()}
    return _(doubt.sentence) % values


def _missing() -> banners.Banner | None:
    """Who loads notices, and who answers for cases, are asked for the year that is missing."""
    if not (current_user.can(P.CALENDAR_MANAGE) or current_user.can(P.OVERSIGHT_READ)):
        return None
    year = queries.missing_year(clock.today())
    if year is None:
        return None
    if current_user.can(P.CALENDAR_MANAGE) and _may_load():
        text = _("还没有%(year)s年的放假通知，跨到该年的期限都是暂定的。", year=year)
        return banners.Banner(text, _("粘贴通知"), url_for("deadlines.new"))
    text = _("还没有%(year)s年的放假通知，跨到该年的期限都是暂定的，请提醒系统管理员录入。", year=year)
    return banners.Banner(text)


say_as("uq_calendar_notice_year_edition", "别人刚刚也录入了这一年的通知：请看过现在的变动，再确认一次")

banners.BANNERS.append(_missing)
menu.add(menu.Item("工作日历", "deadlines.index", P.CALENDAR_MANAGE, place=86))
