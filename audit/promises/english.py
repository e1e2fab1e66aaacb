"""Reads one English number from a row of tokens: `twelve hundred and fifty`, `two and a half grand`, `1.2 million`."""

from collections.abc import Sequence
from decimal import Decimal

from audit.promises.lexicon import ENGLISH_NOTES, ENGLISH_SCALES, ENGLISH_TEENS, ENGLISH_TENS, ENGLISH_UNITS
from audit.promises.spanish import Reading
from audit.promises.tokens import Token
from audit.promises.written import is_grouped, written_value

_BIG = {word: scale for word, scale in ENGLISH_SCALES.items() if scale >= 1000}
_ORDINALS = {"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"}
_STARTS = {*ENGLISH_UNITS, *ENGLISH_TEENS, *ENGLISH_TENS, "a", "an", "half", "hundred"}
_HALF = Decimal("0.5")


class EnglishReader:
    """Reads numbers from `tokens`; a comma may follow a scale (`two million, three hundred`)."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        self._words = [t.text.removesuffix("'s") for t in tokens]

    def read(self, at: int) -> Reading | None:
        """The longest number that starts at token `at`, or None."""
        if self._words[at] not in _STARTS and not self._words[at][:1].isdecimal():
            return None
        total, scaled, here, ceiling = Decimal(0), False, at, Decimal("Infinity")
        found: Reading | None = None
        while (part := self._part(here, first=found is None)) is not None and part[1] < ceiling:
            group, scale = part
            total += group.value
            scaled = scaled or group.scaled or scale >= 1000
            found = Reading(total, group.after, scaled)
            ceiling, here = scale, group.after
            if scale == 1:
                break
            here = self._skip_link(here)
        return found

    def _word(self, at: int) -> str:
        return self._words[at] if at < len(self._words) else ""

    def _skip_link(self, at: int) -> int:
        at += self._word(at) == ","
        return at + (self._word(at) == "and")

    def _part(self, at: int, first: bool) -> tuple[Reading, Decimal] | None:
        """One group with its scale: (`three hundred and forty-five thousand`, 1000); scale 1 for the last group."""
        if first and (half := self._half_a(at)):
            return half, Decimal(1000)
        group = self._fraction(at) or self._group(at)
        if group is None:
            return None
        word = self._word(group.after)
        if word not in _BIG:
            return group, Decimal(1)
        scale = _BIG[word]
        after, value = group.after + 1, group.value * scale
        if self._words[after : after + 3] == ["and", "a", "half"]:
            return Reading(value + scale / 2, after + 3, True), scale
        return Reading(value, after, True), scale

    def _half_a(self, at: int) -> Reading | None:
        if self._words[at : at + 2] == ["half", "a"] and self._word(at + 2) in ENGLISH_SCALES:
            return Reading(ENGLISH_SCALES[self._word(at + 2)] / 2, at + 3, True)
        return None

    def _fraction(self, at: int) -> Reading | None:
        """`one point two`; `two and a half` before a scale."""
        whole = self._group(at)
        if whole is None or whole.scaled:
            return None
        if self._words[whole.after : whole.after + 3] == ["and", "a", "half"]:
            is_hundreds = self._word(whole.after - 1) == "hundred"
            if is_hundreds:
                return Reading(whole.value + 50, whole.after + 3, False)
            return Reading(whole.value + _HALF, whole.after + 3, False) if self._word(whole.after + 3) in ENGLISH_SCALES else None
        if self._word(whole.after) != "point":
            return None
        digits, after = "", whole.after + 1
        while (part := self._tens(after)) is not None or self._word(after) in {"zero", "oh", "0"}:
            digits, after = (digits + str(int(part.value)), part.after) if part else (digits + "0", after + 1)
        return Reading(Decimal(f"{int(whole.value)}.{digits}"), after, False) if digits else None

    def _group(self, at: int) -> Reading | None:
        """A number below a thousand, `twelve hundred and fifty`, or a figure of any size."""
        word = self._word(at)
        if word[:1].isdecimal():
            value = written_value(word)
            if value is None:
                return None
            head = Reading(value, at + 1, is_grouped(word) or value >= 1000)
        elif word in {"a", "an"} and (self._word(at + 1) in ENGLISH_SCALES or self._word(at + 1) in ENGLISH_NOTES):
            head = Reading(Decimal(1), at + 1, False)
        elif word == "hundred" and (self._tens(at + 1) or (at and self._word(at - 1) == "the")):
            head = Reading(Decimal(1), at, False)  # the first hundred twenty-four; the hundred and fifty
        else:
            small = self._tens(at)
            if small is None:
                return None
            head = small
        note = ENGLISH_NOTES.get(self._word(head.after))
        if note:
            return Reading(head.value * note, head.after + 1, True)
        if self._word(head.after) != "hundred":
            return head
        after = head.after + 1
        rest = self._tens(after + (self._word(after) == "and"))
        if rest is None:
            return Reading(head.value * 100, after, False)
        return Reading(head.value * 100 + rest.value, rest.after, False)

    def _tens(self, at: int) -> Reading | None:
        word = self._word(at)
        if word.isdecimal() and 0 < int(word) < 100 and word[0] != "0":
            return Reading(Decimal(int(word)), at + 1, False)
        if word in ENGLISH_TENS:
            after = at + 1 + (self._word(at + 1) == "-")
            if self._word(after) in _ORDINALS:
                return None
            unit = ENGLISH_UNITS.get(self._word(after), 0)
            return Reading(Decimal(ENGLISH_TENS[word] + unit), after + 1 if unit else at + 1, False)
        small = ENGLISH_TEENS.get(word) or ENGLISH_UNITS.get(word)
        return Reading(Decimal(small), at + 1, False) if small else None
