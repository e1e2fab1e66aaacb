"""Draw the people of a wave from the client's own portfolio and lines. Loaded by workers only: it fits models."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import AppError, Text
from app.models import Vendor
from app.models.wave import Wave, WaveVendor
from app.queries.wave_rows import WaveState
from app.services.waves.agree_people import agreed_lines
from app.services.waves.page_words import on_page
from app.services.waves.people_wave import keep_people
from app.store import Store
from synthetic.errors import SyntheticError
from synthetic.people.holdings import read_lines, read_numbers
from synthetic.people.mapping import guess
from synthetic.people.wave import Asked, Made, make_wave
from synthetic.portfolio.errors import BadMaterial
from synthetic.portfolio.table import read


def draw_people(database: Database, store: Store, wave_id: str, now: datetime) -> int | None:
    """Draw, and keep the ghosts as drafts; how many. None where nobody asked, or where the files do not serve (kept as why)."""
    with database.reading() as session:
        wave = session.get(Wave, wave_id)
        asked = dict(wave.work or {}) if wave else {}
        if wave is None or asked.get("what") != "people":
            return None
        question = _asked(session, wave)
    try:
        made = _made(store, wave, asked, question)
    except SyntheticError as cause:
        return _ended(database, wave_id, asked, None, _words(cause), now)
    return _ended(database, wave_id, asked, made, None, now)


def _asked(session: Session, wave: Wave) -> Asked:
    parts = select(Vendor.name, WaveVendor.ghosts).join(WaveVendor, WaveVendor.vendor_id == Vendor.id)
    vendors = dict(session.execute(parts.where(WaveVendor.wave_id == wave.id).order_by(Vendor.name)).tuples().all())
    return Asked(vendors=vendors, country=wave.country, planted_on=wave.starts_on, pairs=int(wave.asked.get("pairs", "0") or 0))


def _made(store: Store, wave: Wave, asked: dict[str, Any], question: Asked) -> Made:
    table = read(store.path(wave.portfolio or ""))
    lines = read_lines(store.path(wave.lines or ""), wave.country)
    numbers = read_numbers(store.path(asked["ids"]), wave.country) if asked.get("ids") else ()
    seed = int(wave.seed[:15], 16)
    made = make_wave(table, guess(table.names), lines, numbers, question, seed, lambda _step: None)
    return replace(made, lines=agreed_lines(table, made))


def _ended(
    database: Database, wave_id: str, asked: dict[str, Any], made: Made | None, problem: Text | None, now: datetime
) -> int | None:
    with database.write() as session:
        wave = session.scalars(select(Wave).where(Wave.id == wave_id).with_for_update()).one()
        if wave.work != asked or wave.state not in (WaveState.PLANNED, WaveState.PEOPLED):
            return None
        wave.work = {"problem": {"es": problem.es, "en": problem.en}} if problem else None
        count = None
        if made is not None:
            try:
                count = len(keep_people(session, wave, made.lines, now, "trasluz"))
            except AppError as cause:
                session.rollback()
                return _ended(database, wave_id, asked, None, cause.text, now)
            plan = {
                **(wave.plan or {}),
                "people_warnings": [{"es": w.es, "en": w.en} for w in (on_page(es, en) for es, en in made.warnings)],
            }
            wave.plan = plan
        session.commit()
    return count


def _words(cause: SyntheticError) -> Text:
    return on_page(cause.es, cause.en) if isinstance(cause, BadMaterial) else Text(str(cause), str(cause))
