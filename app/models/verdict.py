"""How a call stands now, in one row: what lists, filters and figures read."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import Boolean, Date, Float, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import DecimalText, Table, UtcDateTime


class Verdict(Table):
    """Counted again from the evaluation and the decisions whenever either changes."""

    __tablename__ = "verdict"
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    conduct: Mapped[str] = mapped_column(String(20), index=True)
    skill: Mapped[float | None] = mapped_column(Float)
    critical: Mapped[int] = mapped_column(Integer)
    major: Mapped[int] = mapped_column(Integer)
    to_decide: Mapped[int] = mapped_column(Integer)
    worst: Mapped[str | None] = mapped_column(String(60))
    needs_person: Mapped[bool] = mapped_column(Boolean, index=True)
    why: Mapped[str | None] = mapped_column(Text)
    outcome: Mapped[str | None] = mapped_column(String(30))
    amount: Mapped[Decimal | None] = mapped_column(DecimalText)
    day: Mapped[date | None] = mapped_column(Date)
    duties_applicable: Mapped[int] = mapped_column(Integer)
    duties_assessed: Mapped[int] = mapped_column(Integer)
    signed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    counted_at: Mapped[datetime] = mapped_column(UtcDateTime)
