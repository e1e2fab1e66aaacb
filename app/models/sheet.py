"""What one person marked of one call, criterion by criterion: the queue's, a calibration's, a second reviewer's."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class ScoreSheet(Table):
    """One sheet. `marks` is criterion → {mark, turn, start_s, note}; closed, it is never changed.

    `purpose` and `mode` are `audit.calibration.sheet`'s; `session_id` the calibration it belongs to. `spent_s` is the time with
    the page in sight, not between opening and closing. `evaluation_id` is the machine's judging that stood when it was opened.
    `breach`, once closed: 1 some critical act happened, 0 none did, -1 nobody could tell.
    """

    __tablename__ = "score_sheet"
    __table_args__ = (
        Index("ix_score_sheet_organisation_id_closed_at", "organisation_id", "closed_at"),
        Index("uq_score_sheet_once", "recording_id", "user_id", "purpose", "session_id", unique=True),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), index=True)
    evaluation_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    purpose: Mapped[str] = mapped_column(String(12))
    mode: Mapped[str] = mapped_column(String(8))
    session_id: Mapped[str] = mapped_column(String(32), default="", server_default="")
    rubric: Mapped[str] = mapped_column(String(100))
    marks: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    spent_s: Mapped[float] = mapped_column(Float, default=0.0)
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    breach: Mapped[int | None] = mapped_column(Integer)
