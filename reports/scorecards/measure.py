"""A measure of a vendor as data: what it counts over what, which way is better. The list is `measures.yaml`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from reports.kpis.measure import Kind

GROUPS = ("conduct", "law", "honesty", "person", "result")


@dataclass(frozen=True, slots=True)
class VendorMeasure:
    """One measure. Texts are {es, en}. `better` is up or down. `own` measures have a model of their own (calls, accounts).

    `scale`: shown times it, with `decimals` (shares are shown in per cent). `floor` and `ceiling` bound the value.
    `diagnostic`: never a finding, the scorer errs too much.
    """

    id: str
    group: str
    kind: Kind
    better: str
    name: dict[str, str]
    above: dict[str, str]
    below: dict[str, str]
    left_out: dict[str, str]
    unit: dict[str, str] | None = None
    money: bool = False
    own: bool = False
    scale: float = 1
    counts: bool = False
    floor: float | None = 0.0
    ceiling: float | None = None
    diagnostic: bool = False
    decimals: int = 1


@cache
def vendor_measures() -> dict[str, VendorMeasure]:
    """Every measure by id, in the order of the file. Raises ValueError for an entry that is not whole."""
    text = files("reports.scorecards").joinpath("measures.yaml").read_text(encoding="utf-8")
    found = [_measure(entry) for entry in yaml.safe_load(text)]
    return {m.id: m for m in found}


def _measure(entry: dict[str, Any]) -> VendorMeasure:
    try:
        measure = VendorMeasure(**{**entry, "kind": Kind(entry["kind"])})
    except (TypeError, KeyError, ValueError) as cause:
        raise ValueError(f"measures.yaml: {entry.get('id', '?')}: {cause}") from cause
    if measure.group not in GROUPS or measure.better not in ("up", "down"):
        raise ValueError(f"measures.yaml: {measure.id}: group {measure.group!r} or better {measure.better!r} is not known")
    for words in (measure.name, measure.above, measure.below, measure.left_out):
        if set(words) != {"es", "en"}:
            raise ValueError(f"measures.yaml: {measure.id}: every text needs es and en, found {sorted(words)}")
    return measure
