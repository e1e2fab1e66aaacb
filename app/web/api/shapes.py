"""The bodies the API answers with; their schemas are in `document`."""

from datetime import date, datetime
from typing import Any

from app.models import Act
from app.queries.rows import CallRow, RunCard, RunPage
from audit.results import number


def run_card_body(card: RunCard) -> dict[str, Any]:
    """A run in figures."""
    return {
        "id": card.id,
        "name": card.name,
        "state": card.state.value,
        "total": card.total,
        "transcribed": card.transcribed,
        "assessed": card.assessed,
        "to_review": card.to_review,
        "failed": card.failed,
        "audio_s": round(card.audio_s, 1),
        "started_at": _iso(card.started_at),
        "finished_at": _iso(card.finished_at),
        "left_s": None if card.left_s is None else round(card.left_s),
    }


def run_body(page: RunPage) -> dict[str, Any]:
    """A run with its files, failures and warnings."""
    files = [
        {
            "file": f.file,
            "state": f.state.value,
            "call": f.call_id,
            "code": f.call_code,
            "duration_s": f.duration_s,
            "conduct": f.conduct.value if f.conduct else None,
            "skill": f.skill,
        }
        for f in page.files
    ]
    failed = [{"file": f.file, "cause": f.cause, "remedy": f.remedy} for f in page.failed]
    return {**run_card_body(page.card), "files": files, "failures": failed, "warnings": list(page.warnings)}


def call_body(row: CallRow) -> dict[str, Any]:
    """A call as it stands, people's decisions counted."""
    said = None
    if row.said:
        said = {"start": row.said.start_s, "speaker": row.said.speaker, "text": "".join(text for text, _ in row.said.pieces)}
    return {
        "id": row.id,
        "code": row.code,
        "state": row.state.value,
        "duration_s": row.duration_s,
        "called_at": _iso(row.called_at),
        "vendor": row.vendor,
        "agent": row.agent,
        "conduct": row.conduct.value,
        "skill": row.skill,
        "outcome": {"kind": row.outcome, "amount": number(row.amount), "currency": row.currency, "date": _iso(row.day)},
        "worst": row.worst,
        "to_decide": row.to_decide,
        "signed": row.signed,
        "said": said,
        "audio": row.audio.value,
    }


def decision_body(act: Act) -> dict[str, Any]:
    """One thing a person did."""
    return {
        "id": act.id,
        "at": _iso(act.at),
        "author": act.who,
        "kind": act.kind,
        "criterion": act.criterion,
        "instance": act.instance,
        "before": act.before,
        "after": act.after,
        "reason": act.reason,
        "undoes": act.undoes_id,
        "repeats": act.carried_from_id,
    }


def _iso(value: datetime | date | None) -> str | None:
    return value.isoformat() if value else None
