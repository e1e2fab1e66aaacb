"""The one way from a recording and what is known of it to a result; the command line, the worker and the API all come here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from app.services.facts import Facts
from audit.calls import Call
from audit.results import Result
from speech.transcript import Speaker, Transcript


@dataclass(frozen=True, slots=True)
class Asked:
    """What the ear needs to know: ids to write into the transcript, the language (None: detect), the agent's channel."""

    call_id: str
    file: str
    sha256: str
    lang: str | None = None
    agent_channel: str | None = None


@dataclass(frozen=True, slots=True)
class PrivateSpan:
    """Private data that was said: its kind, and the seconds to silence in the copy."""

    kind: str
    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Sound:
    """All that was heard. `transcript` is as said, `written` has private data masked; `acoustics` is JSON, by speaker.

    `lanes` are equally spaced peaks 0–1 by speaker.
    """

    transcript: Transcript
    written: Transcript
    acoustics: Mapping[str, Any]
    lanes: Mapping[str, tuple[float, ...]]
    private: tuple[PrivateSpan, ...] = ()


class Ear(Protocol):
    """Hears a recording. Raises SpeechError naming the file and what is wrong with it."""

    def listen(self, path: Path, asked: Asked) -> Sound:
        """The words, speakers, acoustics and loudness lanes of a recording."""
        ...

    def silence(self, path: Path, spans: tuple[PrivateSpan, ...], out: Path) -> None:
        """Write a copy of the recording with silence over `spans`."""
        ...


class Assessor(Protocol):
    """Judges a call by the rubric and the country's rulebook. Raises AuditError."""

    def assess(self, call: Call, acoustics: Mapping[str, Any] | None, role_confidence: float | None) -> Result:
        """The result of a call; `acoustics` None where there was no sound, `role_confidence` None where roles were given."""
        ...


@dataclass(frozen=True, slots=True)
class Tools:
    """What an examination needs; built once a process (`app.engines`)."""

    ear: Ear
    assessor: Assessor


@dataclass(frozen=True, slots=True)
class Examined:
    """A recording from sound to result."""

    sound: Sound
    result: Result

    def line(self) -> dict[str, Any]:
        """The line of transcripts.jsonl, private data masked, acoustics with it."""
        return replace(self.sound.written, extra=self.sound.acoustics).as_dict()


def examine(
    path: Path, asked: Asked, facts: Facts, tools: Tools, reached: Callable[[str], None] = lambda _stage: None
) -> Examined:
    """Hear and judge one recording; `reached` is told `listening` and `judging` as they begin.

    Raises SpeechError (the recording) or AuditError (the judgement); both carry whether trying again may help.
    """
    reached("listening")
    sound = tools.ear.listen(path, asked)
    reached("judging")
    call = call_of(sound.transcript, facts)
    return Examined(sound, tools.assessor.assess(call, sound.acoustics, sound.transcript.role_confidence))


def call_of(transcript: Transcript, facts: Facts) -> Call:
    """The call as the judge reads it: what was said, with what is known of the account."""
    return Call(
        id=transcript.id,
        turns=transcript.turns,
        country=facts.country,
        lang=transcript.language,
        called_at=facts.called_at,
        account=facts.account,
    )


def swapped(sound: Sound) -> Sound:
    """The same sound with agent and debtor exchanged, in words, acoustics and lanes."""
    speakers = {name: {**facts, "speaker": name} for name, facts in _swap_keys(sound.acoustics.get("speakers", {})).items()}
    return replace(
        sound,
        transcript=sound.transcript.with_roles_swapped(),
        written=sound.written.with_roles_swapped(),
        acoustics={**sound.acoustics, "speakers": speakers},
        lanes=_swap_keys(sound.lanes),
    )


def _swap_keys(by_speaker: Mapping[str, Any]) -> dict[str, Any]:
    other = {Speaker.AGENT.value: Speaker.DEBTOR.value, Speaker.DEBTOR.value: Speaker.AGENT.value}
    return {other.get(key, key): value for key, value in by_speaker.items()}
