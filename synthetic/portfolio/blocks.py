"""Which columns are drawn together: only those that one real row must give; every further cell of it makes a ghost its double."""

from collections.abc import Collection


def blocks_of(width: int, bound: Collection[tuple[int, int]]) -> tuple[tuple[int, ...], ...]:
    """A partition of `width` columns in which both of each bound pair stand in one block.

    Blocks of columns that merely go together were tried: their marginals are right and their pairs too, yet a ghost that takes
    five cells of one row shares more cells with it than any two real rows do, and is told by that alone.
    """
    block = {i: {i} for i in range(width)}
    for a, b in bound:
        both = block[a] | block[b]
        for i in both:
            block[i] = both
    return tuple(sorted({tuple(sorted(one)) for one in block.values()}))


__all__ = ["blocks_of"]
