"""What the random stratum says: the share of calls with a critical breach, by the people who scored them blind.

Calls drawn to compare people, and known ones, are left out here: no reading for whoever scores while a plan goes on.
"""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import SampleItem, SamplePlan, ScoreSheet
from app.models.known_call import SampleApart
from app.queries.qa_rows import Figured
from audit.calibration.shares import share


def figure_of(session: Session, plan: SamplePlan) -> Figured:
    """The share so far. The order of a plan is random, so a part of it is a random sample too."""
    apart = select(SampleApart.recording_id).where(SampleApart.plan_id == plan.id)
    wanted = (
        select(ScoreSheet.breach, func.count())
        .join(SampleItem, SampleItem.sheet_id == ScoreSheet.id)
        .where(SampleItem.plan_id == plan.id, SampleItem.recording_id.not_in(apart))
        .group_by(ScoreSheet.breach)
    )
    counts = dict(session.execute(wanted).tuples().all())
    hits, clean, unknown = counts.get(1, 0), counts.get(0, 0), counts.get(-1, 0)
    found = share(hits, hits + clean, max(plan.population, hits + clean))
    return Figured(found.value, found.low, found.high, found.n, unknown)
