"""A flagged moment becomes a conversation with the agent: the moment as it stands, and what good sounds like, kept for good."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import COACHES, Actor
from app.errors import BadInput, Conflict, Forbidden, NotFound
from app.models import Coaching, Duty, Evaluation, Finding, Heard, Recording, Verdict
from app.queries.oversight.coaching.examples import best_example
from app.queries.oversight.performance import is_real_call
from audit.calls import DUTIES, VIOLATIONS
from audit.coaching.good_for import watched

SOURCES = ("finding", "duty", "alert", "team")
_NOT_ONES_OWN = ("not_happened",)
SAME_ACT_S = 25.0
"""An act found in the recording no further than this from what was heard live is the same one."""
_A_BREATH_S = 0.5


@dataclass(frozen=True, slots=True)
class Flagged:
    """What is coached: a criterion of a call; `instance` of a forbidden act, `turn` where it is known.

    Of an alert, the seconds and words that were heard live.
    """

    call_id: str
    criterion: str
    instance: int | None = None
    turn: int | None = None
    source: str = "finding"
    at_s: float | None = None
    end_s: float | None = None
    quote: str = ""


@dataclass(frozen=True, slots=True)
class _Place:
    turn: int
    start_s: float | None
    end_s: float | None
    quote: str
    instance: int | None = None


def open_session(session: Session, actor: Actor, flagged: Flagged, now: datetime) -> Coaching:
    """The session; the one that is open already for the same moment, where there is one. Raises Forbidden, NotFound, BadInput,
    Conflict where the call names nobody to talk to."""
    if actor.role not in COACHES:
        raise Forbidden("su función no abre conversaciones", "your role opens no conversations")
    if flagged.criterion not in (*DUTIES, *VIOLATIONS) or flagged.source not in SOURCES:
        raise BadInput("ese momento no se entiende", "that moment cannot be read", "criterion")
    recording = session.scalar(
        select(Recording).where(Recording.id == flagged.call_id, Recording.organisation_id == actor.organisation_id)
    )
    if recording is None:
        raise NotFound(f"no hay llamada {flagged.call_id[:40]}", f"there is no call {flagged.call_id[:40]}")
    real = session.scalar(select(Recording.id).where(Recording.id == recording.id, is_real_call()))
    if not recording.agent or real is None:
        raise Conflict("esta llamada no nombra a nadie con quien conversar", "this call names nobody to talk to")
    place = _place(session, recording, flagged)
    known = session.scalar(
        select(Coaching).where(
            Coaching.recording_id == recording.id,
            Coaching.criterion == flagged.criterion,
            Coaching.instance.is_(None) if place.instance is None else Coaching.instance == place.instance,
            Coaching.turn == place.turn,
        )
    )
    if known is not None:
        return known
    row = _row(session, actor, recording, flagged, place, now)
    session.add(row)
    session.commit()
    return row


def _row(session: Session, actor: Actor, recording: Recording, flagged: Flagged, place: _Place, now: datetime) -> Coaching:
    agent = recording.agent or ""
    found = best_example(session, actor.organisation_id, recording.vendor_id, watched(flagged.criterion), agent, now)
    row = Coaching(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        vendor_id=recording.vendor_id,
        agent=agent,
        recording_id=recording.id,
        criterion=flagged.criterion,
        instance=place.instance,
        source=flagged.source,
        turn=place.turn,
        start_s=place.start_s,
        end_s=place.end_s,
        quote=place.quote,
        opened_by=actor.user_id,
        who=actor.name,
        opened_at=now,
    )
    if found is not None:
        example, duty = found
        evaluation = session.get_one(Evaluation, duty.evaluation_id)
        turns = evaluation.result["duties"][duty.criterion]["turns"]
        row.example_id, row.example_turn = example.id, turns[0] if turns else 0
        row.example_start_s, row.example_end_s, row.example_quote = duty.start_s, duty.end_s, duty.quote
    return row


def _place(session: Session, recording: Recording, flagged: Flagged) -> _Place:
    """Where in the call it is. Raises Conflict while it is not judged, BadInput where nothing of it stands."""
    verdict = session.get(Verdict, recording.id)
    if verdict is None:
        raise Conflict(f"la llamada {recording.code} aún no está evaluada", f"call {recording.code} is not judged yet")
    if flagged.at_s is not None and flagged.criterion in VIOLATIONS:
        return _heard_live(session, recording, verdict, flagged)
    if flagged.criterion in VIOLATIONS:
        wanted = select(Finding).where(Finding.evaluation_id == verdict.evaluation_id, Finding.criterion == flagged.criterion)
        if flagged.instance is not None:
            wanted = wanted.where(Finding.instance == flagged.instance)
        found = session.scalars(wanted.order_by(Finding.instance).limit(1)).first()
        if found is None or found.standing in _NOT_ONES_OWN:
            raise BadInput("ese momento no está en la llamada", "that moment is not in the call", "criterion")
        return _Place(found.turn, found.start_s, found.end_s, found.quote, flagged.instance)
    duty = session.scalar(select(Duty).where(Duty.evaluation_id == verdict.evaluation_id, Duty.criterion == flagged.criterion))
    if duty is None or duty.status != "not_met":
        raise BadInput("ese deber no faltó en la llamada", "that duty was not missed in the call", "criterion")
    evaluation = session.get_one(Evaluation, verdict.evaluation_id)
    turns = evaluation.result["duties"][duty.criterion]["turns"]
    turn = flagged.turn if flagged.turn is not None else turns[0] if turns else 0
    return _Place(turn, duty.start_s, duty.end_s, duty.quote or "")


def _heard_live(session: Session, recording: Recording, verdict: Verdict, flagged: Flagged) -> _Place:
    """The same act in the recording where the judge found it there; else the very second that was heard live."""
    at = flagged.at_s or 0.0
    wanted = select(Finding).where(Finding.evaluation_id == verdict.evaluation_id, Finding.criterion == flagged.criterion)
    found = [f for f in session.scalars(wanted) if f.standing not in _NOT_ONES_OWN and f.start_s is not None]
    near = min(found, key=lambda f: abs((f.start_s or 0.0) - at), default=None)
    if near is not None and abs((near.start_s or 0.0) - at) <= SAME_ACT_S:
        return _Place(near.turn, near.start_s, near.end_s, near.quote, near.instance)
    heard = session.get(Heard, recording.id)
    turns = heard.transcript["turns"] if heard else ()
    begun = [turn["i"] for turn in turns if turn.get("start") is not None and turn["start"] <= at + _A_BREATH_S]
    return _Place(begun[-1] if begun else 0, at, flagged.end_s, flagged.quote)
