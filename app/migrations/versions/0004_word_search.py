"""An index of letter triples over the words said, where Postgres has the extension; SQLite reads through."""

import sqlalchemy as sa
from alembic import op

revision = "0004_word_search"
down_revision = "0003_judgements"

_OFFERED = "SELECT count(*) FROM pg_available_extensions WHERE name = 'pg_trgm'"


def upgrade() -> None:
    """Make the extension and the index where they can be had."""
    connection = op.get_bind()
    if connection.dialect.name != "postgresql" or not connection.scalar(sa.text(_OFFERED)):
        return
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute("CREATE INDEX ix_heard_folded_trigrams ON heard USING gin (folded gin_trgm_ops)")


def downgrade() -> None:
    """Drop the index; the extension may serve others."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX IF EXISTS ix_heard_folded_trigrams")
