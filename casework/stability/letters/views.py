"""Pages of 一函两书: those that wait, a new one, one letter, and the letter as it is printed."""

from flask import abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.engine import clock
from casework.matters.views import me
from casework.permissions import P
from casework.stability.letters import actions, queries, rules
from casework.stability.letters.forms import CheckForm, DeliveryForm, LetterEditForm, LetterForm, ReplyForm
from casework.stability.letters.models import Letter, LetterKind
from casework.stability.models import Finding
from casework.stability.queries import reply_workdays_for
from casework.stability.views import room
from casework.web import menu
from casework.web.paging import here, paginate
from casework.web.room import FORM


@room.page("/letters", needs=P.RISK_READ)
def letters():
    """The letters one sees: first those that wait for an answer."""
    view = request.args.get("view", "unanswered")
    view = view if view in queries.VIEWS else "unanswered"
    page = paginate(queries.listed(me(), view), queries.by_ids, current_app.config["PAGE_SIZE"])
    views = [
        {"label": _(label), "url": here(view=name, page=None), "active": name == view}
        for name, (label, _clause) in queries.VIEWS.items()
    ]
    return render_template("stability/letters.html", page=page, views=views)


@room.page("/<int:id>/letters/new/<name>", needs=P.RISK_HANDLE, of=Finding, methods=FORM)
def new_letter(finding: Finding, name: str):
    """Write one of the three letters about a finding."""
    kind = next((kind for kind in LetterKind if kind.value == name), None) or abort(404)
    draft = f"risk.{kind.value}.{finding.id}"
    form = LetterForm(kind, finding, draft=draft)
    if form.carries_out(actions.write, finding, kind=kind, by=me()):
        flash(_("已制发：%(number)s", number=form.result.number), "success")
        return redirect(url_for(".letter", id=finding.id, entry=form.result.id))
    advice = rules.advice_on_order(kind, queries.of_finding(finding))
    return render_template(
        "stability/letter_form.html", finding=finding, form=form, kind=kind, letter=None, draft=draft, advice=advice
    )  # fmt: skip


def _letter_of(finding: Finding, entry: int) -> Letter:
    return queries.letter_in(finding, entry) or abort(404)


def _back(letter: Letter, said: str):
    flash(said, "success")
    return redirect(url_for(".letter", id=letter.matter_id, entry=letter.id))


@room.page("/<int:id>/letters/<int:entry>", needs=P.RISK_READ, of=Finding)
def letter(finding: Finding, entry: int):
    """One letter: what it says, how it was delivered, what came back."""
    found = _letter_of(finding, entry)
    return render_template(
        "stability/letter.html",
        finding=finding,
        letter=found,
        provisional=found.delivered_on and rules.is_provisional(found.delivered_on, found.reply_due_on),
    )


@room.page("/<int:id>/letters/<int:entry>/print", needs=P.RISK_READ, of=Finding)
def print_letter(finding: Finding, entry: int):
    """The letter as it is printed; what is not known yet stays blank."""
    found = _letter_of(finding, entry)
    return render_template(
        "stability/print_letter.html",
        finding=finding,
        letter=found,
        facts=rules.LETTERS[found.kind],
        marks=rules.MARKS,
        closing=rules.closing(found.reply_due_on, reply_workdays_for(found.unit)),
        day_in_words=rules.long_day(found.signed_on),
    )


@room.page("/<int:id>/letters/<int:entry>/edit", needs=P.RISK_HANDLE, of=Finding, methods=FORM)
def edit_letter(finding: Finding, entry: int):
    """Correct a letter that has not gone out."""
    found = _letter_of(finding, entry)
    form = LetterEditForm(found)
    if form.carries_out(actions.change, found):
        return _back(found, _("已保存"))
    return render_template(
        "stability/letter_form.html", finding=finding, form=form, kind=found.kind, letter=found, draft=None, advice=""
    )  # fmt: skip


@room.page("/<int:id>/letters/<int:entry>/deliver", needs=P.RISK_HANDLE, of=Finding, methods=FORM)
def deliver_letter(finding: Finding, entry: int):
    """It has reached its addressee."""
    found = _letter_of(finding, entry)
    form = DeliveryForm(reply_workdays_for(found.unit))
    if form.carries_out(actions.deliver, found):
        return _back(found, _("已登记送达"))
    return _step(finding, found, form, _("登记送达"))


@room.page("/<int:id>/letters/<int:entry>/reply", needs=P.RISK_HANDLE, of=Finding, methods=FORM)
def reply_letter(finding: Finding, entry: int):
    """The addressee has answered."""
    found = _letter_of(finding, entry)
    form = ReplyForm()
    if not form.is_submitted():
        form.replied_on.data = clock.today()
    if form.carries_out(actions.answer, found):
        return _back(found, _("已登记回复"))
    return _step(finding, found, form, _("登记回复"))


@room.page("/<int:id>/letters/<int:entry>/check", needs=P.RISK_HANDLE, of=Finding, methods=FORM)
def check_letter(finding: Finding, entry: int):
    """Was it put right?"""
    found = _letter_of(finding, entry)
    form = CheckForm()
    if not form.is_submitted():
        form.checked_on.data = clock.today()
    if form.carries_out(actions.check, found):
        return _back(found, _("已登记整改情况"))
    return _step(finding, found, form, _("核查整改"))


def _step(finding: Finding, found: Letter, form, title: str):
    return render_template(
        "stability/letter_step.html", finding=finding, letter=found, form=form, title=title
    )


menu.add(menu.Item("一函两书", "stability.letters", P.RISK_READ, place=52))
