"""Written turns as the phonemes Kokoro was trained on, through the separate program `espeak-ng`."""

import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache

from synthetic.errors import NoVoice

_ESPEAK_VOICE = {"es": "es-419", "en": "en-us"}
_KEPT_SIGNS = ",.;:!?…—"
_CLAUSES = re.compile(r"([,;:!?…—]|\.(?!\d))")

# espeak's tied sounds to the model's one-letter ones, as in misaki (Apache-2.0), the front end Kokoro was trained with.
_TIED = {"a^ɪ": "I", "a^ʊ": "W", "d^z": "ʣ", "d^ʒ": "ʤ", "e^ɪ": "A", "o^ʊ": "O", "t^s": "ʦ", "t^ʃ": "ʧ", "ɔ^ɪ": "Y", "ə^ʊ": "Q"}
_ENGLISH = {
    "ə^l": "ᵊl",
    "ʲo": "jo",
    "ʲə": "jə",
    "ʲ": "",
    "ɜːɹ": "ɜɹ",
    "ɜː": "ɜɹ",
    "ɚ": "əɹ",
    "ɪə": "iə",
    "r": "ɹ",
    "x": "k",
    "ç": "k",
    "ɐ": "ə",
    "ɬ": "l",
    "ʔ": "t",
    "ː": "",
    "e": "A",
    "\u0303": "",
}
_WRITTEN = {
    "es": ((r"\$\s*(\d[\d.,]*\d|\d)", r"\1 pesos"), ("%", " por ciento")),
    "en": (
        (r"\$\s*(\d[\d,]*)\.(\d\d)\b", r"\1 dollars and \2 cents"),
        (r"\$\s*(\d[\d,]*\d|\d)", r"\1 dollars"),
        ("%", " percent"),
    ),
}


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words spoken in one breath and the pause after them, in seconds before any change of pace; no words is only a pause."""

    text: str
    pause_s: float


_ABBREVIATED = re.compile(r"\b(Sra?|Srta|Dra?|Mrs?|Ms|Lic|Ing)\.")
_REMARK = re.compile(r"\[[^\]]*\]")
_BREATHS = re.compile(r"(?<=[.!?…])\s+|(?<=—)\s+")
_PAUSE_AFTER = {"…": 0.55, "—": 0.12, "?": 0.3, "!": 0.25, ".": 0.32}
_LONGEST_TEXT = 260


def breaths(text: str) -> list[Phrase]:
    """The phrases of a turn, remarks in [brackets] as pauses, no phrase longer than the model can take."""
    text = text.replace("...", "…").replace("–", "—").replace(" - ", " — ")
    text = _ABBREVIATED.sub(r"\1", text)
    made: list[Phrase] = []
    for n, spoken in enumerate(_REMARK.split(text)):
        if n:
            made.append(Phrase("", 0.7))
        for piece in _BREATHS.split(spoken.strip()):
            made.extend(Phrase(part, _PAUSE_AFTER.get(part[-1], 0.15)) for part in _short(piece.strip(" \"'")) if _sounds(part))
    return made


def _sounds(text: str) -> bool:
    return any(ch.isalnum() for ch in text)


def _short(piece: str) -> list[str]:
    if len(piece) <= _LONGEST_TEXT:
        return [piece]
    middle = len(piece) // 2
    cuts = [m.end() for m in re.finditer(r"[,;:]\s|\s", piece)]
    commas = [m.end() for m in re.finditer(r"[,;:]\s", piece)]
    at = min(commas or cuts or [middle], key=lambda cut: abs(cut - middle))
    return [*_short(piece[:at].strip()), *_short(piece[at:].strip())]


def phonemes(text: str, lang: str) -> str:
    """Phonemes and punctuation of `text` in `es` or `en`. Raises `NoVoice` when `espeak-ng` is not installed."""
    for pattern, spoken in _WRITTEN[lang]:
        text = re.sub(pattern, spoken, text)
    text = re.sub(r"(?<=\d)[.,](?=\d{3}\b)", "", text) if lang == "es" else re.sub(r"(?<=\d),(?=\d{3}\b)", "", text)
    text = re.sub(r"[¿¡\"«»“”()*]", " ", text)
    made = ""
    for clause in _CLAUSES.split(text):
        if clause in _KEPT_SIGNS:
            made += clause
        elif _sounds(clause):
            made += (" " if made else "") + _said(clause.strip(), lang)
    return made.strip()


@lru_cache(maxsize=4096)
def _said(clause: str, lang: str) -> str:
    program = shutil.which("espeak-ng")
    if program is None:
        raise NoVoice("the program espeak-ng is not installed; it turns text into phonemes: apt-get install espeak-ng")
    done = subprocess.run(
        [program, "-q", "--ipa", "--tie=^", "-v", _ESPEAK_VOICE[lang]],
        input=clause, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if done.returncode != 0:
        raise NoVoice(f"espeak-ng failed on {clause!r}: {done.stderr.strip()}")
    return as_trained(done.stdout, lang)


def as_trained(ipa: str, lang: str) -> str:
    """What `espeak-ng --ipa --tie=^` prints, in the signs of the model."""
    sounds = " ".join(ipa.split())
    for tied, one in (_TIED | (_ENGLISH if lang == "en" else {})).items():
        sounds = sounds.replace(tied, one)
    return re.sub(r"\([a-z-]+\)|[\^\-_\u0329]", "", sounds)
