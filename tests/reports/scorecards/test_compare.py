"""Everything together: one comparison of a made world, each figure where it belongs, honest where something is missing."""

import json
from dataclasses import replace

import numpy as np
import pytest

from reports.intervals import Estimate
from reports.scorecards.as_json import comparison_dict, comparison_from, comparison_json
from reports.scorecards.card import Comparison
from reports.scorecards.compare import CANNOT_TELL, FAIL, PASS, compare, recoveries
from reports.scorecards.facts import Facts, Target
from reports.scorecards.measure import vendor_measures
from reports.scorecards.past import past_of
from tests.reports.scorecards.worlds import accounts, calls, facts, made, month, sums


@pytest.fixture(scope="module")
def world() -> Facts:
    return made()


@pytest.fixture(scope="module")
def compared(world: Facts) -> Comparison:
    return compare(world)


def test_every_vendor_has_every_line_in_order(world: Facts, compared: Comparison) -> None:
    for card, name in zip(compared.cards, world.vendors, strict=True):
        assert card.vendor == name
        assert [line.measure for line in card.lines] == list(vendor_measures())
        assert card.point.vendor == name.key


def test_the_same_facts_give_the_same_digits(world: Facts, compared: Comparison) -> None:
    assert comparison_json(compare(world)) == comparison_json(compared)


def test_json_comes_back_whole(compared: Comparison) -> None:
    row = comparison_dict(compared)
    assert comparison_dict(comparison_from(json.loads(comparison_json(compared)))) == row


def test_a_line_without_a_value_says_why(compared: Comparison) -> None:
    for card in compared.cards:
        for line in card.lines:
            assert (line.value.value is None) == (line.cause is not None and line.value.low is None)
            if line.value.value is None:
                assert line.rank is None and line.best is None and line.shrunk.value is None


def test_intervals_hold_their_values(compared: Comparison) -> None:
    for card in compared.cards:
        for line in card.lines:
            for found in (line.value, line.shrunk):
                if found.value is not None and found.low is not None and found.high is not None:
                    assert found.low <= found.value <= found.high


def test_ranks_and_pairs_agree(world: Facts, compared: Comparison) -> None:
    for id, measure in vendor_measures().items():
        ranks = {c.vendor.key: next(x for x in c.lines if x.measure == id).rank for c in compared.cards}
        for pair in (p for p in compared.pairs if p.measure == id):
            if pair.apart is None:
                assert ranks[pair.first] is None or ranks[pair.second] is None
                continue
            first, second = ranks[pair.first], ranks[pair.second]
            assert first is not None and second is not None
            if pair.apart:
                better = (pair.difference.value or 0) > 0
                winner, loser = (first, second) if better == (measure.better == "up") else (second, first)
                assert winner[1] < len(world.vendors) and loser[0] > 1
                assert winner[0] <= loser[0]


def test_chances_of_being_best_sum_to_one(compared: Comparison) -> None:
    for id, measure in vendor_measures().items():
        chances = [x.best for c in compared.cards for x in c.lines if x.measure == id and x.best is not None]
        assert not chances or sum(chances) == pytest.approx(1.0)
        assert not (measure.diagnostic and chances)


def test_a_diagnostic_measure_is_never_held_against_anybody(compared: Comparison) -> None:
    assert not [p for p in compared.pairs if vendor_measures()[p.measure].diagnostic]


def test_past_months_stand_in_the_line(world: Facts, compared: Comparison) -> None:
    line = next(x for x in compared.cards[0].lines if x.measure == "promises_kept")
    before = compare(replace(world, months=world.months[:1]))
    assert line.past == (next(x for x in before.cards[0].lines if x.measure == "promises_kept").value, line.value)
    assert next(x for x in before.cards[0].lines if x.measure == "promises_kept").change is None


def test_verdicts_on_conduct_rest_on_the_whole_interval(world: Facts, compared: Comparison) -> None:
    own = next(x for x in compared.cards[1].lines if x.measure == "critical_calls").value
    assert own.low is not None and own.high is not None
    for limit, verdict in ((own.high + 0.01, PASS), (own.low - 0.01, FAIL), ((own.low + own.high) / 2, CANNOT_TELL)):
        asked = replace(world, targets=(Target("critical_calls", 0.9), Target("critical_calls", limit, world.vendors[1].key)))
        assert compare(asked).cards[1].conduct == verdict
    assert compared.cards[1].conduct == CANNOT_TELL


def test_a_segment_is_of_its_accounts(world: Facts) -> None:
    found = compare(world, "middle")
    whole = compare(world)
    one, all_ = (next(x for x in c.cards[2].lines if x.measure == "recovery_adjusted") for c in (found, whole))
    assert one.value.n < all_.value.n
    counted = next(x for x in found.cards[2].lines if x.measure == "promises_kept")
    assert counted.value.value is None and "segment" in (counted.cause or {})["en"]
    with pytest.raises(ValueError, match="none of"):
        compare(world, "moon")


def test_no_month_is_refused(world: Facts) -> None:
    with pytest.raises(ValueError, match="no month"):
        compare(replace(world, months=()))


def test_the_average_of_shrunk_recovery_is_near_one(compared: Comparison) -> None:
    found = [x.shrunk.value for c in compared.cards for x in c.lines if x.measure == "recovery_adjusted" and x.shrunk.value]
    assert np.exp(np.log(found).mean()) == pytest.approx(1.0, abs=0.05)


def test_one_vendor_alone_has_values_and_no_places() -> None:
    rng = np.random.default_rng(1)
    held = accounts(np.zeros(200), rng.gamma(0.3, 9000, 200))
    heard = calls((30, 170, 20, 40, 15, 2))
    found = compare(facts(month(held, heard, {"promises_kept": {"v0": sums(20, 50)}}), 1))
    lines = {x.measure: x for x in found.cards[0].lines}
    assert lines["promises_kept"].value.value == 0.4
    assert lines["promises_kept"].rank is None
    assert lines["critical_calls"].value.value is not None
    assert lines["recovery_adjusted"].value.value is None
    assert found.pairs == ()
    assert any("alone" in note["en"] for note in found.notes)


def test_empty_books_are_said_and_not_made_up() -> None:
    found = compare(facts(month(accounts(np.zeros(0), np.zeros(0))), 3))
    for card in found.cards:
        assert card.conduct == CANNOT_TELL
        assert all(line.value == Estimate(None, None, None, line.value.n) and line.cause for line in card.lines)
    assert found.pairs == ()


def test_a_measure_nobody_took_says_what_the_books_say() -> None:
    one = month(accounts(np.zeros(0), np.zeros(0)))
    why = {"es": "no hubo encuestas", "en": "no surveys were sent"}
    found = compare(facts(replace(one, causes={("survey_csat", ""): why}), 2))
    assert next(x for x in found.cards[0].lines if x.measure == "survey_csat").cause == why


def test_projections_read_every_months_recovery(world: Facts) -> None:
    found = past_of(world, recoveries(world))
    assert found.log_recovery.shape == (len(world.vendors), len(world.months))
    assert np.isfinite(found.log_recovery).any()
    assert np.nanmin(found.expected) > 0
