"""Learns the words of agents, debtors and third parties from labelled calls: `python -m speech.roles_fit FILE... [--out FILE]`.

Each file holds calls in plain text, one `A:`, `D:` or `O:` line a turn, a call beginning at `==`. Prints what cross-validation by
call measures; with `--out` writes `data/roles.json`.
"""

import argparse
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from speech.roles import features

_TURN = re.compile(r"^([ADO]): (.*)$")
_MARKS = re.compile(r"\s[#!^%][\w_]+")
_LEAST_COUNT = 3
_LEAST_WEIGHT = 0.03


def read_calls(paths: Sequence[Path]) -> list[list[tuple[str, str]]]:
    """Calls as lists of (speaker letter, text)."""
    calls: list[list[tuple[str, str]]] = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("=="):
                calls.append([])
            elif (turn := _TURN.match(line)) and calls:
                text = re.sub(r"\[.*?\]", "", _MARKS.sub("", turn[2])).strip()
                if text:
                    calls[-1].append((turn[1], text))
    return [call for call in calls if call]


class _Model:
    """A logistic regression over turn features, and the sum it gives a voice."""

    def __init__(self, texts: Sequence[str], labels: NDArray[np.int64], cap: float) -> None:
        self._vectors = DictVectorizer()
        matrix = self._vectors.fit_transform([dict.fromkeys(features(t), 1.0) for t in texts])
        self._kept = np.asarray((matrix > 0).sum(0)).ravel() >= _LEAST_COUNT
        self._regression = LogisticRegression(C=0.2, max_iter=500, class_weight="balanced").fit(matrix[:, self._kept], labels)
        self._cap = cap

    def total(self, texts: Sequence[str]) -> float:
        if not texts:
            return 0.0
        matrix = self._vectors.transform([dict.fromkeys(features(t), 1.0) for t in texts])[:, self._kept]
        return float(np.clip(self._regression.decision_function(matrix), -self._cap, self._cap).sum())

    def weights(self) -> tuple[dict[str, float], float]:
        names = np.asarray(self._vectors.get_feature_names_out())[self._kept]
        found = {str(n): round(float(w), 3) for n, w in zip(names, self._regression.coef_[0], strict=True)}
        kept = {n: w for n, w in sorted(found.items()) if abs(w) >= _LEAST_WEIGHT}
        return kept, round(float(self._regression.intercept_[0]), 3)


def _fit_agent(calls: Sequence[list[tuple[str, str]]]) -> _Model:
    turns = [turn for call in calls for turn in call]
    return _Model([t for _, t in turns], np.array([int(s == "A") for s, _ in turns]), 4.0)


def _fit_other(calls: Sequence[list[tuple[str, str]]]) -> _Model:
    turns = [turn for call in calls for turn in call if turn[0] != "A"]
    return _Model([t for _, t in turns], np.array([int(s == "O") for s, _ in turns]), 3.0)


def _slope(values: Sequence[float], labels: Sequence[int]) -> float:
    """The factor that turns a difference of sums into log odds."""
    both = np.asarray([*values, *(-v for v in values)])[:, None]
    truth = np.asarray([*labels, *(1 - v for v in labels)])
    return float(LogisticRegression(C=10.0, fit_intercept=False).fit(both, truth).coef_[0, 0])


def cross_validate(calls: Sequence[list[tuple[str, str]]], heard_turns: int | None = None) -> dict[str, Any]:
    """Five folds by call: how often the agent is found, from all turns or only the first `heard_turns`; and third parties."""
    sums: list[float] = []
    other: list[tuple[float, int]] = []
    for train, test in GroupKFold(5).split(calls, groups=np.arange(len(calls))):
        agent, third = _fit_agent([calls[i] for i in train]), _fit_other([calls[i] for i in train])
        for i in test:
            call = calls[i][:heard_turns]
            voices = {s: [t for who, t in call if who == s] for s in "ADO"}
            if voices["A"] and (voices["D"] or voices["O"]):
                sums.append(agent.total(voices["A"]) - agent.total(max(voices["D"], voices["O"], key=len)))
            for letter in "DO":
                if voices[letter]:
                    other.append((third.total(voices[letter]) / len(voices[letter]) ** 0.5, int(letter == "O")))
    slope = _slope(sums, [1] * len(sums))
    p = 1 / (1 + np.exp(-slope * np.asarray(sums)))
    other_slope = _slope([v for v, _ in other], [y for _, y in other])
    said_other = np.asarray([other_slope * v > 0.847 for v, _ in other])
    is_other = np.asarray([y for _, y in other], bool)
    return {
        "calls": len(sums),
        "agent_found": float((p > 0.5).mean()),
        "sure": float((np.abs(p - 0.5) > 0.3).mean()),
        "right_when_sure": float((p > 0.5)[np.abs(p - 0.5) > 0.3].mean()),
        "other_precision": float(is_other[said_other].mean()) if said_other.any() else None,
        "other_recall": float(said_other[is_other].mean()),
        "slope": round(slope, 4),
        "other_slope": round(other_slope, 4),
    }


def main(argv: Sequence[str]) -> None:
    """See the module's docstring."""
    parser = argparse.ArgumentParser()
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args(argv)
    calls = read_calls(args.files)
    measured = cross_validate(calls)
    report = {"all turns": measured, "first 6 turns": cross_validate(calls, 6), "first 3 turns": cross_validate(calls, 3)}
    sys.stdout.write(json.dumps(report, indent=1) + "\n")
    if args.out:
        agent, agent_bias = _fit_agent(calls).weights()
        other, other_bias = _fit_other(calls).weights()
        content = {"slope": measured["slope"], "other_slope": measured["other_slope"], "calls": len(calls)}
        content |= {"agent_bias": agent_bias, "other_bias": other_bias, "agent": agent, "other": other}
        args.out.write_text(json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
