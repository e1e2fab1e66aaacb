"""When a decoding cannot be trusted: repetition, guessing, more words than a mouth can say."""

import re
import zlib

from speech.engines.interface import WindowText
from speech.transcript import Word

TEMPERATURES = (0.2, 0.4, 0.6, 0.8, 1.0)
_LEAST_LOGPROB = -1.0
_MOST_COMPRESSION = 2.4
_MOST_WORDS_A_SECOND = 7.0
_NO_SPEECH = 0.6
_LOOP_TIMES = 4

# What Whisper's training subtitles left behind; it appears over noise and never in a collections call.
_LEFTOVERS = re.compile(
    r"(amara\.org|subt[ií]tulos? (realizados|por|de)|suscr[ií]b(e|an)te|gracias por ver|nos vemos en el pr[oó]ximo video|"
    r"thanks? (you )?for watching|subscribe to|subtitles by|www\.\S+\.(com|org|es))",
    re.IGNORECASE,
)


def must_retry(text: str, avg_logprob: float, duration_s: float) -> bool:
    """Whether a window should be decoded again at a higher temperature (thresholds of the Whisper paper, section 4.5)."""
    if avg_logprob < _LEAST_LOGPROB:
        return True
    words = text.split()
    if len(words) > _MOST_WORDS_A_SECOND * max(duration_s, 1.0) + 3:
        return True
    return compression_ratio(text) > _MOST_COMPRESSION or loop_start(words) is not None


def is_silence(avg_logprob: float, no_speech_prob: float) -> bool:
    """Whether the engine itself says nobody spoke and was guessing anyway."""
    return no_speech_prob > _NO_SPEECH and avg_logprob < _LEAST_LOGPROB


def compression_ratio(text: str) -> float:
    """Bytes of text over bytes of its zlib form; high when it repeats itself."""
    raw = text.encode()
    return len(raw) / len(zlib.compress(raw)) if raw else 0.0


def loop_start(words: list[str]) -> int | None:
    """Index after the first copy of a run of 1 to 8 words said `_LOOP_TIMES` times or more in a row, or None.

    Digits and very short answers repeat in honest speech ("no, no, no"), so single words need twice as many.
    """
    plain = [re.sub(r"\W", "", w).casefold() for w in words]
    for size in range(1, 9):
        times = _LOOP_TIMES * 2 if size == 1 else _LOOP_TIMES
        for at in range(len(plain) - size * times + 1):
            unit = plain[at : at + size]
            if all(plain[at + size * k : at + size * (k + 1)] == unit for k in range(1, times)):
                return at + size
    return None


def guarded(found: WindowText) -> WindowText:
    """The same window without runaway repetition, subtitle leftovers or guesses over silence."""
    if is_silence(found.avg_logprob, found.no_speech_prob):
        return WindowText((), found.avg_logprob, found.no_speech_prob, found.temperature, found.repeated)
    words = list(found.words)
    cut = loop_start([w.text for w in words])
    if cut is not None:
        words = words[:cut] + _after_loop(words, cut)
    if _LEFTOVERS.search(" ".join(w.text for w in words)) and len(words) <= 14:
        words = []
    return WindowText(tuple(words), found.avg_logprob, found.no_speech_prob, found.temperature, found.repeated or cut is not None)


def _after_loop(words: list[Word], cut: int) -> list[Word]:
    """What follows the repeated copies, so that a loop in the middle does not take the end with it."""
    plain = [re.sub(r"\W", "", w.text).casefold() for w in words]
    for size in range(1, 9):
        if cut < size:
            continue
        unit, at = plain[cut - size : cut], cut
        if plain[at : at + size] != unit:
            continue
        while plain[at : at + size] == unit:
            at += size
        return words[at:]
    return []
