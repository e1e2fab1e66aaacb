"""A file that could not be audited, said in both languages."""

import logging
import traceback
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

from app.errors import AppError, Text
from audit.errors import AuditError
from speech.errors import BadAudio, NoEngine, SpeechError

OURS = (SpeechError, AuditError, AppError, OSError)
log = logging.getLogger(__name__)


class Bulkhead:
    """Keeps whatever goes wrong with one recording, foreseen or not, from stopping the others; it is told, never swallowed.

    `passes` are errors that concern everything. What was not foreseen is logged by kind and place, without its words.
    """

    def __init__(self, *passes: type[Exception]) -> None:
        self._passes = passes
        self.error: Exception | None = None

    def __enter__(self) -> "Bulkhead":
        return self

    def __exit__(self, _kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> bool:
        if not isinstance(error, Exception) or isinstance(error, self._passes):
            return False
        self.error = error
        if not isinstance(error, OURS):
            log.error("unforeseen error", extra={"kind": type(error).__name__, "place": place_of(error)})
        return True


def place_of(error: BaseException) -> str:
    """The file and line where an error was raised."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


@dataclass(frozen=True, slots=True)
class Failure:
    """Which file, what is wrong, what to do; `kind` is a closed word, `again` whether another try may help."""

    file: str
    sha256: str | None
    kind: str
    cause: Text
    remedy: Text
    again: bool = False

    def say(self, lang: str) -> str:
        """One line."""
        remedy = self.remedy.say(lang)
        return f"{self.file}: {self.cause.say(lang)}" + (f"; {remedy}" if remedy else "")

    def as_dict(self) -> dict[str, Any]:
        """The line of errors.jsonl."""
        return {
            "file": self.file,
            "sha256": self.sha256,
            "kind": self.kind,
            "cause": {"es": self.cause.es, "en": self.cause.en},
            "remedy": {"es": self.remedy.es, "en": self.remedy.en},
            "again": self.again,
        }

    @staticmethod
    def from_dict(row: dict[str, Any]) -> "Failure":
        """The inverse of `as_dict`."""
        return Failure(row["file"], row["sha256"], row["kind"], Text(**row["cause"]), Text(**row["remedy"]), row["again"])


def failure_of(file: str, sha256: str | None, problem: Exception) -> Failure:
    """What stopped this file, from what was raised. Raises it again where it would stop every file (no engine)."""
    if isinstance(problem, NoEngine) or type(problem).__name__ == "NoJudge":
        raise problem
    cause, remedy = causes(problem)
    kind = problem.fault.value if isinstance(problem, BadAudio) else type(problem).__name__
    return Failure(file, sha256, kind, cause, remedy, bool(getattr(problem, "retryable", True)))


def causes(problem: Exception) -> tuple[Text, Text]:
    """The cause and the remedy of a failure, in both languages, without the file's name before them."""
    if isinstance(problem, FileNotFoundError):
        return Text("no existe", "does not exist"), Text("revise la ruta", "check the path")
    if isinstance(problem, IsADirectoryError):
        return Text("es una carpeta", "is a folder"), Text("dé los archivos que tiene dentro", "give the files within it")
    if isinstance(problem, OSError):
        why = problem.strerror or type(problem).__name__
        return (
            Text(f"no se pudo leer ({why})", f"could not be read ({why})"),
            Text("revise el disco y los permisos", "check the disk and the permissions"),
        )
    if not isinstance(problem, OURS):
        what = f"{type(problem).__name__}, {place_of(problem)}"
        return (
            Text(f"error interno ({what})", f"internal error ({what})"),
            Text("avise con esta línea y la versión del programa", "report this line and the program's version"),
        )
    say = getattr(problem, "say", None)
    es, en = (say("es"), say("en")) if say else (str(problem), str(problem))
    file = getattr(problem, "file", "")
    (cause_es, remedy_es), (cause_en, remedy_en) = _halves(es, file), _halves(en, file)
    return Text(cause_es, cause_en), Text(remedy_es, remedy_en)


def _halves(sentence: str, file: str) -> tuple[str, str]:
    """`file: what is wrong; what to do` as its two halves."""
    cause, _, remedy = sentence.removeprefix(f"{file}: ").partition("; ")
    return cause, remedy
