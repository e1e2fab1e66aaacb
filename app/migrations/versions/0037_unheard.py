"""Which stretches of a live call nobody heard, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0037_unheard"
down_revision = "0036_live_judged_by"


def upgrade() -> None:
    """Add the column; of calls before it is not known, and none is told."""
    with op.batch_alter_table("live_call") as batch:
        batch.add_column(sa.Column("unheard", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("live_call") as batch:
        batch.drop_column("unheard")
