"""Fits the calibrated heads on signals the network gave for calls it had not learned from (`rows-*.npz` of `train.py`).

`python -m audit.learning.heads --work DIR --out audit/judges/weights` also prints what cross-validation by call measures.
"""

import argparse
import hashlib
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from audit.calls import DUTIES, LabelledCall, ViolationLabel
from audit.judges.network import ENCODER, HEADS, TOKENIZER
from audit.learning.examples import CORPUS, corpus
from audit.scoring.features import vector
from audit.scoring.heads import median
from audit.scoring.signals import Signals
from audit.scoring.violations import Instance, candidates, decided, missed_chance

Array = NDArray[Any]
PRECISION, QUEUE, LOOK = 0.925, 0.28, 0.08
DECISIONS = "heads.json"
PARTS = (ENCODER, TOKENIZER, HEADS, DECISIONS)


def signals_of(work: Path, calls: Sequence[LabelledCall]) -> dict[str, Signals]:
    """Out-of-fold signals by call id, for the calls that have them."""
    rows = {name: row for path in sorted(work.glob("rows-*.npz")) for name, row in np.load(path).items()}
    return {id: Signals.of(c.call, rows[id], rows[f"{id} best"]) for c in calls if (id := c.call.id) in rows}


def tables(
    calls: Sequence[LabelledCall], signals: dict[str, Signals]
) -> tuple[Array, list[str], dict[str, Array], dict[str, Array]]:
    """Features [calls, f], their names, the answers of each per-call head, and the violation table (x, y, call)."""
    vectors: list[Array] = []
    names: list[str] = []
    answers: dict[str, list[Any]] = {f"duty {d}": [] for d in DUTIES} | {"outcome": [], "state": [], "tone": []}
    table: dict[str, list[Any]] = {"x": [], "y": [], "call": []}
    for n, c in enumerate(calls):
        x, names = vector(c.call, signals[c.call.id])
        vectors.append(x)
        for duty in DUTIES:
            answers[f"duty {duty}"].append(c.labels.duties[duty].status.value)
        answers["outcome"].append(c.labels.outcome.kind)
        answers["state"].append(c.labels.debtor_state)
        answers["tone"].append(str(int(c.labels.agent_tone)))
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
    classes = [str(c) for c in model.classes_]
    return {
        "classes": classes,
        "weights": np.atleast_2d(np.round(model.coef_, 5)).tolist(),
        "bias": np.atleast_1d(np.round(model.intercept_, 5)).tolist(),
    }


def thresholds(found: Sequence[Sequence[Instance]], right: Sequence[Sequence[bool]]) -> dict[str, float]:
    """The lowest probability at which assertions keep their precision, and the least doubt that sends what the queue takes.

    `found` holds each call's candidates with their out-of-fold probabilities, `right` whether each is true.
    """
    p, y = np.array([i.p for call in found for i in call]), np.array([r for call in right for r in call])
    order = np.argsort(-p)
    precision = np.cumsum(y[order]) / np.arange(1, len(p) + 1)
    good = np.flatnonzero(precision >= PRECISION)
    numbers = {"assert": round(float(p[order][good[-1]]), 4) if len(good) else 1.0, "look": LOOK, "review": 0.0}
    doubts = sorted((missed_chance(decided(list(call), numbers)[1]) for call in found), reverse=True)
    return numbers | {"review": round(doubts[int(len(found) * QUEUE)], 4)}


def measured(calls: Sequence[LabelledCall], found: Sequence[list[Instance]], numbers: dict[str, float]) -> None:
    """Print what the thresholds give on the same out-of-fold readings."""
    sets = [decided(one, numbers) for one in found]
    total = sum(len(c.labels.violations) for c in calls)
    for name, chosen in (("asserted", [a for a, _ in sets]), ("asserted or sent", [[*a, *b] for a, b in sets])):
        pairs = [(i, v) for c, one in zip(calls, chosen, strict=True) for i in one for v in c.labels.violations if _same(i, v)]
        shown, right, hit = sum(map(len, chosen)), len({id(i) for i, _ in pairs}), len({id(v) for _, v in pairs})
        precision, recall = right / shown, hit / total
        f1 = 2 * precision * recall / (precision + recall)
        print(f"{name}: {shown} shown, precision {precision:.3f} recall {recall:.3f} f1 {f1:.3f}")
    print(f"{numbers}; calls sent {sum(bool(b) for _, b in sets) / len(calls):.3f} of {len(calls)}; {total} instances")


def _same(found: Instance, true: ViolationLabel) -> bool:
    return found.id == true.id and bool(set(found.turns) & set(true.turns))


def main() -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--work", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, default=CORPUS)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--strength", type=float, default=1.0)
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
        model = logistic(x[a], answers["tone"][a], 0.3)
        tone[b] = [median(dict(zip(model.classes_, row, strict=True))) for row in model.predict_proba(x[b])]
    print(f"tone mean absolute error {np.abs(tone - answers['tone'].astype(float)).mean():.3f}")
    p = np.empty(len(table["y"]))
    for a, b in folds.split(table["x"], table["y"], table["call"]):
        model = logistic(table["x"][a], table["y"][a], 1.0)
        p[b] = model.predict_proba(table["x"][b])[:, list(model.classes_).index("true")]
    found: list[list[Instance]] = []
    row = 0
    for c in calls:
        some = candidates(c.call, signals[c.call.id])
        found.append([Instance(k.id, k.turns, k.strongest, float(q)) for k, q in zip(some, p[row:], strict=False)])
        row += len(some)
    true = [[table["y"][table["call"] == n][k] == "true" for k in range(len(one))] for n, one in enumerate(found)]
    chosen = thresholds(found, true)
    measured(calls, found, chosen)
    if arguments.out:
        heads = {k: exported(logistic(x, y, arguments.strength)) for k, y in answers.items()}
        heads["violation"] = exported(logistic(table["x"], table["y"], 1.0))
        data = {"features": names, "heads": heads, "numbers": chosen}
        (arguments.out / DECISIONS).write_text(json.dumps(data, separators=(",", ":")) + "\n", encoding="utf-8")
        sums = {name: hashlib.sha256((arguments.out / name).read_bytes()).hexdigest() for name in PARTS}
        (arguments.out / "manifest.json").write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")


def _kappa(a: Array, b: Array) -> float:
    n = len(a)
    chance = sum((a == k).sum() / n * (b == k).sum() / n for k in set(a.tolist()) | set(b.tolist()))
    return float(((a == b).mean() - chance) / (1 - chance)) if chance < 1 else float("nan")


if __name__ == "__main__":
    main()
