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

from speech.roles import conversation_features, features

Call = list[tuple[str, str]]

_TURN = re.compile(r"^([ADO]): (.*)$")
_MARKS = re.compile(r"\s[#!^%][\w_]+")
_SENTENCE_END = re.compile(r"(?<=[.?!…])\s+|\s+(?=[¿¡])")
_LONG_WORDS, _BREATH_WORDS = 15, 8
_LEAST_COUNT = 3
_TURN_CAP = 4.0
_BEGINNINGS = (4, 7, 12, None)
# Log odds of 0.4: where precision and recall of third parties meet, measured by cross-validation.
_OTHER_LIFT = 0.405


def read_calls(paths: Sequence[Path]) -> list[Call]:
    """Calls as lists of (speaker letter, text)."""
    calls: list[Call] = []
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("=="):
                calls.append([])
            elif (turn := _TURN.match(line)) and calls:
                text = re.sub(r"\[.*?\]", "", _MARKS.sub("", turn[2])).strip()
                if text:
                    calls[-1].append((turn[1], text))
    return [call for call in calls if call]


class _Words:
    """A logistic regression over sets of features."""

    def __init__(self, rows: Sequence[set[str]], labels: Sequence[int], c: float, balance: str | None = None) -> None:
        self._vectors = DictVectorizer()
        matrix = self._vectors.fit_transform([dict.fromkeys(row, 1.0) for row in rows])
        self._kept = np.asarray((matrix > 0).sum(0)).ravel() >= _LEAST_COUNT
        regression = LogisticRegression(C=c, max_iter=1000, class_weight=balance)
        self._regression = regression.fit(matrix[:, self._kept], np.asarray(labels))

    def odds(self, rows: Sequence[set[str]]) -> NDArray[np.float64]:
        """Log odds of each row."""
        matrix = self._vectors.transform([dict.fromkeys(row, 1.0) for row in rows])[:, self._kept]
        return np.asarray(self._regression.decision_function(matrix))

    def weights(self, least: float) -> tuple[dict[str, float], float]:
        """Weights of at least `least`, and the bias."""
        names = np.asarray(self._vectors.get_feature_names_out())[self._kept]
        found = {str(n): round(float(w), 3) for n, w in zip(names, self._regression.coef_[0], strict=True)}
        kept = {n: w for n, w in sorted(found.items()) if abs(w) >= least}
        return kept, round(float(self._regression.intercept_[0]), 3)


def _fit_agent(calls: Sequence[Call]) -> _Words:
    """Over whole turns and over their pieces: who is who is told from turns, who says a phrase between two breaths from that."""
    turns = [turn for call in calls for turn in call]
    said = turns + [(speaker, piece) for speaker, text in turns if len(pieces := _pieces(text)) > 1 for piece in pieces]
    return _Words([features(t) for _, t in said], [int(s == "A") for s, _ in said], 0.4)


def _pieces(text: str) -> list[str]:
    """A turn as it falls apart at the ends of sentences; where a recogniser wrote none, every eight words."""
    pieces = [piece for piece in _SENTENCE_END.split(text.strip()) if piece]
    if len(pieces) > 1 or len(words := text.split()) < _LONG_WORDS:
        return pieces
    return [" ".join(words[at : at + _BREATH_WORDS]) for at in range(0, len(words), _BREATH_WORDS)]


def _fit_other(calls: Sequence[Call]) -> _Words:
    """Over calls in which one party alone answers, each whole and by its beginnings, so that a short call is no surprise."""
    parts = [call[:size] for call in calls for size in _BEGINNINGS if size is None or size < len(call)]
    chosen = [part for part in parts if len(_parties(part)) == 1]
    return _Words([_conversation(call) for call in chosen], [int(_parties(call) == {"O"}) for call in chosen], 0.2, "balanced")


def _parties(call: Call) -> set[str]:
    return {s for s, _ in call if s != "A"}


def _conversation(call: Call) -> set[str]:
    return conversation_features([t for s, t in call if s != "A"], [t for s, t in call if s == "A"])


def _total(agent: _Words, texts: Sequence[str]) -> float:
    return float(np.clip(agent.odds([features(t) for t in texts]), -_TURN_CAP, _TURN_CAP).sum()) if texts else 0.0


def _slope(values: Sequence[float]) -> float:
    """The factor that turns a difference of sums, agent's less the other's, into log odds."""
    both = np.asarray([*values, *(-v for v in values)])[:, None]
    truth = np.repeat([1, 0], len(values))
    return float(LogisticRegression(C=10.0, fit_intercept=False).fit(both, truth).coef_[0, 0])


def cross_validate(calls: Sequence[Call], heard_turns: int | None = None) -> dict[str, Any]:
    """Five folds by call: how often the agent is found, from all turns or only the first `heard_turns`; and third parties."""
    sums: list[float] = []
    other: list[tuple[bool, bool]] = []
    for train, test in GroupKFold(5).split(calls, groups=np.arange(len(calls))):
        agent, third = _fit_agent([calls[i] for i in train]), _fit_other([calls[i] for i in train])
        for i in test:
            call = calls[i][:heard_turns]
            voices = {s: [t for who, t in call if who == s] for s in "ADO"}
            if voices["A"] and _parties(call):
                sums.append(_total(agent, voices["A"]) - _total(agent, max(voices["D"], voices["O"], key=len)))
            if len(_parties(call)) == 1:
                said = float(third.odds([_conversation(call)])[0]) + _OTHER_LIFT > 0
                other.append((said, _parties(call) == {"O"}))
    said_other, is_other = (np.asarray(column) for column in zip(*other, strict=True))
    return {
        "calls": len(sums),
        "agent_found": float((np.asarray(sums) > 0).mean()),
        "third_parties": int(is_other.sum()),
        "other_precision": float(is_other[said_other].mean()) if said_other.any() else None,
        "other_recall": float(said_other[is_other].mean()),
        "slope": round(_slope(sums), 4),
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
        agent, agent_bias = _fit_agent(calls).weights(0.03)
        other, other_bias = _fit_other(calls).weights(0.02)
        content: dict[str, Any] = {"slope": measured["slope"], "calls": len(calls), "agent": agent, "other": other}
        content |= {"agent_bias": agent_bias, "other_bias": round(other_bias + _OTHER_LIFT, 3)}
        args.out.write_text(json.dumps(content, ensure_ascii=False, indent=0, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
