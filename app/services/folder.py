"""A folder of recordings: what is in it to audit, under which ids, and what was done before."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

from app.errors import BadInput, Text
from app.services.facts import Facts, FactsTable, file_key
from app.services.failures import Failure
from app.services.lines import read_lines
from app.store import file_sha256

NOT_SOUND = (
    ".csv",
    ".txt",
    ".md",
    ".json",
    ".jsonl",
    ".html",
    ".pdf",
    ".zip",
    ".xlsx",
    ".xls",
    ".docx",
    ".xml",
    ".log",
    ".ini",
    ".db",
)


@dataclass(frozen=True, slots=True)
class Found:
    """A recording of the folder: where it is, its name in the folder, its hash, its facts and the id of its call."""

    path: Path
    file: str
    sha256: str
    facts: Facts
    call_id: str

    @property
    def facts_sha256(self) -> str:
        """A hash of the facts: another one means that the call must be judged again."""
        a = self.facts.account
        known: list[Any] = [self.call_id, self.facts.country, self.facts.called_at and self.facts.called_at.isoformat()]
        known += [
            a.debtor,
            a.creditor,
            a.agency,
            a.product,
            a.amount and str(a.amount),
            a.currency,
            a.due_date and str(a.due_date),
        ]
        return sha256(json.dumps(known, ensure_ascii=False).encode()).hexdigest()

    @property
    def hearing(self) -> list[str | None]:
        """What would make it sound different: another one means that it must be heard again."""
        return [self.sha256, self.facts.lang, self.facts.agent_channel]


@dataclass(slots=True)
class Before:
    """What an earlier run left: lines by the recording's hash."""

    transcripts: dict[str, dict[str, Any]] = field(default_factory=dict)
    results: dict[str, dict[str, Any]] = field(default_factory=dict)
    failures: dict[str, Failure] = field(default_factory=dict)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)


def sound_files(folder: Path, out: Path) -> list[Path]:
    """Every file that may be a recording, by name; hidden files, tables, texts and the output are passed over."""
    if not folder.is_dir():
        raise BadInput(f"{folder}: no es una carpeta; revise la ruta", f"{folder}: is not a folder; check the path")
    skip = out.resolve()
    every = (p for p in sorted(folder.rglob("*")) if p.is_file() and not p.resolve().is_relative_to(skip))
    shown = (p for p in every if not any(part.startswith(".") for part in p.relative_to(folder).parts))
    files = [p for p in shown if p.suffix.lower() not in NOT_SOUND]
    if not files:
        raise BadInput(
            f"{folder}: no hay grabaciones; ponga WAV, MP3, OGG, FLAC o M4A",
            f"{folder}: holds no recording; put WAV, MP3, OGG, FLAC or M4A there",
        )
    return files


def identified(files: Iterable[Path], folder: Path, table: FactsTable, failures: list[Failure]) -> list[Found]:
    """The recordings with hash, facts and an id of their own; unreadable ones and copies go to `failures`."""
    out: list[Found] = []
    seen: dict[str, str] = {}
    ids: set[str] = set()
    files = list(files)
    named = names_of(path.name for path in files)
    for path in files:
        file = path.relative_to(folder).as_posix()
        try:
            digest = file_sha256(path)
        except OSError as problem:
            why = problem.strerror or type(problem).__name__
            failures.append(_failure(file, None, "unreadable", f"no se puede leer ({why})", f"cannot be read ({why})"))
            continue
        if digest in seen:
            first = seen[digest]
            failures.append(
                _failure(file, digest, "duplicate", f"es la misma grabación que {first}", f"is the same recording as {first}")
            )
            continue
        seen[digest] = file
        facts = table.of(file, alone=named[file_key(path.name)] == 1)
        out.append(Found(path, file, digest, facts, _id_of(file, digest, facts, ids)))
    return out


def names_of(files: Iterable[str]) -> Counter[str]:
    """How many of the files have each name, whatever their folder."""
    return Counter(PurePosixPath(file_key(file)).name for file in files)


def strays(files: Iterable[str], table: FactsTable) -> tuple[Text, ...]:
    """Rows of the table without a recording, and recordings whose row cannot be told because two share its name."""
    paths = {file_key(file) for file in files}
    named = names_of(paths)
    rows = table.rows.keys()
    lost = sorted(key for key in rows if key not in paths and not named[key])
    doubtful = sorted(p for p in paths if p not in rows and (name := PurePosixPath(p).name) in rows and named[name] > 1)
    return (
        *(_many(lost, "no hay grabación para", "no recording for", "búsquela o pídala", "look or ask for it")),
        *(
            _many(
                doubtful,
                "no se sabe cuál de las grabaciones de igual nombre es",
                "nobody can tell which of the recordings of one name is",
                "escriba en file también su carpeta",
                "write its folder in file too",
            )
        ),
    )


def _many(files: Sequence[str], es: str, en: str, do_es: str, do_en: str) -> tuple[Text, ...]:
    """One sentence for the files, the first five by name; none for none."""
    if not files:
        return ()
    shown, more = ", ".join(files[:5]), len(files) - 5
    also_es, also_en = (f" y {more} más", f" and {more} more") if more > 0 else ("", "")
    return (Text(f"calls.csv: {es} {shown}{also_es}; {do_es}", f"calls.csv: {en} {shown}{also_en}; {do_en}"),)


def _failure(file: str, digest: str | None, kind: str, es: str, en: str) -> Failure:
    remedy = {
        "duplicate": Text("se audita una vez", "it is audited once"),
        "unreadable": Text("revise los permisos", "check its permissions"),
    }[kind]
    return Failure(file, digest, kind, Text(es, en), remedy)


def _id_of(file: str, digest: str, facts: Facts, taken: set[str]) -> str:
    name = facts.call_id or PurePosixPath(file).stem
    if name in taken:
        name = f"{name}-{digest[:8]}"
    taken.add(name)
    return name


def before(out: Path) -> Before:
    """What is in the output folder already; lines that do not fit each other are taken as not done."""
    found = Before()
    for row in read_lines(out / "transcripts.jsonl"):
        if isinstance(row.get("sha256"), str):
            found.transcripts[row["sha256"]] = row
    by_id = {row.get("id"): row for row in read_lines(out / "results.jsonl")}
    for row in read_lines(state_path(out)):
        if isinstance(row.get("sha256"), str):
            found.kept[row["sha256"]] = row
    for digest, row in found.transcripts.items():
        if row.get("id") in by_id:
            found.results[digest] = by_id[row["id"]]
    for row in read_lines(out / "errors.jsonl"):
        if isinstance(row.get("sha256"), str) and not row.get("again"):
            found.failures[row["sha256"]] = Failure.from_dict(row)
    return found


def state_path(out: Path) -> Path:
    """Where it is noted what each recording was heard and judged with."""
    return out / ".trasluz" / "done.jsonl"


def state_of(found: Found) -> Mapping[str, Any]:
    """The note of one recording."""
    return {"sha256": found.sha256, "hearing": found.hearing, "facts": found.facts_sha256}
