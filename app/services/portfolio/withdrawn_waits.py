"""What an account taken out of the work waited for at the desk: put back, a call that was asked for is still made."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models.desk import WorkItem


def waits_of(session: Session, debt_ids: Sequence[int]) -> dict[int, str]:
    """By debt, for those that wait or need somebody with a skill; in words that `wait_again` reads."""
    rows = session.scalars(
        select(WorkItem).where(WorkItem.debt_id.in_(debt_ids), (WorkItem.stands == "waits") | (WorkItem.skill != ""))
    )
    return {row.debt_id: json.dumps([row.stands, row.appointment, row.ready_at.isoformat(), row.skill]) for row in rows}


def wait_again(session: Session, told: Mapping[int, str]) -> None:
    """Those on the worklist again wait as they did; the worklist reckons a promise's day anew. The caller commits."""
    session.flush()
    for row in session.scalars(select(WorkItem).where(WorkItem.debt_id.in_(told)).execution_options(populate_existing=True)):
        stands, appointment, ready_at, skill = json.loads(told[row.debt_id])
        row.skill = skill
        if stands == "waits" and row.stands == "ready":
            row.stands, row.ready_at = "waits", datetime.fromisoformat(ready_at)
            row.appointment = appointment if appointment != "promise" else None
