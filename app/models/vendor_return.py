"""What a vendor hands in of a month's work: its own contact log, and the promises in it. Nothing here is kept from it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Json, Table, UtcDateTime


class VendorReturn(Table):
    """One file of contacts. `rows` were read: `accepted` on accounts the vendor was given, `rejected` with the reason in a file.

    `first` and `last` are the days (UTC) of its contacts. `stored`, `told_ids` (contact ids taken, so that none is taken twice)
    and `rejected_file` are addresses in the store. Its contacts are interactions whose `provider_ref` is its id. One that was
    withdrawn stays with the reason, and its contacts are gone from the books.
    """

    __tablename__ = "vendor_return"
    __table_args__ = (
        UniqueConstraint("vendor_id", "sha256"),
        Index("ix_vendor_return_organisation_id_at", "organisation_id", "at"),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    file: Mapped[str] = mapped_column(String(500))
    stored: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column(Integer)
    accepted: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer)
    first: Mapped[date | None] = mapped_column(Date)
    last: Mapped[date | None] = mapped_column(Date)
    shown: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    told_ids: Mapped[str | None] = mapped_column(String(200))
    rejected_file: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)


class VendorPromise(Table):
    """A promise that a vendor says a person made to it. Whether it was kept is read from the client's own payments.

    `once` is the contact it was made in, as `Interaction.once`.
    """

    __tablename__ = "vendor_promise"
    __table_args__ = (
        Index("ix_vendor_promise_vendor_id_due_on", "vendor_id", "due_on"),
        Index("ix_vendor_promise_debt_id", "debt_id"),
        Index("ix_vendor_promise_return_id", "return_id"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    return_id: Mapped[str] = mapped_column(ForeignKey("vendor_return.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    once: Mapped[str] = mapped_column(String(120), unique=True)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[date] = mapped_column(Date)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
