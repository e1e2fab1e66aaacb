"""Finding the relations that a file keeps, on a sample, and proving them on every row."""

from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np

from synthetic.portfolio.bands import bands_of
from synthetic.portfolio.columns import Floats, Kind, Known, few_levels
from synthetic.portfolio.factor_relations import above, factor_relations
from synthetic.portfolio.parts import part_relation
from synthetic.portfolio.relations import Form, Relation, step_of

_SAMPLE, _ENOUGH_ROWS = 400, 40
_EXACT, _WORTH_IT, _EQUAL = 0.995, 0.75, 0.3
_MOST_TERMS = 5
_USUAL_DAYS, _OVER_CHANCE = 0.25, 4.0
_MANY = 50  # a column of fewer numbers is left to the trees unless the relation is exact


def find_relations(columns: Sequence[Known]) -> tuple[Relation, ...]:
    """Relations of a file in the order found; no column follows from one that follows from it."""
    found: list[Relation] = list(factor_relations(columns))
    derived: set[str] = {relation.target for relation in found}
    early = frozenset(derived)
    sums = _Search(columns)
    targets = sorted((c for c in columns if c.ordered and not few_levels(c)), key=lambda c: (-_fineness(c), -len(c.texts)))
    for target in (c for c in targets if c.name not in early):
        later = {name for name in derived if target.name in above(name, found)}
        parents = [c for c in columns if c.ordered and c.name != target.name and c.name not in later]
        relation = sums.best(target, parents)
        if relation is not None:
            found.append(relation)
            derived.add(target.name)
    used = derived | {parent for relation in found for parent in relation.parents}
    for lookup in _lookups([c for c in columns if c.name not in derived], used):
        if lookup.parents[0] not in derived:
            found.append(lookup)
            derived.add(lookup.target)
    return tuple(found)


def _fineness(column: Known) -> float:
    return -float(np.log10(step_of(column))) if column.kind is Kind.NUMBER else 9.0


