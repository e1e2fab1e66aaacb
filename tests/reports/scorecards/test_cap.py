import numpy as np
import pytest

from reports.scorecards.cap import cap_contacts
from reports.scorecards.facts import Facts, Touches
from reports.scorecards.projection import Told
from tests.reports.scorecards.small_world import facts


def touches(rows: list[tuple[int, int, int, int, float, bool]]) -> Touches:
    """Rows of vendor, person, week, order, paid, against."""
    columns = [np.array(c) for c in zip(*rows, strict=True)]
    vendor, person, week, order = (c.astype(np.int64) for c in columns[:4])
    return Touches(vendor, person, np.zeros_like(week), week, order, columns[4].astype(float), columns[5].astype(bool))


def world(rows: list[tuple[int, int, int, int, float, bool]]) -> Facts:
    return facts(((50, 50, 50),), {}, touches=touches(rows))


HEAVY = [(0, p, 1, o, 100.0 * (o == 4), o == 4) for p in range(40) for o in (1, 2, 3, 4)] + [(1, 99, 1, 1, 500.0, False)]


def test_what_is_above_the_cap_is_counted_by_hand() -> None:
    told = cap_contacts(world(HEAVY), 2, vendor="a", recovered=20_000)
    assert told.line(Told.CONTACTS).change.value == -80
    assert told.line(Told.AGAINST_LAW).change.value == -40
    assert told.line(Told.CONTACTS_A_WEEK).change.value == pytest.approx(-2)
    money = told.line(Told.RECOVERY_MONEY)
    assert money.bounds and money.change.value is None and money.change.high == 0
    assert money.change.low is not None and -6000 < money.change.low < -4000
    share = told.line(Told.RECOVERY_SHARE).change
    assert share.low == pytest.approx(money.change.low / 20_000)
    assert told.line(Told.COMPLAINTS).cause is not None


def test_a_cap_nobody_reaches_changes_nothing() -> None:
    told = cap_contacts(world(HEAVY), 9)
    assert told.line(Told.CONTACTS).change.value == 0 and told.line(Told.RECOVERY_MONEY).change.low == 0
    assert told.line(Told.CONTACTS).change.low == pytest.approx(-3.689, abs=0.001)


def test_a_lower_cap_can_only_cost_more_and_avoid_more() -> None:
    found = [cap_contacts(world(HEAVY), cap, vendor="a") for cap in (3, 2, 1)]
    contacts = [p.line(Told.CONTACTS).change.value or 0 for p in found]
    money = [p.line(Told.RECOVERY_MONEY).change.low or 0 for p in found]
    assert contacts == [-40, -80, -120] and money[0] >= money[1] >= money[2]


def test_without_a_record_or_a_whole_it_says_so() -> None:
    nothing = cap_contacts(facts(((50, 50, 50),), {}), 2)
    assert all(line.cause is not None for line in nothing.lines)
    assert cap_contacts(world(HEAVY), 2).line(Told.RECOVERY_SHARE).cause is not None
    assert all(line.cause is not None for line in cap_contacts(world(HEAVY), 2, vendor="c").lines)


def test_unknown_names_and_caps_are_refused() -> None:
    for vendor, segment in (("z", ""), ("", "z")):
        with pytest.raises(ValueError, match="unknown"):
            cap_contacts(world(HEAVY), 2, vendor, segment)
    with pytest.raises(ValueError, match="cap of 0"):
        cap_contacts(world(HEAVY), 0)


def test_the_bound_holds_what_the_contacts_really_brought() -> None:
    """Contacts above the cap bring money with a known chance; the rest would have come anyway."""
    rng = np.random.default_rng(8)
    inside = 0
    for world_ in range(40):
        rows, lost = [], 0.0
        for person in range(300):
            contacts = int(rng.integers(1, 6))
            anyway, because = rng.random() < 0.1, contacts > 2 and rng.random() < 0.05
            paid = 1000.0 * (anyway + because)
            lost += 1000.0 * because
            rows += [(0, person, world_, o, paid * (o == contacts), False) for o in range(1, contacts + 1)]
        change = cap_contacts(world(rows), 2, vendor="a").line(Told.RECOVERY_MONEY).change
        inside += (change.low or 0) <= -lost <= 0
    assert inside == 40


def test_many_people_are_resampled_as_few_are() -> None:
    """Past two thousand people the totals are drawn of their normal: the same interval, but for the square root of people."""
    rng = np.random.default_rng(3)
    widths = []
    for people in (1990, 2010):
        rows = [(0, p, 1, o, float(rng.integers(0, 100)) * (o == 3), o == 3) for p in range(people) for o in (1, 2, 3)]
        change = cap_contacts(world(rows), 2, vendor="a").line(Told.AGAINST_LAW).change
        assert change.value == -people and change.low is not None and change.high is not None
        widths.append((change.high - change.low) / np.sqrt(people))
    assert widths[0] == pytest.approx(widths[1], rel=0.1) and widths[0] == pytest.approx(2 * 1.96, rel=0.1)
