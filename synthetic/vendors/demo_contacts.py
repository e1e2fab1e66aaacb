"""A vendor's month with one person: calls and messages, in hours and not, what came of them, and a wish to be left alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import numpy as np

from synthetic.vendors.demo_shapes import DemoContact, DemoPayment, DemoStop
from synthetic.vendors.demo_truth import DemoVendor

ZONE = ZoneInfo("America/Santiago")
HOLIDAYS = frozenset(
    {
        (1, 1),
        (5, 1),
        (5, 21),
        (6, 20),
        (6, 29),
        (7, 16),
        (8, 15),
        (9, 18),
        (9, 19),
        (10, 12),
        (10, 31),
        (11, 1),
        (12, 8),
        (12, 25),
    }
)
_ASKS_TO_STOP, _PROMISED, _PAYMENTS = 0.05, 0.85, 0.75


@dataclass(frozen=True, slots=True)
class Stay:
    """A person with a vendor for a month: the account contacts are about, its balance, and what was paid on it."""

    number: str
    balance: int
    first: date
    last: date
    paid: tuple[DemoPayment, ...]


def month_with(
    rng: np.random.Generator, vendor: DemoVendor, stay: Stay, key: str
) -> tuple[tuple[DemoContact, ...], DemoStop | None]:
    """The vendor's log of it, oldest first, and whether the person asked for an end to it. `key` begins each contact's id."""
    planned = sorted(_times(rng, vendor, stay), key=lambda p: p[1])
    promises = _promises(rng, vendor, stay)
    rows, stop, until = list[DemoContact](), None, None
    for n, (channel, at) in enumerate(planned):
        if until is not None and at > until:
            break
        row = _one(rng, vendor, stay, f"{key}-{n}", channel, at, promises)
        rows.append(row)
        if until is None and row.answered_by == "debtor" and rng.random() < _ASKS_TO_STOP:
            stop = DemoStop(stay.number, at + timedelta(minutes=float(rng.uniform(3, 90))))
            until = stop.at + timedelta(days=float(rng.exponential(vendor.stop_days)))
    return tuple(rows), stop


def _times(rng: np.random.Generator, vendor: DemoVendor, stay: Stay) -> Iterator[tuple[str, datetime]]:
    """Calls a week apart and messages between them; then what the vendor adds in spite of the rules."""
    wanted = int(rng.poisson(vendor.contacts))
    calls = min(4, (wanted + 1) // 2)
    at = stay.first + timedelta(days=int(rng.exponential(vendor.first_days)))
    written = _weekday(at + timedelta(days=2))
    for _ in range(calls):
        at = _weekday(at)
        if at > stay.last:
            return
        yield "voice", _moment(rng, vendor, at)
        if rng.random() < vendor.over:
            again = _weekday(at + timedelta(days=int(rng.integers(1, 4))))
            yield "voice", _moment(rng, vendor, min(again, stay.last))
        at += timedelta(days=int(rng.integers(8, 10)))
    for _ in range(wanted - calls):
        written = _weekday(written)
        if written > stay.last:
            return
        channel = str(rng.choice(["sms", "whatsapp", "email"], p=[0.35, 0.4, 0.25]))
        yield channel, _moment(rng, vendor, written)
        written += timedelta(days=4)


def _weekday(day: date) -> date:
    while day.weekday() > 4 or (day.month, day.day) in HOLIDAYS:
        day += timedelta(days=1)
    return day


def _moment(rng: np.random.Generator, vendor: DemoVendor, day: date) -> datetime:
    """Within hours; or, as often as the vendor does it, at night or on the Sunday before."""
    minute = int(rng.integers(9 * 60, 19 * 60))
    if rng.random() < vendor.odd:
        if rng.random() < 0.5:
            minute = int(rng.integers(20 * 60 + 20, 22 * 60))
        else:
            day -= timedelta(days=(day.weekday() + 1) % 7 or 7)
    return datetime.combine(day, time(minute // 60, minute % 60), ZONE)


def _promises(rng: np.random.Generator, vendor: DemoVendor, stay: Stay) -> list[tuple[int, date]]:
    """Most payments were promised; so many more were promised and never came that the share kept is about the vendor's."""
    kept = [(p.amount, p.day) for p in stay.paid if rng.random() < _PROMISED]
    empty = int(rng.poisson(_PROMISED * _PAYMENTS * (1 - vendor.kept) / vendor.kept))
    due = [stay.first + timedelta(days=int(rng.integers(6, 30))) for _ in range(empty)]
    broken = [(int(stay.balance * rng.uniform(0.15, 0.25)) // 1000 * 1000, day) for day in due]
    return sorted([*kept, *broken], key=lambda p: p[1])


def _one(
    rng: np.random.Generator,
    vendor: DemoVendor,
    stay: Stay,
    id: str,
    channel: str,
    at: datetime,
    promises: list[tuple[int, date]],
) -> DemoContact:
    if channel != "voice":
        return DemoContact(id, stay.number, channel, at, "sent", "none", template="recordatorio")
    drawn = float(rng.random())
    if drawn < vendor.answered:
        day = at.date()
        ready = next((p for p in promises if timedelta() < p[1] - day <= timedelta(days=14)), None)
        talked = round(float(rng.uniform(50, 320)), 1)
        if ready is not None and rng.random() < 0.85:
            promises.remove(ready)
            return DemoContact(id, stay.number, channel, at, "promise", "debtor", talked, ready)
        return DemoContact(id, stay.number, channel, at, "contact", "debtor", talked)
    if drawn < vendor.answered + vendor.third:
        return DemoContact(id, stay.number, channel, at, "message", "third_party", round(float(rng.uniform(15, 60)), 1))
    if drawn < vendor.answered + vendor.third + 0.15:
        return DemoContact(id, stay.number, channel, at, "voicemail", "machine", round(float(rng.uniform(8, 25)), 1))
    return DemoContact(id, stay.number, channel, at, "no_answer", "none", round(float(rng.uniform(0, 20)), 1))
