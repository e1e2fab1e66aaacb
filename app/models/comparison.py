"""Comparisons of vendors once made. Oversight only: they tell what ghosts lived; see `app.models.wave`."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class Comparison(Table):
    """One comparison by the books as `fingerprint` tells them. `state` is making, made or failed (`problem` says why).

    `told` is the comparison as JSON, the record that pages and documents say; `share_done` 0–100 while it is made.
    """

    __tablename__ = "comparison"
    __table_args__ = (
        UniqueConstraint("organisation_id", "fingerprint"),
        Index("ix_comparison_organisation_id_first", "organisation_id", "first"),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    fingerprint: Mapped[str] = mapped_column(String(64))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    segment: Mapped[str] = mapped_column(String(80))
    horizon_days: Mapped[int] = mapped_column(Integer)
    months: Mapped[int] = mapped_column(Integer)
    state: Mapped[str] = mapped_column(String(8))
    share_done: Mapped[int] = mapped_column(Integer, default=0)
    told: Mapped[dict[str, Any] | None] = mapped_column(Json)
    problem: Mapped[dict[str, str] | None] = mapped_column(Json)
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
