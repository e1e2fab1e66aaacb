"""Who was given which contact point, who calls from where, and whose a contact was. Oversight only: see `app.models.wave`."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class CanaryPoint(Table):
    """A telephone, mailbox or name (`point`) that stood in one vendor's file; `value` as `audit.ghosts.canaries` writes it."""

    __tablename__ = "canary"
    __table_args__ = (Index("ix_canary_organisation_id_value", "organisation_id", "value"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"), index=True)
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    ghost_id: Mapped[str] = mapped_column(ForeignKey("ghost.id"), index=True)
    point: Mapped[str] = mapped_column(String(10))
    value: Mapped[str] = mapped_column(String(300))
    batch: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime] = mapped_column(UtcDateTime)


class DeclaredSender(Table):
    """A caller id, address or mail domain and what its vendor says of it: own, subcontractor, shared, or `denied` in writing."""

    __tablename__ = "declared_sender"
    __table_args__ = (Index("ix_declared_sender_organisation_id_vendor_id", "organisation_id", "vendor_id"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    value: Mapped[str] = mapped_column(String(200))
    role: Mapped[str] = mapped_column(String(20))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    by: Mapped[str] = mapped_column(String(200))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn_by: Mapped[str | None] = mapped_column(String(200))


class Attribution(Table):
    """Whose a contact was, as last judged. `vendor_id` was given the contact point; `by` who used it, empty unless known.

    `sender` is the caller id or address in one way, None where it was withheld; `told` the words ({es, en}).
    """

    __tablename__ = "attribution"
    __table_args__ = (Index("ix_attribution_wave_id_verdict", "wave_id", "verdict"),)
    received_id: Mapped[str] = mapped_column(ForeignKey("received.id"), primary_key=True)
    wave_id: Mapped[str] = mapped_column(ForeignKey("wave.id"))
    ghost_id: Mapped[str] = mapped_column(ForeignKey("ghost.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    sender: Mapped[str | None] = mapped_column(String(200))
    verdict: Mapped[str] = mapped_column(String(12))
    firm: Mapped[bool] = mapped_column()
    by: Mapped[list[str]] = mapped_column(Json, default=list)
    told: Mapped[dict[str, Any]] = mapped_column(Json)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
