"""What is said in one made-up call: scenes put together of `demo_talk.yaml`, with the truth of every turn by whoever wrote it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

import yaml

STYLES = ("warm", "plain", "pushy", "harsh")
_ACTS = (
    *(("false_legal_threat", 5), ("harassment", 4), ("third_party_threat", 3), ("insult", 3), ("false_authority", 1)),
    *(("undue_charge", 2), ("unofficial_payment", 2)),
)
_SCENES = (
    *(("promise", 34), ("plan", 10), ("hardship", 16), ("dispute", 9), ("stop", 8), ("refuse", 9), ("busy", 5), ("third", 6)),
    ("voicemail", 3),
)
_SLIDES, _AGAIN = 0.18, 0.6


@dataclass(frozen=True, slots=True)
class Talk:
    """A conversation: (who, words) by turn, and the forbidden acts with the turn of each."""

    scene: str
    turns: tuple[tuple[str, str], ...]
    acts: tuple[tuple[str, int], ...]


@cache
def _lines() -> Mapping[str, Any]:
    text = files("synthetic.vendors").joinpath("demo_talk.yaml").read_text(encoding="utf-8")
    held: Mapping[str, Any] = yaml.safe_load(text)
    return held


def talk(rng: Random, styles: Mapping[str, float], breach: float, words: Mapping[str, str], scene: str | None = None) -> Talk:
    """One call in a style drawn by weight; with probability `breach` a critical act is put where it fits. A scene is drawn
    where none is given."""
    style = rng.choices(STYLES, [styles[s] for s in STYLES])[0]
    scene = scene or rng.choices([s for s, _ in _SCENES], [w for _, w in _SCENES])[0]
    said = _Said(rng, style, words)
    bad = rng.random() < breach
    if scene in ("third", "voicemail"):
        _nobody(said, scene, bad)
    else:
        _conversation(said, scene, rng.choices([a for a, _ in _ACTS], [w for _, w in _ACTS])[0] if bad else None)
    return Talk(scene, tuple(said.turns), tuple(said.acts))


class _Said:
    """The turns so far."""

    def __init__(self, rng: Random, style: str, words: Mapping[str, str]) -> None:
        self.rng, self.style, self.words = rng, style, words
        self.turns: list[tuple[str, str]] = []
        self.acts: list[tuple[str, int]] = []

    def line(self, lines: Sequence[str], mark: str = "") -> None:
        """One of the lines; the same speaker going on is the same turn."""
        who, _, rest = self.rng.choice(list(lines)).partition(": ")
        text, _, marks = rest.partition(" | ")
        text = text.removesuffix(" |").format_map(self.words)
        text = text[0].upper() + text[1:]
        if self.turns and self.turns[-1][0] == who:
            self.turns[-1] = (who, f"{self.turns[-1][1]} {text}")
        else:
            self.turns.append((who, text))
        found = [m[1:] for m in marks.split() if m.startswith("!")] + ([mark] if mark else [])
        self.acts += [(act, len(self.turns) - 1) for act in found]

    def agent(self, part: str) -> None:
        """The agent's line of a part, in the call's style or the one beside it."""
        place = STYLES.index(self.style)
        if self.rng.random() < _SLIDES:
            place = max(0, min(3, place + self.rng.choice((-1, 1)))) if self.style != "warm" else 1
        if place == 3 and self.style != "harsh":
            place = 2
        self.line(_lines()[part][STYLES[place]])

    def other(self, part: str) -> None:
        """The other side's line."""
        self.line(_lines()[part])


def _nobody(said: _Said, scene: str, bad: bool) -> None:
    if scene == "third":
        said.agent("open")
    said.other(scene)
    if bad and scene == "third":
        said.line(_lines()["tells"])
    else:
        said.agent(f"for_{scene}")


def _conversation(said: _Said, scene: str, act: str | None) -> None:
    said.agent("open")
    said.other("here")
    said.agent("present")
    if said.turns[-1][1].endswith("?"):
        said.other("checked")
    said.agent("debt")
    if scene in ("promise", "plan"):
        said.other("small_reason")
        if act:
            _acts(said, act)
        said.agent("offer")
        said.other("promises")
        if act and said.rng.random() < 0.3:
            said.line(_lines()["acts"][act], act)
            said.other("cut")
            return
        for part in ("agree", "so_be_it", "recap", "bye"):
            said.other(part) if part in ("so_be_it", "bye") else said.agent(part)
        return
    said.other(scene)
    if act:
        _acts(said, act)
    said.agent(f"for_{scene}")
    if scene == "hardship":
        said.other("thanks_hardship")
    elif act and said.rng.random() < 0.5:
        said.other("cut")
    else:
        said.other("bye")


def _acts(said: _Said, act: str) -> None:
    """The act, the other's answer, and often the same again."""
    said.line(_lines()["acts"][act], act)
    said.other("hurt")
    if said.rng.random() < _AGAIN:
        said.line(_lines()["acts"][act], act)
        said.other("hurt")
