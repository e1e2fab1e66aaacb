"""Calls that are being spoken now, and their alerts."""

import sqlalchemy as sa
from alembic import op

revision = "0023_live"
down_revision = "0022_coaching"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "live_call",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("desk", sa.String(length=40), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("lanes", sa.Integer(), nullable=False),
        sa.Column("agent_lane", sa.Integer(), nullable=True),
        sa.Column("abilities", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_s", sa.Float(), nullable=False),
        sa.Column("behind_s", sa.Float(), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("turns", "peaks", "tension", "manner")),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_live_call_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_live_call_vendor_id_vendor"),
        sa.ForeignKeyConstraint(["key_id"], ["api_key.id"], name="fk_live_call_key_id_api_key"),
        sa.PrimaryKeyConstraint("id", name="pk_live_call"),
    )
    op.create_index("ix_live_call_organisation_id_ended_at", "live_call", ["organisation_id", "ended_at"])
    op.create_index("ix_live_call_organisation_id_agent", "live_call", ["organisation_id", "agent", "started_at"])
    op.create_index("uq_live_call_code", "live_call", ["organisation_id", "code"], unique=True)
    op.create_table(
        "live_alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("live_call_id", sa.String(length=32), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("criterion", sa.String(length=40), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=False),
        sa.Column("end_s", sa.Float(), nullable=False),
        sa.Column("quote", sa.String(length=1000), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=True),
        sa.Column("speaker_known", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_by", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_live_alert_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["live_call_id"], ["live_call.id"], name="fk_live_alert_live_call_id_live_call"),
        sa.ForeignKeyConstraint(["seen_by"], ["user_account.id"], name="fk_live_alert_seen_by_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_live_alert"),
    )
    op.create_index("ix_live_alert_live_call_id", "live_alert", ["live_call_id"])
    op.create_index("ix_live_alert_organisation_id_made_at", "live_alert", ["organisation_id", "made_at"])


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("live_alert")
    op.drop_table("live_call")
