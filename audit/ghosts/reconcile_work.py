"""What is learned before anything is judged: clocks, pairs, what durations measure, which ghosts the log lacks."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from scipy.stats import poisson

from audit.ghosts.lived import Ghost
from audit.ghosts.matching import Matched, match, match_days, placed
from audit.ghosts.matching_clock import DEBTORS, IGNORE_OFFSET, Clock, Event, alike, best_clock, instants
from audit.ghosts.matching_parts import Vote, parts
from audit.ghosts.reconcile_durations import Measure, measure
from audit.ghosts.reconcile_hours import permitted
from audit.ghosts.reconcile_rest import same_again
from audit.ghosts.reconcile_times import Moved, moved
from audit.ghosts.vendor_log import LogRow, VendorLog

_HALF_HOUR_S = 1800
_SHIFTS_S = tuple(k * _HALF_HOUR_S for k in range(-28, 29) if k)
_USUAL_SHARE, _UNLIKELY, _MANY_ABSENT = 0.15, 0.02, 0.05


@dataclass(slots=True)
class Work:
    """What is known while reconciling, by ghost."""

    log: VendorLog
    ghosts: Mapping[str, Ghost]
    events: Mapping[str, list[Event]]
    clocks: dict[str, Clock]
    matched: dict[str, Matched] = field(default_factory=dict)
    moved: dict[str, list[Moved]] = field(default_factory=dict)
    unclear: set[int] = field(default_factory=set)


def zone_of_ghost(work: Work, ghost: str) -> str:
    """Its IANA zone."""
    return work.ghosts[ghost].zone


def _batched(work: Work, row: LogRow) -> bool:
    return row.wall is not None and (row.system, row.wall.time()) in work.log.shape.batches


def learn_clocks(work: Work, asked: str | None) -> None:
    """The clock of each system, with its parts, into `work.clocks`. `asked` is the log's zone where it was told."""
    by_system: dict[str, list[tuple[LogRow, str]]] = defaultdict(list)
    for ghost, rows in work.log.claims.items():
        for row in rows:
            by_system[row.system].append((row, ghost))
    for system, owned in by_system.items():
        timed = [(row, ghost) for row, ghost in owned if not _batched(work, row)]
        pairs = [(row, zone_of_ghost(work, ghost)) for row, ghost in timed]
        grain, twelve = work.log.shape.grain_s.get(system, 0), work.log.shape.twelve_hour
        clock = best_clock(system, pairs, work.events, [g for _, g in timed], grain, asked, twelve)
        work.clocks[system] = replace(clock, parts=parts(list(_votes(work, clock, timed)))) if clock.known else clock


def _votes(work: Work, clock: Clock, rows: Sequence[tuple[LogRow, str]]) -> Iterator[Vote]:
    for row, ghost in rows:
        options = instants(row, clock.zone, zone_of_ghost(work, ghost), work.log.shape.twelve_hour)
        shifts: set[float] = set()
        plain: set[float] = set()
        for at in options:
            true = at - clock.lag(at)
            for one in work.events.get(ghost, ()):
                apart = min(true - one.at, true - one.ends, key=abs)
                shift = float(_HALF_HOUR_S * round(apart / _HALF_HOUR_S))
                if not alike(row, one.contact) or abs(apart - shift) > clock.tolerance_s or (shift and shift not in _SHIFTS_S):
                    continue
                shifts.add(shift)
                if permitted(one.contact, one.contact.local):
                    plain.add(shift)
        if options:
            kept = frozenset({0.0}) if 0.0 in shifts else frozenset(shifts)
            yield Vote(row, zone_of_ghost(work, ghost), options[0], kept, frozenset(plain))


def match_ghost(work: Work, ghost: str) -> None:
    """A ghost's rows and contacts paired, into `work.matched`, `work.moved` and `work.unclear`."""
    events = work.events.get(ghost, [])
    zone, twelve = zone_of_ghost(work, ghost), work.log.shape.twelve_hour
    taken: set[int] = set()
    rows = [
        placed(row, work.clocks[row.system], zone, events, (twelve, row.day_only or _batched(work, row)), taken)
        for row in work.log.claims.get(ghost, ())
    ]
    found = match(rows, events)
    late = [r for r in found.rows if r.batched and r.row.wall is not None]
    if late:
        days = {id(r): r.row.wall.toordinal() for r in late if r.row.wall}
        lived = {id(e): e.contact.at.astimezone(ZoneInfo(zone)).toordinal() for e in found.events}
        extra = match_days(late, found.events, days, lived)
        used = {id(p.placed) for p in extra} | {id(p.event) for p in extra}
        found = Matched(
            (*found.pairs, *extra),
            tuple(r for r in found.rows if id(r) not in used),
            tuple(e for e in found.events if id(e) not in used),
        )
    alone = [r for r in found.rows if not r.batched and same_again(r, (), found.pairs) is None]
    sure, rows_open, events_open = moved(alone, found.events)
    work.matched[ghost], work.moved[ghost] = found, sure
    work.unclear |= rows_open | events_open


def learn_measures(work: Work) -> dict[str, Measure]:
    """What each system's durations measure."""
    seen: dict[str, list[tuple[float, float]]] = defaultdict(list)
    for found in work.matched.values():
        for pair in found.pairs:
            talk, logged = pair.event.contact.duration_s, pair.placed.row.duration_s
            if talk and logged and not pair.doubtful:
                seen[pair.placed.row.system].append((logged, talk))
    return {system: measure(pairs) for system, pairs in seen.items()}


def ghosts_absent(work: Work) -> set[str]:
    """Ghosts that were contacted and are nowhere in the log, more than the vendor's usual omissions explain."""
    rest = sum(len(found.events) for ghost, found in work.matched.items() if work.log.claims.get(ghost))
    seen = sum(len(work.events.get(ghost, ())) for ghost in work.ghosts if work.log.claims.get(ghost))
    share = max(_USUAL_SHARE, rest / seen if seen else 1.0)
    lived = {g: len(work.events.get(g, ())) for g in work.ghosts if work.events.get(g)}
    missing = {g: n for g, n in lived.items() if not work.log.claims.get(g)}
    usual = sum(share**n for n in lived.values())
    if poisson.sf(len(missing) - 1, usual) < _MANY_ABSENT or not work.log.claims:
        return set(missing)
    return {ghost for ghost, n in missing.items() if share**n < _UNLIKELY}


def reach(work: Work) -> tuple[float | None, float | None]:
    """From when to when the log reaches, by its main system's clock; unsure edges are drawn in by the tolerance."""
    shape = work.log.shape
    main = max(work.clocks.values(), key=lambda c: c.rows, default=None)
    if main is None or shape.first is None or shape.last is None:
        return None, None
    zones = Counter(g.zone for g in work.ghosts.values())
    usual = zones.most_common(1)[0][0]
    zone = usual if main.zone in (DEBTORS, IGNORE_OFFSET) else main.zone
    first, last = (wall.replace(tzinfo=ZoneInfo(zone)).timestamp() for wall in (shape.first, shape.last))
    return first - main.lag(first) - main.tolerance_s, last - main.lag(last) + main.tolerance_s
