"""What a person's answer asks for, read in the direction that protects them: to stop, or that this is not their number."""

import re
import unicodedata
from enum import StrEnum


class Asks(StrEnum):
    """What was asked: to be left alone altogether, on this channel, not to be called; or that the number is somebody else's."""

    STOP = "stop"
    STOP_CALLS = "stop_calls"
    STOP_ALL = "stop_all"
    WRONG = "wrong"


_WORDS = (
    *("baja", "dar de baja", "darme de baja", "cancelar", "cancela", "alto", "parar", "para", "salir", "remover", "basta"),
    *("stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "remove"),
    *("no", "sair", "pare", "parem", "descadastrar", "no gracias", "no thanks", "no mas", "no more"),
)
_POLITE = r"(?:por favor|porfa|please|ya|gracias|thanks|thank you|hola|buenas|ok|senor(?:ita|a)?)"
_ONE_OF = "|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True))
_ALONE = re.compile(rf"^\W*(?:{_POLITE}\W+)*(?:{_ONE_OF})(?:\W+(?:{_POLITE}|{_ONE_OF}))*\W*$")
_WRITE = r"(?:escrib\w*|mand\w*|envi\w*|spam\w*|text\w*|messag\w*|email\w*|send\w*)"
_CALL = r"(?:llam\w*|telefone\w*|call\w*|phon\w*|ring\w*)"
_LEAVE = r"(?:contact\w*|molest\w*|acos\w*|insist\w*|busc\w*|hostig\w*|bother\w*|harass\w*|persig\w*)"
_NO = r"(?:no|nunca|jamas)"
_BEFORE = r"(?:(?:mas|quiero que|quiero|deseo que|deseo|autorizo que|autorizo|vuelv\w+ a|me|nos|le|les|a|ser)\s+){0,6}"
_NOT = r"(?:do not|don'?t|never|stop|quit)\s+(?:(?:ever|please|want you to|want to be)\s+){0,3}"
_NOTHING_MORE = r"(?:mensaje|correo|whats|sms|aviso|text|message|email)"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns))


def _verbs(verb: str) -> tuple[str, ...]:
    spoken = rf"\b{_NO}\s+{_BEFORE}{verb}"
    return (
        spoken,
        rf"\bdej\w+ de (?:\w+ (?:y|ni|o) )?{verb}",
        rf"\b{_NO}\b[^.;!?]{{0,60}}\b(?:y|ni)\s+(?:me\s+)?{verb}",
        rf"\b{_NOT}{verb}",
    )


_PATTERNS = {
    Asks.WRONG: _any(
        r"numero equivocado|equivocad[oa] de (?:numero|persona)|wrong (?:number|person)|se equivoc\w+ de (?:numero|persona)",
        r"\bno soy (?:yo|el|ella|esa persona|ese senor|esa senora|don|dona|quien busca\w*)\b",
        r"\bno conozco a (?:esa|ese|ninguna persona|nadie|don|dona|la persona)",
        r"\b(?:este|mi) (?:numero|telefono|correo) (?:no|ya no) (?:es|pertenece)",
        r"\bno es (?:el|su|mi) (?:numero|telefono|correo)\b",
        r"\bi(?: am|'m) not (?:that|this|the) person|\bthis is not (?:his|her|their|my) number|\bnobody (?:here )?by that name",
        r"\baqui no vive|\bya no vive aqui|\bno vive aqui",
    ),
    Asks.STOP_ALL: _any(
        *_verbs(_LEAVE),
        rf"\b{_NO} (?:quiero|deseo) (?:saber nada|mas contacto|ningun contacto)",
        r"\b(?:dejen|deje|deja|dejad)(?:me|nos)? (?:en paz|tranquil\w)|\bleave me alone|\bcease and desist",
        r"\b(?:elimin|borr)\w+ mis datos|\bsaqu\w+me de (?:la|su|sus|todas)|\bdelete my (?:data|number)|\btake me off",
        r"\b(?:revoco|retiro) (?:mi |el )?consentimiento",
    ),
    Asks.STOP: _any(
        *_verbs(_WRITE),
        rf"\b{_NO} (?:quiero|deseo|autorizo)\b[^.;!?]{{0,40}}(?:{_NOTHING_MORE}|recibir)",
        rf"\b(?:no|ningun) (?:mas|mande\w* mas|mas\w*) {_NOTHING_MORE}|\bno more {_NOTHING_MORE}",
        r"\bquit\w{1,3}(?:me|nos)\b|\bsaqu\w{1,3}(?:me|nos)\b|\b(?:dar|den|deme|darme|denme|dame|dar\w*)\s?de baja",
        r"\bremove me|\bunsubscribe me|\bopt me out|\bretir\w+ mi (?:numero|correo)|\bdescadastr\w+",
    ),
    Asks.STOP_CALLS: _any(*_verbs(_CALL), r"\bno (?:mas|quiero) llamadas|\bno more calls"),
}


def read_reply(text: str) -> frozenset[Asks]:
    """What the answer asks for, nothing where it asks for none of these. In doubt it asks to stop."""
    plain = _plain(text)
    asked = {asks for asks, pattern in _PATTERNS.items() if pattern.search(plain)}
    if not asked and _ALONE.match(plain):
        asked = {Asks.STOP}
    return frozenset(asked)


def _plain(text: str) -> str:
    """Small letters without accents, spaces single."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text[:4000]) if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", bare.replace("’", "'")).strip().lower()
