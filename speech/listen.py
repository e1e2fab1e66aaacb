"""A recording in, everything heard in it out: words, voices, roles, acoustics and an outline. The package's front door."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

import numpy as np

from speech.acoustics import Acoustics, measure
from speech.audio import LIMIT_S, Recording, read
from speech.diarise import diarise
from speech.engines import Ask, Transcriber, WindowText
from speech.engines.interface import LANGUAGES
from speech.errors import BadAudio, Fault, SpeechError
from speech.gaps import AGAIN_S, convincing, unheard
from speech.handover import handed_over
from speech.lanes import Lanes, Layout, find_lanes
from speech.peaks import Peaks, outline
from speech.roles import LEAST_CONFIDENCE, Direction, Roles, assign_roles
from speech.transcript import Speaker, Transcript, Word
from speech.turns import Said, Utterance, to_turns, utterances, without_echoes
from speech.voice import Span, spans
from speech.windows import LONGEST_S, Window, pack

_WINDOWS_AT_ONCE = 24
_LEAST_VOICE_S = 0.3
_LEAST_WORD_P = 0.25


class AgentChannel(StrEnum):
    """Where the agent is, when the recorder's settings say so."""

    LEFT = "left"
    RIGHT = "right"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class ListenOptions:
    """What is known beforehand; None always means "find out".

    `language` es or en; `agent_channel` by metadata; `voices` how many people a mono line holds.
    """

    call_id: str | None = None
    language: str | None = None
    agent_channel: AgentChannel | None = None
    direction: Direction | None = None
    voices: int | None = None
    beam_size: int = 5
    limit_s: float = LIMIT_S

    def __post_init__(self) -> None:
        if self.language is not None and self.language not in LANGUAGES:
            raise SpeechError(f"language {self.language!r} is not supported; give one of {', '.join(LANGUAGES)} or none")


@dataclass(frozen=True, slots=True)
class Heard:
    """What `listen` returns."""

    transcript: Transcript
    acoustics: Acoustics
    peaks: Peaks


def listen(path: str | Path, options: ListenOptions, engine: Transcriber) -> Heard:
    """Hears one recording. Raises `BadAudio` for a file of no use or without speech, `EngineError` when the engine fails."""
    return listen_to(read(path, options.limit_s), options, engine)


def listen_to(recording: Recording, options: ListenOptions, engine: Transcriber) -> Heard:
    """As `listen`, for a recording already read."""
    lanes = find_lanes(recording, mixed=options.agent_channel is AgentChannel.MIXED)
    speech = tuple(spans(lane.voice, recording.duration_s, LONGEST_S - 1) for lane in lanes.lanes)
    if sum(s.duration_s for lane in speech for s in lane) < _LEAST_VOICE_S:
        raise BadAudio(Fault.NO_SPEECH, recording.file, duration_s=recording.duration_s)
    windows = pack(speech)
    language, language_p = _language(recording, windows, lanes, options, engine)
    ask = Ask(language, options.beam_size)
    texts = _transcribe(recording, windows, lanes, ask, engine)
    said = _on_the_clock(windows, texts)
    again = pack(unheard(windows, _words_by_window(windows, texts), len(speech)), AGAIN_S)
    if again:
        more = _transcribe(recording, again, lanes, replace(ask, insist=False), engine)
        said += _on_the_clock(again, [text if convincing(text) else replace(text, words=()) for text in more])
    if not said:
        raise BadAudio(Fault.NO_SPEECH, recording.file, duration_s=recording.duration_s)
    said, warnings, separation = _by_voice(recording, lanes, speech, said, options)
    found = utterances(said)
    roles = assign_roles(found, _agent_voice(options, lanes), options.direction)
    if lanes.layout is Layout.STEREO:
        found, roles = _after_handover(recording, lanes, found, roles, options)
    confidence = roles.confidence if separation is None else 0.5 + (roles.confidence - 0.5) * min(1.0, 0.4 + separation)
    transcript = Transcript(
        id=options.call_id or Path(recording.file).stem,
        file=recording.file,
        sha256=recording.sha256,
        language=language,
        duration_s=recording.duration_s,
        sample_rate=recording.source_rate,
        channels=recording.channels,
        engine=engine.stamp,
        turns=to_turns(found, dict(roles.of_voice)),
        role_confidence=confidence,
        warnings=(*recording.warnings, *warnings, *_doubts(texts, language_p, roles, confidence)),
    )
    acoustics = measure(recording, lanes, speech, transcript.turns)
    return Heard(transcript, acoustics, outline(recording, tuple(lane.channel for lane in lanes.lanes)))


