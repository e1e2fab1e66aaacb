"""How the machine does on a duty where people looked at calls drawn at random."""

from collections import Counter

from sqlalchemy.orm import Session

from app.queries.oversight.qa.sheets import closed_sheets, machine_sheets
from audit.calibration.sheet import Purpose
from audit.calls import DUTIES
from audit.coaching.calls import ScorerSeen

FEWEST = 30
"""Checked calls of each kind under which the machine's error is not known well enough to correct with."""


def scorer_seen(session: Session, organisation_id: int, criterion: str) -> ScorerSeen | None:
    """The machine beside people's blind sheets of the random stratum; None while they are too few. Forbidden acts are measured
    elsewhere."""
    if criterion not in DUTIES:
        return None
    people = closed_sheets(session, organisation_id, purposes=(Purpose.RANDOM,))
    machine = {s.call: s.marks.get(criterion) for s in machine_sheets(session, people)}
    seen = Counter((machine.get(s.call), s.marks.get(criterion)) for s in people)
    right, missed = seen[("met", "met")], seen[("not_met", "met")]
    caught, passed = seen[("not_met", "not_met")], seen[("met", "not_met")]
    if min(right + missed, caught + passed) < FEWEST:
        return None
    return ScorerSeen(right, right + missed, caught, caught + passed)
