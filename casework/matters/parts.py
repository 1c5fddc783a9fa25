"""Pages that every kind of matter has alike: its people and employers, its claims, notes, appointments, hand-overs.

A kind's room hangs them on itself: ``parts.people(room, Mediation, edits=P.MEDIATION_EDIT)``. They are then pages of that room,
under the same names in every kind, with its permission and its model.
"""

import hashlib

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask_babel import gettext as _

from casework.accounts.models import Dictionary
from casework.engine import context
from casework.engine.errors import Refused
from casework.matters import actions, likeness, queries
from casework.matters.forms import (
    AddEmployerForm,
    ClaimRow,
    ClaimsForm,
    MeetingForm,
    MeetingResultForm,
    NoteForm,
    TransferForm,
)
from casework.matters.models import Audience, Matter
from casework.matters.views import face_of, me
from casework.parties import actions as parties
from casework.parties.forms import EmployerForm, RevealForm, WorkerEditForm, WorkerForm, offer
from casework.permissions import P
from casework.web.room import FORM, Room

CLAIM_LINES = 8  # lines to fill in, at least


def _page(template: str, matter: Matter, **more):
    return render_template(template, matter=matter, face=face_of(matter), **more)


def _back(matter: Matter, said: str):
    flash(said, "success")
    return redirect(url_for(".show", id=matter.id))


# --- people -------------------------------------------------------------------------------------------------------


def people(room: Room, of: type[Matter], *, edits: P) -> None:
    """Workers: add one, correct one, see a number in full."""

    @room.page("/<int:id>/workers/new", needs=edits, of=of, methods=FORM)
    def add_worker(matter):
        """A further worker of the case."""
        form = WorkerForm()
        if form.carries_out(_add_worker, matter):
            flash(_("已添加"), "success")
            another = request.form.get("then") == "another"
            return redirect(url_for(".add_worker" if another else ".show", id=matter.id))
        return _page("matters/worker.html", matter, form=form, entry=None)

    @room.page("/<int:id>/workers/<int:entry>", needs=edits, of=of, methods=FORM)
    def worker(matter, entry: int):
        """Correct a worker of the case, through the case."""
        found = queries.worker_in(matter, entry) or abort(404)
        form = WorkerEditForm(found.worker)
        if form.carries_out(_change_worker, matter, found):
            return _back(matter, _("已保存"))
        return _page("matters/worker.html", matter, form=form, entry=found)

    @room.page("/<int:id>/workers/<int:entry>/full/<what>", needs=P.PARTY_SEE_FULL, of=of, methods=FORM)
    def reveal(matter, entry: int, what: str):
        """A number in full, with a reason that is written down."""
        found = queries.worker_in(matter, entry)
        if found is None or what not in ("id_number", "phone"):
            abort(404)
        form = RevealForm()
        if form.carries_out(parties.reveal, found.worker, what=what, by=me()):
            return _page("matters/reveal.html", matter, entry=found, what=what, value=form.result, form=None)
        return _page("matters/reveal.html", matter, entry=found, what=what, value=None, form=form)


def _add_worker(matter: Matter, **facts):
    actions.must_not_be_archived(matter)
    with context.doing("添加劳动者"):
        actions.add_worker(matter, actions.worker_of(matter.unit_id, **facts))
        actions.touch(matter)


def _change_worker(matter: Matter, found, **facts):
    actions.must_not_be_archived(matter)
    with context.doing("修改劳动者信息"):
        found.worker = parties.kept_by(matter.unit_id, found.worker)
        parties.change_worker(found.worker, **facts)
        actions.follow_worker(found.worker)
        actions.touch(matter)


# --- employers ----------------------------------------------------------------------------------------------------


def employers(room: Room, of: type[Matter], *, edits: P) -> None:
    """Employers: add a further one, correct one."""

    @room.page("/<int:id>/employers/new", needs=edits, of=of, methods=FORM)
    def add_employer(matter):
        """A further employer: the using unit beside the agency, the general contractor."""
        form = AddEmployerForm()
        if form.carries_out(_add_employer, matter):
            return _back(matter, _("已添加"))
        return _page("matters/employer.html", matter, form=form, entry=None)

    @room.page("/<int:id>/employers/<int:entry>", needs=edits, of=of, methods=FORM)
    def employer(matter, entry: int):
        """Correct an employer of the case, through the case."""
        found = queries.employer_in(matter, entry) or abort(404)
        form = EmployerForm(found.employer)
        if form.carries_out(_change_employer, matter, found):
            return _back(matter, _("已保存"))
        return _page("matters/employer.html", matter, form=form, entry=found)


def _add_employer(matter: Matter, *, employer, role, employer_id=""):
    actions.must_not_be_archived(matter)
    with context.doing("添加用人单位"):
        known = likeness.known_employer(me(), matter.unit_id, employer)
        entered = known or parties.enter_employer(unit_id=matter.unit_id, name=employer)
        actions.add_employer(matter, entered, role)
        actions.touch(matter)


def _change_employer(matter: Matter, found, **facts):
    actions.must_not_be_archived(matter)
    with context.doing("修改用人单位信息"):
        found.employer = parties.kept_by(matter.unit_id, found.employer)
        parties.change_employer(found.employer, **facts)
        actions.refresh_employer(matter)
        actions.follow_employer(found.employer)
        actions.touch(matter)


# --- claims -------------------------------------------------------------------------------------------------------


