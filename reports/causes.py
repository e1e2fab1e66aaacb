"""Why something was not assessed, in the reader's language: the reasons `audit` and `speech` give, and those people write.

A reason that is not here is shown as it was given.
"""

import re

from reports.wording import Wording

SPANISH = {
    "the account's amount is unknown, so the amount said cannot be checked": (
        "no se conoce el monto de la cuenta, así que no se puede comprobar el que se dijo"
    ),
    "the words fit more than one answer about equally well": "las palabras calzan casi igual con más de una respuesta",
    "the words cannot tell": "las palabras no permiten saberlo",
    "said to be met with words that are not in the call": "se dio por cumplido con palabras que no están en la llamada",
    "the agent hardly speaks": "el agente casi no habla",
    "less than two seconds of voiced sound, or fewer than three turns long enough to compare": (
        "menos de dos segundos de voz, o menos de tres turnos que alcancen para comparar"
    ),
    "too little of this speaker for a baseline": "habla muy poco para conocer su tono habitual",
}
_WITH_FIGURES = {
    r"who is agent and who is debtor is only ([\d.]+) certain": "quién es agente y quién deudor se sabe solo con {0} de certeza",
    r"the words of (\w+) were heard with ([\d.]+)": "las palabras de «{0}» se oyeron con {1}",
}


def cause(given: str, say: Wording) -> str:
    """A reason in the reader's language; several come parted by semicolons."""
    if say.lang != "es":
        return given
    return "; ".join(_spanish(part.strip()) for part in given.split(";"))


def _spanish(given: str) -> str:
    for pattern, text in _WITH_FIGURES.items():
        if found := re.fullmatch(pattern, given):
            return text.format(*found.groups())
    return SPANISH.get(given, given)
