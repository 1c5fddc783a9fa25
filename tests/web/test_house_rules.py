"""The rules of the house, read from its own text: each thing that must not be forgotten stands in one place."""

import ast
import re
from datetime import date
from itertools import product
from pathlib import Path

import flask_migrate
import jinja2
import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from jinja2 import nodes

from casework import rooms
from casework.extensions import db
from casework.law import catalogue
from casework.mediation.forms import Answers
from casework.mediation.models import OPEN, Mediation, Procedure, Status
from casework.mediation.rules import CLOCKS, PARTIES_MAY_LEAVE, WORKFLOW, clocks_of
from casework.permissions import GRANTS, P, Role

ROOT = Path(__file__).parents[2]
SOURCES = {
    str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8"))
    for path in (ROOT / "casework").rglob("*.py")
}
TEMPLATES = {
    str(path.relative_to(ROOT / "templates")): path.read_text(encoding="utf-8")
    for path in (ROOT / "templates").rglob("*.html")
}


def where(found, *, but: tuple[str, ...] = ()) -> list[str]:
    """The places in the code, as file:line, where ``found(node)`` holds; ``but`` names files and folders left out."""
    return [
        f"{path}:{node.lineno}"
        for path, tree in SOURCES.items()
        if not path.startswith(but)
        for node in ast.walk(tree)
        if found(node)
    ]


def called(node) -> str:
    """What a call calls: "db.session.commit"."""
    return ast.unparse(node.func) if isinstance(node, ast.Call) else ""


def test_only_the_room_ends_a_transaction():
    assert not where(
        lambda node: called(node).endswith(".commit"), but=("casework/web/room.py", "casework/jobs/")
    )


def test_only_the_clock_tells_the_time():
    readers = re.compile(r"(datetime|date|time|dt)\.(now|today|utcnow|time|localtime|monotonic)$")
    assert not where(lambda node: readers.search(called(node)), but=("casework/engine/clock.py",))


def test_only_the_table_of_permissions_knows_the_roles():
    """Beside it, the room where people are given roles, and the people of the demonstration."""
    members = {role.name for role in Role}

    def names_a_role(node):
        return isinstance(node, ast.Attribute) and node.attr in members and ast.unparse(node.value) == "Role"

    allowed = ("casework/permissions.py", "casework/accounts/actions.py", "casework/demo/")
    assert not where(names_a_role, but=allowed)


def test_only_the_accounts_read_the_grants():
    """Models: what a person may do. Queries: who holds a permission."""

    def reads(node):
        return isinstance(node, ast.Name) and node.id == "GRANTS"

    assert not where(
        reads, but=("casework/permissions.py", "casework/accounts/models.py", "casework/accounts/queries.py")
    )


def test_no_room_changes_rows_behind_the_history():
    """Bulk statements pass the listeners by. The recorder itself moves the end of its chain with one."""
    bulk = re.compile(
        r"(^|\.)(sa|sqlalchemy)\.(update|delete)$|query\(.*\)\.(update|delete)$|__table__\.(update|delete)$"
    )
    assert not where(
        lambda node: bulk.search(called(node)), but=("casework/history/recorder.py", "casework/demo/")
    )


def test_no_statement_is_put_together_from_text():
    def text_with_holes(node):
        if not (called(node).endswith((".text", "exec_driver_sql", "literal_column")) and node.args):
            return False
        return (
            isinstance(node.args[0], ast.JoinedStr)
            or "format" in ast.unparse(node.args[0])
            or "%" in ast.unparse(node.args[0])
        )

    # the triggers of the history are made by the migration, from words of its own
    assert not where(text_with_holes, but=("casework/history/recorder.py",))


def test_an_address_is_never_built_by_a_template_or_a_view_from_what_was_typed():
    """``redirect`` takes our own addresses: url_for, or what safe_next let through."""

    def suspicious(node):
        return called(node) == "redirect" and node.args and "request." in ast.unparse(node.args[0]) and "safe_next" not in ast.unparse(node.args[0]) \
            and "url_for" not in ast.unparse(node.args[0])  # fmt: skip

    assert not where(suspicious)


# --- templates ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def parsed(app):
    """The templates as trees."""
    return {name: app.jinja_env.parse(text) for name, text in TEMPLATES.items()}


def test_a_template_escapes_everything(parsed):
    for name, tree in parsed.items():
        filters = {node.name for node in tree.find_all(nodes.Filter)}
        assert "safe" not in filters, name
        assert not list(tree.find_all(nodes.EvalContextModifier)), name
        assert "style=" not in TEMPLATES[name], f"{name}: an inline style"
        assert not re.search(r"\son[a-z]+=", TEMPLATES[name]), f"{name}: an inline script"
        assert not re.search(r"<script(?![^>]*\ssrc=)", TEMPLATES[name]), f"{name}: an inline script"


def test_a_template_asks_for_permissions_that_there_are(parsed):
    known = {permission.value for permission in P}
    for name, tree in parsed.items():
        for call in tree.find_all(nodes.Call):
            if isinstance(call.node, nodes.Getattr) and call.node.attr == "can":
                assert isinstance(call.args[0], nodes.Const), f"{name}:{call.lineno}"
                assert call.args[0].value in known, f"{name}:{call.lineno} {call.args[0].value}"


