"""Which debt was placed with which vendor and when, and the terms it is paid by. The client's own book: no vendor reads it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Json, Table, UtcDateTime


class Placement(Table):
    """One stay of a debt with a vendor, and the debt as it was handed over: what the vendor earns is by these.

    `segment` is the debt's as it went (None: in none, or placed before it was kept). `account_id` is the portal's account,
    without a foreign key: nothing but its own page hangs on an account.
    """

    __tablename__ = "placement"
    __table_args__ = (
        Index("ix_placement_debt_id_placed_at", "debt_id", "placed_at"),
        Index("ix_placement_vendor_id_placed_at", "vendor_id", "placed_at"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    account_id: Mapped[str] = mapped_column(String(32))
    batch: Mapped[str] = mapped_column(String(40))
    stage: Mapped[str | None] = mapped_column(String(20))
    days_overdue: Mapped[int] = mapped_column(Integer)
    balance_minor: Mapped[int] = mapped_column(BigInteger)
    segment: Mapped[str | None] = mapped_column(String(80))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    placed_by: Mapped[str] = mapped_column(String(200))
    recalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    recalled_why: Mapped[str | None] = mapped_column(String(200))


class VendorTerms(Table):
    """A vendor's terms from a day on, read by `placements_terms`. Added, never changed; the newest that is valid holds."""

    __tablename__ = "vendor_terms"
    __table_args__ = (Index("ix_vendor_terms_vendor_id_valid_from", "vendor_id", "valid_from"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    terms: Mapped[dict[str, Any]] = mapped_column(Json)
    valid_from: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))
