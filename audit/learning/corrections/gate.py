"""Whether a version may be published: measured on calls it had not learnt from, against the judge it would replace."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from audit.calls import DUTIES, VIOLATIONS
from audit.data_file import Words
from audit.learning.corrections.measure import Answer, Compared, asserted, at_best, compared, each, precision
from audit.rubric import load_rubric

FEWEST_CALLS = 20
FLOOR = 0.80
"""Of the acts asserted of one kind, the share people must confirm: refused where even the upper end of the interval is below."""
FLOOR_OF_ALL = 0.90
FALL = 0.05
"""Over the criteria together, the chance that one is said to fall when none does (Bonferroni)."""
FORGETTING = 0.01
"""Kappa on the house's own calls may lose this much: less is within what fitting again moves."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the decision rests on: `duties`, `acts`, asserted `precision`; each criterion; `kept` on the house's own calls."""

    duties: Compared
    acts: Compared
    precision: Compared
    criteria: Mapping[str, Compared]
    precisions: Mapping[str, tuple[int, int]]
    kept: Sequence[Compared]

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "duties": self.duties.as_dict(),
            "acts": self.acts.as_dict(),
            "precision": self.precision.as_dict(),
            "criteria": {c: m.as_dict() for c, m in self.criteria.items()},
            "precisions": {c: list(m) for c, m in self.precisions.items()},
            "kept": [m.as_dict() for m in self.kept],
        }


@dataclass(frozen=True, slots=True)
class Decision:
    """`publish` only where `against` is empty; each reason in both languages."""

    publish: bool
    against: tuple[Words, ...]


def measure(answers: Sequence[Answer], kept: Sequence[Compared]) -> Measured:
    """The figures of the held-out answers; `kept` is what was measured on the house's own calls."""
    acts = [a for a in answers if a.criterion in VIOLATIONS]
    said = {c: asserted([a for a in acts if a.criterion == c]) for c in VIOLATIONS}
    return Measured(
        compared("duties", [a for a in answers if a.criterion in DUTIES]),
        compared("acts", acts),
        precision("precision", acts),
        each(answers, 1 - FALL / len(DUTIES + VIOLATIONS)),
        {c: found for c, found in said.items() if found[1]},
        kept,
    )


def decide(measured: Measured) -> Decision:
    """Publish where something improves beyond its interval and nothing falls beyond its own, below a floor, or is forgotten."""
    against: list[Words] = []
    calls = max(measured.duties.calls, measured.acts.calls)
    if calls < FEWEST_CALLS:
        against.append(
            Words(
                f"solo {calls} llamadas corregidas: hacen falta {FEWEST_CALLS} para medir",
                f"only {calls} corrected calls: measuring takes {FEWEST_CALLS}",
            )
        )
    pooled = (measured.duties, measured.acts)
    if not any(m.difference.low is not None and m.difference.low > 0 for m in pooled):
        against.append(
            Words(
                "ni en deberes ni en conductas mejora más allá de su intervalo",
                "neither duties nor acts improve beyond their interval",
            )
        )
    against += [
        _falls(m) for m in (*pooled, *measured.criteria.values()) if m.difference.high is not None and m.difference.high < 0
    ]
    against += [_low(c, right, of, FLOOR) for c, (right, of) in measured.precisions.items() if at_best(right, of) < FLOOR]
    right, of = (sum(v[i] for v in measured.precisions.values()) for i in (0, 1))
    if of and at_best(right, of) < FLOOR_OF_ALL:
        against.append(_low("", right, of, FLOOR_OF_ALL))
    against += [_forgotten(m) for m in measured.kept if m.difference.high is not None and m.difference.high < -FORGETTING]
    return Decision(not against, tuple(against))


_WHOLES = {
    "duties": Words("los deberes", "the duties"),
    "acts": Words("las conductas", "the acts"),
    "turns": Words("turno a turno, en llamadas de la casa", "turn by turn, on the house's calls"),
    "house duties": Words("los deberes, en llamadas de la casa", "the duties, on the house's calls"),
}


def _named(name: str) -> Words:
    """What people call it: a whole, else the criterion by its name."""
    if name in _WHOLES:
        return _WHOLES[name]
    called = load_rubric().criterion(name).name
    return Words(f"«{called.es}»", f"“{called.en}”")


def _falls(m: Compared) -> Words:
    what = _named(m.name)
    return Words(f"el kappa de {what.es} baja: {_ends(m, ',', '.')}", f"kappa of {what.en} falls: {_ends(m, '.', ',')}")


def _low(criterion: str, right: int, of: int, floor: float) -> Words:
    es, en = (f" de {_named(criterion).es}", f" of {_named(criterion).en}") if criterion else ("", "")
    return Words(
        f"lo afirmado{es} se confirma en {right} de {of}, por debajo del {100 * floor:.0f} %",
        f"what is asserted{en} is confirmed in {right} of {of}, below {100 * floor:.0f}%",
    )


def _forgotten(m: Compared) -> Words:
    what = _named(m.name)
    return Words(
        f"olvida lo que ya sabía ({what.es}): {_ends(m, ',', '.')}", f"forgets what it knew ({what.en}): {_ends(m, '.', ',')}"
    )


def _ends(m: Compared, point: str, thousands: str) -> str:
    d = m.difference
    shown = [f"{v:+.3f}".replace(".", point).replace("-", "−") for v in (d.value, d.low, d.high) if v is not None]
    return f"{shown[0]} [{'; '.join(shown[1:])}], n = {f'{m.n:,}'.replace(',', thousands)}"
