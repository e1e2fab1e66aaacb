"""What is wrong with a command line, in the chosen language and with what to do."""

import click

from app.errors import Text


def told(problem: click.ClickException, lang: str) -> str:
    """One line: what, where, which value, what to do."""
    context = getattr(problem, "ctx", None)
    help_line = f"{context.command_path} --help" if context else "trasluz --help"
    text = _text(problem)
    see = Text(f"vea {help_line}", f"see {help_line}")
    return f"{text.say(lang)}; {see.say(lang)}"


def _text(problem: click.ClickException) -> Text:
    plain = problem.format_message().rstrip(".")
    if isinstance(problem, click.MissingParameter):
        name = _name(problem.param)
        return Text(f"falta {name}", f"{name} is missing")
    if isinstance(problem, click.NoSuchOption):
        return Text(f"no hay opción {problem.option_name}", f"there is no option {problem.option_name}")
    if isinstance(problem, click.BadParameter):
        name = _name(problem.param)
        return Text(f"{name}: {_spanish(problem.message.rstrip('.'))}", f"{name}: {problem.message.rstrip('.')}")
    if isinstance(problem, click.UsageError):
        return Text(_spanish(plain), plain)
    return Text(plain, plain)


def _name(parameter: click.Parameter | None) -> str:
    if parameter is None:
        return "?"
    return parameter.opts[0] if isinstance(parameter, click.Option) else (parameter.name or "?").upper()


_SPANISH = (
    ("No such command", "no hay comando"),
    ("Got unexpected extra arguments", "sobran argumentos:"),
    ("Got unexpected extra argument", "sobra el argumento"),
    ("does not exist", "no existe"),
    ("is a directory", "es una carpeta"),
    ("is a file", "es un archivo"),
    ("is not readable", "no se puede leer"),
    ("is not one of", "no es uno de"),
    ("Did you mean one of", "¿quiso decir uno de"),
    ("Did you mean", "¿quiso decir"),
    ("is not in the range", "está fuera del rango"),
    ("is not a valid integer range", "no es un entero del rango"),
    ("is not a valid integer", "no es un entero"),
    ("Directory ", "la carpeta "),
    ("File ", "el archivo "),
    ("Path ", "la ruta "),
    ("requires an argument", "necesita un valor"),
    ("Option ", "la opción "),
    ("is not ", "no es "),
)


def _spanish(text: str) -> str:
    for english, spanish in _SPANISH:
        text = text.replace(english, spanish)
    return text
