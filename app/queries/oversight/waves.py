"""Waves: the list, and the head that every page of a wave carries."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import WAVE_KEEPERS, Actor
from app.errors import NotFound
from app.models import Organisation, Vendor
from app.models.ghost import Ghost, Received
from app.models.wave import Wave, WaveVendor
from app.models.wave_finding import WaveFinding
from app.queries.oversight.minutes import minutes_used
from app.queries.oversight.wave_rates import contact_rate
from app.queries.rows import Problem
from app.queries.wave_rows import BurnRow, FindingStanding, GhostState, Reading, WaveCard, WaveHead, WavesPage, WaveState
from audit.rulebooks import countries

OUT = (FindingStanding.DISMISSED.value, FindingStanding.WITHDRAWN.value)
LONGEST_WORK = timedelta(minutes=30)
_BURN_THRESHOLD = 20.0
_CAPITALS = {"CL": "America/Santiago", "CO": "America/Bogota", "MX": "America/Mexico_City", "PE": "America/Lima"}


def wave_of(session: Session, actor: Actor, wave_id: str) -> Wave:
    """A wave of the actor's organisation. Raises NotFound, also for whoever may not know of waves."""
    wave = session.scalar(select(Wave).where(Wave.id == wave_id, Wave.organisation_id == actor.organisation_id))
    if wave is None or actor.role not in WAVE_KEEPERS:
        raise NotFound(f"no hay ola {wave_id[:40]}", f"there is no wave {wave_id[:40]}")
    return wave


def waves_page(
    session: Session,
    actor: Actor,
    now: datetime,
    entered: tuple[tuple[str, str], ...] = (),
    problems: tuple[Problem, ...] = (),
) -> WavesPage:
    """Every wave of the client, newest first."""
    wanted = select(Wave).where(Wave.organisation_id == actor.organisation_id).order_by(Wave.starts_on.desc(), Wave.id)
    vendors = select(Vendor.name).where(Vendor.organisation_id == actor.organisation_id).order_by(Vendor.name)
    return WavesPage(
        rows=tuple(wave_card(session, wave, now) for wave in session.scalars(wanted)),
        countries=tuple(countries()),
        vendors=tuple(session.scalars(vendors)),
        entered=entered,
        problems=problems,
    )


def wave_card(session: Session, wave: Wave, now: datetime) -> WaveCard:
    """A wave in figures."""
    standings = _standings(session, wave.id)
    return WaveCard(
        id=wave.id,
        code=wave.code,
        country=wave.country,
        state=WaveState(wave.state),
        starts_on=wave.starts_on,
        ends_on=wave.ends_on,
        day=_day(wave, now),
        days=(wave.ends_on - wave.starts_on).days + 1,
        vendors=_vendors(session, wave.id),
        ghosts=session.scalar(select(func.count()).select_from(Ghost).where(Ghost.wave_id == wave.id)) or 0,
        contacts=session.scalar(select(func.count()).select_from(Received).where(Received.wave_id == wave.id)) or 0,
        findings=sum(n for standing, n in standings.items() if standing not in OUT),
        to_decide=standings.get(FindingStanding.DRAFT.value, 0),
    )


