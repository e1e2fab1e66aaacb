"""Recovery for the accounts handed over: against scikit-learn's rates, confounding undone, silence without counterparts."""

import numpy as np
import pytest
from sklearn.linear_model import PoissonRegressor

from reports.scorecards.adjusted import NO_ACCOUNTS, NOBODY_ELSE, TOO_FEW, expected_each, recovery, said_lone
from reports.scorecards.facts import Accounts
from reports.scorecards.rate_model import fit_rates, kept, over_clusters
from tests.reports.scorecards.worlds import accounts


def drawn(
    rng: np.random.Generator, n: int, gains: tuple[float, ...], confounded: float = 1.0, tail: float = 0.8, hard: float = 1.2
) -> Accounts:
    """Late accounts pay less, by a bend and with risk; vendors later in the list get later accounts."""
    days, risk = rng.uniform(1, 300, n), rng.uniform(0, 1, n)
    score = days / 300 + risk * (days > 120)
    wish = confounded * 3 * (score - score.mean())[:, None] * np.linspace(-1, 1, len(gains))[None]
    vendor = np.argmax(wish + rng.gumbel(size=(n, len(gains))), axis=1)
    balance = np.exp(rng.normal(11, tail, n))
    chance = 0.3 * np.exp(-hard * score)
    pays = rng.random(n) < chance * np.array(gains)[vendor]
    return accounts(vendor, pays * balance * rng.beta(1, 1, n), days_overdue=days, risk=risk, balance=balance)


def ratio(gains: tuple[float, ...]) -> np.ndarray:
    return np.array(gains) / np.exp(np.log(gains).mean())


def test_the_rate_model_is_scikit_learns() -> None:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(3000, 5))
    seen = rng.poisson(np.exp(0.3 + x @ np.array([0.5, -0.2, 0.1, 0.0, 0.4]))).astype(float) * rng.gamma(1, 2, 3000)
    weight = rng.uniform(0.2, 3, 3000)
    design = np.column_stack([np.ones(3000), x])
    ours = fit_rates(design, seen, np.zeros(3000), weight, np.zeros(6))
    theirs = PoissonRegressor(alpha=0, tol=1e-10, max_iter=5000).fit(x, seen, sample_weight=weight)
    assert ours.coefficients == pytest.approx(np.append(theirs.intercept_, theirs.coef_), abs=1e-4)
    assert (1 - kept(ours, design, weight, np.zeros(6))).sum() == pytest.approx(6)


def test_exposure_is_an_offset() -> None:
    rng = np.random.default_rng(4)
    gone, x = rng.uniform(0.1, 1, 4000), np.ones((4000, 1))
    seen = rng.poisson(3 * gone).astype(float)
    found = fit_rates(x, seen, np.log(gone), np.ones(4000), np.zeros(1))
    assert np.exp(found.coefficients[0]) == pytest.approx(seen.sum() / gone.sum())


def test_sums_over_clusters() -> None:
    values, cluster = np.array([[1.0], [2.0], [4.0]]), np.array([1, 0, 1])
    assert over_clusters(values, cluster).ravel().tolist() == [2.0, 5.0]


def test_who_gets_the_hardest_is_not_punished() -> None:
    """The best vendor gets the latest accounts and has the lowest raw rate of all."""
    gains = (0.7, 1.0, 1.4)
    held = drawn(np.random.default_rng(1), 20_000, gains, confounded=0.6, hard=2.2)
    raw = [held.recovered[held.vendor == v].sum() / held.balance[held.vendor == v].sum() for v in range(3)]
    assert raw[2] == min(raw)
    found = recovery(held, 3)
    assert [v.value for v in found.values] == pytest.approx(list(ratio(gains)), rel=0.15)
    assert int(np.argmax(found.log)) == 2


