"""A vendor's country, and whom to write to there."""

import sqlalchemy as sa
from alembic import op

revision = "0019_vendor_contact"
down_revision = "0018_sheets"


def upgrade() -> None:
    """Two columns that may be empty."""
    op.add_column("vendor", sa.Column("country", sa.String(length=2), nullable=True))
    op.add_column("vendor", sa.Column("contact", sa.String(length=200), nullable=True))


def downgrade() -> None:
    """Drop them again."""
    op.drop_column("vendor", "contact")
    op.drop_column("vendor", "country")
