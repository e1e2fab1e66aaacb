"""What columns give away together: sums, products and dates that should agree, combinations never seen, parts contained."""

import re
from collections.abc import Sequence
from itertools import combinations

import numpy as np

from audit.ghosts.covertness.cells import Floats, flat
from audit.ghosts.covertness.identifier_traits import identifier_values
from audit.ghosts.covertness.kinds import Held, Kind, Person
from audit.ghosts.covertness.number_traits import FEW
from audit.ghosts.covertness.trait import Trait, What, frequency, keyed, numeric

_EXPLAINED = 0.5
_MOST_PAIRS, _MOST_COMBINATIONS, _MOST_COLUMNS = 45, 24, 24


def relation_traits(columns: Sequence[Held]) -> list[Trait]:
    """Traits of two or more columns. Which relations exist is told from all rows alike, never from which are ghosts."""
    measured = [h for h in columns if h.kind is Kind.NUMBER][:_MOST_COLUMNS]
    dated = [h for h in columns if h.kind is Kind.DATE]
    found = _explained(measured, dated) + _pairs(measured) + _dates(dated)
    found += _ranks([h for h in columns if h.kind in (Kind.IDENTIFIER, Kind.DATE)])
    return found + _within(measured, columns) + _combined(columns) + _contained(columns)


def _explained(measured: list[Held], dated: list[Held]) -> list[Trait]:
    """How far each number is from what the others say of it, added up or multiplied."""
    found: list[Trait] = []
    plain = [(h, h.number) for h in measured] + [(h, h.day) for h in dated]
    with np.errstate(all="ignore"):
        logs = [(h, np.where(h.number > 0, np.log(h.number), np.nan)) for h in measured if np.nanmean(h.number > 0) > 0.8]
    for family, kind in ((plain, "sum"), (logs, "product")):
        for i, (target, y) in enumerate(family):
            others = [x for j, (_, x) in enumerate(family) if j != i]
            if not others or len(np.unique(y[np.isfinite(y)])) < 8:
                continue
            residual, explained, used = trimmed(y, others)
            if explained > _EXPLAINED:
                names = [target.name] + [h.name for j, (h, _) in enumerate(family) if j != i and used[j - (j > i)]]
                scale = np.nanmedian(np.abs(residual)) + 1e-9 * (np.nanstd(y) + 1e-12)
                found += numeric(names[:4], What.RELATION, np.log1p(np.abs(residual) / scale), kind)
                found += numeric(names[:4], What.RELATION, np.clip(residual / scale, -50, 50), kind + "±")
    return found


def trimmed(y: Floats, others: list[Floats], rounds: int = 4, keep: float = 0.7) -> tuple[Floats, float, list[bool]]:
    """Residuals of y on the others by least squares, refitted on the rows that fit best (least trimmed squares).

    Returns the residuals, the share of variance explained in the rows kept, and which others carry weight.
    """
    columns = []
    for x in others:
        filled = np.where(np.isfinite(x), x, np.nanmedian(x) if np.isfinite(x).any() else 0.0)
        spread = float(np.std(filled))
        columns.append((filled - filled.mean()) / spread if spread > 0 else np.zeros(len(filled)))
    design = np.column_stack([np.ones(len(y)), *columns])
    rows = np.flatnonzero(np.isfinite(y))
    residual = np.full(len(y), np.nan)
    if len(rows) < 5 * design.shape[1]:
        return residual, 0.0, [False] * len(others)
    kept, weights = rows, np.zeros(design.shape[1])
    for _ in range(rounds):
        weights = np.linalg.lstsq(design[kept], y[kept], rcond=None)[0]
        residual[rows] = y[rows] - design[rows] @ weights
        kept = rows[np.argsort(np.abs(residual[rows]), kind="stable")[: max(int(keep * len(rows)), design.shape[1] + 2)]]
    variance = float(np.var(y[kept]))
    explained = 1 - float(np.var(residual[kept])) / variance if variance > 0 else 0.0
    return residual, explained, [bool(abs(w) > 0.05 * np.std(y[kept])) for w in weights[1:]]


