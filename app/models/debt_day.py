"""Photographs of the portfolio: what each debt was on a day, so that a period can be measured against how it began."""

from datetime import date

from sqlalchemy import BigInteger, Boolean, Date, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import BigId, Table


class DebtDay(Table):
    """A debt at the start of a day. `days_overdue` 0 is up to date; `aside` is placed with a vendor or disputed."""

    __tablename__ = "debt_day"
    __table_args__ = (Index("ix_debt_day_organisation_id_on_day", "organisation_id", "on_day"),)
    on_day: Mapped[date] = mapped_column(Date, primary_key=True)
    debt_id: Mapped[int] = mapped_column(ForeignKey("debt.id"), primary_key=True, type_=BigId, autoincrement=False)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    segment_id: Mapped[int | None] = mapped_column(ForeignKey("segment.id"))
    balance_minor: Mapped[int] = mapped_column(BigInteger)
    overdue_minor: Mapped[int] = mapped_column(BigInteger)
    days_overdue: Mapped[int] = mapped_column(Integer)
    aside: Mapped[bool] = mapped_column(Boolean)
