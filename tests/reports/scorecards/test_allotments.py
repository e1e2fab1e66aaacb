"""Who gets which accounts changes from month to month; what a vendor does with them does not."""

import numpy as np

from reports.scorecards.back_test import Tested, back_test
from reports.scorecards.facts import Accounts, Calls, Facts, Month, Period, VendorName
from reports.scorecards.monthly import months_recovery
from reports.scorecards.past import past_of
from reports.scorecards.projection import Told
from reports.scorecards.what_if import Move, move_accounts
from tests.reports.scorecards.small_world import MONTHS

GAINS = np.array([1.25, 1.0, 0.8])
CHANCE = np.array([0.30, 0.10])
"""Of paying, in the early and the late segment, for the average vendor."""


def month(rng: np.random.Generator, hard: np.ndarray, many: int = 4000) -> Accounts:
    """`hard` is the share of late accounts each vendor gets."""
    vendor = rng.integers(0, 3, many)
    segment = (rng.random(many) < hard[vendor]).astype(np.int64)
    balance = rng.lognormal(11, 0.5, many)
    pays = rng.random(many) < CHANCE[segment] * GAINS[vendor] / np.exp(np.log(GAINS).mean())
    return Accounts(
        vendor=vendor,
        person=np.arange(many),
        segment=segment,
        product=np.zeros(many, dtype=np.int64),
        days_overdue=np.where(segment == 1, 120.0, 45.0) + rng.uniform(-14, 14, many),
        balance=balance,
        months_open=rng.uniform(5, 50, many),
        risk=rng.uniform(0, 1, many),
        age=rng.uniform(20, 70, many),
        days_left=np.ones(many),
        recovered=balance * pays,
    )


def world(seed: int) -> Facts:
    """Five months; each month who gets the late accounts is drawn anew."""
    rng = np.random.default_rng(seed)
    none = np.zeros(0, dtype=np.int64)
    calls = Calls(none, none, none.astype(bool), none, none.astype(bool))
    months = tuple(Month(Period(*MONTHS[m]), calls, month(rng, rng.uniform(0.1, 0.9, 3)), {}, {}, {}) for m in range(5))
    return Facts(tuple(VendorName(k, k) for k in "abc"), ("early", "late"), months, None, (), "CLP", 0, 30)


def _raw(held: Accounts) -> float:
    mine = held.vendor == 0
    return float(held.recovered[mine].sum() / held.balance[mine].sum())


def test_harder_accounts_are_not_a_worse_vendor_and_projections_hold() -> None:
    hits, told, moves = 0, 0, 0
    for seed in range(4):
        facts = world(seed)
        past = past_of(facts, months_recovery(facts))
        found = next(t for t in back_test(past) if t.tested is Tested.RECOVERY)
        hits, told = hits + sum(t.hit for t in found.told), told + len(found.told)
        usual = move_accounts(past, Move("a", "c", 0.5)).line(Told.RECOVERY_SHARE).average
        assert usual is not None and usual.low is not None and usual.high is not None
        moves += usual.low <= 0.5 * (0.8 / 1.25 - 1) <= usual.high
        raw = [
            m.accounts.recovered[m.accounts.vendor == 0].sum() / m.accounts.balance[m.accounts.vendor == 0].sum()
            for m in facts.months
        ]
        assert np.std(np.log(raw)) > 2 * np.std(past.log_recovery[0])
    assert told == 36 and hits >= 32 and moves >= 3
