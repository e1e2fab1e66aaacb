"""The seconds of a colleague's call that serve as an example, cut out so that no more of it can be heard."""

import io
import wave

import numpy as np
from sqlalchemy.orm import Session

from app.errors import NotFound
from app.models import Coaching, Heard, Recording
from app.queries.audio_rows import Audio
from app.queries.oversight.coaching.examples import permitted
from app.store import Store
from speech.audio import read

_ROOM_S, _LONGEST_S = 0.4, 60.0


def example_clip(session: Session, store: Store, kept: Coaching) -> io.BytesIO:
    """A WAV of the example of a session, private data silenced. Raises NotFound where there is none to hear, or no leave."""
    recording = session.get(Recording, kept.example_id) if kept.example_id else None
    heard = session.get(Heard, recording.id) if recording else None
    if (
        recording is None
        or heard is None
        or recording.audio != Audio.KEPT.value
        or kept.example_start_s is None
        or recording.agent not in permitted(session, kept.organisation_id, kept.vendor_id)
    ):
        raise NotFound("no hay un ejemplo que oír", "there is no example to hear")
    path = store.path(heard.redacted or recording.stored)
    if not path.is_file():
        raise NotFound("la grabación ya no está en el almacén", "the recording is no longer in the store")
    found = read(path)
    first = max(0.0, kept.example_start_s - _ROOM_S)
    last = min((kept.example_end_s or kept.example_start_s + 10.0) + _ROOM_S, first + _LONGEST_S)
    return _wav(found.span(None, first, last), found.sample_rate)


def _wav(samples: np.ndarray, rate: int) -> io.BytesIO:
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes())
    out.seek(0)
    return out
