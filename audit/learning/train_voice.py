"""Fits what the voice tells of tone: `python -m audit.learning.train_voice EMODB_WAV_FOLDER [OUT.json]`.

Calls are put together from one actor's clips, each turn is measured against the actor's own medians in that call (the product's
own code), and a regularised logistic tells angry turns from calm ones; its two highest turns then say whether the call holds any.
Measured with every actor held out in turn, also against cheerful calls, which is where it fails. Level is not among the features.
"""

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import rankdata

from audit.learning.voice_clips import LINES, Clip, clips
from audit.scoring.voice import FEATURES, PLACES, VoiceModel, highest
from speech.transcript import Speaker, Turn
from speech.turn_voice import baseline, turn_voices

Array = NDArray[np.float64]
TURNS = 14
CALLS_EACH = 24
ANGRY = "W"
CALM = {"N": 4.0, "L": 2.0}
MERRY = {"N": 4.0, "L": 2.0, "F": 3.0}
SHARES = (0.0, 0.0, 0.15, 0.3, 0.45)
PENALTY = 1.0
DRAWS = 200
STEADY_AT = 0.005
OUT = Path(__file__).parents[1] / "scoring" / "voice_tone.json"


@dataclass(frozen=True, slots=True)
class Acted:
    """A call put together: `away` [turns, features] from the actor's own medians, `manner` of each turn."""

    actor: str
    line: str
    away: Array
    manner: tuple[str, ...]

    @property
    def angry(self) -> Array:
        """1.0 where the turn is angry, [turns]."""
        return np.asarray([m == ANGRY for m in self.manner], float)


def acted(heard: Mapping[str, Sequence[Clip]], usual: Mapping[str, float], shares: Sequence[float]) -> list[Acted]:
    """Calls of every actor on every line, `shares` of their turns angry, the others drawn by the odds of `usual`."""
    rng, out = np.random.default_rng(7), []
    for line, found in heard.items():
        for actor in sorted({c.speaker for c in found}):
            angry = [c for c in found if c.speaker == actor and c.manner == ANGRY]
            rest = [c for c in found if c.speaker == actor and c.manner in usual]
            odds = np.asarray([usual[c.manner] for c in rest])
            for n in range(CALLS_EACH):
                many = min(round(shares[n % len(shares)] * TURNS), len(angry))
                drawn = rng.choice(len(rest), min(TURNS - many, len(rest)), replace=False, p=odds / odds.sum())
                taken = [angry[i] for i in rng.choice(len(angry), many, replace=False)] + [rest[i] for i in drawn]
                out.append(_measured(taken, actor, line))
    return out


def _measured(taken: Sequence[Clip], actor: str, line: str) -> Acted:
    raw = [c.raw for c in taken]
    own = baseline(raw)
    if own is None:
        raise ValueError(f"actor {actor} on {line}: too little voice for a baseline; is the folder of clips whole?")
    turns = turn_voices(raw, [Turn(i, Speaker.AGENT, "") for i in range(len(taken))], {Speaker.AGENT: own})
    away = np.asarray([[getattr(v, name) for name in FEATURES] for v in turns]) * np.asarray(own.spreads)[list(PLACES)]
    return Acted(actor, line, away, tuple(c.manner for c in taken))


def logistic(x: Array, y: Array, penalty: float = PENALTY) -> tuple[Array, float]:
    """Weights [features] and bias of a logistic with an L2 penalty on the weights (classes weigh alike), by Newton's method."""
    full = np.column_stack([x, np.ones(len(x))])
    weight = np.where(y > 0, 0.5 / max(y.mean(), 1e-9), 0.5 / max(1 - y.mean(), 1e-9))
    ridge = np.diag([penalty] * x.shape[1] + [0.0])
    w = np.zeros(full.shape[1])
    for _ in range(30):
        p = 1 / (1 + np.exp(-full @ w))
        slope = full.T @ (weight * (p - y)) + ridge @ w
        w = w - np.linalg.solve((full * (weight * p * (1 - p))[:, None]).T @ full + ridge, slope)
    return w[:-1], float(w[-1])


