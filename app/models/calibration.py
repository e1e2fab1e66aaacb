"""Calibration: several people score the same calls blind, then agree on each mark."""

from datetime import date, datetime

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Table, UtcDateTime


class CalibrationSession(Table):
    """One session. `way` is how its calls were chosen: picked, random or stratified. Its sheets carry its id."""

    __tablename__ = "calibration_session"
    __table_args__ = (Index("ix_calibration_session_organisation_id_made_at", "organisation_id", "made_at"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    title: Mapped[str] = mapped_column(String(200))
    way: Mapped[str] = mapped_column(String(12))
    rubric: Mapped[str] = mapped_column(String(100))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    due_on: Mapped[date] = mapped_column(Date)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CalibrationCall(Table):
    """A call of a session, in its order."""

    __tablename__ = "calibration_call"
    session_id: Mapped[str] = mapped_column(ForeignKey("calibration_session.id"), primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), primary_key=True, index=True)
    place: Mapped[int] = mapped_column(Integer)


class CalibrationMember(Table):
    """Somebody who scores the session's calls."""

    __tablename__ = "calibration_member"
    session_id: Mapped[str] = mapped_column(ForeignKey("calibration_session.id"), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True, index=True)
    who: Mapped[str] = mapped_column(String(200))


class AgreedMark(Table):
    """The mark agreed in the discussion of a session. Rows are added; the newest of a call and criterion counts."""

    __tablename__ = "agreed_mark"
    __table_args__ = (Index("ix_agreed_mark_session_id", "session_id", "recording_id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    session_id: Mapped[str] = mapped_column(ForeignKey("calibration_session.id"))
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"))
    criterion: Mapped[str] = mapped_column(String(60))
    mark: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
