"""What the search reads beside the words: how a call went, what its turns mean, and searches kept as monitors."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Table, UtcDateTime


class CallManner(Table):
    """How a call went, counted with its evaluation. What the sound does not tell (one line for both, no sound) is None."""

    __tablename__ = "call_manner"
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    tone: Mapped[float | None] = mapped_column(Float)
    debtor_state: Mapped[str | None] = mapped_column(String(20))
    longest_silence_s: Mapped[float | None] = mapped_column(Float)
    overlap_share: Mapped[float | None] = mapped_column(Float)
    interruptions: Mapped[int | None] = mapped_column(Integer)
    agent_share: Mapped[float | None] = mapped_column(Float)


class TurnMeaning(Table):
    """The turns of a call as vectors: int8 [turns, 384] in the order of the transcript, made by `encoder`."""

    __tablename__ = "turn_meaning"
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    encoder: Mapped[str] = mapped_column(String(16))
    vectors: Mapped[bytes] = mapped_column(LargeBinary)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Monitor(Table):
    """A search that goes on by itself. `asked` is the address query of the list of calls; `closeness` how close in meaning.

    Calls judged after `seen_until` are still to be looked at.
    """

    __tablename__ = "monitor"
    __table_args__ = (Index("ix_monitor_organisation_id", "organisation_id"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    who: Mapped[str] = mapped_column(String(200))
    name: Mapped[str] = mapped_column(String(200))
    asked: Mapped[str] = mapped_column(Text)
    closeness: Mapped[float | None] = mapped_column(Float)
    by_mail: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_until: Mapped[datetime] = mapped_column(UtcDateTime)
    stopped_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class MonitorHit(Table):
    """A call a monitor found, once. `opened_at`: when its owner looked at the list."""

    __tablename__ = "monitor_hit"
    monitor_id: Mapped[str] = mapped_column(ForeignKey("monitor.id"), primary_key=True)
    recording_id: Mapped[str] = mapped_column(ForeignKey("recording.id"), primary_key=True)
    turn: Mapped[int | None] = mapped_column(Integer)
    closeness: Mapped[float | None] = mapped_column(Float)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    mailed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    opened_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
