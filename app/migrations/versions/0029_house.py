"""A client's own contact hours, the worth of units of account, and its first texts under way."""

import sqlalchemy as sa
from alembic import op

revision = "0029_house"
down_revision = "0028_rubric_versions"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "house_hours",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_house_hours_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_house_hours"),
    )
    op.create_table(
        "unit_value",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("worth", sa.String(length=40), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_unit_value_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", "unit", "on", name="pk_unit_value"),
    )
    op.create_table(
        "house_texts",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_house_texts_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_house_texts"),
    )


def downgrade() -> None:
    """Drop them again."""
    for name in ("house_texts", "unit_value", "house_hours"):
        op.drop_table(name)
