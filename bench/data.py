"""The cases that are measured: a city of eleven counties over three years, the same ones every time.

``python -m bench.data 10000`` fills the migrated, empty database that DATABASE_URL names. Rows are written with Core, past
the session, and the history is sealed as the recorder seals it, so that ``flask audit verify`` holds.
"""

import sys
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from random import Random

import sqlalchemy as sa

from bench.facts import FIRST, LAST, PASSWORD
from casework import create_app
from casework.accounts.models import Dictionary, RoleGrant, Unit, UnitKind, User
from casework.accounts.passwords import hash_password
from casework.accounts.queries import words
from casework.accounts.rules import number_text
from casework.demo.people import GIVEN, SURNAMES
from casework.extensions import db, keys
from casework.history.models import HistoryEntry, HistoryHead
from casework.history.recorder import START, seal
from casework.matters import indexing
from casework.matters.models import (
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
    NumberSeries,
)
from casework.mediation.models import (
    SUCCESSFUL,
    Confirmation,
    Instalment,
    Mediation,
    Outcome,
    Payment,
    Performance,
    Route,
    Status,
)
from casework.parties.identifiers import company_key
from casework.parties.models import Employer, IdKind, Sex, Worker
from casework.permissions import Role, Scope

NOTES = 5
AT_ONCE = 2_000  # cases
SIZES = {"city": 7, "county": 7, "studio": 4}  # their parts of the cases
_COUNTIES = "东湖区 西湖区 青云谱区 青山湖区 新建区 红谷滩区 南昌县 安义县 进贤县 高新区 经开区"
COUNTIES = _COUNTIES.split()
_BRANDS = (
    "恒信 宏远 赣川 鑫诚 华茂 昌达 盛丰 瑞安 永泰 金桥 天成 青云 梅岭 顺风 通达 福源 千禧 光华 德润 和谐"
)
BRANDS = _BRANDS.split()
TRADES = (
    ("E", "建筑劳务有限公司"),
    ("C", "电子有限公司"),
    ("G", "即时配送有限公司"),
    ("H", "餐饮管理有限公司"),
    ("F", "商贸有限公司"),
    ("L", "人力资源有限公司"),
    ("K", "物业服务有限公司"),
)
SAID = (
    "电话联系申请人，核对入职日期、岗位和工资标准，申请人称每月十五日发放上月工资，最近三个月没有发放。",
    "联系用人单位人事负责人，对方承认拖欠，称工程款未到账，愿意协商，答应周五前给出书面方案。",
    "收到申请人补交的考勤表、工资流水和工作群聊天记录，已核对原件，复印件入卷。",
    "单位提出分两期支付，申请人要求第一期不少于一半，双方约定下周一上午到工作室当面谈。",
    "双方到场，就金额基本谈拢，尚有二十天加班工资存在分歧，已建议各让一步，等待单位答复。",
    "再次电话回访，申请人表示已经收到第一笔款项，对处理结果满意。",
)
ENDINGS = {
    Outcome.SETTLED: 58, Outcome.PARTLY: 7, Outcome.RECONCILED: 4, Outcome.WITHDRAWN: 8, Outcome.UNWILLING: 5,
    Outcome.UNREACHABLE: 3, Outcome.FAILED: 9, Outcome.EXPIRED: 3, Outcome.REFUSED: 3,
}  # fmt: skip
OPEN_STATES = {
    Status.REGISTERED: 10, Status.ASSIGNED: 8, Status.PENDING: 10, Status.ACCEPTED: 18, Status.ASKING: 14,
    Status.MEDIATING: 32, Status.EXTENDED: 5, Status.SUSPENDED: 3,
}  # fmt: skip


