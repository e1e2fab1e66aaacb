"""Whole made-up vendors with hard logs: what is found, and above all who is not accused."""

from pathlib import Path

import pytest

from audit.ghosts.honesty import honesty
from audit.ghosts.reconcile_kinds import FALSE_CLAIMS, Kind
from tests.audit.ghosts.vendor_files import HARD, LIAR
from tests.audit.ghosts.vendor_score import Score, reconciled
from tests.audit.ghosts.vendor_world import Lies


@pytest.mark.parametrize("name", HARD)
def test_an_honest_vendor_is_accused_of_nothing_however_hard_its_log(tmp_path: Path, name: str) -> None:
    score = Score()
    found = reconciled(name, 5, Lies(), tmp_path, score)
    assert score.false.total() == 0, score.wrong
    assert not [d for d in found.differences if d.kind in FALSE_CLAIMS or d.kind is Kind.NOT_LOGGED]
    assert score.sure / score.lines > 0.95
    assert honesty(found.differences).claims.value == 1.0


@pytest.mark.parametrize("name", HARD)
def test_a_lying_vendor_is_found_out(tmp_path: Path, name: str) -> None:
    score = Score()
    found = reconciled(name, 6, LIAR, tmp_path, score)
    assert score.precision > 0.95, score.wrong
    assert score.recall > 0.75, score.missed
    assert honesty(found.differences).claims.high < 0.9
