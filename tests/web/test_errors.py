"""When something goes wrong: what happened, what to do, a reference; and nothing of what was typed in the log."""

import logging

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import OperationalError

from casework.extensions import db


@pytest.fixture
def broken(monkeypatch):
    """A list whose query fails as if the database had gone, with something private in its parameters."""

    def fail(*_args, **_kwargs):
        return db.session.execute(sa.text("SELECT :secret FROM no_such_table"), {"secret": f"138001{38000}"})

    monkeypatch.setattr("casework.matters.queries.rows", fail)


def test_a_failure_shows_a_reference_and_logs_no_parameter(browser, make, county, mediator, broken, caplog):
    make.mediation(county, mediator)
    with caplog.at_level(logging.ERROR, logger="casework"):
        page = browser.as_(mediator).get("/mediations/?q=王建国", status=browser_status(browser))

    logged = "\n".join(record.getMessage() + (record.exc_text or "") for record in caplog.records)
    reference = next(record.args[0] for record in caplog.records if record.name == "casework")
    assert reference in page.text
    assert "no_such_table" not in page.text
    assert "13800138000" not in logged
    assert "王建国" not in logged


def browser_status(browser) -> int:
    """SQLite calls a missing table an operational error (503: try again), PostgreSQL a programming error (500)."""
    return 503 if browser.session.get_bind().dialect.name == "sqlite" else 500


def test_when_even_the_frame_cannot_be_drawn_a_bare_page_says_so(app, browser, mediator, monkeypatch):
    def gone(*_args, **_kwargs):
        raise OperationalError("SELECT", {}, Exception("server closed the connection"))

    browser.as_(mediator)
    monkeypatch.setattr("casework.web.chrome._frame", gone)
    monkeypatch.setattr("casework.web.menu.lines", gone)
    answer = browser.client.get("/no-such-page")

    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "database does not answer" in answer.get_data(as_text=True)
