"""Decisions on where the next accounts go: what was asked, the figures that were seen, and in whose words."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Json, Table, UtcDateTime


class BalanceDecision(Table):
    """One decision, never changed. `asked` is the move ({source, target, move, cap}), `seen` the projected figures as JSON rows
    {name, value, span, told}, as they were read and as they are.

    `done_at` is when whoever places accounts said that it was carried out, `done_books` what the books showed of it then
    (`decision_books`; None: nobody looked), `done_why` the reason given where they showed nothing.
    """

    __tablename__ = "balance_decision"
    __table_args__ = (Index("ix_balance_decision_organisation_id_at", "organisation_id", "at"),)
    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    month: Mapped[date] = mapped_column(Date)
    segment: Mapped[str] = mapped_column(String(80))
    asked: Mapped[dict[str, Any]] = mapped_column(Json)
    seen: Mapped[list[dict[str, Any]]] = mapped_column(Json)
    text: Mapped[str] = mapped_column(Text)
    user_id: Mapped[int | None] = mapped_column(Integer)
    who: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    done_by: Mapped[str | None] = mapped_column(String(200))
    done_books: Mapped[dict[str, Any] | None] = mapped_column(Json)
    done_why: Mapped[str | None] = mapped_column(Text)
