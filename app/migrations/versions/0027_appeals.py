"""Marks that were contested, and what a second person answered."""

import sqlalchemy as sa
from alembic import op

revision = "0027_appeals"
down_revision = "0026_floor"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "appeal",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(length=140), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("share_id", sa.String(length=32), nullable=True),
        sa.Column("recording_id", sa.String(length=32), nullable=True),
        sa.Column("evaluation_id", sa.Integer(), nullable=True),
        sa.Column("criterion", sa.String(length=60), nullable=True),
        sa.Column("instance", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=True),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_appeal_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["share_id"], ["finding_share.id"], name="fk_appeal_share_id_finding_share"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_appeal_recording_id_recording"),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_appeal_evaluation_id_evaluation"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_appeal_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal"),
        sa.UniqueConstraint("place", "round", name="uq_appeal_place_round"),
    )
    op.create_index("ix_appeal_organisation_id_at", "appeal", ["organisation_id", "at"])
    op.create_index("ix_appeal_share_id", "appeal", ["share_id"])
    op.create_index("ix_appeal_recording_id", "appeal", ["recording_id"])
    op.create_table(
        "appeal_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("appeal_id", sa.String(length=32), nullable=False),
        sa.Column("sheet_id", sa.String(length=32), nullable=True),
        sa.Column("own", sa.String(length=20), nullable=True),
        sa.Column("outcome", sa.String(length=12), nullable=False),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("after", sa.String(length=20), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("effect", sa.Text(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name="fk_appeal_decision_appeal_id_appeal"),
        sa.ForeignKeyConstraint(["sheet_id"], ["score_sheet.id"], name="fk_appeal_decision_sheet_id_score_sheet"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_appeal_decision_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_appeal_decision"),
        sa.UniqueConstraint("appeal_id", name="uq_appeal_decision_appeal_id"),
    )


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("appeal_decision")
    op.drop_table("appeal")