def drawn(rng: Random, weights: dict):
    """One of the keys, by its weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]


class Rows:
    """Rows that wait to be written, table by table in the order of their foreign keys; ids are given out here."""

    ORDER = (
        Unit, User, RoleGrant, Employer, Worker, Matter, Mediation, MatterWorker, MatterEmployer, Claim, Note, Meeting,
        Instalment, Payment, NumberSeries, HistoryEntry,
    )  # fmt: skip

    def __init__(self, connection):
        self.connection = connection
        self.last: dict[type, int] = defaultdict(int)
        self._waiting: dict[type, list[dict]] = defaultdict(list)

    def add(self, model: type, **row) -> int:
        """Keep a row; its id."""
        self.last[model] += 1
        self._waiting[model].append({"id": self.last[model], **row})
        return self.last[model]

    def add_plain(self, model: type, **row) -> None:
        """Keep a row that has its key already."""
        self._waiting[model].append(row)

    def write(self) -> None:
        for model in self.ORDER:
            if self._waiting[model]:
                self.connection.execute(sa.insert(model.__table__), self._waiting.pop(model))


class City:
    """The units and the people who work there."""

    def __init__(self, rows: Rows):
        self.units: list[tuple[int, str, int]] = []  # id, mark, part of the cases
        self.staff: dict[int, list[int]] = defaultdict(list)
        self.names: dict[int, str] = {}
        self._rows, self._hash = rows, hash_password(PASSWORD)
        city = self._unit("360100", "南昌市总工会", "市总", "洪", UnitKind.CITY, None)
        self._user("city", "市主管", city, Role.SUPERVISOR, Scope.SUBTREE)
        for number, name in enumerate(COUNTIES, start=1):
            code = f"3601{number:02d}"
            county = self._unit(
                code, f"{name}总工会", f"{name}总", f"洪{name[0]}{number}", UnitKind.COUNTY, city
            )
            self._user(f"county{number}", f"{name}主管", county, Role.SUPERVISOR, Scope.SUBTREE)
            self._user(f"clerk{number}", f"{name}录入员", county, Role.CLERK, Scope.UNIT)
            for letter in "ab"[: 2 if number == 7 else 1]:
                title = f"{name}诉调对接工作室{letter}"
                self._unit(f"{code}{letter}", title, title, f"洪{number}诉{letter}", UnitKind.STUDIO, county)
        rows.write()

    def _unit(self, code, name, short_name, mark, kind, parent_id) -> int:
        id = self._rows.add(
            Unit, code=code, name=name, short_name=short_name[:30], number_mark=mark, kind=kind, parent_id=parent_id
        )  # fmt: skip
        self.units.append((id, mark, SIZES[kind.value]))
        for number in range(1, 4):
            user = self._user(f"m{id}_{number}", f"{SURNAMES[id]}调解{number}", id, Role.MEDIATOR, Scope.UNIT)
            self.staff[id].append(user)
        return id

    def _user(self, username, name, unit_id, role, scope) -> int:
        id = self._rows.add(
            User, username=username, name=name, unit_id=unit_id, password_hash=self._hash, password_changed_on=LAST,
            must_change_password=False,
        )  # fmt: skip
        self._rows.add(RoleGrant, user_id=id, unit_id=unit_id, role=role, scope=scope)
        self.names[id] = name
        return id


class Chain:
    """The history, sealed link by link."""

    def __init__(self, rows: Rows):
        self._rows, self._previous = rows, START

    def add(self, at, user_id, user_name, deed, verb, table, row_id, matter_id, changes) -> None:
        row = {
            "id": self._rows.last[HistoryEntry] + 1, "at": at, "user_id": user_id, "user_name": user_name, "deed": deed,
            "verb": verb, "table": table, "row_id": row_id, "matter_id": matter_id, "changes": changes,
            "previous": self._previous,
        }  # fmt: skip
        row["hash"] = self._previous = seal(row)
        row["table_name"] = row.pop("table")
        del row["id"]
        self._rows.add(HistoryEntry, **row)

    def close(self, connection) -> None:
        end = {"entry_id": self._rows.last[HistoryEntry], "hash": self._previous}
        connection.execute(sa.update(HistoryHead.__table__).values(**end))


class Teller:
    """Tells one case after the other."""

    def __init__(self, rows: Rows, city: City, cases: int):
        self.rows, self.city, self.cases = rows, city, cases
        self.rng = Random(f"bench {cases}")
        self.chain = Chain(rows)
        self.serials: dict[tuple[int, int], int] = defaultdict(int)
        self.employers: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
        self.workers: dict[int, list[tuple[int, str, str]]] = defaultdict(list)
        self.codes = {
            dictionary: [word.code for word in words(dictionary).values() if word.is_valid_on(LAST)]
            for dictionary in Dictionary
        }

    def tell(self, number: int) -> None:
        """The case of that number, counted from the oldest."""
        rng, rows = self.rng, self.rows
        received = _working_day(FIRST + timedelta(days=number * (LAST - FIRST).days // self.cases))
        unit_id, mark, _part = rng.choices(self.city.units, weights=[part for *_, part in self.city.units])[0]
        serial = self.serials[unit_id, received.year] = self.serials[unit_id, received.year] + 1
        employer_id, employer, industry = self._employer(unit_id)
        worker_id, worker, worker_type = self._worker(unit_id, received)
        people = rng.choices((1, 2, 3, 12), weights=(90, 6, 3, 1))[0]
        life = self._life(received, unit_id, rng.randrange(20, 600) * 10_000)
        by = rng.choice(self.city.staff[unit_id])
        half = life.pop("half")
        court = rng.random() < 0.4
        matter_id = rows.add(
            Matter, kind=Kind.MEDIATION, unit_id=unit_id, number=number_text(None, year=received.year, mark=mark, serial=serial),
            number_year=received.year, number_serial=serial, registered_by_id=by, registered_at=_at(received, 9),
            received_on=received, dispute_type=self._code(Dictionary.DISPUTE_TYPE), industry=industry,
            source="court" if court else rng.choice(("window", "window", "self", "hotline")), people=people,
            court_number=f"（{received.year}）赣01{rng.randrange(10, 99)}民诉前调{number}号" if court else None,
            cause=self._code(Dictionary.CAUSE), worker_type=worker_type, is_collective=people >= 10, employer_id=employer_id,
            lead_worker=worker if people == 1 else f"{worker}等{people}人", employer_name=employer, version=1, **life,
        )  # fmt: skip
        rows.add_plain(
            Mediation, id=matter_id, facts=f"{worker}在{employer}工作，反映拖欠工资等问题，请求支付。", **half
        )
        rows.add(MatterWorker, matter_id=matter_id, worker_id=worker_id, position=1)
        for position in range(2, min(people, 3) + 1):
            other, *_ = self._worker(unit_id, received, new=True)
            rows.add(MatterWorker, matter_id=matter_id, worker_id=other, position=position)
        rows.add(
            MatterEmployer,
            matter_id=matter_id,
            employer_id=employer_id,
            position=1,
            role=EmployerRole.EMPLOYER,
        )
        self._claims(matter_id, life)
        self._money(matter_id, life)
        self._story(matter_id, unit_id, by, received, life)

    def finish(self) -> None:
        for (unit_id, year), last in self.serials.items():
            self.rows.add_plain(NumberSeries, unit_id=unit_id, kind=Kind.MEDIATION, year=year, last=last)

    # --- who --------------------------------------------------------------------------------------------------------

    def _employer(self, unit_id: int) -> tuple[int, str, str]:
        known, rng = self.employers[unit_id], self.rng
        if known and rng.random() < 0.7:
            return rng.choice(known)
        industry, form = rng.choice(TRADES)
        name = f"示例{rng.choice(BRANDS)}{rng.choice(BRANDS)}{self.rows.last[Employer] + 1}{form}"
        id = self.rows.add(
            Employer, unit_id=unit_id, name=name, name_key=company_key(name), industry=industry, district="演示区",
            address=f"演示路{rng.randrange(400)}号",
        )  # fmt: skip
        known.append((id, name, industry))
        return known[-1]

    def _worker(self, unit_id: int, on: date, *, new: bool = False) -> tuple[int, str, str]:
        known, rng = self.workers[unit_id], self.rng
        if not new and known and rng.random() < 0.05:
            return rng.choice(known)
        sex = rng.choice(("male", "female"))
        serial = self.rows.last[Worker] + 1
        birth = on - timedelta(days=rng.randrange(20 * 365, 57 * 365))
        id_number, phone = f"369999{birth:%Y%m%d}{serial % 10_000:04d}", f"154{serial:08d}"
        name, kind = rng.choice(SURNAMES) + rng.choice(GIVEN[sex]), self._code(Dictionary.WORKER_TYPE)
        ring = keys.ring
        id = self.rows.add(
            Worker, unit_id=unit_id, name=name, id_kind=IdKind.RESIDENT, id_number=id_number, phone=phone, sex=Sex(sex),
            id_number_mark=ring.fingerprint(id_number, "id_number"), phone_mark=ring.fingerprint(phone, "phone"),
            phone_tail_mark=ring.fingerprint(phone[-4:], "phone_tail"), birth_on=birth, worker_types=[kind],
        )  # fmt: skip
        known.append((id, name, kind))
        return known[-1]

    def _code(self, dictionary: Dictionary) -> str:
        return self.rng.choice(self.codes[dictionary])

    # --- how it went ------------------------------------------------------------------------------------------------

    def _life(self, received: date, unit_id: int, claimed: int) -> dict:
        """Where the case stands: the columns of the matter, and in ``half`` those of the mediation."""
        rng, age = self.rng, (LAST - received).days
        half = {"route": Route.NONE, "confirmation": Confirmation.NONE, "performance": Performance.NONE,
                "confirmation_applied_on": None, "confirmation_decided_on": None, "agreed_on": None, "agreement": ""}  # fmt: skip
        life = {"handler_id": rng.choice(self.city.staff[unit_id]), "accepted_on": None, "concluded_on": None,
                "outcome_code": None, "next_due_on": None, "next_due_name": None, "archived_on": None, "performed_on": None,
                "claimed_fen": claimed, "agreed_fen": 0, "paid_fen": 0, "half": half}  # fmt: skip
        if rng.random() < (0.985 if age > 45 else age / 60):
            self._end(life, received, min(received + timedelta(days=rng.randrange(3, 29)), LAST))
            return life
        status = drawn(rng, OPEN_STATES)
        if status == Status.REGISTERED:
            life["handler_id"] = None
        elif status not in (Status.ASSIGNED, Status.PENDING):
            life["accepted_on"] = min(received + timedelta(days=2), LAST)
        due = received + timedelta(days=15)
        life.update(state=status.value, next_due_on=due, next_due_name="mediation_statutory",
                    last_activity_on=min(received + timedelta(days=rng.randrange(0, 12)), LAST))  # fmt: skip
        return life

    def _end(self, life: dict, received: date, on: date) -> None:
        rng, half = self.rng, life["half"]
        outcome = drawn(rng, ENDINGS)
        is_archived = (LAST - on).days > 150 and rng.random() < 0.8
        status = (
            Status.REFUSED
            if outcome == Outcome.REFUSED
            else Status.ARCHIVED
            if is_archived
            else Status.CONCLUDED
        )
        life.update(state=status.value, outcome_code=outcome.value, concluded_on=on, last_activity_on=on,
                    accepted_on=min(received + timedelta(days=2), on) if outcome != Outcome.REFUSED else None,
                    archived_on=min(on + timedelta(days=90), LAST) if status == Status.ARCHIVED else None)  # fmt: skip
        if outcome in SUCCESSFUL:
            life["agreed_fen"] = life["claimed_fen"] * rng.randrange(50, 100) // 100 // 100 * 100
            is_paid = rng.random() < 0.8
            life["paid_fen"] = life["agreed_fen"] if is_paid else life["agreed_fen"] // 2
            life["performed_on"] = min(on + timedelta(days=10), LAST) if is_paid else None
            half.update(agreed_on=on, agreement="双方协商一致，由用人单位分期支付所欠工资，劳动者不再主张其他权利。",
                        performance=Performance.PERFORMED if is_paid else Performance.PARTIAL)  # fmt: skip
            if not is_paid:
                life.update(next_due_on=on + timedelta(days=60), next_due_name="instalment")
            if rng.random() < 0.25:
                half.update(route=Route.JUDICIAL, confirmation=Confirmation.CONFIRMED, confirmation_applied_on=on,
                            confirmation_decided_on=min(on + timedelta(days=12), LAST))  # fmt: skip

    def _claims(self, matter_id: int, life: dict) -> None:
        first = life["claimed_fen"] * 3 // 4
        for category, fen in (("wages", first), ("overtime", life["claimed_fen"] - first)):
            agreed = min(fen, max(life["agreed_fen"] - (0 if category == "wages" else first), 0))
            self.rows.add(
                Claim, matter_id=matter_id, category=category, claimed_fen=fen, agreed_fen=agreed, paid_fen=0
            )

    def _money(self, matter_id: int, life: dict) -> None:
        if not life["agreed_fen"]:
            return
        first = life["agreed_fen"] // 2
        for days, fen in ((7, first), (60, life["agreed_fen"] - first)):
            self.rows.add(
                Instalment,
                matter_id=matter_id,
                due_on=life["concluded_on"] + timedelta(days=days),
                amount_fen=fen,
            )
        paid = min(life["concluded_on"] + timedelta(days=7), LAST)
        self.rows.add(Payment, matter_id=matter_id, paid_on=paid, amount_fen=first)
        if life["performed_on"]:
            self.rows.add(
                Payment,
                matter_id=matter_id,
                paid_on=life["performed_on"],
                amount_fen=life["agreed_fen"] - first,
            )

    def _story(self, matter_id: int, unit_id: int, by: int, received: date, life: dict) -> None:
        name, handler = self.city.names[by], life["handler_id"] or by
        birth = {
            "state": [None, "registered"],
            "received_on": [None, received.isoformat()],
            "unit_id": [None, unit_id],
        }
        self.chain.add(_at(received, 9), by, name, "登记", "create", "mediation", matter_id, matter_id, birth)
        day = received
        for number in range(NOTES):
            day = min(received + timedelta(days=number * 2), life["concluded_on"] or LAST)
            audience = Audience.CONCESSION if number == 3 else Audience.CASE
            at = _at(day, 10 + number)
            note = self.rows.add(Note, matter_id=matter_id, unit_id=unit_id, author_id=handler, written_at=at, happened_on=day,
                                 audience=audience, text=self.rng.choice(SAID))  # fmt: skip
            changes = {"text": [None, "***"], "happened_on": [None, day.isoformat()]}
            self.chain.add(
                at, handler, self.city.names[handler], "记录进展", "create", "note", note, matter_id, changes
            )
        for deed, on, before, after in self._moves(life):
            changes = {
                "state": [before, after],
                **({"handler_id": [None, handler]} if deed == "分派" else {}),
            }
            self.chain.add(
                _at(on, 16),
                handler,
                self.city.names[handler],
                deed,
                "change",
                "mediation",
                matter_id,
                matter_id,
                changes,
            )
        if life["accepted_on"] and self.rng.random() < 0.6:
            held = min(received + timedelta(days=6), life["concluded_on"] or LAST)
            self.rows.add(Meeting, matter_id=matter_id, held_on=held, starts_at=time(9, 30), channel=Channel.ROOM,
                          place="工作室一号调解室", present="双方到场", summary=SAID[4], is_held=True)  # fmt: skip

    def _moves(self, life: dict):
        received_state = "registered"
        if life["handler_id"]:
            yield "分派", life["accepted_on"] or life["last_activity_on"], received_state, "assigned"
        if life["accepted_on"]:
            yield "受理", life["accepted_on"], "pending", "accepted"
            yield "对方同意，开始调解", life["accepted_on"], "accepted", "mediating"
        if life["concluded_on"]:
            deed = "达成协议" if life["agreed_fen"] else "调解不成"
            yield deed, life["concluded_on"], "mediating", "concluded"
        if life["archived_on"]:
            yield "归档", life["archived_on"], "concluded", "archived"


def _working_day(day: date) -> date:
    return day + timedelta(days=max(7 - day.isoweekday(), 0) + 1) if day.isoweekday() > 5 else day


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC) - timedelta(hours=8)


def fill(connection, cases: int) -> None:
    """Write the city and its cases into an empty database, and let the database take stock of them."""
    rows = Rows(connection)
    teller = Teller(rows, City(rows), cases)
    for number in range(cases):
        teller.tell(number)
        if number % AT_ONCE == AT_ONCE - 1:
            rows.write()
    teller.finish()
    rows.write()
    teller.chain.close(connection)
    if connection.dialect.name == "postgresql":
        for model, last in rows.last.items():
            if model is not HistoryEntry:
                table = model.__tablename__
                connection.execute(sa.text(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), {last})"))


def main(cases: int) -> None:
    app = create_app()
    with app.app_context():
        fill(db.session.connection(), cases)
        indexing.rebuild()
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(
                "VACUUM ANALYZE" if connection.dialect.name == "postgresql" else "ANALYZE"
            )


if __name__ == "__main__":
    main(int(sys.argv[1]))
