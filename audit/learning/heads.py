"""Fits the calibrated heads on signals the network gave for calls it had not learned from (`rows-*.npz` of `train.py`).

`python -m audit.learning.heads --work DIR --out audit/judges/weights` also prints what cross-validation by call measures.
"""

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.model_selection import GroupKFold

from audit.calls import DUTIES, LabelledCall
from audit.learning.train import HERE, corpus
from audit.scoring.features import vector
from audit.scoring.signals import Signals
from audit.scoring.violations import candidates

Array = NDArray[Any]


def signals_of(work: Path, calls: Sequence[LabelledCall]) -> dict[str, Signals]:
    """Out-of-fold signals by call id, for the calls that have them."""
    rows = {name: block for path in sorted(work.glob("rows-*.npz")) for name, block in np.load(path).items()}
    return {c.call.id: Signals.of(c.call, rows[c.call.id]) for c in calls if c.call.id in rows}


def tables(
    calls: Sequence[LabelledCall], signals: dict[str, Signals]
) -> tuple[Array, list[str], dict[str, Array], dict[str, Array]]:
    """Features [calls, f], their names, the answers of each per-call head, and the violation table (x, y, call)."""
    vectors, names = [], []
    answers: dict[str, list[Any]] = {f"duty {d}": [] for d in DUTIES} | {"outcome": [], "state": [], "tone": []}
    table: dict[str, list[Any]] = {"x": [], "y": [], "call": []}
    for n, c in enumerate(calls):
        x, names = vector(c.call, signals[c.call.id])
        vectors.append(x)
        for duty in DUTIES:
            answers[f"duty {duty}"].append(c.labels.duties[duty].status.value)
        answers["outcome"].append(c.labels.outcome.kind)
        answers["state"].append(c.labels.debtor_state)
        answers["tone"].append(c.labels.agent_tone)
        for found in candidates(c.call, signals[c.call.id]):
            true = any(v.id == found.id and set(v.turns) & set(found.turns) for v in c.labels.violations)
            table["x"].append(found.features)
            table["y"].append("true" if true else "false")
            table["call"].append(n)
    return (
        np.array(vectors),
        names,
        {k: np.array(v) for k, v in answers.items()},
        {k: np.array(v) for k, v in table.items()},
    )


def logistic(x: Array, y: Array, strength: float) -> LogisticRegression:
    """A plain (multinomial) logistic head."""
    return LogisticRegression(C=strength, max_iter=4000).fit(x, y)


def exported(model: Any) -> dict[str, Any]:
    """A head as the scoring side reads it."""
    classes = [str(c) for c in getattr(model, "classes_", ["value"])]
    return {
        "classes": classes,
        "weights": np.atleast_2d(np.round(model.coef_, 5)).tolist(),
        "bias": np.atleast_1d(np.round(model.intercept_, 5)).tolist(),
    }


def thresholds(p: Array, y: Array, calls: Array, missed: int, wanted: float = 0.92) -> dict[str, float]:
    """The lowest probability at which assertions keep the wanted precision, and the one at which 93 % of all is at least sent."""
    true = y == "true"
    order = np.argsort(-p)
    hits = np.cumsum(true[order])
    precision = hits / np.arange(1, len(p) + 1)
    good = np.flatnonzero(precision >= wanted)
    sure = float(p[order][good[-1]]) if len(good) else 1.0
    total = int(true.sum()) + missed
    review = next((float(p[order][i]) for i in range(len(p)) if hits[i] >= 0.93 * total), float(p.min()))
    del calls
    return {"assert": round(sure, 4), "review": round(min(review, sure), 4)}


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=HERE / "corpus")
    parser.add_argument("--out", type=Path)
    parser.add_argument("--strength", type=float, default=0.3)
    arguments = parser.parse_args()
    calls = corpus(arguments.corpus)
    signals = signals_of(arguments.work, calls)
    calls = [c for c in calls if c.call.id in signals]
    x, names, answers, table = tables(calls, signals)
    folds = GroupKFold(n_splits=5)
    right = []
    for duty in DUTIES:
        y = answers[f"duty {duty}"]
        guess = np.empty_like(y)
        for a, b in folds.split(x, y, np.arange(len(x))):
            guess[b] = logistic(x[a], y[a], arguments.strength).predict(x[b])
        right.append((y, guess))
        print(f"{duty:24} kappa {_kappa(y, guess):.3f}  accuracy {(y == guess).mean():.3f}")
    print(f"duties pooled kappa {_kappa(np.concatenate([a for a, _ in right]), np.concatenate([b for _, b in right])):.3f}")
    for name in ("outcome", "state"):
        y = answers[name]
        guess = np.empty_like(y)
        for a, b in folds.split(x, y, np.arange(len(x))):
            guess[b] = logistic(x[a], y[a], arguments.strength).predict(x[b])
        print(f"{name} kappa {_kappa(y, guess):.3f} accuracy {(y == guess).mean():.3f}")
    tone = np.empty(len(x))
    for a, b in folds.split(x, answers["tone"], np.arange(len(x))):
        tone[b] = Ridge(alpha=10.0).fit(x[a], answers["tone"][a]).predict(x[b])
    print(f"tone mean absolute error {np.abs(tone.clip(1, 5) - answers['tone']).mean():.3f}")
    p = np.empty(len(table["y"]))
    for a, b in folds.split(table["x"], table["y"], table["call"]):
        model = logistic(table["x"][a], table["y"][a], 1.0)
        p[b] = model.predict_proba(table["x"][b])[:, list(model.classes_).index("true")]
    instances = sum(len(c.labels.violations) for c in calls)
    missed = instances - int((table["y"] == "true").sum())
    chosen = thresholds(p, table["y"], table["call"], missed)
    for name, at in chosen.items():
        hit = int(((p >= at) & (table["y"] == "true")).sum())
        false = int(((p >= at) & (table["y"] == "false")).sum())
        print(
            f"{name} {at}: precision {hit / (hit + false):.3f} recall {hit / instances:.3f} f1 {2 * hit / (hit + false + instances):.3f}"
        )
    doubtful = {int(c) for c, q in zip(table["call"], p, strict=True) if chosen["review"] <= q < chosen["assert"]}
    print(f"calls sent {len(doubtful) / len(calls):.3f} of {len(calls)}; candidates never raised {missed} of {instances}")
    if arguments.out:
        heads = {k: exported(logistic(x, y, arguments.strength)) for k, y in answers.items() if k != "tone"}
        heads["tone"] = exported(Ridge(alpha=10.0).fit(x, answers["tone"])) | {"classes": ["value"]}
        heads["violation"] = exported(logistic(table["x"], table["y"], 1.0))
        data = {"features": names, "heads": heads, "numbers": chosen}
        (arguments.out / "heads.json").write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")


def _kappa(a: Array, b: Array) -> float:
    n = len(a)
    chance = sum((a == k).sum() / n * (b == k).sum() / n for k in set(a.tolist()) | set(b.tolist()))
    return float(((a == b).mean() - chance) / (1 - chance)) if chance < 1 else float("nan")


if __name__ == "__main__":
    main()
