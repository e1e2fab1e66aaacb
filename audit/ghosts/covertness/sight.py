"""What the suspicious vendor has before it: rows of both kinds, every trait of them, and the same as matrices."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.feature_extraction.text import HashingVectorizer

from audit.ghosts.covertness.cells import Floats, Ints, flat
from audit.ghosts.covertness.identifier_traits import check_traits, identifier_traits, identifier_values
from audit.ghosts.covertness.kinds import Held, Kind
from audit.ghosts.covertness.number_traits import date_traits, number_traits
from audit.ghosts.covertness.order_traits import missing_traits, order_traits, repeated_traits
from audit.ghosts.covertness.relation_traits import relation_traits
from audit.ghosts.covertness.text_traits import email_traits, phone_traits, text_traits
from audit.ghosts.covertness.trait import Trait, What

_PIECES = 1 << 11
"""Buckets for the pieces of text of a column."""
_LEVELS = 60
"""Levels of a trait that are told apart by the logistic adversary; rarer ones are one."""
_PAIR_LEVELS = 8
_PAIRED_COLUMNS = 18


@dataclass(frozen=True, slots=True, eq=False)
class Sight:
    """`n` rows. `matrix` holds a column a trait; `marks` one-hot levels, pieces of text and pairs of columns (sparse).

    `metric` is what distances are measured in; `tokens` each cell as a code, `body` the same for columns that say nothing of
    who somebody is. `place` is the row's number in the file, None where the two kinds of row come from two files. `lines`
    are what rows can stand next to one another on: the file, number ranges, dates.
    """

    columns: tuple[Held, ...]
    traits: tuple[Trait, ...]
    matrix: Floats
    marks: csr_matrix
    metric: Floats
    tokens: Ints
    body: Ints
    place: Ints | None
    lines: tuple[Floats, ...]

    @property
    def n(self) -> int:
        """How many rows there are."""
        return len(self.matrix)


def look(columns: Sequence[Held], place: Ints | None) -> Sight:
    """Everything that can be seen in the rows. With `place` they come from one file, so order and spelling count too."""
    as_written = place is not None
    traits: list[Trait] = []
    for held in columns:
        traits += _of_column(held, as_written)
    traits += missing_traits(columns, as_written) + repeated_traits(columns) + relation_traits(columns)
    if place is not None:
        traits += order_traits(columns, place)
    traits = _distinct(traits)
    lines = [place.astype(np.float64)] if place is not None else []
    lines += [identifier_values(h) for h in columns if h.kind in (Kind.IDENTIFIER, Kind.PHONE)]
    lines += [h.day for h in columns if h.kind is Kind.DATE]
    return Sight(
        columns=tuple(columns),
        traits=tuple(traits),
        matrix=np.column_stack([_ordinal(trait) for trait in traits]) if traits else np.zeros((len(columns[0].cells), 1)),
        marks=_marks(traits, columns),
        metric=_metric(columns),
        tokens=_tokens(columns),
        body=_tokens([h for h in columns if h.kind in (Kind.NUMBER, Kind.DATE, Kind.CATEGORY)]),
        place=place,
        lines=tuple(lines),
    )


def _of_column(held: Held, as_written: bool) -> list[Trait]:
    if held.kind is Kind.NUMBER:
        return number_traits(held, as_written)
    if held.kind is Kind.DATE:
        return date_traits(held, as_written)
    found = text_traits(held)
    if held.kind is Kind.IDENTIFIER:
        found += identifier_traits(held)
    if held.kind is Kind.EMAIL:
        found += email_traits(held)
    if held.kind is Kind.PHONE:
        found += phone_traits(held) + check_traits(held)
    return found


def _distinct(traits: list[Trait]) -> list[Trait]:
    """Each way of sorting the rows once: two traits that say the same would only cost time."""
    seen: set[tuple[tuple[str, ...], bytes]] = set()
    kept = []
    for trait in traits:
        key = (trait.columns, trait.codes().tobytes())
        if key not in seen:
            seen.add(key)
            kept.append(trait)
    return kept


def _ordinal(trait: Trait) -> Floats:
    """A trait as one number a row; levels stand in the order of how common they are."""
    if trait.values is not None:
        return trait.values
    assert trait.keys is not None
    count = np.bincount(trait.keys)
    rank = np.empty(len(count))
    rank[np.argsort(-count, kind="stable")] = np.arange(len(count))
    return np.asarray(rank[trait.keys], dtype=np.float64)


def base_codes(columns: Sequence[Held], bins: int) -> list[tuple[str, Ints]]:
    """Each column that does not identify as a few levels, for tables of two columns."""
    out = []
    for held in columns:
        if held.kind in (Kind.NUMBER, Kind.DATE):
            out.append(
                (held.name, Trait((), What.VALUE, values=held.number if held.kind is Kind.NUMBER else held.day).codes(bins))
            )
        elif held.kind is Kind.CATEGORY:
            _, code = np.unique(np.asarray([flat(c) for c in held.cells]), return_inverse=True)
            out.append((held.name, _common(code.astype(np.int64), 30)))
    return out


def _common(code: Ints, most: int) -> Ints:
    """The commonest levels, numbered from 1; all others are 0."""
    count = np.bincount(code)
    names = np.zeros(len(count), dtype=np.int64)
    top = np.argsort(-count, kind="stable")[:most]
    names[top] = np.arange(1, len(top) + 1)
    return np.asarray(names[code], dtype=np.int64)


def _marks(traits: Sequence[Trait], columns: Sequence[Held]) -> csr_matrix:
    n = len(columns[0].cells)
    blocks: list[Any] = [_one_hot(_common(trait.codes(10), _LEVELS)) for trait in traits]
    base = [(name, _common(code, _PAIR_LEVELS)) for name, code in base_codes(columns, _PAIR_LEVELS)][:_PAIRED_COLUMNS]
    for i, (_, a) in enumerate(base):
        for _, b in base[i + 1 :]:
            blocks.append(0.5 * _one_hot(a * (_PAIR_LEVELS + 1) + b))
    for held in columns:
        if held.kind in (Kind.TEXT, Kind.EMAIL, Kind.IDENTIFIER):
            pieces = HashingVectorizer(analyzer="char", ngram_range=(1, 3), n_features=_PIECES, lowercase=False)
            blocks.append(pieces.transform(f"^{cell}$" for cell in held.cells))
    return csr_matrix(hstack(blocks)) if blocks else csr_matrix((n, 1))


def _one_hot(code: Ints) -> csr_matrix:
    n = len(code)
    return csr_matrix((np.ones(n), (np.arange(n), code)), shape=(n, int(code.max()) + 1))


def _metric(columns: Sequence[Held]) -> Floats:
    """Rows as points: numbers by rank (0–1), categories by their commonest levels."""
    parts: list[Floats] = []
    for held in columns:
        x = held.number if held.kind is Kind.NUMBER else held.day if held.kind is Kind.DATE else None
        if x is not None:
            good = np.isfinite(x)
            rank = np.full(len(x), -0.5)
            order = np.sort(x[good])
            rank[good] = (np.searchsorted(order, x[good], "left") + np.searchsorted(order, x[good], "right")) / (
                2 * max(1, good.sum())
            )
            parts.append(rank[:, None])
        elif held.kind is Kind.CATEGORY:
            _, code = np.unique(np.asarray([flat(c) for c in held.cells]), return_inverse=True)
            parts.append(_one_hot(_common(code.astype(np.int64), 12)).toarray() * 0.5)
    return np.hstack(parts) if parts else np.zeros((len(columns[0].cells), 1))


def _tokens(columns: Sequence[Held]) -> Ints:
    """Each cell as a code, for counting how many cells two rows share; near-constant columns tell nothing."""
    parts = []
    for held in columns:
        _, code, count = np.unique(np.asarray([flat(c) for c in held.cells]), return_inverse=True, return_counts=True)
        if count.max() < 0.9 * len(code):
            parts.append(code)
    return np.asarray(
        np.stack(parts, axis=1) if parts else np.zeros((len(columns[0].cells) if columns else 0, 1)), dtype=np.int64
    )
