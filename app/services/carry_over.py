"""A call was judged again: what people marked before goes over to the new judging, by criterion and place."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Act, Duty, Evaluation, Finding, Heard
from app.queries.oversight.people_marks import PersonsMark, new_places, peoples_marks
from app.queries.oversight.qa.choices import PERSON
from app.queries.review_rows import Standing


def carry_over(session: Session, recording_id: str, evaluation: Evaluation) -> None:
    """Repeat each mark that still has its place, under its own name and time (`Act.carried_from_id`). The caller commits.

    What has none stays where it was and the page says so (`people_marks.unfit_marks`).
    """
    heard = session.get(Heard, recording_id)
    turns = heard.transcript["turns"] if heard else []
    marks = peoples_marks(session, recording_id, evaluation)
    places = new_places(session, recording_id, evaluation, marks, turns)
    for mark in marks:
        if mark.finding is None:
            _duty(session, evaluation, mark)
            continue
        turn = mark.turn_in(turns)
        if turn is not None:
            _finding(session, evaluation, mark, places.get(mark.act.id), turn)
    session.flush()


def _duty(session: Session, evaluation: Evaluation, mark: PersonsMark) -> None:
    wanted = select(Duty).where(Duty.evaluation_id == evaluation.id, Duty.criterion == mark.criterion)
    duty = session.scalar(wanted) if mark.as_heard else None
    if duty is None or mark.act.after is None:
        return
    session.add(_again(evaluation, mark, "duty", None, duty.status))
    duty.status = mark.act.after


def _finding(session: Session, evaluation: Evaluation, mark: PersonsMark, found: Finding | None, turn: int) -> None:
    kind = "finding"
    if found is None:
        if mark.settled or mark.finding is None:
            return
        found, kind = _added(session, evaluation, mark, mark.finding, turn), "breach"
    session.add(_again(evaluation, mark, kind, found.instance, found.standing))
    found.standing = mark.act.after or found.standing
    session.flush()


def _added(session: Session, evaluation: Evaluation, mark: PersonsMark, old: Finding, turn: int) -> Finding:
    """A finding of people alone, its number after the others."""
    highest = session.scalar(select(func.max(Finding.instance)).where(Finding.evaluation_id == evaluation.id))
    finding = Finding(
        evaluation_id=evaluation.id,
        recording_id=old.recording_id,
        instance=0 if highest is None else highest + 1,
        criterion=mark.criterion,
        severity=old.severity,
        decision=PERSON,
        standing=Standing.NOT_HAPPENED.value,
        confidence=None,
        turn=turn,
        start_s=old.start_s,
        end_s=old.end_s,
        quote=old.quote,
        basis=old.basis,
    )
    session.add(finding)
    session.flush()
    return finding


def _again(evaluation: Evaluation, mark: PersonsMark, kind: str, instance: int | None, before: str) -> Act:
    act = mark.act
    return Act(
        recording_id=act.recording_id,
        evaluation_id=evaluation.id,
        kind=kind,
        criterion=act.criterion,
        instance=instance,
        before=before,
        after=act.after,
        reason=act.reason,
        user_id=act.user_id,
        who=act.who,
        at=act.at,
        carried_from_id=act.id,
    )
