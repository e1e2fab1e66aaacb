"""How each vendor's ghosts ended, and what may be said of the vendor: the ghost is the unit, the sealed plan the standard."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.models import Vendor
from app.models.ghost import Ghost, Received
from app.models.wave import Wave
from app.models.wave_finding import WaveFinding
from app.queries.verdict_rows import VendorVerdict
from app.queries.wave_rows import FindingStanding, GhostState, Rate, WaveState
from audit.ghosts.power_tails import Clustering
from audit.ghosts.rates import Outcome, rate_of
from audit.ghosts.rates_decision import Accusation, decide

CONFIRMED = tuple(
    s.value for s in (FindingStanding.CONFIRMED, FindingStanding.SENT, FindingStanding.REPLIED, FindingStanding.PUBLISHED)
)


def outcomes_of(session: Session, wave: Wave) -> dict[int, list[Outcome]]:
    """Every ghost handed over, by vendor: mistreated when a person confirmed a critical finding, unknown when retired before."""
    hit = select(WaveFinding.ghost_id).where(
        WaveFinding.wave_id == wave.id, WaveFinding.severity == "critical", WaveFinding.standing.in_(CONFIRMED)
    )
    mistreated = set(session.scalars(hit))
    agents = _agents(session, wave)
    out: dict[int, list[Outcome]] = {}
    handed = select(Ghost).where(Ghost.wave_id == wave.id, Ghost.account_id.is_not(None)).order_by(Ghost.id)
    for ghost in session.scalars(handed):
        known = True if ghost.id in mistreated else None if ghost.state == GhostState.RETIRED else False
        out.setdefault(ghost.vendor_id, []).append(Outcome(ghost.id, agents.get(ghost.id), known))
    return out


def _agents(session: Session, wave: Wave) -> dict[str, str]:
    """The agent who met each ghost most often."""
    met = (
        select(Received.ghost_id, Received.agent, func.count())
        .where(Received.wave_id == wave.id, Received.agent.is_not(None))
        .group_by(Received.ghost_id, Received.agent)
    )
    counts: dict[str, Counter[str]] = {}
    for ghost_id, agent, n in session.execute(met).tuples():
        counts.setdefault(ghost_id, Counter())[agent or ""] = n
    return {ghost: min(found, key=lambda a: (-found[a], a)) for ghost, found in counts.items()}


def vendor_verdicts(session: Session, wave: Wave) -> tuple[VendorVerdict, ...]:
    """One line a vendor, in order of name; none before anything was handed over or where the wave has no plan."""
    question: Mapping[str, Any] = ((wave.plan or {}).get("full") or {}).get("question") or {}
    if not question:
        return ()
    names: dict[int, str] = dict(session.execute(select(Vendor.id, Vendor.name)).tuples().all())
    final = wave.state in (WaveState.ENDED, WaveState.REVEALED)
    rows = [
        _verdict(names[v], found, question, _sealed_number(wave.plan or {}, len(found)), final)
        for v, found in outcomes_of(session, wave).items()
    ]
    return tuple(sorted(rows, key=lambda r: r.vendor))


def _sealed_number(plan: Mapping[str, Any], handed: int) -> int | None:
    """The sealed number of faults, where as many ghosts were handed over as it was sealed for; else the exact tail decides."""
    return plan["accuse_at"] if handed == plan.get("per_vendor") else None


def _verdict(
    vendor: str, outcomes: list[Outcome], question: Mapping[str, Any], accuse_at: int | None, final: bool
) -> VendorVerdict:
    clustering = Clustering(question["design_effect"], question.get("ghosts_per_agent"))
    held = Accusation(question["tolerated"], question["matters"], question["alpha"], clustering, accuse_at=accuse_at)
    decision, rate = decide(outcomes, held), rate_of(outcomes, clustering)
    verdict, reason = (decision.verdict.value, decision.reason.value) if final else ("cannot_tell", "too_early")
    return VendorVerdict(
        vendor=vendor,
        verdict=verdict,
        reason=reason,
        final=final,
        rate=Rate(rate.mistreated, rate.known, rate.value, rate.low, rate.high),
        retired=rate.retired,
        accuse_at=decision.threshold,
        low=decision.low,
        high=decision.high,
        p_value=decision.p_value,
    )
