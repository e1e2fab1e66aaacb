"""The one way from a recording and what is known of it to a result; the command line, the worker and the API all come here."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

from app.services.facts import Facts
from audit.calls import Call
from audit.results import Evidence, Result
from speech.redact import PrivateSpan, redact
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
class Sound:
    """All that was heard, as said, private data included. `acoustics` is JSON; `lanes` are peaks 0–1 by speaker."""

    transcript: Transcript
    acoustics: Mapping[str, Any]
    lanes: Mapping[str, tuple[float, ...]]


class Ear(Protocol):
    """Hears a recording. Raises SpeechError naming the file and what is wrong with it."""

    def listen(self, path: Path, asked: Asked) -> Sound:
        """The words, speakers, acoustics and loudness lanes of a recording."""
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
    """A recording from sound to result. `sound` and `result` carry no private data: it is masked, and said where in `private`."""

    sound: Sound
    result: Result
    private: tuple[PrivateSpan, ...]

    def line(self) -> dict[str, Any]:
        """The line of transcripts.jsonl, acoustics with it."""
        return replace(self.sound.transcript, extra=self.sound.acoustics).as_dict()


def examine(
    path: Path, asked: Asked, facts: Facts, tools: Tools, reached: Callable[[str], None] = lambda _stage: None
) -> Examined:
    """Hear and judge one recording; `reached` is told `listening` and `judging` as they begin.

    The judge reads what was said; what is kept is masked. Raises SpeechError (the recording) or AuditError (the judgement);
    both carry whether trying again may help.
    """
    reached("listening")
    sound = tools.ear.listen(path, asked)
    reached("judging")
    call = call_of(sound.transcript, facts)
    result = tools.assessor.assess(call, sound.acoustics, sound.transcript.role_confidence)
    masked = redact(sound.transcript, facts.country)
    return Examined(
        sound=replace(sound, transcript=masked.transcript),
        result=masked_quotes(result, sound.transcript, masked.transcript, facts.country),
        private=masked.spans,
    )


def masked_quotes(result: Result, said: Transcript, written: Transcript, country: str | None) -> Result:
    """The result with private data masked in its quotes, as in the transcript."""

    def mask(evidence: Evidence | None) -> Evidence | None:
        if evidence is None or said.turns[evidence.turn].text == written.turns[evidence.turn].text:
            return evidence
        turns = list(said.turns)
        turns[evidence.turn] = replace(turns[evidence.turn], text=evidence.quote, words=())
        quote = redact(replace(said, turns=tuple(turns)), country).transcript.turns[evidence.turn].text
        return replace(evidence, quote=quote)

    return replace(
        result,
        duties={name: replace(duty, evidence=mask(duty.evidence)) for name, duty in result.duties.items()},
        violations=tuple(replace(v, evidence=mask(v.evidence) or v.evidence) for v in result.violations),
    )


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
        acoustics={**sound.acoustics, "speakers": speakers},
        lanes=_swap_keys(sound.lanes),
    )


def _swap_keys(by_speaker: Mapping[str, Any]) -> dict[str, Any]:
    other = {Speaker.AGENT.value: Speaker.DEBTOR.value, Speaker.DEBTOR.value: Speaker.AGENT.value}
    return {other.get(key, key): value for key, value in by_speaker.items()}
