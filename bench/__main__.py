"""Measure, and print the tables: ``python -m bench --help``."""

import argparse
import base64
import os
import platform
import secrets
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from statistics import median

from bench import search
from bench.databases import POSTGRESQL, SQLITE, Database
from bench.facts import CITY, COUNTY, PAGE_SIZE
from bench.measures import MEASURES, Goal, Measure, Place, place_of
from bench.servers import Reader, Server

ROOT = Path(__file__).resolve().parent.parent
WARM_UP, ROUNDS = 6, 31


@dataclass
class Stand:
    """One database with the two sites that are served from it."""

    database: Database
    place: Place
    connection: object
    ours: Server
    peer: Server
    readers: dict[str, Reader]
    visitor: Reader


@dataclass
class Figures:
    """Milliseconds of one measure on one database, medians; ``peaks`` in MB."""

    ours: float | None = None
    peer: float | None = None
    bare: float | None = None
    peaks: list[float | None] = field(default_factory=list)


def say(text: str = "") -> None:
    """To the terminal, at once."""
    print(text, flush=True)


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/bench", description=__doc__)
    parser.add_argument("--only", choices=(SQLITE, POSTGRESQL), help="one of the two databases")
    parser.add_argument(
        "--cases", type=int, nargs="+", default=[10_000, 100_000], help="how many, smallest first"
    )
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="requests that the median is taken of")
    parser.add_argument("--match", default="", help="only the lines whose title contains this")
    parser.add_argument("--no-exports", action="store_true", help="leave the long ones out")
    parser.add_argument("--keep", action="store_true", help="leave the databases for the next time")
    parser.add_argument("--check", action="store_true", help="exit 1 where a goal is missed")
    parser.add_argument(
        "--folder", type=Path, default=ROOT / ".cache" / "bench", help="of the files and logs"
    )
    return parser.parse_args()


def environment_in(folder: Path) -> dict[str, str]:
    """The settings of production, with keys of its own that last as long as the databases do."""
    kept = folder / "keys"
    if not kept.exists():
        kept.write_text(f"{secrets.token_urlsafe(48)} {base64.b64encode(secrets.token_bytes(32)).decode()}")
        kept.chmod(0o600)
    secret, field_key = kept.read_text().split()
    return {"CASEWORK_ENV": "production", "SECRET_KEY": secret, "FIELD_KEYS": field_key, "CASEWORK_INSTANCE": str(folder),
            "PAGE_SIZE": str(PAGE_SIZE), "LOG_LEVEL": "WARNING", "HOUSEKEEPING": "0", "PYTHONPATH": str(ROOT)}  # fmt: skip


def stand(database: Database, environment: dict[str, str], until_end: ExitStack) -> Stand:
    """Make the database, serve it twice, and sign in."""
    database.make(environment)
    connection = database.connect()
    until_end.callback(connection.close)
    environment = {**environment, "DATABASE_URL": database.url}
    sites = []
    for site in ("wsgi:app", "bench.peer:app"):
        sites.append(Server(site, environment, database.folder / "servers.log"))
        until_end.callback(sites[-1].stop)
    readers = {name: Reader(sites[0]).sign_in(name) for name in (CITY, COUNTY)}
    return Stand(database, place_of(connection), connection, *sites, readers, Reader(sites[1]))


_serial = count(int(time.monotonic() * 1000) % 10_000_000 * 10)  # what is created is never the same twice


def once(stand: Stand, measure: Measure) -> tuple[float, float | None, float | None]:
    """Ours, theirs and the bare SQL, one after the other."""
    return _ours(stand, measure), _peers(stand, measure), _bare(stand, measure)


def _ours(stand: Stand, measure: Measure) -> float:
    reader, address = stand.readers[measure.reader], measure.ours(stand.place)
    answer = reader.post(address, measure.fields(next(_serial))) if measure.fields else reader.get(address)
    is_create = measure.fields and not measure.is_export
    if answer.status != (302 if is_create else 200):
        raise RuntimeError(f"{address}: {answer.status}\n{answer.body.decode(errors='replace')[:2000]}")
    return answer.ms


def _peers(stand: Stand, measure: Measure) -> float | None:
    if measure.peer is None:
        return None
    address, fields = measure.peer(stand.place), measure.peer_fields
    answer = stand.visitor.post(address, fields(next(_serial))) if fields else stand.visitor.get(address)
    if answer.status != (302 if fields else 200):
        raise RuntimeError(f"{address}: {answer.status}\n{answer.body.decode(errors='replace')[:2000]}")
    return answer.ms


def _bare(stand: Stand, measure: Measure) -> float | None:
    if measure.bare is None:
        return None
    begun = time.perf_counter()
    for statement, values in measure.bare(stand.place):
        stand.connection.execute(stand.database.placeholders(statement), values).fetchall()
    return (time.perf_counter() - begun) * 1000


def tried(stands: list[Stand], measure: Measure, rounds: int) -> list[Figures]:
    """The same, and a page that fails is told of and does not stop the others."""
    try:
        return measured(stands, measure, rounds)
    except (RuntimeError, OSError) as error:
        say(f"\n{measure.title} failed: {str(error)[:400]}")
        return [Figures() for _ in stands]


