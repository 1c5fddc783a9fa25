"""What a test run finds around it, a browser and a database, and the lines at its end that say so.

``script/test`` loads this as a pytest plugin. Browser tests are left out where there is no Chromium; with
CASEWORK_REQUIRE_BROWSER=1 a run in which no browser test passed has failed.
"""

import os
import shutil

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
REQUIRED = os.environ.get("CASEWORK_REQUIRE_BROWSER", "") not in ("", "0")
DATABASE = os.environ.get("TEST_DATABASE_URL") or "sqlite"


def pytest_collection_modifyitems(items):
    if CHROMIUM is None:
        for item in items:
            if item.get_closest_marker("browser"):
                item.add_marker(pytest.mark.skip(reason="no Chromium"))


def _passed_in_browser(config) -> int:
    reporter = config.pluginmanager.get_plugin("terminalreporter")
    return sum("browser" in report.keywords for report in reporter.stats.get("passed", ()))


def pytest_sessionfinish(session):
    in_worker = hasattr(session.config, "workerinput")
    if REQUIRED and not in_worker and not _passed_in_browser(session.config):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter, config):
    terminalreporter.section("surroundings")
    terminalreporter.line(f"Database: {'PostgreSQL' if DATABASE.startswith('postgresql') else 'SQLite'}.")
    if CHROMIUM is None:
        terminalreporter.line(
            "Browser tests did not run: no Chromium was found (install chromium, or set CHROMIUM)."
        )
    elif passed := _passed_in_browser(config):
        terminalreporter.line(f"Browser tests: {passed} passed in {CHROMIUM}.")
    elif REQUIRED:
        terminalreporter.line("Browser tests are required, and none passed.")
