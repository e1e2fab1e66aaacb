"""What is wrong with an e-mail address somebody typed, in one sentence that says what to do."""

import re

from app.errors import BadInput

_LOCAL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.ASCII)
_DOMAIN = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*", re.ASCII)
_MOST_LOCAL, _MOST, _TOLD = 64, 254, 60


def address_problem(text: str, field: str = "email") -> BadInput | None:
    """Why no letter can be sent to it; None where one can. `text` in small letters and without spaces at its ends."""
    if not text:
        return BadInput("escriba el correo, como ana@empresa.com", "write the e-mail address, like ana@company.com", field)
    told = "".join(c if c.isprintable() else " " for c in text[:_TOLD])
    local, _, domain = text.rpartition("@")
    if re.search(r"[,;\s]", text) and text.count("@") > 1:
        es, en = "son varios correos: escriba uno solo", "are several addresses: write one alone"
    elif not local or not domain or text.count("@") > 1:
        es, en = "no es un correo: escriba como ana@empresa.com", "is not an e-mail address: write as ana@company.com"
    elif not text.isascii() and text.isprintable():
        es = "lleva letras que el correo no admite (acentos, eñes): escríbalo sin ellas"
        en = "has letters that mail does not take (accents): write it without them"
    elif len(local) > _MOST_LOCAL or len(text) > _MOST:
        es, en = (
            f"es muy largo: hasta {_MOST} letras, {_MOST_LOCAL} antes de la @",
            f"is too long: up to {_MOST} letters, {_MOST_LOCAL} before the @",
        )
    elif not _LOCAL.fullmatch(local) or not _DOMAIN.fullmatch(domain):
        es, en = (
            "no es un correo: escriba solo la dirección, como ana@empresa.com",
            "is not an e-mail address: write it alone, like ana@company.com",
        )
    else:
        return None
    return BadInput(f"«{told}» {es}", f"“{told}” {en}", field)
