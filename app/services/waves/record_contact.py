"""A contact reached a ghost: the one door for every line, mailbox and simulator. Told twice, it is one row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import new as keyed
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict
from app.models import Recording
from app.models.ghost import Ghost, GhostAct, Received
from app.models.wave import Wave
from app.queries.oversight.minutes import minutes_left
from app.queries.wave_rows import WaveState
from app.services.waves.attribute_contacts import chained, known_of, origin_of
from app.services.waves.desk import AFTER_SEAL, LIVE, ghost_in, take_wave
from app.services.waves.events import add_event
from audit.contacts.contact import AnsweredBy, Channel, Direction
from audit.evidence.chain import canonical

MAX_CONTENT = 100_000
_AHEAD = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a line tells of a contact. `ghost` is an id or code; `external_id` the line's own id of the contact.

    `says` is the firm whoever called says to be of, `knows` whether they named the ghost or its debt, `authentic` whether the
    mail's sender passed (DKIM or SPF); None: nobody looked.
    """

    external_id: str
    ghost: str
    channel: Channel
    at: datetime
    direction: Direction = Direction.OUTBOUND
    answered_by: AnsweredBy = AnsweredBy.NONE
    outcome: str | None = None
    duration_s: float | None = None
    caller_id: str | None = None
    template: str | None = None
    content: str | None = None
    recording: str | None = None
    recording_id: str | None = None
    agent: str | None = None
    disclosed_to_other: bool | None = None
    says: str | None = None
    knows: bool | None = None
    authentic: bool | None = None


def record_contact(session: Session, actor: Actor, wave_id: str, told: Incoming, now: datetime) -> Received:
    """Keep the contact and its link of the chain. A stopped wave still keeps what comes: what was lived is never dropped.

    Raises Forbidden, NotFound, BadInput, and Conflict before the hand-over, after the reveal, or where the same external id
    was told with other facts.
    """
    wave = take_wave(session, actor, wave_id, *AFTER_SEAL)
    received = keep_contact(session, actor, wave, told, now)
    session.commit()
    return received


def keep_contact(session: Session, actor: Actor, wave: Wave, told: Incoming, now: datetime) -> Received:
    """The same without the commit, for whoever keeps many; the caller holds the wave."""
    ghost = ghost_in(session, wave, told.ghost)
    _check(session, actor, wave, told, now)
    known = session.scalar(select(Received).where(Received.wave_id == wave.id, Received.external_id == told.external_id))
    if known is not None:
        return _same(known, ghost, told)
    if wave.state == WaveState.SEALED:
        wave.state, wave.started_at = WaveState.RUNNING.value, now
    received = _row(wave, ghost, told, now)
    origin = origin_of(known_of(session, wave, [ghost.id]), wave, ghost, received)
    body = _body(wave, ghost, told) | ({"origin": chained(wave, origin)} if origin else {})
    received.event_n = add_event(session, wave, "contact.received", body, now, ghost.vendor_id).n
    session.add(received)
    session.flush()
    if origin is not None:
        session.add(origin)
    if told.recording_id is not None:
        sound = session.get_one(Recording, told.recording_id)
        body = {
            "ghost": ghost.id,
            "contact": told.external_id,
            "name": sound.file,
            "sha256": sound.sha256,
            "stored": sound.stored,
        }
        add_event(session, wave, "recording.kept", body, now, ghost.vendor_id)
    _hold_budget(session, wave, now)
    return received


def _row(wave: Wave, ghost: Ghost, told: Incoming, now: datetime) -> Received:
    return Received(
        id=uuid4().hex,
        wave_id=wave.id,
        ghost_id=ghost.id,
        external_id=told.external_id,
        channel=told.channel.value,
        direction=told.direction.value,
        at=told.at,
        outcome=told.outcome,
        answered_by=told.answered_by.value,
        duration_s=told.duration_s,
        caller_id=told.caller_id,
        template=told.template,
        content=told.content,
        recording=told.recording,
        recording_id=told.recording_id,
        agent=told.agent,
        disclosed_to_other=told.disclosed_to_other,
        says=told.says,
        knows=told.knows,
        authentic=told.authentic,
        logged_at=now,
    )


