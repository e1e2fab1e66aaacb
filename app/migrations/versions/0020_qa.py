"""The quality desk: random samples, calls in hand, calls of known marks, calibration sessions."""

import sqlalchemy as sa
from alembic import op

revision = "0020_qa"
down_revision = "0019_vendor_contact"


def upgrade() -> None:
    """Make the tables; what a closed sheet says of critical acts."""
    op.create_table(
        "calibration_session",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("way", sa.String(length=12), nullable=False),
        sa.Column("rubric", sa.String(length=100), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_calibration_session_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_calibration_session_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_calibration_session"),
    )
    op.create_index(
        "ix_calibration_session_organisation_id_made_at", "calibration_session", ["organisation_id", "made_at"], unique=False
    )
    op.create_table(
        "sample_plan",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("half_width", sa.Float(), nullable=False),
        sa.Column("planning_rate", sa.Float(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("spare", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=100), nullable=False),
        sa.Column("cut", sa.String(length=64), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figure", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_sample_plan_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_sample_plan_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_sample_plan"),
    )
    op.create_index("ix_sample_plan_organisation_id_drawn_at", "sample_plan", ["organisation_id", "drawn_at"], unique=False)
    op.create_table(
        "calibration_member",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["calibration_session.id"], name="fk_calibration_member_session_id_calibration_session"
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_calibration_member_user_id_user_account"),
        sa.PrimaryKeyConstraint("session_id", "user_id", name="pk_calibration_member"),
    )
    op.create_index("ix_calibration_member_user_id", "calibration_member", ["user_id"], unique=False)
    op.create_table(
        "agreed_mark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("mark", sa.String(length=20), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_agreed_mark_recording_id_recording"),
        sa.ForeignKeyConstraint(["session_id"], ["calibration_session.id"], name="fk_agreed_mark_session_id_calibration_session"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_agreed_mark_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_agreed_mark"),
    )
    op.create_index("ix_agreed_mark_session_id", "agreed_mark", ["session_id", "recording_id"], unique=False)
    op.create_table(
        "calibration_call",
        sa.Column("session_id", sa.String(length=32), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_calibration_call_recording_id_recording"),
        sa.ForeignKeyConstraint(
            ["session_id"], ["calibration_session.id"], name="fk_calibration_call_session_id_calibration_session"
        ),
        sa.PrimaryKeyConstraint("session_id", "recording_id", name="pk_calibration_call"),
    )
    op.create_index("ix_calibration_call_recording_id", "calibration_call", ["recording_id"], unique=False)
    op.create_table(
        "known_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_known_call_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_known_call_recording_id_recording"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_known_call_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_known_call"),
        sa.UniqueConstraint("recording_id", name="uq_known_call_recording_id"),
    )
    op.create_index("ix_known_call_organisation_id", "known_call", ["organisation_id"], unique=False)
    op.create_table(
        "queue_lease",
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_queue_lease_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_queue_lease_recording_id_recording"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_queue_lease_user_id_user_account"),
        sa.PrimaryKeyConstraint("recording_id", name="pk_queue_lease"),
    )
    op.create_index("ix_queue_lease_organisation_id", "queue_lease", ["organisation_id"], unique=False)
    op.create_table(
        "sample_apart",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("known_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["known_id"], ["known_call.id"], name="fk_sample_apart_known_id_known_call"),
        sa.ForeignKeyConstraint(["plan_id"], ["sample_plan.id"], name="fk_sample_apart_plan_id_sample_plan"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_sample_apart_recording_id_recording"),
        sa.PrimaryKeyConstraint("plan_id", "recording_id", name="pk_sample_apart"),
    )
    op.create_index("ix_sample_apart_known_id", "sample_apart", ["known_id"], unique=False)
    op.create_table(
        "sample_item",
        sa.Column("plan_id", sa.String(length=32), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.Column("sheet_id", sa.String(length=32), nullable=True),
        sa.ForeignKeyConstraint(["plan_id"], ["sample_plan.id"], name="fk_sample_item_plan_id_sample_plan"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_sample_item_recording_id_recording"),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name="fk_sample_item_sheet_id_score_sheet"),
        sa.PrimaryKeyConstraint("plan_id", "recording_id", name="pk_sample_item"),
    )
    op.create_index("ix_sample_item_recording_id", "sample_item", ["recording_id"], unique=False)
    op.add_column("score_sheet", sa.Column("breach", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop them again, children first."""
    op.drop_column("score_sheet", "breach")
    op.drop_table("sample_item")
    op.drop_table("sample_apart")
    op.drop_table("queue_lease")
    op.drop_table("known_call")
    op.drop_table("calibration_call")
    op.drop_table("agreed_mark")
    op.drop_table("calibration_member")
    op.drop_table("sample_plan")
    op.drop_table("calibration_session")
