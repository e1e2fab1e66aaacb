"""People, what they owe, and how it was loaded and sorted."""

import sqlalchemy as sa
from alembic import op

revision = "0009_debts"
down_revision = "0008_withdrawn_logs"
BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "segment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("past", sa.Text(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_segment_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_segment"),
        sa.UniqueConstraint("organisation_id", "name", name="uq_segment_organisation_id_name"),
    )
    op.create_table(
        "load_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("reads", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_load_mapping_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_load_mapping"),
        sa.UniqueConstraint("organisation_id", "name", name="uq_load_mapping_organisation_id_name"),
    )
    op.create_table(
        "portfolio_load",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("file", sa.String(length=500), nullable=False),
        sa.Column("stored", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("mapping_id", sa.Integer(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("reads", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("share_done", sa.Integer(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("rejected", sa.String(length=200), nullable=True),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["mapping_id"], ["load_mapping.id"], name="fk_portfolio_load_mapping_id_load_mapping"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_portfolio_load_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_portfolio_load"),
    )
    op.create_index("ix_portfolio_load_organisation_id_at", "portfolio_load", ["organisation_id", "at"], unique=False)
    op.create_table(
        "person",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("identity", sa.String(length=40), nullable=True),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("zone", sa.String(length=60), nullable=True),
        sa.Column("subdivision", sa.String(length=10), nullable=True),
        sa.Column("city", sa.String(length=120), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("tone", sa.String(length=20), nullable=True),
        sa.Column("prefers", sa.String(length=20), nullable=True),
        sa.Column("paid_on_day", sa.Integer(), nullable=True),
        sa.Column("cares", sa.Text(), nullable=False),
        sa.Column("vulnerable", sa.Boolean(), nullable=False),
        sa.Column("since", sa.String(length=10), nullable=True),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_person_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_person"),
        sa.UniqueConstraint("organisation_id", "country", "identity", name="uq_person_organisation_id_country_identity"),
    )
    op.create_table(
        "contact_point",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("value", sa.String(length=300), nullable=False),
        sa.Column("mobile", sa.Boolean(), nullable=True),
        sa.Column("at_work", sa.Boolean(), nullable=False),
        sa.Column("standing", sa.String(length=12), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("learned_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_contact_point_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_point"),
        sa.UniqueConstraint("person_id", "kind", "value", name="uq_contact_point_person_id_kind_value"),
    )
    op.create_index("ix_contact_point_value", "contact_point", ["value"], unique=False)
    op.create_table(
        "person_pair",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("first_id", BIG, nullable=False),
        sa.Column("second_id", BIG, nullable=False),
        sa.Column("decided", sa.String(length=4), nullable=False),
        sa.Column("who", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_person_pair_organisation_id_organisation"),
        sa.PrimaryKeyConstraint("id", name="pk_person_pair"),
        sa.UniqueConstraint("first_id", "second_id", name="uq_person_pair_first_id_second_id"),
    )
    op.create_table(
        "consent",
        sa.Column("id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("channel", sa.String(length=20), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(length=60), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_consent_person_id_person"),
        sa.PrimaryKeyConstraint("id", name="pk_consent"),
    )
    op.create_index("ix_consent_person_id_at", "consent", ["person_id", "at"], unique=False)
    op.create_table(
        "debt",
        sa.Column("id", BIG, nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("number", sa.String(length=80), nullable=False),
        sa.Column("product", sa.String(length=80), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=True),
        sa.Column("balance_minor", sa.BigInteger(), nullable=False),
        sa.Column("overdue_minor", sa.BigInteger(), nullable=False),
        sa.Column("oldest_due_on", sa.Date(), nullable=True),
        sa.Column("risk", sa.Float(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=20), nullable=True),
        sa.Column("segment_id", sa.Integer(), nullable=True),
        sa.Column("placed_with", sa.Integer(), nullable=True),
        sa.Column("load_id", sa.String(length=32), nullable=True),
        sa.Column("fingerprint", sa.String(length=16), nullable=True),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["load_id"], ["portfolio_load.id"], name="fk_debt_load_id_portfolio_load"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_debt_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name="fk_debt_person_id_person"),
        sa.ForeignKeyConstraint(["placed_with"], ["vendor.id"], name="fk_debt_placed_with_vendor"),
        sa.ForeignKeyConstraint(["segment_id"], ["segment.id"], name="fk_debt_segment_id_segment"),
        sa.PrimaryKeyConstraint("id", name="pk_debt"),
        sa.UniqueConstraint("organisation_id", "number", name="uq_debt_organisation_id_number"),
    )
    op.create_index("ix_debt_organisation_id_segment_id", "debt", ["organisation_id", "segment_id"], unique=False)
    op.create_index("ix_debt_person_id", "debt", ["person_id"], unique=False)
    op.create_table(
        "instalment",
        sa.Column("id", BIG, nullable=False),
        sa.Column("debt_id", BIG, nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amount_minor", sa.BigInteger(), nullable=False),
        sa.Column("open_minor", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_instalment_debt_id_debt"),
        sa.PrimaryKeyConstraint("id", name="pk_instalment"),
        sa.UniqueConstraint("debt_id", "n", name="uq_instalment_debt_id_n"),
    )
    op.create_table(
        "debt_case",
        sa.Column("id", BIG, nullable=False),
        sa.Column("debt_id", BIG, nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("overdue_minor", sa.BigInteger(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("closed_as", sa.String(length=12), nullable=True),
        sa.ForeignKeyConstraint(["debt_id"], ["debt.id"], name="fk_debt_case_debt_id_debt"),
        sa.PrimaryKeyConstraint("id", name="pk_debt_case"),
    )
    op.create_index("ix_debt_case_debt_id_opened_on", "debt_case", ["debt_id", "opened_on"], unique=False)


def downgrade() -> None:
    """Drop them again, children first."""
    op.drop_table("debt_case")
    op.drop_table("instalment")
    op.drop_table("debt")
    op.drop_table("consent")
    op.drop_table("person_pair")
    op.drop_table("contact_point")
    op.drop_table("person")
    op.drop_table("portfolio_load")
    op.drop_table("load_mapping")
    op.drop_table("segment")
