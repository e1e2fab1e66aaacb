"""Which earlier mark of a person one of a later judging repeats."""

from alembic import op

revision = "0030_carried_marks"
down_revision = "0029_house"


def upgrade() -> None:
    """Add the column, in place: other tables point at this one, so it cannot be made anew."""
    op.execute("ALTER TABLE act ADD COLUMN carried_from_id INTEGER CONSTRAINT fk_act_carried_from_id_act REFERENCES act (id)")


def downgrade() -> None:
    """Take it away."""
    with op.batch_alter_table("act") as batch:
        batch.drop_constraint("fk_act_carried_from_id_act", type_="foreignkey")
        batch.drop_column("carried_from_id")
