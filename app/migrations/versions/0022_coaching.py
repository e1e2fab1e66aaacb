"""Who is behind an agent's code; coaching sessions with their steps; practice."""

import sqlalchemy as sa
from alembic import op

revision = "0022_coaching"
down_revision = "0021_search"


def upgrade() -> None:
    """Make the tables."""
    _codes()
    _sessions()
    _practice()


def _codes() -> None:
    op.create_table(
        "agent_code",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("code", sa.String(length=200), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_agent_code_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_agent_code_user_id_user_account"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_agent_code_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_agent_code"),
    )
    op.create_index("ix_agent_code_user_id", "agent_code", ["user_id"])
    op.create_index("ix_agent_code_organisation_id_code", "agent_code", ["organisation_id", "code"])


def _sessions() -> None:
    op.create_table(
        "coaching",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("instance", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=10), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("end_s", sa.Float(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("example_id", sa.String(length=32), nullable=True),
        sa.Column("example_turn", sa.Integer(), nullable=True),
        sa.Column("example_start_s", sa.Float(), nullable=True),
        sa.Column("example_end_s", sa.Float(), nullable=True),
        sa.Column("example_quote", sa.Text(), nullable=True),
        sa.Column("opened_by", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_coaching_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_coaching_vendor_id_vendor"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_coaching_recording_id_recording"),
        sa.ForeignKeyConstraint(["example_id"], ["recording.id"], name="fk_coaching_example_id_recording"),
        sa.ForeignKeyConstraint(["opened_by"], ["user_account.id"], name="fk_coaching_opened_by_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_coaching"),
    )
    op.create_index("ix_coaching_agent", "coaching", ["agent"])
    op.create_index("ix_coaching_recording_id", "coaching", ["recording_id"])
    op.create_index("ix_coaching_organisation_id_opened_at", "coaching", ["organisation_id", "opened_at"])
    op.create_table(
        "coaching_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("coaching_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["coaching_id"], ["coaching.id"], name="fk_coaching_step_coaching_id_coaching"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_coaching_step_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_coaching_step"),
        sa.UniqueConstraint("coaching_id", "number", name="uq_coaching_step_coaching_id_number"),
    )
    op.create_table(
        "example_permission",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("agent", sa.String(length=200), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name="fk_example_permission_organisation_id_organisation"
        ),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_example_permission_vendor_id_vendor"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_example_permission_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_example_permission"),
    )
    op.create_index("ix_example_permission_organisation_id_agent", "example_permission", ["organisation_id", "agent"])


def _practice() -> None:
    op.create_table(
        "practice",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("coaching_id", sa.String(length=32), nullable=True),
        sa.Column("mission", sa.String(length=60), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_practice_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_practice_user_id_user_account"),
        sa.ForeignKeyConstraint(["coaching_id"], ["coaching.id"], name="fk_practice_coaching_id_coaching"),
        sa.PrimaryKeyConstraint("id", name="pk_practice"),
    )
    op.create_index("ix_practice_user_id", "practice", ["user_id"])
    op.create_index("ix_practice_coaching_id", "practice", ["coaching_id"])
    op.create_table(
        "practice_turn",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("practice_id", sa.String(length=32), nullable=False),
        sa.Column("i", sa.Integer(), nullable=False),
        sa.Column("speaker", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("mood", sa.String(length=20), server_default="", nullable=False),
        sa.Column("heard", sa.Text(), nullable=False),
        sa.Column("sound", sa.String(length=200), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["practice_id"], ["practice.id"], name="fk_practice_turn_practice_id_practice"),
        sa.PrimaryKeyConstraint("id", name="pk_practice_turn"),
        sa.UniqueConstraint("practice_id", "i", name="uq_practice_turn_practice_id_i"),
    )


def downgrade() -> None:
    """Drop them again."""
    for table in ("practice_turn", "practice", "example_permission", "coaching_step", "coaching", "agent_code"):
        op.drop_table(table)
