"""What the libraries say to whoever types commands, in the words of the page: its fields' names, percentages, no options."""

import re

from app.errors import BadInput, Text

FIELDS = {
    "tolerated": ("Tasa tolerada", "Tolerated rate"),
    "matters": ("Tasa que importa", "Rate that matters"),
    "power": ("Seguridad mínima", "Least certainty"),
    "alpha": ("Falsa acusación", "False accusation"),
    "ceiling": ("Riesgo máximo de notarse", "Most risk of being noticed"),
    "looks": ("Miradas antes del final", "Looks before the end"),
    "twins": ("Parejas gemelas", "Matched twins"),
    "weeks": ("Semanas", "Weeks"),
    "line_minor": ("Costo de una línea", "Cost of a line"),
    "agent_hour_minor": ("Costo de una hora de agente", "Cost of an agent's hour"),
    "payment_minor": ("Pagos de fantasmas", "Ghosts' payments"),
    "minutes_per_contact": ("Minutos por contacto", "Minutes per contact"),
}
_FORM = {"ceiling": "notice_cap", "twins": "pairs", "line_minor": "line_cost", "agent_hour_minor": "agent_hour_cost"}
_SHARES = frozenset({"tolerated", "matters", "power", "alpha", "ceiling"})
_OPTIONS = (
    (r"--lines", "«Líneas y casillas que posees»", "«Lines and mailboxes you own»"),
    (r"--ids\b", "«Números de identidad que posees»", "«Identity numbers you hold»"),
    (r"--accept-tells", "", ""),
    (r"--map \S+: |--map: |--map ", "", ""),
    (r"[;,]? ?(?:use|dé|give|o|or) --[a-z-]+(?: «[^»]*»)?", "", ""),
    (r"[;,]? (?:escriba|write|name a vendor:?) --vendor \"[^\"]*\"", "", ""),
    (r"(?:vea|see|haga|run|cree los fantasmas con|make the ghosts with|comprometa la ola con|commit the wave with) "
     r"«trasluz [^»]*»(?: antes de enviarlo| before sending it)?",
     "vuelva al paso anterior de la ola", "go back to the step before in the wave"),
)  # fmt: skip
_LEADING = re.compile(rf"^({'|'.join(FIELDS)})(?= (?:vale|is) )")
_NUMBER = re.compile(r"(?<![\w.,])\d+(?:\.\d+)?(?![\w%]| %)")


def on_page(es: str, en: str) -> Text:
    """The message as the page may show it."""
    return Text(_said(es, 0), _said(en, 1))


def refused(es: str, en: str, field: str = "") -> BadInput:
    """The message as an error of the page's form, at the field it names where it names one."""
    found = _LEADING.match(en)
    named = _FORM.get(found[1], found[1]) if found else field
    text = on_page(es, en)
    return BadInput(text.es, text.en, named)


def _said(text: str, lang: int) -> str:
    found = _LEADING.match(text)
    if found:
        name, rest = found[1], text[found.end() :]
        text = f"«{FIELDS[name][lang]}»{_as_shares(rest, lang) if name in _SHARES else rest}"
    for option, *said in _OPTIONS:
        text = re.sub(option, said[lang], text)
    return text.strip()


def _as_shares(text: str, lang: int) -> str:
    """Fractions as the percentages that people type."""
    text = re.sub(r", (?:como fracción|a fraction)(?=:)", "", text)

    def percent(found: re.Match[str]) -> str:
        said = f"{100 * float(found[0]):g} %"
        return said if lang else said.replace(".", ",")

    return _NUMBER.sub(percent, text)
