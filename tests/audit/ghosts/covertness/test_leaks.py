"""Ten kinds of leak are each caught and named; rows that are alike by construction are not."""

import numpy as np
import pytest

from audit.ghosts.covertness.covertness import Reason, Verdict
from audit.ghosts.covertness.lab import Options, lab
from tests.audit.ghosts.covertness.portfolio import LEAKS, made

ONCE = Options(repeats=1)


@pytest.mark.parametrize("kind", LEAKS)
def test_a_leak_is_caught_and_its_field_named(kind: str) -> None:
    wave = made(650, 200, seed=3)
    plant, column = LEAKS[kind]
    plant(wave.ghosts, wave.rng)
    found = lab(*wave.tables(), ONCE)
    assert found.verdict is Verdict.LEAK
    assert any(column in field.columns for field in found.leaking[:3]), [f.columns for f in found.leaking]
    assert any(column in said.columns for said in found.statements)


def test_ghosts_like_the_rest_are_not_accused_and_a_small_wave_is_not_passed() -> None:
    wave = made(650, 60, seed=4)
    found = lab(*wave.tables(), ONCE)
    assert found.verdict is Verdict.CANNOT_TELL
    assert found.reasons == (Reason.WIDE,)
    assert found.strongest is not None and found.strongest.includes_half and found.strongest.width > 0.06


@pytest.mark.filterwarnings("error::RuntimeWarning")
@pytest.mark.parametrize("ghosts", [5, 6])
def test_of_a_handful_every_part_that_tries_an_adversary_holds_a_ghost(ghosts: int) -> None:
    wave = made(60, ghosts, seed=5)
    found = lab(*wave.tables(), ONCE)
    assert found.verdict is Verdict.CANNOT_TELL and found.strongest is not None
    assert all(0.0 <= attempt.auc.value <= 1.0 for attempt in found.attempts)


@pytest.mark.parametrize("way", ["appended", "every_seventh", "out_of_sort"])
def test_the_order_of_the_rows_gives_away(way: str) -> None:
    wave = made(650, 100, seed=6)
    rows = sorted(wave.real, key=lambda row: int(row["cuenta"]))
    if way == "appended":
        wave.mixed = rows + wave.ghosts
    else:
        wave.mixed = [rows[i] for i in wave.rng.permutation(650)] if way == "every_seventh" else list(rows)
        steps = range(0, 700, 7) if way == "every_seventh" else np.sort(wave.rng.integers(0, 700, 100))
        for place, ghost in zip(steps, wave.ghosts, strict=True):
            wave.mixed.insert(int(place), ghost)
    found = lab(*wave.tables(), ONCE)
    assert found.verdict is Verdict.LEAK
    assert found.strongest is not None and found.strongest.low > 0.6
    if way != "every_seventh":
        assert any("#" in field.columns for field in found.leaking)


def test_copies_of_real_rows_under_another_name_are_found() -> None:
    wave = made(500, 40, seed=7)
    for ghost, model in zip(wave.ghosts, wave.real[::12], strict=False):
        for column in ("direccion", "comuna", "producto", "apertura", "vencimiento", "capital", "interes", "gastos", "total"):
            ghost[column] = model[column]
        ghost["dias_mora"], ghost["empleador"], ghost["correo"] = model["dias_mora"], model["empleador"], model["correo"]
    found = lab(*wave.tables(), ONCE)
    assert Reason.NEAR_DOUBLE in found.reasons
    assert {d.ghost_row for d in found.doubles} >= set(found.ghost_rows)


def test_the_same_input_and_seed_give_the_same_answer() -> None:
    wave = made(300, 50, seed=8)
    first, second = (lab(*wave.tables(), Options(repeats=1, seed=11)) for _ in range(2))
    assert first == second
