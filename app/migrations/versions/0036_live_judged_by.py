"""Which judge and rubric an alert of the live floor comes of; who kept it to coach, and the conversation that came of it."""

import sqlalchemy as sa
from alembic import op

revision = "0036_live_judged_by"
down_revision = "0035_event_subject"


def upgrade() -> None:
    """Add the columns; of alerts made before it is not known."""
    with op.batch_alter_table("live_alert") as batch:
        batch.add_column(sa.Column("judge", sa.String(100), nullable=True))
        batch.add_column(sa.Column("rubric", sa.String(100), nullable=True))
        batch.add_column(sa.Column("coach_by", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("coach_at", sa.DateTime(timezone=True), nullable=True))
        batch.add_column(sa.Column("coaching_id", sa.String(32), nullable=True))
        batch.create_foreign_key("fk_live_alert_coach_by_user_account", "user_account", ["coach_by"], ["id"])
        batch.create_foreign_key("fk_live_alert_coaching_id_coaching", "coaching", ["coaching_id"], ["id"])


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("live_alert") as batch:
        batch.drop_constraint("fk_live_alert_coaching_id_coaching", type_="foreignkey")
        batch.drop_constraint("fk_live_alert_coach_by_user_account", type_="foreignkey")
        for name in ("coaching_id", "coach_at", "coach_by", "rubric", "judge"):
            batch.drop_column(name)
