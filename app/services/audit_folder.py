"""Audit a folder: what was done before is not done again, one bad file stops nothing, everything ends under seal."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from app.errors import Text
from app.services.examine import Asked, Tools, call_of, examine
from app.services.facts import FactsTable
from app.services.failures import Bulkhead, Failure, failure_of
from app.services.folder import Before, Found, before, identified, sound_files, state_of, state_path, strays
from app.services.kept import transcript_from
from app.services.lines import add_line, write_lines


@dataclass(frozen=True, slots=True)
class Order:
    """What was asked: the folder, where to write, what calls.csv says, defaults for what it leaves open."""

    folder: Path
    out: Path
    table: FactsTable = field(default_factory=FactsTable)
    country: str | None = None
    lang: str | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """What came of it, in the order of the files. `fresh` were heard now, `rejudged` judged again, the rest was done before.

    `warnings` are the rows and the recordings that nobody could match.
    """

    found: tuple[Found, ...]
    transcripts: tuple[Mapping[str, Any], ...]
    results: tuple[Mapping[str, Any], ...]
    failures: tuple[Failure, ...]
    warnings: tuple[Text, ...]
    fresh: int
    rejudged: int


@dataclass(slots=True)
class _Tally:
    fresh: int = 0
    rejudged: int = 0


def audit_folder(order: Order, tools: Callable[[], Tools], begin: Callable[[int], Callable[[str], None]]) -> Audited:
    """Hear and judge what is not done yet. `begin` gets the number of files and gives what to call after each.

    Writes transcripts.jsonl, results.jsonl and errors.jsonl as it goes. Raises BadInput, NoEngine, NoJudge, OSError.
    """
    files = sound_files(order.folder, order.out)
    state_path(order.out).parent.mkdir(parents=True, exist_ok=True)
    failures: list[Failure] = []
    every = identified(files, order.folder, order.table, failures)
    recordings = [_with_defaults(f, order) for f in every]
    earlier = before(order.out)
    step = begin(len(recordings))
    done: dict[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {}
    tally = _Tally()
    for found in recordings:
        known = earlier.failures.get(found.sha256)
        if known and found.sha256 not in earlier.transcripts:
            failures.append(known)
        else:
            with Bulkhead() as bulkhead:
                done[found.sha256] = _one(found, order.out, earlier, tools, tally)
            if bulkhead.error:
                failures.append(failure_of(found.file, found.sha256, bulkhead.error))
                add_line(order.out / "errors.jsonl", failures[-1].as_dict())
        step(found.file)
    ended = tuple(f for f in recordings if f.sha256 in done)
    audited = Audited(
        found=ended,
        transcripts=tuple(done[f.sha256][0] for f in ended),
        results=tuple(done[f.sha256][1] for f in ended),
        failures=tuple(sorted(failures, key=lambda f: f.file)),
        warnings=strays([path.relative_to(order.folder).as_posix() for path in files], order.table),
        fresh=tally.fresh,
        rejudged=tally.rejudged,
    )
    _put_in_order(order.out, audited)
    return audited


def _with_defaults(found: Found, order: Order) -> Found:
    facts = found.facts.with_defaults(order.country, order.lang)
    return Found(found.path, found.file, found.sha256, facts, found.call_id)


def _one(
    found: Found, out: Path, earlier: Before, tools: Callable[[], Tools], tally: _Tally
) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    """Transcript and result of one recording: from before, judged again where the facts changed, or heard now."""
    kept, transcript = earlier.kept.get(found.sha256), earlier.transcripts.get(found.sha256)
    result = earlier.results.get(found.sha256)
    heard = transcript is not None and kept is not None and kept.get("hearing") == found.hearing
    if heard and transcript is not None and result is not None and kept is not None and kept.get("facts") == found.facts_sha256:
        return transcript, result
    if heard and transcript is not None:
        transcript = {**transcript, "id": found.call_id, "file": found.file}
        words = transcript_from(transcript)
        judged = tools().assessor.assess(call_of(words, found.facts), words.extra, words.role_confidence)
        result = judged.as_dict()
        tally.rejudged += 1
    else:
        asked = Asked(found.call_id, found.file, found.sha256, found.facts.lang, found.facts.agent_channel)
        examined = examine(found.path, asked, found.facts, tools())
        transcript, result = examined.line(), examined.result.as_dict()
        tally.fresh += 1
    add_line(out / "transcripts.jsonl", transcript)
    add_line(out / "results.jsonl", result)
    add_line(state_path(out), state_of(found))
    return transcript, result


def _put_in_order(out: Path, audited: Audited) -> None:
    """The files again, in the order of the folder and without lines that newer ones replaced."""
    write_lines(out / "transcripts.jsonl", audited.transcripts)
    write_lines(out / "results.jsonl", audited.results)
    write_lines(out / "errors.jsonl", [f.as_dict() for f in audited.failures])
    write_lines(state_path(out), [state_of(f) for f in audited.found])


def asserted(results: Sequence[Mapping[str, Any]], severity: str) -> int:
    """How many findings of a severity the machine stands by."""
    return sum(v["decision"] == "asserted" and v["severity"] == severity for r in results for v in r["violations"])
