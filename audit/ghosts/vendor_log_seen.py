"""What the whole of a vendor's log shows: its layout, which rows are about ghosts, its days, channels, steps and batches."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from audit.contacts.contact import Channel
from audit.ghosts.vendor_log import LogRow, LogShape
from audit.ghosts.vendor_log_times import Moment, Order
from audit.ghosts.vendor_log_values import bare_id

_GRAINS_S = (3600, 1800, 900, 600, 300, 60)
_KEEPS = 0.97
_ENOUGH_ROWS = 20
_WORKING_DAY_S = 36_000
_BATCH_ROWS = 8
_BATCH_TIMES = 8


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field stands, and how times and durations are written."""

    header_line: int
    header: Sequence[str]
    fields: Mapping[str, int]
    order: Order
    in_minutes: bool

    def cell(self, cells: Sequence[str], name: str) -> str:
        """The text of a field in a row, "" where the log has none."""
        column = self.fields.get(name)
        return cells[column].strip() if column is not None and column < len(cells) else ""


class Known:
    """Which ghost a row is about. Ids are compared without dashes, dots, case and leading zeros."""

    def __init__(self, ids: Mapping[str, str]) -> None:
        self._exact = {id.strip(): ghost for id, ghost in ids.items() if id.strip()}
        bare: dict[str, set[str]] = defaultdict(set)
        for id, ghost in ids.items():
            if bare_id(id):
                bare[bare_id(id)].add(ghost)
        self._bare = {id: next(iter(ghosts)) for id, ghosts in bare.items() if len(ghosts) == 1}
        self._forms: dict[str, Counter[str]] = defaultdict(Counter)
        self.clashes = 0

    def ghost(self, layout: Layout, cells: Sequence[str]) -> str | None:
        """The ghost of the id columns, else of columns of unknown meaning; None for other people and clashes."""
        found = self._in(cells, [layout.fields[name] for name in ("account", "debtor") if name in layout.fields])
        if not found:
            read = set(layout.fields.values())
            found = self._in(cells, [column for column in range(len(cells)) if column not in read])
        if len(found) > 1:
            self.clashes += 1
        if len(found) != 1:
            return None
        ghost, written = next(iter(found.items()))
        self._forms[ghost][written] += 1
        return ghost

    def _in(self, cells: Sequence[str], columns: Sequence[int]) -> dict[str, str]:
        """The ghosts named in some columns, with what is written there."""
        found: dict[str, str] = {}
        for column in columns:
            written = cells[column].strip() if column < len(cells) else ""
            ghost = self._exact.get(written) or self._bare.get(bare_id(written))
            if ghost:
                found[ghost] = written
        return found

    def ambiguous(self, claims: dict[str, list[LogRow]]) -> dict[str, tuple[LogRow, ...]]:
        """Take out rows whose id only resembles a ghost's where its exact id is also in the log; what went, by ghost."""
        dropped: dict[str, tuple[LogRow, ...]] = {}
        for ghost, rows in claims.items():
            exact = {form for form in self._forms[ghost] if form in self._exact}
            if not exact or len(self._forms[ghost]) == len(exact):
                continue
            kept = [row for row in rows if row.account in exact or row.debtor in exact or not (row.account or row.debtor)]
            dropped[ghost] = tuple(row for row in rows if row not in kept)
            claims[ghost] = kept
        return dropped


@dataclass(slots=True)
class Seen:
    """What all rows together show."""

    rows: int = 0
    unread: int = 0
    halved: int = 0
    clocked: int = 0
    afternoon: int = 0
    days: Counter[date] = field(default_factory=Counter)
    channels: Counter[Channel] = field(default_factory=Counter)
    times: Counter[tuple[str, time]] = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    grains: dict[str, Counter[int]] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, system: str, at: Moment | None, channel: Channel | None) -> None:
        """Take a row in."""
        self.rows += 1
        if channel:
            self.channels[channel] += 1
        if at is None:
            self.unread += 1
            return
        naive = at.wall.replace(tzinfo=None)
        self.days[naive.date()] += 1
        self.first, self.last = min(self.first or naive, naive), max(self.last or naive, naive)
        if at.day_only:
            return
        self.clocked += 1
        self.halved += at.halved
        self.afternoon += naive.hour > 12
        self.times[system, naive.time()] += 1
        second = naive.hour * 3600 + naive.minute * 60 + naive.second
        grains = self.grains[system]
        grains[0] += 1
        for grain in reversed(_GRAINS_S):
            if second % grain == 0:
                grains[grain] += 1
            elif grain == 60:
                break

    def shape(self, layout: Layout, promises: bool) -> LogShape:
        """The log's own shape. `promises`: whether any row about a ghost claims one."""
        grain = {
            system: next((g for g in _GRAINS_S if counts[g] >= _KEEPS * counts[0]), 0) if counts[0] >= _ENOUGH_ROWS else 60
            for system, counts in self.grains.items()
        }
        return LogShape(
            rows=self.rows,
            days=self.days,
            batches=frozenset(self._batches(grain)),
            first=self.first,
            last=self.last,
            channels=self.channels,
            grain_s=grain,
            twelve_hour=self.twelve_hour,
            records_promises=promises or "promise_amount" in layout.fields,
        )

    @property
    def twelve_hour(self) -> bool:
        """Whether the clock may have 12 hours without saying which half."""
        return self.clocked >= _ENOUGH_ROWS and self.afternoon == 0 and self.halved == self.clocked

    def _batches(self, grain: Mapping[str, int]) -> Iterable[tuple[str, time]]:
        """Times of day shared by far more rows than a working day spread over its steps would give."""
        for (system, at), count in self.times.items():
            usual = self.grains[system][0] * max(1, grain.get(system, 0)) / _WORKING_DAY_S
            if count >= max(_BATCH_ROWS, _BATCH_TIMES * usual):
                yield system, at
