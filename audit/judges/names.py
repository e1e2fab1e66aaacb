"""Finding people's names in what was said: the debtor's, however it was heard, and any that a speaker gives."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

from audit.judges.sentences import plain

ALIKE = 0.8
_PARTICLES = frozenset(re.findall(r"\w+", "de del la las los el y e da do dos das van von san the of don mr"))
_TITLE = (
    r"(?:licenciad[oa]|abogad[oa]|doctora?|dra?\.|lic\.|ingenier[oa]|señorita|señora?|srta\.?|sra?\.?|don|doña"
    r"|mister|mrs?\.?|ms\.?|miss|sir)"
)
_CAPITAL = r"[A-ZÁÉÍÓÚÑÜ][\w'’-]*"
_NAME = rf"(?P<name>{_CAPITAL}(?:\s+(?:(?:de|del|la|las|los|y|da|van|von)\s+){{0,2}}{_CAPITAL}){{0,4}})"
_GIVEN = re.compile(
    r"\b(?i:(?:l[ea]s?|te|os) (?:habla|hablo|saluda|llama|escribe)|habla(?: con)?|saluda"
    r"|hablo con|hablar con|hablando con|mi nombre es|me llamo|se llama|soy"
    r"|comunico con|comunica con|busco a|my name is|my name's|this is|speaking with|speak with|speak to|talking to|i am|i'm"
    r"|am i through to|it's|name is)"
    rf"\s+(?:(?i:a|con|el|la|to|with|the|un|una)\s+)?(?:(?i:{_TITLE})\s+)?{_NAME}"
)
_TITLED = re.compile(rf"\b(?i:{_TITLE})\s+{_NAME}")
_NO_NAME = frozenset(
    re.findall(
        r"\w+",
        "juez jueza fiscal fiscalia juzgado corte tribunal policia ministerio gobierno sat banco "
        "si no yo usted bueno buenas gracias "
        "court judge police sheriff government irs attorney general officer bank yes no i ok okay "
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre "
        "lunes martes miercoles jueves viernes sabado domingo "
        "january february march april may june july august september october november december "
        "monday tuesday wednesday thursday friday saturday sunday",
    )
)


def name_words(*names: str | None) -> frozenset[str]:
    """The telling words of some names, plain (lower case, no accents)."""
    words = {w for name in names if name for w in re.findall(r"\w+", plain(name))}
    return frozenset(w for w in words if len(w) > 1 and w not in _PARTICLES)


def given_names(texts: Iterable[str], public: frozenset[str]) -> frozenset[str]:
    """Plain words of every name that follows an introduction or a title, but for companies' (`public`) and offices'."""
    found: set[str] = set()
    for text in texts:
        for pattern in (_GIVEN, _TITLED):
            for match in pattern.finditer(text):
                found |= _person(match["name"], public)
    return frozenset(found)


def _person(name: str, public: frozenset[str]) -> set[str]:
    """The name's words up to the first that belongs to a company or an office."""
    kept: set[str] = set()
    for word in re.findall(r"\w+", plain(name)):
        if word in public or word in _NO_NAME:
            break
        if len(word) > 1 and word not in _PARTICLES:
            kept.add(word)
    return kept


def is_heard(word: str, names: frozenset[str]) -> bool:
    """Whether a word as written is one of the names; one with a capital may be spelled as an engine heard it."""
    bare = plain(word)
    if bare in names:
        return True
    if not word[:1].isupper() or len(bare) < 4:
        return False
    return any(
        len(name) > 3 and abs(len(name) - len(bare)) <= 2 and SequenceMatcher(None, name, bare).ratio() >= ALIKE for name in names
    )
