"""Which criteria are diagnostic only for a client: shown, sent to a person, never asserted by the machine alone."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models.criterion_floor import CriterionFloor
from audit.calibration.floor import Stands


def diagnostic_only(session: Session, organisation_id: int) -> frozenset[str]:
    """The criteria whose newest row says so."""
    newest = select(func.max(CriterionFloor.id)).where(CriterionFloor.organisation_id == organisation_id)
    wanted = select(CriterionFloor.criterion).where(
        CriterionFloor.id.in_(newest.group_by(CriterionFloor.criterion)), CriterionFloor.stands == Stands.DIAGNOSTIC_ONLY.value
    )
    return frozenset(session.scalars(wanted))
