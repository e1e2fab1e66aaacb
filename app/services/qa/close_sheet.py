"""Close a sheet: from then on its marks do not change, and whoever scored blind may see what the machine said."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models import ScoreSheet
from app.queries.rubrics import rubric_of
from app.services.qa.end_plan import scored
from app.services.qa.lease import let_go
from app.services.qa.mark import sheet_of, spend
from app.services.qa.sessions import sheet_closed
from audit.calibration.sheet import Mark, Purpose
from audit.rubric import Criterion, Rubric


def close_sheet(session: Session, actor: Actor, sheet_id: str, version: int, spent_s: float, now: datetime) -> ScoreSheet:
    """Raises BadInput while a criterion has no mark, or an act that happened has no place; `field` names the first. Commits."""
    sheet = sheet_of(session, actor, sheet_id, version)
    rubric = rubric_of(session, sheet.rubric)
    refused = what_lacks(rubric, sheet.marks)
    if refused:
        raise refused
    spend(sheet, spent_s, now)
    sheet.closed_at = now
    sheet.breach = breach_of(rubric, sheet.marks)
    sheet.version += 1
    session.flush()
    if sheet.purpose == Purpose.RANDOM.value:
        scored(session, sheet, now)
    elif sheet.purpose == Purpose.CALIBRATION.value:
        sheet_closed(session, sheet, now)
    let_go(session, actor, sheet.recording_id)
    session.commit()
    return sheet


def what_lacks(rubric: Rubric, marks: Mapping[str, Any]) -> BadInput | None:
    """Why a sheet with these marks cannot be closed, as it stands now; None where it can."""
    lacking = missing(rubric, marks)
    if lacking:
        return BadInput(*_lacking(len(lacking), next(c for c in rubric.criteria if c.id == lacking[0])), lacking[0])
    unplaced = [c for c in rubric.violations if _happened(marks, c.id) and marks[c.id]["turn"] is None]
    if unplaced:
        es, en = unplaced[0].name.es, unplaced[0].name.en
        return BadInput(f"diga en qué turno ocurrió: «{es}»", f"say in which turn it happened: “{en}”", unplaced[0].id)
    return None


def missing(rubric: Rubric, marks: Mapping[str, Any]) -> list[str]:
    """Criteria without a mark, in the order of the page: forbidden acts, then duties."""
    return [c.id for c in (*rubric.violations, *rubric.duties) if c.id not in marks]


def _lacking(count: int, first: Criterion) -> tuple[str, str]:
    es, en = first.name.es, first.name.en
    if count == 1:
        return f"falta un criterio por marcar: «{es}»", f"one criterion has no mark yet: “{en}”"
    return f"faltan {count} criterios por marcar; el primero es «{es}»", f"{count} criteria have no mark yet; the first is “{en}”"


def breach_of(rubric: Rubric, marks: Mapping[str, Any]) -> int:
    """1 some critical act happened, 0 none did, -1 nobody could tell."""
    critical = [marks[c.id]["mark"] for c in rubric.violations if c.critical and c.id in marks]
    if Mark.HAPPENED.value in critical:
        return 1
    return -1 if Mark.CANNOT_TELL.value in critical else 0


def _happened(marks: Mapping[str, Any], criterion: str) -> bool:
    return bool(marks[criterion]["mark"] == Mark.HAPPENED.value)
