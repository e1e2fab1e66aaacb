"""How hard a text is to read, by the formulas of each language. All give about 0 (hard) to 100 (easy).

- Flesch reading ease (Flesch 1948, J. Applied Psychology 32:221): 206.835 - 1.015 words/sentences - 84.6 syllables/words.
- Fernández Huerta (1959, Consigna 214:29), as corrected by Law (2011): 206.84 - 60 syllables/words - 1.02 words/sentences.
- Szigriszt-Pazos, perspicuidad (1993, doctoral thesis, UCM): 206.835 - 62.3 syllables/words - words/sentences; read on the
  INFLESZ scale of Barrio-Cantalejo et al. (2008, An. Sist. Sanit. Navar. 31:135): under 40 very hard, 40 somewhat hard, 55
  normal, 65 quite easy, 80 very easy.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from unicodedata import normalize

WORDS_FROM = 20
"""Fewer words than this give a figure that one long word turns over: it is shown as rough."""
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NUMBER = re.compile(r"[$€£]?\d[\d.,:/-]*")
_END = re.compile(r"(?<=[.!?…])[\s\"'»”)]+|\n+")
_ES_STRONG, _ES_WEAK = "aeoáéó", "iuü"


class Ease(StrEnum):
    """The INFLESZ bands; Flesch's own nearest bands for English (under 30, 50, 60, 80)."""

    VERY_HARD = "very_hard"
    HARD = "hard"
    NORMAL = "normal"
    EASY = "easy"
    VERY_EASY = "very_easy"


@dataclass(frozen=True, slots=True)
class Reading:
    """`score` is the one the band is read from (Szigriszt-Pazos or Flesch); `other` Fernández Huerta's, None in English."""

    score: float
    other: float | None
    ease: Ease
    words: int
    sentences: int
    rough: bool


def reading(text: str, lang: str) -> Reading | None:
    """The reading level of a text; None where there is not a word in it. Figures count as one word of one syllable."""
    words = _WORD.findall(text)
    numbers = _NUMBER.findall(text)
    if not words:
        return None
    sentences = max(1, sum(bool(_WORD.search(part)) for part in _END.split(text)))
    count = len(words) + len(numbers)
    spanish = not lang.startswith("en")
    syllables = len(numbers) + sum(syllables_es(w) if spanish else syllables_en(w) for w in words)
    per_word, per_sentence = syllables / count, count / sentences
    rough = count < WORDS_FROM
    if not spanish:
        score = 206.835 - 1.015 * per_sentence - 84.6 * per_word
        return Reading(round(score, 1), None, _band(score, (30, 50, 60, 80)), count, sentences, rough)
    score = 206.835 - 62.3 * per_word - per_sentence
    other = 206.84 - 60 * per_word - 1.02 * per_sentence
    return Reading(round(score, 1), round(other, 1), _band(score, (40, 55, 65, 80)), count, sentences, rough)


def _band(score: float, edges: tuple[int, int, int, int]) -> Ease:
    return list(Ease)[sum(score >= edge for edge in edges)]


def syllables_es(word: str) -> int:
    """Syllables of a Spanish word: nuclei of vowels, split where two strong ones meet or a weak one carries the accent."""
    text = normalize("NFC", word.lower())
    text = re.sub(r"qu(?=[eiéí])", "k", text)
    text = re.sub(r"gu(?=[eiéí])", "g", text)
    text = re.sub(r"y(?![aeiouáéíóúü])", "i", text)
    total = 0
    for run in re.findall(r"[aeiouáéíóúüh]+", text):
        total += _nuclei(run.replace("h", ""))
    return max(1, total)


def _nuclei(run: str) -> int:
    if not run:
        return 0
    count = 1
    for before, here in pairwise(run):
        both_strong = before in _ES_STRONG and here in _ES_STRONG
        accented = (here in "íú" and before in _ES_STRONG) or (before in "íú" and here in _ES_STRONG)
        count += both_strong or accented or before == here
    return count


def syllables_en(word: str) -> int:
    """Syllables of an English word by its spelling: groups of vowels, less a silent final e, es or ed."""
    text = re.sub(r"[^a-z]", "", normalize("NFD", word.lower()))
    count = len(re.findall(r"[aeiouy]+", text))
    silent = r"[^aeiouy]e$|[aeiouy][^aeiou]?le$|[^aeioutd]ed$|[^aeiouscgxzh]es$"
    count -= bool(re.search(silent, text)) and not re.search(r"[^aeiouy]le$", text)
    count += len(re.findall(r"[^qgtcs]i[ao]|eo$|eos$|[rd]ea$|[aeiou]ing$|uous|iu|creat", text))
    return max(1, count)
