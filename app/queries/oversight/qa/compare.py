"""A closed sheet beside the machine's marks, differences first, each with the act that corrects it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.models import Act, Duty, Evaluation, Finding, Heard, ScoreSheet, Verdict
from app.queries.oversight.qa.choices import PERSON
from app.queries.qa_rows import Compared, MachineMark
from app.queries.review_rows import Standing
from app.queries.rubrics import rubric_of
from audit.calibration.sheet import Mark
from audit.calls import VIOLATIONS, Status
from audit.rubric import Criterion

_NONE = Mark.NOT_HAPPENED.value
_HOLDS = (Standing.ASSERTED.value, Standing.HAPPENED.value)
_RANK = {Standing.HAPPENED.value: 0, Standing.ASSERTED.value: 1, Standing.TO_REVIEW.value: 2, Standing.CANNOT_TELL.value: 3}


def machine_marks(session: Session, evaluation: Evaluation) -> dict[str, MachineMark]:
    """What the machine said of each criterion; a finding that a person added is not its own."""
    out: dict[str, MachineMark] = {}
    unassessed = evaluation.result["conduct"] == Status.NOT_ASSESSED.value
    for criterion in VIOLATIONS:
        out[criterion] = MachineMark(Status.NOT_ASSESSED.value if unassessed else _NONE)
    found = select(Finding).where(Finding.evaluation_id == evaluation.id, Finding.decision != PERSON)
    for f in sorted(session.scalars(found), key=lambda f: (f.decision != "asserted", -(f.confidence or 0.0))):
        if out[f.criterion].quote is None:
            out[f.criterion] = MachineMark(f.decision, f.confidence, f.start_s, f.quote)
    for duty in session.scalars(select(Duty).where(Duty.evaluation_id == evaluation.id)):
        out[duty.criterion] = MachineMark(duty.judged, duty.confidence, duty.start_s, duty.quote)
    return out


def compared(session: Session, sheet: ScoreSheet) -> tuple[Compared, ...]:
    """Every criterion; the machine's marks are of the judging that stood when the sheet was opened, corrections of now."""
    then = session.get_one(Evaluation, sheet.evaluation_id)
    verdict = session.get_one(Verdict, sheet.recording_id)
    machine = machine_marks(session, then)
    findings = session.scalars(select(Finding).where(Finding.evaluation_id == verdict.evaluation_id)).all()
    duties = {d.criterion: d for d in session.scalars(select(Duty).where(Duty.evaluation_id == verdict.evaluation_id))}
    heard = session.get(Heard, sheet.recording_id)
    turns = heard.transcript["turns"] if heard else []
    last = _last_acts(session, verdict.evaluation_id)
    rubric = rubric_of(session, sheet.rubric)
    rows = [
        _violation(c, sheet.marks[c.id], machine[c.id], [f for f in findings if f.criterion == c.id], turns, last)
        for c in rubric.violations
    ]
    rows += [_duty(c, sheet.marks[c.id], machine[c.id], duties[c.id], last) for c in rubric.duties if c.id in duties]
    return tuple(sorted(rows, key=lambda r: (not r.differs, r.settled, r.kind == "duty", r.severity != "critical")))


def _last_acts(session: Session, evaluation_id: int) -> dict[str, str]:
    acts = select(Act.criterion, Act.who).where(Act.evaluation_id == evaluation_id, Act.kind.in_(("finding", "duty", "breach")))
    return {criterion or "": who for criterion, who in session.execute(acts.order_by(Act.id)).tuples()}


def standing_of(findings: Sequence[Finding]) -> str:
    """How an act stands over its instances: the gravest."""
    ranked = sorted((f.standing for f in findings), key=lambda s: _RANK.get(s, 9))
    return ranked[0] if ranked else _NONE


def settled(own: str, standing: str) -> bool:
    """Whether the call already stands as this person marked it."""
    if own == Mark.HAPPENED.value:
        return standing in _HOLDS
    return standing == own or (own == Mark.CANNOT_TELL.value and standing == _NONE)


def _violation(
    criterion: Criterion,
    kept: Mapping[str, Any],
    machine: MachineMark,
    findings: Sequence[Finding],
    turns: Sequence[Mapping[str, Any]],
    last: Mapping[str, str],
) -> Compared:
    own, stands = kept["mark"], standing_of(findings)
    said = Mark.HAPPENED.value if machine.mark == "asserted" else machine.mark
    done = settled(own, stands)
    turn = kept.get("turn")
    return Compared(
        criterion=criterion.id,
        kind="violation",
        severity=criterion.severity.value if criterion.severity else None,
        own=own,
        machine=machine.mark,
        standing=stands,
        differs=own != said,
        settled=done,
        act=None if done else "decide" if findings else "add",
        turn=turn,
        start_s=kept.get("start_s"),
        quote=turns[turn]["text"] if turn is not None and turn < len(turns) else None,
        note=kept.get("note") or "",
        machine_quote=machine.quote,
        machine_start_s=machine.start_s,
        confidence=machine.confidence,
        decided_by=last.get(criterion.id),
    )


def _duty(criterion: Criterion, kept: Mapping[str, Any], machine: MachineMark, duty: Duty, last: Mapping[str, str]) -> Compared:
    own = kept["mark"]
    return Compared(
        criterion=criterion.id,
        kind="duty",
        severity=None,
        own=own,
        machine=machine.mark,
        standing=duty.status,
        differs=own != machine.mark,
        settled=own == duty.status,
        act=None if own == duty.status else "duty",
        turn=kept.get("turn"),
        start_s=kept.get("start_s"),
        note=kept.get("note") or "",
        machine_quote=machine.quote,
        machine_start_s=machine.start_s,
        confidence=machine.confidence,
        decided_by=last.get(criterion.id),
    )
