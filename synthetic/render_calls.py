"""Speaks labelled calls over telephone lines: the same conversations as text and as sound, to measure what hearing costs.

`python -m synthetic.render_calls CALLS.jsonl OUT --voices DIR --cache DIR` writes a WAV a call, `calls.csv` and `labels.jsonl`
in the contract's shapes, and `times.jsonl` with the true time of every turn. Run again, it goes on where it stopped.
"""

import argparse
import json
import random
import sys
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any

from speech.transcript import Speaker
from synthetic.errors import BadScript
from synthetic.line import Coding, Line, Noise
from synthetic.recordings import Mood, Rendered, Spoken, render
from synthetic.sound_files import write_wav
from synthetic.tables import Listed, calls_csv, lines, times_line
from synthetic.voices import CARDS, KokoroVoice, Synthesizer

_AGENT_MOODS = {1: Mood.HOSTILE, 2: Mood.COLD, 3: Mood.PLAIN, 4: Mood.PLAIN, 5: Mood.WARM}
_STATE_MOODS = {"annoyed": Mood.ANNOYED, "angry": Mood.ANGRY, "distressed": Mood.DISTRESSED, "confused": Mood.CONFUSED}


def speak_call(row: Mapping[str, Any], number: int, synthesizer: Synthesizer, seed: int) -> tuple[Rendered, Line]:
    """One labelled call as sound. Even numbers are stereo, odd ones mono; the draw depends only on `seed` and the call's id."""
    if row["lang"] not in ("es", "en"):
        raise BadScript(f"call {row['id']}: no voice speaks {row['lang']!r}; use es or en")
    rng = random.Random(f"{seed}:{row['id']}")
    labels = row.get("labels", {})
    agent = _AGENT_MOODS[round(labels.get("agent_tone", 3))]
    other = _STATE_MOODS.get(labels.get("debtor_state", "calm"), Mood.PLAIN)
    turns = [Spoken(Speaker(t["speaker"]), t["text"], agent if t["speaker"] == "agent" else other) for t in row["turns"]]
    cast = choose_cast(row["lang"], row["account"].get("debtor") or "", rng)
    line = Line(
        coding=rng.choice((Coding.MU_LAW, Coding.A_LAW, Coding.GSM)),
        snr_db=rng.uniform(15, 20),
        noise=rng.choice(list(Noise)),
        far_level_db=rng.uniform(-5, 0),
        gain_control=rng.random() < 0.3,
        crosstalk_db=-35.0 if rng.random() < 0.3 else None,
        packet_loss=0.005 if rng.random() < 0.3 else 0.0,
        stereo=number % 2 == 0,
    )
    return render(turns, cast, synthesizer, line, rng, row["lang"]), line


def choose_cast(lang: str, debtor: str, rng: random.Random) -> dict[Speaker, str]:
    """A different voice for each speaker; the debtor's sex guessed from the first name, the others' drawn."""
    cards = [card for card in CARDS if card.lang == lang]
    rng.shuffle(cards)
    wanted = "f" if debtor.split(" ")[0].lower().endswith(("a", "y", "eth", "iz", "th", "is")) else "m"
    owed = next(card for card in cards if card.sex == wanted)
    rest = [card for card in cards if card is not owed]
    return {Speaker.DEBTOR: owed.name, Speaker.AGENT: rest[0].name, Speaker.OTHER: rest[1].name}


def render_all(rows: Sequence[Mapping[str, Any]], out: Path, synthesizer: Synthesizer, seed: int) -> None:
    """Every call into `out`; what is there already stays."""
    out.mkdir(parents=True, exist_ok=True)
    done = {json.loads(line)["id"] for line in lines(out / "times.jsonl")}
    for number, row in enumerate(rows):
        file = f"{row['id']}.wav"
        if row["id"] in done:
            continue
        rendered, line = speak_call(row, number, synthesizer, seed)
        kept = Coding.PCM if line.coding is Coding.GSM else line.coding
        write_wav(out / file, rendered.samples, rendered.rate_hz, kept)
        with (out / "times.jsonl").open("a", encoding="utf-8") as times:
            times.write(times_line(row["id"], file, rendered, {"line": _line_row(line)}) + "\n")
        sys.stdout.write(f"{number + 1}/{len(rows)} {file} {rendered.duration_s:.0f} s\n")
        sys.stdout.flush()
        _tables(rows[: number + 1], out)


def _tables(rows: Sequence[Mapping[str, Any]], out: Path) -> None:
    listed = [Listed(row, f"{row['id']}.wav", number % 2 == 0) for number, row in enumerate(rows)]
    (out / "calls.csv").write_text(calls_csv(listed), encoding="utf-8")
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (out / "labels.jsonl").write_text(text, encoding="utf-8")


def _line_row(line: Line) -> dict[str, Any]:
    return {field.name: getattr(line, field.name) for field in fields(line)}


def main(arguments: Sequence[str] | None = None) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("calls", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--voices", type=Path, required=True, help="folder with the voices of kokoro-js 1.2.1")
    parser.add_argument("--cache", type=Path, required=True, help="folder where the joined model is kept")
    parser.add_argument("--seed", type=int, default=2026)
    given = parser.parse_args(arguments)
    rows = [json.loads(line) for line in lines(given.calls)]
    render_all(rows, given.out, KokoroVoice(given.cache, given.voices), given.seed)
    return 0


if __name__ == "__main__":
    sys.exit(main())
