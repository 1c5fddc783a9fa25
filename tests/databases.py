"""Databases that tests may fill: a SQLite file, or a fresh PostgreSQL database beside the one named in the environment."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa


@contextmanager
def scratch(name: str) -> Iterator[str]:
    """The address of an empty database that is gone afterwards; ``name`` tells those of one run apart."""
    base = os.environ.get("TEST_DATABASE_URL", "")
    if not base:
        yield f"sqlite:///{Path(os.environ['CASEWORK_INSTANCE'])}/test-{name}.db"
        return
    url = sa.engine.make_url(base.replace("postgresql://", "postgresql+psycopg://"))
    whole = f"{url.database}_{name}"
    server = sa.create_engine(url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{whole}" WITH (FORCE)')
        connection.exec_driver_sql(f'CREATE DATABASE "{whole}"')
    yield url.set(database=whole).render_as_string(hide_password=False)
    with server.connect() as connection:
        connection.exec_driver_sql(f'DROP DATABASE IF EXISTS "{whole}" WITH (FORCE)')
    server.dispose()
