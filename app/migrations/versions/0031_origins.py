"""Whose a contact at a ghost was: the points given, the lines declared, what was judged of each contact."""

import sqlalchemy as sa
from alembic import op

revision = "0031_origins"
down_revision = "0030_carried_marks"
SCHEMA = "oversight"


def _schema() -> str | None:
    return SCHEMA if op.get_bind().dialect.name == "postgresql" else None


def upgrade() -> None:
    """Make the tables and the columns."""
    schema = _schema()
    _points(schema)
    op.create_table(
        "declared_sender",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(length=200), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=200), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_declared_sender_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_declared_sender_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_declared_sender"),
        schema=schema,
    )
    op.create_index(
        "ix_declared_sender_organisation_id_vendor_id", "declared_sender", ["organisation_id", "vendor_id"], schema=schema
    )
    _attributions(schema)
    for column in (
        sa.Column("says", sa.String(length=200), nullable=True),
        sa.Column("knows", sa.Boolean(), nullable=True),
        sa.Column("authentic", sa.Boolean(), nullable=True),
    ):
        op.add_column("received", column, schema=schema)  # not as a batch: SQLite would drop a table that others point at


def _points(schema: str | None) -> None:
    op.create_table(
        "canary",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("ghost_id", sa.String(length=32), nullable=False),
        sa.Column("point", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("batch", sa.String(length=40), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_canary_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_canary_wave_id_wave"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_canary_vendor_id_vendor"),
        sa.ForeignKeyConstraint(["ghost_id"], ["ghost.id"], name="fk_canary_ghost_id_ghost"),
        sa.PrimaryKeyConstraint("id", name="pk_canary"),
        schema=schema,
    )
    op.create_index("ix_canary_organisation_id_value", "canary", ["organisation_id", "value"], schema=schema)
    op.create_index("ix_canary_wave_id", "canary", ["wave_id"], schema=schema)
    op.create_index("ix_canary_ghost_id", "canary", ["ghost_id"], schema=schema)


def _attributions(schema: str | None) -> None:
    op.create_table(
        "attribution",
        sa.Column("received_id", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.String(length=32), nullable=False),
        sa.Column("ghost_id", sa.String(length=32), nullable=False),
        sa.Column("vendor_id", sa.Integer(), nullable=False),
        sa.Column("sender", sa.String(length=200), nullable=True),
        sa.Column("verdict", sa.String(length=12), nullable=False),
        sa.Column("firm", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["received_id"], ["received.id"], name="fk_attribution_received_id_received"),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name="fk_attribution_wave_id_wave"),
        sa.ForeignKeyConstraint(["ghost_id"], ["ghost.id"], name="fk_attribution_ghost_id_ghost"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_attribution_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("received_id", name="pk_attribution"),
        schema=schema,
    )
    op.create_index("ix_attribution_wave_id_verdict", "attribution", ["wave_id", "verdict"], schema=schema)


def downgrade() -> None:
    """Take them away."""
    schema = _schema()
    for name in ("authentic", "knows", "says"):
        op.drop_column("received", name, schema=schema)
    for table in ("attribution", "declared_sender", "canary"):
        op.drop_table(table, schema=schema)
