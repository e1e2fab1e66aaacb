"""The vendors' own logs of a wave, held against what was lived."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import NotFound
from app.models import Vendor
from app.models.ghost import Ghost
from app.models.wave_finding import VendorLog, VendorLogEntry
from app.queries.oversight.clocks import on_clock
from app.queries.oversight.waves import wave_head, wave_of
from app.queries.proof_rows import LogCard, LogRow, ReconcilePage
from app.queries.rows import Problem
from app.queries.wave_rows import Rate

MOST_ROWS = 2000


def reconcile_page(
    session: Session,
    actor: Actor,
    wave_id: str,
    log_id: str | None,
    outcome: str,
    lang: str,
    now: datetime,
    problems: tuple[Problem, ...] = (),
) -> ReconcilePage:
    """Every log of the wave, and the rows of the one asked for (the newest, when none is said). Raises NotFound."""
    wave = wave_of(session, actor, wave_id)
    logs = log_cards(session, wave.id)
    log = next((card for card in logs if card.id == log_id), None) if log_id else (logs[0] if logs else None)
    if log_id and log is None:
        raise NotFound(f"no hay registro {log_id[:40]}", f"there is no log {log_id[:40]}")
    return ReconcilePage(
        head=wave_head(session, actor, wave, now, lang),
        logs=logs,
        log=log,
        rows=log_rows(session, log.id, lang, outcome) if log else (),
        outcome=outcome,
        problems=problems,
    )


def log_cards(session: Session, wave_id: str) -> tuple[LogCard, ...]:
    """The logs of a wave, newest first, those withdrawn last."""
    wanted = select(VendorLog, Vendor.name).join(Vendor, Vendor.id == VendorLog.vendor_id).where(VendorLog.wave_id == wave_id)
    counted = select(VendorLogEntry.log_id, VendorLogEntry.outcome, func.count()).join(
        VendorLog, VendorLog.id == VendorLogEntry.log_id
    )
    outcomes: dict[str, list[tuple[str, int]]] = {}
    for log_id, outcome, n in session.execute(
        counted.where(VendorLog.wave_id == wave_id).group_by(VendorLogEntry.log_id, VendorLogEntry.outcome)
    ).tuples():
        outcomes.setdefault(log_id, []).append((outcome, n))
    return tuple(
        LogCard(
            id=log.id,
            vendor=vendor,
            file=log.file,
            rows=log.rows,
            added_at=log.added_at,
            added_by=log.added_by,
            honest=rate_from(log.report.get("honest")),
            outcomes=tuple(sorted(outcomes.get(log.id, ()), key=lambda o: (-o[1], o[0]))),
            withdrawn_at=log.withdrawn_at,
            withdrawn_by=log.withdrawn_by,
            withdrawn_reason=log.withdrawn_reason,
        )
        for log, vendor in session.execute(
            wanted.order_by(VendorLog.withdrawn_at.is_not(None), VendorLog.added_at.desc(), VendorLog.id)
        ).tuples()
    )


def rate_from(kept: Mapping[str, Any] | None) -> Rate:
    """A rate as it is kept as JSON; nothing kept is a rate of nothing."""
    if not kept:
        return Rate(0, 0, None, None, None)
    return Rate(kept["hits"], kept["n"], kept["value"], kept["low"], kept["high"])


def log_rows(session: Session, log_id: str, lang: str, outcome: str = "") -> tuple[LogRow, ...]:
    """The rows of a reconciliation in order, of one outcome or all."""
    wanted = select(VendorLogEntry, Ghost).outerjoin(Ghost, Ghost.id == VendorLogEntry.ghost_id)
    wanted = wanted.where(VendorLogEntry.log_id == log_id, *([VendorLogEntry.outcome == outcome] if outcome else []))
    return tuple(
        LogRow(
            n=entry.n,
            ghost_id=entry.ghost_id,
            ghost_code=ghost.code if ghost else None,
            contact_id=entry.received_id,
            at=on_clock(entry.at, ghost.zone) if entry.at and ghost else entry.at,
            outcome=entry.outcome,
            logged=_pairs(entry.logged),
            lived=_pairs(entry.lived),
            differences=tuple(d.get(lang) or d["es"] for d in entry.differences),
        )
        for entry, ghost in session.execute(wanted.order_by(VendorLogEntry.n).limit(MOST_ROWS)).tuples()
    )


def _pairs(side: Mapping[str, Any] | None) -> tuple[tuple[str, str], ...]:
    return tuple((name, str(value)) for name, value in (side or {}).items() if value is not None)
