"""A recording as an answer, in ranges so that a player can jump."""

from pathlib import PurePosixPath

from flask import Response, send_file

from app.errors import NotFound
from app.queries.audio_rows import Audio
from app.queries.oversight.review import heard_of, recording_of
from app.services.hear_original import hear_original
from app.web.access import actor
from app.web.session import now, parts, reading, writing

TYPES = {
    ".wav": "audio/wav",
    ".mp3": "audio/mpeg",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".flac": "audio/flac",
    ".m4a": "audio/mp4",
    ".mp4": "audio/mp4",
    ".aac": "audio/aac",
    ".webm": "audio/webm",
}


def recording_answer(call_id: str, original: bool, reason: str) -> Response:
    """The copy without private data, or the original once its reason is written down. Raises NotFound, Forbidden, BadInput."""
    recording = recording_of(reading(), actor(), call_id)
    if recording.audio != Audio.KEPT.value:
        raise NotFound("esta llamada no tiene audio: solo quedan sus palabras", "this call has no audio: only its words are left")
    if original:
        with writing() as db:
            key = hear_original(db, actor(), call_id, reason, now()).stored
    else:
        key = heard_of(reading(), recording).redacted or recording.stored
    path = parts().store.path(key)
    if not path.is_file():
        raise NotFound("la grabación ya no está en el almacén", "the recording is no longer in the store")
    kind = TYPES.get(PurePosixPath(key).suffix, "application/octet-stream")
    return send_file(path, mimetype=kind, conditional=True, etag=True, max_age=0)
