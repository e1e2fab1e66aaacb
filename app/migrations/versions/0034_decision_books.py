"""What the books showed when a decision was marked as carried out, and the reason given where they showed nothing."""

import sqlalchemy as sa
from alembic import op

revision = "0034_decision_books"
down_revision = "0033_share_of_judging"


def upgrade() -> None:
    """Add both columns: of decisions marked before, nobody looked."""
    with op.batch_alter_table("balance_decision") as batch:
        batch.add_column(sa.Column("done_books", sa.Text(), nullable=True))
        batch.add_column(sa.Column("done_why", sa.Text(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("balance_decision") as batch:
        batch.drop_column("done_why")
        batch.drop_column("done_books")
