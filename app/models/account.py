"""What a vendor is given: accounts to collect, findings shared with it, and its answers. Nothing here knows a ghost."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import DecimalText, Json, Table, UtcDateTime


class Account(Table):
    """One account placed with a vendor. `id` is random; `row` is the line of the vendor's file, in the vendor's layout.

    Rows of one batch share `placed_at`, and are always read by `number`: the order they were written in says nothing.
    """

    __tablename__ = "account"
    __table_args__ = (
        UniqueConstraint("organisation_id", "vendor_id", "number"),
        Index("ix_account_vendor_id_number", "vendor_id", "number"),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    number: Mapped[str] = mapped_column(String(80))
    debtor_id: Mapped[str] = mapped_column(String(80))
    debtor: Mapped[str] = mapped_column(String(300))
    row: Mapped[dict[str, Any]] = mapped_column(Json)
    amount: Mapped[Decimal] = mapped_column(DecimalText)
    currency: Mapped[str] = mapped_column(String(3))
    due_date: Mapped[date | None] = mapped_column(Date)
    segment: Mapped[str | None] = mapped_column(String(80))
    country: Mapped[str] = mapped_column(String(2))
    zone: Mapped[str | None] = mapped_column(String(60))
    batch: Mapped[str] = mapped_column(String(40))
    placed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recalled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class FindingShare(Table):
    """A finding as its vendor reads it. `told` holds the texts ({es, en}) and evidence that were chosen to be shown.

    `standing` is open, replied, published or withdrawn. `account_id` is None where the finding is of no single account.
    """

    __tablename__ = "finding_share"
    __table_args__ = (Index("ix_finding_share_vendor_id_shared_at", "vendor_id", "shared_at"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    told: Mapped[dict[str, Any]] = mapped_column(Json)
    shared_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reply_by: Mapped[datetime] = mapped_column(UtcDateTime)
    standing: Mapped[str] = mapped_column(String(12), default="open")


class VendorReply(Table):
    """What a vendor answered to a shared finding: kind accepts, appeals or explains. Added, never changed."""

    __tablename__ = "vendor_reply"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    share_id: Mapped[str] = mapped_column(ForeignKey("finding_share.id"), index=True)
    kind: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
