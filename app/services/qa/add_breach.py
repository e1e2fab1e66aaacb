"""A person adds a forbidden act that the machine did not see: a finding of their own, in its history and undoable."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict
from app.models import Act, Evaluation, Finding, Heard
from app.queries.oversight.qa.choices import PERSON
from app.queries.review_rows import Standing
from app.queries.rubrics import rubric_of
from app.services.qa.mark import place
from app.services.reviewing import Desk, checked_reason, keep, take_up
from audit.errors import BadRubric
from audit.rubric import Criterion, Kind
from audit.rulebooks import rulebook

MAX_QUOTE = 600
BREACH = "breach"
"""The kind of act that adds a finding."""


def add_breach(
    session: Session,
    actor: Actor,
    call_id: str,
    criterion: str,
    turn: int | None,
    start_s: float | None,
    quote: str,
    reason: str,
    now: datetime,
) -> Act:
    """Keep the finding, standing as happened. `quote` must be words of the turn; empty takes the whole turn.

    Raises BadInput naming the field, Conflict where the same act of that turn is there already. Commits.
    """
    desk = take_up(session, actor, call_id)
    act_of = _forbidden(session, desk.evaluation, criterion)
    heard = session.get(Heard, desk.recording.id)
    turns = heard.transcript["turns"] if heard else []
    at, second = place(turns, turn, start_s)
    if at is None:
        raise BadInput("diga en qué turno o segundo ocurrió", "say in which turn or second it happened", "turn")
    said = _quoted(str(turns[at]["text"]), quote)
    known = select(Finding).where(Finding.evaluation_id == desk.evaluation.id)
    findings = session.scalars(known).all()
    if any(f.criterion == criterion and f.turn == at for f in findings):
        raise Conflict(
            "ese turno ya tiene un hallazgo de ese criterio: decida sobre él",
            "that turn has a finding of that criterion already: decide about it",
        )
    why = checked_reason(reason)
    finding = _found(session, desk, act_of, at, second, turns[at].get("end"), said)
    act = Act(
        kind=BREACH,
        criterion=criterion,
        instance=finding.instance,
        before=Standing.NOT_HAPPENED.value,
        after=Standing.HAPPENED.value,
        reason=why,
    )
    keep(session, desk, actor, now, act)
    session.commit()
    return act


def _found(
    session: Session, desk: Desk, act_of: Criterion, turn: int, start_s: float | None, end_s: float | None, quote: str
) -> Finding:
    """The finding, its number after the machine's and those added before."""
    highest = session.scalar(select(func.max(Finding.instance)).where(Finding.evaluation_id == desk.evaluation.id))
    finding = Finding(
        evaluation_id=desk.evaluation.id,
        recording_id=desk.recording.id,
        instance=0 if highest is None else highest + 1,
        criterion=act_of.id,
        severity=act_of.severity.value if act_of.severity else "major",
        decision=PERSON,
        standing=Standing.HAPPENED.value,
        confidence=None,
        turn=turn,
        start_s=start_s,
        end_s=end_s,
        quote=quote,
        basis=_basis(desk.evaluation, act_of.id),
    )
    session.add(finding)
    session.flush()
    return finding


def _forbidden(session: Session, evaluation: Evaluation, id: str) -> Criterion:
    try:
        found = rubric_of(session, evaluation.rubric).criterion(id)
    except BadRubric as cause:
        raise BadInput(f"la rúbrica no tiene {id[:60]!r}", f"the rubric has no {id[:60]!r}", "criterion") from cause
    if found.kind is not Kind.VIOLATION:
        raise BadInput(f"{id[:60]!r} es un deber, no una prohibición", f"{id[:60]!r} is a duty, not a prohibition", "criterion")
    return found


def _quoted(text: str, quote: str) -> str:
    """Words of the turn, as they stand there. Raises BadInput for words that were not said in it."""
    asked = " ".join(quote.split())
    if not asked:
        return text
    if len(asked) > MAX_QUOTE or asked.casefold() not in " ".join(text.split()).casefold():
        raise BadInput(
            "la cita no está en ese turno: tómela de la transcripción",
            "the quote is not in that turn: take it from the transcript",
            "quote",
        )
    return asked


def _basis(evaluation: Evaluation, criterion: str) -> str:
    """The rule it breaks in its country on its day, as the judge would have cited it; else the rubric."""
    country, _, day = str(evaluation.result.get("rulebook") or "").partition("@")
    book = rulebook(country, date.fromisoformat(day)) if day else None
    return (book.basis_for(criterion) if book else None) or f"rubric:{criterion}"