def test_a_template_neither_queries_nor_knows_a_role_nor_counts_days(parsed):
    roles = {role.value for role in Role}
    for name, tree in parsed.items():
        attributes = {node.attr for node in tree.find_all(nodes.Getattr)}
        assert not attributes & {"execute", "scalars", "scalar", "filter_by", "timedelta", "fromisoformat"}, (
            name
        )
        names = {node.name for node in tree.find_all(nodes.Name)}
        assert not names & {"db", "session"}, name
        if name.startswith("accounts/"):  # where people are given roles, and told how far each reaches
            continue
        for compare in tree.find_all(nodes.Compare):
            words = {node.value for node in compare.find_all(nodes.Const)}
            assert not words & roles, f"{name}:{compare.lineno} compares with a role"


def test_templates_mirror_the_rooms():
    names = {room.name for room in rooms()}
    folders = {name.split("/")[0] for name in TEMPLATES if "/" in name}

    assert folders - names == {"components", "layouts", "errors"}


def test_every_template_is_drawn_by_a_view_of_its_room_or_included():
    text = {path: (ROOT / path).read_text(encoding="utf-8") for path in SOURCES}
    for name in TEMPLATES:
        room, _slash, file = name.partition("/")
        if not file or room in ("components", "layouts", "errors"):
            continue
        if file.startswith("_"):
            assert any(f'"{name}"' in other for other in (*TEMPLATES.values(), *text.values())), (
                f"{name}: included nowhere"
            )
        else:
            views = (other for path, other in text.items() if path.startswith(f"casework/{room}/"))
            assert any(f'"{name}"' in other for other in views), f"{name}: drawn by no view"


def test_every_template_that_a_view_draws_is_there():
    for path in SOURCES:
        for name in re.findall(r'render_template\(\s*"([^"]+)"', (ROOT / path).read_text(encoding="utf-8")):
            assert name in TEMPLATES, f"{path}: {name}"


def test_every_template_can_be_read(app):
    for name in TEMPLATES:
        try:
            app.jinja_env.get_template(name)
        except jinja2.TemplateError as error:
            pytest.fail(f"{name}: {error}")


# --- the tables of rules -------------------------------------------------------------------------------------------


COLUMNS = {column.key for column in sa.inspect(Mediation).columns}
FINAL = (Status.ARCHIVED,)


@pytest.mark.parametrize("move", list(WORKFLOW), ids=lambda move: move.name)
def test_a_move_asks_what_the_form_can_ask_and_sets_what_the_case_has(app, move):
    fields = {name for name, value in vars(Answers).items() if hasattr(value, "field_class")}

    assert {*move.asks, *move.may_ask} <= fields
    assert move.stamps is None or move.stamps in COLUMNS
    assert {name for name, _value in move.sets} <= COLUMNS
    assert move.frm
    assert move.needs in P
    assert any(move.needs in held for held in GRANTS.values()), "nobody may make it"
    assert move.label


def test_every_question_is_asked_by_some_move():
    asked = {name for move in WORKFLOW for name in (*move.asks, *move.may_ask)}
    assert {name for name, value in vars(Answers).items() if hasattr(value, "field_class")} == asked


def test_every_status_can_be_reached_and_left():
    reached = {
        Status.REGISTERED,
        Status.ASSIGNED,
    }  # a case begins with one of them; giving it to somebody assigns it
    for _ in Status:
        reached |= {move.to for move in WORKFLOW if move.to and set(move.frm) & reached}

    assert reached == set(Status)
    for status in Status:
        ways = [move for move in WORKFLOW if status in move.frm and move.to != status]
        assert ways or status in FINAL, f"{status}: no way out"


def test_every_open_status_has_a_usual_next_step():
    for status in OPEN:
        assert any(move.main for move in WORKFLOW if status in move.frm), status


@pytest.mark.parametrize("clock", CLOCKS, ids=lambda clock: clock.name)
def test_a_clock_runs_a_limit_of_the_law_between_dates_of_the_case(clock):
    assert clock.limit_on(date(2026, 11, 23)) is catalogue.in_force(clock.name, date(2026, 11, 23))
    assert {clock.runs_from, clock.met_by} <= COLUMNS


def test_every_clock_runs_for_some_case():
    running = set()
    for procedure, source in product((None, *Procedure), ("window", "court", "arbitration")):
        case = Mediation(procedure=procedure, source=source, signed_for_on=date(2026, 11, 23))
        running |= {clock.name for clock in clocks_of(case)}
    assert running == {clock.name for clock in CLOCKS}
    assert set(PARTIES_MAY_LEAVE) <= running


def test_every_permission_is_held_by_somebody_and_used_by_something():
    text = "".join(
        (ROOT / path).read_text(encoding="utf-8") for path in SOURCES if path != "casework/permissions.py"
    )
    for permission in P:
        assert any(permission in held for held in GRANTS.values()), permission
        assert f"P.{permission.name}" in text, permission


# --- the database --------------------------------------------------------------------------------------------------


def test_migrations_are_numbered_and_end_in_one():
    files = sorted(path.name for path in (ROOT / "migrations" / "versions").glob("*.py"))

    assert [int(name[:4]) for name in files] == list(range(1, len(files) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z0-9_]+\.py", name) for name in files)


def test_the_migrations_make_what_the_models_say(app):
    with app.app_context():
        config = app.extensions["migrate"].migrate.get_config(str(ROOT / "migrations"))
        assert len(ScriptDirectory.from_config(config).get_heads()) == 1
        flask_migrate.check(directory=str(ROOT / "migrations"))
        db.engine.dispose()
