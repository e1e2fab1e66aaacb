"""What the machine said of calls, by criterion: of all of them counted, and of those with a sheet mark by mark."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from app.models import Duty, Finding, Recording, Verdict
from app.queries.oversight.qa.choices import PERSON
from audit.calibration.cells import said_of
from audit.calibration.scorer import Said
from audit.calibration.sheet import Mark
from audit.calls import VIOLATIONS
from audit.results import Conduct, Decision

CHUNK = 500
Totals = dict[str, dict[Said, int]]


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the machine heard a criterion: its mark, the second and the words where it has them."""

    mark: str
    start_s: float | None = None
    quote: str | None = None


Judged = dict[str, dict[str, Spot]]
"""Call → criterion → what the machine said; forbidden acts of calls whose conduct it could not assess are not there."""


def totals(session: Session, organisation_id: int) -> tuple[Totals, int]:
    """Calls by criterion and what the machine said of each, as judged last; and how many were judged."""
    mine = (
        select(Verdict).join(Recording, Recording.id == Verdict.recording_id).where(Recording.organisation_id == organisation_id)
    )
    judged = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    assessed = session.scalar(select(func.count()).select_from(mine.where(_assessed()).subquery())) or 0
    out: Totals = {c: {Said.FAULT: 0, Said.SENT: 0, Said.CLEAR: assessed} for c in VIOLATIONS}
    for criterion, asserted, n in session.execute(_findings(organisation_id)).tuples():
        said = Said.FAULT if asserted else Said.SENT
        out[criterion][said] += n
        out[criterion][Said.CLEAR] -= n
    for criterion, status, n in session.execute(_duties(organisation_id)).tuples():
        held = out.setdefault(criterion, dict.fromkeys(Said, 0))
        held[said_of(status)] += n
    return out, judged


def _assessed() -> ColumnElement[bool]:
    return Verdict.conduct != Conduct.NOT_ASSESSED.value


def _findings(organisation_id: int) -> Select[str, int, int]:
    """(criterion, whether asserted, calls): a call counts once, by its gravest instance."""
    asserted = func.max(case((Finding.decision == Decision.ASSERTED.value, 1), else_=0))
    each = (
        select(Finding.recording_id, Finding.criterion, asserted.label("asserted"))
        .join(Verdict, Verdict.evaluation_id == Finding.evaluation_id)
        .join(Recording, Recording.id == Finding.recording_id)
        .where(Recording.organisation_id == organisation_id, Finding.decision != PERSON, _assessed())
        .group_by(Finding.recording_id, Finding.criterion)
        .subquery()
    )
    return select(each.c.criterion, each.c.asserted, func.count()).group_by(each.c.criterion, each.c.asserted)


def _duties(organisation_id: int) -> Select[str, str, int]:
    """(criterion, the machine's status, calls)."""
    return (
        select(Duty.criterion, Duty.judged, func.count())
        .join(Verdict, Verdict.evaluation_id == Duty.evaluation_id)
        .join(Recording, Recording.id == Duty.recording_id)
        .where(Recording.organisation_id == organisation_id)
        .group_by(Duty.criterion, Duty.judged)
    )


def judged(session: Session, calls: Collection[str]) -> Judged:
    """What the machine said of each of `calls`, as judged last; a finding that a person added is not its own."""
    out: Judged = {}
    ids = sorted(calls)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        standing = select(Verdict.recording_id, Verdict.evaluation_id, Verdict.conduct).where(Verdict.recording_id.in_(part))
        assessed = {}
        for call, evaluation, conduct in session.execute(standing).tuples():
            assessed[evaluation] = conduct != Conduct.NOT_ASSESSED.value
            out[call] = {c: Spot(Mark.NOT_HAPPENED.value) for c in VIOLATIONS} if assessed[evaluation] else {}
        _add_findings(session, [e for e, known in assessed.items() if known], out)
        for duty in session.scalars(select(Duty).where(Duty.evaluation_id.in_(assessed))):
            out[duty.recording_id][duty.criterion] = Spot(duty.judged, duty.start_s, duty.quote)
    return out


def _add_findings(session: Session, evaluations: Collection[int], out: Judged) -> None:
    found = session.scalars(select(Finding).where(Finding.evaluation_id.in_(evaluations), Finding.decision != PERSON))
    for f in sorted(found, key=lambda f: (f.decision == Decision.ASSERTED.value, f.confidence or 0.0)):
        mark = Mark.HAPPENED.value if f.decision == Decision.ASSERTED.value else f.decision
        out[f.recording_id][f.criterion] = Spot(mark, f.start_s, f.quote)
