"""Finding which few factors a number is of other columns: candidates by how its ratios gather, proven on every row.

Kept twice, in `synthetic.portfolio` and `audit.ghosts`, which never import each other; a test holds the two copies equal.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import combinations

import numpy as np

from synthetic.portfolio.factors import Bools, Floats, Ints, Piece, Pieces, Term, gate_of

_ROWS, _SCREEN, _SINGLES, _KEPT = 3000, 300, 12, 14
_DIGITS = 100.0  # steps a value must have for its ratio to say anything
_ENOUGH, _COVERED, _BY_CHANCE = 40, 0.985, 0.25
_MOST_PIECES, _MOST_UNGATED, _BASES = 60, 24, 3
_COST = 0.006  # of the rows, what a further piece must win


def find_pieces(
    target: str, columns: Mapping[str, Floats], parents: Sequence[str], kinds: Mapping[str, Sequence[str]], step: float
) -> Pieces | None:
    """The pieces that give nearly every row of `target` its value, with the gate that tells which; None where there are none.

    `columns`: numbers of all rows, NaN where missing; `parents`: those it may follow from; `kinds`: cells of columns of few.
    """
    whole = columns[target]
    rows = np.flatnonzero(np.isfinite(whole))
    if len(rows) < 2 * _ENOUGH or len(np.unique(whole[rows])) < 30:
        return None
    some = rows[np.linspace(0, len(rows) - 1, min(len(rows), _ROWS)).astype(np.int64)]
    step = _grid(whole[rows], step)
    sample = {name: columns[name][some] for name in parents}
    for down in (False, True):
        found = _gathered(target, whole[some], sample, step, down)
        if found is not None:
            return _proven(found, columns, kinds)
    return None


def _grid(values: Floats, step: float) -> float:
    """The coarsest power of ten that nearly every value is a multiple of."""
    while (np.abs(values / (10 * step) - np.round(values / (10 * step))) < 1e-7).mean() > 0.995 and np.any(values):
        step *= 10
    return step


def _gathered(target: str, real: Floats, sample: Mapping[str, Floats], step: float, down: bool) -> Pieces | None:
    """Pieces base by base until hardly a row is left."""
    found = Pieces(target, (), step, down)
    left = real != 0
    for _ in range(_BASES):
        tight = np.flatnonzero(left & (np.abs(real) >= _DIGITS * step))
        if len(tight) < _ENOUGH:
            break
        best: tuple[float, Pieces] | None = None
        for terms in _screened(real, sample, tight, step):
            pieces = _factors(real, terms, sample, left, step, down)
            if pieces:
                one = replace(found, pieces=(*found.pieces, *pieces))
                score = float(one.fits(sample, real)[:, real != 0].any(axis=0).mean())
                score -= _COST * len(pieces) + 0.004 * sum(len(term.names) + (term.over is not None) for term in terms)
                if best is None or score > best[0]:
                    best = (score, one)
        if best is None:
            break
        found = best[1]
        left = (real != 0) & ~found.fits(sample, real).any(axis=0)
        if left.mean() < 1 - _COVERED:
            break
    if not found.pieces:
        return None
    found = _held(found, sample, real)
    return found if _is_no_chance(found, sample, real) else None


def _terms(real: Floats, sample: Mapping[str, Floats], tight: Ints) -> list[tuple[Term, ...]]:
    """Products and quotients of up to three columns, of a sum of two, of what a column has beyond where the number is zero."""
    at = tight
    usable = [n for n, v in sample.items() if (np.isfinite(v[at]) & (v[at] > 0)).mean() > 0.2 and len(np.unique(v)) > 2]
    usable.sort(key=lambda name: -_alike(sample[name][at], real[at]))
    names = usable[:_SINGLES]
    up, down = [Term((name,)) for name in names], [Term((name,), -1) for name in names]
    found: list[tuple[Term, ...]] = [(term,) for term in up]
    found += list(combinations(up, 2))
    found += [(a, b) for a in up for b in down if a.names != b.names]
    found += list(combinations(up[:9], 3))
    found += [(a, b, c) for a, b in combinations(up[:9], 2) for c in down[:9] if c.names[0] not in (*a.names, *b.names)]
    sums = [Term(pair) for pair in combinations(names[:9], 2)]
    found += [(term,) for term in sums]
    found += [(term, one) for term in sums for one in up[:9] + down[:9] if one.names[0] not in term.names]
    for name in names:
        for edge in _zero_until(sample[name], real):
            beyond = Term((name,), 1, edge)
            found += [(beyond,), *((one, beyond) for one in [*up[:9], *sums] if name not in one.names)]
    return found


def _zero_until(values: Floats, real: Floats) -> list[float]:
    """Where a number that is zero up to some value of a column may begin to count."""
    zero, some = values[real == 0], values[real != 0]
    if min(np.isfinite(zero).sum(), np.isfinite(some).sum()) < 20:
        return []
    last, first = float(np.nanquantile(zero, 0.98)), float(np.nanmin(some))
    if last > first and np.nanmax(zero) > first:
        last = float(np.nanmax(values[(real == 0) & (values < first)], initial=-np.inf))
    if not np.isfinite(last) or last >= first or last <= 0:
        return []
    whole = [float(n) for n in range(int(np.ceil(last)), int(np.ceil(first)))][:4]
    return whole or [last]


def _alike(x: Floats, y: Floats) -> float:
    good = np.isfinite(x) & np.isfinite(y)
    if good.sum() < 20 or np.ptp(x[good]) == 0:
        return 0.0
    return abs(float(np.corrcoef(np.argsort(np.argsort(x[good])), np.argsort(np.argsort(y[good])))[0, 1]))


def _screened(real: Floats, sample: Mapping[str, Floats], tight: Ints, step: float) -> list[tuple[Term, ...]]:
    """The products whose ratio to the number gathers in a few places, those that gather most first."""
    at = tight[:: max(1, len(tight) // _SCREEN)]
    y = np.log(np.abs(real[at]))
    near = max(1e-9, 1.2 * float(np.quantile(step / np.abs(real[at]), 0.6)))
    fewest = max(4, len(at) // 60)
    scored: list[tuple[float, int, tuple[Term, ...]]] = []
    for terms in _terms(real, sample, tight):
        base = Piece(1.0, terms).value({name: values[at] for name, values in sample.items()}, len(at))
        good = np.isfinite(base) & (base > 0)
        if good.sum() < _ENOUGH // 2:
            continue
        ratio = np.sort(y[good] - np.log(base[good]))
        close = np.r_[np.zeros(fewest), np.cumsum(ratio[fewest:] - ratio[:-fewest] <= near), np.zeros(fewest)]
        close[len(ratio) :] = close[len(ratio) - 1] if len(ratio) else 0
        inside = close[fewest : len(ratio) + fewest] - np.r_[0.0, close[: len(ratio) - 1]]
        score = float((inside > 0).sum()) / len(at) - 0.01 * len(terms)
        if score > 0.15:
            scored.append((-score, len(scored), terms))
    return [terms for _, _, terms in sorted(scored)[:_KEPT]]


def _factors(
    real: Floats, terms: tuple[Term, ...], sample: Mapping[str, Floats], left: Bools, step: float, down: bool
) -> tuple[Piece, ...]:
    """The factors at which many rows agree, the one with most rows first."""
    base = Piece(1.0, terms).value(sample, len(real))
    at = np.flatnonzero(left & np.isfinite(base) & (base != 0))
    y, x = real[at], base[at]
    ends = (0.0, 1.0) if down else (-0.502, 0.502)
    edges = np.sort(np.stack([(y + ends[0] * step) / x, (y + ends[1] * step) / x]), axis=0)
    low, high = edges[0] - 1e-9 * np.abs(edges[0]), edges[1] + 1e-9 * np.abs(edges[1])
    tight = np.abs(y) >= _DIGITS * step
    found: list[Piece] = []
    fewest = max(8, 0.004 * len(real))
    while tight.sum() >= fewest and len(found) < _MOST_PIECES:
        factor = _agreed(low[tight], high[tight])
        inside = _count(low[tight], high[tight], factor)
        around = np.mean(
            [_count(low[tight], high[tight], factor * (1 + off)) for off in (-0.037, -0.023, -0.011, 0.013, 0.027, 0.041)]
        )
        if inside < fewest or inside < 4 * around:
            break
        found.append(Piece(factor, terms))
        kept = ~((low <= factor) & (factor <= high))
        low, high, tight = low[kept], high[kept], tight[kept]
    return tuple(found)


def _agreed(low: Floats, high: Floats) -> float:
    """The number inside most of the stretches, as short as they let it be."""
    ends = np.concatenate([low, high])
    order = np.lexsort((np.r_[np.zeros(len(low)), np.ones(len(high))], ends))
    open_ = np.cumsum(np.r_[np.ones(len(low)), -np.ones(len(high))][order])
    most = int(np.argmax(open_))
    first, last = float(ends[order][most]), float(ends[order][most + 1])
    middle = (first + last) / 2
    return next((s for digits in range(1, 13) if first <= (s := float(f"{middle:.{digits}g}")) <= last), middle)


def _count(low: Floats, high: Floats, factor: float) -> int:
    return int(((low <= factor) & (factor <= high)).sum())


def _held(found: Pieces, sample: Mapping[str, Floats], real: Floats) -> Pieces:
    """With the values that rows have apart from any factor: nothing, a fixed amount, a least or a most."""
    for lower in (True, False):
        free = found.fits(sample, real).any(axis=0)
        values, counts = np.unique(real[~free & (real != 0)], return_counts=True)
        if len(values) and counts.max() >= max(8, 0.004 * len(real)):
            bound = float(values[np.argmax(counts)])
            held = replace(found, least=bound) if lower else replace(found, most=bound)
            if held.fits(sample, real).any(axis=0).mean() >= free.mean() + 0.8 * counts.max() / len(real):
                found = held
    fits = found.fits(sample, real).any(axis=0)
    values, counts = np.unique(real[~fits], return_counts=True)
    fixed = [Piece(float(v)) for v, n in zip(values, counts, strict=True) if n >= max(8, 0.004 * len(real))]
    return replace(found, pieces=(*found.pieces, *fixed[:8]))


def _is_no_chance(found: Pieces, sample: Mapping[str, Floats], real: Floats) -> bool:
    """Whether the factors tell nearly all rows, and would tell few if their parents belonged to other rows."""
    right = found.fits(sample, real)
    if right.any(axis=0).mean() < _COVERED:
        return False
    some = real != 0
    factors = np.array([bool(piece.terms) for piece in found.pieces])
    arithmetic = right[factors].any(axis=0)
    order = np.random.default_rng(len(real)).permutation(np.flatnonzero(some))
    other = {name: values.copy() for name, values in sample.items()}
    for values in other.values():
        values[np.flatnonzero(some)] = values[order]
    shuffled = np.asarray(found.fits(other, real)[factors].any(axis=0))
    telling = some & (real > found.least) & (real < found.most)
    enough = (arithmetic & telling).sum() >= _ENOUGH
    return bool(enough and shuffled[telling].mean() <= _BY_CHANCE * arithmetic[telling].mean())


def _proven(found: Pieces, columns: Mapping[str, Floats], kinds: Mapping[str, Sequence[str]]) -> Pieces | None:
    """The pieces on all rows, those that win no row left out, with their gate."""
    real = columns[found.target]
    known = np.isfinite(real)
    fits = found.fits(columns, real)
    order = np.argsort(-fits.sum(axis=1), kind="stable")
    taken, kept = np.zeros(len(real), dtype=bool), []
    for n in order:
        if (fits[n] & ~taken).sum() >= 5:
            kept.append(int(n))
            taken |= fits[n]
    found = replace(found, pieces=tuple(found.pieces[n] for n in kept), share=float(taken[known].mean()))
    if not kept or found.share < _COVERED:
        return None
    others = {name: values for name, values in columns.items() if name != found.target}
    gate = gate_of(found, others, kinds, found.fits(columns, real)) if len(kept) > 1 else None
    found = replace(found, gate=gate)
    return found if len(kept) <= _MOST_UNGATED or (gate is not None and gate.sets) else None


__all__ = ["find_pieces"]