def measured(stands: list[Stand], measure: Measure, rounds: int) -> list[Figures]:
    """The medians on each database. They take turns, so that whatever else the machine does falls on all alike."""
    if measure.is_export:
        return [_exported(stand, measure) for stand in stands]
    taken: list[list[tuple]] = [[] for _ in stands]
    for number in range(WARM_UP + rounds):
        for stand, found in zip(stands, taken, strict=True):
            figures = once(stand, measure)
            if number >= WARM_UP:
                found.append(figures)
    return [
        Figures(*(median(column) if None not in column else None for column in zip(*found, strict=True)))
        for found in taken
    ]


def _exported(stand: Stand, measure: Measure) -> Figures:
    """One run of each, with the most memory that a process held meanwhile."""
    for server in (stand.ours, stand.peer):
        server.forget_peak()
    ours, peers, bare = once(stand, measure)
    return Figures(ours, peers, bare, [stand.ours.peak(), stand.peer.peak()])


# --- the table ------------------------------------------------------------------------------------------------------


def verdict(goal: Goal, small: Figures, large: Figures) -> list[tuple[str, bool]]:
    """What was asked and whether it is so, at the larger number of cases."""
    if large.ours is None:
        return [("a page that works", False)]
    found = []
    if goal.of_peer is not None and large.peer:
        found.append((f"≤ {goal.of_peer:g} × Flask-Admin", large.ours <= goal.of_peer * large.peer))
    if goal.growth is not None and small is not large:
        found.append((f"growth ≤ {goal.growth:g}", large.ours <= goal.growth * small.ours))
    if goal.ms is not None:
        found.append((f"≤ {goal.ms:g} ms", large.ours <= goal.ms))
    return found


def _ms(value: float | None) -> str:
    return "–" if value is None else f"{value:,.1f}" if value < 1000 else f"{value / 1000:,.1f} s"


def _times(one: float | None, other: float | None) -> str:
    return "–" if not one or not other else f"{one / other:.2f}"


def print_table(database: str, sizes: list[int], lines: list[tuple[Measure, list[Figures]]]) -> int:
    """A table in Markdown; how many goals were missed."""
    missed = 0
    head = [f"{size:,}: ours | Flask-Admin | ratio | bare SQL" for size in sizes]
    say(f"\n### {database}\n")
    say(f"| ms, median | {' | '.join(head)} | growth | goal |")
    say(f"|---|{'---:|' * (4 * len(sizes))}---:|---|")
    for measure, figures in lines:
        cells = [
            part for f in figures for part in (_ms(f.ours), _ms(f.peer), _times(f.ours, f.peer), _ms(f.bare))
        ]
        judged = verdict(measure.goal, figures[0], figures[-1])
        missed += sum(not is_met for _, is_met in judged)
        told = "; ".join(f"{text}: {'met' if is_met else '**not met**'}" for text, is_met in judged)
        say(
            f"| {measure.title} | {' | '.join(cells)} | {_times(figures[-1].ours, figures[0].ours)} | {told} |"
        )
    for measure, figures in lines:
        for size, found in zip(sizes, figures, strict=True):
            if any(found.peaks):
                ours, peer = (f"{peak:,.0f} MB" if peak else "–" for peak in found.peaks)
                say(
                    f"\nMost memory of a process, {measure.title}, {size:,} cases: ours {ours}, Flask-Admin {peer}."
                )
    return missed


def machine() -> str:
    """What it was measured on."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    return (
        f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} × {model}, {platform.system()}, Python {platform.python_version()}, "
        f"load {os.getloadavg()[0]:.1f} at the start; commit {_commit()}"
    )


def _lines(path: str) -> list[str]:
    return Path(path).read_text().splitlines() if Path(path).exists() else []


def _commit() -> str:
    try:
        asked = subprocess.run(
            ["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=False
        )
    except OSError:
        return "unknown"
    return asked.stdout.strip() or "unknown"


def main() -> int:
    if sys.argv[1:2] == ["search"]:
        return search.main(sys.argv[2:])
    asked = arguments()
    asked.folder = asked.folder.resolve()
    asked.folder.mkdir(parents=True, exist_ok=True)
    environment = environment_in(asked.folder)
    measures = [m for m in MEASURES if asked.match in m.title and not (asked.no_exports and m.is_export)]
    say(machine())
    missed = 0
    for engine in [asked.only] if asked.only else [SQLITE, POSTGRESQL]:
        databases = [Database(engine, cases, asked.folder) for cases in asked.cases]
        try:
            with ExitStack() as until_end:
                stands = [stand(database, environment, until_end) for database in databases]
                lines = [(measure, tried(stands, measure, asked.rounds)) for measure in measures]
            missed += print_table(engine, asked.cases, lines)
        finally:
            if not asked.keep:
                for database in databases:
                    database.drop()
    say(f"\n{missed} goals missed" if missed else "\nevery goal met")
    return 1 if missed and asked.check else 0


if __name__ == "__main__":
    sys.exit(main())
