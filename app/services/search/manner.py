"""How a call went, in figures that lists can be narrowed by."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from app.models import CallManner, Heard


def keep_manner(session: Session, recording_id: str, result: Mapping[str, Any]) -> CallManner:
    """Count it from the acoustics and the result of a call, again each time it is judged. The caller commits."""
    heard = session.get(Heard, recording_id)
    sound = (heard.acoustics if heard else None) or {}
    call, agent = sound.get("call", {}), sound.get("speakers", {}).get("agent", {}).get("timing", {})
    manner = session.get(CallManner, recording_id) or CallManner(recording_id=recording_id)
    manner.tone = result["agent_tone"]["score"]
    manner.debtor_state = result["debtor_state"]["label"]
    manner.longest_silence_s = call.get("longest_silence_s")
    manner.overlap_share = _share(call.get("overlap_s"), call.get("speech_s"))
    manner.interruptions = agent.get("interruptions")
    manner.agent_share = agent.get("talk_share")
    session.add(manner)
    return manner


def _share(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else min(1.0, part / whole)
