"""How many words an engine gets wrong, counted after the differences that are only spelling are taken away."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import jiwer
from num2words import num2words

_FILLED = {"es": {"eh", "em", "mmm", "mm", "ah", "aja"}, "en": {"uh", "um", "mmm", "mm", "hmm", "ah", "uhhuh"}}
_SPELLINGS = {"en": {"okay": "ok", "alright": "all right", "cannot": "can not", "gonna": "going to"}, "es": {"okey": "ok"}}


@dataclass(frozen=True, slots=True)
class WordErrors:
    """Counts of words; `wer` is (substitutions + deletions + insertions) / reference words."""

    words: int
    substitutions: int
    deletions: int
    insertions: int

    @property
    def wer(self) -> float:
        """Word error rate, 0 is perfect, may pass 1."""
        return (self.substitutions + self.deletions + self.insertions) / self.words

    def __add__(self, other: "WordErrors") -> "WordErrors":
        return WordErrors(
            self.words + other.words,
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
        )

    def as_dict(self) -> dict[str, float]:
        """For a report."""
        return {
            "words": self.words,
            "substitutions": self.substitutions,
            "deletions": self.deletions,
            "insertions": self.insertions,
            "wer": round(self.wer, 4),
        }


def word_errors(reference: str | Sequence[str], heard: str | Sequence[str], language: str) -> WordErrors:
    """Compares a text, or texts in the same order, with what was heard. Raises `ValueError` for an empty reference."""
    truth = " ".join(normalised(reference if isinstance(reference, str) else " ".join(reference), language))
    found = " ".join(normalised(heard if isinstance(heard, str) else " ".join(heard), language))
    if not truth:
        raise ValueError("the reference has no words; an error rate over nothing does not exist")
    counts = jiwer.process_words(truth, found)
    return WordErrors(len(truth.split()), counts.substitutions, counts.deletions, counts.insertions)


def normalised(text: str, language: str) -> list[str]:
    """Words in lower case without accents or punctuation, numbers written out, hesitations dropped. `language` es or en."""
    text = re.sub(r"(?<=\d)[.,](?=\d{3}\b)", "", text.casefold())
    text = re.sub(r"\d+", lambda m: f" {_in_words(m[0], language)} ", text)
    bare = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    words = re.sub(r"[^\w\s]", " ", bare.replace("'", "")).split()
    spelled = [part for word in words for part in _SPELLINGS[language].get(word, word).split()]
    return [word for word in spelled if word not in _FILLED[language]]


def _in_words(digits: str, language: str) -> str:
    if len(digits) > 1 and (digits.startswith("0") or len(digits) > 9):
        return " ".join(str(num2words(int(d), lang=language)) for d in digits)
    return str(num2words(int(digits), lang=language)).replace("-", " ")
