"""Strategies, what is said, and what passed between the operation and a person."""

import sqlalchemy as sa
from alembic import op

revision = "0010_outreach"
down_revision = "0009_debts"
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "strategy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Text(), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("simulated", sa.Text(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.Column("live_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("live_to", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_strategy_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name="fk_strategy_segment_id_segment"),
        sa.PrimaryKeyConstraint("id", name="pk_strategy"),
        sa.UniqueConstraint("segment_id", "name", "version", name="uq_strategy_segment_id_name_version"),
    )
    op.create_table(
        "template",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("tone", sa.String(length=20), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("checks", sa.Text(), nullable=False),
        sa.Column("client_type", sa.String(length=60), nullable=True),
        sa.Column("sector", sa.String(length=60), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("setup_cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("test_cost_minor", sa.BigInteger(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_template_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_template"),
        sa.UniqueConstraint(
            "organisation_id", "key", "channel", "language", "country", "tone", "version", name="uq_template_words"
        ),
    )
    _create_experiments()
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("template_key", sa.String(length=60), nullable=False),
        sa.Column("channels", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("due_offset_days", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_campaign_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
    )
    op.create_index("ix_campaign_organisation_id_made_at", "campaign", ["organisation_id", "made_at"], unique=False)
    op.create_table(
        "interaction",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("debt_id", BIG, nullable=True),
        sa.Column("case_id", BIG, nullable=True),
        sa.Column("vendor_id", sa.Integer(), nullable=True),
        sa.Column("agent_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("strategy_id", sa.Integer(), nullable=True),
        sa.Column("template_id", sa.Integer(), nullable=True),
        sa.Column("contact_point_id", BIG, nullable=True),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("direction", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("answered_by", sa.String(length=20), nullable=False),
        sa.Column("right_party", sa.Boolean(), nullable=True),
        sa.Column("duration_s", sa.Float(), nullable=True),
        sa.Column("wrap_up_s", sa.Float(), nullable=True),
        sa.Column("subject", sa.String(length=300), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("recording_id", sa.String(length=32), nullable=True),
        sa.Column("refused", sa.Text(), nullable=True),
        sa.Column("cost_micros", sa.BigInteger(), nullable=False),
        sa.Column("provider", sa.String(length=40), nullable=True),
        sa.Column("provider_ref", sa.String(length=120), nullable=True),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("clear_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("once", sa.String(length=120), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["agent_id"], ["user_account.id"], name="fk_interaction_agent_id_user_account"),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_interaction_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["case_id"], ["debt_case.id"], name="fk_interaction_case_id_debt_case"),
        sa.ForeignKeyConstraint(["contact_point_id"], ["contact_point.id"], name="fk_interaction_contact_point_id_contact_point"),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_interaction_debt_id_debt"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_interaction_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_interaction_person_id_person"),
        sa.ForeignKeyConstraint(["recording_id"], ["recording.id"], name="fk_interaction_recording_id_recording"),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name="fk_interaction_strategy_id_strategy"),
        sa.ForeignKeyConstraint(["template_id"], ["template.id"], name="fk_interaction_template_id_template"),
        sa.ForeignKeyConstraint(["vendor_id"], ["vendor.id"], name="fk_interaction_vendor_id_vendor"),
        sa.PrimaryKeyConstraint("id", name="pk_interaction"),
        sa.UniqueConstraint("once", name="uq_interaction_once"),
    )
    op.create_index("ix_interaction_debt_id_at", "interaction", ["debt_id", "at"], unique=False)
    op.create_index("ix_interaction_organisation_id_at", "interaction", ["organisation_id", "at"], unique=False)
    op.create_index("ix_interaction_person_id_at", "interaction", ["person_id", "at"], unique=False)
    op.create_index("ix_interaction_provider_ref", "interaction", ["provider_ref"], unique=False)
    op.create_table(
        "campaign_target",
        sa.Column("id", BIG, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("debt_id", BIG, nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tried", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("interaction_id", BIG, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_target_campaign_id_campaign"),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_campaign_target_debt_id_debt"),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name="fk_campaign_target_interaction_id_interaction"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_campaign_target_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_target"),
        sa.UniqueConstraint("campaign_id", "person_id", name="uq_campaign_target_campaign_id_person_id"),
    )
    op.create_index("ix_campaign_target_due", "campaign_target", ["campaign_id", "state", "next_at"], unique=False)
    op.create_index("ix_campaign_target_interaction_id", "campaign_target", ["interaction_id"], unique=False)
    op.create_table(
        "grievance",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("debt_id", BIG, nullable=True),
        sa.Column("interaction_id", BIG, nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_grievance_debt_id_debt"),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name="fk_grievance_interaction_id_interaction"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_grievance_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_grievance_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_grievance"),
    )
    op.create_index("ix_grievance_debt_id", "grievance", ["debt_id"], unique=False)
    op.create_index("ix_grievance_person_id", "grievance", ["person_id"], unique=False)
    _create_steps_taken()


def _create_experiments() -> None:
    op.create_table(
        "experiment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("declared", sa.Text(), nullable=True),
        sa.Column("live_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("live_to", sa.DateTime(timezone=True), nullable=True),
        sa.Column("made_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_experiment_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name="fk_experiment_segment_id_segment"),
        sa.PrimaryKeyConstraint("id", name="pk_experiment"),
        sa.UniqueConstraint("seed", name="uq_experiment_seed"),
    )
    columns = ["organisation_id", "segment_id"]
    op.create_index("ix_experiment_organisation_id_segment_id", "experiment", columns, unique=False)
    op.create_table(
        "enrolment",
        sa.Column("experiment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["experiment_id"], ["experiment.id"], name="fk_enrolment_experiment_id_experiment"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_enrolment_person_id_person"),
        sa.PrimaryKeyConstraint("experiment_id", "person_id", name="pk_enrolment"),
    )


def _create_steps_taken() -> None:
    op.create_table(
        "house_card",
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("says", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_house_card_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("organisation_id", name="pk_house_card"),
    )
    op.create_table(
        "step_taken",
        sa.Column("id", BIG, nullable=False),
        sa.Column("strategy_id", sa.Integer(), nullable=False),
        sa.Column("strategy_name", sa.String(length=80), nullable=False),
        sa.Column("debt_id", BIG, nullable=False),
        sa.Column("cycle_on", sa.Date(), nullable=False),
        sa.Column("step", sa.String(length=60), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("interaction_id", BIG, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["strategy_id"], ["strategy.id"], name="fk_step_taken_strategy_id_strategy"),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_step_taken_debt_id_debt"),
        sa.ForeignKeyConstraint(["interaction_id"], ["interaction.id"], name="fk_step_taken_interaction_id_interaction"),
        sa.PrimaryKeyConstraint("id", name="pk_step_taken"),
        sa.UniqueConstraint(
            "debt_id", "cycle_on", "strategy_name", "step", name="uq_step_taken_debt_id_cycle_on_strategy_name_step"
        ),
    )


def downgrade() -> None:
    """Drop them again, children first."""
    op.drop_table("step_taken")
    op.drop_table("house_card")
    op.drop_table("enrolment")
    op.drop_table("experiment")
    op.drop_table("grievance")
    op.drop_table("campaign_target")
    op.drop_table("interaction")
    op.drop_table("campaign")
    op.drop_table("template")
    op.drop_table("strategy")
