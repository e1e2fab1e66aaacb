"""Who a campaign is for, and how far it got with each: one message a person, on the first channel that may and works."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Json, Table, UtcDateTime


class CampaignTarget(Table):
    """One person of a campaign. `state`: waiting (until `next_at`), sent, refused, failed or skipped.

    `tried` are channels already given up, `reason` why it is where it is, `interaction_id` what went out last.
    """

    __tablename__ = "campaign_target"
    __table_args__ = (
        UniqueConstraint("campaign_id", "person_id"),
        Index("ix_campaign_target_due", "campaign_id", "state", "next_at"),
        Index("ix_campaign_target_interaction_id", "interaction_id"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    state: Mapped[str] = mapped_column(String(8), default="waiting")
    next_at: Mapped[datetime] = mapped_column(UtcDateTime)
    tried: Mapped[list[str]] = mapped_column(Json, default=list)
    reason: Mapped[dict[str, Any] | None] = mapped_column(Json)
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
