"""Seal a wave and make the vendors' files: promised first, then placed, and nothing leaves in between."""

import random
import secrets
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import Conflict, NotFound
from app.models import Vendor
from app.models.ghost import Ghost
from app.models.wave import Wave, WaveVendor
from app.queries.oversight.waves import wave_of
from app.queries.wave_rows import GhostState, WaveState
from app.services.place_accounts import place_accounts
from app.services.sealing import sealing_key
from app.services.waves.choose_layout import keeps_contact
from app.services.waves.column_roles import placement
from app.services.waves.desk import take_wave
from app.services.waves.draw_canaries import Given, draw_canaries
from app.services.waves.events import add_event
from app.services.waves.page_words import refused
from app.services.waves.placed_before import check_free
from app.services.waves.places import place_of, write_chain
from app.services.waves.portfolio import Portfolio, numbers_of, placements, read_portfolio
from app.settings import Settings
from app.store import Store
from audit.evidence.chain import canonical
from audit.ghosts.commit import COMMITMENT, SECRET, commit_wave
from audit.ghosts.commit_papers import standing_papers
from audit.ghosts.commit_slots import Commitment, Committed, Kept
from audit.ghosts.handoff import Handed, Planted, made, promised
from audit.ghosts.layouts import layout_of
from audit.ghosts.reveal import HANDED


def seal_wave(session: Session, settings: Settings, store: Store, actor: Actor, wave_id: str, now: datetime) -> Wave:
    """Commit to everything, place ghosts among the real accounts, and make each vendor's file. Twice is once.

    Raises Conflict before the cover is cleared, BadInput where a file would give a ghost away, BadWave.
    """
    wave = take_wave(session, actor, wave_id)
    if wave.sealed_at is not None:
        return wave
    take_wave(session, actor, wave_id, WaveState.CLEARED)
    portfolio = read_portfolio(session, store, wave)
    check_free(session, wave, numbers_of(portfolio, wave.country))
    batch = _batch(session, wave, now)
    heads, given = [], []
    for part in session.scalars(select(WaveVendor).where(WaveVendor.wave_id == wave.id).order_by(WaveVendor.vendor_id)):
        commitment, handed_to = _hand_over(session, settings, wave, part, portfolio, batch, now)
        heads.append(commitment.head)
        given.append(handed_to)
    wave.commitment_head = heads[0] if len(heads) == 1 else sha256(canonical(heads)).hexdigest()
    wave.state, wave.sealed_at = WaveState.SEALED.value, now
    add_event(session, wave, "wave.sealed", {"heads": heads, "batch": batch, "by": actor.name}, now)
    points, worn = draw_canaries(session, wave, batch, given, now)
    add_event(session, wave, "canaries.drawn", {"points": points, "shared": worn}, now)
    if worn:
        wave.plan = {**(wave.plan or {}), "seal_warnings": [_worn(worn)]}
    write_chain(session, settings, wave)
    session.commit()
    return wave


def _worn(n: int) -> dict[str, str]:
    return {
        "es": f"{n} fantasmas comparten línea o casilla con otro proveedor o lote: por ahí no se podrá atribuir una fuga",
        "en": f"{n} ghosts share a line or mailbox with another vendor or batch: no leak can be attributed through it",
    }


def _batch(session: Session, wave: Wave, now: datetime) -> str:
    """The day; with a number where a vendor of the wave was given a batch of that day already."""
    vendors = select(WaveVendor.vendor_id).where(WaveVendor.wave_id == wave.id)
    named = select(WaveVendor.batch).where(WaveVendor.vendor_id.in_(vendors), WaveVendor.wave_id != wave.id)
    taken, day = set(session.scalars(named)), now.date().isoformat()
    return next(name for name in (day, *(f"{day}-{n}" for n in range(2, 1000))) if name not in taken)


def _hand_over(
    session: Session, settings: Settings, wave: Wave, part: WaveVendor, portfolio: Portfolio, batch: str, now: datetime
) -> tuple[Commitment, Given]:
    vendor = session.get_one(Vendor, part.vendor_id)
    ghosts = list(session.scalars(select(Ghost).where(Ghost.wave_id == wave.id, Ghost.vendor_id == vendor.id).order_by(Ghost.id)))
    file = portfolio.parts[vendor.id]
    planted = [planted_of(g, vendor.name) for g in ghosts]
    layout = layout_of(part.layout) if part.layout else file.layout
    keeps_contact(layout, file)
    handed = made(file, planted, layout, vendor.name, batch, random.Random(f"{wave.seed}:{vendor.id}"))
    if handed.tells:
        raise refused(handed.tells[0].es, handed.tells[0].en)
    place = place_of(settings, wave.id, vendor.id)
    _set_aside(place)
    key = sealing_key(settings.signing_key)
    commitment = commit_wave(place, _promises(wave, handed, planted), vendor.name, batch, now, key)
    _keep_file(place, handed)
    rows = [*placements(file, portfolio.roles, wave.country), *(_as_placed(g, portfolio, wave) for g in ghosts)]
    ids = place_accounts(session, wave.organisation_id, vendor.id, batch, [replace(r, zone=None) for r in rows], now)
    for ghost in ghosts:
        ghost.account_id, ghost.state, ghost.planted_on = ids[ghost.number], GhostState.ACTIVE.value, now.date()
    part.batch, part.handoff, part.handoff_sha256 = batch, handed.file, handed.sha256
    part.ghosts, part.accounts, part.commitment_head = len(ghosts), handed.rows, commitment.head
    part.events_written, part.chain_link = 0, None
    told = {column.source for column in layout.columns}
    shown = [replace(each, row={name: cell for name, cell in each.row.items() if name in told}) for each in planted]
    return commitment, (vendor.id, vendor.name, shown, ghosts)


