"""A difference between a closed sheet and the call becomes a correction: the acts of review, with a reason."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict, NotFound
from app.models import Act, Finding, ScoreSheet
from app.queries.oversight.qa.compare import compared
from app.queries.review_rows import Standing
from app.services.correct_duty import correct_duty
from app.services.decide import decide
from app.services.qa.add_breach import add_breach
from audit.calibration.sheet import Mark

_OPEN = (Standing.ASSERTED.value, Standing.TO_REVIEW.value, Standing.HAPPENED.value)


def correct(session: Session, actor: Actor, sheet_id: str, criterion: str, reason: str, now: datetime) -> list[Act]:
    """Make the call stand as the sheet says of that criterion. Raises NotFound, BadInput without a reason, Conflict. Commits."""
    mine = select(ScoreSheet).where(ScoreSheet.id == sheet_id, ScoreSheet.user_id == actor.user_id)
    sheet = session.scalar(mine.where(ScoreSheet.closed_at.is_not(None)))
    row = next((r for r in compared(session, sheet) if r.criterion == criterion), None) if sheet else None
    if sheet is None or row is None:
        raise NotFound("no hay una hoja suya cerrada con ese criterio", "there is no closed sheet of yours with that criterion")
    call = sheet.recording_id
    if row.act == "duty":
        return [correct_duty(session, actor, call, criterion, row.own, reason, now)]
    if row.act == "add":
        return [add_breach(session, actor, call, criterion, row.turn, row.start_s, "", reason, now)]
    if row.act == "decide":
        return [
            decide(session, actor, call, criterion, instance, row.own, reason, now)
            for instance in _instances(session, sheet, criterion, row.own, row.turn)
        ]
    raise Conflict("la llamada ya está así", "the call stands like that already")


def _instances(session: Session, sheet: ScoreSheet, criterion: str, own: str, turn: int | None) -> list[int]:
    """An act that happened is decided where it is nearest; one that did not, wherever it is open or held."""
    wanted = select(Finding).where(Finding.recording_id == sheet.recording_id, Finding.criterion == criterion)
    newest = wanted.order_by(Finding.evaluation_id.desc(), Finding.instance)
    every = session.scalars(newest).all()
    found = [f for f in every if f.evaluation_id == every[0].evaluation_id]
    if own == Mark.HAPPENED.value:
        return [min(found, key=lambda f: abs(f.turn - (turn if turn is not None else f.turn))).instance]
    return [f.instance for f in found if f.standing in _OPEN]
