"""the house and the mediation case"""

import sqlalchemy as sa
from alembic import op

from casework.accounts.models import Term
from casework.accounts.terms import rows
from casework.history.recorder import found, lift

revision = "0001"
down_revision = None


def upgrade():
    op.create_table(
        "access_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "reveal",
                "export",
                "sign_in",
                "sign_in_failed",
                "sign_out",
                "refused",
                "credential",
                name="trail",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("user_name", sa.String(length=50), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("object", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=True),
        sa.Column("number", sa.String(length=30), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_entry")),
        sa.UniqueConstraint("number", name=op.f("uq_access_entry_number")),
    )
    with op.batch_alter_table("access_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_entry_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_access_entry_user_id"), ["user_id"], unique=False)

    op.create_table(
        "history_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("user_name", sa.String(length=50), nullable=False),
        sa.Column("deed", sa.String(length=100), nullable=False),
        sa.Column("verb", sa.String(length=10), nullable=False),
        sa.Column("table_name", sa.String(length=50), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=True),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_entry")),
    )
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        batch_op.create_index("ix_history_entry_matter", ["matter_id", "id"], unique=False)
        batch_op.create_index("ix_history_entry_row", ["table_name", "row_id", "id"], unique=False)
        batch_op.create_index("ix_history_entry_user", ["user_id", "id"], unique=False)

    op.create_table(
        "history_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_history_head")),
    )
    op.create_table(
        "sign_in_failure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("account", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_failure")),
    )
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_failure_account", ["account", "at"], unique=False)
        batch_op.create_index("ix_sign_in_failure_address", ["address", "at"], unique=False)

    op.create_table(
        "term",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "dictionary",
            sa.Enum(
                "cause",
                "claim_category",
                "dispute_type",
                "industry",
                "ownership",
                "worker_type",
                "source",
                "ending_ground",
                name="dictionary",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=30), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_en", sa.String(length=150), nullable=False),
        sa.Column("parent_code", sa.String(length=30), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name=op.f("ck_term_validity")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_term")),
        sa.UniqueConstraint("dictionary", "code", name=op.f("uq_term_dictionary_code")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("short_name", sa.String(length=30), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("city", "county", "studio", "law_firm", name="unitkind", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("number_mark", sa.String(length=10), nullable=False),
        sa.Column("number_pattern", sa.String(length=60), nullable=True),
        sa.Column("cutoff_day", sa.Integer(), nullable=True),
        sa.Column("cutoff_from", sa.Date(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.CheckConstraint("cutoff_day BETWEEN 1 AND 31", name=op.f("ck_unit_cutoff_day")),
        sa.ForeignKeyConstraint(["parent_id"], ["unit.id"], name=op.f("fk_unit_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("code", name=op.f("uq_unit_code")),
        sa.UniqueConstraint("name", name=op.f("uq_unit_name")),
        sa.UniqueConstraint("short_name", name=op.f("uq_unit_short_name")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_parent_id"), ["parent_id"], unique=False)

    op.create_table(
        "employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=100), nullable=False),
        sa.Column("former_names", sa.String(length=300), nullable=False),
        sa.Column("uscc", sa.String(length=18), nullable=True),
        sa.Column("industry", sa.String(length=30), nullable=True),
        sa.Column("ownership", sa.String(length=30), nullable=True),
        sa.Column(
            "size",
            sa.Enum("large", "medium", "small", "micro", name="employersize", native_enum=False, length=30),
            nullable=True,
        ),
        sa.Column("district", sa.String(length=50), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("legal_representative", sa.String(length=50), nullable=False),
        sa.Column("contact", sa.String(length=50), nullable=False),
        sa.Column("contact_phone", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_employer_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employer")),
    )
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.create_index("ix_employer_unit_key", ["unit_id", "name_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_employer_uscc"), ["uscc"], unique=False)

    op.create_table(
        "number_series",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("mediation", name="kind", native_enum=False, length=30), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_number_series_unit_id")),
        sa.PrimaryKeyConstraint("unit_id", "kind", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "user_account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("username", sa.String(length=50), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("password_changed_on", sa.Date(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=10), nullable=False),
        sa.Column("shortcuts", sa.Boolean(), nullable=False),
        sa.Column("last_signed_in_at", sa.DateTime(), nullable=True),
        sa.Column("seen_changes_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_user_account_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_user_account")),
        sa.UniqueConstraint("username", name=op.f("uq_user_account_username")),
    )
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_user_account_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "worker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=50), nullable=False),
        sa.Column(
            "id_kind",
            sa.Enum(
                "resident",
                "hmt_permit",
                "foreign_permit",
                "passport",
                "other",
                name="idkind",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("id_number", sa.LargeBinary(), nullable=True),
        sa.Column("id_number_mark", sa.String(length=32), nullable=True),
        sa.Column("phone", sa.LargeBinary(), nullable=True),
        sa.Column("phone_mark", sa.String(length=32), nullable=True),
        sa.Column("phone_tail_mark", sa.String(length=32), nullable=True),
        sa.Column("sex", sa.Enum("male", "female", name="sex", native_enum=False, length=30), nullable=True),
        sa.Column("birth_on", sa.Date(), nullable=True),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("worker_types", sa.JSON(), nullable=False),
        sa.Column("contact_note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_worker_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worker")),
    )
    with op.batch_alter_table("worker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_worker_id_number_mark"), ["id_number_mark"], unique=False)
        batch_op.create_index(batch_op.f("ix_worker_phone_mark"), ["phone_mark"], unique=False)
        batch_op.create_index("ix_worker_unit_name", ["unit_id", "name"], unique=False)

    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=80), nullable=False),
        sa.Column("fields", sa.LargeBinary(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_draft_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("user_id", "form", name=op.f("uq_draft_user_id_form")),
    )
    op.create_table(
        "matter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("mediation", name="kind", native_enum=False, length=30), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("number_year", sa.Integer(), nullable=False),
        sa.Column("number_serial", sa.Integer(), nullable=False),
        sa.Column("handler_id", sa.Integer(), nullable=True),
        sa.Column("registered_by_id", sa.Integer(), nullable=True),
        sa.Column("registered_at", sa.DateTime(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=True),
        sa.Column("concluded_on", sa.Date(), nullable=True),
        sa.Column("performed_on", sa.Date(), nullable=True),
        sa.Column("archived_on", sa.Date(), nullable=True),
        sa.Column("last_activity_on", sa.Date(), nullable=False),
        sa.Column("next_due_on", sa.Date(), nullable=True),
        sa.Column("next_due_name", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("outcome_code", sa.String(length=20), nullable=True),
        sa.Column("dispute_type", sa.String(length=30), nullable=False),
        sa.Column("source", sa.String(length=30), nullable=False),
        sa.Column("cause", sa.String(length=30), nullable=True),
        sa.Column("industry", sa.String(length=30), nullable=True),
        sa.Column("worker_type", sa.String(length=30), nullable=True),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("is_collective", sa.Boolean(), nullable=False),
        sa.Column("claimed_fen", sa.BigInteger(), nullable=False),
        sa.Column("agreed_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("lead_worker", sa.String(length=60), nullable=False),
        sa.Column("employer_name", sa.String(length=120), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=True),
        sa.Column("court_number", sa.String(length=60), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(concluded_on IS NULL) = (outcome_code IS NULL)", name=op.f("ck_matter_concluded_iff_outcome")
        ),
        sa.CheckConstraint(
            "claimed_fen >= 0 AND agreed_fen >= 0 AND paid_fen >= 0", name=op.f("ck_matter_money")
        ),
        sa.CheckConstraint(
            "concluded_on IS NULL OR concluded_on >= received_on",
            name=op.f("ck_matter_concluded_after_received"),
        ),
        sa.CheckConstraint("people >= 1", name=op.f("ck_matter_people")),
        sa.ForeignKeyConstraint(["employer_id"], ["employer.id"], name=op.f("fk_matter_employer_id")),
        sa.ForeignKeyConstraint(["handler_id"], ["user_account.id"], name=op.f("fk_matter_handler_id")),
        sa.ForeignKeyConstraint(
            ["registered_by_id"], ["user_account.id"], name=op.f("fk_matter_registered_by_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_matter_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter")),
        sa.UniqueConstraint("number", name=op.f("uq_matter_number")),
        sa.UniqueConstraint(
            "unit_id",
            "kind",
            "number_year",
            "number_serial",
            name=op.f("uq_matter_unit_id_kind_number_year_number_serial"),
        ),
    )
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.create_index("ix_matter_accepted", ["kind", "accepted_on", "unit_id"], unique=False)
        batch_op.create_index(
            "ix_matter_concluded",
            [
                *("kind", "concluded_on", "received_on", "unit_id", "outcome_code", "source", "claimed_fen"),
                *("agreed_fen", "accepted_on", "people", "is_collective"),
                *("dispute_type", "industry", "worker_type", "handler_id"),
            ],
            unique=False,
        )
        batch_op.create_index("ix_matter_court_number", ["court_number"], unique=False)
        batch_op.create_index("ix_matter_due", ["kind", "next_due_on", "id"], unique=False)
        batch_op.create_index("ix_matter_employer", ["employer_id", "received_on"], unique=False)
        batch_op.create_index(
            "ix_matter_handler", ["handler_id", "kind", "state", "received_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_matter_received",
            ["kind", "received_on", "id", "unit_id", "people", "is_collective", "source"],
            unique=False,
        )
        batch_op.create_index(
            "ix_matter_registered_by", ["registered_by_id", "kind", "received_on"], unique=False
        )
        batch_op.create_index(
            "ix_matter_state_received", ["kind", "state", "received_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_matter_type_received", ["kind", "dispute_type", "received_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_matter_unit_concluded",
            [
                *("unit_id", "kind", "concluded_on", "received_on", "outcome_code", "source", "claimed_fen"),
                *("agreed_fen", "accepted_on", "people", "is_collective"),
            ],
            unique=False,
        )
        batch_op.create_index(
            "ix_matter_unit_received",
            ["unit_id", "kind", "received_on", "id", "concluded_on", "people", "is_collective", "source"],
            unique=False,
        )

    op.create_table(
        "role_grant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "clerk",
                "mediator",
                "lawyer",
                "supervisor",
                "admin",
                "auditor",
                name="role",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "scope",
            sa.Enum("own", "unit", "subtree", "all", name="scope", native_enum=False, length=30),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_role_grant_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_role_grant_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_grant")),
        sa.UniqueConstraint("user_id", "unit_id", "role", name=op.f("uq_role_grant_user_id_unit_id_role")),
    )
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_role_grant_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("query", sa.String(length=1000), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["user_account.id"], name=op.f("fk_saved_view_owner_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_saved_view_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
        sa.UniqueConstraint("owner_id", "name", name=op.f("uq_saved_view_owner_id_name")),
    )
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_saved_view_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_saved_view_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "submission",
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("location", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_submission_user_id")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_submission")),
    )
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submission_at"), ["at"], unique=False)

    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=30), nullable=False),
        sa.Column("claimed_fen", sa.BigInteger(), nullable=False),
        sa.Column("agreed_fen", sa.BigInteger(), nullable=False),
        sa.Column("paid_fen", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "claimed_fen >= 0 AND agreed_fen >= 0 AND paid_fen >= 0", name=op.f("ck_claim_money")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_claim_matter_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_claim_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claim_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "matter_employer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("employer_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "employer",
                "agency",
                "using",
                "contractor",
                "outsourcer",
                "investor",
                name="employerrole",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["employer_id"], ["employer.id"], name=op.f("fk_matter_employer_employer_id")
        ),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_matter_employer_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_employer")),
        sa.UniqueConstraint(
            "matter_id", "employer_id", name=op.f("uq_matter_employer_matter_id_employer_id")
        ),
    )
    with op.batch_alter_table("matter_employer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_employer_employer_id"), ["employer_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_employer_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "matter_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_matter_share_matter_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_matter_share_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_share")),
        sa.UniqueConstraint("matter_id", "user_id", name=op.f("uq_matter_share_matter_id_user_id")),
    )
    with op.batch_alter_table("matter_share", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_share_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_share_user_id"), ["user_id"], unique=False)

    op.create_table(
        "matter_worker",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("worker_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("is_representative", sa.Boolean(), nullable=False),
        sa.Column("outcome_code", sa.String(length=20), nullable=True),
        sa.Column("agreed_fen", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_matter_worker_matter_id")),
        sa.ForeignKeyConstraint(["worker_id"], ["worker.id"], name=op.f("fk_matter_worker_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_matter_worker")),
        sa.UniqueConstraint("matter_id", "worker_id", name=op.f("uq_matter_worker_matter_id_worker_id")),
    )
    with op.batch_alter_table("matter_worker", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_matter_worker_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_matter_worker_worker_id"), ["worker_id"], unique=False)

    op.create_table(
        "mediation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column(
            "procedure",
            sa.Enum("ordinary", "summary", name="procedure", native_enum=False, length=30),
            nullable=True,
        ),
        sa.Column("signed_for_on", sa.Date(), nullable=True),
        sa.Column("is_arbitrated", sa.Boolean(), nullable=True),
        sa.Column("award_number", sa.String(length=60), nullable=False),
        sa.Column("award_received_on", sa.Date(), nullable=True),
        sa.Column("award_is_final", sa.Boolean(), nullable=True),
        sa.Column("sued_on", sa.Date(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=True),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("consented_on", sa.Date(), nullable=True),
        sa.Column("extended_days", sa.Integer(), nullable=False),
        sa.Column("extension_consent", sa.String(length=200), nullable=False),
        sa.Column("suspended_on", sa.Date(), nullable=True),
        sa.Column("suspended_for", sa.String(length=200), nullable=False),
        sa.Column(
            "suspended_from",
            sa.Enum(
                "registered",
                "assigned",
                "pending",
                "accepted",
                "asking",
                "mediating",
                "extended",
                "suspended",
                "refused",
                "concluded",
                "archived",
                name="status",
                native_enum=False,
                length=30,
            ),
            nullable=True,
        ),
        sa.Column("ending_ground", sa.String(length=30), nullable=True),
        sa.Column("ending_note", sa.String(length=500), nullable=False),
        sa.Column("reopened_times", sa.Integer(), nullable=False),
        sa.Column("agreement", sa.Text(), nullable=False),
        sa.Column("agreed_on", sa.Date(), nullable=True),
        sa.Column("effective_on", sa.Date(), nullable=True),
        sa.Column("is_nonmonetary", sa.Boolean(), nullable=False),
        sa.Column(
            "route",
            sa.Enum("none", "judicial", "arbitration", name="route", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column(
            "confirmation",
            sa.Enum(
                "none",
                "applied",
                "confirmed",
                "dismissed",
                "withdrawn",
                name="confirmation",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("confirmation_applied_on", sa.Date(), nullable=True),
        sa.Column("confirmation_decided_on", sa.Date(), nullable=True),
        sa.Column("confirmation_number", sa.String(length=60), nullable=False),
        sa.Column(
            "performance",
            sa.Enum(
                "none",
                "pending",
                "partial",
                "performed",
                "defaulted",
                name="performance",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("archive_number", sa.String(length=60), nullable=False),
        sa.Column("retention_years", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "(confirmation = 'none') = (confirmation_applied_on IS NULL)",
            name=op.f("ck_mediation_applied_iff_date"),
        ),
        sa.CheckConstraint("(route = 'none') = (confirmation = 'none')", name=op.f("ck_mediation_one_route")),
        sa.CheckConstraint("extended_days >= 0", name=op.f("ck_mediation_extended_days")),
        sa.ForeignKeyConstraint(["id"], ["matter.id"], name=op.f("fk_mediation_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediation")),
    )
    with op.batch_alter_table("mediation", schema=None) as batch_op:
        batch_op.create_index(
            "ix_mediation_confirmed", ["confirmation_decided_on", "confirmation", "route", "id"], unique=False
        )

    op.create_table(
        "meeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column(
            "channel",
            sa.Enum("room", "online", "phone", name="channel", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("present", sa.String(length=200), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        sa.Column("is_cancelled", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_meeting_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting")),
    )
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.create_index("ix_meeting_day", ["held_on", "starts_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "not_the_same",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_not_the_same_matter_id")),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name=op.f("fk_not_the_same_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_not_the_same")),
        sa.UniqueConstraint(
            "user_id", "matter_id", "mark", name=op.f("uq_not_the_same_user_id_matter_id_mark")
        ),
    )
    with op.batch_alter_table("not_the_same", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_not_the_same_user_id"), ["user_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(), nullable=False),
        sa.Column("happened_on", sa.Date(), nullable=False),
        sa.Column(
            "audience",
            sa.Enum("case", "internal", "concession", name="audience", native_enum=False, length=30),
            nullable=False,
        ),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_note_author_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_note_unit_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_note_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index("ix_note_matter", ["matter_id", "id"], unique=False)

    op.create_table(
        "transfer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("from_unit_id", sa.Integer(), nullable=False),
        sa.Column("to_unit_id", sa.Integer(), nullable=False),
        sa.Column("to_user_id", sa.Integer(), nullable=True),
        sa.Column("offered_by_id", sa.Integer(), nullable=True),
        sa.Column("offered_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "offered",
                "accepted",
                "declined",
                "withdrawn",
                name="transferstate",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("answer", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user_account.id"], name=op.f("fk_transfer_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["from_unit_id"], ["unit.id"], name=op.f("fk_transfer_from_unit_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["matter.id"], name=op.f("fk_transfer_matter_id")),
        sa.ForeignKeyConstraint(
            ["offered_by_id"], ["user_account.id"], name=op.f("fk_transfer_offered_by_id")
        ),
        sa.ForeignKeyConstraint(["to_unit_id"], ["unit.id"], name=op.f("fk_transfer_to_unit_id")),
        sa.ForeignKeyConstraint(["to_user_id"], ["user_account.id"], name=op.f("fk_transfer_to_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transfer")),
    )
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_transfer_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_transfer_to_unit_id"), ["to_unit_id"], unique=False)

    op.create_table(
        "instalment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_instalment_amount")),
        sa.ForeignKeyConstraint(["matter_id"], ["mediation.id"], name=op.f("fk_instalment_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment")),
    )
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.create_index("ix_instalment_due", ["due_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_instalment_matter_id"), ["matter_id"], unique=False)

    op.create_table(
        "payment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.CheckConstraint("amount_fen > 0", name=op.f("ck_payment_amount")),
        sa.ForeignKeyConstraint(["matter_id"], ["mediation.id"], name=op.f("fk_payment_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
    )
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_payment_matter_id"), ["matter_id"], unique=False)
        batch_op.create_index("ix_payment_paid", ["paid_on", "matter_id", "amount_fen"], unique=False)

    op.create_table(
        "visit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("matter_id", sa.Integer(), nullable=False),
        sa.Column("visited_on", sa.Date(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column(
            "reached",
            sa.Enum(
                "reached",
                "no_answer",
                "out_of_service",
                "wrong_number",
                "declined",
                name="reached",
                native_enum=False,
                length=30,
            ),
            nullable=False,
        ),
        sa.Column(
            "satisfaction",
            sa.Enum("good", "fair", "poor", name="satisfaction", native_enum=False, length=30),
            nullable=True,
        ),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["user_account.id"], name=op.f("fk_visit_by_id")),
        sa.ForeignKeyConstraint(["matter_id"], ["mediation.id"], name=op.f("fk_visit_matter_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit")),
    )
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_visit_matter_id"), ["matter_id"], unique=False)

    found(op.get_bind())
    op.bulk_insert(Term.__table__, rows())


def downgrade():
    lift(op.get_bind())
    with op.batch_alter_table("visit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_visit_matter_id"))

    op.drop_table("visit")
    with op.batch_alter_table("payment", schema=None) as batch_op:
        batch_op.drop_index("ix_payment_paid")
        batch_op.drop_index(batch_op.f("ix_payment_matter_id"))

    op.drop_table("payment")
    with op.batch_alter_table("instalment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_instalment_matter_id"))
        batch_op.drop_index("ix_instalment_due")

    op.drop_table("instalment")
    with op.batch_alter_table("transfer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_transfer_to_unit_id"))
        batch_op.drop_index(batch_op.f("ix_transfer_matter_id"))

    op.drop_table("transfer")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index("ix_note_matter")

    op.drop_table("note")
    with op.batch_alter_table("not_the_same", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_not_the_same_user_id"))

    op.drop_table("not_the_same")
    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_matter_id"))
        batch_op.drop_index("ix_meeting_day")

    op.drop_table("meeting")
    with op.batch_alter_table("mediation", schema=None) as batch_op:
        batch_op.drop_index("ix_mediation_confirmed")

    op.drop_table("mediation")
    with op.batch_alter_table("matter_worker", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_worker_worker_id"))
        batch_op.drop_index(batch_op.f("ix_matter_worker_matter_id"))

    op.drop_table("matter_worker")
    with op.batch_alter_table("matter_share", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_share_user_id"))
        batch_op.drop_index(batch_op.f("ix_matter_share_matter_id"))

    op.drop_table("matter_share")
    with op.batch_alter_table("matter_employer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_matter_employer_matter_id"))
        batch_op.drop_index(batch_op.f("ix_matter_employer_employer_id"))

    op.drop_table("matter_employer")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_matter_id"))

    op.drop_table("claim")
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submission_at"))

    op.drop_table("submission")
    with op.batch_alter_table("saved_view", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_saved_view_unit_id"))
        batch_op.drop_index(batch_op.f("ix_saved_view_owner_id"))

    op.drop_table("saved_view")
    with op.batch_alter_table("role_grant", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_grant_unit_id"))

    op.drop_table("role_grant")
    with op.batch_alter_table("matter", schema=None) as batch_op:
        batch_op.drop_index("ix_matter_unit_received")
        batch_op.drop_index("ix_matter_unit_concluded")
        batch_op.drop_index("ix_matter_type_received")
        batch_op.drop_index("ix_matter_state_received")
        batch_op.drop_index("ix_matter_registered_by")
        batch_op.drop_index("ix_matter_received")
        batch_op.drop_index("ix_matter_handler")
        batch_op.drop_index("ix_matter_employer")
        batch_op.drop_index("ix_matter_due")
        batch_op.drop_index("ix_matter_court_number")
        batch_op.drop_index("ix_matter_concluded")
        batch_op.drop_index("ix_matter_accepted")

    op.drop_table("matter")
    op.drop_table("draft")
    with op.batch_alter_table("worker", schema=None) as batch_op:
        batch_op.drop_index("ix_worker_unit_name")
        batch_op.drop_index(batch_op.f("ix_worker_phone_mark"))
        batch_op.drop_index(batch_op.f("ix_worker_id_number_mark"))

    op.drop_table("worker")
    with op.batch_alter_table("user_account", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_user_account_unit_id"))

    op.drop_table("user_account")
    op.drop_table("number_series")
    with op.batch_alter_table("employer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_employer_uscc"))
        batch_op.drop_index("ix_employer_unit_key")

    op.drop_table("employer")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_parent_id"))

    op.drop_table("unit")
    op.drop_table("term")
    with op.batch_alter_table("sign_in_failure", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_failure_address")
        batch_op.drop_index("ix_sign_in_failure_account")

    op.drop_table("sign_in_failure")
    op.drop_table("history_head")
    with op.batch_alter_table("history_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_history_entry_user")
        batch_op.drop_index("ix_history_entry_row")
        batch_op.drop_index("ix_history_entry_matter")

    op.drop_table("history_entry")
    with op.batch_alter_table("access_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_entry_user_id"))
        batch_op.drop_index(batch_op.f("ix_access_entry_at"))

    op.drop_table("access_entry")
