"""What a page needs to answer «what if» at once, kept with the comparison: the past, how often such projections held, the caps.

`outlook_of(facts, …)` reads all accounts, once; `Outlook.move` answers from what was kept, in a fraction of a second.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from reports.intervals import Estimate
from reports.scorecards.back_test import BackTest, Tested, Told, back_test
from reports.scorecards.cap import cap_table
from reports.scorecards.facts import Facts, Floats
from reports.scorecards.past import Counted, MonthRecovery, Past, past_of
from reports.scorecards.projection import Projection, ProjectionLine
from reports.scorecards.projection import Told as About
from reports.scorecards.what_if import Move, move_accounts

CAPS = (1, 2, 3, 4, 5, 6, 7)
_TABLES = ("log_recovery", "log_error", "expected", "chance", "people", "covered")


@dataclass(frozen=True, slots=True)
class Outlook:
    """`caps` are by vendor key ("" all) and contacts a week."""

    past: Past
    tests: tuple[BackTest, ...]
    caps: Mapping[tuple[str, int], Projection]

    def move(self, move: Move) -> Projection:
        """As `move_accounts`."""
        return move_accounts(self.past, move)

    def cap(self, most: int, vendor: str = "") -> Projection:
        """As `cap.cap_contacts`. Raises KeyError for a cap outside CAPS or a vendor nobody knows."""
        return self.caps[vendor, most]

    def test(self, tested: Tested) -> BackTest:
        """How often it held."""
        return next(t for t in self.tests if t.tested is tested)


def outlook_of(facts: Facts, recovered: Sequence[Mapping[str, MonthRecovery]], segment: str = "") -> Outlook:
    """Of the facts and each month's adjusted recovery (as `past_of` takes it). Raises ValueError as `past_of` does."""
    past = past_of(facts, recovered, segment)
    caps = {}
    for v, key in [(-1, ""), *enumerate(past.vendors)]:
        came = _came(facts, v, segment)
        caps.update({(key, most): told for most, told in cap_table(facts, CAPS, key, segment, came).items()})
    return Outlook(past, back_test(past), caps)


def _came(facts: Facts, vendor: int, segment: str) -> float | None:
    held = facts.months[-1].accounts
    own = held.segment == facts.segments.index(segment) if segment else np.ones(len(held), dtype=bool)
    total = float(held.recovered[own if vendor < 0 else own & (held.vendor == vendor)].sum())
    return total if total > 0 else None


def outlook_dict(made: Outlook) -> dict[str, Any]:
    """As plain values for JSON; what is not a number is null."""
    p = made.past
    return {
        "vendors": list(p.vendors),
        "segment": p.segment,
        "own_counts": p.own_counts,
        "accounts": p.accounts.tolist(),
        **{name: _listed(getattr(p, name)) for name in _TABLES},
        "complaints": _counted_dict(p.complaints),
        "against_law": _counted_dict(p.against_law),
        "tests": [_test_dict(t) for t in made.tests],
        "caps": [{"vendor": v, "most": n, **_projection_dict(told)} for (v, n), told in made.caps.items()],
    }


def outlook_from(row: Mapping[str, Any]) -> Outlook:
    """What `outlook_dict` wrote. Raises KeyError for a field that is missing."""
    past = Past(
        vendors=tuple(row["vendors"]),
        segment=row["segment"],
        log_recovery=_array(row["log_recovery"]),
        log_error=_array(row["log_error"]),
        expected=_array(row["expected"]),
        chance=_array(row["chance"]),
        accounts=np.array(row["accounts"], dtype=np.int64),
        people=_array(row["people"]),
        complaints=_counted_from(row["complaints"]),
        against_law=_counted_from(row["against_law"]),
        covered=_array(row["covered"]),
        own_counts=row["own_counts"],
    )
    caps = {(c["vendor"], c["most"]): _projection_from(c) for c in row["caps"]}
    return Outlook(past, tuple(_test_from(t) for t in row["tests"]), caps)


def _counted_dict(counted: Counted) -> dict[str, Any]:
    return {"seen": _listed(counted.seen), "people": _listed(counted.people), "raised": _listed(counted.raised)}


def _counted_from(row: Mapping[str, Any]) -> Counted:
    return Counted(_array(row["seen"]), _array(row["people"]), _array(row["raised"]))


def _listed(values: Floats) -> list[list[float | None]]:
    return [[float(v) if np.isfinite(v) else None for v in line] for line in values]


def _array(rows: list[list[float | None]]) -> Floats:
    return np.array([[np.nan if v is None else v for v in line] for line in rows], dtype=np.float64)


def _estimate_from(row: Mapping[str, Any] | None) -> Estimate | None:
    return None if row is None else Estimate(row["value"], row["low"], row["high"], row["n"])


def _estimate_dict(found: Estimate | None) -> dict[str, Any] | None:
    return None if found is None else {"value": found.value, "low": found.low, "high": found.high, "n": found.n}


def _test_dict(test: BackTest) -> dict[str, Any]:
    told = [{"vendor": t.vendor, "month": t.month, "low": t.low, "high": t.high, "came": t.came, "pit": t.pit} for t in test.told]
    coverage = [[level, _estimate_dict(found)] for level, found in test.coverage.items()]
    cause = None if test.cause is None else dict(test.cause)
    return {"tested": test.tested.value, "hits": _estimate_dict(test.hits), "coverage": coverage, "told": told, "cause": cause}


def _test_from(row: Mapping[str, Any]) -> BackTest:
    coverage = {float(level): _sure(found) for level, found in row["coverage"]}
    return BackTest(Tested(row["tested"]), _sure(row["hits"]), coverage, tuple(Told(**t) for t in row["told"]), row["cause"])


def _sure(row: Mapping[str, Any]) -> Estimate:
    return Estimate(row["value"], row["low"], row["high"], row["n"])


def _projection_dict(told: Projection) -> dict[str, Any]:
    return {"lines": [line_dict(line) for line in told.lines], "notes": [dict(n) for n in told.notes]}


def _projection_from(row: Mapping[str, Any]) -> Projection:
    return Projection(tuple(line_from(r) for r in row["lines"]), tuple(row["notes"]))


def line_dict(line: ProjectionLine) -> dict[str, Any]:
    """One line of a projection as plain values for JSON."""
    return {
        "about": line.about.value,
        "change": _estimate_dict(line.change),
        "bounds": line.bounds,
        "cause": None if line.cause is None else dict(line.cause),
        "average": _estimate_dict(line.average),
    }


def line_from(row: Mapping[str, Any]) -> ProjectionLine:
    """What `line_dict` wrote. Raises KeyError for a field that is missing."""
    change, average = _sure(row["change"]), _estimate_from(row["average"])
    return ProjectionLine(About(row["about"]), change, row["bounds"], row["cause"], average)
