"""legal aid: the case, its work, the checks for conflicts, the subsidy and its rates"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# What a piece of work is paid until a unit's own standard is entered, in yuan.
RATES = {
    "drafting": 200,
    "mediation": 800,
    "arbitration": 1_500,
    "first": 2_000,
    "second": 1_800,
    "retrial": 1_800,
    "enforcement": 1_000,
    "other": 500,
}
SINCE = date(2020, 1, 1)


def upgrade():
    op.create_table(
        "aid_rate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "drafting",
                "mediation",
                "arbitration",
                "first",
                "second",
                "retrial",
                "enforcement",
                "other",
                name="form",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_aid_rate_amount")),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_aid_rate_validity")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_rate")),
        sa.UniqueConstraint("form", "valid_from", name=op.f("uq_aid_rate_form_valid_from")),
    )
    columns = (
        sa.column("form"),
        sa.column("amount_fen"),
        sa.column("valid_from", sa.Date()),
        sa.column("basis"),
    )
    op.bulk_insert(
        sa.table("aid_rate", *columns),
        [
            {"form": form, "amount_fen": yuan * 100, "valid_from": SINCE, "basis": "默认标准，待本级工会核定"}
            for form, yuan in RATES.items()
        ],
    )
    op.create_table(
        "legal_aid",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "none",
                "mediation",
                "arbitration",
                "first",
                "second",
                "retrial",
                "enforcement",
                name="stage",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("forms_asked", sa.JSON(), nullable=False),
        sa.Column("limitation_ends_on", sa.Date(), nullable=True),
        sa.Column("other_agent", sa.String(length=50), nullable=False),
        sa.Column("other_firm", sa.String(length=100), nullable=False),
        sa.Column("exemption", sa.String(length=30), nullable=True),
        sa.Column("household_size", sa.Integer(), nullable=True),
        sa.Column("household", sa.LargeBinary(), nullable=True),
        sa.Column("income_per_head_fen", sa.BigInteger(), nullable=True),
        sa.Column("income_source", sa.String(length=200), nullable=False),
        sa.Column("assets", sa.LargeBinary(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=True),
        sa.Column("notified_on", sa.Date(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("supplemented_on", sa.Date(), nullable=True),
        sa.Column("decided_on", sa.Date(), nullable=True),
        sa.Column("decision_number", sa.String(length=60), nullable=True),
        sa.Column("refusal", sa.String(length=30), nullable=True),
        sa.Column(
            "urgency",
            sa.Enum("limitation", "preservation", "law", name="urgency", native_enum=False, length=30),
            nullable=True,
        ),
        sa.Column("papers_on", sa.Date(), nullable=True),
        sa.Column("assign_from_on", sa.Date(), nullable=True),
        sa.Column("assigned_on", sa.Date(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("engaged_on", sa.Date(), nullable=True),
        sa.Column(
            "agency",
            sa.Enum("general", "special", name="agency", native_enum=False, length=30),
            nullable=True,
        ),
        sa.Column("powers", sa.JSON(), nullable=False),
        sa.Column("replacements", sa.Integer(), nullable=False),
        sa.Column("gained_fen", sa.BigInteger(), nullable=False),
        sa.Column("avoided_fen", sa.BigInteger(), nullable=False),
        sa.Column("closing_report", sa.Text(), nullable=False),
        sa.Column("ending_ground", sa.String(length=30), nullable=True),
        sa.Column("ending_note", sa.String(length=500), nullable=False),
        sa.Column("objected_on", sa.Date(), nullable=True),
        sa.Column("reopened_times", sa.Integer(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("reviewed_on", sa.Date(), nullable=True),
        sa.Column(
            "grade",
            sa.Enum("excellent", "good", "passed", "failed", name="grade", native_enum=False, length=30),
            nullable=True,
        ),
        sa.Column("archive_number", sa.String(length=60), nullable=False),
        sa.Column("retention_years", sa.Integer(), nullable=True),
        sa.CheckConstraint("gained_fen >= 0 AND avoided_fen >= 0", name=op.f("ck_legal_aid_result")),
        sa.CheckConstraint(
            "income_per_head_fen IS NULL OR income_per_head_fen >= 0", name=op.f("ck_legal_aid_income")
        ),
        sa.CheckConstraint(
            "papers_on IS NULL OR urgency IS NOT NULL", name=op.f("ck_legal_aid_papers_of_urgent")
        ),
        sa.CheckConstraint(
            "supplemented_on IS NULL OR notified_on IS NOT NULL", name=op.f("ck_legal_aid_one_notice")
        ),
        sa.ForeignKeyConstraint(["id"], ["matter.id"], name=op.f("fk_legal_aid_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_aid")),
        sa.UniqueConstraint("decision_number", name=op.f("uq_legal_aid_decision_number")),
    )
    op.create_table(
        "aid_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("lawyer_id", sa.Integer(), nullable=False),
        sa.Column("checked_by_id", sa.Integer(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("override_reason", sa.String(length=300), nullable=False),
        sa.Column("overridden_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(override_reason = '') = (overridden_by_id IS NULL)",
            name=op.f("ck_aid_check_override_has_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["user_account.id"], name=op.f("fk_aid_check_checked_by_id")
        ),
        sa.ForeignKeyConstraint(["lawyer_id"], ["user_account.id"], name=op.f("fk_aid_check_lawyer_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["legal_aid.id"], name=op.f("fk_aid_check_matter_id")),
        sa.ForeignKeyConstraint(
            ["overridden_by_id"], ["user_account.id"], name=op.f("fk_aid_check_overridden_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_check")),
    )
    with op.batch_alter_table("aid_check", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aid_check_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "aid_subsidy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("payee_id", sa.Integer(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("paid_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_aid_subsidy_amount")),
        sa.ForeignKeyConstraint(["matter_id"], ["legal_aid.id"], name=op.f("fk_aid_subsidy_matter_id")),
        sa.ForeignKeyConstraint(["paid_by_id"], ["user_account.id"], name=op.f("fk_aid_subsidy_paid_by_id")),
        sa.ForeignKeyConstraint(["payee_id"], ["user_account.id"], name=op.f("fk_aid_subsidy_payee_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_subsidy")),
        sa.UniqueConstraint("matter_id", name=op.f("uq_aid_subsidy_matter_id")),
    )
    with op.batch_alter_table("aid_subsidy", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aid_subsidy_payee_id"), ["payee_id"], unique=False)

    op.create_table(
        "aid_work",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column(
            "form",
            sa.Enum(
                "drafting",
                "mediation",
                "arbitration",
                "first",
                "second",
                "retrial",
                "enforcement",
                "other",
                name="form",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("lawyer_id", sa.Integer(), nullable=True),
        sa.Column("institution", sa.String(length=100), nullable=False),
        sa.Column("case_number", sa.String(length=60), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=False),
        sa.Column("filed_on", sa.Date(), nullable=True),
        sa.Column("heard_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("served_on", sa.Date(), nullable=True),
        sa.Column("is_final", sa.Boolean(), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                "supported",
                "partly",
                "settled",
                "dismissed",
                "withdrawn",
                "delivered",
                "other",
                name="result",
                native_enum=False,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("subsidy_fen", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "(ended_on IS NULL) = (result IS NULL)", name=op.f("ck_aid_work_ended_iff_result")
        ),
        sa.CheckConstraint(
            "ended_on IS NULL OR ended_on >= began_on", name=op.f("ck_aid_work_ended_after_began")
        ),
        sa.ForeignKeyConstraint(["lawyer_id"], ["user_account.id"], name=op.f("fk_aid_work_lawyer_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["legal_aid.id"], name=op.f("fk_aid_work_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_work")),
    )
    with op.batch_alter_table("aid_work", schema=None) as batch_op:
        batch_op.create_index("ix_aid_work_form", ["form", "began_on", "matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_aid_work_lawyer_id"), ["lawyer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_aid_work_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "aid_hit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("check_id", sa.Integer(), nullable=False),
        sa.Column(
            "ground",
            sa.Enum(
                "mediator",
                "former_mediator",
                "other_agent",
                "other_firm",
                "employer",
                name="hitground",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("found_in_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=100), nullable=False),
        sa.ForeignKeyConstraint(["check_id"], ["aid_check.id"], name=op.f("fk_aid_hit_check_id")),
        sa.ForeignKeyConstraint(["found_in_id"], ["matter.id"], name=op.f("fk_aid_hit_found_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aid_hit")),
    )
    with op.batch_alter_table("aid_hit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_aid_hit_check_id"), ["check_id"], unique=False)


def downgrade():
    with op.batch_alter_table("aid_hit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aid_hit_check_id"))

    op.drop_table("aid_hit")
    with op.batch_alter_table("aid_work", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aid_work_matter_id"))
        batch_op.drop_index(batch_op.f("ix_aid_work_lawyer_id"))
        batch_op.drop_index("ix_aid_work_form")

    op.drop_table("aid_work")
    with op.batch_alter_table("aid_subsidy", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aid_subsidy_payee_id"))

    op.drop_table("aid_subsidy")
    with op.batch_alter_table("aid_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_aid_check_matter_id"))

    op.drop_table("aid_check")
    op.drop_table("legal_aid")
    op.drop_table("aid_rate")
