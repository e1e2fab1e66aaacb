"""Rules of values: sums, products, months, bounds that every real row keeps."""

from collections.abc import Iterator, Sequence
from itertools import combinations, product

import numpy as np

from audit.ghosts.agreement_columns import Seen, writer_of
from audit.ghosts.agreement_parts import part_rule
from audit.ghosts.agreement_rules import FEWEST, MOST_COLUMNS, Bond, Rule, computed, rows_told
from audit.ghosts.covertness.cells import Floats

_SAMPLE, _LIVELY, _MOST_TERMS = 60, 30, 4
_MOST_APART, _OFTEN_EQUAL = 0.999, 0.03


def value_rules(columns: Sequence[Seen]) -> Iterator[Rule]:
    """Every rule of numbers and dates that all real rows keep."""
    told = [c for c in columns if c.measured and c.distinct > 1 and np.isfinite(c.value[: c.real]).sum() >= FEWEST]
    numbers = [c for c in told if not c.dated]
    dates = [c for c in told if c.dated]
    yield from _dates(dates, numbers)
    for target in (c for c in numbers if c.distinct > 10):
        rule = _sum(target, [c for c in numbers if c.name != target.name][:MOST_COLUMNS])
        if rule is None:
            rule = _product(target, [c for c in numbers if c.name != target.name and c.distinct > 2][:MOST_COLUMNS])
        if rule is None:
            rule = part_rule(target, [c for c in numbers if c.name != target.name])
        if rule is not None:
            yield rule
    for one, other in [*_pairs(numbers), *_pairs(dates)]:
        rule = _order(one, other)
        if rule is not None:
            yield rule


def _pairs(columns: Sequence[Seen]) -> list[tuple[Seen, Seen]]:
    return [(a, b) for a in columns for b in columns if a is not b]


def _dates(dates: Sequence[Seen], numbers: Sequence[Seen]) -> Iterator[Rule]:
    """Days that a date and a number of days always add up to; dates a fixed time apart; dates so many months later."""
    for number, when in product([n for n in numbers if n.distinct > 5], [d for d in dates if d.distinct > 5]):
        for sign in (1.0, -1.0):
            whole = when.value + sign * number.value
            fixed = float(np.nanmedian(whole[: when.real])) if np.isfinite(whole[: when.real]).any() else 0.0
            made = sign * (fixed - when.value)
            rows = rows_told(number, made, 0.01)
            if rows:
                yield computed(Bond.SUM, number, (when.name,), made, 0.01, rows)
    for one, other in combinations(dates, 2):
        fixed = float(np.nanmedian((other.value - one.value)[: one.real]))
        rows = rows_told(other, one.value + fixed, 0.01)
        if rows and one.distinct > 5:
            yield computed(Bond.SUM, other, (one.name,), one.value + fixed, 0.01, rows)
        for number in (n for n in numbers if n.distinct > 2):
            made = np.abs(np.floor(other.value) - np.floor(one.value))
            rows = rows_told(number, made, 0.01)
            if rows:
                yield computed(Bond.SUM, number, (one.name, other.name), made, 0.01, rows)
            for first, second in ((one, other), (other, one)):
                later = _later(first.value, number.value)
                rows = rows_told(second, later, 0.01)
                if rows:
                    yield computed(Bond.MONTHS, second, (first.name, number.name), later, 0.01, rows)


def _later(days: Floats, months: Floats) -> Floats:
    """Dates (days since year 1) so many calendar months later, at the month's end where the day does not exist."""
    known = np.isfinite(days) & np.isfinite(months) & (np.abs(np.nan_to_num(months)) < 1200)
    start = (np.where(known, days, 719_163) - 719_163).astype("datetime64[D]")
    month = start.astype("datetime64[M]")
    later = month + np.where(known, months, 0).astype(np.int64)
    length = ((later + 1).astype("datetime64[D]") - later.astype("datetime64[D]")).astype(np.int64)
    day = np.minimum((start - month.astype("datetime64[D]")).astype(np.int64), length - 1)
    found = (later.astype("datetime64[D]") + day).astype(np.int64) + 719_163
    return np.where(known, found.astype(np.float64), np.nan)


