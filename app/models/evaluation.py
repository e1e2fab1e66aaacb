"""What the machine judged of a call, criterion by criterion; a second judging adds a second evaluation."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class Evaluation(Table):
    """One judging of one call; `result` is the line of results.jsonl, never changed. The newest `number` counts."""

    __tablename__ = "evaluation"
    __table_args__ = (UniqueConstraint("recording_id", "number"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), index=True)
    number: Mapped[int] = mapped_column(Integer)
    why: Mapped[str] = mapped_column(String(20))
    judged_at: Mapped[datetime] = mapped_column(UtcDateTime)
    result: Mapped[dict[str, Any]] = mapped_column(Json)
    rubric: Mapped[str] = mapped_column(String(100))
    rulebook: Mapped[str | None] = mapped_column(String(100))


class Finding(Table):
    """One instance of a forbidden act; `standing` is how it stands now, its history is in decisions."""

    __tablename__ = "finding"
    __table_args__ = (UniqueConstraint("evaluation_id", "instance"), Index("ix_finding_criterion", "criterion", "standing"))
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), index=True)
    instance: Mapped[int] = mapped_column(Integer)
    criterion: Mapped[str] = mapped_column(String(60))
    severity: Mapped[str] = mapped_column(String(20))
    decision: Mapped[str] = mapped_column(String(20))
    standing: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[float | None] = mapped_column(Float)
    turn: Mapped[int] = mapped_column(Integer)
    start_s: Mapped[float | None] = mapped_column(Float)
    end_s: Mapped[float | None] = mapped_column(Float)
    quote: Mapped[str] = mapped_column(Text)
    basis: Mapped[str | None] = mapped_column(String(100))


class Duty(Table):
    """One duty; `judged` is the machine's status, `status` how it stands now."""

    __tablename__ = "duty"
    __table_args__ = (UniqueConstraint("evaluation_id", "criterion"), Index("ix_duty_criterion", "criterion", "status"))
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    evaluation_id: Mapped[int] = mapped_column(ForeignKey("evaluation.id"))
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    criterion: Mapped[str] = mapped_column(String(60))
    judged: Mapped[str] = mapped_column(String(20))
    status: Mapped[str] = mapped_column(String(20))
    confidence: Mapped[float | None] = mapped_column(Float)
    start_s: Mapped[float | None] = mapped_column(Float)
    end_s: Mapped[float | None] = mapped_column(Float)
    quote: Mapped[str | None] = mapped_column(Text)
    cause: Mapped[str | None] = mapped_column(Text)
