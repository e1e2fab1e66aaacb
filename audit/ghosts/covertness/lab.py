"""The covertness lab: plays the suspicious vendor against a file about to be handed over."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import version

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from audit.ghosts.covertness.advice import ADVICE
from audit.ghosts.covertness.auc import Auc
from audit.ghosts.covertness.cells import Floats, Ints
from audit.ghosts.covertness.copies import copies
from audit.ghosts.covertness.covertness import Against, Bins, Covertness, Field, Reason, Verdict
from audit.ghosts.covertness.doubles import Double, Likeness, doubles
from audit.ghosts.covertness.faults import BadPortfolio
from audit.ghosts.covertness.kinds import held
from audit.ghosts.covertness.planted import Planted, planted
from audit.ghosts.covertness.pool import Pool, pooled
from audit.ghosts.covertness.sight import Sight, look
from audit.ghosts.covertness.statements import Statement, statements
from audit.ghosts.covertness.table import Table
from audit.ghosts.covertness.trial import Trial, trial
from audit.ghosts.covertness.weights import weights

WIDEST = 0.06
FEWEST_GHOSTS, FEWEST_REAL = 5, 20
_NAMED, _PROVEN = 0.05, 0.005
_STEPS, _SENTENCES = 20, 12
Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """`named` are the ghosts' accounts, where rows are not to be matched; `others` files of ghosts of other waves.

    `seed` draws folds and samples; `threads` at most; an interval of `widest` or more says that nothing can be told.
    `repeats` of the folds; by default small files are judged more often: it is cheap and steadies the answer.
    """

    named: tuple[str, ...] | None = None
    others: tuple[Table, ...] = ()
    seed: int = 20261122
    threads: int = 1
    widest: float = WIDEST
    repeats: int | None = None


def _silent(_: str) -> None:
    """Tells nobody."""


def lab(real: Table, handed: Table, options: Options | None = None, tell: Tell = _silent) -> Covertness:
    """Judge the file `handed` against the client's `real` portfolio; the same input and seed give the same answer.

    `tell` hears the name of each step done, never a value of a row. Raises BadPortfolio where the files cannot be judged.
    To repair and test again, change the ghosts and call it once more.
    """
    options = options or Options()
    found = planted(real, handed, options.named)
    tell("rows")
    with threadpool_limits(limits=options.threads):
        pool = pooled(real, handed, found, options.seed)
        if pool.real < FEWEST_REAL:
            raise BadPortfolio(
                f"{real.name}: hay {pool.real} filas reales con que comparar; hacen falta al menos {FEWEST_REAL}",
                f"{real.name}: there are {pool.real} real rows to compare with; at least {FEWEST_REAL} are needed",
            )
        sight = look([held(name, cells) for name, cells in zip(pool.columns, pool.cells, strict=True)], pool.place)
        tell("traits")
        near = _doubles(real, handed, found, options, pool, sight)
        tell("doubles")
        judged = (
            trial(sight, pool.labels, options.seed, tell, repeats=options.repeats or _repeats(pool))
            if pool.ghosts >= FEWEST_GHOSTS
            else None
        )
        heavy = weights(sight, pool.labels, judged, options.seed) if judged and judged.strongest.low > 0.5 else {}
    tell("weights")
    said: tuple[Statement, ...] = statements(list(judged.seen), pool.labels) if judged else ()
    fields = _fields(judged, heavy, said) if judged else ()
    verdict, reasons = _verdict(judged.strongest if judged else None, fields, near, options.widest)
    return Covertness(
        verdict=verdict,
        reasons=reasons,
        strongest=judged.strongest if judged else None,
        by=judged.by if judged else None,
        attempts=judged.attempts if judged else (),
        fields=fields,
        statements=said[:_SENTENCES],
        doubles=near,
        scores=_bins(judged.scores if judged else np.zeros(0), pool.labels),
        real_file=real.name,
        handed_file=handed.name,
        ghost_rows=tuple(i + 1 for i in found.ghosts),
        real_rows_handed=len(found.real),
        judged_ghosts=pool.ghosts,
        judged_real=pool.real,
        against=pool.against,
        rewritten=found.rewritten,
        widest=options.widest,
        seed=options.seed,
        versions=tuple((name, version(name)) for name in ("numpy", "scikit-learn", "scipy", "rapidfuzz", "python-stdnum")),
    )


def _repeats(pool: Pool) -> int:
    return 1 if len(pool.labels) > 2500 else 2


def _doubles(real: Table, handed: Table, found: Planted, options: Options, pool: Pool, sight: Sight) -> tuple[Double, ...]:
    others: list[tuple[Table, Sequence[int]]] = [(real, range(real.rows))]
    if options.named is not None:
        others.append((handed, found.real))
    others += [(table, range(table.rows)) for table in options.others]
    near = doubles(handed, found.ghosts, others)
    file = handed.name if pool.against is Against.SAME_FILE else real.name
    rows = [
        Double(pool.rows[ghost] + 1, file, pool.rows[whom] + 1, Likeness.ROW, ())
        for ghost, whom in copies(sight.body, pool.labels)
    ]
    return tuple(sorted((*near, *rows), key=lambda d: (d.ghost_row, d.file, d.row, d.likeness)))


def _fields(judged: Trial, heavy: dict[str, float], said: tuple[Statement, ...]) -> tuple[Field, ...]:
    """The fields with what they tell; a pair that tells no more than one of its own columns goes without saying."""
    alone = {f.columns[0]: f.auc.value for f in judged.fields if len(f.columns) == 1 and f.p <= _NAMED}
    single = {statement.columns: statement for statement in reversed(said) if statement.singles_out}
    kept = []
    leak = judged.strongest.low > 0.5
    for score in judged.fields:
        best = max((alone[c] for c in score.columns if c in alone), default=0.0)
        if len(score.columns) > 1 and score.auc.value < best + 0.02 and score.columns not in single:
            continue
        weight = heavy.get(score.columns[0]) if len(score.columns) == 1 else None
        sure = single.get(score.columns)
        what = sure.what if sure and score.p > _PROVEN else score.what
        p = min(score.p, sure.p) if sure else score.p
        leaks = sure is not None or (score.p <= (_NAMED if leak else _PROVEN) and score.auc.value > 0.5)
        kept.append(Field(score.columns, what, score.auc, p, leaks, ADVICE[what], weight))
    if leak and not any(field.leaks for field in kept):
        heaviest = sorted((f for f in kept if f.weight), key=lambda f: -(f.weight or 0.0))[:3]
        kept = [Field(f.columns, f.what, f.auc, f.p, f in heaviest, f.advice, f.weight) for f in kept]
    return tuple(sorted(kept, key=lambda f: (not f.leaks, f.p, -f.auc.value)))


def _verdict(
    strongest: Auc | None, fields: tuple[Field, ...], near: tuple[Double, ...], widest: float
) -> tuple[Verdict, tuple[Reason, ...]]:
    against = []
    if near:
        against.append(Reason.NEAR_DOUBLE)
    if strongest is not None and strongest.low > 0.5:
        against.append(Reason.TOLD_APART)
    elif any(field.leaks for field in fields):
        against.append(Reason.TELLING_FIELD)
    if against:
        return Verdict.LEAK, tuple(against)
    if strongest is None:
        return Verdict.CANNOT_TELL, (Reason.FEW,)
    if strongest.width >= widest:
        return Verdict.CANNOT_TELL, (Reason.WIDE,)
    if not strongest.includes_half:
        return Verdict.CANNOT_TELL, (Reason.BELOW,)
    return Verdict.RELEASE, ()


def _bins(scores: Floats, labels: Ints) -> Bins:
    if not len(scores):
        return Bins((0,) * _STEPS, (0,) * _STEPS)
    place = np.minimum((scores * _STEPS).astype(np.int64), _STEPS - 1)
    ghosts, real = (np.bincount(place[labels == kind], minlength=_STEPS) for kind in (1, 0))
    return Bins(tuple(int(n) for n in ghosts), tuple(int(n) for n in real))
