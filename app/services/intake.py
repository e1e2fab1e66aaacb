"""The files of an upload as they come: recordings into the store, the table read, the rest refused with its cause."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from app.errors import AppError, BadInput, Text
from app.services.facts import MAX_CSV_BYTES, FactsTable, read_facts
from app.services.unpack import Given, Limits, Refusal, unpack
from app.store import Store, Stored


@dataclass(slots=True)
class Intake:
    """What came out of the upload so far."""

    stored: list[tuple[str, Stored]]
    refused: list[Refusal]
    warnings: list[Text]
    table: FactsTable | None = None


def take_in(store: Store, given: Sequence[Given], limits: Limits) -> Intake:
    """Everything of an upload, one file at a time."""
    intake = Intake([], [], [])
    for item in unpack(given, limits):
        if isinstance(item, Refusal):
            intake.refused.append(item)
        elif PurePosixPath(item.name).name.lower() == "calls.csv":
            _take_table(intake, item)
        else:
            _take_recording(intake, item, store, limits)
    return intake


def _take_table(intake: Intake, item: Given) -> None:
    if intake.table is not None:
        es, en = (
            f"{item.name}: hay más de un calls.csv; se usa el primero",
            f"{item.name}: more than one calls.csv; the first is used",
        )
        intake.warnings.append(Text(es, en))
        return
    try:
        intake.table = read_facts(item.stream.read(MAX_CSV_BYTES + 1), item.name)
    except BadInput as problem:
        intake.warnings.append(problem.text)


def _take_recording(intake: Intake, item: Given, store: Store, limits: Limits) -> None:
    suffix = PurePosixPath(item.name).suffix.lower()
    try:
        stored = store.put(item.stream, suffix, limits.file_bytes, item.name)
    except AppError as problem:
        remedy = Text("Divida la grabación en llamadas.", "Split the recording into calls.")
        intake.refused.append(Refusal(item.name, problem.text, remedy))
        return
    if stored.size_bytes == 0:
        cause, remedy = Text("está vacío (0 bytes)", "is empty (0 bytes)"), Text("Expórtelo otra vez.", "Export it again.")
        intake.refused.append(Refusal(item.name, cause, remedy))
        return
    intake.stored.append((item.name, stored))


def nothing_usable(intake: Intake) -> BadInput:
    """What to say when no recording could be taken."""
    if not intake.refused:
        first = intake.warnings[0] if intake.warnings else Text("elija grabaciones o un zip", "choose recordings or a zip")
        return BadInput(f"no llegó ninguna grabación; {first.es}", f"no recording arrived; {first.en}", "files")
    first = intake.refused[0].cause
    file, count = intake.refused[0].file, len(intake.refused)
    if count == 1:
        return BadInput(f"{file}: {first.es}", f"{file}: {first.en}", "files")
    return BadInput(
        f"ninguno de los {count} archivos se puede usar; {file}: {first.es}",
        f"none of the {count} files can be used; {file}: {first.en}",
        "files",
    )
