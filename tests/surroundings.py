"""What a test run finds around it, a browser, a spreadsheet program and a database, and the lines at its end that say so.

``script/test`` loads this as a pytest plugin. Tests that drive a browser or LibreOffice are left out where there is none; with
CASEWORK_REQUIRE_BROWSER=1 or CASEWORK_REQUIRE_OFFICE=1 a run in which no such test passed has failed.
"""

import os
import shutil
from dataclasses import dataclass

import pytest


@dataclass(frozen=True)
class Program:
    """A program of the machine: the marker of the tests that drive it, and where it is."""

    marker: str
    name: str
    path: str | None
    is_required: bool
    advice: str

    def passed(self, config) -> int:
        """How many of its tests passed."""
        reporter = config.pluginmanager.get_plugin("terminalreporter")
        return sum(self.marker in report.keywords for report in reporter.stats.get("passed", ()))

    def line(self, config) -> str | None:
        """What the closing summary says of it."""
        if self.path is None:
            return f"Tests with {self.name} did not run: none was found ({self.advice})."
        if passed := self.passed(config):
            return f"Tests with {self.name}: {passed} passed in {self.path}."
        return f"Tests with {self.name} are required, and none passed." if self.is_required else None


def _found(variable: str, *names: str) -> str | None:
    return os.environ.get(variable) or next(filter(None, map(shutil.which, names)), None)


def _required(variable: str) -> bool:
    return os.environ.get(variable, "") not in ("", "0")


CHROMIUM = _found("CHROMIUM", "chromium", "chromium-browser", "google-chrome")
SOFFICE = _found("SOFFICE", "soffice", "libreoffice")
PROGRAMS = (
    Program("browser", "a browser", CHROMIUM, _required("CASEWORK_REQUIRE_BROWSER"), "install chromium, or set CHROMIUM"),
    Program("office", "LibreOffice", SOFFICE, _required("CASEWORK_REQUIRE_OFFICE"), "install libreoffice-calc, or set SOFFICE"),
)  # fmt: skip
DATABASE = os.environ.get("TEST_DATABASE_URL") or "sqlite"


def pytest_collection_modifyitems(items):
    for program in PROGRAMS:
        if program.path is None:
            for item in items:
                if item.get_closest_marker(program.marker):
                    item.add_marker(pytest.mark.skip(reason=f"no {program.name}"))


def pytest_sessionfinish(session):
    in_worker = hasattr(session.config, "workerinput")
    missed = [program for program in PROGRAMS if program.is_required and not in_worker]
    if any(not program.passed(session.config) for program in missed):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.section("surroundings")
    terminalreporter.line(f"Database: {'PostgreSQL' if DATABASE.startswith('postgresql') else 'SQLite'}.")
    for program in PROGRAMS:
        if told := program.line(config):
            terminalreporter.line(told)
