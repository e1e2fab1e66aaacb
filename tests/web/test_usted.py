"""A vendor is addressed as usted on every page it can open; what it shares with the client's people addresses nobody."""

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
