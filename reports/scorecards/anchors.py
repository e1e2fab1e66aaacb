"""What lived treatment is made of, as data (`experience.yaml`): a table for each measure turns its value into points 0–100."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import yaml

from reports.scorecards.facts import Floats
from reports.scorecards.measure import vendor_measures


@dataclass(frozen=True, slots=True)
class Table:
    """A measure's values and the points they are worth, values rising; flat beyond the ends."""

    measure: str
    values: tuple[float, ...]
    points: tuple[float, ...]

    def of(self, values: Floats | float) -> Floats:
        """Points 0–100 of values in the measure's own unit."""
        return np.asarray(np.interp(values, self.values, self.points), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Ingredient:
    """A part of lived treatment: `weight` in hundredths, the tables it may be read from (best first), what it is `heard` in."""

    id: str
    weight: float
    name: Mapping[str, str]
    why: Mapping[str, str]
    tables: tuple[Table, ...]
    heard: str = ""


@cache
def ingredients() -> tuple[Ingredient, ...]:
    """Every part in the order of the file. Raises ValueError for an entry that is not whole or weights that do not make 100."""
    text = files("reports.scorecards").joinpath("experience.yaml").read_text(encoding="utf-8")
    found = tuple(_ingredient(entry) for entry in yaml.safe_load(text))
    if (total := sum(i.weight for i in found)) != 100:
        raise ValueError(f"experience.yaml: the weights make {total:g}, they must make 100")
    return found


def _ingredient(entry: Mapping[str, Any]) -> Ingredient:
    where = f"experience.yaml: {entry.get('id', '?')}"
    try:
        tables = tuple(_table(where, t["measure"], t["anchors"]) for t in entry["from"])
        rest = {k: v for k, v in entry.items() if k != "from"}
        found = Ingredient(**rest, tables=tables)
    except (TypeError, KeyError) as cause:
        raise ValueError(f"{where}: {cause}") from cause
    if found.weight <= 0 or set(found.name) != {"es", "en"} or set(found.why) != {"es", "en"}:
        raise ValueError(f"{where}: needs a weight over zero, and name and why in es and en")
    return found


def _table(where: str, measure: str, anchors: list[list[float]]) -> Table:
    values, points = zip(*anchors, strict=True)
    if measure not in vendor_measures():
        raise ValueError(f"{where}: {measure} is no measure of measures.yaml")
    if list(values) != sorted(set(values)) or min(points) < 0 or max(points) > 100:
        raise ValueError(f"{where}: {measure}: the values of its anchors must rise and its points lie from 0 to 100")
    steps = np.diff(points)
    if not (np.all(steps > 0) if vendor_measures()[measure].better == "up" else np.all(steps < 0)):
        raise ValueError(f"{where}: {measure}: more points must mean better, as measures.yaml says what is better")
    return Table(measure, tuple(map(float, values)), tuple(map(float, points)))
