"""Words between pauses and sentence ends: the unit that one voice says."""

from collections.abc import Sequence
from dataclasses import dataclass

from speech.transcript import Word

_GAP_S = 0.2


@dataclass(frozen=True, slots=True)
class Phrase:
    """The words `first:end` of a line, said in one breath."""

    first: int
    end: int
    start_s: float
    end_s: float
    text: str

    @property
    def duration_s(self) -> float:
        """Seconds from its first word to the end of its last."""
        return self.end_s - self.start_s

    @property
    def asks(self) -> bool:
        """Whether it ends with a question mark."""
        return self.text.endswith("?")


def phrases(words: Sequence[Word]) -> list[Phrase]:
    """The phrases of words in order of their start; every word is in one."""
    edges = [0]
    for i in range(1, len(words)):
        pause = words[i].start_s - words[i - 1].end_s > _GAP_S
        if pause or words[i - 1].text[-1:] in ".?!" or words[i].text[:1] in "¿¡":
            edges.append(i)
    return [
        Phrase(a, b, words[a].start_s, max(w.end_s for w in words[a:b]), " ".join(w.text for w in words[a:b]))
        for a, b in zip(edges, [*edges[1:], len(words)], strict=True)
    ]
