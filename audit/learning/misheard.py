"""Talk as a recogniser writes it from a bad line: misspelt, torn, joined, lost or misplaced words, signs gone.

The errors are of the kinds seen in Whisper's answers to telephone speech ("Poicientos", "obranza", "reci" for "refri"); their
rates are drawn anew for each talk, since lines differ more than words do.
"""

import random
import re
from collections.abc import Sequence
from dataclasses import replace

from speech.transcript import Turn

LIKE = ("bvp", "sczf", "dtn", "gkcj", "mnl", "lrd", "yi", "ei", "ou", "ae", "oa", "pf", "td")
"""Letters that a telephone band makes alike."""
CLEAN_SHARE, MOST_ERRORS, NAME_RISK = 0.25, 0.16, 3.0
_SIGNS = re.compile(r"[¿¡«»\"…—-]|[.,;:!?](?=\s|$)")


def as_heard(turns: Sequence[Turn], rng: random.Random) -> tuple[Turn, ...]:
    """The same turns, badly heard; none is left empty."""
    rate = 0.0 if rng.random() < CLEAN_SHARE else rng.random() * MOST_ERRORS
    bare, flat = rng.random() < 0.35, rng.random() < 0.5
    said = [_heard(t.text, rate, rng) for t in turns]
    for n in range(len(said) - 1):
        if turns[n].speaker != turns[n + 1].speaker and rng.random() < rate:
            said[n], said[n + 1] = _leaked(said[n], said[n + 1], rng)
    return tuple(replace(t, text=_signs(" ".join(w), bare, flat) or t.text) for t, w in zip(turns, said, strict=True))


def _heard(text: str, rate: float, rng: random.Random) -> list[str]:
    words: list[str] = []
    for n, word in enumerate(text.split()):
        risk = rate * (NAME_RISK if n and word[0].isupper() else 1)
        if rng.random() >= risk:
            words.append(word)
            continue
        fate = rng.random()
        if fate < 0.2:
            continue
        if fate < 0.3 and words:
            words[-1] += word.lower()
        elif fate < 0.4 and len(word) > 5:
            cut = rng.randrange(2, len(word) - 2)
            words += [word[:cut], word[cut:]]
        else:
            words.append(_misspelt(word, rng))
    return words


def _misspelt(word: str, rng: random.Random) -> str:
    letters = list(word)
    for _ in range(1 if len(letters) < 6 else rng.randint(1, 2)):
        at = rng.randrange(len(letters))
        alike = [c for group in LIKE if letters[at].lower() in group for c in group if c != letters[at].lower()]
        fate = rng.random()
        if fate < 0.6 and alike:
            letters[at] = rng.choice(alike)
        elif fate < 0.75 and len(letters) > 3:
            del letters[: rng.randint(1, 2)]
        elif fate < 0.9 and len(letters) > 4:
            del letters[-rng.randint(1, 2) :]
        elif len(letters) > 3:
            del letters[at]
    return "".join(letters)


def _leaked(one: list[str], other: list[str], rng: random.Random) -> tuple[list[str], list[str]]:
    count = rng.randint(1, 3)
    if rng.random() < 0.5 and len(one) > count:
        return one[:-count], one[-count:] + other
    if len(other) > count:
        return one + other[:count], other[count:]
    return one, other


def _signs(text: str, bare: bool, flat: bool) -> str:
    """`bare`: no signs, no capitals; `flat`: questions end like statements."""
    if bare:
        return " ".join(_SIGNS.sub(" ", text).lower().split())
    return text.replace("¿", "").replace("¡", "").replace("?", ".").replace("!", ".") if flat else text
