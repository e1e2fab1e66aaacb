"""Who works which debt now: the worklist of a desk and what its agents can do."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Json, Table, UtcDateTime


class WorkItem(Table):
    """A debt waiting for an agent. Given to one at a time: `taken_by` until `taken_until`; done until `ready_at` comes again.

    `priority` is higher first, `level` the experience it asks (0 easy, 1, 2), `reasons` what the agent reads.
    """

    __tablename__ = "work_item"
    __table_args__ = (Index("ix_work_item_next", "organisation_id", "desk", "level", "priority"),)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"), primary_key=True, type_=BigId, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    desk: Mapped[str] = mapped_column(String(40))
    level: Mapped[int] = mapped_column(Integer)
    priority: Mapped[float] = mapped_column(Float)
    expected_minor: Mapped[int] = mapped_column(BigInteger)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    ready_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    taken_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    built_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeskAgent(Table):
    """A person who collects: their desk, how experienced (0 new, 1, 2), and whether they are available now."""

    __tablename__ = "desk_agent"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    desk: Mapped[str] = mapped_column(String(40))
    level: Mapped[int] = mapped_column(Integer, default=0)
    skills: Mapped[list[str]] = mapped_column(Json, default=list)
    available: Mapped[bool] = mapped_column(Boolean, default=False)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
