"""Findings of calls shown to their vendor; decisions on where the next accounts go."""

import sqlalchemy as sa
from alembic import op

revision = "0017_decisions"
down_revision = "0016_pack_mail"


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "call_share",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.String(length=32), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_call_share_recording_id_recording"),
        sa.ForeignKeyConstraint(["share_id"], ["finding_share.id"], name="fk_call_share_share_id_finding_share"),
        sa.PrimaryKeyConstraint("id", name="pk_call_share"),
        sa.UniqueConstraint("recording_id", "criterion", "instance", name="uq_call_share_recording_id_criterion_instance"),
        sa.UniqueConstraint("share_id", name="uq_call_share_share_id"),
    )
    op.create_table(
        "balance_decision",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("segment", sa.String(length=80), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_balance_decision_organisation_id_organisation"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_balance_decision"),
    )
    op.create_index("ix_balance_decision_organisation_id_at", "balance_decision", ["organisation_id", "at"], unique=False)


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("balance_decision")
    op.drop_table("call_share")