def _as_placed(ghost: Ghost, portfolio: Portfolio, wave: Wave) -> Any:
    """A ghost's line read as any line of the portfolio is."""
    return placement({k: str(v) for k, v in ghost.row.items()}, portfolio.roles, wave.country, None, 0)


def planted_of(ghost: Ghost, vendor: str) -> Planted:
    """A ghost as it is promised: its line of the vendor's file, and what the audit knows of it."""
    row = {name: "" if value is None else str(value) for name, value in ghost.row.items()}
    told = {
        "id": ghost.id,
        "code": ghost.code,
        "vendor": vendor,
        "account_id": ghost.number,
        "debtor_id": ghost.debtor_id,
        "country": ghost.country,
        "zone": ghost.zone,
        "mission": ghost.mission,
        "amount": format(ghost.amount, "f"),
        "currency": ghost.currency,
        "segment": ghost.segment,
        "twin_of": ghost.twin_of_id,
        "trait": ghost.trait,
        "row": row,
    }
    return Planted(ghost.id, ghost.code, vendor, ghost.number, row, told)


def _promises(wave: Wave, handed: Handed, planted: Sequence[Planted]) -> list[Committed]:
    plan = {"asked": wave.asked, "plan": (wave.plan or {}).get("full"), "budget_minutes": format(wave.budget_minutes, "f")}
    plan |= {"starts_on": wave.starts_on.isoformat(), "ends_on": wave.ends_on.isoformat(), "wave": wave.id}
    clearance = {"report": wave.clearance, "override": wave.override}
    return [
        Committed(Kept.PLAN, "plan.json", canonical(plan)),
        Committed(Kept.HYPOTHESES, "hypotheses.json", canonical(list(wave.hypotheses))),
        Committed(Kept.PAPER, "covertness.json", canonical(clearance)),
        *standing_papers([wave.country]),
        *promised(handed, planted),
    ]


def _set_aside(place: Path) -> None:
    """A promise of a hand-over that never happened (the process died before it was noted) is kept, but not in the way."""
    if (place / COMMITMENT).exists() or (place / SECRET).exists():
        place.rename(place.with_name(f"{place.name}.unused-{secrets.token_hex(4)}"))


def _keep_file(place: Path, handed: Handed) -> None:
    folder = place / HANDED
    folder.mkdir(parents=True, exist_ok=True)
    (folder / handed.file).write_bytes(handed.content)


def handoff_file(session: Session, settings: Settings, actor: Actor, wave_id: str, vendor: str) -> Path:
    """The file made for a vendor. Raises Conflict before the seal, NotFound."""
    wave = wave_of(session, actor, wave_id)
    if wave.sealed_at is None:
        raise Conflict("nada sale antes de sellar", "nothing leaves before it is sealed")
    wanted = select(WaveVendor).join(Vendor, Vendor.id == WaveVendor.vendor_id)
    part = session.scalar(wanted.where(WaveVendor.wave_id == wave.id, Vendor.name == vendor))
    if part is None or part.handoff is None:
        raise NotFound(f"la ola no tiene proveedor {vendor[:60]}", f"the wave has no vendor {vendor[:60]}")
    return place_of(settings, wave.id, part.vendor_id) / HANDED / part.handoff


def commitments(session: Session, settings: Settings, actor: Actor, wave_id: str) -> dict[str, bytes]:
    """The published promise of each vendor, by the vendor's name. Raises Conflict before the seal."""
    wave = wave_of(session, actor, wave_id)
    if wave.sealed_at is None:
        raise Conflict("la ola aún no está sellada", "the wave is not sealed yet")
    parts = select(Vendor.name, WaveVendor.vendor_id).join(WaveVendor, WaveVendor.vendor_id == Vendor.id)
    found = session.execute(parts.where(WaveVendor.wave_id == wave.id).order_by(Vendor.name)).tuples()
    return {name: (place_of(settings, wave.id, id) / COMMITMENT).read_bytes() for name, id in found}