class _Search:
    """Tries every form for one target on a sample, and checks what looks right on all rows."""

    def __init__(self, columns: Sequence[Known]) -> None:
        rows = len(columns[0].codes)
        rng = np.random.default_rng(rows)
        self._rows = np.sort(rng.choice(rows, min(rows, 4 * _SAMPLE), replace=False))
        self._all = {c.name: c.row_values for c in columns if c.ordered}
        self._some = {name: values[self._rows] for name, values in self._all.items()}

    def best(self, target: Known, parents: Sequence[Known]) -> Relation | None:
        """The first relation that holds in nearly every row, else the best that leaves little over, else None."""
        partial: tuple[float, Relation] | None = None
        for relation in self._candidates(target, parents):
            share = self._share(relation, self._some)
            least = _EQUAL if _is_copy(relation) else _WORTH_IT
            least = _EXACT if len(target.texts) <= _MANY else least
            if share < least or (partial and share <= partial[0] + 0.005 and share < _EXACT):
                continue
            share = self._share(relation, self._all)
            if share >= _EXACT:
                return relation
            if share >= least:
                partial = (share, _inexact(relation))
        if partial:
            return partial[1]
        return self._apart(target, parents) if target.kind is Kind.DATE else part_relation(target, parents, self._all)

    def _apart(self, target: Known, parents: Sequence[Known]) -> Relation | None:
        """A date that is a usual number of days after another, or before or after so many days, more often than chance gives."""
        real, best = self._all[target.name], None
        for parent in parents:
            for factor in (1.0,) if parent.kind is Kind.DATE else (1.0, -1.0):
                usual = _usual_days(real, factor * self._all[parent.name])
                if usual > (best[0] if best else _USUAL_DAYS):
                    best = (usual, Relation(target.name, Form.SUM, (parent.name,), (factor,), 0.0, 1.0, exact=False))
        return best[1] if best else None

    def _share(self, relation: Relation, columns: dict[str, Floats]) -> float:
        """Share of rows where it holds, of those where it says something; 0 where too few say anything."""
        given = [columns[parent] for parent in relation.parents]
        made, real = relation.value(given), columns[relation.target]
        both = np.isfinite(made) & np.isfinite(real)
        lost = np.isfinite(real) & ~np.isfinite(made)
        if lost.sum() > 0.005 * len(real):
            return 0.0
        right = np.abs(made - real) <= _slack(relation) + 1e-9 * np.abs(real)
        telling = both & (real != 0) & np.all([parent != 0 for parent in given], axis=0)
        if telling.sum() < _ENOUGH_ROWS or len(np.unique(real[telling])) < 8:
            return 0.0
        extra = (np.isfinite(made) & ~np.isfinite(real)).sum() / max(1, len(real))
        return float(min(right[both].mean(), right[telling].mean())) - float(extra)

    def _candidates(self, target: Known, parents: Sequence[Known]) -> Iterator[Relation]:
        step, real = step_of(target), self._some[target.name]
        dates = [p for p in parents if p.kind is Kind.DATE]
        numbers = [p for p in parents if p.kind is Kind.NUMBER]
        if target.kind is Kind.DATE:
            yield from self._months(target.name, dates, numbers, step)
        for a in parents:
            yield Relation(target.name, Form.SUM, (a.name,), (1.0,), 0.0, step)
            line = _line(self._some[a.name], real)
            if line is not None and not few_levels(a):
                yield Relation(target.name, Form.SUM, (a.name,), (line[0],), line[1], step)
        for a, b in combinations(parents, 2):
            yield from self._pairs(target.name, a, b, step)
        for a, b in combinations([n for n in numbers if len(n.texts) > 2], 2):
            yield from self._products(target.name, a.name, b.name, step)
        sparse = self._sparse_sum(target.name, [p.name for p in parents], step)
        if sparse is not None:
            yield sparse

    def _months(self, target: str, dates: Sequence[Known], numbers: Sequence[Known], step: float) -> Iterator[Relation]:
        real = self._some[target]
        for a in dates:
            apart = np.round((real - self._some[a.name]) / 30.4375)
            usual = np.nanmedian(apart) if np.isfinite(apart).any() else 0.0
            if usual:
                yield Relation(target, Form.MONTHS, (a.name,), (), float(usual), step)
            for b in numbers:
                for factor in (1.0, 12.0):
                    yield Relation(target, Form.MONTHS, (a.name, b.name), (factor,), 0.0, step)

    def _pairs(self, target: str, a: Known, b: Known, step: float) -> Iterator[Relation]:
        real, x, y = self._some[target], self._some[a.name], self._some[b.name]
        for factors in ((1.0, 1.0), (1.0, -1.0), (-1.0, 1.0)):
            left = real - factors[0] * x - factors[1] * y
            left = left[np.isfinite(left)]
            if len(left) >= _ENOUGH_ROWS:
                constant = float(np.median(left))
                if (np.abs(left - constant) <= 0.01 * step).mean() > 0.5:
                    yield Relation(target, Form.SUM, (a.name, b.name), factors, 0.0 if abs(constant) < step else constant, step)

    def _products(self, target: str, a: str, b: str, step: float) -> Iterator[Relation]:
        real, x, y = self._some[target], self._some[a], self._some[b]
        for form, first, second in ((Form.PRODUCT, a, b), (Form.RATIO, a, b), (Form.RATIO, b, a)):
            with np.errstate(divide="ignore", invalid="ignore"):
                base = x * y if form is Form.PRODUCT else self._some[first] / self._some[second]
                shares = real / base
            good = np.isfinite(shares) & (real != 0)
            if good.sum() < _ENOUGH_ROWS:
                continue
            factor = _factor(real[good], base[good], step)
            if factor:
                yield Relation(target, form, (first, second), (factor,), 0.0, step)

    def _sparse_sum(self, target: str, parents: Sequence[str], step: float) -> Relation | None:
        """Orthogonal matching pursuit over all parents, up to five terms, factors and constant free."""
        filled = [p for p in parents if np.isfinite(self._some[p]).mean() > 0.9]
        rows = np.isfinite(np.column_stack([self._some[name] for name in [target, *filled]])).all(axis=1)
        if rows.sum() < 2 * _ENOUGH_ROWS or len(filled) < 3:
            return None
        matrix = np.column_stack([self._some[name][rows] for name in filled])
        real = self._some[target][rows]
        centred = (matrix - matrix.mean(axis=0)) / (matrix.std(axis=0) + 1e-12)
        chosen: list[int] = []
        left = real - real.mean()
        for _ in range(min(_MOST_TERMS, len(filled))):
            score = np.abs(centred.T @ left)
            score[chosen] = -1
            chosen.append(int(np.argmax(score)))
            design = np.column_stack([matrix[:, chosen], np.ones(len(real))])
            weights, *_ = np.linalg.lstsq(design, real, rcond=None)
            left = real - design @ weights
            if len(chosen) >= 2 and np.abs(left).max() <= 0.51 * step * len(chosen):
                factors = tuple(_round_factor(float(w)) for w in weights[:-1])
                constant = 0.0 if abs(weights[-1]) < step else float(np.round(weights[-1] / step) * step)
                return Relation(target, Form.SUM, tuple(filled[i] for i in chosen), factors, constant, step)
        return None


