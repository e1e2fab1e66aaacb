"""Calls drawn at random are in a plan of their own; the verdict's mark of one in twenty goes."""

import sqlalchemy as sa
from alembic import op

revision = "0025_drawn"
down_revision = "0024_learning"


def upgrade() -> None:
    """Drop the column."""
    with op.batch_alter_table("verdict") as batch:
        batch.drop_column("sampled")


def downgrade() -> None:
    """Bring it back, nothing drawn."""
    with op.batch_alter_table("verdict") as batch:
        batch.add_column(sa.Column("sampled", sa.Boolean(), nullable=False, server_default=sa.false()))
