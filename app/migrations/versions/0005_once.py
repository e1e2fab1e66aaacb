"""Passwords that only open the door to choose another; a form sent twice makes one run."""

import sqlalchemy as sa
from alembic import op

revision = "0005_once"
down_revision = "0004_word_search"


def upgrade() -> None:
    """Nobody has such a password yet, and no run came from such a form."""
    op.add_column("user_account", sa.Column("password_given", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("run", sa.Column("sent_once", sa.String(length=64), nullable=True))
    op.create_index("ix_run_sent_once", "run", ["organisation_id", "sent_once"], unique=True)


def downgrade() -> None:
    """Forget both."""
    op.drop_index("ix_run_sent_once", "run")
    op.drop_column("run", "sent_once")
    op.drop_column("user_account", "password_given")
