"""The relations of a file whose factor is one of a few, and shares of what follows from them."""

from collections.abc import Iterator, Sequence

import numpy as np

from synthetic.portfolio.columns import Kind, Known, few_levels
from synthetic.portfolio.factor_search import find_pieces
from synthetic.portfolio.factors import Pieces
from synthetic.portfolio.relations import Form, Relation, step_of

_FEW, _EQUAL, _BY_CHANCE = 60, 0.2, 4.0


def factor_relations(columns: Sequence[Known]) -> Iterator[Relation]:
    """Relations of pieces, and shares of their targets; none goes round in a circle. Sums and single factors are left out."""
    numbers = [c for c in columns if c.kind is Kind.NUMBER]
    values = {c.name: c.row_values for c in numbers}
    kinds = {c.name: [c.texts[code] for code in c.codes] for c in columns if 1 < len(c.texts) <= _FEW}
    found: list[Relation] = []
    for target in sorted((c for c in numbers if not few_levels(c)), key=lambda c: -len(c.texts)):
        parents = [name for name in values if name != target.name and target.name not in above(name, found)]
        open_kinds = {name: cells for name, cells in kinds.items() if name in parents or name not in values}
        pieces = find_pieces(
            target.name, {name: values[name] for name in (target.name, *parents)}, parents, open_kinds, step_of(target)
        )
        if pieces is not None and _is_news(pieces):
            relation = Relation(target.name, Form.PIECES, pieces.parents, step=pieces.step, pieces=pieces)
            found.append(relation)
            yield relation
    derived = {relation.target for relation in found}
    for target in (c for c in numbers if c.name not in derived and not few_levels(c)):
        source = _source(target, [c for c in numbers if c.name in derived and target.name not in above(c.name, found)])
        if source is not None:
            yield Relation(target.name, Form.SHARE, (source.name,), step=step_of(target), exact=False)


def above(name: str, relations: Sequence[Relation]) -> set[str]:
    """A column and everything that it follows from."""
    found, new = set[str](), {name}
    while new:
        found |= new
        new = {need for relation in relations if relation.target in new for need in relation.needs} - found
    return found


def _is_news(pieces: Pieces) -> bool:
    """Whether sums and single products, which are looked for anyway, would not say the same."""
    terms = [term for piece in pieces.pieces for term in piece.terms]
    plain = len(pieces.pieces) == 1 and len(terms) <= 2 and all(len(term.names) == 1 and term.over is None for term in terms)
    return not plain or bool(np.isfinite(pieces.least) or np.isfinite(pieces.most))


def _source(target: Known, others: Sequence[Known]) -> Known | None:
    """The column of which the number is often all, hardly by chance."""
    best: tuple[float, Known] | None = None
    y = target.row_values
    for other in others:
        x = other.row_values
        some = (y != 0) & np.isfinite(y)
        equal = float((x[some] == y[some]).mean()) if some.sum() >= 40 else 0.0
        chance = float((np.roll(x[some], 1) == y[some]).mean()) if some.any() else 1.0
        if equal >= _EQUAL and equal >= _BY_CHANCE * chance and (best is None or equal > best[0]):
            best = (equal, other)
    return best[1] if best else None


__all__ = ["above", "factor_relations"]
