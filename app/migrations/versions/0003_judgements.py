"""Evaluations, verdicts and what people did with them."""

import sqlalchemy as sa
from alembic import op

revision = "0003_judgements"
down_revision = "0002_recordings"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "evaluation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=20), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("rubric", sa.String(length=100), nullable=False),
        sa.Column("rulebook", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_evaluation_recording_id_recording"),
        sa.PrimaryKeyConstraint("id", name="pk_evaluation"),
        sa.UniqueConstraint("recording_id", "number", name="uq_evaluation_recording_id_number"),
    )
    op.create_index("ix_evaluation_recording_id", "evaluation", ["recording_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("at_s", sa.Float(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_note_recording_id_recording"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_note_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
    )
    op.create_index("ix_note_recording_id", "note", ["recording_id"], unique=False)
    op.create_table(
        "act",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=True),
        sa.Column("instance", sa.Integer(), nullable=True),
        sa.Column("before", sa.String(length=20), nullable=True),
        sa.Column("after", sa.String(length=20), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undoes_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_act_evaluation_id_evaluation"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_act_recording_id_recording"),
        sa.ForeignKeyConstraint(["undoes_id"], ["act.id"], name="fk_act_undoes_id_act"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_act_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_act"),
        sa.UniqueConstraint("undoes_id", name="uq_act_undoes_id"),
    )
    op.create_index("ix_act_at", "act", ["at"], unique=False)
    op.create_index("ix_act_recording_id", "act", ["recording_id"], unique=False)
    op.create_table(
        "duty",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("judged", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("end_s", sa.Float(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=True),
        sa.Column("cause", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_duty_evaluation_id_evaluation"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_duty_recording_id_recording"),
        sa.PrimaryKeyConstraint("id", name="pk_duty"),
        sa.UniqueConstraint("evaluation_id", "criterion", name="uq_duty_evaluation_id_criterion"),
    )
    op.create_index("ix_duty_criterion", "duty", ["criterion", "status"], unique=False)
    op.create_index("ix_duty_recording_id", "duty", ["recording_id"], unique=False)
    op.create_table(
        "finding",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("instance", sa.Integer(), nullable=False),
        sa.Column("criterion", sa.String(length=60), nullable=False),
        sa.Column("severity", sa.String(length=20), nullable=False),
        sa.Column("decision", sa.String(length=20), nullable=False),
        sa.Column("standing", sa.String(length=20), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=True),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("start_s", sa.Float(), nullable=True),
        sa.Column("end_s", sa.Float(), nullable=True),
        sa.Column("quote", sa.Text(), nullable=False),
        sa.Column("basis", sa.String(length=100), nullable=True),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_finding_evaluation_id_evaluation"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_finding_recording_id_recording"),
        sa.PrimaryKeyConstraint("id", name="pk_finding"),
        sa.UniqueConstraint("evaluation_id", "instance", name="uq_finding_evaluation_id_instance"),
    )
    op.create_index("ix_finding_criterion", "finding", ["criterion", "standing"], unique=False)
    op.create_index("ix_finding_recording_id", "finding", ["recording_id"], unique=False)
    op.create_table(
        "verdict",
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("evaluation_id", sa.Integer(), nullable=False),
        sa.Column("conduct", sa.String(length=20), nullable=False),
        sa.Column("skill", sa.Float(), nullable=True),
        sa.Column("critical", sa.Integer(), nullable=False),
        sa.Column("major", sa.Integer(), nullable=False),
        sa.Column("to_decide", sa.Integer(), nullable=False),
        sa.Column("worst", sa.String(length=60), nullable=True),
        sa.Column("needs_person", sa.Boolean(), nullable=False),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("sampled", sa.Boolean(), nullable=False),
        sa.Column("outcome", sa.String(length=30), nullable=True),
        sa.Column("amount", sa.String(length=40), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("duties_applicable", sa.Integer(), nullable=False),
        sa.Column("duties_assessed", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("counted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["evaluation_id"], ["evaluation.id"], name="fk_verdict_evaluation_id_evaluation"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_verdict_recording_id_recording"),
        sa.PrimaryKeyConstraint("recording_id", name="pk_verdict"),
    )
    op.create_index("ix_verdict_conduct", "verdict", ["conduct"], unique=False)
    op.create_index("ix_verdict_needs_person", "verdict", ["needs_person"], unique=False)
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.String(length=32), nullable=False),
        sa.Column("act_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["act_id"], ["act.id"], name="fk_signature_act_id_act"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_signature_recording_id_recording"),
        sa.PrimaryKeyConstraint("id", name="pk_signature"),
    )
    op.create_index("ix_signature_recording_id", "signature", ["recording_id"], unique=False)


def downgrade() -> None:
    """Drop them again, children first."""
    op.drop_table("note")
    op.drop_table("signature")
    op.drop_table("act")
    op.drop_table("verdict")
    op.drop_table("duty")
    op.drop_table("finding")
    op.drop_table("evaluation")
