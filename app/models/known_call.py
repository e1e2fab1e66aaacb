"""Calls whose marks are known, and what of a plan makes no rate. Nothing a reviewer opens may read these tables."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class KnownCall(Table):
    """A call with known `marks` (as a sheet's: criterion → {mark, turn, start_s, note}); `retired_at` ends its use."""

    __tablename__ = "known_call"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), unique=True)
    marks: Mapped[dict[str, Any]] = mapped_column(Json)
    source: Mapped[str] = mapped_column(String(10))
    reason: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    retired_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class SampleApart(Table):
    """A call of a plan that makes no rate: drawn to compare people, or known (`known_id`)."""

    __tablename__ = "sample_apart"
    plan_id: Mapped[str] = mapped_column(ForeignKey("sample_plan.id"), primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    known_id: Mapped[int | None] = mapped_column(ForeignKey("known_call.id"), index=True)
