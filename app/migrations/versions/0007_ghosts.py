"""Waves of ghosts. On Postgres in a schema of their own, which a vendor's role need not be able to enter."""

import sqlalchemy as sa
from alembic import op

revision = "0007_ghosts"
down_revision = "0006_accounts"
SCHEMA = "oversight"


def _schema() -> str | None:
    return SCHEMA if op.get_bind().dialect.name == "postgresql" else None


def upgrade() -> None:
    """Make the schema where there are schemas, and the tables."""
    schema = _schema()
    if schema:
        op.execute(f"CREATE SCHEMA IF NOT EXISTS {schema}")
    op.create_table(
        "wave",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=80), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("hypotheses", sa.Text(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=True),
        sa.Column("clearance", sa.Text(), nullable=True),
        sa.Column("override", sa.Text(), nullable=True),
        sa.Column("work", sa.Text(), nullable=True),
        sa.Column("portfolio", sa.String(length=200), nullable=True),
        sa.Column("lines", sa.String(length=200), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("budget_minutes", sa.String(length=40), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("commitment_head", sa.String(length=64), nullable=True),
        sa.Column("reveal_head", sa.String(length=64), nullable=True),
        sa.Column("stop_reason", sa.Text(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name="fk_wave_created_by_user_account"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_wave_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_wave"),
        sa.UniqueConstraint("organisation_id", "code", name="uq_wave_organisation_id_code"),
        schema=schema,
    )
    op.create_index("ix_wave_organisation_id", "wave", ["organisation_id"], unique=False, schema=schema)
    op.create_index("ix_wave_state", "wave", ["state"], unique=False, schema=schema)
    op.create_table(
        "ghost",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(length=32), nullable=True),
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("debtor_id", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("row", sa.Text(), nullable=False),
        sa.Column("mission", sa.String(length=60), nullable=False),
        sa.Column("twin_of_id", sa.String(length=32), nullable=True),
        sa.Column("trait", sa.String(length=60), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("subdivision", sa.String(length=10), nullable=True),
        sa.Column("zone", sa.String(length=60), nullable=False),
        sa.Column("segment", sa.String(length=80), nullable=True),
        sa.Column("amount", sa.String(length=40), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("planted_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("retired_why", sa.Text(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_ghost_account_id_account"),
        sa.ForeignKeyConstraint(["twin_of_id"], ["ghost.id"], name="fk_ghost_twin_of_id_ghost"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_ghost_vendor_id_vendor"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_ghost_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_ghost"),
        sa.UniqueConstraint("account_id", name="uq_ghost_account_id"),
        sa.UniqueConstraint("wave_id", "code", name="uq_ghost_wave_id_code"),
        schema=schema,
    )
    op.create_table(
        "vendor_log",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=500), nullable=False),
        sa.Column("stored", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=200), nullable=False),
        sa.Column("report", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_vendor_log_vendor_id_vendor"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_vendor_log_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_vendor_log"),
        sa.UniqueConstraint("wave_id", "vendor_id", "sha256", name="uq_vendor_log_wave_id_vendor_id_sha256"),
        schema=schema,
    )
    op.create_table(
        "wave_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("previous", sa.String(length=64), nullable=False),
        sa.Column("link", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_wave_event_wave_id_wave"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_wave_event_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_wave_event"),
        sa.UniqueConstraint("wave_id", "n", name="uq_wave_event_wave_id_n"),
        schema=schema,
    )
    op.create_table(
        "wave_vendor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("ghosts", sa.Integer(), nullable=False),
        sa.Column("accounts", sa.Integer(), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=True),
        sa.Column("handoff", sa.String(length=200), nullable=True),
        sa.Column("handoff_sha256", sa.String(length=64), nullable=True),
        sa.Column("commitment_head", sa.String(length=64), nullable=True),
        sa.Column("events_written", sa.Integer(), nullable=False),
        sa.Column("chain_link", sa.String(length=64), nullable=True),
        sa.Column("reveal_head", sa.String(length=64), nullable=True),
        sa.Column("burn", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_wave_vendor_vendor_id_vendor"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_wave_vendor_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_wave_vendor"),
        sa.UniqueConstraint("wave_id", "vendor_id", name="uq_wave_vendor_wave_id_vendor_id"),
        schema=schema,
    )
    op.create_table(
        "received",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("ghost_id", sa.String(length=32), nullable=False),
        sa.Column("external_id", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=60), nullable=True),
        sa.Column("answered_by", sa.String(length=20), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("caller_id", sa.String(length=120), nullable=True),
        sa.Column("template", sa.String(length=120), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("recording", sa.String(length=200), nullable=True),
        sa.Column("recording_id", sa.String(length=32), nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=True),
        sa.Column("disclosed_to_other", sa.Boolean(), nullable=True),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event_n", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["ghost_id"], ["ghost.id"], name="fk_received_ghost_id_ghost"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_received_recording_id_recording"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_received_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_received"),
        sa.UniqueConstraint("wave_id", "external_id", name="uq_received_wave_id_external_id"),
        schema=schema,
    )
    op.create_index("ix_received_ghost_id_at", "received", ["ghost_id", "at"], unique=False, schema=schema)
    op.create_table(
        "ghost_act",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("ghost_id", sa.String(length=32), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=True),
        sa.Column("amount", sa.String(length=40), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("received_id", sa.String(length=32), nullable=True),
        sa.Column("minutes", sa.String(length=40), nullable=True),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("logged_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ghost_id"], ["ghost.id"], name="fk_ghost_act_ghost_id_ghost"),
        sa.ForeignKeyConstraint(["received_id"], ["received.id"], name="fk_ghost_act_received_id_received"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_ghost_act_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_ghost_act"),
        schema=schema,
    )
    op.create_index("ix_ghost_act_ghost_id_at", "ghost_act", ["ghost_id", "at"], unique=False, schema=schema)
    op.create_index("ix_ghost_act_wave_id", "ghost_act", ["wave_id"], unique=False, schema=schema)
    op.create_table(
        "vendor_log_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("log_id", sa.String(length=32), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("ghost_id", sa.String(length=32), nullable=True),
        sa.Column("received_id", sa.String(length=32), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("logged", sa.Text(), nullable=True),
        sa.Column("lived", sa.Text(), nullable=True),
        sa.Column("differences", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["ghost_id"], ["ghost.id"], name="fk_vendor_log_entry_ghost_id_ghost"),
        sa.ForeignKeyConstraint(["log_id"], ["vendor_log.id"], name="fk_vendor_log_entry_log_id_vendor_log"),
        sa.ForeignKeyConstraint(["received_id"], ["received.id"], name="fk_vendor_log_entry_received_id_received"),
        sa.PrimaryKeyConstraint("id", name="pk_vendor_log_entry"),
        schema=schema,
    )
    op.create_index("ix_vendor_log_entry_ghost_id", "vendor_log_entry", ["ghost_id"], unique=False, schema=schema)
    op.create_index("ix_vendor_log_entry_log_id_n", "vendor_log_entry", ["log_id", "n"], unique=True, schema=schema)
    op.create_table(
        "wave_finding",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("ghost_id", sa.String(length=32), nullable=True),
        sa.Column("received_id", sa.String(length=32), nullable=True),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("rule_id", sa.String(length=80), nullable=False),
        sa.Column("rule_version", sa.String(length=80), nullable=True),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("reading", sa.String(length=10), nullable=False),
        sa.Column("citation", sa.Text(), nullable=True),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("standing", sa.String(length=10), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.String(length=200), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("share_id", sa.String(length=32), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["ghost_id"], ["ghost.id"], name="fk_wave_finding_ghost_id_ghost"),
        sa.ForeignKeyConstraint(["received_id"], ["received.id"], name="fk_wave_finding_received_id_received"),
        sa.ForeignKeyConstraint(["share_id"], ["finding_share.id"], name="fk_wave_finding_share_id_finding_share"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_wave_finding_vendor_id_vendor"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_wave_finding_wave_id_wave"),
        sa.PrimaryKeyConstraint("id", name="pk_wave_finding"),
        sa.UniqueConstraint("share_id", name="uq_wave_finding_share_id"),
        sa.UniqueConstraint("wave_id", "mark", name="uq_wave_finding_wave_id_mark"),
        schema=schema,
    )
    op.create_index("ix_wave_finding_ghost_id", "wave_finding", ["ghost_id"], unique=False, schema=schema)
    op.create_index("ix_wave_finding_wave_id_standing", "wave_finding", ["wave_id", "standing"], unique=False, schema=schema)


def downgrade() -> None:
    """Drop them again, children first."""
    schema = _schema()
    op.drop_table("wave_finding", schema=schema)
    op.drop_table("vendor_log_entry", schema=schema)
    op.drop_table("ghost_act", schema=schema)
    op.drop_table("received", schema=schema)
    op.drop_table("wave_vendor", schema=schema)
    op.drop_table("wave_event", schema=schema)
    op.drop_table("vendor_log", schema=schema)
    op.drop_table("ghost", schema=schema)
    op.drop_table("wave", schema=schema)
    if schema:
        op.execute(f"DROP SCHEMA {schema}")
