"""The ledger, payments, promises, and what is placed with vendors on which terms."""

import sqlalchemy as sa
from alembic import op

revision = "0011_money"
down_revision = "0010_outreach"
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "entry",
        sa.Column("id", BIG, nullable=False),
        sa.Column("debt_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("booked_on", sa.Date(), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=True),
        sa.Column("memo", sa.Text(), nullable=True),
        sa.Column("reverses_id", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_entry_debt_id_debt"),
        sa.ForeignKeyConstraint(["reverses_id"], ["entry.id"], name="fk_entry_reverses_id_entry"),
        sa.PrimaryKeyConstraint("id", name="pk_entry"),
        sa.UniqueConstraint("debt_id", "reference", name="uq_entry_debt_id_reference"),
        sa.UniqueConstraint("reverses_id", name="uq_entry_reverses_id"),
    )
    op.create_index("ix_entry_debt_id_id", "entry", ["debt_id", "id"], unique=False)
    op.create_table(
        "posting",
        sa.Column("id", BIG, nullable=False),
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("book", sa.String(length=12), nullable=False),
        sa.Column("instalment_n", sa.Integer(), nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_posting_entry_id_entry"),
        sa.PrimaryKeyConstraint("id", name="pk_posting"),
    )
    op.create_index("ix_posting_entry_id", "posting", ["entry_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("debt_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=False),
        sa.Column("means", sa.String(length=40), nullable=True),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("entry_id", BIG, nullable=False),
        sa.Column("reversed_by", BIG, nullable=True),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["debt_case.id"], name="fk_payment_case_id_debt_case"),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_payment_debt_id_debt"),
        sa.ForeignKeyConstraint(["entry_id"], ["entry.id"], name="fk_payment_entry_id_entry"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_payment_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["reversed_by"], ["entry.id"], name="fk_payment_reversed_by_entry"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_payment_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_payment"),
        sa.UniqueConstraint("organisation_id", "reference", name="uq_payment_organisation_id_reference"),
    )
    op.create_index("ix_payment_debt_id_paid_on", "payment", ["debt_id", "paid_on"], unique=False)
    op.create_table(
        "plan",
        sa.Column("id", BIG, nullable=False),
        sa.Column("debt_id", BIG, nullable=False),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("interaction_id", BIG, nullable=True),
        sa.Column("offer", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("total_minor", sa.BigInteger(), nullable=False),
        sa.Column("waives_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("agreement", sa.String(length=200), nullable=True),
        sa.Column("replaces_id", BIG, nullable=True),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["debt_case.id"], name="fk_plan_case_id_debt_case"),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_plan_debt_id_debt"),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name="fk_plan_interaction_id_interaction"),
        sa.ForeignKeyConstraint(["replaces_id"], ["plan.id"], name="fk_plan_replaces_id_plan"),
        sa.PrimaryKeyConstraint("id", name="pk_plan"),
    )
    op.create_index("ix_plan_debt_id", "plan", ["debt_id"], unique=False)
    op.create_table(
        "promise",
        sa.Column("id", BIG, nullable=False),
        sa.Column("plan_id", BIG, nullable=False),
        sa.Column("debt_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("means", sa.String(length=40), nullable=True),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("grace_days", sa.Integer(), nullable=False),
        sa.Column("paid_minor", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_promise_debt_id_debt"),
        sa.ForeignKeyConstraint(["plan_id"], ["plan.id"], name="fk_promise_plan_id_plan"),
        sa.PrimaryKeyConstraint("id", name="pk_promise"),
    )
    op.create_index("ix_promise_debt_id", "promise", ["debt_id"], unique=False)
    op.create_index("ix_promise_state_due_on", "promise", ["state", "due_on"], unique=False)
    op.create_table(
        "placement",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("debt_id", BIG, nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("days_overdue", sa.Integer(), nullable=False),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("placed_by", sa.String(length=200), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("recalled_why", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_placement_debt_id_debt"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_placement_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_placement_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_placement"),
    )
    op.create_index("ix_placement_debt_id_placed_at", "placement", ["debt_id", "placed_at"], unique=False)
    op.create_index("ix_placement_vendor_id_placed_at", "placement", ["vendor_id", "placed_at"], unique=False)
    op.create_table(
        "vendor_terms",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_vendor_terms_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_vendor_terms_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_commission_contract"),
    )
    op.create_index("ix_vendor_terms_vendor_id_valid_from", "vendor_terms", ["vendor_id", "valid_from"], unique=False)


def downgrade() -> None:
    """Drop them again, children first."""
    op.drop_table("vendor_terms")
    op.drop_table("placement")
    op.drop_table("promise")
    op.drop_table("plan")
    op.drop_table("payment")
    op.drop_table("posting")
    op.drop_table("entry")
