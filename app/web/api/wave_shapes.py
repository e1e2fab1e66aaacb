"""The bodies the API answers with about waves; their schemas are in `wave_document`. For the client's own programs only."""

from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from app.models.ghost import GhostAct, Received
from app.queries.ghost_rows import DiaryPage, GhostListRow
from app.queries.proof_rows import LogCard, LogRow, WaveSealPage
from app.queries.wave_rows import (
    CovertnessPage,
    FindingRow,
    FindingsPage,
    WaveCard,
    WaveHead,
    WavePlanPage,
)


def plain(value: Any) -> Any:
    """Any row as JSON can hold it: times and days as ISO texts, amounts as texts that keep every digit."""
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dict):
        return {key: plain(inner) for key, inner in value.items()}
    return [plain(inner) for inner in value] if isinstance(value, tuple | list) else value


def wave_card_body(card: WaveCard) -> dict[str, Any]:
    """A wave in the list."""
    body: dict[str, Any] = plain(asdict(card))
    return body


def wave_body(head: WaveHead) -> dict[str, Any]:
    """A wave in figures."""
    body: dict[str, Any] = plain(asdict(head))
    for name in ("may_keep", "organisation"):
        body.pop(name)
    return body


def plan_body(page: WavePlanPage) -> dict[str, Any]:
    """The plan of a wave."""
    names = ("per_vendor", "accuse_at", "power", "false_accusation", "bound_if_none", "hypotheses", "warnings", "pairs")
    said = ("conclusion", "assumed", "planted", "twins")
    body: dict[str, Any] = {name: plain(getattr(page, name)) for name in (*names, *said)}
    body |= {"asked": dict(page.asked), "missions": dict(page.missions)}
    body["vendors"] = [plain(asdict(v)) for v in page.vendors]
    body["costs"] = [plain(asdict(c)) for c in page.costs]
    return body


def cover_body(page: CovertnessPage) -> dict[str, Any]:
    """What the suspicious vendor found."""
    return {
        "verdict": page.verdict,
        "running": page.running,
        "checked_at": plain(page.checked_at) if page.checked_at else None,
        "override": {"by": page.override_by, "reason": page.override_reason} if page.override_by else None,
        "vendors": [plain(asdict(v)) for v in page.vendors],
    }


def ghost_body(row: GhostListRow) -> dict[str, Any]:
    """A ghost in the list."""
    body: dict[str, Any] = plain(asdict(row))
    return body


def diary_body(page: DiaryPage) -> dict[str, Any]:
    """A ghost's diary in one thread."""
    ghost = plain(asdict(page.ghost)) if page.ghost else None
    if ghost is not None:
        ghost["fields"] = dict(ghost["fields"])
    return {
        "ghost": ghost,
        "entries": [plain(asdict(e)) for week in page.weeks for e in week.entries],
        "use": [plain(asdict(u)) for u in page.use],
        "log": [plain(asdict(line)) for line in page.log],
    }


def contact_body(row: Received) -> dict[str, Any]:
    """A contact as it was kept, with its link in the chain."""
    return {"id": row.id, "external_id": row.external_id, "ghost": row.ghost_id, "at": plain(row.at), "event": row.event_n}


def act_body(row: GhostAct) -> dict[str, Any]:
    """An act as it was kept."""
    return {"id": row.id, "ghost": row.ghost_id, "kind": row.kind, "at": plain(row.at), "state": row.state}


def finding_body(row: FindingRow) -> dict[str, Any]:
    """A finding as it stands."""
    body: dict[str, Any] = plain(asdict(row))
    return body


def findings_body(page: FindingsPage) -> dict[str, Any]:
    """Findings of a wave by page, and what may be said of each vendor."""
    return {
        "findings": [finding_body(row) for row in page.rows],
        "found": page.found,
        "page": page.query.page,
        "pages": page.pages,
        "counts": dict(page.counts),
        "verdicts": [plain(asdict(v)) for v in page.verdicts],
    }


def log_body(card: LogCard, rows: tuple[LogRow, ...]) -> dict[str, Any]:
    """A vendor's log reconciled."""
    body = plain(asdict(card)) | {"outcomes": dict(card.outcomes)}
    body["events"] = [plain(asdict(r)) | {"logged": dict(r.logged), "lived": dict(r.lived)} for r in rows]
    return dict(body)


def seal_body(page: WaveSealPage) -> dict[str, Any]:
    """The chain's newest links and the files that were handed over."""
    return {
        "commitment_head": page.head.commitment_head,
        "sealed_at": plain(page.head.sealed_at) if page.head.sealed_at else None,
        "handoffs": dict(page.handoffs),
        "events": [plain(asdict(e)) for e in page.events],
        "count": page.count,
        "reveal_head": page.reveal_head,
        "revealed_at": plain(page.revealed_at) if page.revealed_at else None,
    }
