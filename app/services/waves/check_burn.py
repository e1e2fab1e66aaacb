"""Has a vendor noticed? Its ghosts beside real accounts of the same kind, as its own log says both were treated."""

import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Account, Vendor
from app.models.ghost import Ghost
from app.models.wave import Wave, WaveVendor
from app.models.wave_finding import VendorLog
from app.queries.oversight.performance import is_real_account
from app.queries.wave_rows import WaveState
from app.services.waves.desk import AFTER_SEAL, take_wave
from app.services.waves.events import add_event
from app.services.waves.page_words import refused
from app.store import Store
from audit.contacts.contact import Channel
from audit.ghosts.burn import THRESHOLD, Burn, burn_watch
from audit.ghosts.burn_counts import DayCounts, MatchedSet
from audit.ghosts.burn_retire import to_retire
from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.vendor_log import BadGhostFile, Claimed, LogRow
from audit.ghosts.vendor_log_read import read_vendor_log

MATCHES = 9
_AS_MUCH = 0.5
_CHANGES = frozenset({Claimed.PAID, Claimed.DISPUTE, Claimed.STOP})
_USUAL_HOURS = range(9, 18)
_SPOKEN = (Channel.VOICE, Channel.VOICEMAIL, Channel.IVR_PRERECORDED)


def check_burn(session: Session, store: Store, actor: Actor, wave_id: str, now: datetime) -> dict[str, dict[str, Any]]:
    """The alarm of every vendor whose log came, by vendor; what it says is kept. Raises Conflict, BadInput."""
    wave = take_wave(session, actor, wave_id, *AFTER_SEAL, WaveState.REVEALED)
    told: dict[str, dict[str, Any]] = {}
    for part in session.scalars(select(WaveVendor).where(WaveVendor.wave_id == wave.id).order_by(WaveVendor.vendor_id)):
        wanted = select(VendorLog).where(
            VendorLog.wave_id == wave.id, VendorLog.vendor_id == part.vendor_id, VendorLog.withdrawn_at.is_(None)
        )
        log = session.scalar(wanted.order_by(VendorLog.added_at.desc(), VendorLog.id).limit(1))
        if log is None:
            part.burn = None  # what a withdrawn log said is not said any more
            continue
        name = session.get_one(Vendor, part.vendor_id).name
        part.burn = told[name] = _watched(session, store, wave, log, name, now)
        body = {"value": part.burn["value"], "noticed": part.burn["noticed"], "n": part.burn["n"]}
        add_event(session, wave, "burn.checked", body, now, part.vendor_id)
    session.commit()
    return told


def _watched(session: Session, store: Store, wave: Wave, log: VendorLog, vendor: str, now: datetime) -> dict[str, Any]:
    ghosts = session.scalars(
        select(Ghost).where(Ghost.wave_id == wave.id, Ghost.vendor_id == log.vendor_id, Ghost.account_id.is_not(None))
    ).all()
    sets = matched(session, wave, ghosts)
    members = {number: number for s in sets for number in (s.ghost, *s.reals)}
    planned = (wave.ends_on - wave.starts_on).days + 1
    try:
        claims = read_vendor_log(store.path(log.stored), members, vendor=vendor).claims
        days = _days(claims, sets, _ends(claims, sets), wave.starts_on, min(wave.ends_on, now.date()))
        burn = burn_watch(sets, days[:planned], planned) if sets and comparable(claims, sets) else None
    except (BadPlan, BadGhostFile) as cause:
        raise refused(cause.words.es, cause.words.en) from cause
    return _told(burn, len(sets), ghosts, now)


def comparable(claims: Mapping[str, Sequence[LogRow]], sets: Sequence[MatchedSet]) -> bool:
    """Whether the log tells of the real accounts about as it tells of the ghosts; an excerpt that hardly does is not compared."""
    ghosts = sum(bool(claims.get(s.ghost)) for s in sets) / len(sets)
    reals = [bool(claims.get(number)) for s in sets for number in s.reals]
    return sum(reals) / len(reals) >= _AS_MUCH * ghosts


