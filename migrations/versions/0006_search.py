"""the index behind the search box"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006"
down_revision = "0005"

# Tokens are separated by blanks, and every character beyond ASCII belongs to a token, whatever the Unicode of the day.
FTS = """
CREATE VIRTUAL TABLE search_fts USING fts5(t, content="", detail=none, columnsize=0, tokenize="ascii")
"""


def upgrade():
    vector = sa.Text().with_variant(postgresql.TSVECTOR(), "postgresql")
    op.create_table(
        "search_doc",
        sa.Column("matter_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("vec", vector, nullable=True),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_search_doc_matter_id")),
        sa.PrimaryKeyConstraint("matter_id", name=op.f("pk_search_doc")),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(FTS)
    else:
        op.create_index(
            "ix_search_doc_vec",
            "search_doc",
            ["vec"],
            postgresql_using="gin",
            postgresql_with={"fastupdate": False},
        )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.create_index(
            "ix_matter_newest", ["received_on", "id", "kind", "unit_id", "handler_id"], unique=False
        )


def downgrade():
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.drop_index("ix_matter_newest")
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE search_fts")
    op.drop_table("search_doc")
