"""Recordings whose truth is known, for the bench of live calls: the demo's, or any folder that `synthetic.render_calls` wrote."""

import csv
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from audit.judges.sentences import plain, sentences
from speech.audio import read
from synthetic.scripts import read_scripts
from synthetic.tables import lines
from synthetic.world import demo_folder


@dataclass(frozen=True, slots=True)
class Spoken:
    """A turn as it was written, with its true seconds."""

    speaker: str
    start_s: float
    end_s: float
    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """A recording and its truth: violations by id; `agent_lane` None for one lane.

    `proved_s` is when the first turn in which its author marked a violation begins and ends, by id.
    """

    id: str
    path: Path
    lang: str
    country: str | None
    agent_lane: int | None
    duration_s: float
    turns: tuple[Spoken, ...]
    labels: frozenset[str]
    proved_s: Mapping[str, tuple[float, float]]


def from_demo() -> list[Known]:
    """The demo's calls but the one that was cut short."""
    folder = demo_folder()
    times = {row["id"]: row["turns"] for row in map(json.loads, lines(folder / "times.jsonl"))}
    found = []
    for script in read_scripts():
        if script.cut_at_s is None:
            lane, acts = 0 if script.line.stereo else None, script.labels["violations"]
            found.append(_known(folder / script.file, script.id, script.lang, script.country, lane, times[script.id], acts))
    return found


def from_folder(folder: Path) -> list[Known]:
    """What `python -m synthetic.render_calls` wrote."""
    times = {row["id"]: row["turns"] for row in map(json.loads, lines(folder / "times.jsonl"))}
    rows = {row["id"]: row for row in map(json.loads, lines(folder / "labels.jsonl"))}
    with (folder / "calls.csv").open(encoding="utf-8", newline="") as handle:
        channels = {row["call_id"]: row.get("agent_channel", "") for row in csv.DictReader(handle)}
    found = []
    for call_id, row in rows.items():
        lane = {"left": 0, "right": 1}.get(channels.get(call_id, ""))
        acts = row["labels"]["violations"]
        found.append(_known(folder / f"{call_id}.wav", call_id, row["lang"], row.get("country"), lane, times[call_id], acts))
    return found


def _known(
    path: Path,
    call_id: str,
    lang: str,
    country: str | None,
    lane: int | None,
    turns: list[dict[str, object]],
    acts: Sequence[Mapping[str, Any]],
) -> Known:
    heard = read(path)
    labels, spans = frozenset(str(v["id"]) for v in acts), dict[str, tuple[float, float]]()
    at = {t.get("i"): (float(str(t["start"])), float(str(t["end"]))) for t in turns}
    for act in acts:
        if act["turns"] and act["turns"][0] in at:
            spans.setdefault(str(act["id"]), at[act["turns"][0]])
    spoken = tuple(Spoken(str(t["speaker"]), float(str(t["start"])), float(str(t["end"])), str(t["text"])) for t in turns)
    return Known(call_id, path, lang, country, lane if heard.channels == 2 else None, heard.duration_s, spoken, labels, spans)


def phrase(call: Known, quote: str, at_s: float) -> tuple[float, float] | None:
    """True seconds of the agent's words that a quote repeats: the run of sentences that shares most words with it.

    Within a turn the time of a sentence is its share of the letters. None where no sentence near shares a third of its words.
    """
    said = set(_words(quote))
    best, where = 0.0, None
    for turn in call.turns:
        if turn.speaker != "agent" or not turn.start_s - 6 <= at_s <= turn.end_s + 6:
            continue
        cuts = sentences(turn.text)
        for i in range(len(cuts)):
            for j in range(i, len(cuts)):
                mine = set(_words(turn.text[cuts[i][0] : cuts[j][1]]))
                likeness = len(said & mine) / max(1, len(said | mine))
                if likeness > best:
                    best, where = likeness, (_at(turn, cuts[i][0]), _at(turn, cuts[j][1]))
    return where if best >= 1 / 3 else None


def _at(turn: Spoken, letter: int) -> float:
    return turn.start_s + (turn.end_s - turn.start_s) * letter / max(1, len(turn.text))


def _words(text: str) -> list[str]:
    return re.findall(r"\w{3,}", plain(text))
