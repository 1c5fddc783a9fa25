"""The verbs of a letter: write it, deliver it, take in the reply, see whether it was put right."""

from datetime import date

import sqlalchemy as sa

from casework.accounts.models import Unit, User
from casework.engine import clock, context
from casework.engine.errors import Refused
from casework.extensions import db, insert_once
from casework.matters import actions as matters
from casework.stability.letters import rules
from casework.stability.letters.models import Delivery, Letter, LetterKind, LetterSeries, Rectified
from casework.stability.models import Finding
from casework.stability.queries import reply_workdays_for


def take_number(unit: Unit, kind: LetterKind, year: int) -> tuple[str, int]:
    """The unit's next number of that letter and year. The series is locked until the transaction ends."""
    key = (unit.id, kind, year)
    series = db.session.get(LetterSeries, key, with_for_update=True)
    if series is None:
        insert_once(LetterSeries.__table__, unit_id=unit.id, kind=kind, year=year, last=0)
        series = db.session.get(LetterSeries, key, with_for_update=True, populate_existing=True)
    series.last += 1
    while _is_taken(number := rules.number_text(unit.number_mark, kind, year, series.last)):
        series.last += 1
    db.session.flush()
    return number, series.last


def _is_taken(number: str) -> bool:
    """Whether another unit with the same mark has written the same."""
    return db.session.scalar(sa.select(sa.exists().where(Letter.number == number)))


def write(finding: Finding, *, kind: LetterKind, addressee: str, problem: str, basis: str, demands: str, by: User,
          signer: str = "", signed_on: date | None = None) -> Letter:  # fmt: skip
    """Write a letter about a finding; it takes its number."""
    day = signed_on or clock.today()
    if day > clock.today():
        raise Refused("签发日期不能晚于今天", field="signed_on")
    if day < finding.received_on:
        raise Refused(
            "签发日期不能早于风险登记日期（%(day)s）", field="signed_on", day=finding.received_on.isoformat()
        )
    number, serial = take_number(finding.unit, kind, day.year)
    with context.doing("制发函件"):
        letter = Letter(
            matter_id=finding.id, unit_id=finding.unit_id, kind=kind, number=number, number_year=day.year,
            number_serial=serial, addressee=addressee, problem=problem, basis=basis, demands=demands, signer=signer,
            signed_on=day, written_by_id=by.id, written_at=clock.utcnow(),
        )  # fmt: skip
        db.session.add(letter)
        matters.touch(finding, day)
        db.session.flush()
    return letter


def change(letter: Letter, **texts) -> None:
    """Correct a letter that has not gone out yet."""
    if letter.delivered_on is not None:
        raise Refused("函件已经送达，不能再改。内容有误的，请另发一封。")
    if texts.get("signed_on") and texts["signed_on"].year != letter.number_year:
        raise Refused("文号的年份已定，签发日期要在%(year)s年内", field="signed_on", year=letter.number_year)
    with context.doing("修改函件"):
        for name, value in texts.items():
            setattr(letter, name, value)
        matters.touch(letter.finding)


def deliver(letter: Letter, *, delivered_on: date, delivery: Delivery, delivery_note: str = "",
            reply_due_on: date | None = None) -> None:  # fmt: skip
    """It has reached its addressee. The reply is due as the region's rule says, unless a day is given."""
    if letter.delivered_on is not None:
        raise Refused("已经登记过送达")
    if delivered_on > clock.today():
        raise Refused("送达日期不能晚于今天", field="delivered_on")
    if delivered_on < letter.signed_on:
        raise Refused("送达日期不能早于签发日期", field="delivered_on")
    due = reply_due_on or rules.reply_due_on(delivered_on, reply_workdays_for(letter.unit))
    if due is not None and due < delivered_on:
        raise Refused("回复期限不能早于送达日期", field="reply_due_on")
    with context.doing("函件送达"):
        letter.delivered_on, letter.delivery, letter.delivery_note = delivered_on, delivery, delivery_note
        letter.reply_due_on = due
        matters.touch(letter.finding, delivered_on)


def answer(letter: Letter, *, replied_on: date, reply: str) -> None:
    """The addressee has answered."""
    if letter.delivered_on is None:
        raise Refused("请先登记送达")
    if letter.replied_on is not None:
        raise Refused("已经登记过回复")
    if replied_on > clock.today():
        raise Refused("回复日期不能晚于今天", field="replied_on")
    if replied_on < letter.delivered_on:
        raise Refused("回复日期不能早于送达日期", field="replied_on")
    with context.doing("收到回复"):
        letter.replied_on, letter.reply = replied_on, reply
        matters.touch(letter.finding, replied_on)


def check(letter: Letter, *, checked_on: date, rectified: Rectified) -> None:
    """Somebody looked whether it was put right."""
    if letter.delivered_on is None:
        raise Refused("请先登记送达")
    if checked_on > clock.today():
        raise Refused("核查日期不能晚于今天", field="checked_on")
    if checked_on < letter.delivered_on:
        raise Refused("核查日期不能早于送达日期", field="checked_on")
    with context.doing("核查整改"):
        letter.checked_on, letter.rectified = checked_on, rectified
        matters.touch(letter.finding, checked_on)
