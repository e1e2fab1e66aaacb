"""How good the shipped judge was found to be: the figures of `docs/validation.md` that every report carries."""

import json
from functools import cache
from importlib.resources import files

from reports.facts import Measure


@cache
def measures() -> tuple[Measure, ...]:
    """The judge's figures on calls it never learned from, in the order they are told."""
    rows = json.loads(files("audit.judges").joinpath("weights/measured.json").read_text(encoding="utf-8"))
    return tuple(Measure(**row) for row in rows)
