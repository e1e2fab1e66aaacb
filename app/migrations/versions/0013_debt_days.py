"""Photographs of the portfolio."""

import sqlalchemy as sa
from alembic import op

revision = "0013_debt_days"
down_revision = "0012_desk"
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "debt_day",
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("debt_id", BIG, autoincrement=False, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("overdue_minor", sa.BigInteger(), nullable=False),
        sa.Column("days_overdue", sa.Integer(), nullable=False),
        sa.Column("aside", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_debt_day_debt_id_debt"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_debt_day_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_debt_day_person_id_person"),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name="fk_debt_day_segment_id_segment"),
        sa.PrimaryKeyConstraint("on_day", "debt_id", name="pk_debt_day"),
    )
    op.create_index("ix_debt_day_organisation_id_on_day", "debt_day", ["organisation_id", "on_day"], unique=False)


def downgrade() -> None:
    """Drop it again."""
    op.drop_table("debt_day")
