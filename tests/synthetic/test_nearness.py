"""No telephone or number is lent that somebody in the file has or nearly has."""

import random
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from synthetic.people.holdings import HeldNumber, Line, LineKind
from synthetic.people.mapping import guess
from synthetic.people.nearness import Nearness, clear_lines, clear_numbers
from synthetic.people.wave import Asked, make_wave
from synthetic.portfolio.errors import TooFewLines
from synthetic.portfolio.table import Table, read
from tests.synthetic.portfolios import write_portfolio


@pytest.fixture(scope="module")
def table(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Table]:
    yield read(write_portfolio(tmp_path_factory.mktemp("nearness") / "cartera.csv", rows=300))


def off_by_one(phone: str, place: int) -> str:
    return phone[:place] + str((int(phone[place]) + 1) % 10) + phone[place + 1 :]


def test_equal_one_digit_off_and_swapped_are_near_and_nothing_else() -> None:
    near = Nearness(["9 5512 8034", "9 7700 1365"])
    assert near.holds("955128034") and near.holds("955128035") and near.holds("955218034") and near.holds("9 7700 1356")
    assert not near.holds("955128145") and not near.holds("955122222")


def test_telephones_of_the_file_or_nearly_are_not_lent(table: Table) -> None:
    theirs = list(table.column("telefono").texts)
    dice = random.Random(2)
    bad = [theirs[3], off_by_one(theirs[5], 11), off_by_one(theirs[9], 6)]
    good = [f"+569{dice.randint(30_000_000, 99_999_999)}" for _ in range(40)]
    lines = [Line(LineKind.PHONE, value, "CL") for value in [*bad, *good]]
    kept = {line.value for line in clear_lines(lines, table, guess(table.names))}
    assert not kept & set(bad)
    assert len(kept) >= 38  # forty at random among ninety million are hardly near to three hundred


def test_accounts_of_a_dense_range_are_refused_only_when_equal(table: Table) -> None:
    """Neighbours are a digit apart there: being near tells nobody anything."""
    theirs = table.column("nro_operacion").texts
    other = str(int(theirs[10]) + 7)
    held = [HeldNumber("account", theirs[10]), HeldNumber("account", other)]
    kept = [number.value for number in clear_numbers(held, table, guess(table.names))]
    assert kept == ([] if other in theirs else [other])


def test_too_few_after_screening_says_why(table: Table) -> None:
    lines = [Line(LineKind.PHONE, phone, "CL") for phone in table.column("telefono").texts[:20]]
    asked = Asked({"Andes BPO": 4}, "CL", date(2026, 11, 2))
    domain = Line(LineKind.DOMAIN, "gmail.com", "CL")
    with pytest.raises(TooFewLines, match=r"20 (are not lent|no se prestan)"):
        make_wave(table, guess(table.names), [*lines, domain], [], asked, 1, lambda _: None)


def test_the_made_up_file_is_where_the_tests_think(tmp_path: Path) -> None:
    """The cells above are cut at places of a Chilean number as this file writes it."""
    assert all(
        len(phone) == 12 and phone.startswith("+569")
        for phone in read(write_portfolio(tmp_path / "c.csv", 30)).column("telefono").texts
    )
