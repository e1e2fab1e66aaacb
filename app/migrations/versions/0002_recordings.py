"""Runs, recordings, what was heard, and the work."""

import sqlalchemy as sa
from alembic import op

revision = "0002_recordings"
down_revision = "0001_people"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "run",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("lang", sa.String(length=5), nullable=True),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("warnings", sa.Text(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seal_head", sa.String(length=64), nullable=True),
        sa.Column("seal_public_key", sa.Text(), nullable=True),
        sa.Column("seal_items", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["created_by"], ["user_account.id"], name="fk_run_created_by_user_account"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_run_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_run"),
    )
    op.create_index("ix_run_organisation_id", "run", ["organisation_id"], unique=False)
    op.create_table(
        "recording",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("file", sa.String(length=500), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("stored", sa.String(length=200), nullable=False),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("agent", sa.String(length=200), nullable=True),
        sa.Column("agent_channel", sa.String(length=10), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("lang", sa.String(length=5), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called_offset_min", sa.Integer(), nullable=True),
        sa.Column("debtor", sa.String(length=300), nullable=True),
        sa.Column("creditor", sa.String(length=300), nullable=True),
        sa.Column("agency", sa.String(length=300), nullable=True),
        sa.Column("product", sa.String(length=300), nullable=True),
        sa.Column("amount", sa.String(length=40), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("due_date", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.Column("remedy", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_recording_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_recording_run_id_run"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_recording_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_recording"),
        sa.UniqueConstraint("run_id", "sha256", name="uq_recording_run_id_sha256"),
    )
    op.create_index("ix_recording_code", "recording", ["code"], unique=False)
    op.create_index("ix_recording_organisation_called", "recording", ["organisation_id", "called_at"], unique=False)
    op.create_index("ix_recording_run_id", "recording", ["run_id"], unique=False)
    op.create_index("ix_recording_sha256", "recording", ["sha256"], unique=False)
    op.create_index("ix_recording_state", "recording", ["state"], unique=False)
    op.create_index("ix_recording_vendor_id", "recording", ["vendor_id"], unique=False)
    op.create_table(
        "refused_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("file", sa.String(length=500), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("remedy", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name="fk_refused_file_run_id_run"),
        sa.PrimaryKeyConstraint("id", name="pk_refused_file"),
    )
    op.create_index("ix_refused_file_run_id", "refused_file", ["run_id"], unique=False)
    op.create_table(
        "heard",
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("transcript", sa.Text(), nullable=False),
        sa.Column("acoustics", sa.Text(), nullable=True),
        sa.Column("lanes", sa.Text(), nullable=False),
        sa.Column("private", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("redacted", sa.String(length=200), nullable=True),
        sa.Column("swapped", sa.Boolean(), nullable=False),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_heard_recording_id_recording"),
        sa.PrimaryKeyConstraint("recording_id", name="pk_heard"),
    )
    op.create_table(
        "job",
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=64), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("queued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_job_recording_id_recording"),
        sa.PrimaryKeyConstraint("recording_id", name="pk_job"),
    )
    op.create_index("ix_job_state_lease_until", "job", ["state", "lease_until"], unique=False)


def downgrade() -> None:
    """Drop them again, children first."""
    op.drop_table("job")
    op.drop_table("heard")
    op.drop_table("recording")
    op.drop_table("refused_file")
    op.drop_table("run")
