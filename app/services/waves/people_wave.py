"""Draw the people of a wave and keep them as drafts: nobody sees them before the hand-over."""

import random
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.errors import BadInput
from app.models import Vendor
from app.models.ghost import Ghost
from app.models.wave import Wave, WaveVendor
from app.queries.wave_rows import GhostState, WaveState
from app.services.waves.events import add_event
from app.services.waves.planted import as_planted


def keep_people(session: Session, wave: Wave, lines: Sequence[Mapping[str, Any]], now: datetime, by: str) -> list[Ghost]:
    """Ghosts of `ghosts.jsonl` lines as drafts of the wave, instead of earlier ones. The caller holds the wave and commits.

    Ids of our own are drawn, and kept in an order that says nothing. Raises BadInput naming the line.
    """
    session.execute(delete(Ghost).where(Ghost.wave_id == wave.id))
    named = select(Vendor.name, Vendor.id).join(WaveVendor, WaveVendor.vendor_id == Vendor.id)
    vendors: dict[str, int] = dict(session.execute(named.where(WaveVendor.wave_id == wave.id)).tuples().all())
    ids = {str(line["id"]): uuid4().hex for line in lines}
    ghosts = []
    for n, line in enumerate(lines, start=1):
        vendor_id = vendors.get(str(line["vendor"]))
        if vendor_id is None:
            name = str(line["vendor"])[:60]
            raise BadInput(f"fantasma {n}: {name} no es proveedor de la ola", f"ghost {n}: {name} is no vendor of the wave")
        ghosts.append(_ghost(wave, line, vendor_id, ids))
    random.Random(wave.seed).shuffle(ghosts)
    for ghost in sorted(ghosts, key=lambda g: g.twin_of_id is not None):  # twins point at ghosts that are there already
        session.add(ghost)
        session.flush()
    for part in session.scalars(select(WaveVendor).where(WaveVendor.wave_id == wave.id)):
        part.ghosts = sum(g.vendor_id == part.vendor_id for g in ghosts)
    if "full" in (wave.plan or {}):
        by_name = {name: [g for g in ghosts if g.vendor_id == id] for name, id in vendors.items()}
        wave.plan = as_planted(wave.plan or {}, by_name)
    wave.state, wave.clearance, wave.override = WaveState.PEOPLED.value, None, None
    add_event(session, wave, "wave.peopled", {"ghosts": len(ghosts), "by": by}, now)
    return ghosts


def _ghost(wave: Wave, line: Mapping[str, Any], vendor_id: int, ids: Mapping[str, str]) -> Ghost:
    twin, due = line.get("twin_of"), line.get("due_date")
    return Ghost(
        id=ids[str(line["id"])],
        wave_id=wave.id,
        vendor_id=vendor_id,
        code=str(line["code"])[:20],
        number=str(line["account_id"])[:80],
        debtor_id=str(line.get("debtor_id") or line["account_id"])[:80],
        name=str(line.get("name") or line["code"])[:300],
        person=dict(line.get("person") or {}),
        row={str(k): "" if v is None else str(v) for k, v in line["row"].items()},
        mission=str(line["mission"])[:60],
        twin_of_id=ids.get(str(twin)) if twin else None,
        trait=line.get("trait"),
        country=str(line.get("country") or wave.country)[:2],
        subdivision=line.get("subdivision"),
        zone=str(line["zone"]),
        segment=line.get("segment"),
        amount=Decimal(str(line["amount"])),
        currency=str(line["currency"])[:3],
        due_date=date.fromisoformat(due) if isinstance(due, str) and due else due,
        state=GhostState.DRAFT.value,
    )
