"""A portfolio as it came: the file, how its columns are read, and the segments its debts fall into."""

from datetime import datetime
from typing import Any

from sqlalchemy import Boolean, ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class LoadMapping(Table):
    """How a client's file is read: its columns' names against ours, format, separators. Saved under a name."""

    __tablename__ = "load_mapping"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(80))
    reads: Mapped[dict[str, Any]] = mapped_column(Json)
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PortfolioLoad(Table):
    """One file. `state` is waiting, dry, loading, loaded or failed; `counts` of rows and what became of them.

    `stored` and `rejected` are addresses in the store; the same file (`sha256`) loaded again changes nothing. `reads` is how
    this file is read (`app.operations.columns`), `beat_at` when the process at work last said so:
    one that died is told by its silence.
    """

    __tablename__ = "portfolio_load"
    __table_args__ = (Index("ix_portfolio_load_organisation_id_at", "organisation_id", "at"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    file: Mapped[str] = mapped_column(String(500))
    stored: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    mapping_id: Mapped[int | None] = mapped_column(ForeignKey("load_mapping.id"))
    country: Mapped[str] = mapped_column(String(2))
    reads: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[str] = mapped_column(String(10))
    share_done: Mapped[int] = mapped_column(Integer, default=0)
    counts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    problem: Mapped[dict[str, Any] | None] = mapped_column(Json)
    rejected: Mapped[str | None] = mapped_column(String(200))
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    who: Mapped[str] = mapped_column(String(200))


class Segment(Table):
    """Debts that a rule picks (`app.operations.segments`); the first active one by `position` wins. Each change is a version."""

    __tablename__ = "segment"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(80))
    rule: Mapped[str] = mapped_column(Text)
    position: Mapped[int] = mapped_column(Integer)
    active: Mapped[bool] = mapped_column(Boolean, default=True)
    version: Mapped[int] = mapped_column(Integer, default=1)
    past: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
