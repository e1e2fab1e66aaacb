"""Everything that passed between the operation and a person, on any channel; and what they disputed or complained of."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Json, Table, UtcDateTime


class Interaction(Table):
    """One contact or attempt. `channel`, `direction` and `answered_by` are the words of CONTACTS.csv.

    `state` is cleared (the rulebook let it out and it is on its way), sent, delivered, read, replied, failed, bounced, done (a
    call) or refused; only `refused`, and `failed` with outcome `not_sent`, never left. Of a cleared message the outcome is
    `sending` while the provider has it and `unknown` where nobody knows whether it took it: that one is never tried again.
    `clear_until` is when what was allowed ends, `purpose` what it is for (the words of the gate). `once` is who asks' own key:
    asked twice, it goes out once. `refused` says rule, reason and when it may go. `cost_micros` are millionths of the
    currency's unit.
    """

    __tablename__ = "interaction"
    __table_args__ = (
        Index("ix_interaction_person_id_at", "person_id", "at"),
        Index("ix_interaction_debt_id_at", "debt_id", "at"),
        Index("ix_interaction_organisation_id_at", "organisation_id", "at"),
        Index("ix_interaction_provider_ref", "provider_ref"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    debt_id: Mapped[int | None] = mapped_column(ForeignKey("debt.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("debt_case.id"))
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    agent_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))
    strategy_id: Mapped[int | None] = mapped_column(ForeignKey("strategy.id"))
    template_id: Mapped[int | None] = mapped_column(ForeignKey("template.id"))
    contact_point_id: Mapped[int | None] = mapped_column(ForeignKey("contact_point.id"))
    channel: Mapped[str] = mapped_column(String(20))
    direction: Mapped[str] = mapped_column(String(10))
    state: Mapped[str] = mapped_column(String(12))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(40))
    answered_by: Mapped[str] = mapped_column(String(20), default="none")
    right_party: Mapped[bool | None] = mapped_column()
    duration_s: Mapped[float | None] = mapped_column(Float)
    wrap_up_s: Mapped[float | None] = mapped_column(Float)
    subject: Mapped[str | None] = mapped_column(String(300))
    text: Mapped[str | None] = mapped_column(Text)
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("recording.id"))
    refused: Mapped[dict[str, Any] | None] = mapped_column(Json)
    cost_micros: Mapped[int] = mapped_column(BigInteger, default=0)
    provider: Mapped[str | None] = mapped_column(String(40))
    provider_ref: Mapped[str | None] = mapped_column(String(120))
    purpose: Mapped[str] = mapped_column(String(10), default="collect")
    clear_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    once: Mapped[str | None] = mapped_column(String(120), unique=True)
    tries: Mapped[int] = mapped_column(Integer, default=0)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Grievance(Table):
    """A dispute or a complaint (`kind`). While a dispute is open nobody presses for the debt. `state`: open, upheld, rejected."""

    __tablename__ = "grievance"
    __table_args__ = (Index("ix_grievance_person_id", "person_id"), Index("ix_grievance_debt_id", "debt_id"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    debt_id: Mapped[int | None] = mapped_column(ForeignKey("debt.id"))
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    kind: Mapped[str] = mapped_column(String(12))
    topic: Mapped[str] = mapped_column(String(40))
    text: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(10), default="open")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    answer: Mapped[str | None] = mapped_column(Text)