def fit(calls: Sequence[Acted]) -> VoiceModel:
    """Turns first, then calls."""
    away = np.concatenate([c.away for c in calls])
    scale = away.std(0)
    w, b = logistic(away / scale, np.concatenate([c.angry for c in calls]))
    w = w / scale
    top = np.asarray([[highest((c.away @ w + b).tolist())] for c in calls])
    slope, offset = logistic(top, np.asarray([float(c.angry.any()) for c in calls]))
    return VoiceModel(tuple(w.tolist()), b, float(slope[0]), offset, STEADY_AT)


def auc(score: Array, y: Array) -> float:
    """Chance that an angry one ranks over another."""
    n = y.sum()
    return float((rankdata(score)[y > 0].sum() - n * (n + 1) / 2) / (n * (len(y) - n)))


def held_out(train: Sequence[Acted], test: Sequence[Acted]) -> dict[str, Any]:
    """Each actor measured by a model that never heard them; intervals over actors (`DRAWS` draws)."""
    parts = []
    for actor in sorted({c.actor for c in test}):
        model = fit([c for c in train if c.actor != actor])
        mine = [c for c in test if c.actor == actor]
        logit = np.concatenate([[model.turn(row) for row in c.away.tolist()] for c in mine])
        chance = np.asarray([model.call(c.away.tolist()) for c in mine])
        angry = np.concatenate([c.angry for c in mine])
        parts.append((logit, angry, chance, np.asarray([c.angry.mean() for c in mine])))
    found, rng = _figures(parts), np.random.default_rng(1)
    drawn = [_figures([parts[i] for i in rng.integers(0, len(parts), len(parts))]) for _ in range(DRAWS)]
    return {
        name: {"value": round(value, 3), "interval": np.percentile([d[name] for d in drawn], [2.5, 97.5]).round(3).tolist()}
        for name, value in found.items()
    } | {"calls": len(test)}


def _figures(parts: Sequence[tuple[Array, Array, Array, Array]]) -> dict[str, float]:
    logit, angry, chance, share = (np.concatenate([p[i] for p in parts]) for i in range(4))
    steady = chance <= STEADY_AT
    return {
        "turn auc": auc(logit, angry),
        "call auc": auc(chance, (share > 0).astype(float)),
        "steady, of calls without anger": float(steady[share == 0].mean()),
        "steady, of calls with anger": float(steady[share > 0].mean()),
        "steady, of calls with few angry turns": float(steady[(share > 0) & (share < 0.2)].mean()),
    }


def measured(heard: Mapping[str, Sequence[Clip]]) -> dict[str, Any]:
    """Figures by what the calls hold besides anger, and across lines."""
    calm, merry = acted(heard, CALM, SHARES), acted(heard, MERRY, SHARES)
    landline, mobile = ([c for c in calm if c.line == line] for line in ("landline", "mobile"))
    return {
        "against calm": held_out(calm, calm),
        "against calm, learnt on landline, heard on mobile": held_out(landline, mobile),
        "against calm, learnt on mobile, heard on landline": held_out(mobile, landline),
        "against cheer and calm": held_out(calm, merry),
        "against cheer and calm, learnt with cheer": held_out(merry, merry),
    }


def main(folder: Path, out: Path) -> None:
    """Measures, fits on all actors and both lines, writes the coefficients with their figures."""
    heard = {line: clips(folder, line) for line in LINES}
    model = fit(acted(heard, CALM, SHARES))
    row = {
        "version": "voice-2026-11",
        "source": "Berlin Database of Emotional Speech (Burkhardt and others 2005), CC0-1.0; only these coefficients are kept",
        "clips": {line: len(found) for line, found in heard.items()},
        "actors": len({c.speaker for found in heard.values() for c in found}),
        "turn": {"weights": dict(zip(FEATURES, [round(w, 4) for w in model.weights], strict=True)), "bias": round(model.bias, 4)},
        "call": {"slope": round(model.slope, 4), "offset": round(model.offset, 4), "steady_at": STEADY_AT},
        "measured": measured(heard),
    }
    out.write_text(json.dumps(row, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(row["measured"], indent=1) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else OUT)
