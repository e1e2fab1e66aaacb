"""Money: a double-entry ledger of each debt, the payments that came in, and what was promised."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Table, UtcDateTime


class Entry(Table):
    """One booking: its postings add up to zero. Never changed; a mistake is reversed by another (`reverses_id`)."""

    __tablename__ = "entry"
    __table_args__ = (Index("ix_entry_debt_id_id", "debt_id", "id"), UniqueConstraint("debt_id", "reference"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    kind: Mapped[str] = mapped_column(String(20))
    booked_on: Mapped[date] = mapped_column(Date)
    reference: Mapped[str | None] = mapped_column(String(120))
    memo: Mapped[str | None] = mapped_column(Text)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("entry.id"), unique=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(String(200))


class Posting(Table):
    """One side of an entry: `book` is principal, interest, fees, cash, unapplied, income, waived or opening; debits are positive.

    `instalment_n` is the instalment of a receivable (0: the rest of the contract, which has no day) and of income charged on it.
    """

    __tablename__ = "posting"
    __table_args__ = (Index("ix_posting_entry_id", "entry_id"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    book: Mapped[str] = mapped_column(String(12))
    instalment_n: Mapped[int | None] = mapped_column(Integer)
    amount_minor: Mapped[int] = mapped_column(BigInteger)


class Payment(Table):
    """Money received. `reference` is the bank's or the file's own id: the same one told twice is one row."""

    __tablename__ = "payment"
    __table_args__ = (UniqueConstraint("organisation_id", "reference"), Index("ix_payment_debt_id_paid_on", "debt_id", "paid_on"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("debt_case.id"))
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    paid_on: Mapped[date] = mapped_column(Date)
    means: Mapped[str | None] = mapped_column(String(40))
    reference: Mapped[str] = mapped_column(String(120))
    entry_id: Mapped[int] = mapped_column(ForeignKey("entry.id"))
    reversed_by: Mapped[int | None] = mapped_column(ForeignKey("entry.id"))
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Plan(Table):
    """An agreement over a debt: one promise, or several (its instalments). `agreement` is the document in the store.

    `state` is open, kept, broken, replaced or cancelled; `replaced_at` when another took its place. `waives_minor` is forgiven
    once everything promised was paid; `stage` is the debt's when it was made.
    """

    __tablename__ = "plan"
    __table_args__ = (Index("ix_plan_debt_id", "debt_id"),)
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("debt_case.id"))
    interaction_id: Mapped[int | None] = mapped_column(ForeignKey("interaction.id"))
    offer: Mapped[str] = mapped_column(String(40))
    stage: Mapped[str | None] = mapped_column(String(20))
    channel: Mapped[str] = mapped_column(String(20))
    total_minor: Mapped[int] = mapped_column(BigInteger)
    waives_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str] = mapped_column(String(10), default="open")
    agreement: Mapped[str | None] = mapped_column(String(200))
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("plan.id"))
    replaced_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))


class Promise(Table):
    """An amount by a day. Kept when `share_percent` of it was paid by `due_on` and `grace_days` more; else broken.

    `state` is open, kept, broken, replaced or cancelled; `paid_minor` what counted towards it.
    """

    __tablename__ = "promise"
    __table_args__ = (Index("ix_promise_debt_id", "debt_id"), Index("ix_promise_state_due_on", "state", "due_on"))
    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"))
    n: Mapped[int] = mapped_column(Integer)
    amount_minor: Mapped[int] = mapped_column(BigInteger)
    due_on: Mapped[date] = mapped_column(Date)
    means: Mapped[str | None] = mapped_column(String(40))
    share_percent: Mapped[int] = mapped_column(Integer, default=100)
    grace_days: Mapped[int] = mapped_column(Integer, default=2)
    paid_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[str] = mapped_column(String(10), default="open")
    settled_on: Mapped[date | None] = mapped_column(Date)
