"""Whether the published version does worse on calls drawn at random than the judge before: then rolling back is proposed."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Evaluation, JudgeVersion, ScoreSheet
from audit.agreement import Interval
from audit.calibration.sheet import Purpose
from audit.calls import VIOLATIONS
from audit.learning.corrections.correction import teaches
from audit.learning.corrections.measure import Answer, compared

FEWEST_CALLS = 30
_WIDTH = 3.919928
"""A 95 % interval's width in standard errors."""


@dataclass(frozen=True, slots=True)
class Fallen:
    """Kappa with people on random calls: by the version before, and by the published one. Shown only where it fell."""

    before: Interval
    after: Interval
    before_calls: int
    after_calls: int


def fallen(session: Session, organisation_id: int, standing: JudgeVersion | None) -> Fallen | None:
    """None where no version is published, too few random calls tell, or it is no worse beyond its interval.

    The calls differ, so the two figures are taken as independent.
    """
    if standing is None or standing.version is None:
        return None
    wanted = (
        select(ScoreSheet, Evaluation.result)
        .join(Evaluation, Evaluation.id == ScoreSheet.evaluation_id)
        .where(
            ScoreSheet.organisation_id == organisation_id,
            ScoreSheet.purpose == Purpose.RANDOM.value,
            ScoreSheet.closed_at.is_not(None),
        )
    )
    own, others = list[Answer](), list[Answer]()
    for sheet, result in session.execute(wanted):
        version = str(result["judge"]["version"])
        mine = version.endswith(f"+{standing.version}")
        if mine or "+" not in version:
            (own if mine else others).extend(_answers(sheet, result))
    before, after = compared("before", others), compared("after", own)
    if min(before.calls, after.calls) < FEWEST_CALLS or not _worse(before.after, after.after):
        return None
    return Fallen(before.after, after.after, before.calls, after.calls)


def _answers(sheet: ScoreSheet, result: dict[str, object]) -> Sequence[Answer]:
    duties, acts = result["duties"], result["violations"]
    assert isinstance(duties, dict) and isinstance(acts, list)
    asserted = {v["id"] for v in acts if v["decision"] == "asserted"}
    made = []
    for criterion, said in sheet.marks.items():
        if teaches(criterion, said["mark"]):
            judged = ("happened" if criterion in asserted else "not_happened") if criterion in VIOLATIONS else None
            judged = judged or str(duties.get(criterion, {}).get("status", "not_assessed"))
            made.append(Answer(sheet.recording_id, criterion, said["mark"], judged, judged))
    return made


def _worse(before: Interval, after: Interval) -> bool:
    ends = (before.value, before.low, before.high, after.value, after.low, after.high)
    if any(v is None for v in ends):
        return False
    first, low, high, second, under, over = (float(v or 0.0) for v in ends)
    return second - first + 1.959964 * sqrt(((high - low) / _WIDTH) ** 2 + ((over - under) / _WIDTH) ** 2) < 0
