"""Whether calls came since a session was measured."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Coaching
from app.queries.coaching_rows import Step
from app.queries.oversight.coaching.facts import seen_calls
from audit.coaching.good_for import watched


def may_measure(session: Session, kept: Coaching, steps: Sequence[Step], now: datetime, zone: ZoneInfo) -> bool:
    """There is an agreement, and since the last measurement another agreement, or more calls to draw from up to its day."""
    told = next((s for s in reversed(steps) if s.kind == "measured"), None)
    agreement = next((s for s in reversed(steps) if s.kind == "agreement"), None)
    if agreement is None or agreement.due_on is None:
        return False
    if told is None or not told.told or agreement.at > told.at:
        return True
    since = datetime.combine(date.fromisoformat(told.told["from"]), time(), zone)
    until = min(now, datetime.combine(agreement.due_on + timedelta(days=1), time(), zone))
    duty = watched(kept.criterion)
    seen = seen_calls(session, kept.organisation_id, kept.vendor_id, (duty,), since, until)[duty]
    moments = select(Coaching.recording_id).where(Coaching.organisation_id == kept.organisation_id, Coaching.agent == kept.agent)
    chosen = set(session.scalars(moments))
    return sum(c.agent == kept.agent and c.id not in chosen for c in seen) > int(told.told["of"])