def wave_head(session: Session, actor: Actor, wave: Wave, now: datetime, lang: str = "es") -> WaveHead:
    """The head, counted now."""
    standings = _standings(session, wave.id)
    ghosts: dict[str, int] = {}
    for state, count in session.execute(select(Ghost.state, func.count()).where(Ghost.wave_id == wave.id).group_by(Ghost.state)):
        ghosts[state] = count
    contacts, channels = session.execute(
        select(func.count(), func.count(Received.channel.distinct())).where(Received.wave_id == wave.id)
    ).one()
    burns = burn_rows(session, wave)
    return WaveHead(
        id=wave.id,
        code=wave.code,
        organisation=session.scalar(select(Organisation.name).where(Organisation.id == wave.organisation_id)) or "",
        country=wave.country,
        state=WaveState(wave.state),
        starts_on=wave.starts_on,
        ends_on=wave.ends_on,
        day=_day(wave, now),
        days=(wave.ends_on - wave.starts_on).days + 1,
        vendors=_vendors(session, wave.id),
        active=ghosts.get(GhostState.ACTIVE.value, 0),
        total=sum(ghosts.values()),
        retired=ghosts.get(GhostState.RETIRED.value, 0),
        contacts=contacts,
        channels=channels,
        strict=contact_rate(session, wave.id, (Reading.STRICT, Reading.BOTH)),
        lenient=contact_rate(session, wave.id, (Reading.LENIENT, Reading.BOTH)),
        burn=_worst(burns),
        noticed=_noticed([b.noticed for b in burns]),
        minutes_used=float(minutes_used(session, wave.id)),
        minutes_budget=float(wave.budget_minutes),
        findings=sum(n for standing, n in standings.items() if standing not in OUT),
        to_decide=standings.get(FindingStanding.DRAFT.value, 0),
        sealed_at=wave.sealed_at,
        commitment_head=wave.commitment_head,
        checked_at=wave.checked_at,
        stop_reason=wave.stop_reason,
        may_keep=actor.role in WAVE_KEEPERS,
        working=working(wave, now),
        work_problem=((wave.work or {}).get("problem") or {}).get(lang),
    )


def working(wave: Wave, now: datetime) -> str | None:
    """What a worker is at, unless it has been at it so long that it must have died."""
    work = wave.work or {}
    if "since" not in work or now - datetime.fromisoformat(work["since"]) > LONGEST_WORK:
        return None
    return str(work["what"])


def burn_rows(session: Session, wave: Wave) -> tuple[BurnRow, ...]:
    """Whether each vendor seems to have noticed, by the newest check."""
    wanted = (
        select(Vendor.name, WaveVendor.burn)
        .join(Vendor, Vendor.id == WaveVendor.vendor_id)
        .where(WaveVendor.wave_id == wave.id)
        .order_by(Vendor.name)
    )
    return tuple(burn_row(name, burn) for name, burn in session.execute(wanted).tuples())


def burn_row(vendor: str, kept: Mapping[str, Any] | None) -> BurnRow:
    """One vendor's newest check as it is kept; nothing kept, nothing told."""
    if kept is None:
        return BurnRow(vendor, None, _BURN_THRESHOLD, None, None, 0)
    at = datetime.fromisoformat(kept["checked_at"])
    return BurnRow(vendor, kept["value"], kept["threshold"], kept["noticed"], at, kept["n"], kept.get("text", ""))


def _worst(rows: Collection[BurnRow]) -> BurnRow | None:
    return max((r for r in rows if r.value is not None), key=lambda r: r.value or 0.0, default=None)


def _noticed(answers: Collection[bool | None]) -> bool | None:
    """True when any alarm rang; False only when every vendor was told quiet."""
    if any(answers):
        return True
    return False if answers and all(a is False for a in answers) else None


def _standings(session: Session, wave_id: str) -> dict[str, int]:
    counted = select(WaveFinding.standing, func.count()).where(WaveFinding.wave_id == wave_id).group_by(WaveFinding.standing)
    return dict(session.execute(counted).tuples().all())


def _vendors(session: Session, wave_id: str) -> tuple[str, ...]:
    wanted = select(Vendor.name).join(WaveVendor, WaveVendor.vendor_id == Vendor.id).where(WaveVendor.wave_id == wave_id)
    return tuple(session.scalars(wanted.order_by(Vendor.name)))


def _day(wave: Wave, now: datetime) -> int | None:
    """Which day of the wave it is while it runs, on the clock of the country's capital where one is known."""
    if wave.state not in (WaveState.SEALED, WaveState.RUNNING):
        return None
    today = now.astimezone(ZoneInfo(_CAPITALS.get(wave.country, "UTC"))).date()
    day = (today - wave.starts_on).days + 1
    return day if 1 <= day <= (wave.ends_on - wave.starts_on).days + 1 else None
