"""Reads mini-scenes: two to four lines around one agent line, labelled with violations and cues only (see README.md here)."""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from audit.calls import VIOLATIONS
from audit.errors import BadCall
from audit.labels import CUES
from speech.transcript import Speaker, Turn

_SPEAKERS = {"A": Speaker.AGENT, "D": Speaker.DEBTOR, "O": Speaker.OTHER}
_LINE = re.compile(r"^([ADO]):\s*(.*?)((?:\s+[!^%#][a-z_]+\+?)*)\s*$")


@dataclass(frozen=True, slots=True)
class Scene:
    """Turns with the tags of each: `!violation`, `^cue`, `%near_miss`."""

    turns: tuple[Turn, ...]
    tags: tuple[tuple[str, ...], ...]


def read_scenes(path: Path) -> list[Scene]:
    """Every scene of a `.scenes` file. Raises BadCall with file and line."""
    scenes: list[Scene] = []
    turns: list[Turn] = []
    tags: list[tuple[str, ...]] = []
    for number, line in enumerate([*path.read_text(encoding="utf-8").splitlines(), ""], start=1):
        if not line.strip():
            if turns:
                scenes.append(Scene(tuple(turns), tuple(tags)))
            turns, tags = [], []
            continue
        match = _LINE.match(line.strip())
        if match is None:
            raise BadCall(f"{path}:{number}: a line begins with A:, D: or O:, found {line[:30]!r}")
        speaker, text, marks = match.groups()
        named = tuple(m.rstrip("+") for m in marks.split())
        for mark in named:
            if mark[0] == "!" and (mark[1:] not in VIOLATIONS or speaker != "A"):
                raise BadCall(f"{path}:{number}: {mark} is no violation of an agent's line")
            if mark[0] == "^" and (mark[1:] not in CUES or speaker == "A"):
                raise BadCall(f"{path}:{number}: {mark} is no cue of a debtor's line")
        turns.append(Turn(len(turns), _SPEAKERS[speaker], text))
        tags.append(named)
    return scenes


def main(paths: list[str]) -> None:
    """Count what is in the files: the author's proof-reader."""
    scenes = [s for p in paths for s in read_scenes(Path(p))]
    counts = Counter(tag for s in scenes for tags in s.tags for tag in tags)
    print(f"{len(scenes)} scenes; " + ", ".join(f"{tag} {n}" for tag, n in counts.most_common()))


if __name__ == "__main__":
    main(sys.argv[1:])