def test_intervals_hold_the_truth_about_as_often_as_they_say() -> None:
    gains, held, rng = (0.8, 1.0, 1.0, 1.25), 0, np.random.default_rng(17)
    for _ in range(25):
        found = recovery(drawn(rng, 1500, gains, tail=1.2), 4)
        spans = [(v.low, v.high, truth) for v, truth in zip(found.values, ratio(gains), strict=True)]
        held += sum(low <= truth <= high for low, high, truth in spans if low is not None and high is not None)
    assert 88 <= held <= 100


def test_the_sum_of_what_was_expected_is_what_the_average_vendor_would_have_had() -> None:
    held = drawn(np.random.default_rng(2), 6000, (1.0, 1.0, 1.0))
    found = recovery(held, 3)
    assert sum(e or 0 for e in found.expected) == pytest.approx(held.recovered.sum(), rel=0.1)


def test_what_came_over_what_was_expected_of_each_account_is_the_figure_to_the_digit() -> None:
    held = drawn(np.random.default_rng(12), 3000, (0.7, 1.0, 1.4))
    gone = np.where(np.arange(3000) % 7 == 0, 0.0, held.days_left)
    found, each = expected_each(Accounts(**{**columns(held), "days_left": gone}), 3)
    assert np.isnan(each.amount[gone == 0]).all() and np.isfinite(each.amount[gone > 0]).mean() > 0.8
    for vendor, own in enumerate(found.values):
        mine = (held.vendor == vendor) & np.isfinite(each.amount)
        came, due = (float((money[mine] * each.weight[mine]).sum()) for money in (held.recovered, each.amount))
        assert came / due == pytest.approx(own.value, rel=1e-12)
        assert each.amount[mine].sum() == pytest.approx(found.expected[vendor], rel=1e-12)


def test_accounts_left_out_have_no_expectation() -> None:
    held = drawn(np.random.default_rng(6), 4000, (1.0, 1.0, 1.0), confounded=0)
    alone = Accounts(**{**columns(held), "product": (held.vendor == 2).astype(np.int64)})
    _, each = expected_each(alone, 3)
    assert np.isnan(each.amount[held.vendor == 2]).all() and np.isfinite(each.amount[held.vendor < 2]).all()


def test_accounts_nobody_else_had_give_no_value() -> None:
    rng = np.random.default_rng(6)
    held = drawn(rng, 4000, (1.0, 1.0, 1.0), confounded=0)
    alone = Accounts(**{**columns(held), "product": (held.vendor == 2).astype(np.int64)})
    found = recovery(alone, 3)
    assert found.values[2].value is None
    assert found.causes[2] == NOBODY_ELSE
    assert found.values[0].value is not None
    assert found.lone[2] == 1.0


def test_stages_that_do_not_meet_are_not_extrapolated() -> None:
    """A vendor with nothing but accounts a year late, the others with none."""
    held = drawn(np.random.default_rng(7), 3000, (1.0, 1.0, 1.0), confounded=0)
    late = np.where(held.vendor == 1, held.days_overdue + 400, held.days_overdue)
    found = recovery(Accounts(**{**columns(held), "days_overdue": late}), 3)
    assert found.causes[1] == NOBODY_ELSE


def test_two_groups_that_share_nothing_are_not_compared() -> None:
    held = drawn(np.random.default_rng(9), 6000, (1.0, 1.0, 1.0, 1.0), confounded=0)
    found = recovery(Accounts(**{**columns(held), "product": (held.vendor >= 2).astype(np.int64)}), 4)
    valued = [v.value is not None for v in found.values]
    assert sorted([valued[:2], valued[2:]]) == [[False, False], [True, True]]


def test_a_share_without_counterpart_is_said_and_left_out() -> None:
    held = drawn(np.random.default_rng(10), 6000, (1.0, 1.0, 1.0), confounded=0)
    own = (held.vendor == 1) & (np.arange(6000) % 4 == 0)
    found = recovery(Accounts(**{**columns(held), "product": own.astype(np.int64)}), 3)
    assert [v for v, _ in said_lone(found)] == [1]
    assert found.lone[1] == pytest.approx(0.25, abs=0.06)
    assert found.values[1].value is not None


