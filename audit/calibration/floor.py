"""The floor: what a criterion must reach to be asserted. Numbers are in `floor.yaml`, never here."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from audit.agreement import Interval
from audit.data_file import Fields, read_fields

FILE = Path(__file__).parent / "floor.yaml"


class Stands(StrEnum):
    """What may be done with a criterion's findings."""

    ASSERTS = "asserts"
    DIAGNOSTIC_ONLY = "diagnostic_only"
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Floor:
    """Precision 0–1 asked of what is asserted, and the fewest marks, known marks and calls it takes to say anything."""

    precision: float
    fewest_checked: int
    fewest_when_clear: int
    fewest_known: int
    fewest_calls: int
    fewest_rare: int


@cache
def load_floor(path: Path = FILE) -> Floor:
    """The floor of a file. Raises BadRubric naming file, key and value."""
    top, _ = read_fields(path)
    floor, people, session = (Fields(top.raw(name), f"{path.name}: {name}") for name in ("floor", "people", "session"))
    found = Floor(
        floor.number("precision", 0, 1),
        int(floor.number("fewest_checked", 0, 10_000)),
        int(floor.number("fewest_when_clear", 0, 10_000)),
        int(people.number("fewest_known", 0, 10_000)),
        int(session.number("fewest_calls", 0, 10_000)),
        int(session.number("fewest_rare", 0, 10_000)),
    )
    for part in (floor, people, session, top):
        part.done()
    return found


def stands(precision: Interval, floor: Floor | None = None) -> Stands:
    """Whether a criterion of this precision asserts. Too few checked marks change nothing unless all of the interval is below."""
    held = floor or load_floor()
    value, high, n = precision.value, precision.high, precision.n
    if value is None or n < held.fewest_when_clear:
        return Stands.TOO_FEW
    if high is not None and high < held.precision:
        return Stands.DIAGNOSTIC_ONLY
    if n < held.fewest_checked:
        return Stands.TOO_FEW
    return Stands.ASSERTS if value >= held.precision - 1e-9 else Stands.DIAGNOSTIC_ONLY


def diagnostic_only(precisions: Iterable[tuple[str, Interval]], floor: Floor | None = None) -> frozenset[str]:
    """The criteria that are shown and sent to a person and never asserted, of (criterion, precision of what is asserted)."""
    return frozenset(name for name, found in precisions if stands(found, floor) is Stands.DIAGNOSTIC_ONLY)
