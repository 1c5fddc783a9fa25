"""The extensions, unbound, and how the database is spoken to. ``create_app`` binds them."""

import enum
import sqlite3
from datetime import UTC, datetime
from functools import lru_cache

import sqlalchemy as sa
from flask_babel import Babel
from flask_login import LoginManager
from flask_migrate import Migrate
from flask_sqlalchemy import SQLAlchemy
from flask_wtf import CSRFProtect
from sqlalchemy import event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import DeclarativeBase

from casework.engine import context
from casework.engine.choices import Choices
from casework.engine.sealing import KeyRing

# Constraint names are part of the interface: the edge turns them into sentences.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Instant(sa.TypeDecorator):
    """An instant: stored as UTC without a zone on both databases, always aware in Python."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.astimezone(UTC).replace(tzinfo=None) if value is not None else None

    def process_result_value(self, value, dialect):
        return value.replace(tzinfo=UTC) if value is not None else None


class _Keys:
    """The key ring in use; bound once by ``create_app``."""

    ring: KeyRing | None = None


keys = _Keys()


class Sealed(sa.TypeDecorator):
    """Text that is encrypted in the database. ``purpose`` (table.column) is bound into the seal."""

    impl = sa.LargeBinary
    cache_ok = True

    def __init__(self, purpose: str):
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value, dialect):
        return keys.ring.seal(value, self.purpose) if value else None

    def process_result_value(self, value, dialect):
        return keys.ring.open(bytes(value), self.purpose) if value else None


class Base(DeclarativeBase):
    metadata = sa.MetaData(naming_convention=NAMES)


Base.registry.update_type_annotation_map(
    {
        Choices: sa.Enum(
            enum.Enum,
            native_enum=False,
            length=30,
            values_callable=lambda members: [m.value for m in members],
        ),
        datetime: Instant(),
    }
)

db = SQLAlchemy(model_class=Base)
migrate = Migrate(render_as_batch=True)
login = LoginManager()
csrf = CSRFProtect()
babel = Babel()


def insert_once(table: sa.Table, **values) -> bool:
    """Put a row there unless one with its key is there already; two at the same moment make one. Whether it is ours."""
    connection = db.session.connection()
    once = _insert_once(connection.dialect, table, tuple(values))
    return connection.execute(once, values, execution_options={"preserve_rowcount": True}).rowcount == 1


@lru_cache
def _insert_once(dialect, table: sa.Table, columns: tuple[str, ...]):
    """Compiled here, because SQLAlchemy does it anew each time for an insert with a conflict clause."""
    insert = (sa.dialects.postgresql if dialect.name == "postgresql" else sa.dialects.sqlite).insert
    return insert(table).on_conflict_do_nothing().compile(dialect=dialect, column_keys=columns)


PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA busy_timeout=10000",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=1000",
    "PRAGMA cache_size=-65536",
    "PRAGMA temp_store=MEMORY",
)


@event.listens_for(Engine, "connect")
def _prepare(connection, _record):
    if isinstance(connection, sqlite3.Connection):
        connection.isolation_level = None  # SQLAlchemy says BEGIN itself, below
        for pragma in PRAGMAS:
            connection.execute(pragma)


@event.listens_for(Engine, "begin")
def _begin(connection):
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("BEGIN IMMEDIATE" if context.will_write() else "BEGIN")
