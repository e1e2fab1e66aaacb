"""What a vendor was asked to put right, and every step of it. The vendor reads its own; nothing here is kept from it."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class CorrectivePlan(Table):
    """What is asked by a day. It rests on a `measure` and its `target`, on findings the vendor was shown (`share_ids`), or both.

    `state` is open, met, missed or withdrawn: how its newest step left it.
    """

    __tablename__ = "corrective_plan"
    __table_args__ = (Index("ix_corrective_plan_vendor_id_opened_at", "vendor_id", "opened_at"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int] = mapped_column(ForeignKey("vendor.id"))
    measure: Mapped[str | None] = mapped_column(String(40))
    target: Mapped[float | None] = mapped_column(Float)
    share_ids: Mapped[list[str]] = mapped_column(Json, default=list)
    asked: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date] = mapped_column(Date)
    state: Mapped[str] = mapped_column(String(10), default="open")
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    opened_by: Mapped[str] = mapped_column(String(200))


class CorrectiveStep(Table):
    """One step: opened, answered (by the vendor), measured, met, missed or withdrawn. Added, never changed.

    `measured` is the figure it rests on: {first, last, value, low, high, n}; `from_vendor` who of the two took it.
    """

    __tablename__ = "corrective_step"
    __table_args__ = (Index("ix_corrective_step_plan_id_id", "plan_id", "id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    plan_id: Mapped[str] = mapped_column(ForeignKey("corrective_plan.id"))
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    measured: Mapped[dict[str, Any] | None] = mapped_column(Json)
    from_vendor: Mapped[bool] = mapped_column(default=False)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
