"""Calls of which only the words were handed over, and calls whose audio was erased."""

import sqlalchemy as sa
from alembic import op

revision = "0014_no_audio"
down_revision = "0013_debt_days"


def upgrade() -> None:
    """Say of every recording whether it can still be heard."""
    op.add_column("recording", sa.Column("audio", sa.String(length=8), server_default="kept", nullable=False))
    op.add_column("recording", sa.Column("audio_erased_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Forget it again."""
    op.drop_column("recording", "audio_erased_on")
    op.drop_column("recording", "audio")
