"""A turn made ready for the bargaining: its amounts, its days still to come, its sentences, and whether it says yes."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from audit.promises import phrases
from audit.promises.dates import dates_in
from audit.promises.money import Amount, amounts_in
from audit.promises.numbers import composed
from audit.promises.spoken_days import Day, DayKind
from audit.promises.talked_months import in_talked_month
from audit.promises.tokens import fold
from speech.transcript import Speaker, Turn

_SENTENCE = re.compile(r"[^.?!;…]+[.?!;…]*")
# A question even where nobody wrote its mark.
_SUPPOSES = re.compile(r"\W*(?:y si\b|que tal(?: si)?\b|(?:and )?what (?:if|about)\b|how about\b)(?! no\b)")
# `¿Desde cuándo puedo empezar?` - `Desde el treinta`: that day is to come.
_ASKS_SINCE = re.compile(
    r"\b(?:desde|a partir de) cuando (?:pued|podr|empe|empie|pagar|pago|arran|comen|(?:le|te) (?:queda|sirve|viene)|seria|hari)"
    r"|\b(?:sirve|dale|listo|acuerdo|va|bueno|acepto|tomo)\W+(?:y\s+)?(?:desde|a partir de) cuando\s*\?"
)
_SINCE = re.compile(r"^\W*(?:desde|a partir)(?=\s)", re.IGNORECASE)
_CORRECTS = re.compile(r"\b(?:no|digo|perdon|perdone|mejor dicho|mejor|o sea|i mean|sorry|actually|wait|make that|make it)\b")


@dataclass(frozen=True, slots=True)
class Said:
    """One turn with its amounts, its days still to come, and the folded text in which their places count.

    `looks_back`: it also names a day gone by (`venció el cinco`); `foreign`: money of another currency than the account's.
    """

    i: int
    agent: bool
    text: str
    amounts: tuple[Amount, ...]
    days: tuple[Day, ...]
    looks_back: bool
    foreign: bool = False

    def sentences(self) -> list[str]:
        """The turn's sentences, each with its closing mark."""
        return [m.group() for m in _SENTENCE.finditer(self.text)]

    def sentence(self, at: int) -> str:
        """The sentence around place `at`, with its closing mark."""
        return next((m.group() for m in _SENTENCE.finditer(self.text) if m.start() <= at < m.end()), self.text)

    def lead(self, at: int) -> str:
        """The words of the sentence before place `at`."""
        start = next((m.start() for m in _SENTENCE.finditer(self.text) if m.start() <= at < m.end()), 0)
        return self.text[start:at]

    def asks(self, at: int) -> bool:
        """Whether what stands at `at` is inside a question."""
        sentence = self.sentence(at)
        if _SUPPOSES.match(sentence):
            return True
        return sentence.rstrip().endswith("?") and ("¿" not in sentence or "¿" in self.lead(at))


def accepts(said: Said) -> bool:
    """Whether the turn says yes: not inside a question (`¿sí me condonan?`), and nothing in it refuses."""
    match = phrases.ACCEPTS.search(said.text)
    return match is not None and not said.asks(match.end() - 1) and phrases.REFUSES.search(said.text) is None


def pays(text: str) -> bool:
    """Whether a folded text speaks of paying, in so many words."""
    return phrases.MONEY_VERB.search(text) is not None or phrases.WHOLE.search(text) is not None


def corrected(said: Said, first_end: int, second_start: int) -> bool:
    """Whether the words between two figures take the first one back: `el cinco... no, no, el siete`."""
    between = said.text[first_end:second_start]
    if between.startswith(("...", "…")) and len(between) < 12:
        return True
    return len(between) < 40 and _CORRECTS.search(between) is not None


def hear(
    turn: Turn,
    called_at: datetime | date,
    country: str | None,
    currency: str | None,
    owed: Decimal | None,
    bare: bool,
    asked: str = "",
    offered: tuple[Day, ...] = (),
) -> Said:
    """A turn made ready for the bargaining. `bare`: the turn answers "which day?"; `asked`, `offered`:
    the agent's words before it, and the days the agent named last."""
    text = composed(turn.text)
    if _ASKS_SINCE.search(asked):
        text = _SINCE.sub(lambda m: " " * len(m[0]), text)
    named = dates_in(text, called_at, country)
    if bare and not any(d.kind is DayKind.NUMBERED for d in named):
        named = dates_in(text, called_at, country, bare)
    if turn.speaker is not Speaker.AGENT:
        today = called_at.date() if isinstance(called_at, datetime) else called_at
        named = in_talked_month(named, fold(text), asked, offered, today)
    days = [d for d in named if not d.past]
    named_money = amounts_in(text, currency, country, owed=owed)
    own = [a for a in named_money if a.currency == currency]
    amounts = [a for a in own if not any(d.start < a.end and a.start < d.end for d in days)]
    agent, foreign = turn.speaker is Speaker.AGENT, len(own) < len(named_money)
    return Said(turn.i, agent, fold(text), tuple(amounts), tuple(days), len(days) < len(named), foreign)