def _usual_days(real: Floats, base: Floats) -> float:
    """Share of rows with one of the three commonest differences; 0 where that is no more than chance often gives."""
    known = np.isfinite(real)
    if known.sum() < _ENOUGH_ROWS or (known & ~np.isfinite(base)).sum() > 0.005 * len(real):
        return 0.0
    both = known & np.isfinite(base)
    x, y = base[both], real[both]
    chance = _commonest(y - np.roll(x, len(x) // 3))
    found = _commonest(y - x)
    return found if found > _OVER_CHANCE * chance else 0.0


def _commonest(apart: Floats) -> float:
    counts = np.sort(np.unique(np.round(apart), return_counts=True)[1])[::-1]
    return float(counts[:3].sum() / max(1, counts.sum()))


def _line(x: Floats, y: Floats) -> tuple[float, float] | None:
    """Slope and intercept through the middle of many pairs (Theil and Sen); None where there is no line."""
    good = np.isfinite(x) & np.isfinite(y)
    if good.sum() < _ENOUGH_ROWS or np.ptp(x[good]) == 0 or np.ptp(y[good]) == 0:
        return None
    x, y = x[good], y[good]
    if abs(np.corrcoef(x, y)[0, 1]) < 0.9:
        return None
    order = np.argsort(x, kind="stable")
    half = len(order) // 2
    low, high = order[:half], order[-half:]
    run = x[high] - x[low]
    slope = _round_factor(float(np.median((y[high] - y[low])[run > 0] / run[run > 0]))) if (run > 0).any() else 0.0
    rest = float(np.median(y - slope * x))
    return (slope, 0.0 if abs(rest) < 1e-6 * (1 + np.abs(y).max()) else rest) if slope else None


def _factor(real: Floats, base: Floats, step: float) -> float:
    """The factor that most rows allow, each allowing what rounds to its value; as short as they let it be."""
    middle = float(np.median((real / base)[np.abs(real) >= np.median(np.abs(real))]))  # rounding weighs least there
    edges = np.sort(np.stack([(real - 0.5 * step) / base, (real + 0.5 * step) / base]), axis=0)
    agreeing = (edges[0] <= middle * (1 + 1e-3)) & (edges[1] >= middle * (1 - 1e-3))
    if agreeing.sum() < _ENOUGH_ROWS:
        return _round_factor(middle)
    for trimmed in (0.0, 0.002, 0.01):
        low, high = float(np.quantile(edges[0][agreeing], 1 - trimmed)), float(np.quantile(edges[1][agreeing], trimmed))
        low, high = low - 1e-9 * abs(low), high + 1e-9 * abs(high)
        if low < high:
            break
    else:
        return _round_factor(middle)
    for digits in range(1, 14):
        short = float(f"{(low + high) / 2:.{digits}g}")
        if low <= short <= high:
            return short
    return (low + high) / 2


def _round_factor(factor: float) -> float:
    """A factor as people set it, where a short one is within a thousandth of what was measured."""
    for digits in range(1, 7):
        short = float(f"{factor:.{digits}g}")
        if abs(short - factor) <= 2e-5 * abs(factor):
            return short
    return factor


def _slack(relation: Relation) -> float:
    """How far off a row may be: nothing where whole steps are added, a step where something is rounded."""
    whole = relation.form is Form.MONTHS or (relation.form is Form.SUM and all(abs(f) == 1.0 for f in relation.factors))
    return (0.01 if whole else 1.01) * relation.step


def _is_copy(relation: Relation) -> bool:
    return relation.form is Form.SUM and relation.factors == (1.0,) and relation.constant == 0.0


def _inexact(relation: Relation) -> Relation:
    return Relation(
        relation.target, relation.form, relation.parents, relation.factors, relation.constant, relation.step, exact=False
    )


def _lookups(columns: Sequence[Known], parents_already: set[str]) -> Iterator[Relation]:
    """Columns that a finer column determines: the name with its code, the region with its city."""
    usable = [
        c for c in columns if c.kind is not Kind.TEXT and len(c.texts) > 1 and (c.ordered or len(c.texts) <= 0.34 * len(c.codes))
    ]
    taken: set[str] = set()
    for target in sorted(usable, key=lambda c: len(c.texts)):
        if target.name in parents_already or target.counts.max() > 0.97 * len(target.codes):
            continue
        for parent in sorted(usable, key=lambda c: -len(c.texts)):
            finer = (-len(parent.texts), parent.name) < (-len(target.texts), target.name)
            if finer and parent.name not in taken and (_determines(parent, target) or bands_of(parent, target) is not None):
                taken.add(target.name)
                yield Relation(target.name, Form.LOOKUP, (parent.name,))
                break


def _determines(parent: Known, target: Known) -> bool:
    repeated = parent.counts[parent.codes] >= 3
    if repeated.mean() < 0.9:
        return False
    pair = parent.codes[repeated] * np.int64(len(target.texts)) + target.codes[repeated]
    levels, counts = np.unique(pair, return_counts=True)
    most = np.zeros(len(parent.texts), dtype=np.int64)
    np.maximum.at(most, levels // len(target.texts), counts)
    return bool(most.sum() >= _EXACT * repeated.sum())


__all__ = ["find_relations"]
