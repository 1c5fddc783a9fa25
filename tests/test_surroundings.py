"""The suite says which database it ran on; this is where that becomes true."""

from tests import surroundings


def test_the_suite_runs_on_the_database_it_was_told(session):
    told = "postgresql" if surroundings.DATABASE.startswith("postgresql") else "sqlite"

    assert session.get_bind().dialect.name == told
