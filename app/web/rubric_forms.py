"""What the forms of the rubric's editor send, read."""

from datetime import date

from flask import request

from audit.data_file import Words
from audit.rubric_edit import Edited


def text(name: str) -> str:
    """A text in one line, never so long that it could not be shown again."""
    return " ".join(request.form.get(name, "")[:2000].split())


def words(name: str) -> Words:
    """A text in both languages."""
    return Words(text(f"{name}_es"), text(f"{name}_en"))


def number(name: str) -> float | None:
    """A figure, a comma or a point before the decimals; None where it is none."""
    try:
        return float(text(name).replace(",", ".")[:20])
    except ValueError:
        return None


def version() -> int:
    """The version of the draft that the page showed when this was sent."""
    said = request.form.get("version") or request.form.get("seen", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 9 else -1


def entered() -> Edited:
    """One criterion of the draft."""
    return Edited(words("question"), words("good"), words("bad"), number("weight"), text("severity") or None)


def day(name: str) -> date | None:
    """A day of a date field; None where it is none."""
    try:
        return date.fromisoformat(text(name)[:10])
    except ValueError:
        return None


def asked_calls() -> int:
    """How many calls to try on; 200 unless chosen."""
    said = request.args.get("n", "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 200


def by_script() -> bool:
    """Whether htmx sent it and waits for a piece of the page."""
    return bool(request.headers.get("HX-Request"))
