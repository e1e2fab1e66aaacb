"""The work on a recording: the truth that queues only carry messages about."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Table, UtcDateTime


class Job(Table):
    """One recording's audit. `state` queued, running, done, failed; who runs it holds `lease_owner` until `lease_until`."""

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_lease_until", "state", "lease_until"),)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(10))
    stage: Mapped[str] = mapped_column(String(20), default="waiting")
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    lease_owner: Mapped[str | None] = mapped_column(String(64))
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    queued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
