"""What the contracts ask of the measures on a day."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.vendor_bill import ServiceLevel
from reports.scorecards.facts import Target


def levels_on(session: Session, organisation_id: int, day: date) -> tuple[ServiceLevel, ...]:
    """The newest valid level of each vendor and measure; one whose limit was taken away is not among them."""
    wanted = (
        select(ServiceLevel)
        .where(ServiceLevel.organisation_id == organisation_id, ServiceLevel.valid_from <= day)
        .order_by(ServiceLevel.valid_from, ServiceLevel.id)
    )
    newest = {(row.vendor_id, row.measure): row for row in session.scalars(wanted)}
    return tuple(row for _, row in sorted(newest.items()) if row.limit_value is not None)


def targets_on(session: Session, organisation_id: int, day: date) -> tuple[Target, ...]:
    """The same as targets of a comparison."""
    levels = levels_on(session, organisation_id, day)
    return tuple(Target(row.measure, row.limit_value or 0.0, str(row.vendor_id)) for row in levels)
