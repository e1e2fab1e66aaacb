"""The log is asked who opened what: by its subject."""

from alembic import op

revision = "0035_event_subject"
down_revision = "0034_decision_books"


def upgrade() -> None:
    """Add the index."""
    op.create_index("ix_event_subject", "event", ["subject"])


def downgrade() -> None:
    """Take it away."""
    op.drop_index("ix_event_subject", "event")
