"""What was said, by whom and when: the shape every other part of the house reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any


class Speaker(StrEnum):
    """Who holds the turn. `OTHER` is a relative, a receptionist, a voicemail greeting."""

    AGENT = "agent"
    DEBTOR = "debtor"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Word:
    """One word; times in seconds from the start of the recording, `p` the engine's own probability."""

    text: str
    start_s: float
    end_s: float
    p: float


@dataclass(frozen=True, slots=True)
class Turn:
    """One uninterrupted stretch of speech. Times are None for transcripts that came without sound."""

    i: int
    speaker: Speaker
    text: str
    start_s: float | None = None
    end_s: float | None = None
    confidence: float | None = None
    words: tuple[Word, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The turn as `transcripts.jsonl` carries it."""
        row: dict[str, Any] = {"i": self.i, "speaker": self.speaker.value}
        if self.start_s is not None and self.end_s is not None:
            row |= {"start": round(self.start_s, 2), "end": round(self.end_s, 2)}
        row["text"] = self.text
        if self.confidence is not None:
            row["confidence"] = round(self.confidence, 3)
        if self.words:
            row["words"] = [
                {"w": w.text, "start": round(w.start_s, 2), "end": round(w.end_s, 2), "p": round(w.p, 3)} for w in self.words
            ]
        return row

    @staticmethod
    def from_dict(row: Mapping[str, Any]) -> "Turn":
        """The inverse of `as_dict`."""
        words = tuple(Word(w["w"], w["start"], w["end"], w["p"]) for w in row.get("words", ()))
        return Turn(
            i=row["i"],
            speaker=Speaker(row["speaker"]),
            text=row["text"],
            start_s=row.get("start"),
            end_s=row.get("end"),
            confidence=row.get("confidence"),
            words=words,
        )


@dataclass(frozen=True, slots=True)
class EngineStamp:
    """Which engine, weights and version said so; kept with everything it produced."""

    name: str
    model: str
    version: str

    def as_dict(self) -> dict[str, str]:
        """As `transcripts.jsonl` carries it."""
        return {"name": self.name, "model": self.model, "version": self.version}


@dataclass(frozen=True, slots=True)
class Transcript:
    """A whole recording in words. `role_confidence` is how sure we are that agent and debtor are not swapped (0-1)."""

    id: str
    file: str
    sha256: str
    language: str
    duration_s: float
    sample_rate: int
    channels: int
    engine: EngineStamp
    turns: tuple[Turn, ...]
    role_confidence: float | None = None
    warnings: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)

    def with_roles_swapped(self) -> "Transcript":
        """The same words with agent and debtor exchanged; a person's one-click correction."""
        other = {Speaker.AGENT: Speaker.DEBTOR, Speaker.DEBTOR: Speaker.AGENT, Speaker.OTHER: Speaker.OTHER}
        return replace(self, turns=tuple(replace(t, speaker=other[t.speaker]) for t in self.turns))

    def as_dict(self) -> dict[str, Any]:
        """The line of `transcripts.jsonl`."""
        row: dict[str, Any] = {
            "id": self.id,
            "file": self.file,
            "sha256": self.sha256,
            "language": self.language,
            "duration_s": round(self.duration_s, 2),
            "sample_rate": self.sample_rate,
            "channels": self.channels,
            "engine": self.engine.as_dict(),
        }
        if self.role_confidence is not None:
            row["role_confidence"] = round(self.role_confidence, 3)
        if self.warnings:
            row["warnings"] = list(self.warnings)
        if self.extra:
            row["acoustics"] = dict(self.extra)
        row["turns"] = [t.as_dict() for t in self.turns]
        return row
