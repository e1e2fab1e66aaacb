"""Executive packs by e-mail."""

import sqlalchemy as sa
from alembic import op

revision = "0016_pack_mail"
down_revision = "0015_vendors"


def upgrade() -> None:
    """Who gets them, and which went out."""
    op.create_table(
        "pack_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("lang", sa.String(length=5), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("stopped_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_pack_mail_organisation_id_organisation"),
        sa.ForeignKeyConstraint(["user_id"], ["user_account.id"], name="fk_pack_mail_user_id_user_account"),
        sa.PrimaryKeyConstraint("id", name="pk_pack_mail"),
    )
    op.create_index("ix_pack_mail_organisation_id", "pack_mail", ["organisation_id"], unique=False)
    op.create_table(
        "pack_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mail_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["mail_id"], ["pack_mail.id"], name="fk_pack_sent_mail_id_pack_mail"),
        sa.PrimaryKeyConstraint("id", name="pk_pack_sent"),
        sa.UniqueConstraint("mail_id", "first", name="uq_pack_sent_mail_id_first"),
    )


def downgrade() -> None:
    """Without them."""
    op.drop_table("pack_sent")
    op.drop_index("ix_pack_mail_organisation_id", "pack_mail")
    op.drop_table("pack_mail")
