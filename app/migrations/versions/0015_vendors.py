"""Vendors compared: their returns, surveys, corrective plans, service levels, invoices checked; comparisons once made."""

import sqlalchemy as sa
from alembic import op

revision = "0015_vendors"
down_revision = "0014_no_audio"
SCHEMA = "oversight"
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _schema() -> str | None:
    return SCHEMA if op.get_bind().dialect.name == "postgresql" else None


def upgrade() -> None:
    """Make the tables."""
    _returns()
    _surveys()
    _corrections()
    _bills()
    _comparisons()
    op.add_column("placement", sa.Column("segment", sa.String(length=80), nullable=True))


def _comparisons() -> None:
    schema = _schema()
    op.create_table(
        "comparison",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("segment", sa.String(length=80), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("share_done", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_comparison_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_comparison"),
        sa.UniqueConstraint("organisation_id", "fingerprint", name="uq_comparison_organisation_id_fingerprint"),
        schema=schema,
    )
    op.create_index(
        "ix_comparison_organisation_id_first", "comparison", ["organisation_id", "first"], unique=False, schema=schema
    )


def _returns() -> None:
    op.create_table(
        "vendor_return",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=500), nullable=False),
        sa.Column("stored", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=True),
        sa.Column("last", sa.Date(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("told_ids", sa.String(length=200), nullable=True),
        sa.Column("rejected_file", sa.String(length=200), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=True),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_vendor_return_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_vendor_return_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_vendor_return"),
        sa.UniqueConstraint("vendor_id", "sha256", name="uq_vendor_return_vendor_id_sha256"),
    )
    op.create_index("ix_vendor_return_organisation_id_at", "vendor_return", ["organisation_id", "at"], unique=False)
    op.create_table(
        "vendor_promise",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("return_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("debt_id", BIG, nullable=False),
        sa.Column("once", sa.String(length=120), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_vendor_promise_debt_id_debt"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_vendor_promise_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_vendor_promise_person_id_person"),
        sa.ForeignKeyConstraint(["return_id"], ["vendor_return.id"], name="fk_vendor_promise_return_id_vendor_return"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_vendor_promise_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_vendor_promise"),
        sa.UniqueConstraint("once", name="uq_vendor_promise_once"),
    )
    op.create_index("ix_vendor_promise_debt_id", "vendor_promise", ["debt_id"], unique=False)
    op.create_index("ix_vendor_promise_return_id", "vendor_promise", ["return_id"], unique=False)
    op.create_index("ix_vendor_promise_vendor_id_due_on", "vendor_promise", ["vendor_id", "due_on"], unique=False)


def _surveys() -> None:
    op.create_table(
        "survey",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("debt_id", BIG, nullable=True),
        sa.Column("interaction_id", BIG, nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("once", sa.String(length=120), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("csat", sa.Integer(), nullable=True),
        sa.Column("ces", sa.Integer(), nullable=True),
        sa.Column("nps", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_survey_debt_id_debt"),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name="fk_survey_interaction_id_interaction"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_survey_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_survey_person_id_person"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_survey_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_survey"),
        sa.UniqueConstraint("mark", name="uq_survey_mark"),
        sa.UniqueConstraint("once", name="uq_survey_once"),
    )
    op.create_index("ix_survey_interaction_id", "survey", ["interaction_id"], unique=False)
    op.create_index("ix_survey_organisation_id_asked_at", "survey", ["organisation_id", "asked_at"], unique=False)


def _corrections() -> None:
    op.create_table(
        "corrective_plan",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=True),
        sa.Column("target", sa.Float(), nullable=True),
        sa.Column("share_ids", sa.Text(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_corrective_plan_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_corrective_plan_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_corrective_plan"),
    )
    op.create_index("ix_corrective_plan_vendor_id_opened_at", "corrective_plan", ["vendor_id", "opened_at"], unique=False)
    op.create_table(
        "corrective_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("measured", sa.Text(), nullable=True),
        sa.Column("from_vendor", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["plan_id"], ["corrective_plan.id"], name="fk_corrective_step_plan_id_corrective_plan"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_corrective_step_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_corrective_step"),
    )
    op.create_index("ix_corrective_step_plan_id_id", "corrective_step", ["plan_id", "id"], unique=False)


def _bills() -> None:
    op.create_table(
        "service_level",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(length=40), nullable=False),
        sa.Column("limit_value", sa.Float(), nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_service_level_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_service_level_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_service_level"),
    )
    op.create_index("ix_service_level_vendor_id_valid_from", "service_level", ["vendor_id", "valid_from"], unique=False)
    op.create_table(
        "invoice_check",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("file", sa.String(length=500), nullable=False),
        sa.Column("stored", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("billed_minor", sa.BigInteger(), nullable=False),
        sa.Column("owed_minor", sa.BigInteger(), nullable=False),
        sa.Column("unbilled_minor", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_invoice_check_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_invoice_check_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_invoice_check"),
        sa.UniqueConstraint(
            "vendor_id", "sha256", "first", "last", "currency", name="uq_invoice_check_vendor_id_sha256_first_last_currency"
        ),
    )
    op.create_index("ix_invoice_check_organisation_id_at", "invoice_check", ["organisation_id", "at"], unique=False)
    op.create_table(
        "invoice_line",
        sa.Column("id", BIG, nullable=False),
        sa.Column("check_id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("percent", sa.String(length=40), nullable=True),
        sa.Column("billed_minor", sa.BigInteger(), nullable=False),
        sa.Column("owed_minor", sa.BigInteger(), nullable=False),
        sa.Column("finding", sa.String(length=12), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("payment_id", BIG, nullable=True),
        sa.ForeignKeyConstraint(["check_id"], ["invoice_check.id"], name="fk_invoice_line_check_id_invoice_check"),
        sa.ForeignKeyConstraint(["payment_id"], ["payment.id"], name="fk_invoice_line_payment_id_payment"),
        sa.PrimaryKeyConstraint("id", name="pk_invoice_line"),
    )
    op.create_index("ix_invoice_line_check_id_n", "invoice_line", ["check_id", "n"], unique=True)


def downgrade() -> None:
    """Drop them again, children first."""
    op.drop_column("placement", "segment")
    op.drop_table("comparison", schema=_schema())
    for table in (
        "survey",
        "invoice_line",
        "invoice_check",
        "service_level",
        "corrective_step",
        "corrective_plan",
        "vendor_promise",
        "vendor_return",
    ):
        op.drop_table(table)
