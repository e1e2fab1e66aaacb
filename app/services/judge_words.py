"""Judge a call of which only the words came: what `examine` is to a recording."""

import json
from collections.abc import Sequence
from dataclasses import replace
from io import BytesIO
from typing import Any

from app.models import Recording
from app.queries.audio_rows import Audio
from app.services.examine import Assessor, Examined, Sound, masked_quotes
from app.store import Store
from audit.calls import Call
from speech.redact import redact
from speech.transcript import EngineStamp, Transcript, Turn

ENGINE = EngineStamp("handed_over", "", "")
"""Nobody here transcribed it."""
_MOST_BYTES = 64 * 1024 * 1024


def examine_words(call: Call, recording: Recording, assessor: Assessor) -> Examined:
    """The words of a call judged as they were said, and masked for keeping; no second of sound is invented. Raises AuditError."""
    said = Transcript(
        id=recording.code,
        file=recording.file,
        sha256=recording.sha256,
        language=call.lang or "es",
        duration_s=recording.duration_s or 0.0,
        sample_rate=0,
        channels=0,
        engine=ENGINE,
        turns=call.turns,
        warnings=("no_audio",),
    )
    result = assessor.assess(call, None, None)
    masked = redact(said, call.country)
    quoted = masked_quotes(replace(result, id=recording.code), said, masked.transcript, call.country)
    return Examined(Sound(masked.transcript, {}, {}), quoted, masked.spans)


def in_words(recording: Recording) -> bool:
    """Whether it came in writing and waits to be judged."""
    return recording.audio != Audio.KEPT.value and bool(recording.stored)


def put_words(store: Store, recording_id: str, turns: Sequence[Turn]) -> str:
    """Lay the words by until they are judged; the address is this call's alone, so that it may be thrown away after."""
    kept = json.dumps({"call": recording_id, "turns": [t.as_dict() for t in turns]}, ensure_ascii=False).encode()
    return store.put(BytesIO(kept), ".json", _MOST_BYTES, recording_id).key


def words_of(store: Store, key: str) -> tuple[Turn, ...]:
    """What `put_words` laid by. Raises OSError, ValueError for a file that was touched."""
    kept: dict[str, Any] = json.loads(store.path(key).read_bytes())
    return tuple(Turn.from_dict(row) for row in kept["turns"])


def throw_away(store: Store, key: str) -> None:
    """The words as they came, private data and all, are not kept once the call was judged or given up."""
    store.path(key).unlink(missing_ok=True)
