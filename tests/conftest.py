"""What every test stands on: a real database made by the migrations, rolled back after each test; five people.

The people have a meaning: ``clerk`` registers, ``mediator`` works cases of the county, ``other_mediator`` is their
colleague, ``supervisor`` answers for the county, ``city_supervisor`` for everything, and ``stranger`` is a mediator of
another county who must never see any of it. ``admin`` and ``auditor`` hold no case at all.
"""

import os
import tempfile
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

os.environ.setdefault("CASEWORK_ENV", "testing")
os.environ.setdefault("CASEWORK_INSTANCE", tempfile.mkdtemp(prefix="casework-test-"))

import pytest
import sqlalchemy as sa
import time_machine
from flask_migrate import upgrade
from flask_sqlalchemy.session import Session

from casework import create_app
from casework.accounts import passwords
from casework.accounts.models import UnitKind
from casework.engine import context
from casework.engine.context import SYSTEM, Actor
from casework.extensions import db
from casework.permissions import Role
from tests.browser_fixture import Browser
from tests.databases import scratch
from tests.make import Make


@pytest.fixture(scope="session")
def database_url(worker_id):
    """One database for each test process."""
    with scratch(worker_id) as url:
        yield url


@pytest.fixture(scope="session")
def worker_id(request):
    """The name of this test process; "main" when there is only one."""
    return getattr(request.config, "workerinput", {}).get("workerid", "main")


@pytest.fixture(scope="session")
def app(database_url):
    """The application over a migrated database, with quick password hashing."""
    passwords._hasher = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    app = create_app(
        {
            "TESTING": True,
            "SQLALCHEMY_DATABASE_URI": database_url,
            "PROPAGATE_EXCEPTIONS": False,
            "WTF_CSRF_ENABLED": False,
        }
    )
    with app.app_context():
        upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
        db.engine.dispose()
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def the_day():
    """It is Monday, 23 November 2026, half past nine in Beijing, in every test that has a database."""
    with time_machine.travel(
        datetime(2026, 11, 23, 9, 30, tzinfo=ZoneInfo("Asia/Shanghai")), tick=True
    ) as traveller:
        yield traveller


class OneConnection(Session):
    """Flask-SQLAlchemy looks up an engine for each model; a test keeps to its one connection."""

    def get_bind(self, *_args, **_kwargs):
        return self.bind


@pytest.fixture
def session(app, the_day):
    """A database session whose every commit is undone at the end of the test."""
    with app.app_context():
        context.begin(writes=True)
        connection = db.engine.connect()
        outer = connection.begin()
        options = {"class_": OneConnection, "bind": connection, "join_transaction_mode": "create_savepoint"}
        kept, db.session = db.session, db._make_scoped_session(options)
        yield db.session
        db.session.remove()
        db.session = kept
        outer.rollback()
        connection.close()
        context.begin(writes=True)


@pytest.fixture
def acting():
    """``with acting(user):`` — what is done inside is done by that user."""
    return lambda user: context.acting(Actor(user.id, user.name) if user else SYSTEM)


@pytest.fixture
def make(session):
    """``make.mediation(...)`` and its like: rows with sensible facts."""
    return Make(session)


@pytest.fixture
def city(make):
    return make.unit("市总", UnitKind.CITY, code="36", mark="洪")


@pytest.fixture
def county(make, city):
    return make.unit("甲县总", UnitKind.COUNTY, parent=city, code="3601", mark="洪甲")


@pytest.fixture
def studio(make, county):
    return make.unit("甲县工作室", UnitKind.STUDIO, parent=county, code="360101", mark="洪甲诉")


@pytest.fixture
def other_county(make, city):
    return make.unit("乙县总", UnitKind.COUNTY, parent=city, code="3602", mark="洪乙")


@pytest.fixture
def clerk(make, county):
    return make.user("clerk", "录小英", county, Role.CLERK)


@pytest.fixture
def mediator(make, county):
    return make.user("mediator", "张敏", county, Role.MEDIATOR)


@pytest.fixture
def other_mediator(make, county):
    return make.user("other_mediator", "李强", county, Role.MEDIATOR)


@pytest.fixture
def supervisor(make, county):
    return make.user("supervisor", "王主管", county, Role.SUPERVISOR)


@pytest.fixture
def city_supervisor(make, city):
    return make.user("city_supervisor", "周主管", city, Role.SUPERVISOR)


@pytest.fixture
def lawyer(make, county):
    return make.user("lawyer", "陈律师", county, Role.LAWYER)


@pytest.fixture
def admin(make, city):
    return make.user("admin", "管小安", city, Role.ADMIN)


@pytest.fixture
def auditor(make, city):
    return make.user("auditor", "审小计", city, Role.AUDITOR)


@pytest.fixture
def stranger(make, other_county):
    return make.user("stranger", "外乡人", other_county, Role.MEDIATOR)


@pytest.fixture
def browser(app, session):
    """A browser without scripts: ``browser.as_(user).get("/cases")`` checks every page it opens."""
    return Browser(app, session)


@pytest.fixture
def statements(session):
    """How many SQL statements ran: ``with statements() as ran: ...; len(ran)``."""

    @contextmanager
    def watch():
        ran = []

        def note(_connection, _cursor, statement, *_):
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
                ran.append(statement)

        sa.event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield ran
        finally:
            sa.event.remove(db.engine, "before_cursor_execute", note)

    return watch
