"""What is measured: a page of ours, the page of the other site that does the same, and the bare SQL behind both."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bench.facts import COUNTY_NAME, LAST, PAGE_SIZE

# fmt: off
_SHOWN = ("SELECT m.id, m.number, m.lead_worker, m.employer_name, m.dispute_type, m.claimed_fen, u.name, m.received_on, "
          "m.next_due_on, m.state FROM matter m LEFT JOIN user_account u ON u.id = m.handler_id "
          "WHERE m.kind = 'mediation'{} ORDER BY m.received_on DESC, m.id DESC{}")
_COUNTED = ("SELECT unit_id, count(*), sum(CASE WHEN concluded_on BETWEEN ? AND ? THEN 1 ELSE 0 END), "
            "sum(CASE WHEN concluded_on BETWEEN ? AND ? AND outcome_code IN ('settled', 'partly') THEN agreed_fen ELSE 0 END) "
            "FROM matter WHERE kind = 'mediation' AND received_on <= ? AND (concluded_on IS NULL OR concluded_on >= ?){} GROUP BY unit_id")
# fmt: on
_FIRST_PAGE = f" LIMIT {PAGE_SIZE}"
_OF_ONE_CASE = (
    "SELECT * FROM matter JOIN mediation USING (id) WHERE id = ?",
    "SELECT * FROM matter_worker JOIN worker ON worker.id = worker_id WHERE matter_id = ?",
    "SELECT * FROM matter_employer JOIN employer ON employer.id = employer_id WHERE matter_id = ?",
    "SELECT * FROM claim WHERE matter_id = ?",
    "SELECT * FROM note WHERE matter_id = ? ORDER BY id DESC",
    "SELECT * FROM meeting WHERE matter_id = ?",
    "SELECT * FROM payment WHERE matter_id = ?",
    "SELECT * FROM history_entry WHERE matter_id = ? ORDER BY id DESC",
)


@dataclass(frozen=True)
class Place:
    """What an address needs to know of the database it asks."""

    county_id: int
    county_units: tuple[int, ...]
    middle_id: int  # a case in the middle, that the county sees
    deep: int  # the number of a page far down


@dataclass(frozen=True)
class Goal:
    """What a figure must reach; None where nothing is asked."""

    of_peer: float | None = None  # times the other site
    growth: float | None = None  # times the same page with a tenth of the cases
    ms: float | None = None


@dataclass(frozen=True)
class Measure:
    """One line of the table."""

    title: str
    ours: Callable[[Place], str]
    peer: Callable[[Place], str] | None = None
    bare: Callable[[Place], list[tuple[str, tuple]]] | None = None
    reader: str = "city"
    goal: Goal = field(default_factory=Goal)
    fields: Callable[[int], dict] | None = None  # of a post
    peer_fields: Callable[[int], dict] | None = None
    is_export: bool = False


def _filtered(low, high) -> str:
    return f"/mediations/?state=archived&type=wages&from={low}&to={high}"


LOW, HIGH = LAST - timedelta(days=600), LAST - timedelta(days=400)
NAME = "王建国"
MONTH, YEAR = ("2026-10-01", "2026-10-31"), ("2025-01-01", "2025-12-31")
LIST_GOAL = Goal(of_peer=0.5, growth=1.2)


def _list(clause="", page=_FIRST_PAGE, *values):
    return lambda place: [(_SHOWN.format(clause, page), values)]


def _statistics(span, clause=""):
    first, last = span
    values = (first, last, first, last, last, first)
    return lambda place: [(_COUNTED.format(clause.format(",".join(map(str, place.county_units)))), values)]


def _intake(number: int) -> dict:
    """What somebody types; the same worker and employer never twice."""
    return {
        "_key": f"bench-{number}", "name": f"测试{number}", "phone": f"153{number:08d}", "employer": f"示例测速{number}有限公司",
        "dispute_type": "wages", "claimed_fen": "1.2万", "facts": "拖欠三个月工资", "source": "window",
        "received_on": LAST.isoformat(),
    }  # fmt: skip


def _peer_intake(number: int) -> dict:
    day = LAST.isoformat()
    return {
        "unit": "1", "kind": "mediation", "number": f"PEER-{number}", "number_year": "2026", "number_serial": 1_000_000 + number,
        "registered_at": f"{day} 09:00:00", "received_on": day, "last_activity_on": day, "state": "registered",
        "dispute_type": "wages", "source": "window", "people": "1", "claimed_fen": "1200000", "agreed_fen": "0", "paid_fen": "0",
        "lead_worker": f"测试{number}", "employer_name": f"示例测速{number}有限公司", "version": "1",
    }  # fmt: skip


MEASURES = (
    Measure("列表 list, whole city", lambda p: "/mediations/", lambda p: "/admin/matter/", _list(), goal=LIST_GOAL),
    Measure("列表 list, one county", lambda p: "/mediations/", lambda p: "/admin/matter/", _list(), "county7", LIST_GOAL),
    Measure(
        "筛选 filtered: status, type, dates",
        lambda p: _filtered(LOW, HIGH),
        lambda p: f"/admin/matter/?flt0_2=archived&flt1_9=wages&flt2_18={LOW}%20to%20{HIGH}",
        _list(
            " AND m.state = ? AND m.dispute_type = ? AND m.received_on BETWEEN ? AND ?", _FIRST_PAGE,
            "archived", "wages", LOW.isoformat(), HIGH.isoformat(),
        ),
        goal=LIST_GOAL,
    ),
    Measure(
        "深页 deep page, row 10,000", lambda p: f"/mediations/?page={p.deep}", lambda p: f"/admin/matter/?page={p.deep - 1}",
        lambda p: [(_SHOWN.format("", f"{_FIRST_PAGE} OFFSET {(p.deep - 1) * PAGE_SIZE}"), ())], goal=LIST_GOAL,
    ),
    Measure(
        "姓名搜索 name search", lambda p: f"/mediations/?q={NAME}", lambda p: f"/admin/matter/?search={NAME}",
        _list(
            " AND (m.number LIKE ? OR m.court_number LIKE ? OR m.lead_worker LIKE ? OR m.employer_name LIKE ?)", _FIRST_PAGE,
            *[f"%{NAME}%"] * 4,
        ),
        goal=Goal(of_peer=1),
    ),
    Measure(
        "案件页 full case page", lambda p: f"/mediations/{p.middle_id}", lambda p: f"/admin/matter/details/?id={p.middle_id}",
        lambda p: [(statement, (p.middle_id,)) for statement in _OF_ONE_CASE], "county7", Goal(ms=25),
    ),
    Measure(
        "登记 create", lambda p: "/mediations/new", lambda p: "/admin/matter/new/", None, "county7", Goal(of_peer=2),
        fields=_intake, peer_fields=_peer_intake,
    ),
    Measure(
        "统计 month, county and below", lambda p: f"/reports/?kind=mediation&period=2026-10&unit={p.county_id}", None,
        _statistics(MONTH, " AND unit_id IN ({})"), goal=Goal(ms=50),
    ),
    Measure("统计 year, whole city", lambda p: "/reports/?kind=mediation&period=2025", None, _statistics(YEAR), goal=Goal(ms=150)),
    Measure(
        "导出 CSV, every case", lambda p: "/mediations/export", lambda p: "/admin/matter/export/csv/",
        _list(page=""), fields=lambda number: {"format": "csv"}, is_export=True,
    ),
    Measure(
        "导出 Excel, every case", lambda p: "/mediations/export", lambda p: "/admin/matter/export/xlsx/",
        _list(page=""), fields=lambda number: {"format": "xlsx"}, is_export=True,
    ),
)  # fmt: skip


def place_of(connection) -> Place:
    """Look up what the addresses need."""
    county = connection.execute("SELECT id, code FROM unit WHERE name = '" + COUNTY_NAME + "'").fetchone()
    units = connection.execute(
        f"SELECT id FROM unit WHERE id = {county[0]} OR parent_id = {county[0]}"
    ).fetchall()
    ids = ",".join(str(id) for (id,) in units)
    cases = connection.execute(
        f"SELECT id FROM matter WHERE unit_id IN ({ids}) AND outcome_code = 'settled' ORDER BY id"
    ).fetchall()
    counted = connection.execute("SELECT count(*) FROM matter").fetchone()[0]
    deep = min(10_000, counted) // PAGE_SIZE
    return Place(county[0], tuple(id for (id,) in units), cases[len(cases) // 2][0], deep)
