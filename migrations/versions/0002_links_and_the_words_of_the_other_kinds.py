"""links between matters, and the dictionaries of the other kinds"""

import sqlalchemy as sa
from alembic import op

from casework.accounts.models import Term
from casework.accounts.terms import rows_of_the_other_kinds

revision = "0002"
down_revision = "0001"


def upgrade():
    op.create_table(
        "matter_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("became", "same", "sign", name="linkkind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("linked_by_id", sa.Integer(), nullable=True),
        sa.Column("linked_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_matter_link_two_matters")),
        sa.ForeignKeyConstraint(["from_id"], ["matter.id"], name=op.f("fk_matter_link_from_id")),
        sa.ForeignKeyConstraint(["to_id"], ["matter.id"], name=op.f("fk_matter_link_to_id")),
        sa.ForeignKeyConstraint(
            ["linked_by_id"], ["user_account.id"], name=op.f("fk_matter_link_linked_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_link")),
        sa.UniqueConstraint("from_id", "to_id", "kind", name=op.f("uq_matter_link_from_id_to_id_kind")),
    )
    with op.batch_alter_table("matter_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_link_to_id"), ["to_id"], unique=False)
    kinds = sa.Enum(
        "mediation", "legal_aid", "consultation", "stability", name="kind", native_enum=False, length=30
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", kinds, nullable=False, server_default="mediation"))
        batch_op.drop_constraint("uq_saved_view_owner_id_name", type_="unique")
        batch_op.create_unique_constraint("uq_saved_view_owner_id_kind_name", ["owner_id", "kind", "name"])
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.alter_column("kind", server_default=None)
    op.bulk_insert(Term.__table__, rows_of_the_other_kinds())


def downgrade():
    codes = {row["dictionary"].value for row in rows_of_the_other_kinds()}
    terms = sa.table("term", sa.column("dictionary"))
    op.execute(terms.delete().where(terms.c.dictionary.in_(sorted(codes))))
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.drop_constraint("uq_saved_view_owner_id_kind_name", type_="unique")
        batch_op.create_unique_constraint("uq_saved_view_owner_id_name", ["owner_id", "name"])
        batch_op.drop_column("kind")
    op.drop_table("matter_link")
