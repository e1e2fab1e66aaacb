"""Versions of the judge's heads that a client's corrections made, and which one new calls are judged by."""

import sqlalchemy as sa
from alembic import op

revision = "0024_learning"
down_revision = "0023_live"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "judge_version",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("stage", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("version", sa.String(length=12), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("stored", sa.String(length=200), nullable=True),
        sa.Column("base", sa.String(length=12), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=True) for name in ("decision", "measured", "aside", "calls", "people")),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("against", sa.Integer(), nullable=False),
        sa.Column("by_agent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_judge_version_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_judge_version_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_judge_version"),
    )
    op.create_index("ix_judge_version_organisation_id", "judge_version", ["organisation_id", "asked_at"])
    op.create_table(
        "judge_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("before_id", sa.String(length=32), nullable=True),
        sa.Column("after_id", sa.String(length=32), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_judge_change_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["before_id"], ["judge_version.id"], name="fk_judge_change_before_id_judge_version"),
        sa.ForeignKeyConstraint(["after_id"], ["judge_version.id"], name="fk_judge_change_after_id_judge_version"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_judge_change_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_judge_change"),
    )
    op.create_index("ix_judge_change_organisation_id", "judge_change", ["organisation_id", "id"])


def downgrade() -> None:
    """Drop them again."""
    op.drop_table("judge_change")
    op.drop_table("judge_version")
