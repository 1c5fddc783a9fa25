"""The verbs of a consultation: record it, follow it up, close it, make a case or a sign of it; keep paragraphs for it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, time

import sqlalchemy as sa

from casework.accounts.models import Dictionary, Unit, User
from casework.accounts.queries import term_name
from casework.consultations.models import (
    Consultation,
    FollowUp,
    Outcome,
    Reached,
    Status,
    TextModule,
)
from casework.consultations.rules import ANONYMOUS, DISPUTE_TYPES, FOLLOW_UP, SOURCES, UNNAMED, WORKFLOW
from casework.engine import clock, context
from casework.engine.errors import NotAllowed, Refused
from casework.extensions import db
from casework.matters import actions as matters
from casework.matters import likeness
from casework.matters.carrying import Seed
from casework.matters.models import Kind, Matter
from casework.parties import actions as parties
from casework.parties.models import Worker
from casework.permissions import P


@dataclass
class Asked:
    """What is known when a consultation is recorded: channel, topics and answers, and whatever else was said."""

    unit: Unit
    channel: str
    topics: list[str]
    answered_as: list[str]
    received_on: date | None = None
    starts_at: time | None = None
    minutes: int | None = None
    name: str = ""
    phone: str | None = None
    employer: str = ""
    people: int = 1
    point: str = ""
    reply: str = ""
    place: str = ""
    follow_up_on: date | None = None
    stays_open: bool = False
    more: dict = field(default_factory=dict)


def record(asked: Asked, *, by: User) -> Consultation:
    """Write a consultation down: it takes its number and is done, unless it is to be followed up or answered further."""
    day = asked.received_on or clock.today()
    _check_days(day, asked.follow_up_on)
    if not asked.topics:
        raise Refused("请选择问题", field="topics")
    if not asked.answered_as:
        raise Refused("请选择答复方式", field="answered_as")
    number, serial = matters.take_number(asked.unit, Kind.CONSULTATION, day.year)
    consultation = Consultation(
        unit_id=asked.unit.id,
        handler_id=by.id,
        registered_by_id=by.id,
        registered_at=clock.utcnow(),
        number=number,
        number_year=day.year,
        number_serial=serial,
        received_on=day,
        last_activity_on=day,
        starts_at=asked.starts_at,
        minutes=asked.minutes,
        dispute_type=asked.topics[0],
        source=asked.channel,
        topics=list(asked.topics),
        answered_as=list(asked.answered_as),
        point=asked.point,
        reply=asked.reply,
        place=asked.place,
        lead_worker=ANONYMOUS,
        employer_name="",
        follow_up_on=asked.follow_up_on,
        state=Status.RECORDED.value,
        **asked.more,
    )
    with context.doing("记录咨询"):
        with db.session.no_autoflush:
            caller = _caller_of(asked)
            if caller is not None:
                matters.add_worker(consultation, caller)
            matters.refresh_people(consultation, asked.people)
            if asked.employer:
                employer = likeness.known_employer(by, asked.unit.id, asked.employer)
                entered = employer or parties.enter_employer(unit_id=asked.unit.id, name=asked.employer)
                matters.add_employer(consultation, entered)
            _stand(consultation, asked.stays_open)
            db.session.add(consultation)
        db.session.flush()
    return consultation


def _stand(consultation: Consultation, stays_open: bool) -> None:
    """Where a new one stands: most are answered for good on their day."""
    if consultation.follow_up_on:
        consultation.status = Status.FOLLOW_UP
    elif not stays_open:
        _conclude(consultation, consultation.received_on, Outcome.ANSWERED)
    refresh_due(consultation)


def _caller_of(asked: Asked) -> Worker | None:
    """Whoever asks, as the unit keeps them: somebody of that name and telephone who is known already, or a new one."""
    if not (asked.name or asked.phone):
        return None
    name = asked.name or UNNAMED
    known = likeness.known_caller(asked.unit.id, name=name, phone=asked.phone)
    return known or parties.enter_worker(unit_id=asked.unit.id, name=name, phone=asked.phone)


def record_all(rows: Iterable[Asked], *, by: User) -> list[Consultation]:
    """An outreach day: all of them, or none."""
    return [record(asked, by=by) for asked in rows]


def _check_days(day: date, follow_up_on: date | None) -> None:
    if day > clock.today():
        raise Refused("咨询日期不能晚于今天", field="received_on")
    if follow_up_on and follow_up_on <= day:
        raise Refused("回访日期要晚于咨询日期（%(day)s）", field="follow_up_on", day=day.isoformat())


def _conclude(consultation: Consultation, on: date, outcome: Outcome) -> None:
    consultation.status, consultation.outcome, consultation.concluded_on = Status.DONE, outcome, on
    consultation.follow_up_on = None


def refresh_due(consultation: Consultation) -> None:
    """Keep the day that stands on 今天: that of the follow-up, while there is one."""
    consultation.next_due_on = consultation.follow_up_on if consultation.is_open else None
    consultation.next_due_name = FOLLOW_UP if consultation.next_due_on else None


# --- its moves ----------------------------------------------------------------------------------------------------


def move(
    consultation: Consultation, name: str, *, by: User, on: date | None = None, **answers
) -> Consultation:
    """Make one move of the workflow with the answers its row asks for."""
    step = WORKFLOW[name]
    day = on or clock.today()
    if day > clock.today():
        raise Refused("日期不能晚于今天（%(today)s）", field="on", today=clock.today().isoformat())
    if day < consultation.received_on:
        raise Refused("日期不能早于咨询日期（%(day)s）", field="on", day=consultation.received_on.isoformat())
    with context.doing(step.label):
        before = CHECKS.get(name)
        if before and step.fits(consultation):
            before(day, **answers)
        with db.session.no_autoflush:
            WORKFLOW.perform(consultation, name, by=by, on=day)
            CONSEQUENCES[name](consultation, day, by=by, **answers)
            matters.touch(consultation, day)
            refresh_due(consultation)
        db.session.flush()
    return consultation


def _must_lie_ahead(on: date, *, follow_up_on: date | None = None, **_) -> None:
    if follow_up_on and follow_up_on <= max(on, clock.today()):
        raise Refused("下次回访的日期要晚于今天", field="follow_up_on")


def _call(
    c: Consultation,
    on: date,
    *,
    by: User,
    reached: Reached,
    note: str = "",
    follow_up_on: date | None = None,
    **_,
) -> None:
    db.session.add(FollowUp(matter_id=c.id, made_on=on, by_id=by.id, reached=reached, note=note))
    if follow_up_on:
        c.follow_up_on = follow_up_on
    else:
        reaches = reached in (Reached.REACHED, Reached.DECLINED)
        _conclude(c, on, Outcome.ANSWERED if reaches else Outcome.UNREACHABLE)


def _finish(c: Consultation, on: date, *, by: User, note: str = "", **_) -> None:
    _conclude(c, on, Outcome.ANSWERED)
    if note:
        matters.write_note(c, text=note, by=by, happened_on=on)


def _plan(c: Consultation, on: date, *, by: User, follow_up_on: date, **_) -> None:
    c.follow_up_on = follow_up_on


def _reopen(c: Consultation, on: date, *, by: User, reason: str, **_) -> None:
    c.concluded_on = c.outcome = None
    matters.write_note(c, text=reason, by=by, happened_on=on)


CHECKS: dict[str, Callable] = {"call": _must_lie_ahead, "plan": _must_lie_ahead}
CONSEQUENCES: dict[str, Callable] = {"call": _call, "finish": _finish, "plan": _plan, "reopen": _reopen}


def change_facts(consultation: Consultation, **changes) -> Consultation:
    """Correct or complete what was recorded; what is counted follows."""
    day = changes["received_on"]
    _check_days(day, consultation.follow_up_on)
    with context.doing("修改咨询"):
        if consultation.concluded_on and (
            consultation.concluded_on < day or consultation.concluded_on == consultation.received_on
        ):  # answered for good the moment it was asked: both days are one
            if consultation.status == Status.CONVERTED and consultation.concluded_on < day:
                raise Refused("咨询日期不能晚于转办的日期", field="received_on")
            consultation.concluded_on = day
        people = changes.pop("people")
        for name, value in changes.items():
            setattr(consultation, name, value)
        consultation.dispute_type = consultation.topics[0]
        consultation.people = max(people, len(consultation.workers))
        consultation.is_collective = consultation.people >= matters.COLLECTIVE_FROM
        matters.refresh_people(consultation)
        matters.touch(consultation)
    return consultation


# --- what becomes of it -------------------------------------------------------------------------------------------


def seed_of(consultation: Consultation) -> Seed:
    """What a consultation hands on to a case that comes out of it: everything it knows."""
    return Seed(
        consultation,
        facts="\n".join(part for part in (consultation.point, *_told(consultation)) if part),
        dispute_type=DISPUTE_TYPES.get(consultation.dispute_type, "other"),
        source=SOURCES.get(consultation.source),
    )


def _told(c: Consultation) -> Iterable[str]:
    """What has no place of its own in a case, as sentences."""
    when = c.received_on.isoformat() + (f" {c.starts_at:%H:%M}" if c.starts_at else "")
    how = [when, term_name(Dictionary.CONSULT_CHANNEL, c.source)]
    how += [f"{c.minutes}分钟"] if c.minutes else []
    how += [c.place] if c.place else []
    if c.reply:
        yield f"咨询时的答复：{c.reply}"
    topics = "、".join(term_name(Dictionary.CONSULT_TOPIC, code) for code in c.topics)
    answers = "、".join(answer.label for answer in c.given)
    yield f"咨询情况：{'，'.join(how)}；问题：{topics}；答复方式：{answers}。"


def follow_becoming(consultation: Matter, target: Matter, by: User) -> None:
    """Another matter came out of it: there it goes on, and nothing more is to be done here."""
    with context.doing("转办"):
        consultation.status, consultation.outcome = Status.CONVERTED, Outcome.CONVERTED
        consultation.concluded_on = consultation.concluded_on or clock.today()
        consultation.follow_up_on = None
        refresh_due(consultation)
        matters.touch(consultation)
        db.session.flush()


# --- paragraphs that are written often ------------------------------------------------------------------------------


def keep_module(
    *, shortcut: str, text: str, by: User, unit_id: int | None = None, module: TextModule | None = None
) -> TextModule:
    """Keep a paragraph: in one's own library, or in that of a unit whose consultations one supervises."""
    units = by.reach.units(P.CONSULT_SUPERVISE)
    if unit_id and units is not None and unit_id not in units:
        raise NotAllowed("单位的常用段落")
    library = {"owner_id": None if unit_id else by.id, "unit_id": unit_id}
    same = [getattr(TextModule, name) == value for name, value in library.items() if value]
    taken = sa.select(TextModule.id).where(*same, TextModule.shortcut == shortcut)
    if db.session.scalar(taken.where(TextModule.id != (module.id if module else 0))):
        raise Refused("已有同名的段落，请换一个短名", field="shortcut")
    with context.doing("保存常用段落"):
        module = module or TextModule()
        module.shortcut, module.text = shortcut, text
        module.owner_id, module.unit_id = library["owner_id"], library["unit_id"]
        db.session.add(module)
    return module


def drop_module(module: TextModule) -> None:
    """Forget a paragraph."""
    with context.doing("删除常用段落"):
        db.session.delete(module)
