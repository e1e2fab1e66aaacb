"""How the command line speaks: two languages, one line for an error, bars on a terminal and plain lines in a pipe."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from app.errors import Text

View = TypeVar("View", bound=Callable[..., Any])
LANG = "lang"


def default_lang() -> str:
    """English where the environment speaks English, Spanish elsewhere."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return "en" if spoken.lower().startswith("en") else "es"


def lang_of(context: click.Context | None = None) -> str:
    """The language chosen before the command, or the environment's."""
    context = context or click.get_current_context(silent=True)
    chosen = context.find_root().params.get(LANG) if context else None
    return chosen or default_lang()


@dataclass(frozen=True, slots=True)
class About:
    """What a command does, in both languages, with an example to copy."""

    es: str
    en: str
    example: str


class SpokenOption(click.Option):
    """An option whose help is said in the chosen language."""

    def __init__(self, *given: Any, es: str = "", en: str = "", **more: Any) -> None:
        super().__init__(*given, **more)
        self.text = Text(es, en)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """As click's, in the chosen language."""
        self.help = self.text.say(lang_of(ctx))
        return super().get_help_record(ctx)


class SpokenCommand(click.Command):
    """A command whose help is said in the chosen language and ends with an example."""

    about = About("", "", "")

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Help, then the example."""
        _speak(self, ctx, formatter, super().format_help)


class SpokenGroup(click.Group):
    """A group of commands, likewise."""

    about = About("", "", "")

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Help, then the example."""
        for command in self.commands.values():
            command.short_help = _first(command, lang_of(ctx))
        _speak(self, ctx, formatter, super().format_help)


def _first(command: click.Command, lang: str) -> str:
    about: About = getattr(command, "about", About("", "", ""))
    return Text(about.es, about.en).say(lang).split(". ")[0].rstrip(".")


def _speak(
    command: Any, ctx: click.Context, formatter: click.HelpFormatter, plain: Callable[[click.Context, click.HelpFormatter], None]
) -> None:
    lang = lang_of(ctx)
    command.help = Text(command.about.es, command.about.en).say(lang)
    plain(ctx, formatter)
    if lang == "es":
        _translate(formatter)
    formatter.write_paragraph()
    formatter.write_text(Text("Ejemplo:", "Example:").say(lang))
    for line in command.about.example.splitlines():
        formatter.write(f"  {line}\n")


_CLICKS = (
    ("Usage: ", "Uso: "),
    ("[OPTIONS]", "[OPCIONES]"),
    ("COMMAND [ARGS]...", "COMANDO [ARGUMENTOS]..."),
    ("Options:\n", "Opciones:\n"),
    ("Commands:\n", "Comandos:\n"),
    ("Show the version and exit.", "Dice la versión y termina."),
    ("Show this message and exit.", "Muestra esta ayuda y termina."),
    ("[required]", "[obligatoria]"),
    ("[default:", "[si no se dice:"),
)


def _translate(formatter: click.HelpFormatter) -> None:
    """Click's own words, in Spanish."""
    text = formatter.getvalue()
    for english, spanish in _CLICKS:
        text = text.replace(english, spanish)
    formatter.buffer[:] = [text]


def counted(n: int, one: str, many: str) -> str:
    """A number with its noun: `1 llamada`, `2 llamadas`."""
    return f"{n} {one if n == 1 else many}"


def command(name: str, about: About) -> Callable[[View], click.Command]:
    """Make a command of a function."""

    def make(view: View) -> click.Command:
        made = click.command(name, cls=SpokenCommand)(view)
        made.about = about
        return made

    return make


def option(*given: Any, es: str, en: str, **more: Any) -> Callable[[View], View]:
    """An option with its help in both languages."""
    return click.option(*given, cls=SpokenOption, es=es, en=en, **more)


def say(es: str, en: str) -> None:
    """A line on standard output, in the chosen language."""
    click.echo(Text(es, en).say(lang_of()))


def warn(es: str, en: str) -> None:
    """A line on standard error."""
    click.echo(Text(es, en).say(lang_of()), err=True)


def one_line(text: str) -> str:
    """Whatever an error says, on one line and printable."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@contextmanager
def progress(total: int, es: str, en: str) -> Iterator[Callable[[str], None]]:
    """A bar on a terminal; in a pipe a plain line for each step, on standard error."""
    label = Text(es, en).say(lang_of())
    if not sys.stderr.isatty():
        yield _plain_steps(total)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=total)

        def step(what: str) -> None:
            bar.update(task, advance=1, description=f"{label} {what}"[:60])

        yield step


def _plain_steps(total: int) -> Callable[[str], None]:
    counted = iter(range(1, total + 1))

    def step(what: str) -> None:
        click.echo(f"{next(counted, total)}/{total} {what}", err=True)

    return step


def joined(items: Iterable[str], most: int = 5) -> str:
    """A few names in a sentence."""
    every = list(items)
    return ", ".join(every[:most]) + ("…" if len(every) > most else "")
