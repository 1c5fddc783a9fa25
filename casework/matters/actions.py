"""What every kind of matter does alike: take a number, gather people and claims, keep notes, meet, change hands."""

import re
from collections.abc import Callable, Iterable
from datetime import date, time

import sqlalchemy as sa

from casework.accounts import rules
from casework.accounts.models import MatterShare, Unit, User
from casework.accounts.queries import pattern_of
from casework.engine import clock, money
from casework.engine.errors import Refused
from casework.extensions import db, insert_once
from casework.matters import likeness
from casework.matters.models import (
    READS,
    Audience,
    Channel,
    Claim,
    EmployerRole,
    Kind,
    Matter,
    MatterEmployer,
    MatterWorker,
    Meeting,
    Note,
    NotTheSame,
    NumberSeries,
    SavedView,
    Transfer,
    TransferState,
)
from casework.matters.rules import KINDS
from casework.parties import actions as parties
from casework.parties.models import Employer, Worker
from casework.permissions import P

COLLECTIVE_FROM = 10  # workers with a common claim (劳动人事争议仲裁办案规则 art. 5 and 63)


# Put together once; each logging of a case runs them.
_SERIES = (
    sa.select(NumberSeries)
    .where(*[getattr(NumberSeries, name) == sa.bindparam(name) for name in ("unit_id", "kind", "year")])
    .with_for_update()
)
_IS_TAKEN = sa.select(sa.exists().where(Matter.number == sa.bindparam("number")))


def take_number(unit: Unit, kind: Kind, year: int) -> tuple[str, int]:
    """The unit's next number of that kind and year, and its serial. The series is locked until the transaction ends."""
    key = {"unit_id": unit.id, "kind": kind, "year": year}
    series = db.session.scalar(_SERIES, key)
    if series is None:
        insert_once(NumberSeries.__table__, **key, last=0)
        series = db.session.scalar(_SERIES, key)
    series.last += 1
    while _is_taken(number := number_text(unit, kind, year, series.last)):
        series.last += 1
    return number, series.last


def _is_taken(number: str) -> bool:
    """Whether another series has written the same: a unit that had the mark before, or a mark that ends in digits."""
    return db.session.scalar(_IS_TAKEN, {"number": number})


def number_text(unit: Unit, kind: Kind, year: int, serial: int) -> str:
    """The number as it is written, by the unit's pattern or the nearest one above it."""
    word = KINDS[kind].word
    return rules.number_text(pattern_of(unit), year=year, mark=unit.number_mark, serial=serial, kind=word)


def touch(matter: Matter, on: date | None = None) -> None:
    """Something happened on the matter."""
    day = on or clock.today()
    if matter.last_activity_on is None or day > matter.last_activity_on:
        matter.last_activity_on = day


def worker_of(unit_id: int, *, id_number: str | None, **facts) -> Worker:
    """The worker whom the unit keeps under that identity number, with what was told now; else a new one."""
    known = likeness.known_worker(unit_id, id_number=id_number)
    if known is None:
        return parties.enter_worker(unit_id=unit_id, id_number=id_number, **facts)
    parties.meet_again(known, **facts)
    follow_worker(known)
    return known


def add_worker(matter: Matter, worker: Worker, *, is_representative: bool = False) -> MatterWorker:
    """Add a worker to a matter; the head count and the collective mark follow."""
    if any(entry.worker_id == worker.id for entry in matter.workers if entry.worker_id):
        raise Refused("%(name)s已经在本案中", field="name", name=worker.name)
    entry = MatterWorker(worker=worker, position=len(matter.workers) + 1, is_representative=is_representative)
    matter.workers.append(entry)
    refresh_people(matter)
    return entry


def add_employer(
    matter: Matter, employer: Employer, role: EmployerRole = EmployerRole.EMPLOYER
) -> MatterEmployer:
    """Add an employer to a matter; the first one names it."""
    if any(entry.employer_id == employer.id for entry in matter.employers if entry.employer_id):
        raise Refused("%(name)s已经在本案中", field="employer", name=employer.name)
    entry = MatterEmployer(employer=employer, role=role, position=len(matter.employers) + 1)
    matter.employers.append(entry)
    refresh_employer(matter)
    return entry