def claims(room: Room, of: type[Matter], *, edits: P) -> None:
    """What is asked for, line by line."""

    @room.page("/<int:id>/claims", needs=edits, of=of, methods=FORM)
    def claims(matter):
        """What is asked for, line by line, with the three amounts kept apart."""
        rows = _claim_rows(matter)
        form = ClaimsForm(_as_they_stand(matter))
        if form.is_submitted() and not _all_valid(rows):
            g.refused = True
        elif form.carries_out(_set_claims, matter, rows):
            return _back(matter, _("已保存"))
        return _page("matters/claims.html", matter, rows=rows, form=form)


def _as_they_stand(matter: Matter) -> str:
    """The lines as they are now, to be compared when they are saved."""
    told = [(c.id, c.category, c.worker_id, c.claimed_fen, c.agreed_fen, c.paid_fen) for c in matter.claims]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:32]


def _all_valid(rows: list[ClaimRow]) -> bool:
    """Every row is looked at, so that all reasons are told at once."""
    return not [row for row in rows if not row.validate()]


def _claim_rows(matter: Matter) -> list[ClaimRow]:
    people = [(entry.worker_id, entry.worker.name) for entry in queries.workers_of(matter)]
    rows = []
    for place in range(max(CLAIM_LINES, len(matter.claims) + 2)):
        claim = matter.claims[place] if place < len(matter.claims) else None
        row = ClaimRow(obj=claim, prefix=f"c{place}-")
        offer(row.category, Dictionary.CLAIM_CATEGORY)
        row.worker_id.offer(people)
        rows.append(row)
    return rows


def _set_claims(matter: Matter, rows: list[ClaimRow]):
    actions.must_not_be_archived(matter)
    filled: list[dict] = []
    for row in rows:
        amounts = {name: getattr(row, name).data or 0 for name in ("claimed_fen", "agreed_fen", "paid_fen")}
        if not row.category.data and any(amounts.values()):
            row.category.errors = [_("请选择类别")]
            raise Refused("有一行填了金额但没有选类别")
        if row.category.data:
            filled.append({"category": row.category.data, "worker_id": row.worker_id.data, **amounts})
    actions.must_not_share_out_more(matter, filled)
    with context.doing("修改请求事项"):
        actions.set_claims(matter, filled)
        actions.touch(matter)


# --- notes, appointments, hand-overs --------------------------------------------------------------------------------


def notes(room: Room, of: type[Matter], *, needs: P) -> None:
    """Lines of progress."""

    @room.page("/<int:id>/notes", needs=needs, of=of, methods=FORM)
    def note(matter):
        """Record progress. Notes never clash with what others do."""
        form = NoteForm(draft=f"note.{matter.id}")
        if form.carries_out(_write_note, matter):
            return _back(matter, _("已记录"))
        return _page("matters/note.html", matter, form=form)


def _write_note(matter: Matter, *, text, audience, happened_on):
    with context.doing("记录进展"):
        return actions.write_note(
            matter, text=text, audience=audience or Audience.CASE, happened_on=happened_on, by=me()
        )


def meetings(room: Room, of: type[Matter], *, needs: P) -> None:
    """Appointments, called by ``Face.meeting``: arrange one, record what came of it, cancel it."""

    @room.page("/<int:id>/meetings/new", needs=needs, of=of, methods=FORM)
    def meet(matter):
        """Arrange an appointment."""
        form = MeetingForm()
        if form.carries_out(_arrange, matter):
            return _back(matter, _("已约定%(meeting)s", meeting=_(face_of(matter).meeting)))
        return _page("matters/meeting.html", matter, form=form, meeting=None)

    @room.page("/<int:id>/meetings/<int:entry>", needs=needs, of=of, methods=FORM)
    def meeting(matter, entry: int):
        """Record what came of an appointment."""
        found = queries.meeting_in(matter, entry) or abort(404)
        form = MeetingResultForm(found, draft=f"meeting.{found.id}")
        if form.carries_out(_record, found):
            return _back(matter, _("已记录"))
        return _page("matters/meeting.html", matter, form=form, meeting=found)

    @room.page("/<int:id>/meetings/<int:entry>/cancel", needs=needs, of=of, methods=("POST",))
    def cancel_meeting(matter, entry: int):
        """It will not take place."""
        found = queries.meeting_in(matter, entry) or abort(404)
        with context.doing("取消会谈"):
            actions.cancel_meeting(found)
        return _back(matter, _("已取消"))


def _arrange(matter: Matter, **answers):
    actions.must_be_open(matter)
    with context.doing("约定会谈"):
        return actions.arrange_meeting(matter, **answers)


def _record(found, **answers):
    with context.doing("记录会谈"):
        actions.record_meeting(found, **answers)


def transfers(room: Room, of: type[Matter]) -> None:
    """Offering a matter to another unit, or to a colleague."""

    @room.page("/<int:id>/transfer", needs=P.MATTER_TRANSFER, of=of, methods=FORM)
    def transfer(matter):
        """Offer the case to another unit."""
        form = TransferForm(matter)
        if form.carries_out(_offer, matter):
            return _back(matter, _("已发出移交，等待对方接收"))
        return _page("matters/transfer.html", matter, form=form)


def _offer(matter: Matter, **answers):
    actions.must_be_in_work(matter)
    with context.doing("移交"):
        return actions.offer_transfer(matter, by=me(), **answers)
