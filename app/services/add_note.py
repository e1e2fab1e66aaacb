"""A free note on a call."""

from datetime import datetime

from sqlalchemy.orm import Session

from app.actors import LISTENERS, Actor
from app.errors import BadInput
from app.models import Note
from app.services.reviewing import take_up

MAX_NOTE = 4000


def add_note(session: Session, actor: Actor, call_id: str, text: str, at_s: float | None, now: datetime) -> Note:
    """Keep a note, tied to a second of the recording where given. Raises BadInput."""
    desk = take_up(session, actor, call_id, LISTENERS)
    text = text.replace("\x00", "").strip()  # no database keeps it
    if not text:
        raise BadInput("la nota está vacía: escriba algo", "the note is empty: write something", "text")
    if len(text) > MAX_NOTE:
        raise BadInput(
            f"la nota tiene {len(text)} letras; el máximo es {MAX_NOTE}",
            f"the note has {len(text)} letters; the most is {MAX_NOTE}",
            "text",
        )
    longest = desk.recording.duration_s or 0.0
    if at_s is not None and not 0 <= at_s <= longest + 1:
        raise BadInput(f"el segundo {at_s:g} está fuera de la grabación", f"second {at_s:g} is outside the recording", "at_s")
    note = Note(recording_id=desk.recording.id, user_id=actor.user_id, who=actor.name, at=now, at_s=at_s, text=text)
    session.add(note)
    session.commit()
    return note
