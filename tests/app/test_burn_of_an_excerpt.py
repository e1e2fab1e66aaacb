"""An excerpt of a vendor's log cannot ring the burn alarm."""

from datetime import datetime

from app.services.waves.check_burn import comparable
from audit.ghosts.burn_counts import MatchedSet
from audit.ghosts.vendor_log import LogRow

SETS = [MatchedSet("g1", ("r1", "r2")), MatchedSet("g2", ("r3", "r4"))]


def rows(*numbers: str) -> dict[str, list[LogRow]]:
    return {n: [LogRow(2, n, None, datetime(2026, 11, 3, 11), "3/11 11:00")] for n in numbers}


def test_a_log_with_the_ghosts_and_hardly_anybody_else_is_not_compared() -> None:
    assert not comparable(rows("g1", "g2", "r1"), SETS)
    assert comparable(rows("g1", "g2", "r1", "r3"), SETS)
    assert comparable(rows("r1", "r2", "r3", "r4"), SETS)
