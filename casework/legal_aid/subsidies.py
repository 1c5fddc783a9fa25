"""What a lawyer is paid for a case: each form of work once, at the rate of the day it ended; and a case once only."""

from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from casework.accounts.models import UnitKind, User
from casework.engine import context
from casework.engine.errors import Refused
from casework.extensions import db
from casework.legal_aid.models import Form, LegalAid, Rate, Subsidy, Work


@dataclass(frozen=True)
class Line:
    """One piece of work that is paid for, and the rate that holds for it."""

    work: Work
    amount_fen: int


def is_due(aid: LegalAid) -> bool:
    """Whether anybody is paid: lawyers of firms are; who is employed by a union is paid by it already."""
    return aid.handler is not None and aid.handler.unit.kind == UnitKind.LAW_FIRM


def lines_of(aid: LegalAid) -> list[Line]:
    """What the case is worth: of each form the first piece of work that was finished, at its rate."""
    if not is_due(aid):
        return []
    lines: dict[Form, Line] = {}
    for work in aid.works:
        if work.ended_on is None or work.form in lines:
            continue
        rate = rate_on(work.form, work.ended_on)
        if rate is not None:
            lines[work.form] = Line(work, rate.amount_fen)
    return list(lines.values())


def rate_on(form: Form, day: date) -> Rate | None:
    """The rate of a form of work on a day."""
    query = sa.select(Rate).where(
        Rate.form == form, Rate.valid_from <= day, sa.or_(Rate.valid_to.is_(None), Rate.valid_to >= day)
    )
    return db.session.scalar(query)


def pay(aid: LegalAid, on: date, *, by: User, note: str = "") -> Subsidy:
    """Pay the lawyer for the case. Refused a second time."""
    if aid.subsidy is not None:
        raise Refused("本案的补贴已经发放，一案只发一次")
    if not is_due(aid):
        raise Refused("承办人是工会人员，或本案没有承办人，不发补贴")
    lines = lines_of(aid)
    if not lines:
        raise Refused("没有可以计发补贴的援助事项，请先登记事项和补贴标准")
    if aid.reviewed_on and on < aid.reviewed_on:
        raise Refused("发放日期不能早于审核日期（%(day)s）", field="on", day=aid.reviewed_on.isoformat())
    for line in lines:
        line.work.subsidy_fen = line.amount_fen
    aid.subsidy = Subsidy(
        payee_id=aid.handler_id,
        amount_fen=sum(line.amount_fen for line in lines),
        paid_on=on,
        paid_by_id=by.id,
        note=note,
    )
    return aid.subsidy


def set_rate(*, form: Form, amount_fen: int, valid_from: date, basis: str = "") -> Rate:
    """A new rate of a form of work: the one before it ends the day before."""
    if not amount_fen:
        raise Refused("请填写金额", field="amount_fen")
    query = sa.select(Rate).where(Rate.form == form).order_by(Rate.valid_from.desc()).limit(1)
    last = db.session.scalar(query)
    if last is not None and valid_from <= last.valid_from:
        raise Refused(
            "起用日期要晚于现行标准的起用日期（%(day)s）", field="valid_from", day=last.valid_from.isoformat()
        )
    with context.doing("调整补贴标准"):
        if last is not None and (last.valid_to is None or last.valid_to >= valid_from):
            last.valid_to = valid_from - timedelta(days=1)
        rate = Rate(form=form, amount_fen=amount_fen, valid_from=valid_from, basis=basis)
        db.session.add(rate)
        db.session.flush()
    return rate
