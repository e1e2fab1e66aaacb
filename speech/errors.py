"""What can go wrong between a sound file and its words, said so that a person knows what to do."""

from enum import StrEnum
from typing import Any


class SpeechError(Exception):
    """Root of the package. `retryable` tells a queue whether trying again may help."""

    retryable = False

    def say(self, lang: str = "en") -> str:
        """The message in `es` or `en`; plain errors have one text for both."""
        return str(self)


class Fault(StrEnum):
    """Why a recording was refused."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    NOT_AUDIO = "not_audio"
    ENCRYPTED = "encrypted"
    CORRUPT = "corrupt"
    TRUNCATED = "truncated"
    SILENT = "silent"
    NO_SPEECH = "no_speech"
    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    CHANNELS = "channels"
    SAMPLE_RATE = "sample_rate"


_SAYINGS: dict[Fault, tuple[str, str]] = {
    Fault.MISSING: ("no such file; check the path", "no existe el archivo; revise la ruta"),
    Fault.UNREADABLE: ("cannot be read ({detail}); check its permissions", "no se puede leer ({detail}); revise sus permisos"),
    Fault.EMPTY: ("holds no sound ({detail}); export it again", "no contiene sonido ({detail}); vuelva a exportarlo"),
    Fault.NOT_AUDIO: (
        "is not a sound file ({detail}); send WAV, MP3, OGG, FLAC or M4A",
        "no es un archivo de sonido ({detail}); envíe WAV, MP3, OGG, FLAC o M4A",
    ),
    Fault.ENCRYPTED: (
        "is protected ({detail}); send it without password or DRM",
        "está protegido ({detail}); envíelo sin contraseña ni DRM",
    ),
    Fault.CORRUPT: ("is damaged ({detail}); export it again", "está dañado ({detail}); vuelva a exportarlo"),
    Fault.TRUNCATED: (
        "is cut short: it promises {promised_s:.1f} s and holds {held_s:.1f} s; copy or export it again",
        "está cortado: promete {promised_s:.1f} s y contiene {held_s:.1f} s; cópielo o expórtelo otra vez",
    ),
    Fault.SILENT: (
        "is silent: {duration_s:.1f} s without any signal; check the recorder",
        "está en silencio: {duration_s:.1f} s sin señal; revise la grabadora",
    ),
    Fault.NO_SPEECH: (
        "has no speech: {duration_s:.1f} s of sound and no voice in it (tones, music, noise or dead air)",
        "no tiene voz: {duration_s:.1f} s de sonido y nadie habla (tonos, música, ruido o silencio)",
    ),
    Fault.TOO_SHORT: ("is too short: {duration_s:.2f} s", "es demasiado corto: {duration_s:.2f} s"),
    Fault.TOO_LONG: (
        "is too long: {detail} against a limit of {limit_s:.0f} s; split it into calls",
        "es demasiado largo: {detail} frente a un límite de {limit_s:.0f} s; divídalo en llamadas",
    ),
    Fault.CHANNELS: ("has {detail} channels; send one or two", "tiene {detail} canales; envíe uno o dos"),
    Fault.SAMPLE_RATE: (
        "is sampled at {detail} Hz, too low for speech; 8000 Hz is the least",
        "tiene {detail} Hz de muestreo, insuficiente para voz; el mínimo es 8000 Hz",
    ),
}


class BadAudio(SpeechError):
    """This recording cannot be used; the others can. `fault` is the closed reason, `facts` its figures."""

    def __init__(self, fault: Fault, file: str, **facts: Any) -> None:
        super().__init__(fault, file, facts)
        self.fault = fault
        self.file = file
        self.facts = facts

    def __reduce__(self) -> tuple[Any, ...]:
        return _bad_audio, (self.fault, self.file, self.facts)

    def __str__(self) -> str:
        return self.say("en")

    def say(self, lang: str = "en") -> str:
        """One line: which file, what is wrong with which figures, what to do."""
        english, spanish = _SAYINGS[self.fault]
        return f"{self.file}: " + (spanish if lang == "es" else english).format(**self.facts)


def _bad_audio(fault: Fault, file: str, facts: dict[str, Any]) -> BadAudio:
    return BadAudio(fault, file, **facts)


class NoEngine(SpeechError):
    """No transcription engine or no weights could be had; says everything that was tried."""


class EngineError(SpeechError):
    """The engine failed on sound that was good. Trying again may help (memory)."""

    retryable = True
