"""Which row of the vendor's log is which contact a ghost received: one to one, by least cost over all that can be compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

import numpy as np
from scipy.optimize import linear_sum_assignment

from audit.contacts.contact import AnsweredBy, Direction
from audit.ghosts.matching_clock import Clock, Event, alike, instants
from audit.ghosts.vendor_log import NOBODY, SPOKE_WITH_DEBTOR, LogRow
from audit.ghosts.vendor_log_values import bare_phone

LATE_S, EARLY_S = 1200.0, 600.0
UNMATCHED = 3.0
NEAR_TIE = 1.0
_FORBIDDEN = 1e6


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its corrected instant (epoch seconds), None where it cannot be compared; `batched` where it was entered late.

    `shift_s` is the whole-hour part of the correction.
    """

    row: LogRow
    at: float | None
    clock: Clock
    batched: bool = False
    shift_s: float = 0.0

    @property
    def tolerance_s(self) -> float:
        """How far the contact may stand."""
        return self.clock.tolerance_s

    @property
    def instant(self) -> datetime | None:
        """The corrected time, UTC."""
        return None if self.at is None else datetime.fromtimestamp(self.at, UTC)


@dataclass(frozen=True, slots=True)
class Pair:
    """A row and its contact. `gap_s` is logged less lived after correction (None where times are not compared).

    `loose`: further apart than the clock's tolerance. `doubtful`: another contact would fit nearly as well. `lone`: no other row
    or contact of that ghost is anywhere near.
    """

    placed: Placed
    event: Event
    gap_s: float | None
    loose: bool = False
    doubtful: bool = False
    lone: bool = False


@dataclass(frozen=True, slots=True)
class Matched:
    """What became of a ghost's rows and contacts."""

    pairs: tuple[Pair, ...]
    rows: tuple[Placed, ...]
    events: tuple[Event, ...]


@dataclass(slots=True)
class _Block:
    rows: list[Placed] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)


def placed(row: LogRow, clock: Clock, zone: str, events: Sequence[Event], shape: tuple[bool, bool], taken: set[int]) -> Placed:
    """A row on the true clock. Of the readings of an ambiguous time the one nearer to something lived is taken.

    `shape` is whether the clock has twelve hours and whether the row was entered in a batch. `taken` holds the `id()`s of
    the contacts that earlier ambiguous rows stand for; the row's is added.
    """
    twelve_hour, batched = shape
    options: list[tuple[float, float]] = []
    for at in instants(row, clock.zone, zone, twelve_hour):
        part = clock.part_of(row, at)
        shift = part.shift_s if part else 0.0
        options.append((at - clock.lag(at) - shift, shift))
    if not options:
        return Placed(row, None, clock, batched)
    near = [
        (abs(at - e.at), n, id(e))
        for n, (at, _) in enumerate(options)
        for e in events
        if alike(row, e.contact) and id(e) not in taken
    ]
    if len(options) == 1 or not near:
        return Placed(row, options[0][0], clock, batched, options[0][1])
    apart, best, event = min(near)
    if apart <= clock.tolerance_s:
        taken.add(event)
    return Placed(row, options[best][0], clock, batched, options[best][1])


def gap(row: Placed, event: Event) -> float | None:
    """Logged less lived, in seconds, from whichever end of the talk is nearer; None where the row has no comparable time."""
    if row.at is None:
        return None
    return min(row.at - event.at, row.at - event.ends, key=abs)


def cost(row: Placed, event: Event) -> float:
    """How unlike row and contact are: 0 the same, `_FORBIDDEN` impossible."""
    apart = gap(row, event)
    contact = event.contact
    if apart is None or not -EARLY_S - row.tolerance_s <= apart <= LATE_S + row.tolerance_s:
        return _FORBIDDEN
    if row.row.direction is not contact.direction and Direction.INBOUND in (row.row.direction, contact.direction):
        return _FORBIDDEN
    tight = abs(apart) <= row.tolerance_s
    like = alike(row.row, contact)
    if row.batched or (not like and not tight):
        return _FORBIDDEN
    total = abs(apart) / row.tolerance_s if tight else 1 + 2 * min(1.0, (abs(apart) - row.tolerance_s) / LATE_S)
    if not like:
        total += 2.0
    elif row.row.channel not in (None, contact.channel):
        total += 0.3
    return total + unlike(row.row, contact.duration_s, contact.answered_by, contact.caller_id)


def unlike(row: LogRow, duration_s: float | None, answered: AnsweredBy, caller_id: str | None) -> float:
    """What besides time speaks against a row being that contact."""
    total = 0.0
    if row.duration_s and duration_s and abs(row.duration_s - duration_s) > 45 + 0.2 * duration_s:
        total += 1.0
    elif bool(row.duration_s) != bool(duration_s) and row.duration_s is not None and max(row.duration_s, duration_s or 0) > 45:
        total += 0.7
    if bare_phone(row.caller_id) and bare_phone(caller_id) and bare_phone(row.caller_id) != bare_phone(caller_id):
        total += 0.7
    if (row.result in NOBODY and answered is AnsweredBy.DEBTOR) or (
        row.result in SPOKE_WITH_DEBTOR and answered is AnsweredBy.NONE
    ):
        total += 0.5
    return total


