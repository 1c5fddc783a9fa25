"""A past case as it is told: its row, built up deed by deed, an entry of the history for each, and what hangs on it."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import cache
from random import Random

from casework.accounts.models import User
from casework.demo.chain import Chain, insert_all, insert_numbered
from casework.engine.clock import SHANGHAI
from casework.engine.context import Actor
from casework.engine.plain import plain
from casework.extensions import keys
from casework.matters.models import Matter, MatterEmployer, MatterWorker, Note
from casework.mediation.models import Mediation
from casework.parties.models import Employer, Worker


@cache
def _blank(model) -> dict:
    """The columns of a table as a row has them before anything is known."""
    return {
        column.key: column.default.arg if column.default is not None and column.default.is_scalar else None
        for column in model.__table__.columns
        if column.key != "id"
    }


class Told:
    """One case of a kind. ``row`` holds the columns of the matter and of its kind together, as they stand."""

    def __init__(self, rng: Random, model: type[Matter] = Mediation):
        self.model = model
        self.row: dict = {**_blank(Matter), **_blank(model), "kind": model.__mapper__.polymorphic_identity}
        self.entries: list[tuple[datetime, Actor, dict]] = []
        # the row of the person or the company, and the facts of their part in the case
        self.workers: list[tuple[dict, dict]] = []
        self.employers: list[tuple[dict, dict]] = []
        self.hanging: dict[type, list[dict]] = defaultdict(list)
        self._rng = rng
        self._last = datetime.min.replace(tzinfo=SHANGHAI)

    def moment(self, day: date) -> datetime:
        """An hour of work on that day, later than the one before."""
        hour = datetime.combine(day, time(8, 40), SHANGHAI) + timedelta(minutes=self._rng.randrange(0, 420))
        self._last = max(hour, self._last + timedelta(minutes=self._rng.randrange(3, 20)))
        return self._last

    def deed(self, label: str, day: date, by: User, **changes) -> datetime:
        """Somebody did this on that day, and these columns changed."""
        at, is_birth = self.moment(day), not self.entries
        told = {}
        for name, after in changes.items():
            before = None if is_birth else plain(self.row[name])
            if name not in self.model.untracked and before != plain(after):
                told[name] = [before, plain(after)]
        self.row.update(changes)
        self._touch(day)
        entry = {
            "verb": "create" if is_birth else "change",
            "table": self.model.__tablename__,
            "changes": told,
            "deed": label,
        }
        if told:
            self.entries.append((at, Actor(by.id, by.name), entry))
        return at

    def add(self, model: type, **row) -> None:
        """Something that hangs on the case."""
        self.hanging[model].append(row)

    def note(self, day: date, by: User, text: str, audience) -> None:
        """A line of progress."""
        at = self.moment(day)
        self._touch(day)
        self.add(
            Note,
            unit_id=self.row["unit_id"],
            author_id=by.id,
            written_at=at,
            happened_on=day,
            text=text,
            audience=audience,
        )

    def _touch(self, day: date) -> None:
        self.row["last_activity_on"] = max(day, self.row["last_activity_on"] or day)


def write_down(cases: list[Told], chain: Chain) -> None:
    """Put the told cases into the database and their deeds into the chain."""
    employers = _new(row for case in cases for row, _ in case.employers)
    for row, number in zip(employers, insert_numbered(Employer, employers), strict=True):
        row["id"] = number
    workers = _new(row for case in cases for row, _ in case.workers)
    for row, number in zip(workers, insert_numbered(Worker, [_marked(row) for row in workers]), strict=True):
        row["id"] = number
    ids = insert_numbered(Matter, [_matter_row(case) for case in cases])
    for model in {case.model: None for case in cases}:
        own = [(number, case) for number, case in zip(ids, cases, strict=True) if case.model is model]
        columns = _blank(model)
        insert_all(
            model, [{"id": number, **{name: case.row[name] for name in columns}} for number, case in own]
        )
    _hang(ids, cases)
    for number, case in zip(ids, cases, strict=True):
        case.row["id"] = number
        for at, by, entry in case.entries:
            chain.add(at, by, [{**entry, "row_id": number, "matter_id": number}])


def _new(rows) -> list[dict]:
    """Those that are in no table yet, each once, in their order."""
    return list({id(row): row for row in rows if "id" not in row}.values())


def _hang(ids: list[int], cases: list[Told]) -> None:
    for model, parts, key in (
        (MatterWorker, "workers", "worker_id"),
        (MatterEmployer, "employers", "employer_id"),
    ):
        insert_all(
            model,
            [
                {"matter_id": number, key: row["id"], "position": position, **part}
                for number, case in zip(ids, cases, strict=True)
                for position, (row, part) in enumerate(getattr(case, parts), start=1)
            ],
        )
    for model in {model: None for case in cases for model in case.hanging}:
        told = zip(ids, cases, strict=True)
        insert_all(
            model, [{"matter_id": number, **row} for number, case in told for row in case.hanging[model]]
        )


def _matter_row(case: Told) -> dict:
    named = {"employer_id": case.employers[0][0]["id"]} if case.employers else {}
    return {**{name: case.row[name] for name in _blank(Matter)}, **named}


def _marked(row: dict) -> dict:
    """A worker's row with the fingerprints by which it is found."""
    ring, id_number, phone = keys.ring, row.get("id_number"), row.get("phone")
    return {
        **row,
        "id_number_mark": ring.fingerprint(id_number, "id_number") if id_number else None,
        "phone_mark": ring.fingerprint(phone, "phone") if phone else None,
        "phone_tail_mark": ring.fingerprint(phone[-4:], "phone_tail") if phone else None,
    }
