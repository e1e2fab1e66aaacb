"""A vendor is addressed as usted on every page it can open, and nobody as tú on any page of the product."""

import ast
import re
from pathlib import Path

import pytest

from app.web.catalogue import TRANSLATIONS, read

TEMPLATES = Path(TRANSLATIONS).parent / "templates"
OF_VENDORS = ("portal/*.html", "macros/portal.html", "shell.html", "error.html", "profile.html", "sign_in.html")
FAMILIAR = re.compile(
    r"\b(tu|tus|te|ti|tú|contigo|tuy[oa]s?|tienes|puedes|quieres|debes|eres|escribe|elige|sube|mira"
    r"|espera(?= un)|(?<!se )vuelve|prueba|usa|entra"
    r"|inténtalo|pídelo|avisa|guardaste|verás|podrás|volverás)\b",
    re.IGNORECASE,
)
_TEXT = re.compile(r"_\(\s*'((?:[^'\\]|\\.)*)'|_\(\s*\"((?:[^\"\\]|\\.)*)\"|ngettext\(\s*'((?:[^'\\]|\\.)*)'")


def texts() -> list[str]:
    """Every text of the templates that a vendor's user may be shown."""
    sources = [path.read_text(encoding="utf-8") for name in OF_VENDORS for path in sorted(TEMPLATES.glob(name))]
    return sorted({next(g for g in m.groups() if g).replace("\\'", "'") for s in sources for m in _TEXT.finditer(s)})


def test_the_pages_of_a_vendor_are_read() -> None:
    assert len(texts()) > 60


@pytest.mark.parametrize("text", texts())
def test_no_text_of_a_vendors_page_is_familiar(text: str) -> None:
    message = read("es").get(text)
    assert message is not None
    said = [message.string] if isinstance(message.string, str) else list(message.string)
    found = [s for s in said if FAMILIAR.search(s)]
    assert found == []


TU = re.compile(
    r"\b(tus|te|tú|tuy[oa]s?|contigo|puedes|tienes|quieres|debes|eres|estás|vas a|sabrás|podrás|verás|escribes|escribiste|eliges"
    r"|entregarías|necesitas|decides|inténtalo|cópiala|agradécele|repártelos|reconócelo)\b|\btu (?!o )"
    r"|(?:^|[.:;] )(escribe|elige|sube|carga|di|quita|guarda|busca|mira|reparte) ",
    re.IGNORECASE,
)
NAMES = {"de tú", "tú"}
"""How a text addresses people, named by its word."""


def test_nobody_is_addressed_as_tu() -> None:
    said = [(m.string,) if isinstance(m.string, str) else m.string for m in read("es") if m.id]
    assert len(said) > 1000
    assert [s for texts in said for s in texts if s not in NAMES and TU.search(s)] == []


YOU = re.compile(r"\b(puedes|tienes|quieres|debes|eres|estás|podrás|verás|contigo)\b", re.IGNORECASE)
ROOT = Path(__file__).parents[2]


def test_nobody_is_addressed_as_tu_by_words_kept_in_code() -> None:
    """What the rulebook, services and reports say is not in the catalogue: it is in strings of theirs."""
    files = [path for package in ("app", "audit", "reports") for path in (ROOT / package).rglob("*.py")]
    assert len(files) > 500
    nodes = ((path, node) for path in files for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    said = ((path.name, n.value) for path, n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str))
    assert [(name, text) for name, text in said if len(text) < 600 and "\\b" not in text and YOU.search(text)] == []
