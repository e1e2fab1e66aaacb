"""The seconds of a finding as its vendor may hear them: cut out of the copy without private data, never more of the call."""

from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy.orm import Session

from app.actors import Actor
from app.queries.oversight.call_share import finding_of, hearable, heard_seconds
from app.store import Store
from speech.clip import NoSuchSeconds, cut

_LIMIT_BYTES = 64 * 1024**2


@dataclass(frozen=True, slots=True)
class Clip:
    """A stored clip: its address, the second of the call it begins at, and how long it is."""

    key: str
    from_s: float
    seconds: float


def clip_of_call(session: Session, store: Store, actor: Actor, call_id: str, criterion: str, instance: int) -> Clip | None:
    """None where the call has no sound that may be heard, or nobody knows at which second it is, or the sound ends before.

    Cut before the share is written: it takes long. Raises NotFound for a finding that is not the client's, SpeechError.
    """
    recording, _, finding = finding_of(session, actor, call_id, criterion, instance)
    seconds, key = heard_seconds(finding, recording.duration_s), hearable(session, recording)
    if seconds is None or key is None or not store.path(key).is_file():
        return None
    with TemporaryDirectory(prefix="trasluz-") as folder:
        out = Path(folder) / "clip.flac"
        try:
            length = cut(store.path(key), *seconds, out)
        except NoSuchSeconds:
            return None
        with out.open("rb") as stream:
            kept = store.put(stream, ".clip.flac", _LIMIT_BYTES, out.name)
    return Clip(kept.key, seconds[0], length)
