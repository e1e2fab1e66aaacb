"""What may leave the house: the words of a call without anybody's data, and the way back from them to what was said."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from audit.calls import Call
from audit.judges.failures import WouldLeak
from audit.judges.names import given_names, is_heard, name_words
from audit.judges.numerals import asks_datum, hide_every_number, hide_numbers, is_echo
from audit.judges.sentences import plain
from speech.transcript import Speaker

RedactTurns = Callable[[Call], Sequence[str]]
DEBTOR, PERSON = "[DEBTOR]", "[PERSON]"
_WORD = re.compile(r"[^\W_]+")
_MAIL = re.compile(r"[\w.+-]+\s?@\s?[\w-]+(?:\.[\w-]+)+")
_SPELLED = re.compile(r"(?<![^\W\d_])(?:[^\W\d_][\s.,-]+){3,}[^\W\d_](?![^\W\d_])")
_TOKEN = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Masked:
    """A turn as it may leave. `spans`: characters `(first, last)` of `text` and those of `original` they stand for."""

    original: str
    text: str
    spans: tuple[tuple[int, int, int, int], ...]

    def back(self, first: int, last: int) -> tuple[int, int]:
        """The characters of the original behind `first:last` of the masked text."""
        inside = [s for s in self.spans if s[0] < last and s[1] > first]
        if not inside:
            return 0, len(self.original)
        return inside[0][2], inside[-1][3]


class Veil:
    """Hides one call's private data: what `redact` knows (cards, ids, phones), then names, numbers and addresses of its own.

    `redact` gets one text and answers it with marks such as `[PHONE]` in place of private data. `redact_turns`, where there
    is one, sees the whole call first and gives the text of each of its turns: numbers are dictated over several turns.
    """

    def __init__(self, call: Call, redact: Callable[[str], str], redact_turns: RedactTurns | None = None) -> None:
        self._redact = redact
        self._redact_turns = redact_turns
        self._debtor = name_words(call.account.debtor)
        public = name_words(call.account.creditor, call.account.agency, call.account.product) - self._debtor
        self._people = given_names((t.text for t in call.turns), public) - self._debtor
        self._amount = call.account.amount

    def hide(self, text: str, asked_datum: bool = False) -> str:
        """The text as it may leave; `asked_datum`: it answers a question for a document, a birthday, an address."""
        text = _MAIL.sub("[EMAIL]", self._redact(text))
        text = _SPELLED.sub("[SPELLED]", text)
        text = hide_numbers(text, self._amount)
        return _WORD.sub(self._name, hide_every_number(text) if asked_datum else text)

    def turns(self, call: Call) -> tuple[Masked, ...]:
        """Every turn of the call, each with its way back."""
        made: list[Masked] = []
        asked = False
        for turn, text in zip(call.turns, self._redacted(call), strict=True):
            if turn.speaker is Speaker.AGENT and not is_echo(turn.text):
                asked = False
            hidden = self.hide(text, asked)
            made.append(Masked(turn.text, hidden, tuple(_aligned(turn.text, hidden))))
            asked = asked or (turn.speaker is Speaker.AGENT and asks_datum(turn.text))
        return tuple(made)

    def _redacted(self, call: Call) -> Sequence[str]:
        """Raises WouldLeak when `redact_turns` gives another number of turns than it got."""
        said = [t.text for t in call.turns]
        if self._redact_turns is None:
            return said
        texts = self._redact_turns(call)
        if len(texts) != len(said):
            raise WouldLeak(f"redact_turns gave {len(texts)} turns for {len(said)}; nothing was sent")
        return texts

    def check(self, texts: Iterable[str]) -> None:
        """Raises WouldLeak when a word of the debtor's name is still in a text that is to leave."""
        for text in texts:
            left = self._debtor & {plain(w) for w in _WORD.findall(text)}
            if left:
                raise WouldLeak("a word of the debtor's name is still in what would be sent; nothing was sent")

    def _name(self, match: re.Match[str]) -> str:
        word = match[0]
        if is_heard(word, self._debtor):
            return DEBTOR
        return PERSON if is_heard(word, self._people) else word


def _aligned(original: str, hidden: str) -> Iterable[tuple[int, int, int, int]]:
    """Word by word where the words are the same, stretch by stretch where they were changed."""
    if original == hidden:
        yield from ((m.start(), m.end(), m.start(), m.end()) for m in _TOKEN.finditer(original))
        return
    before, after = list(_TOKEN.finditer(original)), list(_TOKEN.finditer(hidden))
    matcher = SequenceMatcher(None, [m[0] for m in before], [m[0] for m in after], autojunk=False)
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            for old, new in zip(before[a:b], after[c:d], strict=True):
                yield new.start(), new.end(), old.start(), old.end()
        elif a < b and c < d:
            yield after[c].start(), after[d - 1].end(), before[a].start(), before[b - 1].end()
