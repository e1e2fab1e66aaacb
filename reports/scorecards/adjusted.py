"""Recovery for the accounts handed over: what came of a vendor's accounts over what the average vendor would have had of them.

A rate model with an effect of each vendor beside what makes accounts hard, learnt within vendors. The average vendor is the
geometric mean of the vendors with ten payments or more, so 1.00 is what it would have had. An account weighs by the square root
of its balance: by its balance a few great debts would decide, alone they would count like small ones. Errors are by person.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t as student

from reports.intervals import Estimate
from reports.scorecards.facts import Accounts, Floats
from reports.scorecards.overlap import overlap
from reports.scorecards.vendor_effects import vendor_effects

_TOO_LONE, _SAID_LONE = 0.5, 0.05
_FEWEST, _PAYMENTS = 20, 10
NO_ACCOUNTS = {"es": "ninguna cuenta asignada con tiempo para pagar", "en": "no account placed with time to pay"}
TOO_FEW = {
    "es": f"menos de {_FEWEST} cuentas comparables: no alcanza para ajustar",
    "en": f"fewer than {_FEWEST} accounts that compare: not enough to adjust",
}
NOBODY_ELSE = {
    "es": "nadie más tuvo cuentas como las suyas: no se puede saber qué habría recuperado otro de ellas",
    "en": "nobody else had accounts like its own: what another would have recovered of them cannot be told",
}
TOO_FEW_PAID = {
    "es": f"menos de dos proveedores con {_PAYMENTS} pagos: no hay con quién comparar",
    "en": f"fewer than two vendors with {_PAYMENTS} payments: there is nobody to compare with",
}


@dataclass(frozen=True, slots=True)
class Recovery:
    """Each vendor's ratio, `causes` where there is none; of the `known` ones the logarithm [K], its covariance [K, K] and the
    degrees of freedom it is known with. `lone` is the share of each vendor's balance left out, for nobody else had the like.
    `reference` are the vendors whose mean is 1.00; one of whom nothing came has a value of 0 and is not among the known.
    `expected` is what the average vendor would have had of each one's accounts that compare, in minor units."""

    values: tuple[Estimate, ...]
    causes: tuple[Mapping[str, str] | None, ...]
    known: tuple[int, ...]
    log: Floats
    covariance: Floats
    freedom: Floats
    lone: Floats
    reference: tuple[int, ...] = ()
    expected: tuple[float | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """What the average vendor would have had of every account [N], in minor units, and how much a unit of its money counts for.

    NaN: the account is left out. The sum of what came times `weight` over the sum of `amount` times `weight` is its vendor's
    adjusted recovery."""

    amount: Floats
    weight: Floats


def recovery(accounts: Accounts, vendors: int, seed: int = 0) -> Recovery:
    """Adjusted recovery of each of `vendors`. Raises ValueError for columns that do not fit or money that is not finite."""
    return expected_each(accounts, vendors, seed)[0]


def expected_each(accounts: Accounts, vendors: int, seed: int = 0) -> tuple[Recovery, Expected]:
    """The same, with what it rests on account by account. Raises as `recovery`."""
    _check(accounts, vendors)
    each = Expected(np.full(len(accounts), np.nan), np.full(len(accounts), np.nan))
    causes: list[Mapping[str, str] | None] = [None] * vendors
    at = np.flatnonzero(accounts.days_left > 0)
    ready = _rows(accounts, at)
    counts = np.bincount(ready.vendor, minlength=vendors)
    lone = np.full(vendors, np.nan)
    compared = counts > 0
    if compared.sum() > 1:
        shared = overlap(ready, vendors, seed)
        lone, compared = shared.lone, shared.together & (shared.lone <= _TOO_LONE)
        stay = shared.kept & compared[ready.vendor]
        ready, at = _rows(ready, stay), at[stay]
    kept = np.bincount(ready.vendor, minlength=vendors)
    paid = np.bincount(ready.vendor[ready.recovered > 0], minlength=vendors)
    usable = compared & (kept >= _FEWEST)
    reference = tuple(int(v) for v in np.flatnonzero(usable & (paid >= _PAYMENTS)))
    for v in (int(n) for n in np.flatnonzero(~usable)):
        causes[v] = _why(int(counts[v]), bool(compared[v]))
    values = [Estimate(None, None, None, int(n)) for n in counts]
    if len(reference) < 2:
        for v in (int(n) for n in np.flatnonzero(usable)):
            causes[v] = TOO_FEW_PAID if usable.sum() > 1 else NOBODY_ELSE
        blank = (None,) * vendors
        return Recovery(tuple(values), tuple(causes), (), np.zeros(0), np.zeros((0, 0)), np.zeros(0), lone, (), blank), each
    known = tuple(int(v) for v in np.flatnonzero(usable & (paid > 0)))
    some = usable[ready.vendor]
    found = vendor_effects(_rows(ready, some), known, np.isin(known, reference), seed)
    each.amount[at[some]], each.weight[at[some]] = found.each, found.weight
    for place, v in enumerate(known):
        half = student.ppf(0.975, found.freedom[place]) * np.sqrt(found.covariance[place, place])
        span = np.exp(found.log[place] + np.array([0.0, -half, half]))
        values[v] = Estimate(float(span[0]), float(span[1]), float(span[2]), int(counts[v]))
    for v, high in found.nothing.items():
        values[v] = Estimate(0.0, 0.0, high, int(counts[v]))
    expected = tuple(found.expected.get(v) for v in range(vendors))
    made = (known, found.log, found.covariance, found.freedom, lone, reference, expected)
    return Recovery(tuple(values), tuple(causes), *made), each


def said_lone(found: Recovery) -> tuple[tuple[int, float], ...]:
    """Vendors with a value of whose balance a share worth saying had no counterpart."""
    return tuple((v, float(found.lone[v])) for v in found.known if found.lone[v] > _SAID_LONE)


def _why(counts: int, compared: bool) -> Mapping[str, str]:
    if not counts:
        return NO_ACCOUNTS
    return TOO_FEW if compared or counts < _FEWEST else NOBODY_ELSE


def _rows(accounts: Accounts, which: NDArray[Any]) -> Accounts:
    return Accounts(**{f.name: getattr(accounts, f.name)[which] for f in fields(Accounts)})


def _check(accounts: Accounts, vendors: int) -> None:
    lengths = {f.name: len(getattr(accounts, f.name)) for f in fields(Accounts)}
    if len(set(lengths.values())) != 1:
        raise ValueError(f"columns of accounts of lengths {lengths}: they must be equal")
    for name in ("balance", "recovered", "days_left"):
        column = getattr(accounts, name)
        if not np.all(np.isfinite(column)) or (len(column) and column.min() < 0):
            raise ValueError(f"accounts: {name} must be finite and not negative")
    if len(accounts) and not (accounts.vendor.min() >= 0 and accounts.vendor.max() < vendors):
        raise ValueError(f"an account's vendor {int(accounts.vendor.max())} is outside 0..{vendors - 1}")
