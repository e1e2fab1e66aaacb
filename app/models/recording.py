"""A recording with what calls.csv says of it, and what was heard in it."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import DecimalText, Json, Table, UtcDateTime


class Recording(Table):
    """One recorded call. `code` is what people read; `called_at` is UTC, `called_offset_min` brings the debtor's clock back.

    `audio` is kept, never (its audio was not handed over) or erased (on `audio_erased_on`). Where only words came, `stored` is
    empty and `sha256` is of the words.
    """

    __tablename__ = "recording"
    __table_args__ = (
        UniqueConstraint("run_id", "sha256"),
        Index("ix_recording_organisation_called", "organisation_id", "called_at"),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    run_id: Mapped[str] = mapped_column(ForeignKey("run.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"), index=True)
    file: Mapped[str] = mapped_column(String(500))
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    stored: Mapped[str] = mapped_column(String(200))
    code: Mapped[str] = mapped_column(String(200), index=True)
    agent: Mapped[str | None] = mapped_column(String(200))
    agent_channel: Mapped[str | None] = mapped_column(String(10))
    country: Mapped[str | None] = mapped_column(String(2))
    lang: Mapped[str | None] = mapped_column(String(5))
    called_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    called_offset_min: Mapped[int | None] = mapped_column(Integer)
    debtor: Mapped[str | None] = mapped_column(String(300))
    creditor: Mapped[str | None] = mapped_column(String(300))
    agency: Mapped[str | None] = mapped_column(String(300))
    product: Mapped[str | None] = mapped_column(String(300))
    amount: Mapped[Decimal | None] = mapped_column(DecimalText)
    currency: Mapped[str | None] = mapped_column(String(3))
    due_date: Mapped[date | None] = mapped_column(Date)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(10), index=True)
    duration_s: Mapped[float | None] = mapped_column(Float)
    cause: Mapped[dict[str, str] | None] = mapped_column(Json)
    remedy: Mapped[dict[str, str] | None] = mapped_column(Json)
    audio: Mapped[str] = mapped_column(String(8), default="kept", server_default="kept")
    audio_erased_on: Mapped[date | None] = mapped_column(Date)


class Heard(Table):
    """What was heard: the line of transcripts.jsonl, acoustics, loudness lanes, and the words folded for the search.

    `redacted` is the address in the store of the copy with silence over private data; None while there is none.
    """

    __tablename__ = "heard"
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    transcript: Mapped[dict[str, Any]] = mapped_column(Json)
    acoustics: Mapped[dict[str, Any] | None] = mapped_column(Json)
    lanes: Mapped[dict[str, list[float]]] = mapped_column(Json)
    private: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    folded: Mapped[str] = mapped_column(Text)
    redacted: Mapped[str | None] = mapped_column(String(200))
    swapped: Mapped[bool] = mapped_column(default=False)
    heard_at: Mapped[datetime] = mapped_column(UtcDateTime)
