"""What a client says of its own house: stricter contact hours, what a unit of account was worth, its first texts under way."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Date, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import DecimalText, Json, Table, UtcDateTime


class HouseHours(Table):
    """The client's own contact hours by country, beside the law: `{"CL": {"mon": ["09:00", "18:00"], …, "holidays": false}}`.

    A day that is not there is a day without contact.
    """

    __tablename__ = "house_hours"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    says: Mapped[dict[str, dict[str, Any]]] = mapped_column(Json, default=dict)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_by: Mapped[str] = mapped_column(String(200))


class UnitValue(Table):
    """What a law's unit of account (`UF`) was worth on a day, in the country's currency, as the client gave it."""

    __tablename__ = "unit_value"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    unit: Mapped[str] = mapped_column(String(8), primary_key=True)
    on: Mapped[date] = mapped_column(Date, primary_key=True)
    worth: Mapped[Decimal] = mapped_column(DecimalText)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_by: Mapped[str] = mapped_column(String(200))


class HouseTexts(Table):
    """The house's own texts being looked at and added for a client. `state`: queued, running, done, failed.

    `done` of `total` were looked at, `added` of them are the client's now; `beat_at` is when the worker last said so.
    """

    __tablename__ = "house_texts"
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"), primary_key=True)
    state: Mapped[str] = mapped_column(String(8))
    done: Mapped[int] = mapped_column(Integer, default=0)
    total: Mapped[int] = mapped_column(Integer, default=0)
    added: Mapped[int] = mapped_column(Integer, default=0)
    problem: Mapped[dict[str, str] | None] = mapped_column(Json)
    who: Mapped[str] = mapped_column(String(200))
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime] = mapped_column(UtcDateTime)
