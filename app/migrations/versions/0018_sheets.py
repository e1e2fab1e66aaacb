"""What people mark of calls, sheet by sheet."""

import sqlalchemy as sa
from alembic import op

revision = "0018_sheets"
down_revision = "0017_decisions"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "score_sheet",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("purpose", sa.String(length=12), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("session_id", sa.String(length=32), server_default="", nullable=False),
        sa.Column("rubric", sa.String(length=100), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("spent_s", sa.Float(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_score_sheet_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_score_sheet_recording_id_recording"),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_score_sheet_evaluation_id_evaluation"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_score_sheet_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_score_sheet"),
    )
    op.create_index("ix_score_sheet_recording_id", "score_sheet", ["recording_id"])
    op.create_index("ix_score_sheet_organisation_id_closed_at", "score_sheet", ["organisation_id", "closed_at"])
    once = ["recording_id", "user_id", "purpose", "session_id"]
    op.create_index("uq_score_sheet_once", "score_sheet", once, unique=True)


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("score_sheet")