def _language(
    recording: Recording, windows: Sequence[Window], lanes: Lanes, options: ListenOptions, engine: Transcriber
) -> tuple[str, float]:
    if options.language is not None:
        return options.language, 1.0
    longest = max(windows, key=lambda w: w.duration_s)
    found = engine.language_of(longest.samples(recording, lanes.lanes[longest.lane].channel))
    language = max(found, key=lambda code: found[code])
    return language, found[language]


def _transcribe(recording: Recording, windows: Sequence[Window], lanes: Lanes, ask: Ask, engine: Transcriber) -> list[WindowText]:
    """Windows in groups of like length, so that memory stays bounded however long the call is."""
    order = sorted(range(len(windows)), key=lambda i: -windows[i].duration_s)
    found: dict[int, WindowText] = {}
    for group in _groups(order, _WINDOWS_AT_ONCE):
        sounds = [windows[i].samples(recording, lanes.lanes[windows[i].lane].channel) for i in group]
        found.update(zip(group, engine.transcribe(sounds, ask), strict=True))
    return [found[i] for i in range(len(windows))]


def _groups(items: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


def _on_the_clock(windows: Sequence[Window], texts: Sequence[WindowText]) -> tuple[Said, ...]:
    """Words on the recording's clock; a whole window of guesses (every word improbable) is noise, not words."""
    out: list[Said] = []
    for window, text in zip(windows, texts, strict=True):
        if text.words and float(np.mean([w.p for w in text.words])) < _LEAST_WORD_P:
            continue
        out.extend(Said(window.to_recording(word), window.lane) for word in text.words)
    return tuple(out)


def _words_by_window(windows: Sequence[Window], texts: Sequence[WindowText]) -> list[list[Word]]:
    return [[window.to_recording(word) for word in text.words] for window, text in zip(windows, texts, strict=True)]


def _by_voice(
    recording: Recording, lanes: Lanes, speech: tuple[tuple[Span, ...], ...], said: tuple[Said, ...], options: ListenOptions
) -> tuple[tuple[Said, ...], tuple[str, ...], float | None]:
    """Voices by channel or by diarisation, with what a person should know about it."""
    if lanes.layout is Layout.STEREO:
        kept, echoes = without_echoes(said)
        notes = []
        if lanes.leak_s > 1.0 or echoes:
            notes.append(f"crosstalk: {lanes.leak_s:.1f} s and {echoes} words of one side were heard on the other and left out")
        return kept, tuple(notes), None
    words: list[Word] = [s.word for s in said]
    found = diarise(recording, lanes.lanes[0].channel, speech[0], words, options.voices)
    notes = {
        Layout.SAME_ON_BOTH: ["both channels carry the same sound; speakers were told apart by voice"],
        Layout.ONE_SIDE_ONLY: ["one channel is silent; speakers were told apart by voice on the other"],
    }.get(lanes.layout, [])
    if found.voices == 1:
        notes = [*notes, "only one voice was told apart"]
    return found.said, tuple(notes), found.separation


def _after_handover(
    recording: Recording, lanes: Lanes, found: tuple[Utterance, ...], roles: Roles, options: ListenOptions
) -> tuple[tuple[Utterance, ...], Roles]:
    """On the called party's channel somebody else may answer first and pass the telephone on."""
    called = [voice for voice, speaker in roles.of_voice.items() if speaker is not Speaker.AGENT]
    for voice in called:
        found = handed_over(recording, lanes.lanes[voice].channel, voice, found)
    if len({u.voice for u in found}) == len(roles.of_voice):
        return found, roles
    return found, assign_roles(found, _agent_voice(options, lanes), options.direction)


def _agent_voice(options: ListenOptions, lanes: Lanes) -> int | None:
    if lanes.layout is not Layout.STEREO or options.agent_channel in (None, AgentChannel.MIXED):
        return None
    return 0 if options.agent_channel is AgentChannel.LEFT else 1


def _doubts(texts: Sequence[WindowText], language_p: float, roles: Roles, confidence: float) -> tuple[str, ...]:
    out = []
    if language_p < 0.7:
        out.append(f"language uncertain (probability {language_p:.2f})")
    if confidence < LEAST_CONFIDENCE:
        out.append(f"speaker roles uncertain (confidence {confidence:.2f}, {roles.basis}); check who is the agent")
    if "other side" in roles.basis:
        out.append(f"speaker roles: {roles.basis}; check who is the agent")
    repeated = sum(t.repeated for t in texts)
    if repeated:
        out.append(f"{repeated} stretch(es) of runaway repetition were cut")
    guessed = sum(bool(t.words) and t.avg_logprob < -1.0 for t in texts)
    if guessed:
        out.append(f"{guessed} stretch(es) of speech were hard to make out")
    return tuple(out)


__all__ = ["AgentChannel", "Direction", "Heard", "ListenOptions", "listen", "listen_to"]
