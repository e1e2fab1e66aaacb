"""The number of payments offered or taken, and what each comes to: `a seis te quedan de ochenta`, `twelve, a hundred each`."""

import re
from collections.abc import Iterator, Sequence

from audit.promises import phrases
from audit.promises.money import Amount
from audit.promises.parts import COMES_TO, COUNT, UNITS
from audit.promises.spoken_days import MONTHS
from audit.promises.stance import Said

_OFFERED = re.compile(
    rf"\b(?P<n>{COUNT})(?:\s+{UNITS}\b|\s+(?:de|of|at)\b(?!\s+(?:{'|'.join(MONTHS)}|la\s+(?:manana|tarde|noche))\b))"
    rf"|\b(?:a|en|over|into|in)\s+(?P<m>{COUNT})(?=\s*,|\s+{COMES_TO})"
)
_EACH = re.compile(
    rf"\b{UNITS}\b[\w\s']*$|\b{COUNT},?\s+(?:de|of|at|por)\s+(?:a\s+)?$"
    rf"|\b(?:a|en|over|into|in)\s+{COUNT}\s*(?:,\s*$|,?\s*(?:{COMES_TO}|de\b)[\w\s']*$)"
)
_EACH_AFTER = re.compile(
    r"\s+(?:[a-z]+\s+)?(?:each|apiece|cada\s+(?:un[oa]|cuota|pago|letra|quincena|mes|abono|armada|tracto|partida|giro|recibo)"
    r"|por\s+cuota|a\s+(?:month|fortnight|payment))\b"
)
_LEAD = 40
_BEFORE = (
    r"(?:the|las?|los?|lo|el|en|de|plan|mejor|pues|entonces|prefiero|tomo|si|ya|va|dale|bueno|ok|okay|yes|yeah|vale|listo"
    r"|make\s+it|over|go\s+with|i'll\s+(?:take|do)|let's\s+do)"
)
_AFTER = (
    r"(?:\s+(?:joven|senor\w*|don|dona|please|pues|entonces|nomas|corrid[oa]s|it\s+is))?\s*(?:[.,;!]|$)"
    r"|\s+(?:si|esta\s+bien|me\s+(?:sirven?|quedan?|parecen?|acomodan?)|works?|is\s+(?:fine|good|ok|okay|better)|sounds)\b(?!.*\?)"
)
_CLAUSE = re.compile(r"[^.,?!;…]+[.,?!;…]*|[.,?!;…]+")
_RATHER = re.compile(rf"^\W*no,? (?:(?:pues|mejor|entonces|prefiero),? (?:las|los|en)\b|en {COUNT}\b(?! no\b))")


def offered_counts(text: str) -> list[str]:
    """The numbers of payments a folded text offers, as they are said."""
    return [m.group("n") or m.group("m") for m in _OFFERED.finditer(text)]


def in_parts(said: Said, amount: Amount) -> bool:
    """Whether the amount is said as one instalment: `cuotas de...`, `seis de...`, `... cada uno`."""
    after = _EACH_AFTER.match(said.text, amount.end) is not None
    return after or _EACH.search(said.lead(amount.start)[-_LEAD:]) is not None


def instalment(said: Said, count: str, amounts: Sequence[Amount]) -> Amount | None:
    """What each of `count` payments comes to: the figure said after the count, else the one of its sentence before it."""
    counts = list(_OFFERED.finditer(said.text))
    for at, match in enumerate(counts):
        if count not in match.groups():
            continue
        stop = counts[at + 1].start() if at + 1 < len(counts) else len(said.text)
        after = [a for a in amounts if match.end() <= a.start < stop]
        before = [a for a in amounts if a.end <= match.start() and said.sentence(a.start) == said.sentence(match.start())]
        if found := after[:1] or before[-1:]:
            return found[0]
    return None


def taken_counts(text: str, offered: str) -> Iterator[str]:
    """The plans of a folded offer taken in an answer by their number of payments: `las cuatro`, `seis, seis`, `twelve works`."""
    counts = dict.fromkeys(offered_counts(offered))
    refused = [] if _RATHER.search(text) else _refused(text, list(counts))
    for count in counts if refused is not None else ():
        taken = rf"(?:^|[.,;!]\s*)\W*(?:no,? )?(?:{_BEFORE},?\s+)*(?:a\s+)?{count}(?:\s+{UNITS})?(?:{_AFTER})"
        if count not in (refused or ()) and re.search(taken, text):
            yield count


def _refused(text: str, counts: list[str]) -> list[str] | None:
    """The plans refused beside another one (`Seis, seis. Tres no puedo.`); None where something else is."""
    refused = []
    for match in phrases.REFUSES.finditer(text):
        clause = next(c.group() for c in _CLAUSE.finditer(text) if c.start() < match.end() <= c.end())
        named = [c for c in counts if re.search(rf"\b{c}\b", clause)]
        if len(named) != 1 or len(counts) < 2:
            return None
        refused += named
    return refused
