"""A measure as data: what it counts over what. The list is `kpis.yaml`; docs/kpis.md is its reader's side."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

GROUPS = ("reach", "agreement", "money", "effort", "care")


class Kind(StrEnum):
    """What divides what."""

    SHARE = "share"
    EACH = "each"
    RATIO = "ratio"


@dataclass(frozen=True, slots=True)
class Measure:
    """One KPI. Texts are {es, en}; `better` is up, down or none; `unit` None for shares and money; shown times `scale`.

    `counts`: what is above the line are things counted.
    """

    id: str
    group: str
    kind: Kind
    better: str
    facts: str
    by: tuple[str, ...]
    name: dict[str, str]
    numerator: dict[str, str]
    denominator: dict[str, str]
    excluded: dict[str, str]
    unit: dict[str, str] | None = None
    money: bool = False
    scale: int = 1
    counts: bool = False


@cache
def measures() -> dict[str, Measure]:
    """Every measure by id, in the order of the file. Raises ValueError for an entry that is not whole."""
    text = files("reports.kpis").joinpath("kpis.yaml").read_text(encoding="utf-8")
    found = [_measure(entry) for entry in yaml.safe_load(text)]
    return {m.id: m for m in found}


def _measure(entry: dict[str, Any]) -> Measure:
    try:
        measure = Measure(**{**entry, "kind": Kind(entry["kind"]), "by": tuple(entry["by"])})
    except (TypeError, KeyError, ValueError) as cause:
        raise ValueError(f"kpis.yaml: {entry.get('id', '?')}: {cause}") from cause
    if measure.group not in GROUPS or measure.better not in ("up", "down", "none"):
        raise ValueError(f"kpis.yaml: {measure.id}: group {measure.group!r} or better {measure.better!r} is not known")
    for words in (measure.name, measure.numerator, measure.denominator, measure.excluded):
        if set(words) != {"es", "en"}:
            raise ValueError(f"kpis.yaml: {measure.id}: every text needs es and en, found {sorted(words)}")
    return measure
