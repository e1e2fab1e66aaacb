"""A vendor's log may be withdrawn: when, by whom and why stand beside it."""

import sqlalchemy as sa
from alembic import op

revision = "0008_withdrawn_logs"
down_revision = "0007_ghosts"
SCHEMA = "oversight"


def _schema() -> str | None:
    return SCHEMA if op.get_bind().dialect.name == "postgresql" else None


def upgrade() -> None:
    """Add the columns; no row has any of them."""
    op.add_column("vendor_log", sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True), schema=_schema())
    op.add_column("vendor_log", sa.Column("withdrawn_by", sa.String(length=200), nullable=True), schema=_schema())
    op.add_column("vendor_log", sa.Column("withdrawn_reason", sa.Text(), nullable=True), schema=_schema())


def downgrade() -> None:
    """Drop them again."""
    for name in ("withdrawn_reason", "withdrawn_by", "withdrawn_at"):
        op.drop_column("vendor_log", name, schema=_schema())
