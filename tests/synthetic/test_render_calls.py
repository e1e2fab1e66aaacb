import csv
import json
from pathlib import Path

import pytest

from audit.calls import read_calls
from speech.audio import read
from synthetic.errors import BadScript
from synthetic.render_calls import choose_cast, render_all, speak_call
from synthetic.tables import COLUMNS
from synthetic.world import demo_truth
from tests.synthetic.tones import Hum


def rows(count: int = 2) -> list[dict[str, object]]:
    return [row for row in demo_truth() if row["lang"] == "es"][:count]


def test_calls_become_recordings_with_their_tables(tmp_path: Path) -> None:
    render_all(rows(), tmp_path, Hum(), seed=1)
    with (tmp_path / "calls.csv").open(encoding="utf-8", newline="") as handle:
        listed = list(csv.DictReader(handle))
    assert tuple(listed[0]) == COLUMNS
    assert [row["agent_channel"] for row in listed] == ["left", "mixed"]
    for row, channels in zip(listed, (2, 1), strict=True):
        recording = read(tmp_path / row["file"])
        times = next(r for r in map(json.loads, (tmp_path / "times.jsonl").read_text().splitlines()) if r["id"] == row["call_id"])
        assert (recording.channels, recording.sample_rate) == (channels, 8000)
        assert recording.duration_s == pytest.approx(max(t["end"] for t in times["turns"]) + 0.8, abs=0.1)
        assert 15 <= times["line"]["snr_db"] <= 20
    assert [call.id for call in read_calls(tmp_path / "labels.jsonl")[0]] == [row["call_id"] for row in listed]


def test_what_is_there_is_not_spoken_again(tmp_path: Path) -> None:
    render_all(rows(1), tmp_path, Hum(), seed=1)
    first = (tmp_path / f"{rows()[0]['id']}.wav").read_bytes()
    hum = Hum()
    render_all(rows(2), tmp_path, hum, seed=2)
    spoken = {text for text, _, _ in hum.asked}
    assert (tmp_path / f"{rows()[0]['id']}.wav").read_bytes() == first
    assert not spoken & {turn["text"] for turn in rows()[0]["turns"]}
    assert len((tmp_path / "times.jsonl").read_text().splitlines()) == 2


def test_speakers_get_voices_of_their_own_and_the_debtor_her_sex() -> None:
    import random

    for seed in range(50):
        cast = choose_cast("es", "Rosa Tapia", random.Random(seed))
        assert len(set(cast.values())) == 3
        assert cast["debtor"] in ("dora", "sara", "lucia")
        assert choose_cast("es", "Héctor Soto", random.Random(seed))["debtor"] in ("alex", "santa", "nicola")


def test_a_language_without_a_voice_is_refused() -> None:
    with pytest.raises(BadScript, match="'pt'"):
        speak_call({**rows()[0], "lang": "pt"}, 0, Hum(), 1)
