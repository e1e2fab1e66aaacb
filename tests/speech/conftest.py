"""Real voices, real weights, loaded once."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from speech.engines import Transcriber, Weights, find_weights, make_engine

SOUNDS = Path(__file__).parent / "sounds"
RATE = 8000


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for joined weights, shared by the workers of one run."""
    root = tmp_path_factory.getbasetemp()
    return root / "speech-cache"


@pytest.fixture(scope="session")
def weights(cache: Path) -> Weights:
    """Whisper base from the installed packages."""
    return find_weights("base", cache, hub=False)


@pytest.fixture(scope="session")
def engine(cache: Path, weights: Weights) -> Transcriber:
    """The default engine."""
    return make_engine(cache, weights=weights.folder)


def voice(lang: str) -> NDArray[np.float32]:
    """float32 [n] at 8 kHz: sentences of one person."""
    sound, rate = soundfile.read(SOUNDS / f"{lang}.ogg", dtype="float32")
    assert rate == RATE
    return np.asarray(sound, np.float32)


def sentences(lang: str) -> list[dict[str, object]]:
    """Times and texts of the sentences of `voice`."""
    return list(json.loads((SOUNDS / "sentences.json").read_text(encoding="utf-8"))[lang])


def sentence(lang: str, i: int) -> NDArray[np.float32]:
    """One sentence."""
    placed = sentences(lang)[i]
    return voice(lang)[round(float(str(placed["start"])) * RATE) : round(float(str(placed["end"])) * RATE)]


def write(path: Path, sound: NDArray[np.float32], rate: int = RATE) -> Path:
    """Writes float32 [n] or [n, 2] as 16-bit WAV."""
    soundfile.write(path, sound, rate, subtype="PCM_16")
    return path
