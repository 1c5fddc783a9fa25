"""The databases that are measured: made by the migrations, filled by ``bench.data``, spoken to straight through the driver."""

import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass(frozen=True)
class Database:
    """One database of so many cases."""

    engine: str
    cases: int
    folder: Path

    @property
    def name(self) -> str:
        return f"casework_bench_{self.cases}"

    @property
    def _file(self) -> Path:
        return self.folder / f"{self.name}.db"

    @property
    def url(self) -> str:
        if self.engine == SQLITE:
            return f"sqlite:///{self._file}"
        return f"postgresql+psycopg://{_user()}@{_host()}:{_port()}/{self.name}"

    def connect(self) -> Any:
        """A connection of the driver itself."""
        if self.engine == SQLITE:
            return sqlite3.connect(self._file, isolation_level=None)
        return psycopg.connect(host=_host(), port=_port(), user=_user(), dbname=self.name, autocommit=True)

    def placeholders(self, statement: str) -> str:
        """The statement with the driver's own placeholders; ``?`` as it is written here."""
        return statement if self.engine == SQLITE else statement.replace("?", "%s")

    def is_ready(self) -> bool:
        """Whether it was made and filled before."""
        try:
            with self.connect() as connection:
                counted = connection.execute("SELECT count(*) FROM matter").fetchone()[0]
        except (sqlite3.Error, psycopg.Error):
            return False
        return counted >= self.cases

    def make(self, environment: dict[str, str]) -> None:
        """Migrate and fill it, unless that was done before."""
        if self.is_ready():
            return
        self.drop()
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.engine == POSTGRESQL:
            _administer(
                sql.SQL("CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(self.name)
                )
            )
        environment = {**os.environ, **environment, "DATABASE_URL": self.url}
        for command in (("flask", "--app", "wsgi", "db", "upgrade"), ("bench.data", str(self.cases))):
            ran = subprocess.run(
                [sys.executable, "-m", *command], env=environment, check=False, capture_output=True, text=True
            )
            if ran.returncode:
                raise RuntimeError(f"{' '.join(command)}\n{ran.stderr}")

    def drop(self) -> None:
        """Leave nothing behind."""
        if self.engine == POSTGRESQL:
            _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(self.name)))
            return
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._file}{suffix}").unlink(missing_ok=True)


def _administer(statement) -> None:
    with psycopg.connect(
        host=_host(), port=_port(), user=_user(), dbname="postgres", autocommit=True
    ) as connection:
        connection.execute(statement)


def _host() -> str:
    return os.environ.get("PGHOST", "127.0.0.1")


def _port() -> str:
    return os.environ.get("PGPORT", "5432")


def _user() -> str:
    return os.environ.get("PGUSER", "postgres")
