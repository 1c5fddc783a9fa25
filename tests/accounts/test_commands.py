"""The commands that begin an installation: the first unit, the first administrator."""

import pytest
import sqlalchemy as sa

from casework.accounts.models import Unit, UnitKind, User
from casework.permissions import Role, Scope

UNIT = ["unit", "create", "市总", "--name", "某市总工会", "--code", "36", "--mark", "某"]
USER = [
    "user",
    "create",
    "Admin",
    "--name",
    "管小安",
    "--unit",
    "市总",
    "--role",
    "admin",
    "--password",
    "words that nobody knows",
]


@pytest.fixture
def run(app, session):
    def command(*args):
        return app.test_cli_runner().invoke(args=list(args))

    return command


def test_the_first_unit_and_the_first_administrator(run, session):
    assert run(*UNIT).exit_code == 0

    assert run(*USER).exit_code == 0
    person = session.scalars(sa.select(User)).one()
    assert (person.username, person.unit.short_name, person.must_change_password) == ("admin", "市总", True)
    assert [(g.role, g.scope) for g in person.grants] == [(Role.ADMIN, Scope.SUBTREE)]


def test_a_unit_below_another(run, session, city):
    answer = run(
        "unit",
        "create",
        "丙县",
        "--name",
        "丙县总工会",
        "--code",
        "3603",
        "--mark",
        "丙",
        "--kind",
        "county",
        "--parent",
        "市总",
    )

    assert answer.exit_code == 0, answer.output
    made = session.scalars(sa.select(Unit).where(Unit.code == "3603")).one()
    assert (made.parent_id, made.kind) == (city.id, UnitKind.COUNTY)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"--unit": "没有"}, "没有叫“没有”的单位"),
        ({"--password": "short"}, "至少12个字符"),
        ({"--role": "auditor"}, None),
    ],
)
def test_a_user_is_refused_in_words(run, session, city, change, told):
    args = list(USER)
    for option, value in change.items():
        args[args.index(option) + 1] = value

    answer = run(*args)

    assert (answer.exit_code == 0) is (told is None)
    assert (told or "✓") in answer.output


def test_one_person_is_not_made_administrator_and_auditor(run, session, city):
    answer = run(*USER, "--role", "auditor")

    assert answer.exit_code == 1
    assert "不能由同一个人担任" in answer.output
    assert session.scalars(sa.select(User)).all() == []


def test_a_taken_name_is_refused_in_words(run, session, city):
    run(*USER)

    answer = run(*USER)

    assert answer.exit_code == 1
    assert "已有人使用" in answer.output
