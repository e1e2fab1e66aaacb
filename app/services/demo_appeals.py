"""The demo's appeals: one of an agent that waits, one that a second person answered, one of what a vendor was shown."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.db import Database
from app.models import Appeal, Duty, Finding, Heard, Recording, SampleItem, ScoreSheet, Verdict
from app.queries.oversight.coaching.desks import own_agents
from app.queries.oversight.coaching.mine import of_agents
from app.queries.oversight.performance import is_real_call
from app.queries.review_rows import Standing
from app.services.qa.appeal_mark import appeal_mark
from app.services.qa.decide_appeal import Answer, decide_appeal, give_opinion
from app.services.qa.mark import Marked
from app.services.reply_to_finding import reply_to_finding
from app.services.vendors.share_call import share_call
from audit.calls import Status

_DUTY = "acknowledge_hardship"
_SAYING = "lo lamento"
_WAITS = "Sí la acogí: dije «comprendo, lo lamento» y le ofrecí una cuota más chica."
_DECIDED = "Le dije que lo lamentaba apenas me contó, antes de hablar de plata."
_NOTE = "Se lo dice en el mismo turno en que responde."
_ANSWER = "Se lee «comprendo, lo lamento» antes de ofrecer la cuota: la dificultad quedó acogida."
_VENDORS = "El ejecutivo respondía una pregunta de la persona; pedimos que otra persona revise la llamada completa."
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """A duty of the agent's call that the machine found wanting although the words are there."""

    call_id: str
    turn: int


def prepare_appeals(
    database: Database, auditor: Actor, agent: Actor, vendors_person: Actor, analysts: Sequence[Actor], now: datetime
) -> None:
    """Made the first time, then as people left them. The first of `analysts` finds one that they may decide."""
    with database.reading() as session:
        if session.scalar(select(Appeal.id).where(Appeal.organisation_id == auditor.organisation_id).limit(1)) is not None:
            return
        places = list(_places(session, agent))
        waits = next((p for p in places if _free(session, analysts[0], p.call_id)), None)
        others = [(p, a) for p in reversed(places) for a in analysts[1:] if p != waits and _free(session, a, p.call_id)]
        shown = _shown(session, vendors_person)
    if others:
        place, second = others[0]
        with database.writing() as session:
            appeal = appeal_mark(session, agent, place.call_id, _DUTY, None, _DECIDED, now - 9 * _DAY, turn=place.turn)
            heard = Marked(_DUTY, Status.MET.value, place.turn, note=_NOTE)
            give_opinion(session, second, appeal.id, heard, now - 6 * _DAY)
        with database.writing() as session:
            decide_appeal(session, second, appeal.id, Answer("overturned", _ANSWER, Status.MET.value), now - 6 * _DAY)
    if waits is not None:
        with database.writing() as session:
            appeal_mark(session, agent, waits.call_id, _DUTY, None, _WAITS, now - 2 * _DAY, turn=waits.turn)
    if shown is not None:
        with database.writing() as session:
            share = share_call(session, auditor, shown[0], shown[1], shown[2], 10, now - 4 * _DAY)
            reply_to_finding(session, vendors_person, share.id, "appeals", _VENDORS, now - _DAY)


def _places(session: Session, agent: Actor) -> Iterator[Place]:
    """Newest first."""
    rows = session.execute(
        select(Recording.id, Heard.transcript)
        .join(Verdict, Verdict.recording_id == Recording.id)
        .join(Duty, Duty.evaluation_id == Verdict.evaluation_id)
        .join(Heard, Heard.recording_id == Recording.id)
        .where(of_agents(agent, own_agents(session, agent)), Duty.criterion == _DUTY, Duty.status == Status.NOT_MET.value)
        .order_by(Recording.called_at.desc(), Recording.id)
    ).tuples()
    for call_id, transcript in rows:
        said = (n for n, t in enumerate(transcript["turns"]) if t["speaker"] == "agent" and _SAYING in t["text"].lower())
        turn = next(said, None)
        if turn is not None:
            yield Place(call_id, turn)


def _free(session: Session, who: Actor, call_id: str) -> bool:
    """Whether they neither scored the call nor find it in a sample that waits."""
    scored = select(ScoreSheet.id).where(ScoreSheet.recording_id == call_id, ScoreSheet.user_id == who.user_id)
    drawn = select(SampleItem.recording_id).where(SampleItem.recording_id == call_id, SampleItem.sheet_id.is_(None))
    return session.scalar(scored.limit(1)) is None and session.scalar(drawn.limit(1)) is None


def _shown(session: Session, vendors_person: Actor) -> tuple[str, str, int] | None:
    """The newest critical act of the vendor's calls that a person confirmed."""
    row = session.execute(
        select(Finding.recording_id, Finding.criterion, Finding.instance)
        .join(Verdict, Verdict.evaluation_id == Finding.evaluation_id)
        .join(Recording, Recording.id == Finding.recording_id)
        .where(
            Recording.organisation_id == vendors_person.organisation_id,
            Recording.vendor_id == vendors_person.vendor_id,
            is_real_call(),
            Finding.severity == "critical",
            Finding.standing == Standing.HAPPENED.value,
        )
        .order_by(Recording.called_at.desc(), Finding.instance)
        .limit(1)
    ).first()
    return (row[0], row[1], row[2]) if row else None
