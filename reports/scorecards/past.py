"""What vendors were month by month, as the projections and their back-test read it; made of `Facts` and the adjusted recovery."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from reports.kpis.clustered import Sums
from reports.scorecards.drift import History
from reports.scorecards.facts import Facts, Floats, Ints
from reports.scorecards.support import covered_of

RECOVERY_SCALE = 0.1
"""How far vendors' log recovery may differ before having seen them."""


@dataclass(frozen=True, slots=True)
class MonthRecovery:
    """A vendor's recovery in a month: log of recovered over expected with its standard error, and the expected in minor units."""

    log_ratio: float
    error: float
    expected: float


@dataclass(frozen=True, slots=True)
class Counted:
    """Things counted in each month, [vendors, months]: how many, over how many people, and how much more than chance they vary.

    `raised` is the design effect (1: each comes alone). NaN: not counted.
    """

    seen: Floats
    people: Floats
    raised: Floats

    def history(self) -> History:
        """Square roots of the rate per person, whose error hardly depends on the rate (Anscombe 1948, Biometrika 35:246)."""
        with np.errstate(invalid="ignore", divide="ignore"):
            values = np.sqrt((self.seen + 0.375 * self.raised) / self.people)
            errors = 0.5 * np.sqrt(self.raised / self.people)
        usual = float(np.nanmedian(values)) if np.isfinite(values).any() else 1.0
        return History(values, errors, max(0.3 * usual, 1e-9))


@dataclass(frozen=True, slots=True)
class Past:
    """Vendors by months, oldest first. Money in minor units; `accounts` and `people` placed in each month; segment "" is all.

    `chance` is the relative standard error that who happens to pay leaves in the money that came; NaN where none came. `covered`
    [giver, receiver] is the share of the giver's newest accounts whose like the receiver has had. `own_counts`: complaints and
    breaches are of the segment itself, not of all accounts.
    """

    vendors: tuple[str, ...]
    segment: str
    log_recovery: Floats
    log_error: Floats
    expected: Floats
    chance: Floats
    accounts: Ints
    people: Floats
    complaints: Counted
    against_law: Counted
    covered: Floats
    own_counts: bool = True

    def recovery(self) -> History:
        """Log recovery over expected."""
        return History(self.log_recovery, self.log_error, RECOVERY_SCALE)

    def until(self, month: int) -> "Past":
        """Only the months before `month`."""
        return replace(
            self,
            log_recovery=self.log_recovery[:, :month],
            log_error=self.log_error[:, :month],
            expected=self.expected[:, :month],
            chance=self.chance[:, :month],
            accounts=self.accounts[:, :month],
            people=self.people[:, :month],
            complaints=_cut(self.complaints, month),
            against_law=_cut(self.against_law, month),
        )


def _cut(counted: Counted, month: int) -> Counted:
    return Counted(counted.seen[:, :month], counted.people[:, :month], counted.raised[:, :month])


def past_of(facts: Facts, recovered: Sequence[Mapping[str, MonthRecovery]], segment: str = "") -> Past:
    """The past of `facts`, whose adjusted recovery is `recovered`, by month (in their order) and vendor key.

    Raises ValueError for months that do not fit or a segment nobody knows.
    """
    if len(recovered) != len(facts.months):
        raise ValueError(f"{len(recovered)} months of recovery for {len(facts.months)} months of facts: they must be the same")
    if segment and segment not in facts.segments:
        raise ValueError(f"segment {segment!r} is none of {', '.join(facts.segments)}")
    keys = [v.key for v in facts.vendors]
    blank = MonthRecovery(float("nan"), float("nan"), float("nan"))
    rows = [[_usable(month.get(k, blank)) for month in recovered] for k in keys]
    accounts, people = _sizes(facts, segment)
    return Past(
        vendors=tuple(keys),
        segment=segment,
        log_recovery=np.array([[r.log_ratio for r in row] for row in rows]),
        log_error=np.array([[r.error for r in row] for row in rows]),
        expected=np.array([[r.expected for r in row] for row in rows]),
        chance=_chance(facts, segment),
        accounts=accounts,
        people=people,
        complaints=_counted(facts, "complaints", keys, segment, people),
        against_law=_counted(facts, "contacts_against_law", keys, segment, people),
        covered=covered_of(facts, segment),
        own_counts=not segment or segment in facts.months[-1].segments,
    )


def _usable(found: MonthRecovery) -> MonthRecovery:
    """A month in which nothing came back, or one without an error, has no logarithm to go by."""
    whole = isfinite(found.log_ratio) and isfinite(found.error) and found.error > 0
    return found if whole else MonthRecovery(float("nan"), float("nan"), found.expected)


def _sizes(facts: Facts, segment: str) -> tuple[Ints, Floats]:
    """Accounts and people placed, by vendor and month."""
    accounts = np.zeros((len(facts.vendors), len(facts.months)), dtype=np.int64)
    people = np.zeros(accounts.shape)
    for m, month in enumerate(facts.months):
        inside = month.accounts.segment == facts.segments.index(segment) if segment else np.ones(len(month.accounts), dtype=bool)
        for v in range(len(facts.vendors)):
            own = inside & (month.accounts.vendor == v)
            accounts[v, m] = int(own.sum())
            people[v, m] = _distinct(month.accounts.person[own])
    return accounts, people


def _distinct(numbers: Ints) -> int:
    return int(np.count_nonzero(np.diff(np.sort(numbers)))) + (len(numbers) > 0)


def _chance(facts: Facts, segment: str) -> Floats:
    out = np.full((len(facts.vendors), len(facts.months)), np.nan)
    for m, month in enumerate(facts.months):
        held = month.accounts
        inside = held.segment == facts.segments.index(segment) if segment else np.ones(len(held), dtype=bool)
        for v in range(len(facts.vendors)):
            own = inside & (held.vendor == v)
            if held.recovered[own].sum() > 0:
                came = np.bincount(np.unique(held.person[own], return_inverse=True)[1], held.recovered[own])
                out[v, m] = float(np.sqrt((came**2).sum()) / came.sum())
    return out


def _counted(facts: Facts, measure: str, keys: Sequence[str], segment: str, people: Floats) -> Counted:
    """Counts over people placed; of the segment where the books tell segments apart, else over all its people."""
    seen = np.full(people.shape, np.nan)
    raised, over = np.ones(people.shape), np.where(people > 0, people, np.nan)
    everyone = _sizes(facts, "")[1] if segment else people
    for m, month in enumerate(facts.months):
        apart = month.segments.get(segment, {}).get(measure) if segment else None
        for v, key in enumerate(keys):
            held = (apart if apart is not None else month.sums.get(measure, {})).get(key)
            if held is not None and held.y > 0 and everyone[v, m] > 0:
                seen[v, m], raised[v, m] = held.x, _raised(held)
                over[v, m] = people[v, m] if apart is not None else everyone[v, m]
    seen[~np.isfinite(over)] = np.nan
    return Counted(seen, over, _pooled(raised, seen))


def _raised(held: Sums) -> float:
    """The variance of the count, summed over people, over that of chance alone."""
    if held.x <= 0 or held.clusters < 2:
        return 1.0
    left = max(0.0, held.xx - held.x**2 / held.clusters) * held.clusters / (held.clusters - 1)
    return max(1.0, left / held.x)


def _pooled(raised: Floats, seen: Floats) -> Floats:
    """One design effect for all: single months know it badly; weighed by what was counted."""
    weight = np.where(np.isfinite(seen), seen, 0.0)
    common = float((raised * weight).sum() / weight.sum()) if weight.sum() > 0 else 1.0
    return np.full(raised.shape, common)
