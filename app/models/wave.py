"""A wave of ghosts: its plan, its vendors, and the chain of everything that happened in it. Oversight only.

Modules of `app.models` that know ghosts are not imported by the package: who wants them asks for them by name, so that
nothing a vendor reaches can. On Postgres they live in the schema `oversight` (`app.models.oversight`).
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import DecimalText, Json, Table, UtcDateTime


class Wave(Table):
    """One wave. `state` is a `WaveState`; `seed` draws its people and salts its secrets and never leaves oversight.

    `asked` is what the auditor wants to be able to see, `plan` what that needs, `clearance` the covertness verdict,
    `override` who let it out in spite of a "cannot tell", and why. `work` is what a worker is at (people, cover), since when, or
    the `problem` it ended with. `portfolio` and `lines` are addresses in the store.
    """

    __tablename__ = "wave"
    __table_args__ = (UniqueConstraint("organisation_id", "code"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    code: Mapped[str] = mapped_column(String(80))
    country: Mapped[str] = mapped_column(String(2))
    state: Mapped[str] = mapped_column(String(10), index=True)
    asked: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    hypotheses: Mapped[list[str]] = mapped_column(Json, default=list)
    plan: Mapped[dict[str, Any] | None] = mapped_column(Json)
    clearance: Mapped[dict[str, Any] | None] = mapped_column(Json)
    override: Mapped[dict[str, Any] | None] = mapped_column(Json)
    work: Mapped[dict[str, Any] | None] = mapped_column(Json)
    portfolio: Mapped[str | None] = mapped_column(String(200))
    lines: Mapped[str | None] = mapped_column(String(200))
    seed: Mapped[str] = mapped_column(String(64))
    budget_minutes: Mapped[Decimal] = mapped_column(DecimalText)
    starts_on: Mapped[date] = mapped_column(Date)
    ends_on: Mapped[date] = mapped_column(Date)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    sealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    revealed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    commitment_head: Mapped[str | None] = mapped_column(String(64))
    reveal_head: Mapped[str | None] = mapped_column(String(64))
    stop_reason: Mapped[str | None] = mapped_column(Text)
    checked_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WaveVendor(Table):
    """A vendor in a wave: how many ghosts it gets, the file it was given, what was promised of it, whether it noticed.

    `events_written` of the wave's events are in the vendor's sealed place, whose newest link is `chain_link`.
    `layout` is how it wants its file, None as the client's own.
    """

    __tablename__ = "wave_vendor"
    __table_args__ = (UniqueConstraint("wave_id", "vendor_id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    ghosts: Mapped[int] = mapped_column(Integer, default=0)
    accounts: Mapped[int] = mapped_column(Integer, default=0)
    batch: Mapped[str | None] = mapped_column(String(40))
    layout: Mapped[dict[str, Any] | None] = mapped_column(Json)
    handoff: Mapped[str | None] = mapped_column(String(200))
    handoff_sha256: Mapped[str | None] = mapped_column(String(64))
    commitment_head: Mapped[str | None] = mapped_column(String(64))
    events_written: Mapped[int] = mapped_column(Integer, default=0)
    chain_link: Mapped[str | None] = mapped_column(String(64))
    reveal_head: Mapped[str | None] = mapped_column(String(64))
    burn: Mapped[dict[str, Any] | None] = mapped_column(Json)


class WaveEvent(Table):
    """One link of a wave's chain: `link` is the hash over the rest, `previous` the link before it.

    `vendor_id` is whose ghost or finding it is about, None what is about the whole wave: only those go into a vendor's place.
    """

    __tablename__ = "wave_event"
    __table_args__ = (UniqueConstraint("wave_id", "n"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"))
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    n: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    kind: Mapped[str] = mapped_column(String(40))
    body: Mapped[dict[str, Any]] = mapped_column(Json)
    previous: Mapped[str] = mapped_column(String(64))
    link: Mapped[str] = mapped_column(String(64))
