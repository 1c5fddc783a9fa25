"""findings of stability risk, campaigns and letters"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade():
    op.create_table(
        "letter_series",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("prompt", "opinion", "advice", name="letterkind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_letter_series_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "kind", "year", name=op.f("pk_letter_series")),
    )
    op.create_table(
        "risk_setting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("level_labels", sa.JSON(), nullable=True),
        sa.Column("reply_workdays", sa.Integer(), nullable=True),
        sa.CheckConstraint("reply_workdays BETWEEN 1 AND 250", name=op.f("ck_risk_setting_reply_workdays")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_risk_setting_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_setting")),
        sa.UniqueConstraint("unit_id", name=op.f("uq_risk_setting_unit_id")),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column(
            "rhythm",
            sa.Enum("once", "day", "week", "month", name="rhythm", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("running", "closed", name="campaignstate", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("begun_by_id", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_campaign_period")),
        sa.CheckConstraint("grace_days BETWEEN 0 AND 31", name=op.f("ck_campaign_grace_days")),
        sa.ForeignKeyConstraint(["begun_by_id"], ["user_account.id"], name=op.f("fk_campaign_begun_by_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_campaign_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign")),
    )
    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "campaign_return",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("period_on", sa.Date(), nullable=False),
        sa.Column("is_zero", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("returned_by_id", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_return_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["returned_by_id"], ["user_account.id"], name=op.f("fk_campaign_return_returned_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_campaign_return_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_return")),
        sa.UniqueConstraint(
            "campaign_id",
            "unit_id",
            "period_on",
            name=op.f("uq_campaign_return_campaign_id_unit_id_period_on"),
        ),
    )
    with op.batch_alter_table("campaign_return", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_return_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "campaign_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_campaign_unit_campaign_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_campaign_unit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_campaign_unit")),
        sa.UniqueConstraint("campaign_id", "unit_id", name=op.f("uq_campaign_unit_campaign_id_unit_id")),
    )
    with op.batch_alter_table("campaign_unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_campaign_unit_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "return_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("corrected_by_id", sa.Integer(), nullable=True),
        sa.Column("corrected_at", sa.DateTime(), nullable=False),
        sa.Column("was_zero", sa.Boolean(), nullable=False),
        sa.Column("numbers_before", sa.JSON(), nullable=False),
        sa.Column("note_before", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(
            ["corrected_by_id"], ["user_account.id"], name=op.f("fk_return_correction_corrected_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["return_id"], ["campaign_return.id"], name=op.f("fk_return_correction_return_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_correction")),
    )
    with op.batch_alter_table("return_correction", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_return_correction_return_id"), ["return_id"], unique=False)

    op.create_table(
        "stability",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("demands", sa.Text(), nullable=False),
        sa.Column("signs", sa.JSON(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("return_id", sa.Integer(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("follow_up_on", sa.Date(), nullable=True),
        sa.Column("disposal", sa.Text(), nullable=False),
        sa.Column(
            "referred_to",
            sa.Enum(
                "labour",
                "justice",
                "petitions",
                "police",
                "other",
                name="office",
                native_enum=False,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("referral_number", sa.String(length=60), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=True),
        sa.Column(
            "visit_result",
            sa.Enum("calm", "uneasy", "unreached", name="visitresult", native_enum=False, length=30),
            nullable=True,
        ),
        sa.Column("reopened_times", sa.Integer(), nullable=False),
        sa.CheckConstraint("level BETWEEN 1 AND 4", name=op.f("ck_stability_level")),
        sa.CheckConstraint("reopened_times >= 0", name=op.f("ck_stability_reopened_times")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_stability_campaign_id")),
        sa.ForeignKeyConstraint(["id"], ["matter.id"], name=op.f("fk_stability_id")),
        sa.ForeignKeyConstraint(["return_id"], ["campaign_return.id"], name=op.f("fk_stability_return_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stability")),
    )
    with op.batch_alter_table("stability", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stability_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index("ix_stability_level", ["level", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_stability_return_id"), ["return_id"], unique=False)

    op.create_table(
        "risk_escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("escalated_by_id", sa.Integer(), nullable=True),
        sa.Column("escalated_at", sa.DateTime(), nullable=False),
        sa.Column("acknowledged_by_id", sa.Integer(), nullable=True),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(acknowledged_by_id IS NULL) = (acknowledged_at IS NULL)",
            name=op.f("ck_risk_escalation_acknowledged_by_and_at"),
        ),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_id"], ["user_account.id"], name=op.f("fk_risk_escalation_acknowledged_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["escalated_by_id"], ["user_account.id"], name=op.f("fk_risk_escalation_escalated_by_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["stability.id"], name=op.f("fk_risk_escalation_matter_id")),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_risk_escalation_to_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_escalation")),
    )
    with op.batch_alter_table("risk_escalation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_escalation_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index("ix_risk_escalation_to", ["to_unit_id", "acknowledged_at"], unique=False)

    op.create_table(
        "risk_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("person", sa.String(length=60), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("result", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["stability.id"], name=op.f("fk_risk_measure_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_measure")),
    )
    with op.batch_alter_table("risk_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_measure_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "union_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("prompt", "opinion", "advice", name="letterkind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("number_year", sa.Integer(), nullable=False),
        sa.Column("number_serial", sa.Integer(), nullable=False),
        sa.Column("addressee", sa.String(length=100), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("demands", sa.Text(), nullable=False),
        sa.Column("signer", sa.String(length=50), nullable=False),
        sa.Column("signed_on", sa.Date(), nullable=False),
        sa.Column("written_by_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("delivered_on", sa.Date(), nullable=True),
        sa.Column(
            "delivery",
            sa.Enum("hand", "post", "online", "left", name="delivery", native_enum=False, length=30),
            nullable=True,
        ),
        sa.Column("delivery_note", sa.String(length=200), nullable=False),
        sa.Column("reply_due_on", sa.Date(), nullable=True),
        sa.Column("replied_on", sa.Date(), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column(
            "rectified",
            sa.Enum("fully", "partly", "not", name="rectified", native_enum=False, length=30),
            nullable=True,
        ),
        sa.Column("checked_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "(delivered_on IS NULL) = (delivery IS NULL)", name=op.f("ck_union_letter_delivered_on_and_how")
        ),
        sa.CheckConstraint(
            "(rectified IS NULL) = (checked_on IS NULL)", name=op.f("ck_union_letter_rectified_and_checked")
        ),
        sa.CheckConstraint(
            "replied_on IS NULL OR delivered_on IS NOT NULL",
            name=op.f("ck_union_letter_replied_after_delivered"),
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["stability.id"], name=op.f("fk_union_letter_matter_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_union_letter_unit_id")),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["user_account.id"], name=op.f("fk_union_letter_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_union_letter")),
        sa.UniqueConstraint("number", name=op.f("uq_union_letter_number")),
        sa.UniqueConstraint(
            "unit_id",
            "kind",
            "number_year",
            "number_serial",
            name=op.f("uq_union_letter_unit_id_kind_number_year_number_serial"),
        ),
    )
    with op.batch_alter_table("union_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_union_letter_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index("ix_union_letter_open", ["replied_on", "reply_due_on", "id"], unique=False)


def downgrade():
    op.drop_table("union_letter")
    op.drop_table("risk_measure")
    op.drop_table("risk_escalation")
    op.drop_table("stability")
    op.drop_table("return_correction")
    op.drop_table("campaign_unit")
    op.drop_table("campaign_return")
    op.drop_table("campaign")
    op.drop_table("risk_setting")
    op.drop_table("letter_series")
