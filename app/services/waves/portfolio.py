"""The client's files for a wave: the portfolio that ghosts are drawn like and hidden in, and the lines they may be reached at."""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput
from app.models import Vendor
from app.models.wave import Wave, WaveVendor
from app.queries.wave_rows import WaveState
from app.services.place_accounts import Placement
from app.services.unpack import Given
from app.services.waves.desk import take_wave
from app.services.waves.events import add_event
from app.services.waves.layout import Layout, layout_of, placement, rows_of
from app.store import Store, Stored
from synthetic.portfolio.errors import BadMaterial
from synthetic.portfolio.table import Table, read

MAX_PORTFOLIO_BYTES = 512 * 1024 * 1024
BEFORE_SEAL = (WaveState.PLANNED, WaveState.PEOPLED, WaveState.CLEARED)


@dataclass(frozen=True, slots=True)
class Portfolio:
    """The client's file by vendor: its lines, the layout, the placements they make. Rows are in the order of the file."""

    table: Table
    layout: Layout
    by_vendor: Mapping[int, Sequence[Placement]]


def take_portfolio(session: Session, store: Store, actor: Actor, wave_id: str, given: Given, now: datetime) -> Wave:
    """Keep the portfolio of a wave, read whole before it is accepted; an earlier one is replaced while nothing is sealed."""
    wave = take_wave(session, actor, wave_id, *BEFORE_SEAL)
    stored = _stored(store, given)
    before, wave.portfolio = wave.portfolio, stored.key
    try:
        portfolio = read_portfolio(session, store, wave)
    except BadInput:
        wave.portfolio = before
        raise
    for part in session.scalars(select(WaveVendor).where(WaveVendor.wave_id == wave.id)):
        part.accounts = len(portfolio.by_vendor.get(part.vendor_id, ()))
    add_event(session, wave, "portfolio.taken", {"sha256": stored.sha256, "rows": len(portfolio.table), "by": actor.name}, now)
    session.commit()
    return wave


def take_lines(session: Session, store: Store, actor: Actor, wave_id: str, given: Given, now: datetime) -> Wave:
    """Keep the client's own lines and mailboxes (CSV: kind, address): the only ones a ghost may be reached at."""
    wave = take_wave(session, actor, wave_id, *BEFORE_SEAL)
    stored = _stored(store, given)
    lines = read_lines(store, stored.key)
    wave.lines = stored.key
    add_event(session, wave, "lines.taken", {"sha256": stored.sha256, "lines": len(lines), "by": actor.name}, now)
    session.commit()
    return wave


def read_lines(store: Store, key: str) -> list[dict[str, str]]:
    """The lines of a kept file. Raises BadInput."""
    text = store.path(key).read_text(encoding="utf-8-sig", errors="replace")
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows:
        raise BadInput("el archivo de líneas no tiene filas", "the file of lines has no rows", "lines")
    return [{(k or "").strip().lower(): (v or "").strip() for k, v in row.items() if isinstance(v, str)} for row in rows]


def _stored(store: Store, given: Given) -> Stored:
    suffix = PurePosixPath(given.name).suffix.lower() or ".csv"
    stored = store.put(given.stream, suffix, MAX_PORTFOLIO_BYTES, given.name)
    if stored.size_bytes == 0:
        raise BadInput(f"{given.name}: está vacío (0 bytes)", f"{given.name}: is empty (0 bytes)", "portfolio")
    return stored


def read_portfolio(session: Session, store: Store, wave: Wave) -> Portfolio:
    """The kept portfolio. A file without a vendor column is for every vendor of a wave that has only one. Raises BadInput."""
    if wave.portfolio is None:
        raise BadInput("suba primero la cartera del cliente", "upload the client's portfolio first", "portfolio")
    try:
        table = read(store.path(wave.portfolio))
    except BadMaterial as cause:
        raise BadInput(cause.es, cause.en, "portfolio") from cause
    layout = layout_of(table)
    names: dict[str, int] = dict(
        session.execute(
            select(Vendor.name, Vendor.id)
            .join(WaveVendor, WaveVendor.vendor_id == Vendor.id)
            .where(WaveVendor.wave_id == wave.id)
        )
        .tuples()
        .all()
    )
    return Portfolio(table, layout, _by_vendor(wave, table, layout, names))


def _by_vendor(wave: Wave, table: Table, layout: Layout, names: Mapping[str, int]) -> dict[int, list[Placement]]:
    if "vendor" not in layout.columns and len(names) > 1:
        raise BadInput(
            f"la ola tiene {len(names)} proveedores y la cartera no dice de quién es cada cuenta; agregue una columna «vendor»",
            f"the wave has {len(names)} vendors and the portfolio does not say whose each account is; add a column «vendor»",
            "portfolio",
        )
    only = next(iter(names.values()))
    out: dict[int, list[Placement]] = {}
    for line, row in enumerate(rows_of(table), start=2):
        named = layout.get(row, "vendor")
        vendor_id = names.get(named) if named else only
        if "vendor" in layout.columns and vendor_id is None:
            continue
        out.setdefault(vendor_id or only, []).append(placement(row, layout, wave.country, None, line))
    missing = sorted(name for name, id in names.items() if not out.get(id))
    if missing:
        raise BadInput(
            f"la cartera no trae cuentas de {', '.join(missing)}",
            f"the portfolio has no accounts of {', '.join(missing)}",
            "portfolio",
        )
    return out
