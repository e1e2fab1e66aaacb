"""What is done with a segment: strategies, what is said in them, and campaigns."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class Strategy(Table):
    """One version of what is done with a segment; `steps` as in `app.operations.strategy`. `state`: draft, live, retired.

    Several live ones of a segment are champion and challengers: `share_percent` of its people, drawn by `seed`, get each.
    """

    __tablename__ = "strategy"
    __table_args__ = (UniqueConstraint("segment_id", "name", "version"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    segment_id: Mapped[int] = mapped_column(ForeignKey("segment.id"))
    name: Mapped[str] = mapped_column(String(80))
    version: Mapped[int] = mapped_column(Integer)
    steps: Mapped[dict[str, Any]] = mapped_column(Json)
    share_percent: Mapped[int] = mapped_column(Integer, default=100)
    seed: Mapped[str] = mapped_column(String(32))
    state: Mapped[str] = mapped_column(String(8), default="draft")
    simulated: Mapped[dict[str, Any] | None] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))
    live_from: Mapped[datetime | None] = mapped_column(UtcDateTime)
    live_to: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Template(Table):
    """A message or an agent's script, in one language and tone; a change is a new version. `state`: draft, live, retired.

    `checks` is what was found before use (placeholders, reading level, forbidden phrases); costs are of making and trying it.
    """

    __tablename__ = "template"
    __table_args__ = (UniqueConstraint("organisation_id", "key", "language", "country", "tone", "version"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    key: Mapped[str] = mapped_column(String(60))
    version: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(8))
    channel: Mapped[str] = mapped_column(String(20))
    country: Mapped[str] = mapped_column(String(2))
    language: Mapped[str] = mapped_column(String(5))
    tone: Mapped[str] = mapped_column(String(20))
    subject: Mapped[str | None] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(8), default="draft")
    checks: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    client_type: Mapped[str | None] = mapped_column(String(60))
    sector: Mapped[str | None] = mapped_column(String(60))
    setup_cost_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    test_cost_minor: Mapped[int] = mapped_column(BigInteger, default=0)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))


class Campaign(Table):
    """Messages to many at once, before or after a due date. `state`: draft, running, stopped, done; `counts` what came of it."""

    __tablename__ = "campaign"
    __table_args__ = (Index("ix_campaign_organisation_id_made_at", "organisation_id", "made_at"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(120))
    rule: Mapped[str] = mapped_column(Text)
    template_key: Mapped[str] = mapped_column(String(60))
    channels: Mapped[list[str]] = mapped_column(Json)
    state: Mapped[str] = mapped_column(String(8), default="draft")
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    made_by: Mapped[str] = mapped_column(String(200))