def refresh_people(matter: Matter, stated: int | None = None) -> None:
    """Keep head count, main worker type and the name in lists in line with the workers named.

    ``stated`` is the number of people where not everybody has been entered yet.
    """
    workers = [entry.worker for entry in matter.workers]
    matter.people = max(len(workers), stated or matter.people or 1, 1)
    matter.is_collective = matter.is_collective or matter.people >= COLLECTIVE_FROM
    if not workers:  # a consultation without a name, a risk that is nobody's alone
        return
    first = workers[0]
    matter.lead_worker = first.name if matter.people == 1 else f"{first.name}等{matter.people}人"
    matter.worker_type = first.worker_types[0] if first.worker_types else None


def refresh_employer(matter: Matter) -> None:
    """Keep the employer in lists, and the industry counted, in line with the first employer."""
    first = matter.employers[0].employer
    matter.employer_name = first.name
    matter.industry = first.industry
    matter.employer = first


def follow_worker(worker: Worker) -> None:
    """A worker was corrected: every matter that lists or counts them follows."""
    of_this = sa.select(MatterWorker.matter_id).where(MatterWorker.worker_id == worker.id)
    for matter in db.session.scalars(sa.select(Matter).where(Matter.id.in_(of_this))):
        refresh_people(matter)


def follow_employer(employer: Employer) -> None:
    """An employer was corrected: every matter that it names follows."""
    for matter in db.session.scalars(sa.select(Matter).where(Matter.employer_id == employer.id)):
        refresh_employer(matter)


def set_claims(matter: Matter, rows: Iterable[dict]) -> None:
    """Replace what is asked for: rows of category, worker_id, claimed_fen, agreed_fen, paid_fen, note."""
    kept = list(matter.claims)
    for row in rows:
        claim = kept.pop(0) if kept else Claim(matter_id=matter.id)
        for name, value in row.items():
            setattr(claim, name, value)
        if claim not in matter.claims:
            matter.claims.append(claim)
    for claim in kept:
        matter.claims.remove(claim)
        db.session.delete(claim)
    refresh_money(matter)


def refresh_money(matter: Matter) -> None:
    """Keep the sum of what is asked for in line with the claims."""
    matter.claimed_fen = sum(claim.claimed_fen or 0 for claim in matter.claims)


def write_note(
    matter: Matter,
    *,
    text: str,
    by: User,
    audience: Audience = Audience.CASE,
    happened_on: date | None = None,
) -> Note:
    """A line of progress."""
    if not text.strip():
        raise Refused("请写下进展：联系了谁，说了什么", field="text")
    day = happened_on or clock.today()
    if day > clock.today():
        raise Refused("进展的日期不能晚于今天", field="happened_on")
    note = Note(
        matter_id=matter.id,
        unit_id=matter.unit_id,
        author_id=by.id,
        written_at=clock.utcnow(),
        happened_on=day,
        audience=audience,
        text=text,
    )
    db.session.add(note)
    touch(matter, day)
    return note


def arrange_meeting(
    matter: Matter,
    *,
    held_on: date,
    starts_at: time | None,
    channel: Channel,
    place: str = "",
    present: str = "",
) -> Meeting:
    """An appointment, ahead or (for the record) past."""
    meeting = Meeting(
        matter_id=matter.id,
        held_on=held_on,
        starts_at=starts_at,
        channel=channel,
        place=place,
        present=present,
    )
    db.session.add(meeting)
    touch(matter)
    return meeting


def record_meeting(meeting: Meeting, *, present: str, summary: str) -> None:
    """What came of a meeting."""
    if meeting.held_on > clock.today():
        raise Refused("会还没有开，不能记结果", field="summary")
    if meeting.is_cancelled:
        raise Refused("这次会已经取消，请另约一次", field="summary")
    if not summary.strip():
        raise Refused("请写下会上的情况", field="summary")
    meeting.present, meeting.summary, meeting.is_held = present, summary, True
    touch(meeting.matter, meeting.held_on)


