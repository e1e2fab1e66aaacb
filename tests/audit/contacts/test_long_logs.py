"""Logs of any shape: a debtor with very many contacts, pieces cut anywhere, order and repetition."""

import csv
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import pytest

from audit.contacts import batches
from audit.contacts.check import check, findings_of
from audit.contacts.contact import Channel, Contact, Direction
from audit.contacts.counting import earlier_within, first_in, last_before

HEADER = "contact_id,debtor_id,account_id,country,timezone,channel,direction,at,answered_by"
MONDAY = datetime(2026, 5, 11, 12, tzinfo=UTC)


def findings(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("apart", [timedelta(), timedelta(seconds=20)])
def test_one_debtor_with_very_many_contacts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, apart: timedelta) -> None:
    """All at one instant, or over days: whatever the pieces, each is counted once and in its place."""
    rows = 5_000
    log, out = tmp_path / "log.csv", tmp_path / "findings.csv"
    monkeypatch.setattr(batches.batches, "__defaults__", (700,))
    with log.open("w", encoding="utf-8") as file:
        file.write(HEADER + "\n")
        for n in range(rows):
            file.write(f"c{n:04d},D,A,EC,America/Guayaquil,voice,outbound,{(MONDAY + n * apart).isoformat()},none\n")
    check(log, out, "en")
    strict = [row for row in findings(out) if (row["rule_id"], row["reading"]) == ("ec-freq-day", "strict")]
    days = [(MONDAY + n * apart).astimezone(ZoneInfo("America/Guayaquil")).date() for n in range(rows)]
    assert len(strict) == rows - len(set(days))
    assert strict[-1]["explanation"].startswith(str(days.count(days[-1])))


def test_contacts_of_one_instant_keep_the_order_of_a_long_file(tmp_path: Path) -> None:
    """Longer than what DuckDB reads in one piece, and read by several threads."""
    rows, noon, note = 260_000, "2026-05-11T12:00:00-05:00", "x" * 80
    log, out = tmp_path / "log.csv", tmp_path / "findings.csv"
    with log.open("w", encoding="utf-8") as file:
        file.write(HEADER + ",note\n")
        for n in range(rows):
            channel = "voice" if n % 2 else "sms"
            file.write(f"c{n},D{n // 2 % 50_000},A,EC,America/Guayaquil,{channel},outbound,{noon},none,{note}\n")
    check(log, out)
    places: dict[str, int] = {}
    for row in findings(out):
        if (row["rule_id"], row["reading"]) == ("ec-freq-day", "strict"):
            assert places.get(row["debtor_id"], -1) < int(row["contact_id"][1:])
            places[row["debtor_id"]] = int(row["contact_id"][1:])
    assert len(places) == 50_000
    flagged = {row["contact_id"] for row in findings(out) if row["reading"] == "strict"}
    assert not flagged.intersection(f"c{n}" for n in range(0, 100_000, 2))
    assert len(flagged) == rows - 50_000


def test_findings_do_not_depend_on_the_order_of_rows_and_come_in_one_order(tmp_path: Path) -> None:
    chance = random.Random(3)
    rows = [
        f"c{n},D{n % 7},A,CL,America/Santiago,{chance.choice(('voice', 'sms', 'email'))},outbound,"
        f"{(MONDAY + timedelta(hours=chance.randrange(400), seconds=n)).isoformat()},debtor"
        for n in range(300)
    ]
    outs = []
    for turn in range(3):
        log, out = tmp_path / f"{turn}.csv", tmp_path / f"{turn}.out.csv"
        log.write_text("\n".join([HEADER, *rows]) + "\n", encoding="utf-8")
        check(log, out)
        outs.append(out.read_bytes())
        chance.shuffle(rows)
    assert outs[0] == outs[1] == outs[2]


def test_one_clock_read_twice_is_two_instants() -> None:
    """The hour that comes twice when summer time ends: the later instant is the later contact, as the clock may not show."""
    zone = ZoneInfo("America/Santiago")
    late = datetime(2026, 4, 4, 23, 10, tzinfo=zone, fold=1)
    early = datetime(2026, 4, 4, 23, 50, tzinfo=zone, fold=0)
    contacts = [
        Contact(id, "D", "A", "V", "CL", Channel.SMS, Direction.OUTBOUND, at, timezone="America/Santiago")
        for id, at in (("late", late), ("early", early))
    ]
    assert {f.contact_id for f in findings_of(contacts) if f.rule_id == "cl-freq-written"} == {"late"}


@pytest.mark.parametrize("seed", range(20))
def test_counting_is_counting(seed: int) -> None:
    """Against loops, also where dates go back within a group."""
    chance = np.random.default_rng(seed)
    size = int(chance.integers(0, 60))
    group = np.sort(chance.integers(0, 5, size))
    day = chance.integers(20_000, 20_012, size)
    if seed % 2:
        day = np.concatenate([np.sort(day[group == g]) for g in range(5)])
    marked = chance.random(size) < 0.6
    span = int(chance.integers(1, 8))
    found, first, last = earlier_within(group, day, marked, span), first_in(group, day, marked), last_before(group, marked)
    for i in range(size):
        same = [j for j in range(size) if group[j] == group[i] and marked[j]]
        assert found[i] == sum(0 <= day[i] - day[j] < span for j in same if j < i)
        assert first[i] == min((j for j in same if day[j] == day[i]), default=-1)
        assert last[i] == max((j for j in same if j < i), default=-1)
