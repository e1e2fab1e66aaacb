"""Rows and contacts left over on both sides that are one event under another time: told apart from clocks and from chance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from audit.ghosts.matching import Pair, Placed, gap
from audit.ghosts.matching_clock import Event, alike, turns_clock
from audit.ghosts.reconcile_hours import permitted
from audit.ghosts.reconcile_kinds import Said, unsure
from audit.ghosts.reconcile_pairs import wrong_time
from audit.ghosts.vendor_log import PHONE

_REACH_S, _DAY_REACH_S = 3.2 * 3600, 14 * 3600
_HOUR_S = 3600.0
_AROUND_S = 7 * 86_400.0
_CONTRAST = 3
_SAME_TALK_S = 5.0


@dataclass(frozen=True, slots=True)
class Moved:
    """A row and a contact that are one event logged at another time. `whole_hours`: a difference a clock could make.

    `hides`: from forbidden into permitted hours. `innocent`: lived in permitted hours, so nobody gains by another time.
    """

    pair: Pair
    whole_hours: bool
    same_talk: bool
    hides: bool
    innocent: bool


def moved(rows: Sequence[Placed], events: Sequence[Event]) -> tuple[list[Moved], set[int], set[int]]:
    """The leftovers of one ghost that belong together, each the other's only candidate; and the `id()`s of those with several."""
    found = [m for row in rows for event in events if (m := _candidate(row, event))]
    sure = _alone([m for m in found if m.whole_hours or m.same_talk])
    placed_, lived = {id(m.pair.placed) for m in sure}, {id(m.pair.event) for m in sure}
    rest = [m for m in found if id(m.pair.placed) not in placed_ and id(m.pair.event) not in lived]
    weak = _alone(rest)
    open_ = [m for m in rest if m not in weak]
    sure += weak
    return sure, {id(m.pair.placed) for m in open_}, {id(m.pair.event) for m in open_}


def _alone(found: Sequence[Moved]) -> list[Moved]:
    """Those of which neither row nor contact appears twice."""
    per_row = Counter(id(m.pair.placed) for m in found)
    per_event = Counter(id(m.pair.event) for m in found)
    return [m for m in found if per_row[id(m.pair.placed)] == 1 and per_event[id(m.pair.event)] == 1]


def _candidate(row: Placed, event: Event) -> Moved | None:
    apart = gap(row, event)
    contact = event.contact
    if (
        apart is None
        or (row.row.channel is None and row.row.channel_text)
        or abs(apart) > _DAY_REACH_S
        or not alike(row.row, contact)
    ):
        return None
    if row.row.direction is not contact.direction:
        return None
    instant = row.instant
    zone = ZoneInfo(contact.timezone) if contact.timezone else contact.at.tzinfo
    logged = instant.astimezone(zone) if instant else contact.local
    innocent = permitted(contact, contact.local)
    hides = not innocent and permitted(contact, logged)
    whole = abs(apart - _HOUR_S * round(apart / _HOUR_S)) <= row.tolerance_s and abs(apart) > _HOUR_S / 2
    if abs(apart) > _REACH_S and not (hides and logged.date() == contact.local.date()):
        return None
    talks = (row.row.duration_s or 0, contact.duration_s or 0)
    same_talk = contact.channel in PHONE and min(talks) >= 10 and abs(talks[0] - talks[1]) <= _SAME_TALK_S
    if not whole and min(talks) >= 10 and abs(talks[0] - talks[1]) > 60 + 0.3 * talks[1]:
        return None
    return Moved(Pair(row, event, row.at - event.at if row.at is not None else None, True), whole, same_talk, hides, innocent)


def judged(one: Moved, pairs: Sequence[Pair], everyone: Sequence[Moved]) -> Said:
    """Whether the time is held against the vendor. `pairs` are the system's pairs that agree, `everyone` its moved rows."""
    row = one.pair.placed
    at = row.at or 0.0
    if not row.clock.known:
        return unsure("el reloj del registro no se conoce", "the log's clock is not known")
    steady = sum(abs((p.placed.at or 0) - at) <= _AROUND_S and not p.loose and p.placed.shift_s == row.shift_s for p in pairs)
    if steady < _CONTRAST:
        return unsure(
            "hay pocas filas cerca para conocer el reloj de esos días", "too few rows nearby to know the clock of those days"
        )
    zone = one.pair.event.contact.timezone
    if one.whole_hours and turns_clock(at, [zone or "UTC"]):
        return unsure("ese día cambió la hora", "the clocks changed around that day")
    alike_too = [m for m in everyone if m is not one and m.whole_hours and m.innocent and _beside(m, one)]
    if one.whole_hours and (alike_too or not (one.hides or one.same_talk)):
        return unsure("horas enteras de diferencia: puede ser el reloj", "whole hours apart: it may be the clock")
    return wrong_time(replace(one.pair, loose=True), one.hides)


def shared_gap(pair: Pair, pairs: Sequence[Pair]) -> bool:
    """Whether other rows of those days stand off by as much: then the clock jumped, and nobody is accused."""
    at, gap_s = pair.placed.at or 0.0, pair.gap_s or 0.0
    near = [p for p in pairs if p is not pair and p.gap_s is not None and abs((p.placed.at or 0) - at) <= _AROUND_S]
    same = sum(abs((p.gap_s or 0) - gap_s) <= p.placed.tolerance_s for p in near)
    return same >= 2 or len(near) < _CONTRAST


def _beside(one: Moved, other: Moved) -> bool:
    a, b = one.pair.placed, other.pair.placed
    same_agent = bool(a.row.agent) and a.row.agent == b.row.agent
    return a.row.system == b.row.system and (same_agent or abs((a.at or 0) - (b.at or 0)) <= 86_400)
