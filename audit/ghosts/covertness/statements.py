"""What gives ghosts away, in plain words with its counts: "termina en 0: las fantasma el 62 %, las reales el 11 %"."""

from dataclasses import dataclass

import numpy as np
from scipy.stats import hypergeom

from audit.data_file import Words
from audit.ghosts.covertness.cells import Floats, Ints
from audit.ghosts.covertness.field_scores import Seen
from audit.ghosts.covertness.sentences import PLAIN, percent, says_of
from audit.ghosts.covertness.trait import What

_FEWEST, _SURE, _PROVEN, _LIFT = 8, 0.01, 0.0025, 5.0


@dataclass(frozen=True, slots=True)
class Statement:
    """Something true of `ghosts` of `of_ghosts` ghosts and `real` of `of_real` real rows; `p` after Holm's correction."""

    columns: tuple[str, ...]
    what: What
    says: Words
    ghosts: int
    of_ghosts: int
    real: int
    of_real: int
    p: float

    @property
    def singles_out(self) -> bool:
        """Whether it is proven and whoever it is true of is far likelier a ghost: a vendor could act on it alone."""
        return self.p <= _PROVEN and self.ghosts * self.of_real >= _LIFT * max(self.real, 0.5) * self.of_ghosts

    def sentence(self) -> Words:
        """The statement with its shares."""
        g, r = self.ghosts / self.of_ghosts, self.real / self.of_real
        return Words(
            f"{self.says.es}: las cuentas fantasma el {percent(g).replace('.', ',')} % de las veces, "
            f"las reales el {percent(r).replace('.', ',')} %",
            f"{self.says.en}: ghost accounts {percent(g)}% of the time, real ones {percent(r)}%",
        )


def statements(found: list[Seen], labels: Ints) -> tuple[Statement, ...]:
    """The surest statements, one a trait at most; every level of every trait is tested and Holm corrects for them all."""
    ghosts, rows = int(labels.sum()), len(labels)
    tried: list[_Tried] = []
    total = 0
    for i, trait in enumerate(found):
        if trait.trait is None:
            continue
        count = np.bincount(trait.codes)
        hits = np.bincount(trait.codes, weights=labels.astype(np.float64)).astype(np.int64)
        levels = np.flatnonzero((count >= _FEWEST) & (count <= rows - _FEWEST))
        total += len(levels)
        if len(levels):
            p, gap = _exact(hits[levels], count[levels], ghosts, rows), _gap(hits[levels], count[levels], ghosts, rows)
            best = int(np.lexsort((-gap, p))[0])
            level = int(levels[best])
            tried.append(_Tried(float(p[best]), -float(gap[best]), i, level, int(hits[level]), int(count[level])))
    out: list[Statement] = []
    sure = []
    for rank, one in enumerate(sorted(tried, key=lambda t: (t.p, t.gap, t.index))):
        corrected = min(1.0, one.p * (total - rank))
        if corrected > _SURE:
            break
        sure.append((min(20, int(-np.log10(corrected + 1e-300) / 3)), corrected, one))
    for _, corrected, one in sorted(sure, key=lambda row: (-row[0], _plainness(found[row[2].index]), row[1])):
        trait, says = found[one.index], says_of(found[one.index], one.level)
        if says is not None and says not in [s.says for s in out]:
            real = one.count - one.hits
            out.append(Statement(trait.columns, trait.what, says, one.hits, ghosts, real, rows - ghosts, corrected))
    return tuple(out)


def _plainness(seen: Seen) -> int:
    """Of statements about as sure, the ones that people grasp at once come first."""
    return PLAIN.index(seen.what) if seen.what in PLAIN and seen.trait and seen.trait.keys is not None else len(PLAIN)


@dataclass(frozen=True, slots=True)
class _Tried:
    """The surest level of a trait: how many ghosts and rows have it."""

    p: float
    gap: float
    index: int
    level: int
    hits: int
    count: int


def _exact(hits: Ints, count: Ints, ghosts: int, rows: int) -> Floats:
    """Fisher's exact test, both sides (the smaller one twice)."""
    above = hypergeom.sf(hits - 1, rows, ghosts, count)
    below = hypergeom.cdf(hits, rows, ghosts, count)
    return np.asarray(np.minimum(1.0, 2 * np.minimum(above, below)), dtype=np.float64)


def _gap(hits: Ints, count: Ints, ghosts: int, rows: int) -> Floats:
    return np.asarray(np.abs(hits / ghosts - (count - hits) / (rows - ghosts)), dtype=np.float64)
