from dataclasses import replace

import numpy as np
import pytest

from reports.scorecards.price import cells_of, price_of, prices_of, treatments_of
from reports.scorecards.slope import Cells, slopes
from tests.reports.scorecards.small_world import facts


def cells(rng: np.random.Generator, vendors: int, months: int, slope: float, apart: float = 10.0, error: float = 2.0) -> Cells:
    """Vendors `apart` in treatment, drifting by 3; recovery goes by `slope` a point, with a level and a drift of its own."""
    treated = apart * rng.standard_normal((vendors, 1)) + 0.3 * apart * rng.standard_normal((vendors, months))
    own = 0.04 * rng.standard_normal((vendors, 1)) + 0.02 * rng.standard_normal((vendors, months))
    recovered = slope * treated + own
    x_error, y_error = np.full(treated.shape, error), np.full(treated.shape, 0.03)
    x = 60 + treated + x_error * rng.standard_normal(treated.shape)
    y = recovered - recovered.mean(axis=0) + y_error * rng.standard_normal(treated.shape)
    return Cells(x, x_error, y, y_error)


def test_a_price_is_positive_where_treating_better_goes_with_recovering_less() -> None:
    found = price_of(cells(np.random.default_rng(1), 8, 4, -0.008), "31–60")
    assert found.segment == "31–60" and found.cells == 32 == found.cost.n and found.said is None
    assert found.cost.low is not None and found.cost.high is not None and found.cost.value is not None
    assert 0 < found.cost.low < found.cost.value < found.cost.high
    assert found.cost.value == pytest.approx(0.008, abs=0.003)


def test_treated_the_other_way_round_the_price_is_negative() -> None:
    held = cells(np.random.default_rng(1), 8, 4, -0.008)
    turned = price_of(Cells(120 - held.x, held.x_error, held.y, held.y_error))
    assert turned.cost.value is not None and turned.cost.value < 0


def test_errors_of_treatment_do_not_flatten_the_slope() -> None:
    """Least squares on what was measured sees less than half of it."""
    rng = np.random.default_rng(3)
    found, plain = [], []
    for n in range(12):
        held = cells(rng, 12, 2, -0.01, apart=5, error=5)
        found.append(slopes(held, n).quantiles(0.5)[0])
        off = held.x - held.x.mean(axis=0)
        plain.append(float((off * held.y).sum() / (off**2).sum()))
    assert abs(float(np.median(plain))) < 0.007
    assert float(np.median(found)) == pytest.approx(-0.01, abs=0.002)


def test_the_interval_holds_the_slope_as_often_as_it_says() -> None:
    rng = np.random.default_rng(20261122)
    hits = 0
    for n in range(40):
        low, high = slopes(cells(rng, 5, 3, -0.004), n).quantiles(0.025, 0.975)
        hits += low <= -0.004 <= high
    assert hits >= 36


def test_more_months_of_the_same_vendors_are_not_more_vendors() -> None:
    """Levels of their own stay whatever the months: the interval shrinks far less than by the square root of the months."""
    rng = np.random.default_rng(6)
    levels = 10 * rng.standard_normal((5, 1)), 0.1 * rng.standard_normal((5, 1))
    widths = []
    for months in (1, 9):
        x = np.repeat(levels[0], months, axis=1) + 60 + rng.standard_normal((5, months))
        y = np.repeat(levels[1], months, axis=1) + 0.02 * rng.standard_normal((5, months))
        low, high = slopes(Cells(x, np.full_like(x, 1.0), y, np.full_like(y, 0.02))).quantiles(0.025, 0.975)
        widths.append(high - low)
    assert widths[1] > 0.6 * widths[0]


def test_vendors_alike_in_treatment_cannot_tell_a_price() -> None:
    found = price_of(cells(np.random.default_rng(2), 4, 2, 0.0, apart=0.1, error=4))
    assert found.cost.value is None and found.said is not None and "too alike" in found.said["en"]


def test_too_few_vendors_cannot_tell_a_price() -> None:
    held = cells(np.random.default_rng(2), 5, 3, -0.01)
    held.x[2:] = np.nan
    few = price_of(held)
    assert (
        few.cost.value is None and few.cells == 6 and few.said is not None and few.said["es"].startswith("no se puede saber: 2")
    )
    held.x[:] = np.nan
    assert price_of(held).cells == 0
    with pytest.raises(ValueError, match="two vendors"):
        slopes(held)


def test_months_with_one_vendor_measured_say_nothing() -> None:
    held = cells(np.random.default_rng(4), 4, 3, -0.008)
    held.x[1:, 2] = np.nan
    assert price_of(held).cells == 8
    one = Cells(held.x[:, :2], held.x_error[:, :2], held.y[:, :2], held.y_error[:, :2])
    assert price_of(held).cost.value == pytest.approx(price_of(one).cost.value)


def test_cells_are_read_of_months_by_vendor() -> None:
    found = cells_of([{"a": (60.0, 2.0), "b": None}, {"a": (61.0, 2.0)}], [{"a": (0.1, 0.02)}, {"b": (0.2, 0.02)}], ["a", "b"])
    assert found.x[0].tolist() == [60, 61] and np.isnan(found.x[1]).all() and found.y[1, 1] == 0.2
    assert found.measured().tolist() == [[True, False], [False, False]]
    with pytest.raises(ValueError, match="1 months of treatment and 0"):
        cells_of([{}], [], ["a"])


def test_segments_each_have_their_price() -> None:
    rng = np.random.default_rng(7)
    found = prices_of({"31–60": cells(rng, 6, 3, -0.001), "61–90": cells(rng, 6, 3, -0.01)})
    assert [p.segment for p in found] == ["31–60", "61–90"]
    assert (found[0].cost.value or 0) < (found[1].cost.value or 0)


def test_months_are_scored_over_the_parts_of_the_newest() -> None:
    """A month without a survey is not held against one with it; parts only earlier months had are left out."""
    rates = {"effort": (0.5, 0.8), "offers_made": (0.4, 0.5), "word_kept": (0.8, 0.9), "complaints": (0.01, 0.004)}
    newest = rates | {"survey_csat": (0.5, 0.7), "cap_use": (0.5, 0.3), "opt_out_days": (0.9, 0.5)}
    found = facts(((300, 300), (300, 300), (300, 300)), newest)
    early = {k: v for k, v in found.months[0].sums.items() if k != "survey_csat"}
    more = dict(found.months[1].sums) | {"tone": found.months[1].sums["effort"]}
    held = replace(found, months=(replace(found.months[0], sums=early), replace(found.months[1], sums=more), found.months[2]))
    first, second, third = treatments_of(held)
    assert first == {"a": None, "b": None}
    assert second["a"] is not None and third["a"] is not None and second["a"][0] == pytest.approx(third["a"][0])
