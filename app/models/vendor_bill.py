"""What a vendor's contract asks of its measures, and its invoices held against the client's books."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, DecimalText, Json, Table, UtcDateTime


class ServiceLevel(Table):
    """The limit of a measure from a day on (`limit_value` None: none any more). Added, never changed; the newest valid holds.

    `rule` is {bonus_percent, penalty_percent} of the month's commission, either absent.
    """

    __tablename__ = "service_level"
    __table_args__ = (Index("ix_service_level_vendor_id_valid_from", "vendor_id", "valid_from"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    measure: Mapped[str] = mapped_column(String(40))
    limit_value: Mapped[float | None] = mapped_column(Float)
    rule: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    valid_from: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))


class InvoiceCheck(Table):
    """An invoice a vendor sent for `first` to `last` in one currency, held against the books as they were at `at`."""

    __tablename__ = "invoice_check"
    __table_args__ = (
        UniqueConstraint("vendor_id", "sha256", "first", "last", "currency"),
        Index("ix_invoice_check_organisation_id_at", "organisation_id", "at"),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    first: Mapped[date] = mapped_column(Date)
    last: Mapped[date] = mapped_column(Date)
    currency: Mapped[str] = mapped_column(String(3))
    file: Mapped[str] = mapped_column(String(500))
    stored: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    billed_minor: Mapped[int] = mapped_column(BigInteger)
    owed_minor: Mapped[int] = mapped_column(BigInteger)
    unbilled_minor: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(String(200))


class InvoiceLine(Table):
    """One line of the vendor's file: what it asks, what is owed by the books, and by which `finding` they differ.

    `finding` is owed, not_theirs, no_payment, debtor_began, twice, amount, rate, outside or unreadable; `said` is why, in both
    languages, in words the vendor may read. `owed_minor` may be less than nothing where a payment was reversed.
    """

    __tablename__ = "invoice_line"
    __table_args__ = (Index("ix_invoice_line_check_id_n", "check_id", "n", unique=True),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    check_id: Mapped[str] = mapped_column(ForeignKey("invoice_check.id"))
    n: Mapped[int] = mapped_column(Integer)
    number: Mapped[str] = mapped_column(String(80))
    reference: Mapped[str] = mapped_column(String(120))
    paid_on: Mapped[date | None] = mapped_column(Date)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    percent: Mapped[Decimal | None] = mapped_column(DecimalText)
    billed_minor: Mapped[int] = mapped_column(BigInteger)
    owed_minor: Mapped[int] = mapped_column(BigInteger)
    finding: Mapped[str] = mapped_column(String(12))
    said: Mapped[dict[str, str]] = mapped_column(Json)
    payment_id: Mapped[int | None] = mapped_column(ForeignKey("payment.id"))
