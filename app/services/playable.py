"""The copy of a recording that people hear: private data silenced, in a form that browsers play."""

from pathlib import Path
from struct import unpack_from
from tempfile import TemporaryDirectory

from app.services.examine import Examined
from app.store import Store
from speech.redact import silence

_COPY_BYTES = 4 * 1024**3
_BROWSERS_PLAY = (".mp3", ".ogg", ".oga", ".opus", ".flac", ".m4a", ".mp4", ".aac")
_PLAIN_WAVE = (1, 3)


def playable_copy(store: Store, path: Path, examined: Examined) -> str | None:
    """The address of the copy; None where the recording itself may be heard. Raises SpeechError, OSError."""
    if not examined.private and plays(path):
        return None
    with TemporaryDirectory(prefix="trasluz-") as folder:
        out = Path(folder) / "copy.flac"
        silence(path, examined.private, out)
        with out.open("rb") as stream:
            return store.put(stream, ".copy.flac", _COPY_BYTES, out.name).key


def plays(path: Path) -> bool:
    """Whether browsers play the file: common formats, and WAV whose samples are plain numbers."""
    if path.suffix in _BROWSERS_PLAY:
        return True
    with path.open("rb") as file:
        head = file.read(256)
    if head[:4] != b"RIFF" or head[8:12] != b"WAVE":
        return False
    at = head.find(b"fmt ", 12)
    return 0 < at < 240 and unpack_from("<H", head, at + 8)[0] in _PLAIN_WAVE
