"""The covertness lab over every vendor's file of a wave, as it would be handed over. Loaded by workers only."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.db import Database
from app.errors import AppError, Text
from app.models import Vendor
from app.models.ghost import Ghost
from app.models.wave import Wave, WaveVendor
from app.queries.wave_rows import WaveState
from app.services.waves.events import add_event
from app.services.waves.page_words import on_page
from app.services.waves.portfolio import read_portfolio
from app.services.waves.seal_wave import planted_of
from app.store import Store
from audit.ghosts.commit_error import BadWave
from audit.ghosts.covertness.adversaries import NAMES
from audit.ghosts.covertness.auc import Auc
from audit.ghosts.covertness.covertness import Covertness, Verdict
from audit.ghosts.covertness.faults import BadPortfolio
from audit.ghosts.covertness.lab import Options, lab
from audit.ghosts.covertness.table import Table
from audit.ghosts.handoff import made
from audit.ghosts.handoff_files import rows_of

_MOST_FIELDS = 12


@dataclass(frozen=True, slots=True)
class _Trial:
    vendor: str
    real: Table
    handed: Table
    named: tuple[str, ...]


def clear_wave(database: Database, store: Store, wave_id: str, now: datetime) -> str | None:
    """Play the suspicious vendor; keep the report and, when all files may leave, clear the wave. The verdict comes back.

    None where nobody asked for it (any more). What stops the lab is kept for the page, never taken for a verdict.
    """
    with database.reading() as session:
        wave = session.get(Wave, wave_id)
        if wave is None or wave.state != WaveState.PEOPLED or (wave.work or {}).get("what") != "cover":
            return None
        asked = dict(wave.work or {})
        try:
            trials = _trials(session, store, wave)
        except (AppError, BadWave) as cause:
            return _ended(database, wave_id, asked, None, _words(cause), now)
    try:
        found = [(t, lab(t.real, t.handed, Options(named=t.named, threads=1))) for t in trials]
    except BadPortfolio as cause:
        return _ended(database, wave_id, asked, None, _words(cause), now)
    report = {"verdict": _worst([f.verdict for _, f in found]), "checked_at": now.isoformat()}
    report["vendors"] = [_told(t, f) for t, f in found]  # type: ignore[assignment]
    return _ended(database, wave_id, asked, report, None, now)


def _trials(session: Session, store: Store, wave: Wave) -> list[_Trial]:
    portfolio = read_portfolio(session, store, wave)
    out = []
    for part in session.scalars(select(WaveVendor).where(WaveVendor.wave_id == wave.id).order_by(WaveVendor.vendor_id)):
        vendor = session.get_one(Vendor, part.vendor_id)
        wanted = select(Ghost).where(Ghost.wave_id == wave.id, Ghost.vendor_id == vendor.id).order_by(Ghost.id)
        planted = [planted_of(g, vendor.name) for g in session.scalars(wanted)]
        file = portfolio.parts[vendor.id]
        handed = made(file, planted, file.layout, vendor.name, "x", random.Random(f"{wave.seed}:{vendor.id}"))
        names = tuple(c.name for c in file.layout.columns)
        rows = list(rows_of(handed.content, file.layout))
        out.append(_Trial(vendor.name, _table(file.names, file.rows), _table(names, rows), tuple(p.account_id for p in planted)))
    return out


def _table(names: tuple[str, ...], rows: Sequence[Sequence[str]]) -> Table:
    return Table("cartera", names, tuple(tuple(column) for column in zip(*rows, strict=True)))


def _worst(verdicts: Sequence[Verdict]) -> str:
    order = (Verdict.LEAK, Verdict.CANNOT_TELL, Verdict.RELEASE)
    return next(v for v in order if v in verdicts).value


def _ended(
    database: Database, wave_id: str, asked: dict[str, Any], report: dict[str, Any] | None, problem: Text | None, now: datetime
) -> str | None:
    with database.write() as session:
        wave = session.scalars(select(Wave).where(Wave.id == wave_id).with_for_update()).one()
        if wave.work != asked or wave.state != WaveState.PEOPLED:
            return None
        wave.work = {"problem": {"es": problem.es, "en": problem.en}} if problem else None
        wave.clearance = report
        if report is not None:
            if report["verdict"] == Verdict.RELEASE:
                wave.state = WaveState.CLEARED.value
            add_event(session, wave, "cover.tested", {"verdict": report["verdict"]}, now)
        session.commit()
    return str(report["verdict"]) if report else None


def _told(trial: _Trial, found: Covertness) -> dict[str, Any]:
    explanation = {lang: " ".join(s.sentence().say(lang) for s in found.statements[:3]) for lang in ("es", "en")}
    return {
        "vendor": trial.vendor,
        "verdict": found.verdict.value,
        **_auc(found.strongest),
        "real": found.real_rows_handed,
        "ghosts": len(found.ghost_rows),
        "adversaries": [{"name": _pair(NAMES[a.adversary]), **_auc(a.auc)} for a in found.attempts],
        "fields": [
            {"name": _pair(f.named()), **_auc(f.auc), "leaks": f.leaks, "advice": _pair(f.advice)}
            for f in found.fields[:_MOST_FIELDS]
        ],
        "near_doubles": len({d.ghost_row for d in found.doubles}),
        "explanation": explanation,
        "reasons": [r.value for r in found.reasons],
        "versions": dict(found.versions),
    }


def _auc(found: Auc | None) -> dict[str, float | None]:
    return {"auc": found.value, "low": found.low, "high": found.high} if found else {"auc": None, "low": None, "high": None}


def _pair(words: Any) -> dict[str, str]:
    return {"es": words.es, "en": words.en}


def _words(cause: AppError | BadWave | BadPortfolio) -> Text:
    return cause.text if isinstance(cause, AppError) else on_page(cause.words.es, cause.words.en)
