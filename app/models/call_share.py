"""Which finding of a call its vendor was shown, and by whom. What it was shown is a `FindingShare`, which leads nowhere else."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Table, UtcDateTime


class CallShare(Table):
    """One finding of a call, shown once: `instance` is its number in the judging `evaluation_id` (None: the one of that day)."""

    __tablename__ = "call_share"
    __table_args__ = (UniqueConstraint("evaluation_id", "criterion", "instance"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"))
    criterion: Mapped[str] = mapped_column(String(60))
    instance: Mapped[int] = mapped_column(Integer)
    share_id: Mapped[str] = mapped_column(ForeignKey("finding_share.id"), unique=True)
    evaluation_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation.id"))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
