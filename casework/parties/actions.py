"""Entering workers and employers, and finding out whether they are known already."""

import sqlalchemy as sa

from casework.accounts.models import User
from casework.engine import clock
from casework.engine.errors import Refused
from casework.engine.reading import Unreadable
from casework.extensions import db
from casework.history.actions import leave_trail
from casework.history.models import Trail
from casework.parties.identifiers import parse_id_number
from casework.parties.models import Employer, IdKind, Sex, Worker


def enter_worker(
    *,
    unit_id: int,
    name: str,
    phone: str | None = None,
    id_number: str | None = None,
    id_kind: IdKind = IdKind.RESIDENT,
    worker_types: list[str] | None = None,
    address: str = "",
    contact_note: str = "",
) -> Worker:
    """A new worker in a unit's keeping. Sex and birth follow from a resident's identity number."""
    worker = Worker(
        unit_id=unit_id,
        name=name,
        address=address,
        contact_note=contact_note,
        phone=phone,
        worker_types=list(worker_types or []),
        id_kind=id_kind,
    )
    identify(worker, id_kind, id_number)
    db.session.add(worker)
    return worker


def identify(worker: Worker, id_kind: IdKind, id_number: str | None) -> None:
    """Set the identity document; a resident number is checked and tells sex and birth."""
    worker.id_kind = id_kind
    worker.id_number = id_number
    if not id_number or id_kind not in (IdKind.RESIDENT, IdKind.HMT_PERMIT):
        worker.birth_on = worker.sex = None
        return
    try:
        found = parse_id_number(id_number, today=clock.today())
    except Unreadable as error:
        raise Refused(error.message, field="id_number", **error.values) from None
    worker.id_number, worker.birth_on, worker.sex = found.value, found.birth_on, Sex(found.sex)


def change_worker(
    worker: Worker,
    *,
    name: str,
    phone: str | None,
    id_kind: IdKind,
    id_number: str | None,
    worker_types: list[str],
    address: str,
    contact_note: str,
    **_kept,
) -> None:
    """Correct a worker. An empty identity number or phone leaves what is there: they are never shown for editing."""
    worker.name, worker.address, worker.contact_note = name, address, contact_note
    worker.worker_types = list(worker_types or [])
    if phone:
        worker.phone = phone
    if id_number or id_kind != worker.id_kind:
        identify(worker, id_kind, id_number or worker.id_number)


def meet_again(
    worker: Worker,
    *,
    name: str,
    phone: str | None = None,
    worker_types: list[str] | None = None,
    address: str = "",
    contact_note: str = "",
    **_kept,
) -> Worker:
    """A worker who is known by their identity number: what is newly told is kept, what is not told stays.

    The refusal does not say under which name the number is known: whoever asks may not be the one to be told.
    """
    if worker.name != name:
        raise Refused("这个证件号码已登记在另一个姓名下，请核对姓名和证件号码", field="id_number")
    worker.phone = phone or worker.phone
    worker.address = address or worker.address
    worker.contact_note = contact_note or worker.contact_note
    known = worker.worker_types or []
    worker.worker_types = [*known, *(code for code in worker_types or [] if code not in known)]
    return worker


def kept_by(unit_id: int, party: Worker | Employer) -> Worker | Employer:
    """The person or employer as this unit keeps them: what another unit keeps is copied, never corrected from outside.

    A case that has changed hands brings the other unit's rows along; that unit's own cases must not move with ours.
    """
    if party.unit_id == unit_id:
        return party
    told = {column.key: getattr(party, column.key) for column in sa.inspect(type(party)).column_attrs}
    own = type(party)(
        **{name: value for name, value in told.items() if name not in ("id", "unit_id")}, unit_id=unit_id
    )
    db.session.add(own)
    db.session.flush()
    return own


def enter_employer(*, unit_id: int, name: str, **more) -> Employer:
    """A new employer in a unit's keeping."""
    employer = Employer(unit_id=unit_id, name=name, **more)
    db.session.add(employer)
    return employer


def change_employer(employer: Employer, *, contact_phone: str | None, **changes) -> None:
    """Correct an employer. An empty telephone leaves what is there."""
    for name, value in changes.items():
        setattr(employer, name, value)
    if contact_phone:
        employer.contact_phone = contact_phone


def reveal(worker: Worker, *, what: str, reason: str, by: User) -> str:
    """A number in full: only with a reason, and never without a trace."""
    if len(reason.strip()) < 2:
        raise Refused("请写明查看完整号码的原因", field="reason")
    value = {"id_number": worker.id_number, "phone": worker.phone}.get(what)
    if not value:
        raise Refused("这里没有号码可看", field="reason")
    leave_trail(Trail.REVEAL, f"worker {worker.id} {what}", reason=reason)
    return value
