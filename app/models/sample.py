"""The random stratum and who works what: plans with their size, the calls drawn, and leases of calls in hand."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class SamplePlan(Table):
    """One draw: the precision asked, the calls there were (`population`), how many make the figure (`size`) and how many more are
    scored to compare people (`spare`). `label` and `cut` are of `audit.calibration.sampling.draw`; `figure` is kept when it ends.
    """

    __tablename__ = "sample_plan"
    __table_args__ = (Index("ix_sample_plan_organisation_id_drawn_at", "organisation_id", "drawn_at"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    drawn_at: Mapped[datetime] = mapped_column(UtcDateTime)
    first_day: Mapped[date] = mapped_column(Date)
    last_day: Mapped[date] = mapped_column(Date)
    half_width: Mapped[float] = mapped_column(Float)
    planning_rate: Mapped[float] = mapped_column(Float)
    population: Mapped[int] = mapped_column(Integer)
    size: Mapped[int] = mapped_column(Integer)
    spare: Mapped[int] = mapped_column(Integer)
    label: Mapped[str] = mapped_column(String(100))
    cut: Mapped[str] = mapped_column(String(64))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    figure: Mapped[dict[str, Any] | None] = mapped_column(Json)


class SampleItem(Table):
    """A call of a plan; `place` orders them, `sheet_id` is the closed sheet that scored it."""

    __tablename__ = "sample_item"
    plan_id: Mapped[str] = mapped_column(ForeignKey("sample_plan.id"), primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), primary_key=True, index=True)
    place: Mapped[str] = mapped_column(String(64))
    sheet_id: Mapped[str | None] = mapped_column(ForeignKey("score_sheet.id"))


class QueueLease(Table):
    """A call in somebody's hands until `until`: nobody else gets it meanwhile."""

    __tablename__ = "queue_lease"
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    until: Mapped[datetime] = mapped_column(UtcDateTime)
