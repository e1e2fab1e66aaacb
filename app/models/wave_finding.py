"""What a wave found, and the vendor's own log held against it. Oversight only: see `app.models.wave`."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class WaveFinding(Table):
    """One breach, by `source` (rule, probe, criterion, log); `reading` is both, or the only one that sees it (strict, lenient).

    `mark` tells one finding from another when a wave is checked again. `standing` is a `FindingStanding`; `told` the texts
    ({es, en}); `evidence` the ids and values it rests on. `share_id` is what the vendor was shown, once it was.
    """

    __tablename__ = "wave_finding"
    __table_args__ = (UniqueConstraint("wave_id", "mark"), Index("ix_wave_finding_wave_id_standing", "wave_id", "standing"))
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    ghost_id: Mapped[str | None] = mapped_column(ForeignKey("ghost.id"), index=True)
    received_id: Mapped[str | None] = mapped_column(ForeignKey("received.id"))
    mark: Mapped[str] = mapped_column(String(64))
    source: Mapped[str] = mapped_column(String(10))
    rule_id: Mapped[str] = mapped_column(String(80))
    rule_version: Mapped[str | None] = mapped_column(String(80))
    severity: Mapped[str] = mapped_column(String(10))
    reading: Mapped[str] = mapped_column(String(10))
    citation: Mapped[str | None] = mapped_column(Text)
    told: Mapped[dict[str, Any]] = mapped_column(Json)
    evidence: Mapped[dict[str, Any]] = mapped_column(Json)
    standing: Mapped[str] = mapped_column(String(10))
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[str | None] = mapped_column(String(200))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str | None] = mapped_column(Text)
    share_id: Mapped[str | None] = mapped_column(ForeignKey("finding_share.id"), unique=True)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class VendorLog(Table):
    """A log a vendor handed in for the days of a wave. `report` is what the reconciliation said (rates with n and interval).

    One that was withdrawn stays with its rows and the reason, and counts in nothing.
    """

    __tablename__ = "vendor_log"
    __table_args__ = (UniqueConstraint("wave_id", "vendor_id", "sha256"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    file: Mapped[str] = mapped_column(String(500))
    stored: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    rows: Mapped[int] = mapped_column(Integer)
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    added_by: Mapped[str] = mapped_column(String(200))
    report: Mapped[dict[str, Any]] = mapped_column(Json)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)


class VendorLogEntry(Table):
    """One line of a reconciliation: an event of the log, of a ghost's life, or both, and how they agree (`outcome`).

    `differences` are {es, en} objects.
    """

    __tablename__ = "vendor_log_entry"
    __table_args__ = (Index("ix_vendor_log_entry_log_id_n", "log_id", "n", unique=True),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    log_id: Mapped[str] = mapped_column(ForeignKey("vendor_log.id"))
    n: Mapped[int] = mapped_column(Integer)
    ghost_id: Mapped[str | None] = mapped_column(ForeignKey("ghost.id"), index=True)
    received_id: Mapped[str | None] = mapped_column(ForeignKey("received.id"))
    at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[str] = mapped_column(String(40))
    logged: Mapped[dict[str, Any] | None] = mapped_column(Json)
    lived: Mapped[dict[str, Any] | None] = mapped_column(Json)
    differences: Mapped[list[dict[str, str]]] = mapped_column(Json, default=list)
