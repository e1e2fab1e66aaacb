"""Coaching: who is behind an agent's code, a moment made a session, its steps, practice. Rows are added, not changed."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Date, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class AgentCode(Table):
    """The person behind `Recording.agent` within a vendor (None: calls without one). `ended_at`: it is theirs no more."""

    __tablename__ = "agent_code"
    __table_args__ = (Index("ix_agent_code_organisation_id_code", "organisation_id", "code"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    code: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Coaching(Table):
    """One moment of one agent's call, as it stood when the session was opened. `source` is finding, duty, alert or team.

    `example_*` is what good sounds like: a moment of another call of the same team, None where nobody has done it well yet.
    """

    __tablename__ = "coaching"
    __table_args__ = (Index("ix_coaching_organisation_id_opened_at", "organisation_id", "opened_at"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    agent: Mapped[str] = mapped_column(String(200), index=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), index=True)
    criterion: Mapped[str] = mapped_column(String(60))
    instance: Mapped[int | None] = mapped_column(Integer)
    source: Mapped[str] = mapped_column(String(10))
    turn: Mapped[int] = mapped_column(Integer)
    start_s: Mapped[float | None] = mapped_column(Float)
    end_s: Mapped[float | None] = mapped_column(Float)
    quote: Mapped[str] = mapped_column(Text)
    example_id: Mapped[str | None] = mapped_column(ForeignKey("recording.id"))
    example_turn: Mapped[int | None] = mapped_column(Integer)
    example_start_s: Mapped[float | None] = mapped_column(Float)
    example_end_s: Mapped[float | None] = mapped_column(Float)
    example_quote: Mapped[str | None] = mapped_column(Text)
    opened_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime] = mapped_column(UtcDateTime)


class CoachingStep(Table):
    """What was done with it. `kind` is reply, agreement, accepted, practice, measured or closed; `due_on` of an agreement.

    `told` of a measurement is the effect with its figures and the calls that were drawn.
    """

    __tablename__ = "coaching_step"
    __table_args__ = (UniqueConstraint("coaching_id", "number"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    coaching_id: Mapped[str] = mapped_column(ForeignKey("coaching.id"))
    number: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(12))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    text: Mapped[str] = mapped_column(Text, default="", server_default="")
    due_on: Mapped[date | None] = mapped_column(Date)
    told: Mapped[dict[str, Any] | None] = mapped_column(Json)


class ExamplePermission(Table):
    """Whether an agent's good calls may be heard by colleagues. The newest row of an agent counts; none means no."""

    __tablename__ = "example_permission"
    __table_args__ = (Index("ix_example_permission_organisation_id_agent", "organisation_id", "agent"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    vendor_id: Mapped[int | None] = mapped_column(ForeignKey("vendor.id"))
    agent: Mapped[str] = mapped_column(String(200))
    given: Mapped[bool] = mapped_column(Boolean)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class Practice(Table):
    """One try against a made-up debtor. It counts in no figure. `mission` is `synthetic`'s; `verdict` once it ended."""

    __tablename__ = "practice"
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), index=True)
    coaching_id: Mapped[str | None] = mapped_column(ForeignKey("coaching.id"), index=True)
    mission: Mapped[str] = mapped_column(String(60))
    country: Mapped[str] = mapped_column(String(2))
    criterion: Mapped[str] = mapped_column(String(60))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    verdict: Mapped[dict[str, Any] | None] = mapped_column(Json)


class PracticeTurn(Table):
    """One turn of it. `heard` is what the judge heard in the agent's words, `mood` how the debtor feels after them."""

    __tablename__ = "practice_turn"
    __table_args__ = (UniqueConstraint("practice_id", "i"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    practice_id: Mapped[str] = mapped_column(ForeignKey("practice.id"))
    i: Mapped[int] = mapped_column(Integer)
    speaker: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    mood: Mapped[str] = mapped_column(String(20), default="", server_default="")
    heard: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    sound: Mapped[str | None] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