def matched(session: Session, wave: Wave, ghosts: Sequence[Ghost]) -> list[MatchedSet]:
    """Each ghost with real accounts of its batch and segment, no account twice; drawn by the wave's seed, so always the same."""
    dice = random.Random(f"{wave.seed}:matches")
    free: dict[str | None, list[str]] = defaultdict(list)
    batches = {b for b in session.scalars(select(WaveVendor.batch).where(WaveVendor.wave_id == wave.id)) if b}
    vendors = {g.vendor_id for g in ghosts}
    real = select(Account.segment, Account.number).where(
        Account.vendor_id.in_(vendors), Account.batch.in_(batches), is_real_account()
    )
    for segment, number in session.execute(real.order_by(Account.number)).tuples():
        free[segment].append(number)
    for numbers in free.values():
        dice.shuffle(numbers)
    placed = select(Account.id, Account.segment).where(Account.id.in_([g.account_id for g in ghosts]))
    segments: dict[str | None, str | None] = {}  # as the vendor's file says it, not as the plan did
    segments.update(session.execute(placed).tuples().all())
    by_segment: dict[str | None, int] = defaultdict(int)
    for ghost in ghosts:
        by_segment[segments[ghost.account_id]] += 1
    out = []
    for ghost in sorted(ghosts, key=lambda g: g.number):
        segment = segments[ghost.account_id]
        each = min(MATCHES, len(free[segment]) // by_segment[segment]) if free[segment] else 0
        by_segment[segment] -= 1
        mates = [free[segment].pop() for _ in range(each)]
        if mates:
            out.append(MatchedSet(ghost.number, tuple(mates)))
    return out


def _ends(claims: Mapping[str, Sequence[LogRow]], sets: Sequence[MatchedSet]) -> dict[str, date]:
    """The last day each set is compared: where the first of its members, ghost or real, pays, disputes or asks to stop.

    Taken from the vendor's log, which tells it of both alike: ended by the ghosts' own acts, the alarm would ring at nothing.
    """
    ends: dict[str, date] = {}
    for found in sets:
        members = (found.ghost, *found.reals)
        changed = [r.wall.date() for m in members for r in claims.get(m, ()) if r.wall is not None and r.result in _CHANGES]
        if changed:
            ends |= dict.fromkeys(members, min(changed))
    return ends


def _days(
    claims: Mapping[str, Sequence[LogRow]], sets: Sequence[MatchedSet], ends: Mapping[str, date], first: date, last: date
) -> list[dict[str, DayCounts]]:
    rows: dict[tuple[date, str], list[LogRow]] = defaultdict(list)
    for number, logged in claims.items():
        for row in logged:
            if row.wall is not None and first <= row.wall.date() <= min(last, ends.get(number, date.max)):
                rows[row.wall.date(), number].append(row)
    span = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    return [{number: _counted(found) for (day, number), found in rows.items() if day == today} for today in span]


def _counted(rows: Sequence[LogRow]) -> DayCounts:
    odd = sum(not r.day_only and r.wall is not None and r.wall.hour not in _USUAL_HOURS for r in rows)
    return DayCounts(attempts=len(rows), odd_hours=odd, voice=sum(r.channel in _SPOKEN for r in rows))


def _told(burn: Burn | None, sets: int, ghosts: Sequence[Ghost], now: datetime) -> dict[str, Any]:
    """As it is kept. Without an alarm "not noticed" is said only of enough sets: of few the alarm could hardly ring."""
    codes = {g.number: g.code for g in ghosts}
    enough = burn is not None and bool(burn.days) and sets >= MATCHES
    noticed = True if burn is not None and burn.alarm_day is not None else False if enough else None
    return {
        "value": burn.evidence if burn and burn.days else None,
        "threshold": THRESHOLD,
        "noticed": noticed,
        "n": sets,
        "checked_at": now.isoformat(),
        "alarm_day": burn.alarm_day if burn else None,
        "days": [[d.day, d.evidence] for d in burn.days] if burn else [],
        "to_retire": sorted(codes.get(r.ghost, r.ghost) for r in to_retire(burn)) if burn else [],
    }
