"""A person decides over a draft: it holds, or it does not. Nothing reaches a vendor that no person confirmed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.actors import Actor
from app.errors import BadInput, Conflict, NotFound
from app.models.wave import Wave
from app.models.wave_finding import WaveFinding
from app.queries.wave_rows import FindingStanding, Source
from app.services.waves.desk import reason_of, take_wave
from app.services.waves.events import add_event
from app.services.waves.same_clock import blames_clock, reopen_same_clock

DECISIONS = (FindingStanding.CONFIRMED, FindingStanding.DISMISSED)
_OPEN = (FindingStanding.DRAFT, *DECISIONS)


def finding_in(session: Session, wave: Wave, finding_id: str) -> WaveFinding:
    """A finding of the wave, locked. Raises NotFound."""
    wanted = select(WaveFinding).where(WaveFinding.id == finding_id, WaveFinding.wave_id == wave.id)
    finding = session.scalar(wanted.with_for_update())
    if finding is None:
        raise NotFound(f"no hay hallazgo {finding_id[:40]}", f"there is no finding {finding_id[:40]}")
    return finding


def judge_findings(
    session: Session, actor: Actor, wave_id: str, finding_ids: Sequence[str], decision: str, reason: str, now: datetime
) -> list[WaveFinding]:
    """Confirm or dismiss; a dismissal needs its reason. One that says the clock was wrong takes what was confirmed by the same
    clock back to drafts. Raises Conflict for what the vendor has been shown already."""
    wave = take_wave(session, actor, wave_id)
    if decision not in DECISIONS:
        raise BadInput("elija: confirmar o descartar", "choose: confirm or dismiss", "decision")
    why = reason_of(reason) if decision == FindingStanding.DISMISSED else reason.strip()[:2000] or None
    judged = []
    for finding_id in sorted(set(finding_ids)):
        finding = finding_in(session, wave, finding_id)
        if finding.standing not in _OPEN:
            raise Conflict("el proveedor ya recibió este hallazgo; retírelo", "the vendor was shown this finding; withdraw it")
        judged.append(finding)
        if finding.standing == decision and finding.reason == why:
            continue
        before, finding.standing = finding.standing, decision
        finding.decided_by, finding.decided_at, finding.reason = actor.name, now, why
        body = {"finding": finding.id, "mark": finding.mark, "before": before, "after": decision, "by": actor.name, "reason": why}
        add_event(session, wave, "finding.judged", body, now, finding.vendor_id)
    doubted = [f for f in judged if decision == FindingStanding.DISMISSED and f.source == Source.RULE and blames_clock(why or "")]
    for finding in doubted:
        reopen_same_clock(session, wave, finding, {f.id for f in judged}, now)
    session.commit()
    return judged
