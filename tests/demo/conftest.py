"""Two databases with the demonstration, each loaded once in a test run: one as of the usual day, one as of another year."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import process_time

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask_migrate import upgrade

from casework import create_app
from casework.demo import actions as demonstration
from casework.engine import context
from casework.engine.clock import SHANGHAI
from casework.extensions import db
from casework.web.room import committing

MIGRATIONS = Path(__file__).parents[2] / "migrations"


@dataclass(frozen=True)
class Loaded:
    """An application over a database with the demonstration, the moment of loading, and how long the processor worked."""

    app: Flask
    at: datetime
    seconds: float

    @contextmanager
    def open(self) -> Iterator[None]:
        """On the day it was loaded, with its database at hand."""
        with time_machine.travel(self.at, tick=True), self.app.app_context():
            context.begin(writes=True)
            yield
            db.session.rollback()


def _load(url: str, at: datetime) -> Loaded:
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": url, "WTF_CSRF_ENABLED": False})
    with time_machine.travel(at, tick=True), app.app_context():
        context.begin(writes=True)
        upgrade(directory=str(MIGRATIONS))
        began = process_time()
        with committing():
            demonstration.load(production=False)
        return Loaded(app, at, process_time() - began)


@pytest.fixture(scope="session")
def empty_database(worker_id, app) -> Iterator[Callable[[str], str]]:
    """``empty_database("name")``: the address of a fresh database of the kind under test, gone when the run ends."""
    base, made = os.environ.get("TEST_DATABASE_URL", ""), []
    if not base:
        yield lambda name: f"sqlite:///{Path(os.environ['CASEWORK_INSTANCE'])}/{name}-{worker_id}.db"
        return
    url = sa.engine.make_url(base.replace("postgresql://", "postgresql+psycopg://"))
    server = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")

    def make(name: str) -> str:
        made.append(f"{url.database}_{name}_{worker_id}")
        with server.connect() as connection:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{made[-1]}" WITH (FORCE)')
            connection.exec_driver_sql(f'CREATE DATABASE "{made[-1]}"')
        return url.set(database=made[-1]).render_as_string(hide_password=False)

    yield make
    with server.connect() as connection:
        for name in made:
            connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.dispose()


@pytest.fixture(scope="session")
def loaded(empty_database) -> Iterator[Loaded]:
    """The demonstration as of Monday, 23 November 2026."""
    found = _load(empty_database("demo"), datetime(2026, 11, 23, 9, 30, tzinfo=SHANGHAI))
    yield found
    _let_go(found)


@pytest.fixture(scope="session")
def loaded_later(worker_id, app) -> Iterator[Loaded]:
    """The demonstration as of the Spring Festival of a year without a calendar; always in a file of SQLite."""
    url = f"sqlite:///{Path(os.environ['CASEWORK_INSTANCE'])}/demo-later-{worker_id}.db"
    found = _load(url, datetime(2027, 2, 7, 0, 20, tzinfo=SHANGHAI))
    yield found
    _let_go(found)


def _let_go(found: Loaded) -> None:
    with found.app.app_context():
        db.engine.dispose()


@pytest.fixture
def demo(loaded) -> Iterator[Loaded]:
    """The demonstration at hand, on its day."""
    with loaded.open():
        yield loaded
