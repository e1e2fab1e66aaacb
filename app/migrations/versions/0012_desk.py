"""Worklists and the agents who work them."""

import sqlalchemy as sa
from alembic import op

revision = "0012_desk"
down_revision = "0011_money"
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _index(name: str, columns: list[str], stands: str, unique: bool = False, more: str = "") -> None:
    where = sa.text(f"stands = '{stands}'{more}")
    op.create_index(name, "work_item", columns, unique=unique, postgresql_where=where, sqlite_where=where)


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "work_item",
        sa.Column("debt_id", BIG, autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("skill", sa.String(length=40), server_default="", nullable=False),
        sa.Column("priority", sa.Float(), nullable=False),
        sa.Column("expected_minor", sa.BigInteger(), nullable=False),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("stands", sa.String(length=8), server_default="ready", nullable=False),
        sa.Column("appointment", sa.String(length=10), nullable=True),
        sa.Column("ready_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("taken_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("built_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_work_item_debt_id_debt"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_work_item_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("debt_id", name="pk_work_item"),
    )
    _index("ix_work_item_next", ["organisation_id", "desk", "skill", "level", "priority"], "ready")
    _index("ix_work_item_waits", ["organisation_id", "desk", "ready_at"], "waits")
    _index("ix_work_item_due", ["organisation_id", "desk", "ready_at"], "waits", more=" AND appointment IS NOT NULL")
    _index("ix_work_item_lease", ["organisation_id", "taken_until"], "held")
    _index("uq_work_item_taken_by", ["taken_by"], "held", unique=True)
    op.create_table(
        "desk_agent",
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("desk", sa.String(length=40), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("skills", sa.Text(), nullable=False),
        sa.Column("available", sa.Boolean(), nullable=False),
        sa.Column("last", sa.Text(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_desk_agent_user_id_user_account"),
        sa.PrimaryKeyConstraint("user_id", name="pk_desk_agent"),
    )


def downgrade() -> None:
    """Drop them again, children first."""
    op.drop_table("desk_agent")
    op.drop_table("work_item")
