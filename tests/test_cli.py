"""The commands of ``flask --app wsgi``: what they do, what they say, and how they end."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask_migrate import upgrade

from casework import cli, create_app
from casework.accounts.models import SignInFailure, UnitKind
from casework.engine import clock
from casework.extensions import db
from casework.web import drafts
from casework.web.models import Draft, Submission
from tests.make import Make

MIGRATIONS = Path(__file__).parent.parent / "migrations"


@pytest.fixture
def run(app, session):
    def command(*args):
        return app.test_cli_runner().invoke(args=list(args))

    return command


# --- check ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def in_order(monkeypatch):
    """A machine with a Chinese font; the rest is there wherever the tests run."""
    monkeypatch.setattr(cli, "_has_chinese_font", lambda: True)


def test_check_says_ok_to_each_line(run, in_order):
    answer = run("check")

    assert answer.exit_code == 0, answer.output
    lines = answer.output.splitlines()
    assert len(lines) == 8
    assert all(line.startswith("ok ") for line in lines)


def test_check_says_what_to_do_about_what_is_wrong(run, in_order, monkeypatch):
    monkeypatch.setattr(cli, "_schema", lambda: (None, "0001"))
    monkeypatch.setattr(cli, "_has_chinese_font", lambda: False)

    answer = run("check")

    assert answer.exit_code == 1
    wrong = [line for line in answer.output.splitlines() if not line.startswith("ok ")]
    assert len(wrong) == 2
    assert "flask --app wsgi db upgrade" in wrong[0]
    assert "apt-get install fonts-wqy-zenhei" in wrong[1]


def test_check_sees_a_key_that_others_can_read(app, run, in_order, monkeypatch, tmp_path):
    monkeypatch.setitem(app.config, "CASEWORK_INSTANCE", str(tmp_path))
    (tmp_path / "field.keys").touch(mode=0o644)

    answer = run("check")

    assert answer.exit_code == 1
    assert f"chmod 600 {tmp_path / 'field.keys'}" in answer.output


# --- tidy -----------------------------------------------------------------------------------------------------------


def test_tidy_forgets_what_has_served_and_keeps_the_rest(run, session, clerk):
    now = clock.utcnow()
    draft_ages = {"old": drafts.KEPT, "new": drafts.KEPT - timedelta(hours=1)}
    key_ages = {"old": timedelta(days=8), "new": timedelta(days=6)}
    failure_ages = {"old": timedelta(minutes=61), "new": timedelta(minutes=59)}
    for name, age in draft_ages.items():
        session.add(Draft(user_id=clerk.id, form=name, fields="{}", saved_at=now - age))
    for name, age in key_ages.items():
        session.add(Submission(key=name, user_id=clerk.id, at=now - age, location="/"))
    for name, age in failure_ages.items():
        session.add(SignInFailure(at=now - age, account=name, address="10.0.0.1"))
    session.commit()

    answer = run("tidy")

    assert "1 drafts, 1 submissions, 1 failed sign-ins" in answer.output
    assert session.scalars(sa.select(Draft.form)).all() == ["new"]
    assert session.scalars(sa.select(Submission.key)).all() == ["new"]
    assert session.scalars(sa.select(SignInFailure.account)).all() == ["new"]


# --- audit verify ---------------------------------------------------------------------------------------------------


@pytest.fixture
def scratch(tmp_path):
    """An application over a database of its own, with three entries of history that are there to stay."""
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": f"sqlite:///{tmp_path}/scratch.db"})
    with app.app_context():
        upgrade(directory=str(MIGRATIONS))
        for number in range(3):
            Make(db.session).unit(f"单位{number}", UnitKind.COUNTY, code=f"90{number}", mark=f"甲{number}")
            db.session.commit()
        db.session.remove()
    yield app
    with app.app_context():
        db.engine.dispose()


def test_audit_verify_counts_an_unbroken_chain(scratch):
    answer = scratch.test_cli_runner().invoke(args=["audit", "verify"])

    assert answer.exit_code == 0, answer.output
    assert "历史记录完整：3 条" in answer.output


def test_audit_verify_names_the_first_bad_entry_and_fails(scratch):
    with scratch.app_context(), db.engine.begin() as connection:
        connection.execute(sa.text("DROP TRIGGER history_entry_no_update"))
        connection.execute(sa.text("UPDATE history_entry SET user_name = '别人' WHERE id = 2"))

    answer = scratch.test_cli_runner().invoke(args=["audit", "verify"])

    assert answer.exit_code == 1
    assert "第 2 条有问题：内容被改动" in answer.output
    assert "之前的 1 条完好" in answer.output
