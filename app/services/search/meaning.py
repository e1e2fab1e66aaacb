"""Turns of judged calls as vectors, made after the audit so that nobody waits for them."""

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.db import Database
from app.models import Heard, TurnMeaning
from audit.meaning.closeness import Packed

AT_ONCE = 20

Embed = Callable[[Sequence[str]], Packed]
"""[texts] → [texts, 384] int8."""


def make_vectors(database: Database, embed: Embed, encoder: str, now: datetime) -> int:
    """The next calls without vectors of this encoder, a few at a time; how many were done. Safe to ask for twice at once."""
    with database.reading() as session:
        known = select(TurnMeaning.recording_id).where(TurnMeaning.encoder == encoder)
        wanted = select(Heard.recording_id, Heard.transcript).where(Heard.recording_id.not_in(known))
        waiting = session.execute(wanted.order_by(Heard.heard_at.desc()).limit(AT_ONCE)).tuples().all()
    texts = [turn["text"] for _, transcript in waiting for turn in transcript["turns"]]
    if not waiting:
        return 0
    vectors, at = embed(texts), 0
    for recording_id, transcript in waiting:
        until = at + len(transcript["turns"])
        _keep(database, TurnMeaning(recording_id=recording_id, encoder=encoder, vectors=vectors[at:until].tobytes(), made_at=now))
        at = until
    return len(waiting)


def _keep(database: Database, made: TurnMeaning) -> None:
    with database.writing() as session:
        session.merge(made)
        try:
            session.commit()
        except IntegrityError:  # another worker was quicker with the same call
            session.rollback()
