"""Matched twins: which two drawn rows are a pair that differs in one trait, and who stays alone.

Twins are two different people: other names, numbers and lines, another account. They are alike in distribution (vendor, mission,
segment, amount, age, sex, place as near as the drawn rows allow) and not equal, so that nothing in the file points from one to
the other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

_AGES_APART, _AMOUNTS_APART = 20.0, np.log(2.5)


class Trait(StrEnum):
    """What the twins of a pair differ in."""

    COMMUNE = "commune"
    NAME_ORIGIN = "name_origin"
    GENDER = "gender"
    AGE = "age"
    AMOUNT = "amount"
    TONE = "tone"


@dataclass(frozen=True, slots=True)
class Likeness:
    """What rows are matched on, by row: logs of amounts, years of birth, and texts; None where the file does not tell."""

    amount: npt.NDArray[np.float64] | None
    year: npt.NDArray[np.float64] | None
    texts: Mapping[str, Sequence[str]]

    def traits(self) -> tuple[Trait, ...]:
        """The traits that these rows allow to differ."""
        found = [Trait.NAME_ORIGIN, Trait.TONE, Trait.GENDER]
        if self.year is not None:
            found.append(Trait.AGE)
        if self.amount is not None:
            found.append(Trait.AMOUNT)
        if "city" in self.texts or "region" in self.texts:
            found.append(Trait.COMMUNE)
        return tuple(found)

    def apart(self, one: int, others: npt.NDArray[np.int64], trait: Trait) -> npt.NDArray[np.float64]:
        """How unlike each of `others` is to `one` in all but the trait; infinite where it does not differ in the trait."""
        far = np.zeros(len(others))
        for name, axis, scale in (("amount", self.amount, 0.3), ("year", self.year, 5.0)):
            if axis is None:
                continue
            gap = np.abs(axis[others] - axis[one])
            gap = np.where(np.isfinite(gap), gap, 3 * scale)
            differs = {Trait.AGE: ("year", _AGES_APART), Trait.AMOUNT: ("amount", _AMOUNTS_APART)}.get(trait)
            if differs and differs[0] == name:
                far[gap < differs[1]] = np.inf
            else:
                far += gap / scale
        for name, cells in self.texts.items():
            other = np.array([cells[i] != cells[one] for i in others])
            if (trait is Trait.COMMUNE and name == "city") or (trait is Trait.GENDER and name == "sex"):
                far[~other] = np.inf
            elif not (trait is Trait.COMMUNE and name in ("region", "postal")):
                far += other * (6.0 if name in ("segment", "sex") else 1.0)
        return far


@dataclass(frozen=True, slots=True)
class Pair:
    """Two rows by number; the second has the trait."""

    first: int
    second: int
    trait: Trait


def pair_up(
    count: int, pairs: int, likeness: Likeness, traits: Sequence[Trait], rng: np.random.Generator
) -> tuple[list[int], list[Pair]]:
    """`count` rows, the first drawn where nothing else decides, of which `pairs` are matched with further rows.

    Returns the rows in use and the pairs. Rows not used are thrown away. Raises IndexError never: pairs that cannot be made with
    one trait are made with the next.
    """
    total = len(next(iter(likeness.texts.values()))) if likeness.texts else len(_any(likeness))
    usable = [trait for trait in traits if trait in likeness.traits()] or [Trait.TONE]
    used: set[int] = set(range(count - pairs))
    found = []
    for n in range(pairs):
        first = n
        for step in range(len(usable)):
            trait = usable[(n + step) % len(usable)]
            others = np.array([i for i in range(total) if i not in used], dtype=np.int64)
            far = likeness.apart(first, others, trait) + 1e-6 * rng.random(len(others))
            if len(far) and np.isfinite(far.min()):
                break
        else:
            continue
        second = int(others[np.argmin(far)])
        used.add(second)
        found.append(Pair(first, second, trait))
    for spare in range(count - pairs, total):
        if len(used) >= count:
            break
        used.add(spare)
    return sorted(used), found


def _any(likeness: Likeness) -> npt.NDArray[np.float64]:
    axis = likeness.amount if likeness.amount is not None else likeness.year
    return axis if axis is not None else np.zeros(0)


__all__ = ["Likeness", "Pair", "Trait", "pair_up"]
