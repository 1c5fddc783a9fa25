"""the working calendar"""

import sqlalchemy as sa
from alembic import op

from casework.deadlines import seed
from casework.deadlines.models import CalendarDay, CalendarNotice
from casework.engine import clock

revision = "0005"
down_revision = "0001"


def upgrade():
    op.create_table(
        "calendar_notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("edition >= 1", name=op.f("ck_calendar_notice_edition")),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["user_account.id"], name=op.f("fk_calendar_notice_confirmed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_notice")),
        sa.UniqueConstraint("year", "edition", name=op.f("uq_calendar_notice_year_edition")),
    )
    op.create_table(
        "calendar_day",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_off", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["calendar_notice.id"], name=op.f("fk_calendar_day_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_day")),
        sa.UniqueConstraint("notice_id", "day", name=op.f("uq_calendar_day_notice_id_day")),
    )
    op.create_table(
        "due_shift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("due_name", sa.String(length=40), nullable=False),
        sa.Column("was_on", sa.Date(), nullable=False),
        sa.Column("is_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_due_shift_matter_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["calendar_notice.id"], name=op.f("fk_due_shift_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_due_shift")),
    )
    with op.batch_alter_table("due_shift", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_due_shift_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_due_shift_notice_id"), ["notice_id"], unique=False)

    installed = clock.utcnow()
    rows = [{**row, "confirmed_at": installed} for row in seed.notices()]
    op.bulk_insert(CalendarNotice.__table__, rows)
    ids = dict(op.get_bind().execute(sa.select(CalendarNotice.year, CalendarNotice.id)).tuples().all())
    op.bulk_insert(CalendarDay.__table__, seed.days(ids))


def downgrade():
    with op.batch_alter_table("due_shift", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_due_shift_notice_id"))
        batch_op.drop_index(batch_op.f("ix_due_shift_matter_id"))

    op.drop_table("due_shift")
    op.drop_table("calendar_day")
    op.drop_table("calendar_notice")
