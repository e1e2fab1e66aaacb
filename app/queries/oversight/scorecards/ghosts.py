"""What ghosts lived at each vendor in a period, and how its own log tells it: apart from every real figure."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.models.ghost import Ghost, Received
from app.models.wave import Wave
from app.models.wave_finding import VendorLog, VendorLogEntry, WaveFinding
from app.queries.oversight.scorecards.span import Span, Taken, key_of
from app.queries.oversight.scorecards.sums import summed_rows, with_causes
from app.queries.oversight.vendor_verdicts import CONFIRMED
from app.queries.wave_rows import GhostState
from audit.ghosts.reconcile_kinds import FALSE_CLAIMS, Kind

_NO_WAVE = {"es": "no hubo fantasmas en el período", "en": "there were no ghosts in the period"}
_NO_LOG = {
    "es": "no hay registro del proveedor conciliado con fantasmas en el período",
    "en": "no log of the vendor was reconciled with ghosts in the period",
}
_FALSE = {kind.value for kind in FALSE_CLAIMS}
_PROMISES = {Kind.INVENTED_PROMISE.value, Kind.ALTERED_PROMISE.value}


def of_period(span: Span) -> Any:
    """Ghosts handed over in waves that ran on some day of the period."""
    return (
        select(Ghost)
        .join(Wave, Wave.id == Ghost.wave_id)
        .where(Wave.organisation_id == span.books.organisation_id, Ghost.account_id.is_not(None))
        .where(Wave.starts_on <= span.last, Wave.ends_on >= span.first)
    )


def critical_ghosts(span: Span) -> Taken:
    """Ghosts with a critical breach a person confirmed, by the agent they met most; those retired too early left out."""
    ghosts = span.session.scalars(of_period(span).order_by(Ghost.id)).all()
    hit = select(WaveFinding.ghost_id).where(WaveFinding.severity == "critical", WaveFinding.standing.in_(CONFIRMED))
    hit = hit.where(WaveFinding.wave_id.in_({g.wave_id for g in ghosts}))
    bad = set(span.session.scalars(hit))
    agents = _agents(span, {g.wave_id for g in ghosts})
    rows = [
        (key_of(g.vendor_id), agents.get(g.id, g.id), float(g.id in bad), 1.0)
        for g in ghosts
        if g.id in bad or g.state != GhostState.RETIRED
    ]
    return with_causes(span, summed_rows(rows), _NO_WAVE)


def _agents(span: Span, waves: set[str]) -> dict[str, str]:
    met = (
        select(Received.ghost_id, Received.agent, func.count())
        .where(Received.wave_id.in_(waves), Received.agent.is_not(None))
        .group_by(Received.ghost_id, Received.agent)
    )
    counts: dict[str, Counter[str]] = {}
    for ghost_id, agent, n in span.session.execute(met).tuples():
        counts.setdefault(ghost_id, Counter())[f"agent:{agent}"] = n
    return {ghost: min(found, key=lambda a: (-found[a], a)) for ghost, found in counts.items()}


def counted(span: Span) -> dict[str, int]:
    """Ghosts of the period, by vendor key."""
    found: Counter[str] = Counter()
    for ghost in span.session.scalars(of_period(span)):
        found[key_of(ghost.vendor_id)] += 1
    return dict(found)


def attempts_real(span: Span) -> Taken:
    """Rows of the vendor's log about ghosts that are true, of those that could be told, by ghost."""
    rows = []
    for vendor, ghost, kinds, has_row, _ in _events(span):
        false = bool(kinds & _FALSE)
        if has_row and Kind.DUPLICATE.value not in kinds and (false or Kind.CANNOT_TELL.value not in kinds):
            rows.append((vendor, ghost, float(not false), 1.0))
    return with_causes(span, summed_rows(rows), _NO_LOG)


def contacts_logged(span: Span) -> Taken:
    """Contacts ghosts received that the vendor's log has, by ghost."""
    rows = []
    for vendor, ghost, kinds, has_row, has_contact in _events(span):
        if has_contact and (has_row or Kind.NOT_LOGGED.value in kinds):
            rows.append((vendor, ghost, float(has_row), 1.0))
    return with_causes(span, summed_rows(rows), _NO_LOG)


def promises_as_made(span: Span) -> Taken:
    """Promises ghosts made, or the log claims of them, that it has with their amount and day, by ghost."""
    rows = [
        (vendor, ghost, float(not kinds & _PROMISES), 1.0)
        for vendor, ghost, kinds, has_row, promised in _promise_events(span)
        if has_row and (promised or kinds & _PROMISES)
    ]
    return with_causes(span, summed_rows(rows), _NO_LOG)


def entries(span: Span) -> Any:
    """Lines of the newest standing log of each vendor and wave, of the period's days."""
    other = aliased(VendorLog)
    newest = (
        select(func.max(other.added_at))
        .where(other.withdrawn_at.is_(None), other.wave_id == VendorLog.wave_id, other.vendor_id == VendorLog.vendor_id)
        .correlate(VendorLog)
        .scalar_subquery()
    )
    return (
        select(VendorLogEntry, VendorLog.vendor_id)
        .join(VendorLog, VendorLog.id == VendorLogEntry.log_id)
        .join(Wave, Wave.id == VendorLog.wave_id)
        .where(Wave.organisation_id == span.books.organisation_id, VendorLog.withdrawn_at.is_(None))
        .where(VendorLog.added_at == newest, VendorLogEntry.ghost_id.is_not(None))
        .where(VendorLogEntry.at >= span.start, VendorLogEntry.at < span.end)
        .order_by(VendorLogEntry.log_id, VendorLogEntry.n)
    )


def _grouped(span: Span) -> dict[tuple[Any, ...], list[VendorLogEntry]]:
    """Lines of one event: the same row of the log, the same contact lived."""
    found: dict[tuple[Any, ...], list[VendorLogEntry]] = {}
    for entry, vendor_id in span.session.execute(entries(span)).tuples():
        line = (entry.logged or {}).get("line")
        at = (entry.log_id, vendor_id, entry.ghost_id, line, entry.received_id)
        found.setdefault(at if line or entry.received_id else (*at, entry.n), []).append(entry)
    return found


def _events(span: Span) -> Iterator[tuple[str, str, set[str], bool, bool]]:
    for at, lines in _grouped(span).items():
        kinds = {line.outcome for line in lines}
        yield key_of(at[1]), at[2], kinds, any(e.logged for e in lines), any(e.received_id for e in lines)


def _promise_events(span: Span) -> Iterator[tuple[str, str, set[str], bool, bool]]:
    for at, lines in _grouped(span).items():
        kinds = {line.outcome for line in lines}
        told = any((e.logged or {}).get("promise") is not None for e in lines)
        yield key_of(at[1]), at[2], kinds, any(e.logged for e in lines), told
