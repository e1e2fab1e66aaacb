"""The demo's vendors as they truly are, read from `demo_vendors.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

MONTHS = 6


@dataclass(frozen=True, slots=True)
class DemoVendor:
    """One vendor; what each figure means is said in the file."""

    name: str
    agents: tuple[str, ...]
    recovery: float
    contacts: float
    odd: float
    over: float
    late_mix: float
    heavy: float
    answered: float
    third: float
    promises: float
    kept: float
    stop_days: float
    complaints: float
    csat: float
    first_days: float
    commission: Mapping[str, float]
    breach: tuple[float, ...]
    styles: Mapping[str, float]
    began_days: int = 0


@cache
def demo_vendors() -> tuple[DemoVendor, ...]:
    """In the order of the file. Raises ValueError for an entry that is not whole."""
    rows = yaml.safe_load(files("synthetic.vendors").joinpath("demo_vendors.yaml").read_text(encoding="utf-8"))
    known: dict[str, dict[str, Any]] = {}
    for row in rows:
        known[row["name"]] = {**known.get(row.pop("like", ""), {}), **row}
    made = tuple(_vendor(row) for row in known.values())
    if any(len(v.breach) != MONTHS for v in made):
        raise ValueError(f"demo_vendors.yaml: breach needs {MONTHS} months")
    return made


def _vendor(row: Mapping[str, Any]) -> DemoVendor:
    try:
        return DemoVendor(**{**row, "agents": tuple(row["agents"]), "breach": tuple(row["breach"])})
    except (KeyError, TypeError) as cause:
        raise ValueError(f"demo_vendors.yaml: {row.get('name', '?')}: {cause}") from cause
