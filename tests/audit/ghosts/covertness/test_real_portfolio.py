"""On a real public portfolio: real rows set aside pass as ghosts, a careless generator is caught, a small wave is not passed."""

import numpy as np
import pytest

from audit.ghosts.covertness.covertness import Against, Covertness, Verdict
from audit.ghosts.covertness.kinds import Kind, held
from audit.ghosts.covertness.lab import lab
from audit.ghosts.covertness.table import Table, read_table
from tests.portfolios import public_portfolio


def rows_of(table: Table) -> list[tuple[str, ...]]:
    return list(zip(*table.cells, strict=True))


def judged(
    real: list[tuple[str, ...]], ghosts: list[tuple[str, ...]], columns: tuple[str, ...], mixed: bool = True
) -> Covertness:
    rng = np.random.default_rng(7)
    handed = [*real, *ghosts] if mixed else ghosts
    handed = [handed[i] for i in rng.permutation(len(handed))]
    tables = [Table(n, columns, tuple(zip(*rows, strict=True))) for n, rows in (("real.csv", real), ("handoff.csv", handed))]
    return lab(tables[0], tables[1])


@pytest.fixture(scope="module")
def portfolio() -> Table:
    return read_table(public_portfolio("credit_data"))


def test_a_thousand_real_rows_set_aside_are_released(portfolio: Table) -> None:
    rows = rows_of(portfolio)
    order = np.random.default_rng(2).permutation(len(rows))
    apart = [rows[i] for i in order]
    found = judged(apart[1000:], apart[:1000], portfolio.columns)
    assert (found.judged_ghosts, found.judged_real) == (1000, 3454)
    assert found.strongest is not None
    assert found.strongest.includes_half and found.strongest.value <= 0.55 and found.strongest.width < 0.06
    assert found.verdict is Verdict.RELEASE


def test_a_careless_generator_is_caught(portfolio: Table) -> None:
    """Each column drawn by itself between its ends: values that are possible, people who are not."""
    rng, careless = np.random.default_rng(3), []
    for name, cells in zip(portfolio.columns, portfolio.cells, strict=True):
        column = held(name, cells)
        if column.kind is Kind.NUMBER:
            known = column.number[np.isfinite(column.number)]
            careless.append([f"{v:.0f}" for v in rng.uniform(known.min(), known.max(), 1000)])
        else:
            careless.append([str(v) for v in rng.choice(sorted(set(cells)), 1000)])
    found = judged(rows_of(portfolio), list(zip(*careless, strict=True)), portfolio.columns)
    assert found.verdict is Verdict.LEAK
    assert found.strongest is not None and found.strongest.low > 0.9
    assert len(found.leaking) > 3 and found.statements


def test_columns_drawn_apart_from_one_another_are_caught(portfolio: Table) -> None:
    """Every column's own distribution is right; only what belongs together does not."""
    rng = np.random.default_rng(4)
    apart = [[cells[i] for i in rng.integers(0, portfolio.rows, 1000)] for cells in portfolio.cells]
    found = judged(rows_of(portfolio), list(zip(*apart, strict=True)), portfolio.columns, mixed=False)
    assert found.against is Against.REAL_FILE
    assert found.verdict is Verdict.LEAK
    assert found.strongest is not None and found.strongest.value > 0.9
    assert any(len(field.columns) > 1 for field in found.leaking)
