"""How Alembic finds the database and the models: through the application, never by a setting of its own."""

from alembic import context
from flask import current_app

from casework.extensions import Instant, Sealed

database = current_app.extensions["migrate"].db


def render(kind, item, _context):
    """Our own column types appear in migrations as what the database sees, so that old ones never import the code."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime()"
    if kind == "type" and isinstance(item, Sealed):
        return "sa.LargeBinary()"
    return False


def is_ours(_object, name, kind, reflected, _compared):
    """Leaves out what only one database has: the full-text table of SQLite with its shadows, the index of PostgreSQL."""
    if kind == "table" and reflected and name.startswith("search_fts"):
        return False
    return not (name == "ix_search_doc_vec" and database.engine.dialect.name == "sqlite")


def run():
    """Migrate the database of the application, each revision in a transaction of its own."""
    with database.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=database.metadata,
            render_item=render,
            include_object=is_ours,
            render_as_batch=True,
            transaction_per_migration=True,
            compare_type=True,
        )
        with context.begin_transaction():
            context.run_migrations()


run()
