"""What is owed under one contract, its instalments, and the delinquency cycles it goes through.

A debt is the client's; placed with a vendor it becomes an `Account`, which is all the vendor sees.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Json, Table, UtcDateTime


class Debt(Table):
    """One contract. Money in minor units of `currency`; `balance_minor` is what the ledger says, kept beside it for reading.

    `overdue_minor` is the part whose day has passed, `oldest_due_on` that of its oldest instalment (None: nothing overdue).
    `state` is open, paid, charged_off, legal or closed; `placed_with` the vendor that collects it, None the client's own desk.
    `fingerprint` is of the row of the file that last told of it: the same row loaded again changes nothing.
    """

    __tablename__ = "debt"
    __table_args__ = (
        UniqueConstraint("organisation_id", "number"),
        Index("ix_debt_person_id", "person_id"),
        Index("ix_debt_organisation_id_segment_id", "organisation_id", "segment_id"),
    )
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    number: Mapped[str] = mapped_column(String(80))
    product: Mapped[str | None] = mapped_column(String(80))
    currency: Mapped[str] = mapped_column(String(3))
    opened_on: Mapped[date | None] = mapped_column(Date)
    balance_minor: Mapped[int] = mapped_column(BigInteger)
    overdue_minor: Mapped[int] = mapped_column(BigInteger)
    oldest_due_on: Mapped[date | None] = mapped_column(Date)
    risk: Mapped[float | None] = mapped_column(Float)
    state: Mapped[str] = mapped_column(String(12), default="open")
    stage: Mapped[str | None] = mapped_column(String(20))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id"))
    placed_with: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    load_id: Mapped[str | None] = mapped_column(ForeignKey("portfolio_load.id"))
    fingerprint: Mapped[str | None] = mapped_column(String(16))
    extra: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Instalment(Table):
    """One instalment of a debt's contract; `open_minor` is what is still owed of it."""

    __tablename__ = "instalment"
    __table_args__ = (UniqueConstraint("debt_id", "n"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    n: Mapped[int] = mapped_column(Integer)
    due_on: Mapped[date] = mapped_column(Date)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    open_minor: Mapped[int] = mapped_column(BigInteger)


class DebtCase(Table):
    """One delinquency cycle: from the first day overdue to cure, payment or write-off (`closed_as`). Measures are of a case."""

    __tablename__ = "debt_case"
    __table_args__ = (Index("ix_debt_case_debt_id_opened_on", "debt_id", "opened_on"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    opened_on: Mapped[date] = mapped_column(Date)
    overdue_minor: Mapped[int] = mapped_column(BigInteger)
    closed_on: Mapped[date | None] = mapped_column(Date)
    closed_as: Mapped[str | None] = mapped_column(String(12))
