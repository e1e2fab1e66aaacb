"""Reads one Spanish number from a row of tokens: words, figures, and the mixtures recognisers write (`ciento 84 mil 990`)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from audit.promises.lexicon import (
    LUCA_IS_ONE,
    MILLION,
    SLANG_THOUSAND,
    SPANISH_HUNDREDS,
    SPANISH_TEENS,
    SPANISH_TENS,
    SPANISH_UNITS,
    THOUSAND,
    plain_spanish,
)
from audit.promises.tokens import Token
from audit.promises.written import is_grouped, written_value

_HALF = {"medio", "media"}
_SOFT = {"itos", "itas", "ito", "ita"}
_STARTS = {*SPANISH_UNITS, *SPANISH_TEENS, *SPANISH_TENS, *SPANISH_HUNDREDS, *_HALF, "mil", "millon", "palo"}


@dataclass(frozen=True, slots=True)
class Reading:
    """A number and the index of the token after it. `scaled`: thousands or millions were said, or a figure was written whole."""

    value: Decimal
    after: int
    scaled: bool


class SpanishReader:
    """Reads numbers from `tokens`; in Peru and Bolivia a *luca* is one, elsewhere a thousand."""

    def __init__(self, tokens: Sequence[Token], country: str | None = None) -> None:
        self._words = [plain_spanish(t.text) if t.text[-4:] in _SOFT or t.text[-3:] in _SOFT else t.text for t in tokens]
        self._luca = Decimal(1) if country in LUCA_IS_ONE else Decimal(1000)

    def read(self, at: int) -> Reading | None:
        """The longest number that starts at token `at`, or None."""
        first = self._words[at]
        if first not in _STARTS and not first[:1].isdecimal():
            return None
        head = self._fraction(at) or self._half_scale(at) or self._group(at)
        word = self._word(at)
        if head is None:
            bare = word == "mil" or word == "millon" or (word == "palo" and self._group(at + 1) is not None)
            return self._scale(Reading(Decimal(1), at, False)) if bare else None
        return self._scale(head) or head

    def _word(self, at: int) -> str:
        return self._words[at] if at < len(self._words) else ""

    def _scale(self, head: Reading) -> Reading | None:
        word = self._word(head.after)
        if word in MILLION:
            whole = self._half(Reading(head.value * 1_000_000, head.after + 1, True), 500_000)
            rest = self._below_million(whole.after)
            return Reading(whole.value + rest.value, rest.after, True) if rest else whole
        if word in THOUSAND:
            return self._thousands(head)
        return None

    def _thousands(self, head: Reading) -> Reading:
        word = self._word(head.after)
        unit = self._luca if word in SLANG_THOUSAND else Decimal(1000)
        whole = self._half(Reading(head.value * unit, head.after + 1, unit == 1000), int(unit) // 2)
        if word == "mil" and self._word(whole.after) in MILLION:
            return self._scale(whole) or whole
        rest = self._group(whole.after)
        if rest is None or rest.scaled or rest.value >= unit or self._word(rest.after) in THOUSAND | MILLION:
            return whole
        return Reading(whole.value + rest.value, rest.after, whole.scaled)

    def _below_million(self, at: int) -> Reading | None:
        if self._word(at) == "mil":
            return self._thousands(Reading(Decimal(1), at, False))
        group = self._group(at)
        if group is None or group.scaled:
            return None
        return self._thousands(group) if self._word(group.after) == "mil" else group

    def _half(self, whole: Reading, half: int) -> Reading:
        if half and self._word(whole.after) == "y" and self._word(whole.after + 1) in _HALF:
            return Reading(whole.value + half, whole.after + 2, True)
        return whole

    def _half_scale(self, at: int) -> Reading | None:
        if self._word(at) in _HALF and self._word(at + 1) in (MILLION | SLANG_THOUSAND):
            return Reading(Decimal("0.5"), at + 1, False)
        return None

    def _fraction(self, at: int) -> Reading | None:
        """`uno punto dos [millones]`; `tres coma setenta y cinco`."""
        whole = self._group(at)
        if whole is None or whole.scaled or self._word(whole.after) not in {"punto", "coma"}:
            return None
        zeros, after = 0, whole.after + 1
        while self._word(after) in {"cero", "0"}:
            zeros, after = zeros + 1, after + 1
        part = self._group(after)
        if part is None or part.scaled or part.value != int(part.value):
            return None
        return Reading(Decimal(f"{int(whole.value)}.{'0' * zeros}{int(part.value)}"), part.after, False)

    def _group(self, at: int) -> Reading | None:
        """A number below a thousand, or a figure of any size."""
        word = self._word(at)
        if word[:1].isdecimal():
            value = written_value(word)
            return None if value is None else self._figure(word, value, at)
        hundreds = SPANISH_HUNDREDS.get(word)
        if hundreds is None:
            return self._tens(at)
        rest = self._tens(at + 1)
        return Reading(hundreds + rest.value, rest.after, False) if rest else Reading(Decimal(hundreds), at + 1, False)

    def _figure(self, word: str, value: Decimal, at: int) -> Reading:
        if value in (30, 40, 50, 60, 70, 80, 90) and self._word(at + 1) == "y" and SPANISH_UNITS.get(self._word(at + 2), 0):
            return Reading(value + SPANISH_UNITS[self._word(at + 2)], at + 3, False)
        return Reading(value, at + 1, is_grouped(word) or value >= 1000)

    def _tens(self, at: int) -> Reading | None:
        word = self._word(at)
        if word.isdecimal() and 0 < int(word) < 100 and word[0] != "0":
            return Reading(Decimal(int(word)), at + 1, False)
        joined = self._word(at + 2) if self._word(at + 1) == "y" else ""
        unit = SPANISH_UNITS.get(joined) or (int(joined) if joined.isdecimal() and len(joined) == 1 else 0)
        if word in SPANISH_TENS:
            return Reading(Decimal(SPANISH_TENS[word] + unit), at + (3 if unit else 1), False)
        if word == "diez" and unit > 5:
            return Reading(Decimal(10 + unit), at + 3, False)
        small = SPANISH_TEENS.get(word) or SPANISH_UNITS.get(word)
        return Reading(Decimal(small), at + 1, False) if small else None
