"""What was heard, as the review page draws it: lanes, turns with their words and marks, how each one speaks."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.queries.review_rows import Lane, Mark, TurnRow, VoiceFacts, Word

_ORDER = ("agent", "debtor", "other")


def lanes(kept: Mapping[str, Sequence[float]]) -> tuple[Lane, ...]:
    """One lane a speaker, the agent's first."""
    return tuple(Lane(s, tuple(kept[s])) for s in sorted(kept, key=lambda s: _ORDER.index(s) if s in _ORDER else 9))


def turn_rows(turns: Sequence[Mapping[str, Any]], marks: Mapping[int, Sequence[Mark]]) -> tuple[TurnRow, ...]:
    """The turns with their marks, by number of turn."""
    return tuple(
        TurnRow(
            i=turn["i"],
            speaker=turn["speaker"],
            start_s=turn.get("start"),
            end_s=turn.get("end"),
            text=turn["text"],
            words=tuple(Word(w["w"], w["start"], w["end"], w.get("p")) for w in turn.get("words", ())),
            marks=tuple(marks.get(turn["i"], ())),
        )
        for turn in turns
    )


def voices(acoustics: Mapping[str, Any] | None) -> tuple[VoiceFacts, ...]:
    """Each speaker's figures; a speaker without any is left out."""
    by_speaker = (acoustics or {}).get("speakers", {})
    return tuple(_voice(speaker, by_speaker[speaker]) for speaker in _ORDER if by_speaker.get(speaker, {}).get("timing"))


def _voice(speaker: str, facts: Mapping[str, Any]) -> VoiceFacts:
    timing, voice = facts["timing"], facts.get("voice") or {}
    return VoiceFacts(
        speaker=speaker,
        talk_share=timing.get("talk_share"),
        words_per_min=timing.get("words_per_minute"),
        interruptions=timing.get("interruptions"),
        longest_pause_s=timing.get("longest_pause_s"),
        pitch_semitones=voice.get("pitch_range_st"),
    )


def dead_air_s(acoustics: Mapping[str, Any] | None) -> float | None:
    """Seconds in which nobody spoke for long; None where it was not measured."""
    call: Mapping[str, Any] = (acoustics or {}).get("call", {})
    return call.get("dead_air_s")
