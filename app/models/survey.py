"""What people were asked of how they were treated, and what they answered."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Table, UtcDateTime


class Survey(Table):
    """One person asked about one vendor (`vendor_id` None: the client's own desk). Whoever did not answer stays a row.

    `csat` is 1–5, `ces` 1–7 (7 easiest), `nps` 0–10; answered once, never changed. `mark` is the hash of the address's secret,
    `once` the asker's own key: asked twice, it is one.
    """

    __tablename__ = "survey"
    __table_args__ = (
        Index("ix_survey_organisation_id_asked_at", "organisation_id", "asked_at"),
        Index("ix_survey_interaction_id", "interaction_id"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    debt_id: Mapped[int | None] = mapped_column(ForeignKey("debt.id"))
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    channel: Mapped[str] = mapped_column(String(20))
    once: Mapped[str] = mapped_column(String(120), unique=True)
    mark: Mapped[str | None] = mapped_column(String(64), unique=True)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    answered_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    csat: Mapped[int | None] = mapped_column(Integer)
    ces: Mapped[int | None] = mapped_column(Integer)
    nps: Mapped[int | None] = mapped_column(Integer)
    text: Mapped[str | None] = mapped_column(Text)