def cancel_meeting(meeting: Meeting) -> None:
    """It will not take place."""
    if meeting.is_held:
        raise Refused("这次会已经开过，不能取消")
    meeting.is_cancelled = True


def give_to(matter: Matter, handler: User) -> None:
    """Make somebody the handler; where their role does not reach the matter, open it to them."""
    _unshare(matter, "assigned")
    matter.handler_id = handler.id
    db.session.flush()
    if handler.is_active is False:
        raise Refused("%(name)s的账户已停用", field="handler_id", name=handler.name)
    units = handler.reach.units(READS[matter.kind])
    if units is not None and matter.unit_id not in units:
        share(matter, handler, "assigned")


def take_from(matter: Matter) -> None:
    """Nobody works on it any more; what was opened to the last handler for that is closed again."""
    _unshare(matter, "assigned")
    matter.handler_id = None


def share(matter: Matter, user: User, reason: str) -> None:
    """Open one matter to one person."""
    known = db.session.scalar(
        sa.select(MatterShare).where(MatterShare.matter_id == matter.id, MatterShare.user_id == user.id)
    )
    if known is None:
        db.session.add(MatterShare(matter_id=matter.id, user_id=user.id, reason=reason))
        db.session.flush()


def _unshare(matter: Matter, reason: str) -> None:
    query = sa.select(MatterShare).where(MatterShare.matter_id == matter.id, MatterShare.reason == reason)
    for row in db.session.scalars(query):
        db.session.delete(row)


def offer_transfer(
    matter: Matter, *, to_unit_id: int, reason: str, by: User, to_user_id: int | None = None
) -> Transfer:
    """Offer a matter to another unit, or to a colleague. Nothing moves before they accept."""
    if to_unit_id == matter.unit_id and not to_user_id:
        raise Refused("案件已在本单位：请选择接收的同事，或选择另一个单位", field="to_user_id")
    if to_user_id and to_user_id == matter.handler_id:
        raise Refused("本案已由此人承办，请选择另一位", field="to_user_id")
    if to_user_id and to_unit_id != matter.unit_id:
        raise Refused("移交其他单位时由对方安排承办人，请不要选同事", field="to_user_id")
    if open_transfer(matter) is not None:
        raise Refused("本案已有一次移交在等待接收，请先撤回", field="to_unit_id")
    transfer = Transfer(
        matter_id=matter.id,
        from_unit_id=matter.unit_id,
        to_unit_id=to_unit_id,
        to_user_id=to_user_id,
        offered_by_id=by.id,
        offered_at=clock.utcnow(),
        reason=reason,
    )
    db.session.add(transfer)
    touch(matter)
    return transfer


def open_transfer(matter: Matter) -> Transfer | None:
    """The transfer that waits for an answer, if there is one."""
    return db.session.scalar(
        sa.select(Transfer).where(Transfer.matter_id == matter.id, Transfer.state == TransferState.OFFERED)
    )


AFTER_HAND_OVER: list[Callable[[Matter], None]] = []  # what each kind makes of it (casework/wiring.py)


def answer_transfer(transfer: Transfer, *, accept: bool, answer: str, by: User) -> None:
    """Take over the matter, or send it back with a reason. It keeps its number; both units' history shows the way."""
    if transfer.state != TransferState.OFFERED:
        raise Refused("这次移交已经有了答复")
    if transfer.to_user_id and transfer.to_user_id != by.id:
        raise Refused("这次移交要由%(name)s本人答复", name=transfer.to_user.name)
    if not accept and not answer.strip():
        raise Refused("请写明退回的原因", field="answer")
    transfer.state = TransferState.ACCEPTED if accept else TransferState.DECLINED
    transfer.answer, transfer.answered_by_id, transfer.answered_at = answer, by.id, clock.utcnow()
    if accept:
        transfer.matter.unit_id = transfer.to_unit_id
        if transfer.to_user:
            give_to(transfer.matter, transfer.to_user)
        else:
            _unshare(transfer.matter, "assigned")
            transfer.matter.handler_id = None
        for follow in AFTER_HAND_OVER:
            follow(transfer.matter)
    touch(transfer.matter)


