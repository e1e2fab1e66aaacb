"""Begin a wave: what must be visible, at which vendors, in which weeks, and how many of the vendors' minutes it may take."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models import Vendor
from app.models.wave import Wave, WaveVendor
from app.queries.wave_rows import WaveState
from app.services.waves.desk import may_keep
from app.services.waves.events import add_event
from audit.rulebooks import countries

MAX_DAYS = 366
MAX_MINUTES = Decimal(1_000_000)
_COUNTRY = re.compile(r"[A-Z]{2}")
_MINUTES = re.compile(r"[0-9]{1,7}(?:[.,][0-9]{1,2})?")
_BEHIND = timedelta(hours=12)  # how far behind UTC the client's day may be


@dataclass(frozen=True, slots=True)
class NewWave:
    """The form of a wave, as text where people type. `asked` is what the plan is made from (`plan_wave`)."""

    code: str
    country: str
    starts_on: str
    ends_on: str
    vendors: Sequence[str]
    budget_minutes: str
    hypotheses: Sequence[str] = ()
    new_vendors: Sequence[str] = ()
    asked: Mapping[str, str] = field(default_factory=dict)


def create_wave(session: Session, actor: Actor, new: NewWave, now: datetime) -> Wave:
    """A planned wave. Raises Forbidden, BadInput naming the field."""
    may_keep(actor)
    code = new.code.strip()
    if not 1 <= len(code) <= 80 or not code.isprintable():
        raise BadInput("escriba el nombre de la ola (hasta 80 letras)", "write the wave's name (up to 80 letters)", "code")
    if session.scalar(select(Wave.id).where(Wave.organisation_id == actor.organisation_id, Wave.code == code)):
        raise BadInput(
            f"ya hay una ola {code}; elija otro nombre", f"there is a wave {code} already; choose another name", "code"
        )
    starts_on, ends_on = _days(new, now)
    wave = Wave(
        id=uuid4().hex,
        organisation_id=actor.organisation_id,
        code=code,
        country=_country(new.country),
        state=WaveState.PLANNED.value,
        asked=dict(new.asked),
        hypotheses=[h.strip() for h in new.hypotheses if h.strip()],
        seed=secrets.token_hex(32),
        budget_minutes=_minutes(new.budget_minutes),
        starts_on=starts_on,
        ends_on=ends_on,
        created_at=now,
        created_by=actor.user_id,
    )
    session.add(wave)
    session.flush()
    for vendor in _vendors(session, actor, new):
        session.add(WaveVendor(wave_id=wave.id, vendor_id=vendor.id, ghosts=0, accounts=0))
    add_event(session, wave, "wave.created", {"code": code, "by": actor.name}, now)
    session.commit()
    return wave


def _country(text: str) -> str:
    country = text.strip().upper()
    known = countries()
    if not _COUNTRY.fullmatch(country) or country not in known:
        raise BadInput(
            f"país {text[:20]!r}: elija uno con reglas ({', '.join(known)})",
            f"country {text[:20]!r}: choose one that has rules ({', '.join(known)})",
            "country",
        )
    return country


def _day(text: str, name: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as cause:
        raise BadInput(
            f"{name}: {text[:20]!r} no es un día; escríbalo así: 2026-06-01",
            f"{name}: {text[:20]!r} is no day; write it like this: 2026-06-01",
            name,
        ) from cause


def _days(new: NewWave, now: datetime) -> tuple[date, date]:
    starts_on, ends_on = _day(new.starts_on, "starts_on"), _day(new.ends_on, "ends_on")
    if not 0 <= (ends_on - starts_on).days <= MAX_DAYS:
        raise BadInput(
            f"la ola va de {starts_on} a {ends_on}; debe terminar después de empezar y durar a lo más {MAX_DAYS} días",
            f"the wave goes from {starts_on} to {ends_on}; it must end after it starts and last at most {MAX_DAYS} days",
            "ends_on",
        )
    today = (now - _BEHIND).date()
    if starts_on < today:
        raise BadInput(
            f"la ola empezaría el {starts_on}, que ya pasó; elija desde hoy",
            f"the wave would begin on {starts_on}, which is past; choose today or later",
            "starts_on",
        )
    return starts_on, ends_on


def _minutes(text: str) -> Decimal:
    plain = text.strip()
    minutes = Decimal(plain.replace(",", ".")) if _MINUTES.fullmatch(plain) else Decimal(0)
    if not 0 < minutes <= MAX_MINUTES:
        raise BadInput(
            f"minutos de agente {text[:20]!r}: escriba un número con cifras, de 1 a 1000000, por ejemplo 5400",
            f"agent minutes {text[:20]!r}: write a number in digits, 1 to 1000000, for instance 5400",
            "budget_minutes",
        )
    return minutes


def _vendors(session: Session, actor: Actor, new: NewWave) -> list[Vendor]:
    """The vendors chosen, and those named for the first time."""
    wanted = sorted({n.strip() for n in (*new.vendors, *new.new_vendors) if n.strip()})
    known = set(session.scalars(select(Vendor.name).where(Vendor.organisation_id == actor.organisation_id)))
    for name in sorted({n.strip() for n in new.new_vendors if n.strip()} - known):
        if len(name) > 200 or not name.isprintable():
            raise BadInput("el nombre pasa de 200 letras", "the name is over 200 letters", "new_vendors")
        session.add(Vendor(organisation_id=actor.organisation_id, name=name))
    session.flush()
    found = session.scalars(
        select(Vendor).where(Vendor.organisation_id == actor.organisation_id, Vendor.name.in_(wanted)).order_by(Vendor.name)
    ).all()
    missing = sorted(set(wanted) - {v.name for v in found})
    if missing or not found:
        named = ", ".join(missing)[:120]
        raise BadInput(
            f"no hay proveedor {named}" if missing else "elija al menos un proveedor",
            f"there is no vendor {named}" if missing else "choose at least one vendor",
            "vendors",
        )
    return list(found)
