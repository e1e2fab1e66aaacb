"""The pool of known calls: added from a closed sheet of a lead or from a made-up call's truth; taken out again."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import LEADS, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Recording, SampleItem, SamplePlan, ScoreSheet
from app.models.known_call import KnownCall, SampleApart
from app.services.reviewing import checked_reason, take_up


def know_sheet(session: Session, actor: Actor, sheet_id: str, reason: str, now: datetime) -> KnownCall:
    """The marks of a lead's own closed sheet become the call's known marks. Raises Forbidden, NotFound, BadInput. Commits."""
    _leads(actor)
    mine = select(ScoreSheet).where(ScoreSheet.id == sheet_id, ScoreSheet.user_id == actor.user_id)
    sheet = session.scalar(mine.where(ScoreSheet.closed_at.is_not(None)))
    if sheet is None:
        raise NotFound("no hay una hoja suya cerrada con ese número", "there is no closed sheet of yours with that number")
    return know(session, actor, sheet.recording_id, sheet.marks, "sheet", reason, now)


def know(
    session: Session, actor: Actor, call_id: str, marks: Mapping[str, Any], source: str, reason: str, now: datetime
) -> KnownCall:
    """Add the call, or give it these marks anew. Raises Forbidden, NotFound, BadInput. Commits."""
    _leads(actor)
    desk = take_up(session, actor, call_id, LEADS)
    if not marks:
        raise BadInput("faltan las marcas conocidas", "the known marks are missing", "marks")
    known = session.scalar(select(KnownCall).where(KnownCall.recording_id == desk.recording.id))
    if known is None:
        known = KnownCall(organisation_id=actor.organisation_id, recording_id=desk.recording.id)
        session.add(known)
    known.marks, known.source, known.reason = dict(marks), source, checked_reason(reason)
    known.user_id, known.who, known.added_at, known.retired_at = actor.user_id, actor.name, now, None
    session.flush()
    slip(session, known)
    session.commit()
    return known


def slip(session: Session, known: KnownCall) -> None:
    """Put the call into the plan that goes on, in the place of a spare one nobody began: the count stays. The caller commits."""
    plan = session.scalar(
        select(SamplePlan).where(SamplePlan.organisation_id == known.organisation_id, SamplePlan.ended_at.is_(None)).limit(1)
    )
    call = session.get_one(Recording, known.recording_id)
    if plan is None or call.called_at is None or not plan.first_day <= call.called_at.date() <= plan.last_day:
        return
    already = session.get(SampleItem, (plan.id, call.id))
    if already is not None:
        _apart(session, plan, call.id, known.id)
        return
    begun = select(ScoreSheet.recording_id).where(ScoreSheet.session_id == plan.id)
    spare = session.execute(
        select(SampleItem, SampleApart)
        .join(SampleApart, (SampleApart.plan_id == SampleItem.plan_id) & (SampleApart.recording_id == SampleItem.recording_id))
        .where(SampleItem.plan_id == plan.id, SampleItem.sheet_id.is_(None), SampleApart.known_id.is_(None))
        .where(SampleItem.recording_id.not_in(begun))
        .order_by(SampleItem.place)
        .limit(1)
    ).first()
    if spare is None:
        return
    item, apart = spare
    place = item.place
    session.delete(item)
    session.delete(apart)
    session.flush()
    session.add(SampleItem(plan_id=plan.id, recording_id=call.id, place=place))
    session.add(SampleApart(plan_id=plan.id, recording_id=call.id, known_id=known.id))
    session.flush()


def _apart(session: Session, plan: SamplePlan, call_id: str, known_id: int) -> None:
    """A call already in the plan whose marks become known makes no rate from then on."""
    apart = session.get(SampleApart, (plan.id, call_id))
    if apart is None:
        session.add(SampleApart(plan_id=plan.id, recording_id=call_id, known_id=known_id))
    else:
        apart.known_id = known_id
    session.flush()


def retire(session: Session, actor: Actor, known_id: int, now: datetime) -> KnownCall:
    """Take a call out of the pool; what was scored of it stays. Raises Forbidden, NotFound, Conflict. Commits."""
    _leads(actor)
    wanted = select(KnownCall).where(KnownCall.id == known_id, KnownCall.organisation_id == actor.organisation_id)
    known = session.scalar(wanted)
    if known is None:
        raise NotFound(f"no hay llamada conocida {known_id}", f"there is no known call {known_id}")
    if known.retired_at is not None:
        raise Conflict("ya no está en uso", "it is out of use already")
    known.retired_at = now
    session.commit()
    return known


def _leads(actor: Actor) -> None:
    if actor.role not in LEADS:
        raise Forbidden("su función no abre las llamadas conocidas", "your role does not open the known calls")