def withdraw_transfer(transfer: Transfer, *, by: User) -> None:
    """Take the offer back."""
    if transfer.state != TransferState.OFFERED:
        raise Refused("这次移交已经有了答复")
    transfer.state = TransferState.WITHDRAWN
    transfer.answered_by_id, transfer.answered_at = by.id, clock.utcnow()


def tell_apart(matter_id: int, mark: str, *, by: User) -> None:
    """Remember that somebody looked at a likeness and found another matter: it is not shown to them again."""
    known = db.session.scalar(
        sa.select(NotTheSame).where(
            NotTheSame.user_id == by.id, NotTheSame.matter_id == matter_id, NotTheSame.mark == mark
        )
    )
    if known is None:
        db.session.add(NotTheSame(user_id=by.id, matter_id=matter_id, mark=mark))


def save_view(*, name: str, query: str, shared: bool, by: User, kind: Kind = Kind.MEDIATION) -> SavedView:
    """Remember a list: its filters, columns and sort."""
    same = (SavedView.owner_id == by.id, SavedView.kind == kind, SavedView.name == name)
    view = db.session.scalar(sa.select(SavedView).where(*same)) or SavedView(
        owner_id=by.id, kind=kind, name=name
    )
    view.query, view.unit_id = query[:1000], by.unit_id if shared and by.can(P.VIEW_SHARE) else None
    db.session.add(view)
    return view


def drop_view(view: SavedView, *, by: User) -> None:
    """Forget it; only whoever made it may."""
    if view.owner_id != by.id:
        raise Refused("只有建立这个视图的人可以删除它")
    db.session.delete(view)


def check_day(day: date, *steps: tuple[date | None, str]) -> None:
    """No move lies ahead, and none before a step that it follows from: (its day, the refusal), the latest first."""
    if day > clock.today():
        raise Refused("日期不能晚于今天（%(today)s）", field="on", today=clock.today().isoformat())
    for earlier, refusal in steps:
        if earlier and day < earlier:
            raise Refused(refusal, field="on", day=earlier.isoformat())


def unfinished(matter: Matter, coming: str) -> list[Refused]:
    """What keeps a matter from being ended: an unanswered hand-over, an appointment ahead (``coming`` says which)."""
    reasons = []
    if open_transfer(matter) is not None:
        reasons.append(Refused("有一次移交在等待对方接收：请先撤回，或等对方答复"))
    ahead = db.session.query(Meeting.id).filter_by(matter_id=matter.id, is_held=False, is_cancelled=False)
    if ahead.filter(Meeting.held_on >= clock.today()).first() is not None:
        reasons.append(Refused(coming))
    return reasons


def split_group(name: str) -> tuple[str, int | None]:
    """王建国等12人 is one name and twelve people."""
    found = re.fullmatch(r"(.+?)等(\d{1,5})人", name)
    return (found[1], int(found[2])) if found else (name, None)


def must_be_open(matter: Matter) -> None:
    """Appointments belong to cases that are being worked on."""
    if not matter.is_open:
        raise Refused("案件已经终结。如须继续办理，请主管先重新开启。")


def must_be_in_work(matter: Matter) -> None:
    """Hand-overs belong to matters that are open, or concluded with something still to come, as an instalment."""
    if matter.next_due_on is None:
        must_be_open(matter)


def must_not_be_archived(matter: Matter) -> None:
    """What is in the archive stays as it is."""
    if matter.archived_on is not None:
        raise Refused("案件已经归档，不能再改。如须更正，请主管先取消归档。")


def must_not_share_out_more(matter: Matter, claims: list[dict]) -> None:
    """The lines of what was asked for cannot have brought more than the case did."""
    for name, refusal in (
        ("agreed_fen", "各项的协议金额合计超过全案的协议金额（%(whole)s元）"),
        ("paid_fen", "各项的到账金额合计超过全案的到账金额（%(whole)s元）"),
    ):
        whole = getattr(matter, name)
        if sum(claim[name] for claim in claims) > whole:
            raise Refused(refusal, whole=money.yuan(whole))
