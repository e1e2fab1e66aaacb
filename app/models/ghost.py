"""A debtor who does not exist, what reached it, and what it did. Oversight only: see `app.models.wave`."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import DecimalText, Json, Table, UtcDateTime


class Ghost(Table):
    """One ghost. `account_id` is the only link to what the vendor sees, and is empty until the hand-over.

    `person` is who it is, `row` its line of the vendor's file, `code` what people read (F-23). `state` is draft until the
    hand-over, then active, or retired with `retired_why`.
    """

    __tablename__ = "ghost"
    __table_args__ = (UniqueConstraint("wave_id", "code"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), unique=True)
    code: Mapped[str] = mapped_column(String(20))
    number: Mapped[str] = mapped_column(String(80))
    debtor_id: Mapped[str] = mapped_column(String(80))
    name: Mapped[str] = mapped_column(String(300))
    person: Mapped[dict[str, Any]] = mapped_column(Json)
    row: Mapped[dict[str, Any]] = mapped_column(Json)
    mission: Mapped[str] = mapped_column(String(60))
    twin_of_id: Mapped[str | None] = mapped_column(ForeignKey("ghost.id"))
    trait: Mapped[str | None] = mapped_column(String(60))
    country: Mapped[str] = mapped_column(String(2))
    subdivision: Mapped[str | None] = mapped_column(String(10))
    zone: Mapped[str] = mapped_column(String(60))
    segment: Mapped[str | None] = mapped_column(String(80))
    amount: Mapped[Decimal] = mapped_column(DecimalText)
    currency: Mapped[str] = mapped_column(String(3))
    due_date: Mapped[date | None] = mapped_column(Date)
    planted_on: Mapped[date | None] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default="draft")
    retired_why: Mapped[str | None] = mapped_column(Text)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Received(Table):
    """A contact that reached a ghost. `external_id` is the line's own id of it: the same one told twice is one row.

    `recording_id` names the sound once it is a call of the audit; `logged_at` is when it was written down, `at` when it came.
    `says` is the firm that whoever called says to be of, `knows` whether they named the ghost or its debt, `authentic` whether a
    mail's sender passed.
    """

    __tablename__ = "received"
    __table_args__ = (UniqueConstraint("wave_id", "external_id"), Index("ix_received_ghost_id_at", "ghost_id", "at"))
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"))
    ghost_id: Mapped[str] = mapped_column(ForeignKey("ghost.id"))
    external_id: Mapped[str] = mapped_column(String(120))
    channel: Mapped[str] = mapped_column(String(20))
    direction: Mapped[str] = mapped_column(String(10))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    outcome: Mapped[str | None] = mapped_column(String(60))
    answered_by: Mapped[str] = mapped_column(String(20))
    duration_s: Mapped[float | None] = mapped_column(Float)
    caller_id: Mapped[str | None] = mapped_column(String(120))
    template: Mapped[str | None] = mapped_column(String(120))
    content: Mapped[str | None] = mapped_column(Text)
    recording: Mapped[str | None] = mapped_column(String(200))
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("recording.id"))
    agent: Mapped[str | None] = mapped_column(String(200))
    disclosed_to_other: Mapped[bool | None] = mapped_column()
    says: Mapped[str | None] = mapped_column(String(200))
    knows: Mapped[bool | None] = mapped_column()
    authentic: Mapped[bool | None] = mapped_column()
    logged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    event_n: Mapped[int] = mapped_column(Integer)


class GhostAct(Table):
    """One thing a ghost did or is to do. `state` is scheduled, done or cancelled; `at` is when it was, or is to be."""

    __tablename__ = "ghost_act"
    __table_args__ = (Index("ix_ghost_act_ghost_id_at", "ghost_id", "at"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), index=True)
    ghost_id: Mapped[str] = mapped_column(ForeignKey("ghost.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(30))
    channel: Mapped[str | None] = mapped_column(String(20))
    amount: Mapped[Decimal | None] = mapped_column(DecimalText)
    due: Mapped[date | None] = mapped_column(Date)
    received_id: Mapped[str | None] = mapped_column(ForeignKey("received.id"))
    minutes: Mapped[Decimal | None] = mapped_column(DecimalText)
    state: Mapped[str] = mapped_column(String(10))
    logged_at: Mapped[datetime] = mapped_column(UtcDateTime)
