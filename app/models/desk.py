"""Who works which debt now: the worklist of a desk and what its agents can do."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Float, ForeignKey, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Json, Table, UtcDateTime

_READY, _WAITS, _HELD = (text(f"stands = '{word}'") for word in ("ready", "waits", "held"))
_DUE = text("stands = 'waits' AND appointment IS NOT NULL")


class WorkItem(Table):
    """A debt waiting for an agent. Given to one at a time: `taken_by` until `taken_until`.

    `stands` is ready, waits (until `ready_at`), held or done; whoever writes a `ready_at` that is still to come writes `waits`
    with it, so that the index of what is ready holds nothing else. `appointment` is callback or promise: it comes before all.
    `priority` is higher first and not negative, `level` the experience it asks (0 easy, 1, 2), `skill` what only some can do
    ("" anybody), `reasons` what the agent reads, `draft` what they had written when something went wrong.
    `taken_by` is a user; no foreign key, because it would look the user up each time an account is taken.
    """

    __tablename__ = "work_item"
    __table_args__ = (
        Index(
            "ix_work_item_next",
            *("organisation_id", "desk", "skill", "level", "priority"),
            postgresql_where=_READY,
            sqlite_where=_READY,
        ),
        Index("ix_work_item_waits", "organisation_id", "desk", "ready_at", postgresql_where=_WAITS, sqlite_where=_WAITS),
        Index("ix_work_item_due", "organisation_id", "desk", "ready_at", postgresql_where=_DUE, sqlite_where=_DUE),
        Index("ix_work_item_lease", "organisation_id", "taken_until", postgresql_where=_HELD, sqlite_where=_HELD),
        Index("uq_work_item_taken_by", "taken_by", unique=True, postgresql_where=_HELD, sqlite_where=_HELD),
    )
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"), primary_key=True, type_=BigId, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    desk: Mapped[str] = mapped_column(String(40))
    level: Mapped[int] = mapped_column(Integer)
    skill: Mapped[str] = mapped_column(String(40), default="", server_default="")
    priority: Mapped[float] = mapped_column(Float)
    expected_minor: Mapped[int] = mapped_column(BigInteger)
    reasons: Mapped[list[dict[str, Any]]] = mapped_column(Json, default=list)
    stands: Mapped[str] = mapped_column(String(8), default="ready", server_default="ready")
    appointment: Mapped[str | None] = mapped_column(String(10))
    ready_at: Mapped[datetime] = mapped_column(UtcDateTime)
    taken_by: Mapped[int | None] = mapped_column(Integer)
    taken_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
    draft: Mapped[dict[str, Any] | None] = mapped_column(Json)
    built_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DeskAgent(Table):
    """A person who collects: their desk, how experienced (0 new, 1, 2), and whether they are available now.

    `last` is the wrap-up that can still be taken back, as ids; it ends with the next account.
    """

    __tablename__ = "desk_agent"
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"), primary_key=True)
    desk: Mapped[str] = mapped_column(String(40))
    level: Mapped[int] = mapped_column(Integer, default=0)
    skills: Mapped[list[str]] = mapped_column(Json, default=list)
    available: Mapped[bool] = mapped_column(Boolean, default=False)
    last: Mapped[dict[str, Any] | None] = mapped_column(Json)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
