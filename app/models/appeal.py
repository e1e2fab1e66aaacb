"""A mark that whoever was marked contests, and what a second person answered. Rows are added, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class Appeal(Table):
    """One mark contested with a reason. An agent names a mark of a call; a vendor names what it was shown, in `share_id` alone.

    `place` says which mark, so that each is contested at most twice (`round` 1 and 2). `evaluation_id` and `before` are the
    judging and the standing that were contested; `turn` and `start_s` the place that was pointed at.
    """

    __tablename__ = "appeal"
    __table_args__ = (UniqueConstraint("place", "round"), Index("ix_appeal_organisation_id_at", "organisation_id", "at"))
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    place: Mapped[str] = mapped_column(String(140))
    round: Mapped[int] = mapped_column(Integer)
    share_id: Mapped[str | None] = mapped_column(ForeignKey("finding_share.id"), index=True)
    recording_id: Mapped[str | None] = mapped_column(ForeignKey("recording.id"), index=True)
    evaluation_id: Mapped[int | None] = mapped_column(ForeignKey("evaluation.id"))
    criterion: Mapped[str | None] = mapped_column(String(60))
    instance: Mapped[int | None] = mapped_column(Integer)
    before: Mapped[str | None] = mapped_column(String(20))
    turn: Mapped[int | None] = mapped_column(Integer)
    start_s: Mapped[float | None] = mapped_column(Float)
    reason: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AppealDecision(Table):
    """The answer to an appeal: `outcome` upheld, overturned or cannot_tell, and the `answer` that whoever appealed reads.

    `own` is what the second person marked before reading anybody's reason (the sheet `sheet_id` keeps it). `effect` is what the
    decision would change in figures already published, as they were that day.
    """

    __tablename__ = "appeal_decision"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    appeal_id: Mapped[str] = mapped_column(ForeignKey("appeal.id"), unique=True)
    sheet_id: Mapped[str | None] = mapped_column(ForeignKey("score_sheet.id"))
    own: Mapped[str | None] = mapped_column(String(20))
    outcome: Mapped[str] = mapped_column(String(12))
    before: Mapped[str | None] = mapped_column(String(20))
    after: Mapped[str | None] = mapped_column(String(20))
    answer: Mapped[str] = mapped_column(Text)
    effect: Mapped[dict[str, Any] | None] = mapped_column(Json)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
