"""Marks on an open sheet: one criterion at a time, the rest at once; a draft until it is closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import REVIEWERS, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Heard, ScoreSheet
from app.queries.oversight.qa.choices import choices_of, rest_of
from app.queries.oversight.qa.sealed import too_late
from app.queries.rubrics import rubric_of
from app.services.qa.lease import claim
from audit.calibration.sheet import Mark
from audit.calls import Status
from audit.errors import BadRubric
from audit.rubric import Criterion

MAX_NOTE = 1000


@dataclass(frozen=True, slots=True)
class Marked:
    """What was entered of one criterion. `turn` and `start_s` say where; one of them is enough, and the turn goes first."""

    criterion: str
    mark: str
    turn: int | None = None
    start_s: float | None = None
    note: str = ""


def sheet_of(session: Session, actor: Actor, sheet_id: str, version: int | None = None) -> ScoreSheet:
    """The actor's own sheet, open and locked. Raises Forbidden, NotFound, Conflict when it is closed or not of that version."""
    if actor.role not in REVIEWERS:
        raise Forbidden("su función no evalúa llamadas", "your role scores no calls")
    mine = select(ScoreSheet).where(ScoreSheet.id == sheet_id, ScoreSheet.user_id == actor.user_id)
    sheet = session.scalar(mine.with_for_update())
    if sheet is None:
        raise NotFound("no hay una hoja suya con ese número", "there is no sheet of yours with that number")
    if sheet.closed_at is not None:
        raise Conflict("la hoja ya está cerrada y no cambia", "the sheet is closed and does not change")
    if session.scalar(select(ScoreSheet.id).where(ScoreSheet.id == sheet.id, too_late())) is not None:
        raise Conflict("la muestra o la calibración de esta hoja ya terminó", "the sample or calibration of this sheet is over")
    if version is not None and version != sheet.version:
        raise Conflict(
            "otra ventana cambió esta hoja: aquí está como quedó",
            "another window changed this sheet: this is how it stands",
        )
    return sheet


def mark(
    session: Session, actor: Actor, sheet_id: str, entered: Marked, version: int, spent_s: float, now: datetime
) -> ScoreSheet:
    """Keep one mark; the same again changes it. An empty mark takes it away. Raises BadInput, Conflict, NotFound. Commits."""
    sheet = sheet_of(session, actor, sheet_id, version)
    criterion = _criterion(session, sheet, entered.criterion)
    marks = dict(sheet.marks)
    if entered.mark:
        marks[criterion.id] = kept_mark(session, sheet.recording_id, criterion, entered)
    else:
        marks.pop(criterion.id, None)
    _write(session, actor, sheet, marks, spent_s, now)
    return sheet


def mark_rest(session: Session, actor: Actor, sheet_id: str, version: int, spent_s: float, now: datetime) -> ScoreSheet:
    """Everything without a mark: forbidden acts did not happen, duties that can be out of place do not apply. Commits.

    Duties that are always owed stay open: nobody may set them without looking.
    """
    sheet = sheet_of(session, actor, sheet_id, version)
    marks = dict(sheet.marks)
    for criterion in rubric_of(session, sheet.rubric).criteria:
        usual = rest_of(criterion)
        if criterion.id not in marks and usual is not None:
            marks[criterion.id] = {"mark": usual, "turn": None, "start_s": None, "note": ""}
    _write(session, actor, sheet, marks, spent_s, now)
    return sheet


def add_time(session: Session, actor: Actor, sheet_id: str, spent_s: float, now: datetime) -> None:
    """Time with the page in sight, sent when it is left. Commits."""
    sheet = sheet_of(session, actor, sheet_id)
    spend(sheet, spent_s, now)
    session.commit()


def spend(sheet: ScoreSheet, spent_s: float, now: datetime) -> None:
    """Add seconds in sight, never more than have passed since it was opened."""
    passed = (now - sheet.opened_at).total_seconds()
    sheet.spent_s = round(min(sheet.spent_s + max(0.0, spent_s), max(0.0, passed)), 1)


def _criterion(session: Session, sheet: ScoreSheet, id: str) -> Criterion:
    try:
        return rubric_of(session, sheet.rubric).criterion(id)
    except BadRubric as cause:
        raise BadInput(f"la rúbrica no tiene {id[:60]!r}", f"the rubric has no {id[:60]!r}", "criterion") from cause


def kept_mark(session: Session, recording_id: str, criterion: Criterion, entered: Marked) -> dict[str, Any]:
    """The mark as sheets keep it, with its place where it has one. Raises BadInput."""
    if entered.mark not in choices_of(criterion):
        raise BadInput("elija una de las marcas del criterio", "choose one of the criterion's marks", "mark")
    note = " ".join(entered.note.split())
    if len(note) > MAX_NOTE:
        raise BadInput(
            f"la nota tiene {len(note)} letras; el máximo es {MAX_NOTE}",
            f"the note has {len(note)} letters; the most is {MAX_NOTE}",
            "note",
        )
    turn, start_s = None, None
    if entered.mark in (Mark.HAPPENED.value, Status.MET.value, Status.NOT_MET.value):
        heard = session.get(Heard, recording_id)
        turn, start_s = place(heard.transcript["turns"] if heard else (), entered.turn, entered.start_s)
    return {"mark": entered.mark, "turn": turn, "start_s": start_s, "note": note}


def place(turns: Sequence[dict[str, Any]], turn: int | None, start_s: float | None) -> tuple[int | None, float | None]:
    """Turn and second of a place that was given by one of them, or both. Raises BadInput where the call has no such place."""
    if start_s is not None and not 0 <= start_s < 86_400:
        raise BadInput("ese segundo no está en la llamada", "that second is not in the call", "start_s")
    if turn is not None:
        if not 0 <= turn < len(turns):
            raise BadInput(f"la llamada no tiene el turno {turn + 1}", f"the call has no turn {turn + 1}", "turn")
        begins, ends = turns[turn].get("start"), turns[turn].get("end")
        inside = start_s is not None and begins is not None and begins - 0.5 <= start_s <= (ends or begins) + 0.5
        return turn, (start_s if inside else begins)
    if start_s is None:
        return None, None
    said = [n for n, t in enumerate(turns) if t.get("start") is not None and t["start"] <= start_s + 0.05]
    return (said[-1] if said else None), start_s


def _write(session: Session, actor: Actor, sheet: ScoreSheet, marks: dict[str, Any], spent_s: float, now: datetime) -> None:
    sheet.marks = marks
    sheet.version += 1
    spend(sheet, spent_s, now)
    claim(session, actor, sheet.recording_id, now)
    session.commit()
