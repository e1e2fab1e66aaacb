"""A simulated vendor lives with a wave's ghosts: what it does comes in by the services of live lines, its log comes out.

For the demo and for tests; a real wave never sees it.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.models import Vendor
from app.models.ghost import Ghost
from app.models.wave import Wave
from app.services.waves.check_burn import MATCHES, matched
from app.services.waves.ghost_acts import NewAct, keep_act
from app.services.waves.record_contact import Incoming, keep_contact
from audit.contacts.contact import AnsweredBy, Channel, Direction
from audit.ghosts.lived import ActKind
from synthetic.bpos.conduct import Vendor as Simulated
from synthetic.bpos.conduct import WavePlan
from synthetic.bpos.rows import ActRow, LogRow, Touch, VendorRows
from synthetic.bpos.simulate import simulate
from synthetic.bpos.writing_up import written_up

_LOG = ("cuenta", "fecha_hora", "canal", "resultado", "duracion_s", "telefono_origen", "agente", "promesa_monto", "promesa_fecha")


@dataclass(frozen=True, slots=True)
class Stands:
    """Which account of the wave stands for a simulated one: its number, zone, and how its debt compares.

    `lot` goes before the ids of what happened to it: vendors are simulated apart, and count from one each.
    """

    lot: str
    number: str
    zone: str
    ghost: str | None
    scale: Decimal


def live_through(
    session: Session, actor: Actor, wave: Wave, vendor: Simulated, seed: int, until: datetime
) -> tuple[VendorRows, bytes]:
    """Everything a simulated vendor does in a wave up to `until`; its rows with the truth, and its log as CSV.

    The caller holds the wave (and its row) and commits.
    """
    vendor_id = session.scalars(
        select(Vendor.id).where(Vendor.organisation_id == wave.organisation_id, Vendor.name == vendor.name)
    ).one()
    wanted = select(Ghost).where(Ghost.wave_id == wave.id, Ghost.vendor_id == vendor_id).order_by(Ghost.number)
    ghosts = session.scalars(wanted).all()
    weeks = max(2, ((wave.ends_on - wave.starts_on).days + 7) // 7)
    plan = WavePlan(wave.country, wave.starts_on, (vendor,), weeks, len(ghosts), MATCHES * len(ghosts))
    rows = written_up(simulate(plan, seed))[0]
    stands = _stands(session, wave, ghosts, rows)
    moments: list[tuple[datetime, int, Touch | ActRow]] = [
        *((_at(t.row.at, stands[t.row.account_id]), 0, t) for t in rows.touches if stands[t.row.account_id].ghost),
        *((_at(a.at, stands[a.account_id]), 1, a) for a in rows.acts if stands[a.account_id].ghost),
    ]
    seen: set[str] = set()
    for n, (at, _, one) in enumerate(sorted(moments, key=lambda m: (m[0], m[1]))):
        if at > until:
            continue
        if isinstance(one, Touch):
            keep_contact(session, actor, wave, _incoming(one, at, stands[one.row.account_id]), at)
            seen.add(one.row.contact_id)
        elif one.contact_id is None or one.contact_id in seen:
            keep_act(session, wave, _act(one, at, stands[one.account_id], n), at)
    return rows, _log_csv([row for row in rows.log if _at(row.row.at, stands[row.row.account_id]) <= until], stands)


def _stands(session: Session, wave: Wave, ghosts: Sequence[Ghost], rows: VendorRows) -> Mapping[str, Stands]:
    """Ghosts stand for ghosts; the real accounts each is compared with, for those the simulator matched with it."""
    mates = {s.ghost: list(s.reals) for s in matched(session, wave, ghosts)}
    simulated, lot = [a for a in rows.accounts if a.ghost], str(ghosts[0].vendor_id) if ghosts else ""
    found: dict[str, Stands] = {}
    by_pair: dict[int, Ghost] = {}
    for account, ghost in zip(simulated, ghosts, strict=True):
        scale = ghost.amount / account.amount if account.amount else Decimal(1)
        found[account.account_id] = Stands(lot, ghost.number, ghost.zone, ghost.id, scale)
        by_pair[account.pair] = ghost
    for account in rows.accounts:
        if not account.ghost:
            owner = by_pair[account.pair]
            spare = mates.get(owner.number) or []
            number = spare.pop() if spare else f"x{account.account_id}"
            found[account.account_id] = Stands(lot, number, owner.zone, None, Decimal(1))
    return found


def _at(at: datetime, stands: Stands) -> datetime:
    """The same wall clock where the account is."""
    return at.replace(tzinfo=ZoneInfo(stands.zone))


def _incoming(touch: Touch, at: datetime, stands: Stands) -> Incoming:
    row = touch.row
    return Incoming(
        external_id=f"{stands.lot}-{row.contact_id}",
        ghost=stands.ghost or "",
        channel=Channel(row.channel.value),
        at=at,
        direction=Direction(row.direction),
        answered_by=AnsweredBy(row.answered_by.value),
        outcome=row.outcome or None,
        duration_s=row.duration_s,
        caller_id=line_of(row.caller_id, stands.lot) or None,
        template=row.template or None,
        content=touch.content,
        agent=touch.agent,
        disclosed_to_other=touch.disclosed,
    )


def line_of(caller_id: str, lot: str) -> str:
    """A simulated caller id as one of the vendor's own: simulated apart, all vendors would call from the same lines."""
    return f"{caller_id[:-5]}{int(lot or 0) % 100:02d}{caller_id[-3:]}" if caller_id else ""


def _act(act: ActRow, at: datetime, stands: Stands, n: int) -> NewAct:
    return NewAct(
        external_id=f"{stands.lot}-{act.account_id}-{n}",
        ghost=stands.ghost or "",
        kind=ActKind(act.kind.value),
        at=at,
        channel=Channel(act.channel.value) if act.channel else None,
        amount=_scaled(act.amount, stands),
        due=act.due,
        contact=f"{stands.lot}-{act.contact_id}" if act.contact_id else None,
    )


def _scaled(amount: Decimal | None, stands: Stands) -> Decimal | None:
    return None if amount is None else (amount * stands.scale).quantize(Decimal(1))


def _log_csv(rows: Sequence[LogRow], stands: Mapping[str, Stands]) -> bytes:
    out = io.StringIO(newline="")
    table = csv.writer(out)
    table.writerow(_LOG)
    for one in rows:
        row, owner = one.row, stands[one.row.account_id]
        table.writerow(
            (
                owner.number,
                row.at.strftime("%Y-%m-%d %H:%M:%S"),
                row.channel.value,
                row.outcome,
                "" if row.duration_s is None else round(row.duration_s),
                line_of(row.caller_id, owner.lot),
                one.agent,
                _scaled(one.promise_amount, owner) or "",
                one.promise_date or "",
            )
        )
    return out.getvalue().encode("utf-8")
