"""Counting towards a figure: hits of n, with the interval it is published with."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.intervals import wilson


@dataclass(slots=True)
class Tally:
    """Named counts of hits and of cases; two of them add up, so that waves may be counted in different processes."""

    hits: Counter[str] = field(default_factory=Counter)
    cases: Counter[str] = field(default_factory=Counter)

    def note(self, name: str, hit: bool) -> None:
        """One case, hit or not."""
        self.many(name, int(hit), 1)

    def many(self, name: str, hits: int, cases: int) -> None:
        """Several cases at once."""
        self.hits[name] += hits
        self.cases[name] += cases

    def add(self, other: "Tally") -> None:
        """Take in what another counted."""
        self.hits.update(other.hits)
        self.cases.update(other.cases)

    def figure(self, name: str, target: str | None = None) -> dict[str, Any]:
        """The share with its 95 % Wilson interval and n; `value` is None where there was no case."""
        n = self.cases[name]
        if not n:
            return {"value": None, "n": 0}
        found = wilson(self.hits[name], n)
        told = {
            "value": round(self.hits[name] / n, 6),
            "low": round(found.low or 0.0, 6),
            "high": round(found.high or 1.0, 6),
            "n": n,
        }
        return told | ({"target": target} if target else {})

    def figures(self, prefix: str, targets: Mapping[str, str] | None = None) -> dict[str, Any]:
        """Every figure whose name begins with the prefix, without it."""
        names = sorted(name for name in self.cases if name.startswith(prefix))
        return {name.removeprefix(prefix): self.figure(name, (targets or {}).get(name.removeprefix(prefix))) for name in names}