def match(rows: Sequence[Placed], events: Sequence[Event]) -> Matched:
    """One-to-one pairs of least total cost; blocks far apart in time are solved each on its own."""
    pairs: list[Pair] = []
    for block in _blocks([r for r in rows if r.at is not None], events):
        pairs += _solved(block)
    taken_rows = {id(pair.placed) for pair in pairs}
    taken = {id(pair.event) for pair in pairs}
    return Matched(
        tuple(pairs),
        tuple(row for row in rows if id(row) not in taken_rows),
        tuple(event for event in events if id(event) not in taken),
    )


def _blocks(rows: Sequence[Placed], events: Sequence[Event]) -> Iterator[_Block]:
    """Rows and contacts between which nothing can be linked stand in different blocks."""
    marks: list[tuple[float, float, Placed | Event]] = [(r.at, r.at, r) for r in rows if r.at is not None]
    marks += [(e.at, e.ends, e) for e in events]
    block, until = _Block(), float("-inf")
    for begins, ends, what in sorted(marks, key=lambda mark: mark[0]):
        if begins - until > 2 * LATE_S and (block.rows or block.events):
            yield block
            block = _Block()
        (block.rows if isinstance(what, Placed) else block.events).append(what)  # type: ignore[arg-type]
        until = max(until, ends)
    yield block


def _solved(block: _Block) -> list[Pair]:
    if not block.rows or not block.events:
        return []
    costs = np.array([[cost(row, event) for event in block.events] for row in block.rows])
    n, m = costs.shape
    whole = np.full((n + m, n + m), _FORBIDDEN)
    whole[:n, :m] = costs
    whole[:n, m:][np.diag_indices(n)] = UNMATCHED
    whole[n:, :m][np.diag_indices(m)] = UNMATCHED
    whole[n:, m:] = 0.0
    chosen = {int(i): int(j) for i, j in zip(*linear_sum_assignment(whole), strict=True)}
    pairs = {i: j for i, j in chosen.items() if i < n and j < m}
    owner = {j: i for i, j in pairs.items()}
    return [_pair(block, costs, i, j, owner, pairs) for i, j in pairs.items()]


def _pair(block: _Block, costs: np.ndarray, i: int, j: int, owner: Mapping[int, int], pairs: Mapping[int, int]) -> Pair:
    row, event = block.rows[i], block.events[j]
    apart = gap(row, event)
    loose = apart is not None and abs(apart) > row.tolerance_s
    doubtful = any(_swaps(costs, i, j, k, owner) for k in range(costs.shape[1]) if k != j)
    return Pair(row, event, apart, loose, doubtful, costs.shape == (1, 1))


def _swaps(costs: np.ndarray, i: int, j: int, k: int, owner: Mapping[int, int]) -> bool:
    """Whether giving row `i` the contact `k` instead would cost hardly more, its present row taking `j` or none."""
    other = owner.get(k)
    now = costs[i, j] + (costs[other, k] if other is not None else UNMATCHED)
    then = costs[i, k] + (min(costs[other, j], 2 * UNMATCHED) if other is not None else UNMATCHED)
    return bool(costs[i, k] < _FORBIDDEN and then - now < NEAR_TIE)


def match_days(
    rows: Sequence[Placed], events: Sequence[Event], day_of: Mapping[int, int], lived_on: Mapping[int, int]
) -> list[Pair]:
    """Rows whose clock says nothing (entered in batches, or dates alone) with contacts of the same day, or of the day before.

    `day_of` and `lived_on` give the local ordinal day by `id()` of row and event.
    """
    if not rows or not events:
        return []
    costs = np.full((len(rows), len(events)), _FORBIDDEN)
    for i, row in enumerate(rows):
        for j, event in enumerate(events):
            late = day_of.get(id(row), -9) - lived_on[id(event)]
            contact = event.contact
            if late in (0, 1) and alike(row.row, contact) and row.row.direction is contact.direction:
                costs[i, j] = late + unlike(row.row, contact.duration_s, contact.answered_by, contact.caller_id)
    chosen = zip(*linear_sum_assignment(costs), strict=True)
    kept = [(int(i), int(j)) for i, j in chosen if costs[i, j] < _FORBIDDEN]
    crowded = [
        int((costs[i] < costs[i, j] + NEAR_TIE).sum()) > 1 or int((costs[:, j] < costs[i, j] + NEAR_TIE).sum()) > 1
        for i, j in kept
    ]
    return [Pair(rows[i], events[j], None, False, many) for (i, j), many in zip(kept, crowded, strict=True)]
