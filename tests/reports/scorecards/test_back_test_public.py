"""Public loans as vendors' months: groups of people stand for vendors, loans fall into months at random, what was repaid came."""

import csv
from collections.abc import Callable
from dataclasses import fields

import numpy as np
import pytest

from reports.scorecards.adjusted import recovery
from reports.scorecards.back_test import LEAST_EARLIER, Tested, back_test
from reports.scorecards.facts import Accounts, Calls, Facts, Month, Period, VendorName
from reports.scorecards.monthly import month_recovery
from reports.scorecards.past import past_of
from tests.portfolios import public_portfolio
from tests.reports.scorecards.small_world import MONTHS

MANY = 6


def _number(text: str) -> float:
    return float(text) if text else np.nan


def credit_data(group: str, seed: int) -> Facts:
    """4,454 loans; `group` is the column that stands for the vendor, groups under 150 loans left out."""
    with public_portfolio("credit_data").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r[group]]
    names = sorted({r[group] for r in rows})
    names = [n for n in names if sum(r[group] == n for r in rows) >= 150]
    rows = [r for r in rows if r[group] in names]
    columns = {k: np.array([_number(r[k]) for r in rows]) for k in ("Amount", "Time", "Seniority", "Age", "Income", "Expenses")}
    good = np.array([r["Status"] == "good" for r in rows])
    burden = columns["Expenses"] / np.maximum(np.nan_to_num(columns["Income"], nan=100.0), 1)
    whole = Accounts(
        vendor=np.array([names.index(r[group]) for r in rows]),
        person=np.arange(len(rows)),
        segment=np.zeros(len(rows), dtype=np.int64),
        product=np.array([r["Records"] == "yes" for r in rows]).astype(np.int64),
        days_overdue=columns["Time"],
        balance=columns["Amount"],
        months_open=columns["Seniority"],
        risk=np.clip(burden, 0, 3) / 3,
        age=columns["Age"],
        days_left=np.ones(len(rows)),
        recovered=columns["Amount"] * good,
    )
    return _months(whole, names, np.random.default_rng(seed).integers(0, MANY, len(rows)))


def lending_club(seed: int) -> Facts:
    """9,857 loans; the ten states with most loans stand for vendors."""
    with public_portfolio("lending_club").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    states, counts = np.unique([r["addr_state"] for r in rows], return_counts=True)
    names = [str(s) for s in states[np.argsort(-counts)][:10]]
    rows = [r for r in rows if r["addr_state"] in names]
    good, amount = np.array([r["Class"] == "good" for r in rows]), np.array([_number(r["funded_amnt"]) for r in rows])
    whole = Accounts(
        vendor=np.array([names.index(r["addr_state"]) for r in rows]),
        person=np.arange(len(rows)),
        segment=np.zeros(len(rows), dtype=np.int64),
        product=np.array([r["term"] == "term_60" for r in rows]).astype(np.int64),
        days_overdue=np.array([_number(r["revol_util"]) for r in rows]),
        balance=amount,
        months_open=np.array([_number(r["total_bal_il"]) for r in rows]),
        risk=np.clip(np.array([_number(r["int_rate"]) for r in rows]) / 30, 0, 1),
        age=np.full(len(rows), np.nan),
        days_left=np.ones(len(rows)),
        recovered=amount * good,
    )
    return _months(whole, names, np.random.default_rng(seed).integers(0, MANY, len(rows)))


def _months(whole: Accounts, names: list[str], month: np.ndarray) -> Facts:
    none = np.zeros(0, dtype=np.int64)
    calls = Calls(none, none, none.astype(bool), none, none.astype(bool))
    months = []
    for m in range(MANY):
        held = Accounts(**{f.name: getattr(whole, f.name)[month == m] for f in fields(Accounts)})
        months.append(Month(Period(*MONTHS[m]), calls, held, {}, {}, {}))
    vendors = tuple(VendorName(n, n) for n in names)
    return Facts(vendors, ("all",), tuple(months), None, (), "EUR", 0, 365)


def told_of(facts: Facts) -> list[float]:
    """PITs of the recovery told of every month from the ones before it."""
    keys = [v.key for v in facts.vendors]
    recovered = [month_recovery(recovery(m.accounts, len(keys)), keys) for m in facts.months]
    (found,) = (f for f in back_test(past_of(facts, recovered)) if f.tested is Tested.RECOVERY)
    return [t.pit for t in found.told]


@pytest.mark.parametrize("made", [lambda: credit_data("Job", 1), lambda: lending_club(1)], ids=["credit_data", "lending_club"])
def test_what_was_repaid_came_as_told(made: Callable[[], Facts]) -> None:
    pits = np.array(told_of(made()))
    assert len(pits) >= 3 * (MANY - LEAST_EARLIER)
    assert np.mean(np.abs(pits - 0.5) <= 0.475) >= 0.85