def _check(session: Session, actor: Actor, wave: Wave, told: Incoming, now: datetime) -> None:
    if not 1 <= len(told.external_id) <= 120:
        raise BadInput("external_id: de 1 a 120 letras", "external_id: 1 to 120 letters", "external_id")
    if told.at.tzinfo is None:
        raise BadInput(f"at: {told.at} no dice su zona", f"at: {told.at} says no zone", "at")
    if told.at > now + _AHEAD:
        raise BadInput(f"at: {told.at.isoformat()} aún no llega", f"at: {told.at.isoformat()} has not come yet", "at")
    if wave.sealed_at and told.at < wave.sealed_at:
        raise BadInput(
            f"at: {told.at.isoformat()} es anterior a la entrega ({wave.sealed_at.isoformat()})",
            f"at: {told.at.isoformat()} is before the hand-over ({wave.sealed_at.isoformat()})",
            "at",
        )
    if told.duration_s is not None and not 0 <= told.duration_s <= 86_400:
        raise BadInput(f"duration_s: {told.duration_s:g}", f"duration_s: {told.duration_s:g}", "duration_s")
    if told.content is not None and len(told.content) > MAX_CONTENT:
        raise BadInput(f"content: más de {MAX_CONTENT} letras", f"content: over {MAX_CONTENT} letters", "content")
    if told.says is not None and len(told.says) > 200:
        raise BadInput("says: más de 200 letras", "says: over 200 letters", "says")
    if told.recording_id is not None:
        ours = select(Recording.id).where(Recording.id == told.recording_id, Recording.organisation_id == actor.organisation_id)
        if session.scalar(ours) is None:
            raise BadInput(
                f"no hay grabación {told.recording_id[:40]}", f"there is no recording {told.recording_id[:40]}", "recording_id"
            )


def _same(known: Received, ghost: Ghost, told: Incoming) -> Received:
    """The contact as it is kept. Raises Conflict where a fact that whose it was is judged by is told otherwise."""
    facts = (known.ghost_id, known.channel, known.at, known.duration_s, known.content)
    judged_by = (known.direction, known.caller_id, known.says, known.knows, known.authentic)
    now_told = (told.direction.value, told.caller_id, told.says, told.knows, told.authentic)
    if facts != (ghost.id, told.channel.value, told.at, told.duration_s, told.content) or judged_by != now_told:
        raise Conflict(
            f"el contacto {told.external_id} ya está anotado con otros datos",
            f"contact {told.external_id} is kept already with other facts",
        )
    return known


def _body(wave: Wave, ghost: Ghost, told: Incoming) -> dict[str, object]:
    """What the chain holds: facts as they are, what was said as its hash, so that the chain itself tells nobody's words.

    The firm named is hashed with the wave's seed: one of a few names would be guessed from a plain hash by the vendor to whom
    the chain is opened. Links of before these three were bound hold only what they held.
    """
    return {
        "ghost": ghost.id,
        "contact": told.external_id,
        "channel": told.channel.value,
        "direction": told.direction.value,
        "at": told.at.isoformat(),
        "answered_by": told.answered_by.value,
        "outcome": told.outcome,
        "duration_s": told.duration_s,
        "caller_id": told.caller_id,
        "content_sha256": sha256(told.content.encode()).hexdigest() if told.content is not None else None,
        "recording": told.recording,
        "says_mark": says_mark(wave, told.says),
        "knows": told.knows,
        "authentic": told.authentic,
    }


def says_mark(wave: Wave, says: str | None) -> str | None:
    """What binds the firm that was named to its link of the chain; None where none was."""
    return None if says is None else keyed(wave.seed.encode(), canonical({"says": says}), "sha256").hexdigest()


def _hold_budget(session: Session, wave: Wave, now: datetime) -> None:
    """Past the budget nothing more is started: what was planned and takes minutes is cancelled."""
    if wave.state not in LIVE or minutes_left(session, wave) >= 0:
        return
    taking = (GhostAct.wave_id == wave.id, GhostAct.state == "scheduled", GhostAct.minutes.is_not(None))
    waiting = session.scalars(select(GhostAct.id).where(*taking).order_by(GhostAct.at, GhostAct.id)).all()
    if waiting:
        session.execute(update(GhostAct).where(*taking).values(state="cancelled"))
        add_event(session, wave, "budget.spent", {"cancelled": list(waiting)}, now)
