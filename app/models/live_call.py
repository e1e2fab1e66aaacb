"""Calls that are being spoken now, and what was possibly wrong in them. Their sound is never a row."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class LiveCall(Table):
    """One line that sends its sound. `code` is the call's own code: its recording comes later under the same.

    `lanes` 1 or 2, `agent_lane` None where both speak on one lane; `abilities` what the line can do with a supervisor (listen,
    whisper, barge). `last_at` is when sound came last, `heard_s` how much of the call came, `behind_s` how far the words are
    behind it. `turns` is the words so far, private data masked; `peaks` the loudness of each lane; `tension` [[second, level]].
    `manner` is how the agent spoke, phrase by phrase, for their own base. `unheard` is which stretches nobody heard, and why.
    """

    __tablename__ = "live_call"
    __table_args__ = (
        Index("ix_live_call_organisation_id_ended_at", "organisation_id", "ended_at"),
        Index("ix_live_call_organisation_id_agent", "organisation_id", "agent", "started_at"),
        Index("uq_live_call_code", "organisation_id", "code", unique=True),
    )
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    key_id: Mapped[int | None] = mapped_column(ForeignKey("api_key.id"))
    code: Mapped[str] = mapped_column(String(200))
    agent: Mapped[str] = mapped_column(String(200))
    desk: Mapped[str | None] = mapped_column(String(40))
    country: Mapped[str | None] = mapped_column(String(2))
    lang: Mapped[str] = mapped_column(String(5))
    lanes: Mapped[int] = mapped_column(Integer)
    agent_lane: Mapped[int | None] = mapped_column(Integer)
    abilities: Mapped[list[str]] = mapped_column(Json, default=list)
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    heard_s: Mapped[float] = mapped_column(Float, default=0.0)
    behind_s: Mapped[float] = mapped_column(Float, default=0.0)
    state: Mapped[str | None] = mapped_column(String(20))
    turns: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    peaks: Mapped[list[list[float]]] = mapped_column(Json, default=list)
    tension: Mapped[list[list[float]]] = mapped_column(Json, default=list)
    manner: Mapped[list[list[float]]] = mapped_column(Json, default=list)
    unheard: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list, server_default="[]")


class LiveAlert(Table):
    """One possible breach, a rise of tension, or words of a person in danger: heard, never scored.

    `kind` is conduct, tension or danger; `criterion` the rubric's for conduct, "" otherwise. `at_s` is the second of the call
    where the words begin, `quote` the words with private data masked; `state` the debtor's likeliest state, where it was told.
    `seen_by` is who first opened it. `judge` and `rubric` are what conduct was judged by. `coach_by` kept it to coach: the
    conversation `coaching_id` begins once the recording came.
    """

    __tablename__ = "live_alert"
    __table_args__ = (Index("ix_live_alert_organisation_id_made_at", "organisation_id", "made_at"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    live_call_id: Mapped[str] = mapped_column(ForeignKey("live_call.id"), index=True)
    agent: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(10))
    criterion: Mapped[str] = mapped_column(String(40), default="")
    at_s: Mapped[float] = mapped_column(Float)
    end_s: Mapped[float] = mapped_column(Float)
    quote: Mapped[str] = mapped_column(String(1000))
    confidence: Mapped[float | None] = mapped_column(Float)
    state: Mapped[str | None] = mapped_column(String(20))
    speaker_known: Mapped[bool] = mapped_column(Boolean, default=True)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    judge: Mapped[str | None] = mapped_column(String(100))
    rubric: Mapped[str | None] = mapped_column(String(100))
    coach_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    coach_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    coaching_id: Mapped[str | None] = mapped_column(ForeignKey("coaching.id"))
