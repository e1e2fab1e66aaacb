"""Accounts placed with vendors, findings shared with them, their answers."""

import sqlalchemy as sa
from alembic import op

revision = "0006_accounts"
down_revision = "0005_once"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("debtor_id", sa.String(length=80), nullable=False),
        sa.Column("debtor", sa.String(length=300), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("amount", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("segment", sa.String(length=80), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=True),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("placed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recalled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_account_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_account_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("organisation_id", "vendor_id", "number", name="uq_account_organisation_id_vendor_id_number"),
    )
    op.create_index("ix_account_vendor_id_number", "account", ["vendor_id", "number"], unique=False)
    op.create_table(
        "finding_share",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_finding_share_account_id_account"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_finding_share_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_finding_share_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_finding_share"),
    )
    op.create_index("ix_finding_share_vendor_id_shared_at", "finding_share", ["vendor_id", "shared_at"], unique=False)
    op.create_table(
        "vendor_reply",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["share_id"], ["finding_share.id"], name="fk_vendor_reply_share_id_finding_share"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_vendor_reply_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_vendor_reply"),
    )
    op.create_index("ix_vendor_reply_share_id", "vendor_reply", ["share_id"], unique=False)


def downgrade() -> None:
    """Drop them again, children first."""
    op.drop_table("vendor_reply")
    op.drop_table("finding_share")
    op.drop_table("account")
