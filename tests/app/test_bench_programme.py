"""The programme bench on a few waves, end to end: what is planted is found, the innocent go free, and every figure has its n."""

from collections.abc import Iterator
from typing import Any

import pytest

from app.benches.programme import run
from app.benches.programme.waves import run_wave
from app.benches.programme.worlds import COUNTRIES, RATE, Role, design, wave_plan

WAVES = 3
SILENCES = ("ignored_stop", "ignored_dispute", "dunned_after_payment")


@pytest.fixture(scope="module")
def told() -> list[str]:
    return []


@pytest.fixture(scope="module")
def found(told: list[str]) -> dict[str, Any]:
    return run(WAVES, told.append, seed=7)


def _figures(held: Any) -> Iterator[dict[str, Any]]:
    if isinstance(held, dict) and "n" in held:
        yield held
    elif isinstance(held, dict):
        for inner in held.values():
            yield from _figures(inner)


def test_every_figure_has_its_n_and_an_interval_around_it(found: dict[str, Any]) -> None:
    figures = list(_figures(found))
    assert len(figures) > 100
    for figure in figures:
        assert figure["n"] > 0
        assert 0 <= figure["low"] <= figure["value"] <= figure["high"] <= 1


def test_progress_is_told(found: dict[str, Any], told: list[str]) -> None:
    assert found["waves"] == WAVES
    assert told and f"{WAVES} / {WAVES}" in told[-1]


def test_every_planted_breach_is_found_and_no_lawful_contact_is_held_against_anybody(
    found: dict[str, Any],
) -> None:
    events = found["events"]
    for kind in ("out_of_hours", "rest_day", "over_calling"):
        assert events[f"recall/{kind}"]["value"] == 1.0
    assert events["precision/hours"]["value"] == 1.0
    assert events["false/law, per lawful contact"]["value"] == 0.0
    assert events["false/law, per lawful contact"]["n"] > 4000


def test_lies_in_the_log_are_found_and_honest_rows_left_alone(found: dict[str, Any]) -> None:
    events = found["events"]
    for lie in ("fake_attempt", "hidden_answer", "invented_promise", "altered_promise", "wrong_duration", "unlogged"):
        assert events[f"recall/log: {lie}"]["value"] > 0.8, lie
    assert events["false/log, per honest row"]["value"] < 0.001
    assert events["false/log, per logged contact"]["value"] < 0.001


def test_probes_find_who_was_not_left_in_peace(found: dict[str, Any]) -> None:
    events = found["events"]
    asked = [events[f"recall/probe: {kind}"] for kind in SILENCES if f"recall/probe: {kind}" in events]
    assert sum(figure["n"] for figure in asked) >= 5
    assert sum(figure["value"] * figure["n"] for figure in asked) / sum(figure["n"] for figure in asked) > 0.6
    assert all(events[f"precision/probe: {kind}"]["value"] > 0.9 for kind in SILENCES if f"precision/probe: {kind}" in events)
    assert events["false/probes, per probe that should hold"]["value"] < 0.02


def test_bad_vendors_are_accused_and_spotless_ones_never(found: dict[str, Any]) -> None:
    vendors = found["vendors"]
    who = "words heard by a person/accused"
    assert vendors[f"{who}/worse"]["value"] == 1.0
    assert vendors[f"{who}/spotless"]["value"] == 0.0
    assert vendors[f"{who}/liar"]["value"] == 0.0
    alone = "plan and intervals alone/accused"
    assert vendors[f"{alone}/planned"]["high"] > found["plan"]["power_planned"] - 0.02
    assert vendors[f"{alone}/tolerated"]["low"] <= 0.05


def test_intervals_hold_the_truth_about_as_often_as_they_say(found: dict[str, Any]) -> None:
    assert 0.89 < found["coverage"]["95%/plan and intervals alone/pooled, unburned"]["value"] <= 1.0


def test_the_alarm_hears_a_vendor_that_noticed(found: dict[str, Any]) -> None:
    assert found["burn"]["alarm/burned"]["value"] >= 0.5
    assert found["burn"]["alarm/all that noticed nothing"]["value"] < 0.15


def test_a_segment_nobody_works_is_told_of_the_avoider_only(found: dict[str, Any]) -> None:
    assert found["neglect"]["told/avoider"]["value"] == 1.0
    assert found["neglect"]["told/all that avoid nobody"]["value"] < 0.1


def test_a_wave_counts_the_same_each_time_and_another_seed_otherwise() -> None:
    first, again, other = (run_wave(1, seed) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_a_wave_holds_every_role_at_its_rate_in_every_country_in_turn() -> None:
    plans = [wave_plan(number, 1) for number in range(len(COUNTRIES))]
    assert [plan.country for plan in plans] == list(COUNTRIES)
    for plan in plans:
        assert {vendor.name: vendor.conduct.rate for vendor in plan.vendors} == {role.value: RATE[role] for role in Role}
        assert plan.ghosts == design().plan.ghosts
