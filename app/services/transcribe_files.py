"""Words only, of the files that were named."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.services.examine import Asked, Ear
from app.services.failures import Bulkhead, Failure, failure_of
from app.services.lines import write_lines
from app.store import file_sha256
from speech.redact import redact


@dataclass(frozen=True, slots=True)
class Transcribed:
    """How many went well, and what stopped the others."""

    ok: int
    failed: tuple[Failure, ...]


def transcribe_files(files: Sequence[Path], out: Path, lang: str | None, ear: Ear, step: Callable[[str], None]) -> Transcribed:
    """Write `transcripts.jsonl` and `errors.jsonl` in `out`; one bad file does not stop the rest. Raises NoEngine, OSError."""
    rows, failed = [], []
    taken: set[str] = set()
    for path in files:
        sha256 = None
        with Bulkhead() as bulkhead:
            sha256 = file_sha256(path)
            asked = Asked(_free(path.stem, sha256, taken), path.name, sha256, lang)
            sound = ear.listen(path, asked)
            rows.append(replace(redact(sound.transcript).transcript, extra=sound.acoustics).as_dict())
        if bulkhead.error:
            failed.append(failure_of(str(path), sha256, bulkhead.error))
        step(path.name)
    write_lines(out / "transcripts.jsonl", rows)
    write_lines(out / "errors.jsonl", [f.as_dict() for f in failed])
    return Transcribed(len(rows), tuple(failed))


def _free(stem: str, sha256: str, taken: set[str]) -> str:
    """The stem, told apart by its hash where two files share it."""
    name = stem if stem not in taken else f"{stem}-{sha256[:8]}"
    taken.add(name)
    return name
