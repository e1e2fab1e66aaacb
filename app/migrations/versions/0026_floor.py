"""Which criteria are diagnostic only, as the machine's measured precision said, with the figure."""

import sqlalchemy as sa
from alembic import op

revision = "0026_floor"
down_revision = "0025_drawn"


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "criterion_floor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("stands", sa.String(length=20), nullable=False),
        sa.Column("precision", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_criterion_floor_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_criterion_floor"),
    )
    op.create_index("ix_criterion_floor_organisation_id", "criterion_floor", ["organisation_id", "criterion"])


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("criterion_floor")
