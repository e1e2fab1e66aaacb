"""In which judging a finding shown to a vendor has its number: judged again, another finding may have it."""

import sqlalchemy as sa
from alembic import op

revision = "0033_share_of_judging"
down_revision = "0032_layouts"

_KEEP = (
    "UPDATE call_share SET evaluation_id = (SELECT e.id FROM evaluation e WHERE e.recording_id = call_share.recording_id "
    "AND e.judged_at <= call_share.at ORDER BY e.number DESC LIMIT 1)"
)


def upgrade() -> None:
    """Add the column and fill it; no other table points at this one, so SQLite may make it anew for its constraint."""
    with op.batch_alter_table("call_share") as batch:
        batch.add_column(sa.Column("evaluation_id", sa.Integer(), nullable=True))
        batch.create_foreign_key("fk_call_share_evaluation_id_evaluation", "evaluation", ["evaluation_id"], ["id"])
        batch.drop_constraint("uq_call_share_recording_id_criterion_instance", type_="unique")
        batch.create_unique_constraint(
            "uq_call_share_evaluation_id_criterion_instance", ["evaluation_id", "criterion", "instance"]
        )
    op.execute(_KEEP)


def downgrade() -> None:
    """Take it away; where two judgings gave one number, the first that was sent stays."""
    op.execute(
        "DELETE FROM call_share WHERE id NOT IN (SELECT MIN(id) FROM call_share GROUP BY recording_id, criterion, instance)"
    )
    with op.batch_alter_table("call_share") as batch:
        batch.drop_constraint("uq_call_share_evaluation_id_criterion_instance", type_="unique")
        batch.drop_constraint("fk_call_share_evaluation_id_evaluation", type_="foreignkey")
        batch.drop_column("evaluation_id")
        batch.create_unique_constraint("uq_call_share_recording_id_criterion_instance", ["recording_id", "criterion", "instance"])
