"""The engine against the law written a second time, on thousands of made-up logs; and the file's way against the short one."""

import csv
import random
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.contacts import batches
from audit.contacts.check import check, findings_of
from audit.contacts.contact import AnsweredBy, Channel, Contact, Direction
from audit.contacts.log_file import COLUMNS
from tests.audit.contacts.slowly import ZONES, slowly

PLACES = {
    "CL": ("CL-RM", "CL-NB", "CL-AP", None),
    "BR": ("BR-SP", "BR-RJ", "BR-AL", "BR-ES", "BR-AM", None),
    "US": ("US-MA", "US-CA", None),
}
# Times around which laws began, summer time changed, weeks and years turned, holidays fell.
EVES = (
    *("2010-10-02T05:00", "2014-05-23T03:00", "2015-01-06T06:00", "2016-01-01T03:00", "2016-05-01T06:00", "2016-09-14T04:00"),
    *("2018-01-01T02:00", "2021-04-20T04:00", "2021-11-30T05:00", "2022-02-01T05:00", "2023-10-10T05:00", "2025-01-01T03:00"),
    *("2026-03-08T07:00", "2026-04-05T03:00", "2026-09-06T04:00", "2026-11-01T06:00", "2026-08-20T12:00", "2026-05-01T12:00"),
    *("2026-09-18T12:00", "2026-12-28T03:00", "2027-01-01T03:00", "2026-07-20T12:00", "2026-11-20T12:00", "2026-07-09T12:00"),
)


STEPS = [timedelta(), timedelta(minutes=30), timedelta(hours=1), *(timedelta(hours=24 * days) for days in (1, 2, 3, 6, 7))]
NUDGES = [timedelta(), timedelta(), timedelta(seconds=-1), timedelta(seconds=1)]


def made(chance: random.Random, size: int) -> list[Contact]:
    """A log of a few debtors around one date that matters, at times that often fall on the very second.

    Half of them are busy: calls and messages one after another at the gaps the law speaks of.
    """
    start = datetime.fromisoformat(chance.choice(EVES)).replace(tzinfo=UTC)
    country = chance.choice(sorted(ZONES))
    zones = [*ZONES[country], "Pacific/Kiritimati" if chance.random() < 0.05 else ZONES[country][0]]
    lost = chance.random() < 0.15
    busy = chance.random() < 0.5
    contacts: list[Contact] = []
    for n in range(size):
        at = contacts[-1].at + chance.choice(STEPS[: chance.randrange(2, 9)]) if busy and contacts else _around(chance, start)
        contacts.append(_contact(chance, n, at + chance.choice(NUDGES), country, zones, lost, busy))
    chance.shuffle(contacts)
    return contacts


def _around(chance: random.Random, start: datetime) -> datetime:
    at = start + timedelta(days=chance.choice((-7, -6, -3, -2, -1, 0, 0, 1, 2, 3, 6, 7, 8)), hours=chance.randrange(-24, 48))
    return at + timedelta(seconds=chance.choice((0, 0, 1800, 900, chance.randrange(3600))))


def _contact(chance: random.Random, n: int, at: datetime, country: str, zones: Sequence[str], lost: bool, busy: bool) -> Contact:
    debtor = chance.choice("AAAAAB" if busy else "AAB")
    return Contact(
        contact_id=f"c{n}",
        debtor_id=debtor,
        account_id=debtor + chance.choice("1112"),
        vendor="v",
        country=country,
        channel=chance.choice((*Channel, *(Channel.VOICE, Channel.VOICE, Channel.SMS) * (5 if busy else 1))),
        direction=chance.choice((Direction.OUTBOUND,) * 5 + (Direction.INBOUND,)),
        at=at,
        subdivision=chance.choice(PLACES.get(country, (None,))),
        timezone=None if lost and chance.random() < 0.5 else chance.choice(zones if chance.random() < 0.3 else zones[:1]),
        answered_by=chance.choice((*AnsweredBy, AnsweredBy.DEBTOR)),
    )


def found(contacts: Sequence[Contact]) -> set[tuple[str, str, str]]:
    lines = [(f.contact_id, f.rule_id, f.reading.value) for f in findings_of(contacts)]
    assert len(set(lines)) == len(lines)
    return set(lines)


@pytest.mark.parametrize("seed", range(40))
def test_the_engine_says_what_the_law_says_by_hand(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(40):
        contacts = made(chance, chance.randrange(1, 25))
        assert found(contacts) == slowly(contacts)


@settings(max_examples=150, deadline=None)
@given(seed=st.integers(0, 2**32), size=st.integers(1, 12))
def test_no_small_log_parts_the_two(seed: int, size: int) -> None:
    contacts = made(random.Random(seed), size)
    assert found(contacts) == slowly(contacts)


def written(contacts: Sequence[Contact], path: Path) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, COLUMNS)
        table.writeheader()
        for c in contacts:
            table.writerow({name: v for name in COLUMNS if (v := getattr(c, name)) is not None} | {"at": c.at.isoformat()})


@pytest.mark.parametrize(("lang", "piece"), [("es", 1), ("en", 7), ("es", 10_000)])
def test_a_file_gives_the_very_findings_of_the_short_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lang: str, piece: int
) -> None:
    """Whatever the size of the pieces the log is read in."""
    chance = random.Random(piece)
    contacts: list[Contact] = []
    for n in range(4 if piece == 1 else 40):
        for c in made(chance, 20):
            moved = {f: getattr(c, f) for f in Contact.__dataclass_fields__}
            contacts.append(Contact(**moved | {"contact_id": f"{n}-{c.contact_id}", "debtor_id": f"{n % 30}-{c.debtor_id}"}))
    log, out = tmp_path / "log.csv", tmp_path / "findings.csv"
    written(contacts, log)
    monkeypatch.setattr(batches.batches, "__defaults__", (piece,))
    done = check(log, out, lang)
    with out.open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    short = [
        {f: str(getattr(finding, f)) for f in lines[0] if f != "explanation"} | {"explanation": finding.explanation.say(lang)}
        for finding in findings_of(contacts)
    ]
    assert lines == short
    assert sum(done.findings.values()) == len(short) > 0
    assert done.contacts == len(contacts)
