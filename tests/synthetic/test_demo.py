"""The recordings that ship: they are what the scripts say, they can be heard, and the broken one is refused with its figures."""

import json
from pathlib import Path
from typing import Any

import pytest

from speech.accuracy import word_errors
from speech.audio import read
from speech.engines import make_engine
from speech.errors import BadAudio, Fault
from speech.listen import AgentChannel, ListenOptions, listen
from speech.transcript import Speaker
from synthetic.scripts import Script, read_scripts
from synthetic.tables import calls_csv
from synthetic.world import demo_folder, listed

SCRIPTS = {script.id: script for script in read_scripts()}
WHOLE = [script for script in SCRIPTS.values() if script.cut_at_s is None]
LARGEST_BYTES = 250 * 1024


def times(call_id: str) -> list[dict[str, Any]]:
    rows = [json.loads(line) for line in (demo_folder() / "times.jsonl").read_text(encoding="utf-8").splitlines()]
    return list(next(row for row in rows if row["id"] == call_id)["turns"])


def test_the_folder_holds_the_scripted_calls_and_their_table() -> None:
    names = {path.name for path in demo_folder().iterdir() if path.is_file()}
    assert names == {script.file for script in SCRIPTS.values()} | {"calls.csv", "times.jsonl"}
    assert (demo_folder() / "calls.csv").read_text(encoding="utf-8") == calls_csv(listed(list(SCRIPTS.values())))


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=lambda script: script.id)
def test_what_was_spoken_is_what_the_script_says_now(script: Script) -> None:
    spoken = sorted((turn for turn in times(script.id) if turn["i"] is not None), key=lambda turn: int(turn["i"]))
    assert [(turn["speaker"], turn["text"]) for turn in spoken] == [(turn.speaker.value, turn.text) for turn in script.turns]


@pytest.mark.parametrize("script", WHOLE, ids=lambda script: script.id)
def test_a_recording_is_small_whole_and_on_its_lanes(script: Script) -> None:
    path = demo_folder() / script.file
    recording = read(path)
    assert path.stat().st_size < LARGEST_BYTES
    assert recording.channels == (2 if script.line.stereo else 1)
    assert recording.duration_s == pytest.approx(max(turn["end"] for turn in times(script.id)) + 0.8, abs=0.2)
    assert 20 < recording.duration_s < 95


def test_the_interrupted_copy_is_refused_with_what_it_promised_and_holds() -> None:
    script = SCRIPTS["cl-cortada"]
    with pytest.raises(BadAudio) as refused:
        read(demo_folder() / script.file)
    assert refused.value.fault is Fault.TRUNCATED
    assert refused.value.facts["held_s"] == pytest.approx(script.cut_at_s, abs=0.1)
    assert refused.value.facts["promised_s"] > 25


@pytest.mark.parametrize("call_id", ["mx-tercero", "us-sheriff"])
def test_an_engine_understands_the_line_that_ships(call_id: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    script = SCRIPTS[call_id]
    engine = make_engine(Path(tmp_path_factory.getbasetemp()) / "speech-cache", hub=False)
    options = ListenOptions(call_id, script.lang, AgentChannel.LEFT)
    transcript = listen(demo_folder() / script.file, options, engine).transcript
    truth = [str(turn["text"]) for turn in times(call_id)]
    assert word_errors(truth, [turn.text for turn in transcript.turns], script.lang).wer < 0.2
    assert {turn.speaker is Speaker.AGENT for turn in transcript.turns} == {True, False}