def _pairs(measured: list[Held]) -> list[Trait]:
    """Which of two numbers is larger, where they are often equal or always ordered; and their ratio where they move together."""
    found: list[Trait] = []
    for a, b in combinations(measured, 2):
        both = np.isfinite(a.number) & np.isfinite(b.number)
        if both.sum() < 50 or len(found) > _MOST_PAIRS:
            continue
        x, y = a.number[both], b.number[both]
        equal, above = float(np.mean(x == y)), float(np.mean(x > y))
        alike = abs(float(np.corrcoef(_rank(x), _rank(y))[0, 1])) if np.ptp(x) and np.ptp(y) else 0.0
        if alike > 0.3 and (equal > 0.01 or min(above, 1 - above - equal) < 0.02):
            sign = np.where(both, np.sign(a.number - b.number), np.nan)
            found += keyed(
                (a.name, b.name), What.RELATION, ["" if np.isnan(s) else "<=>"[int(s) + 1] for s in sign], detail="order"
            )
        if alike > 0.4:
            with np.errstate(all="ignore"):
                ratio = np.where(both & (a.number > 0) & (b.number > 0), np.log(a.number / b.number), np.nan)
            found += numeric((a.name, b.name), What.RELATION, ratio, "ratio")
    return found


def _dates(dated: list[Held]) -> list[Trait]:
    found: list[Trait] = []
    for a, b in list(combinations(dated, 2))[:15]:
        apart = np.floor(b.day) - np.floor(a.day)
        found += numeric((a.name, b.name), What.RELATION, apart, "days")
        found += numeric((a.name, b.name), What.RELATION, frequency(apart.astype(str).astype(object)), "days common")
    return found


def _ranks(ordered: list[Held]) -> list[Trait]:
    """Numbers that grow with another number or a date: how far a row is from its place."""
    found: list[Trait] = []
    for a, b in combinations(ordered, 2):
        x, y = (h.day if h.kind is Kind.DATE else identifier_values(h) for h in (a, b))
        both = np.isfinite(x) & np.isfinite(y)
        if both.sum() < 50 or not np.ptp(x[both]) or not np.ptp(y[both]):
            continue
        away = np.full(len(x), np.nan)
        first, second = _rank(x[both]), _rank(y[both])
        if abs(float(np.corrcoef(first, second)[0, 1])) > 0.6:
            away[both] = first - second if np.corrcoef(first, second)[0, 1] > 0 else first + second - both.sum()
            found += numeric((a.name, b.name), What.RELATION, away, "sequence±")
            found += numeric((a.name, b.name), What.RELATION, np.log1p(np.abs(away)), "sequence")
    return found


def _within(measured: list[Held], columns: Sequence[Held]) -> list[Trait]:
    """How far a number is from what is usual for its category, where the category says much of it."""
    found: list[Trait] = []
    groups = [(h, np.unique(np.asarray(h.cells), return_inverse=True)[1]) for h in columns if h.kind is Kind.CATEGORY]
    for number in measured:
        x = number.number
        good = np.isfinite(x)
        if len(np.unique(x[good])) < 8:
            continue
        for group, code in groups:
            middle, spread = np.full(len(x), np.nan), np.full(len(x), np.nan)
            for level in np.unique(code):
                rows = good & (code == level)
                if rows.sum() >= 5:
                    middle[rows] = np.median(x[rows])
                    spread[rows] = np.median(np.abs(x[rows] - middle[rows]))
            rows = np.isfinite(middle)
            whole = np.median(np.abs(x[good] - np.median(x[good])))
            if rows.any() and whole > 0 and np.mean(spread[rows]) < 0.6 * whole:
                away = np.abs(x - middle) / (spread + 0.02 * whole)
                found += numeric((number.name, group.name), What.RELATION, np.log1p(away), "within")
    return found


