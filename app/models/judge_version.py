"""A client's own versions of the judge's heads: trainings, and what people did with them. Nothing is ever taken out."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class JudgeVersion(Table):
    """One training. `state`: waiting, making, made or failed (`problem` says why). Once made it never changes.

    `version` is the beginning of the file's `sha256`, `stored` its address in the store, `base` the weights it was learnt over.
    `decision` is {publish, against: [{es, en}]}, `measured` the figures, `aside` the batches set aside with their reasons,
    `calls` the recordings it learnt from, `people` how many marks each person gave.
    """

    __tablename__ = "judge_version"
    __table_args__ = (Index("ix_judge_version_organisation_id", "organisation_id", "asked_at"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[str] = mapped_column(String(8))
    stage: Mapped[str] = mapped_column(String(10), default="reading")
    done: Mapped[int] = mapped_column(Integer, default=0)
    of: Mapped[int] = mapped_column(Integer, default=0)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    problem: Mapped[dict[str, str] | None] = mapped_column(Json)
    version: Mapped[str | None] = mapped_column(String(12))
    sha256: Mapped[str | None] = mapped_column(String(64))
    stored: Mapped[str | None] = mapped_column(String(200))
    base: Mapped[str | None] = mapped_column(String(12))
    decision: Mapped[dict[str, Any] | None] = mapped_column(Json)
    measured: Mapped[dict[str, Any] | None] = mapped_column(Json)
    aside: Mapped[list[dict[str, Any]] | None] = mapped_column(Json)
    calls: Mapped[list[str] | None] = mapped_column(Json)
    people: Mapped[dict[str, int] | None] = mapped_column(Json)
    marks: Mapped[int] = mapped_column(Integer, default=0)
    against: Mapped[int] = mapped_column(Integer, default=0)
    by_agent: Mapped[bool] = mapped_column(Boolean, default=False)


class JudgeChange(Table):
    """One change of the version new calls are judged by. `kind`: publish or roll_back; a version None is what ships."""

    __tablename__ = "judge_change"
    __table_args__ = (Index("ix_judge_change_organisation_id", "organisation_id", "id"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    kind: Mapped[str] = mapped_column(String(10))
    before_id: Mapped[str | None] = mapped_column(ForeignKey("judge_version.id"))
    after_id: Mapped[str | None] = mapped_column(ForeignKey("judge_version.id"))
    why: Mapped[str] = mapped_column(Text, default="")
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