def test_degenerate_books() -> None:
    rng = np.random.default_rng(11)
    held = drawn(rng, 900, (1.0, 1.0), confounded=0)
    found = recovery(held, 4)
    assert found.causes[2:] == (NO_ACCOUNTS, NO_ACCOUNTS)
    alone = recovery(Accounts(**{**columns(held), "vendor": np.zeros(900, dtype=np.int64)}), 1)
    assert alone.causes == (NOBODY_ELSE,)
    nothing = recovery(Accounts(**{**columns(held), "recovered": np.zeros(900)}), 2)
    assert all(v.value is None for v in nothing.values)
    assert all(cause is not None for cause in nothing.causes)
    few = np.where(np.arange(900) < 8, 2, held.vendor)
    assert recovery(Accounts(**{**columns(held), "vendor": few}), 3).causes[2] == TOO_FEW
    empty = recovery(accounts(np.zeros(0), np.zeros(0)), 2)
    assert empty.causes == (NO_ACCOUNTS, NO_ACCOUNTS)


def test_a_vendor_nobody_paid_is_at_zero_with_a_bound() -> None:
    held = drawn(np.random.default_rng(12), 3000, (1.0, 1.0, 1.0), confounded=0)
    small = np.flatnonzero(held.vendor == 2)[60:]
    keep = np.setdiff1d(np.arange(3000), small)
    rest = Accounts(**{name: column[keep] for name, column in columns(held).items()})
    found = recovery(Accounts(**{**columns(rest), "recovered": np.where(rest.vendor == 2, 0.0, rest.recovered)}), 3)
    assert (found.values[2].value, found.values[2].low) == (0.0, 0.0)
    assert (found.values[2].high or 0) > 0.2
    assert found.known == (0, 1)


def test_one_huge_payment_does_not_decide() -> None:
    held = drawn(np.random.default_rng(13), 6000, (1.0, 1.0, 1.0), confounded=0)
    first = int(np.flatnonzero(held.vendor == 0)[0])
    balance, came = held.balance.copy(), held.recovered.copy()
    balance[first] = came[first] = float(held.recovered.sum())
    found = recovery(Accounts(**{**columns(held), "balance": balance, "recovered": came}), 3)
    one = found.values[0]
    assert one.low is not None
    assert one.low < 1.0


def test_time_to_pay_counts_for_the_time_gone() -> None:
    rng = np.random.default_rng(14)
    held = drawn(rng, 8000, (1.0, 1.0), confounded=0)
    gone = np.where((held.vendor == 1) & (rng.random(8000) < 0.7), 0.4, np.where(rng.random(8000) < 0.1, 0.4, 1.0))
    came = held.recovered * (rng.random(8000) < gone)
    found = recovery(Accounts(**{**columns(held), "days_left": gone, "recovered": came}), 2)
    assert found.values[1].value == pytest.approx(1.0, abs=0.15)


def test_columns_that_cannot_be_are_refused() -> None:
    held = drawn(np.random.default_rng(15), 300, (1.0, 1.0))
    with pytest.raises(ValueError, match="lengths"):
        recovery(Accounts(**{**columns(held), "risk": np.zeros(3)}), 2)
    with pytest.raises(ValueError, match="recovered must be finite"):
        recovery(Accounts(**{**columns(held), "recovered": np.full(300, np.nan)}), 2)
    with pytest.raises(ValueError, match="outside"):
        recovery(held, 1)


def test_the_same_books_give_the_same_digits() -> None:
    held = drawn(np.random.default_rng(16), 1500, (1.0, 1.2))
    assert recovery(held, 2).values == recovery(held, 2).values


def columns(held: Accounts) -> dict[str, np.ndarray]:
    return {name: getattr(held, name) for name in Accounts.__dataclass_fields__}