def _sum(target: Seen, others: Sequence[Seen]) -> Rule | None:
    """The fewest other columns whose sum or difference the number is in every row, with at least two alive in many rows."""
    rng = np.random.default_rng(target.real)
    some = np.sort(rng.choice(target.real, min(_SAMPLE, target.real), replace=False))
    sample = np.stack([c.value[some] for c in others]) if others else np.zeros((0, len(some)))
    wanted = target.value[some]
    for terms in range(2, min(_MOST_TERMS, len(others)) + 1):
        places = np.array(list(combinations(range(len(others)), terms)))
        for signs in product((1.0, -1.0), repeat=terms - 1):
            weights = np.array((1.0, *signs))
            with np.errstate(invalid="ignore"):
                off = np.abs(np.tensordot(weights, sample[places].swapaxes(0, 1), axes=1) - wanted)
                wrong = off > 0.01 * target.step + 1e-9 * np.abs(wanted)
            likely = ~wrong.any(axis=1) & (np.isfinite(off).sum(axis=1) >= len(some) // 3)
            for chosen in places[likely]:
                rule = _added(target, [others[int(n)] for n in chosen], weights)
                if rule is not None:
                    return rule
    return None


def _added(target: Seen, chosen: Sequence[Seen], weights: Floats) -> Rule | None:
    made: Floats = np.sum([w * c.value for w, c in zip(weights, chosen, strict=True)], axis=0)
    rows = rows_told(target, made, 0.01 * target.step)
    lively = [(np.nan_to_num(c.value[: c.real]) != 0).sum() for c in chosen]
    if not rows or min(lively) < _LIVELY:
        return None
    return computed(Bond.SUM, target, tuple(c.name for c in chosen), made, 0.01 * target.step, rows)


def _product(target: Seen, others: Sequence[Seen]) -> Rule | None:
    """A fixed share of one column, or of two multiplied or divided, rounded to the step of the number."""
    for a in others:
        rule = _scaled(target, a.value, (a.name,), a.step)
        if rule is not None:
            return rule
    for a, b in combinations(others, 2):
        with np.errstate(all="ignore"):
            bases = (a.value * b.value, a.value / b.value, b.value / a.value)
        for base in bases:
            rule = _scaled(target, np.where(np.isfinite(base), base, np.nan), (a.name, b.name), 0.0)
            if rule is not None:
                return rule
    return None


def _scaled(target: Seen, base: Floats, others: tuple[str, ...], own_step: float) -> Rule | None:
    real = slice(0, target.real)
    y, x = target.value[real], base[real]
    good = np.isfinite(x) & np.isfinite(y) & (np.abs(x) > 0)
    if good.sum() < FEWEST or (np.abs(y[good]) > 20 * target.step).sum() < FEWEST:
        return None
    edges = np.sort(np.stack([(y[good] - 0.51 * target.step) / x[good], (y[good] + 0.51 * target.step) / x[good]]), axis=0)
    low, high = float(edges[0].max()), float(edges[1].min())
    if low > high:
        return None
    factor = _shortest(low, high)
    made = np.round(factor * base / target.step) * target.step
    rows = rows_told(target, made, 1.01 * target.step)
    return computed(Bond.PRODUCT, target, others, made, 1.01 * target.step, rows) if rows else None


def _shortest(low: float, high: float) -> float:
    """The number with the fewest digits between two."""
    middle = (low + high) / 2
    return next((short for digits in range(1, 12) if low <= (short := float(f"{middle:.{digits}g}")) <= high), middle)


def _order(one: Seen, other: Seen) -> Rule | None:
    """One number or date that never passes another, where they come near one another."""
    a, b = one.value[: one.real], other.value[: one.real]
    both = np.isfinite(a) & np.isfinite(b)
    if both.sum() < 2 * FEWEST or np.any(a[both] > b[both]):
        return None
    x, y = a[both], b[both]
    overlap = x.max() > np.quantile(y, 0.02)  # else it could hardly be otherwise
    alike = (
        abs(float(np.corrcoef(np.argsort(np.argsort(x)), np.argsort(np.argsort(y)))[0, 1])) if np.ptp(x) and np.ptp(y) else 0.0
    )
    if not overlap or (x == y).mean() > _MOST_APART or (alike < 0.1 and (x == y).mean() < 0.01):
        return None
    with np.errstate(invalid="ignore"):
        kept = ~(one.value > other.value)
    write = writer_of(one) if (x == y).mean() >= _OFTEN_EQUAL else None

    def cell(row: int) -> str | None:
        return write(float(other.value[row])) if write else None

    return Rule(Bond.ORDER, one.name, (other.name,), int(both.sum()), kept, cell if write else None)


__all__ = ["value_rules"]
