"""How far each person is right, by the calls whose marks are known. For the worker alone: no page reads these tables."""

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import ScoreSheet
from app.models.known_call import KnownCall
from audit.learning.corrections.correction import teaches

FEWEST_MARKS = 20
_USUAL = (19.0, 1.0)
"""Right and wrong marks everybody begins with: one in twenty, as people are."""


def known_marks(session: Session, organisation_id: int) -> Mapping[str, Mapping[str, str]]:
    """Call → criterion → true mark, of the calls whose marks are known; what is no answer is left out."""
    rows = session.scalars(select(KnownCall).where(KnownCall.organisation_id == organisation_id))
    return {r.recording_id: {c: m["mark"] for c, m in r.marks.items() if teaches(c, m["mark"])} for r in rows}


def reliability_of(session: Session, organisation_id: int) -> Mapping[str, float]:
    """Person's id → 0–1: twice the share of known marks they had right, less one; left out where they met too few."""
    known = {
        row.recording_id: row.marks
        for row in session.scalars(select(KnownCall).where(KnownCall.organisation_id == organisation_id))
    }
    right, of = defaultdict[str, float](float), defaultdict[str, float](float)
    closed = select(ScoreSheet).where(
        ScoreSheet.organisation_id == organisation_id, ScoreSheet.closed_at.is_not(None), ScoreSheet.recording_id.in_(known)
    )
    for sheet in session.scalars(closed):
        for criterion, true in known[sheet.recording_id].items():
            said = sheet.marks.get(criterion)
            if said and teaches(criterion, said["mark"]) and teaches(criterion, true["mark"]):
                of[str(sheet.user_id)] += 1
                right[str(sheet.user_id)] += said["mark"] == true["mark"]
    return {who: max(0.0, 2 * (right[who] + _USUAL[0]) / (n + sum(_USUAL)) - 1) for who, n in of.items() if n >= FEWEST_MARKS}
