"""The console script `trasluz`."""

import logging
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from types import TracebackType

import click

from app.cli import (
    audit_folder,
    bench,
    contacts,
    demo,
    erasing,
    evidence,
    ghosts,
    live,
    scorecards,
    scoring,
    serving,
    transcribing,
    workspace,
)
from app.cli.speaking import LANG, About, SpokenGroup, lang_of, one_line, option
from app.cli.usage import told
from app.errors import AppError, Text
from audit.errors import AuditError, BadCall
from reports.errors import ReportError
from speech.errors import SpeechError

FINDING, BAD = 1, 2
STOPPED = 130


@click.group("trasluz", cls=SpokenGroup)
@option(
    "--lang",
    LANG,
    is_eager=True,
    type=click.Choice(["es", "en"]),
    es="Idioma de los mensajes.",
    en="Language of the messages.",
)
@click.version_option(package_name="trasluz", message="trasluz %(version)s")
def group(lang: str | None) -> None:
    """Filled in by `about`."""


group.about = About(
    "Audita llamadas de cobranza: entran grabaciones, sale una auditoría con su evidencia.",
    "Audits collection calls: recordings in, an audit with its evidence out.",
    "trasluz demo\ntrasluz audit grabaciones/ --out auditoria/",
)
for part in (
    audit_folder,
    transcribing,
    scoring,
    contacts,
    evidence,
    scorecards,
    serving,
    workspace,
    erasing,
    demo,
    live,
    ghosts,
    bench,
):
    part.add_to(group)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run a command. Exit code 0, 1 for a finding the caller asked to fail on, 2 for bad usage or input; never a traceback."""
    sys.excepthook = _unforeseen
    logging.getLogger().addHandler(logging.NullHandler())  # what goes wrong is said by the command, not by loggers
    sys.exit(run(arguments))


def _unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What nobody thought of is one line too; the whole trace goes to a file for whoever reports it."""
    path = Path(tempfile.gettempdir()) / f"trasluz-{os.getpid()}.log"
    path.write_text("".join(traceback.format_exception(kind, error, trace)), encoding="utf-8")
    frames = traceback.extract_tb(trace)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"
    text = Text(
        f"error interno {kind.__name__} en {place}; avise adjuntando {path}",
        f"internal error {kind.__name__} at {place}; report it with {path}",
    )
    _fail(text.say(lang_of()))
    sys.stderr.flush()
    os._exit(BAD)


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit code of a command."""
    lang = _asked_language(sys.argv[1:] if arguments is None else arguments)
    try:
        code = group.main(args=arguments, prog_name="trasluz", standalone_mode=False)
        return code if isinstance(code, int) else 0
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.Abort:
        return STOPPED
    except click.exceptions.NoArgsIsHelpError as asked:
        click.echo(asked.format_message())
        return 0
    except click.ClickException as problem:
        return _fail(told(problem, lang))
    except AppError as problem:
        return _fail(problem.say(lang))
    except SpeechError as problem:
        return _fail(problem.say(lang))
    except BadCall as problem:
        return _fail(problem.say(lang))
    except (AuditError, ReportError) as problem:
        return _fail(str(problem))
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except OSError as problem:
        where = f"{problem.filename}: " if problem.filename else ""
        return _fail(f"{where}{problem.strerror or problem}")
    except KeyboardInterrupt:
        return STOPPED


def _fail(text: str) -> int:
    click.echo(f"trasluz: {one_line(text)}", err=True)
    return BAD


def _asked_language(arguments: Sequence[str]) -> str:
    """The language before the command, read by hand because a bad command line has no context."""
    for first, second in pairwise(arguments):
        if first == "--lang":
            return second
        if not first.startswith("-"):
            break
    return lang_of()


__all__ = ["group", "main", "run"]
