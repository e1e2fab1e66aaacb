"""The client whose debts are collected, and the vendors that collect for it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Table, UtcDateTime


class Organisation(Table):
    """A client. Nothing crosses from one to another."""

    __tablename__ = "organisation"
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(200), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Vendor(Table):
    """An outsourced collector, known by the name that calls.csv gives it; what the client's own desk does has no vendor.

    `country` is where it works from and `contact` whom to write to there; both may be unknown.
    """

    __tablename__ = "vendor"
    __table_args__ = (UniqueConstraint("organisation_id", "name"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    name: Mapped[str] = mapped_column(String(200))
    country: Mapped[str | None] = mapped_column(String(2))
    contact: Mapped[str | None] = mapped_column(String(200))
