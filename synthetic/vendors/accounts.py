"""Accounts of a month: who holds them, how hard they are, which vendor got them and what came back."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from synthetic.vendors.knobs import Knobs
from synthetic.vendors.shapes import Bools, Floats, Ints, WorldAccounts

SEGMENTS = ("early", "middle", "late", "written_off")
_EDGES = (30.0, 90.0, 180.0)
_PRODUCTS = 4
_HOUSE = 0.3
"""How alike the fates of one person's accounts are."""


@dataclass(frozen=True, slots=True)
class Land:
    """How hard accounts are in one world: the log of the share that comes back, of the account's columns. Not linear."""

    curve: Callable[[dict[str, Floats]], Floats]
    timing: float
    paying: float


def draw_land(rng: np.random.Generator) -> Land:
    """Bends, steps and two interactions, other ones in each world."""
    slope = rng.normal(0, 1, 6)
    bend = rng.uniform(-1.5, 1.5, 4)
    product = rng.normal(0, 0.35, _PRODUCTS)
    steep = rng.normal(0, 0.3, _PRODUCTS)
    step = rng.uniform(0.1, 0.7)

    def curve(z: dict[str, Floats]) -> Floats:
        days, kind = z["days"], z["product"].astype(int)
        hinge = np.maximum(days - bend[0], 0)
        out = -(0.35 + 0.2 * abs(slope[0])) * days - 0.3 * slope[1] * hinge - step * (z["days_overdue"] > 180)
        out = out - 0.35 * z["risk"] - 0.25 * np.maximum(z["risk"] - bend[1] / 2, 0) ** 2
        out = out + 0.15 * slope[2] * np.sin(1.5 * z["age"] + bend[2]) + 0.12 * slope[3] * np.minimum(z["months"], bend[3])
        out = out - (0.12 + 0.08 * slope[4]) * z["balance"] + product[kind] + steep[kind] * days * 0.6
        return np.asarray(np.clip(out + 0.15 * slope[5] * z["risk"] * z["balance"], -4, 2.5))

    return Land(curve, float(rng.uniform(1.0, 2.2)), float(rng.uniform(0.08, 0.22)))


def draw_accounts(
    rng: np.random.Generator, knobs: Knobs, land: Land, shares: Floats, log_recovery: Floats, alone: Bools
) -> WorldAccounts:
    """One month's accounts; `shares` the vendors' parts, `log_recovery` their true multiplier of what comes back."""
    count = knobs.accounts
    columns = _columns(rng, knobs, count)
    difficulty = -land.curve(columns)
    hard = (difficulty - difficulty.mean()) / difficulty.std()
    vendor = _placed(rng, knobs, hard, columns["product"].astype(np.int64), shares, log_recovery, alone)
    passed = np.ones(count)
    if knobs.immature:
        late = rng.random(count) < knobs.immature
        passed[late] = rng.uniform(0.1, 1.0, int(late.sum()))
    chance = np.clip(land.paying * np.exp(-0.8 * (difficulty - difficulty.mean())), 0.003, 0.30)
    part = np.clip(0.35 * np.exp(-0.2 * (difficulty - difficulty.mean())), 0.05, 0.8)
    gone = 1 - (1 - passed) ** land.timing
    money = columns["money"]
    expected = money * chance * part * gone
    recovered = _paid(rng, columns["person"].astype(np.int64), chance * gone, part, money, np.exp(log_recovery[vendor]))
    return WorldAccounts(
        vendor,
        columns["person"].astype(np.int64),
        np.digitize(columns["days_overdue"], _EDGES).astype(np.int64),
        columns["product"].astype(np.int64),
        columns["days_overdue"],
        money,
        columns["months_open"],
        columns["risk_score"],
        columns["years"],
        passed,
        recovered,
        expected,
    )


def _columns(rng: np.random.Generator, knobs: Knobs, count: int) -> dict[str, Floats]:
    """Columns as books have them, and standardised ones for the curve."""
    person = np.cumsum(rng.random(count) >= knobs.household).astype(float)
    days = np.exp(rng.normal(4.2, 1.1, count)).clip(1, 1500).round()
    money = (np.exp(rng.normal(13.5, knobs.tail, count)) * 100).clip(100_000, 5e10).round()
    risk = 1 / (1 + np.exp(-(0.5 * (np.log(days) - 4.2) + rng.normal(0, 1, count))))
    months = np.exp(rng.normal(3.2, 0.8, count)).clip(1, 300).round()
    years = rng.normal(44, 13, count).clip(18, 90).round()
    return {
        "person": person,
        "days_overdue": days,
        "money": money,
        "risk_score": risk,
        "months_open": months,
        "years": np.where(rng.random(count) < 0.05, np.nan, years),
        "product": rng.choice(_PRODUCTS, count, p=(0.4, 0.3, 0.2, 0.1)).astype(float),
        "days": (np.log(days) - 4.2) / 1.1,
        "balance": (np.log(money) - np.log(100) - 13.5) / knobs.tail,
        "risk": (risk - 0.5) / 0.22,
        "months": (np.log(months) - 3.2) / 0.8,
        "age": (years - 44) / 13,
    }


def _placed(
    rng: np.random.Generator, knobs: Knobs, hard: Floats, product: Ints, shares: Floats, log_recovery: Floats, alone: Bools
) -> Ints:
    """Vendors take accounts by how hard they are and by product; one alone has a product that nobody else gets."""
    vendors = len(shares)
    spread = log_recovery.std() or 1.0
    taste = knobs.hardest_to_best * log_recovery / spread + rng.normal(0, knobs.picky, vendors)
    liking = rng.normal(0, knobs.picky, (vendors, _PRODUCTS))
    wish = np.log(shares)[None, :] + hard[:, None] * taste[None, :] + liking.T[product]
    if alone.any():
        own = product == _PRODUCTS - 1
        wish[np.ix_(own, ~alone)] = -np.inf
        wish[np.ix_(~own, alone)] = -np.inf
    vendor = np.argmax(wish + rng.gumbel(size=wish.shape), axis=1)
    for v in np.flatnonzero(~alone):  # nobody is left without accounts
        if (vendor == v).sum() < 40:
            free = np.flatnonzero(~alone[vendor])
            vendor[rng.choice(free, 40, replace=False)] = v
    return np.asarray(vendor, dtype=np.int64)


def _paid(rng: np.random.Generator, person: Ints, chance: Floats, part: Floats, money: Floats, gain: Floats) -> Floats:
    """Money that came: whether one pays goes by person, how much is a part of the balance; both means hold exactly."""
    fate = rng.normal(size=int(person.max()) + 1)[person]
    drawn = ndtr(np.sqrt(_HOUSE) * fate + np.sqrt(1 - _HOUSE) * rng.normal(size=len(person)))
    pays = drawn < np.minimum(chance * gain, 0.95)
    firm = 1.5
    return np.asarray(np.where(pays, money * rng.beta(part * firm, (1 - part) * firm), 0.0).round())
