"""A house of its own for the browser: served over a scratch database with the demonstration in it."""

import os
import threading
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade
from waitress.server import create_server

from casework import create_app
from casework.accounts import passwords
from casework.accounts.models import User
from casework.demo import actions as demonstration
from casework.demo.sign_ins import PASSWORD
from casework.engine import context
from casework.engine.clock import utcnow
from casework.extensions import db
from casework.web.room import committing
from tests.databases import scratch
from tests.surroundings import CHROMIUM

DESKTOP, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
ARGS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass
class House:
    """The application as it is served, and its address."""

    app: Flask
    url: str

    def ask(self, question):
        """The answer of ``question()``, read from the database."""
        with self.app.app_context():
            context.begin(writes=False)
            try:
                return question()
            finally:
                db.session.rollback()

    def user(self, username: str) -> dict:
        """What a session of this user is made of."""

        def found():
            user = db.session.query(User).filter_by(username=username).one()
            now = int(utcnow().timestamp())
            return {
                "_user_id": user.get_id(),
                "_fresh": True,
                "started": now,
                "seen": now,
                "language": user.language,
            }

        return self.ask(found)

    def reader(self, username: str):
        """A client without a browser, signed in: quick, for following links."""
        client = self.app.test_client()
        with client.session_transaction() as cookie:
            cookie.update(self.user(username))
        return client


@pytest.fixture(scope="session")
def house(worker_id):
    """The whole house, alive, with a day's work in it."""
    passwords._hasher = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    with scratch(f"live_{worker_id}") as url:
        app = create_app({"SQLALCHEMY_DATABASE_URI": url, "PROPAGATE_EXCEPTIONS": False, "DEMO_BANNER": True})
        with app.app_context():
            context.begin(writes=True)
            upgrade(directory=str(Path(__file__).parents[2] / "migrations"))
            with committing():
                demonstration.load(production=False)
        server = create_server(app, host="127.0.0.1", port=0, threads=4)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        yield House(app, f"http://127.0.0.1:{server.effective_port}")
        server.close()
        thread.join(5)
        with app.app_context():
            db.engine.dispose()


@pytest.fixture(scope="session")
def browser_type_launch_args():
    return {"executable_path": CHROMIUM, "args": ARGS}


@pytest.fixture(scope="session")
def browser(launch_browser):
    """A real one; elsewhere this name is the reader without scripts."""
    found = launch_browser()
    yield found
    found.close()


@pytest.fixture(scope="session")
def browser_context_args(house):
    return {"base_url": house.url, "viewport": DESKTOP, "locale": "zh-CN", "timezone_id": "Asia/Shanghai"}


@pytest.fixture
def complaints(page):
    """What the browser complains of: scripts that fail, policies that are broken, files that are missing."""
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def sign_in(page):
    """``sign_in("tiaojie")``: through the page, as everybody does."""

    def signing_in(username: str, *, at: str = "/sign-in"):
        page.goto(at)
        page.fill("[name=username]", username)
        page.fill("[name=password]", PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/sign-in" not in url)
        return page

    return signing_in


@pytest.fixture
def pictures():
    """Whether to take the pictures of the README, and where they go."""
    folder = Path(__file__).parents[2] / "docs" / "img"

    def wanted(name: str) -> Path | None:
        file = folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return file if os.environ.get("REGENERATE") or not file.exists() else None

    return wanted
