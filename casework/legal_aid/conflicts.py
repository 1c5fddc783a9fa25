"""The check for conflicts before a lawyer is given a case: what it looks at, what it finds, and what it keeps.

It reads every case there is, not only those of whoever checks: a conflict in another county is one too. Whoever may not see
that case is told the ground and no more.
"""

from dataclasses import dataclass

import sqlalchemy as sa

from casework.accounts.models import User
from casework.engine import clock, context
from casework.engine.errors import Refused
from casework.extensions import db
from casework.history.models import HistoryEntry
from casework.legal_aid.models import OPEN, Check, Hit, HitGround, LegalAid
from casework.matters.carrying import linked_ids
from casework.matters.models import Kind, Matter, MatterEmployer, MatterWorker
from casework.parties.identifiers import company_key
from casework.parties.models import Employer, Worker
from casework.permissions import P


@dataclass(frozen=True)
class Found:
    """A ground, the matter it was found in, and who it names."""

    ground: HitGround
    matter_id: int
    who: str


def look(aid: LegalAid, lawyer: User) -> list[Found]:
    """Everything that stands against this lawyer taking this case, each once."""
    found = [*_as_mediator(aid, lawyer), *_for_the_other_side(aid, lawyer)]
    return sorted(set(found), key=lambda hit: (list(HitGround).index(hit.ground), hit.matter_id))


def check(aid: LegalAid, lawyer: User, *, by: User) -> Check:
    """Look, and keep what was found, whatever it is."""
    with context.doing("利益冲突检查"):
        row = Check(matter_id=aid.id, lawyer_id=lawyer.id, checked_by_id=by.id, checked_at=clock.utcnow())
        row.override_reason = ""
        db.session.add(row)
        db.session.flush()
        for hit in look(aid, lawyer):
            row.hits.append(Hit(ground=hit.ground, found_in_id=hit.matter_id, who=hit.who))
        db.session.flush()
        db.session.refresh(row)
    return row


def must_still_hold(row: Check) -> None:
    """Refused where a look today finds something that the kept one did not."""
    aid = db.session.get(LegalAid, row.matter_id)
    known = {(hit.ground, hit.found_in_id, hit.who) for hit in row.hits}
    if {(hit.ground, hit.matter_id, hit.who) for hit in look(aid, row.lawyer)} - known:
        raise Refused("检查之后情况有了变化，请重新做利益冲突检查", field="check_id")


def must_be_overridden(row: Check, reason: str, *, by: User) -> None:
    """A hit stops; going on needs the right to supervise, and a reason that is kept."""
    aid = db.session.get(LegalAid, row.matter_id)
    if not by.can(P.AID_SUPERVISE, aid):
        raise Refused("查到利益冲突，不能指派。确有必要的，请主管写明理由后指派", field="override_reason")
    if not reason.strip():
        raise Refused("查到利益冲突：请写明仍然指派的理由", field="override_reason")


# --- a mediator of the same dispute ---------------------------------------------------------------------------------


def _as_mediator(aid: LegalAid, lawyer: User) -> list[Found]:
    ids = mediations_of_the_dispute(aid)
    if not ids:
        return []
    handled = sa.select(Matter.id).where(Matter.id.in_(ids), Matter.handler_id == lawyer.id)
    now = set(db.session.scalars(handled))
    entries = db.session.execute(
        sa.select(HistoryEntry.matter_id, HistoryEntry.changes).where(
            HistoryEntry.matter_id.in_(ids), HistoryEntry.table == Kind.MEDIATION.value
        )
    )
    once = {id for id, changes in entries if lawyer.id in changes.get("handler_id", ())} - now
    return [Found(HitGround.MEDIATOR, id, lawyer.name) for id in now] + [
        Found(HitGround.FORMER_MEDIATOR, id, lawyer.name) for id in once
    ]


def mediations_of_the_dispute(aid: LegalAid) -> set[int]:
    """The mediations that hang together with the case, and those between one of its workers and one of its employers."""
    linked = sa.select(Matter.id).where(
        Matter.id.in_(linked_ids(aid.id)), Matter.kind == Kind.MEDIATION.value
    )
    between = sa.select(Matter.id).where(
        Matter.kind == Kind.MEDIATION.value,
        Matter.id.in_(_matters_of(_same_people(aid))),
        Matter.id.in_(
            sa.select(MatterEmployer.matter_id)
            .join(Employer, Employer.id == MatterEmployer.employer_id)
            .where(_same_employers(aid))
        ),
    )
    return set(db.session.scalars(linked)) | set(db.session.scalars(between))


def _same_people(aid: LegalAid) -> list[int]:
    """The records of the case's workers in every unit: by record, identity number or telephone."""
    workers = [entry.worker for entry in aid.workers]
    same = [Worker.id.in_([worker.id for worker in workers])]
    for column in ("id_number_mark", "phone_mark"):
        marks = [getattr(worker, column) for worker in workers if getattr(worker, column)]
        if marks:
            same.append(getattr(Worker, column).in_(marks))
    return list({id for clause in same for id in db.session.scalars(sa.select(Worker.id).where(clause))})


def _matters_of(worker_ids: list[int]) -> sa.Select:
    return sa.select(MatterWorker.matter_id).where(MatterWorker.worker_id.in_(worker_ids))


def _same_employers(aid: LegalAid):
    employers = [entry.employer for entry in aid.employers]
    keys = [employer.name_key for employer in employers if employer.name_key]
    codes = [employer.uscc for employer in employers if employer.uscc]
    return sa.or_(
        Employer.id.in_([employer.id for employer in employers]),
        Employer.name_key.in_(keys),
        Employer.uscc.in_(codes),
    )


# --- on the other side ------------------------------------------------------------------------------------------------


def _for_the_other_side(aid: LegalAid, lawyer: User) -> list[Found]:
    """Named as acting against the worker here or in another open case of theirs, alone or with the firm; or being it."""
    others = sa.select(LegalAid).where(
        LegalAid.id != aid.id,
        LegalAid.state.in_([status.value for status in OPEN]),
        LegalAid.id.in_(_matters_of(_same_people(aid))),
    )
    firms = {company_key(name) for name in (lawyer.unit.name, lawyer.unit.short_name)}
    found = []
    for case in (aid, *db.session.scalars(others)):
        if case.other_agent and _bare(case.other_agent) == _bare(lawyer.name):
            found.append(Found(HitGround.OTHER_AGENT, case.id, case.other_agent))
        if case.other_firm and company_key(case.other_firm) in firms:
            found.append(Found(HitGround.OTHER_FIRM, case.id, case.other_firm))
    names = (entry.employer.name for entry in aid.employers)
    return found + [Found(HitGround.EMPLOYER, aid.id, name) for name in names if company_key(name) in firms]


def _bare(name: str) -> str:
    """A name as it compares: without blanks and without the title behind it."""
    return "".join(name.split()).removesuffix("律师")
