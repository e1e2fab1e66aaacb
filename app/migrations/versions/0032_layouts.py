"""How each vendor of a wave wants its file."""

import sqlalchemy as sa
from alembic import op

revision = "0032_layouts"
down_revision = "0031_origins"
SCHEMA = "oversight"


def _schema() -> str | None:
    return SCHEMA if op.get_bind().dialect.name == "postgresql" else None


def upgrade() -> None:
    """Add the column."""
    op.add_column("wave_vendor", sa.Column("layout", sa.Text(), nullable=True), schema=_schema())


def downgrade() -> None:
    """Take it away."""
    op.drop_column("wave_vendor", "layout", schema=_schema())
