"""A small world made by hand for projections: vendors of known recovery, complaints and breaches, months alike."""

from collections.abc import Mapping
from datetime import date

import numpy as np

from reports.kpis.clustered import Sums
from reports.scorecards.facts import Accounts, Calls, Facts, Month, Period, Touches, VendorName
from reports.scorecards.past import MonthRecovery

KEYS = ("a", "b", "c")
MONTHS = tuple((date(2026, m, 1), date(2026, m, 28)) for m in range(1, 13))


def accounts(rng: np.random.Generator, sizes: tuple[int, ...], segments: tuple[tuple[int, ...], ...]) -> Accounts:
    """`sizes` accounts by vendor, each of one of the vendor's `segments`."""
    vendor = np.repeat(np.arange(len(sizes)), sizes).astype(np.int64)
    n = len(vendor)
    segment = np.array([rng.choice(segments[v]) for v in vendor], dtype=np.int64)
    return Accounts(
        vendor=vendor,
        person=np.arange(n, dtype=np.int64),
        segment=segment,
        product=np.zeros(n, dtype=np.int64),
        days_overdue=rng.uniform(31, 90, n),
        balance=rng.lognormal(12, 1, n),
        months_open=rng.uniform(1, 60, n),
        risk=rng.uniform(0, 1, n),
        age=rng.uniform(18, 80, n),
        days_left=np.ones(n),
        recovered=rng.lognormal(9, 1, n) * (rng.random(n) < 0.2),
    )


def facts(
    sizes: tuple[tuple[int, ...], ...],
    rates: Mapping[str, tuple[float, ...]],
    segments: tuple[tuple[int, ...], ...] = ((0, 1), (0, 1), (0, 1)),
    touches: Touches | None = None,
    seed: int = 1,
) -> Facts:
    """A month for each of `sizes`; `rates` per person of complaints and contacts_against_law, by vendor, hit exactly."""
    rng = np.random.default_rng(seed)
    none = np.zeros(0, dtype=np.int64)
    calls = Calls(none, none, none.astype(bool), none, none.astype(bool))
    months = []
    for m, size in enumerate(sizes):
        sums = {measure: _month(by, size) for measure, by in rates.items()}
        period = Period(*MONTHS[m])
        months.append(Month(period, calls, accounts(rng, size, segments), sums, {}, {}))
    names = tuple(VendorName(k, k.upper()) for k in KEYS[: len(sizes[0])])
    return Facts(names, ("early", "late"), tuple(months), None, (), "CLP", 0, 30, touches)


def _month(rates: tuple[float, ...], people: tuple[int, ...]) -> dict[str, Sums]:
    return {k: _alone(round(rate * n), n) for k, rate, n in zip(KEYS, rates, people, strict=False)}


def _alone(hits: int, people: int) -> Sums:
    return Sums(people, people, hits, people, hits, hits, people)


def recovered(ratios: tuple[float, ...], months: int) -> list[dict[str, MonthRecovery]]:
    """The same recovery over expected in every month, of a million expected, known to 2 %."""
    month = {k: MonthRecovery(float(np.log(r)), 0.02, 1_000_000) for k, r in zip(KEYS, ratios, strict=False)}
    return [dict(month) for _ in range(months)]
