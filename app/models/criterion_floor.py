"""What may be done with a criterion's findings, as the machine's measured precision last said. Rows are added, never changed."""

from datetime import datetime

from sqlalchemy import Float, ForeignKey, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from app.models.tables import Table, UtcDateTime


class CriterionFloor(Table):
    """`stands` is `audit.calibration.floor.Stands`; the newest row of a criterion counts. Precision with its interval and n."""

    __tablename__ = "criterion_floor"
    __table_args__ = (Index("ix_criterion_floor_organisation_id", "organisation_id", "criterion"),)
    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    criterion: Mapped[str] = mapped_column(String(60))
    stands: Mapped[str] = mapped_column(String(20))
    precision: Mapped[float | None] = mapped_column(Float)
    low: Mapped[float | None] = mapped_column(Float)
    high: Mapped[float | None] = mapped_column(Float)
    n: Mapped[int] = mapped_column(Integer)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