def _combined(columns: Sequence[Held]) -> list[Trait]:
    """How common a pair of values is, for the pairs that say most of each other."""
    few = []
    for h in columns:
        cells = np.asarray([flat(c) for c in h.cells]) if h.kind is Kind.CATEGORY else np.asarray(h.cells)
        levels, code = np.unique(cells, return_inverse=True)
        if 2 <= len(levels) <= (200 if h.kind is Kind.CATEGORY else FEW):
            few.append((h.name, code, len(levels)))
    scored = []
    for (a, x, many), (b, y, more) in combinations(few, 2):
        joint = np.bincount(x * more + y, minlength=many * more).reshape(many, more) / len(x)
        expected = joint.sum(1, keepdims=True) * joint.sum(0, keepdims=True)
        there = joint > 0
        information = float(np.sum(joint[there] * np.log(joint[there] / expected[there])))
        scored.append((information, (a, b), x * more + y))
    scored.sort(key=lambda row: (-row[0], row[1]))
    return [
        t
        for info, pair, key in scored[:_MOST_COMBINATIONS]
        if info > 0.02
        for t in numeric(pair, What.COMBINATION, frequency(key))
    ]


def _contained(columns: Sequence[Held]) -> list[Trait]:
    """Whether a mail holds the name, an identity number the birth date, and so on, where that is usual."""
    texts = [h for h in columns if h.kind in (Kind.TEXT, Kind.EMAIL, Kind.IDENTIFIER)]
    found: list[Trait] = []
    for a in texts:
        inside = [re.sub(r"[^a-z0-9 ]", "", flat(cell)) for cell in a.cells]
        for b in columns:
            if a is b or b.kind not in (Kind.TEXT, Kind.DATE, Kind.IDENTIFIER, Kind.PHONE, Kind.EMAIL):
                continue
            seen = [_parts_in(text, part) for text, part in zip(inside, _pieces(b), strict=True)]
            share = sum(s not in ("", "0") for s in seen) / len(seen)
            if share > 0.15:
                found += keyed((a.name, b.name), What.CONTAINED, seen)
        if a.person is Person.IDENTITY or a.kind is Kind.IDENTIFIER:
            found += _letter_of_sex(a, columns)
    return found


def _pieces(b: Held) -> list[tuple[str, ...]]:
    if b.kind is Kind.DATE:
        stamps = [str(np.datetime64("0001-01-01") + (int(d) - 1)) if np.isfinite(d) else "" for d in b.day]
        return [(s[2:4] + s[5:7] + s[8:], s[8:] + s[5:7] + s[2:4]) if s else () for s in stamps]
    cells = [re.sub(r"@.*", "", flat(cell)) for cell in b.cells]
    return [tuple(word for word in re.split(r"[^a-z0-9]+", cell) if len(word) > 2) for cell in cells]


def _parts_in(text: str, parts: tuple[str, ...]) -> str:
    return str(min(3, sum(part in text for part in parts))) if parts and text else ""


def _letter_of_sex(a: Held, columns: Sequence[Held]) -> list[Trait]:
    """An identity number whose letter or parity goes with another column: the one the sex is read from, say."""
    found: list[Trait] = []
    bodies = [re.sub(r"\W", "", cell) for cell in a.cells]
    for b in columns:
        if b.kind is not Kind.CATEGORY or len(set(b.cells)) > 4:
            continue
        for place in (10, -1, -2):
            marks = [text[place : place + 1 or None] if len(text) > 10 else "" for text in bodies]
            if set(marks) - {""} <= set("HMX") and len(set(marks)) > 1:
                found += keyed(
                    (a.name, b.name), What.RELATION, [m + flat(c) for m, c in zip(marks, b.cells, strict=True)], shown=False
                )
    return found


def _rank(x: Floats) -> Floats:
    order = np.argsort(x, kind="stable")
    out = np.empty(len(x))
    out[order] = np.arange(len(x))
    _, first, inverse, count = np.unique(x, return_index=True, return_inverse=True, return_counts=True)
    total = np.bincount(inverse, weights=out)
    return np.asarray(total[inverse] / count[inverse] if len(first) else out, dtype=np.float64)
