"""From ghosts to the vendor: who is accused, who is cleared, whether the interval holds the vendor's true rate.

The true rate is the vendor's own: the chance that a debtor drawn at random, served by an agent drawn at random from all it could
have, is mistreated in the wave. It is not the share realised on these ghosts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import numpy as np

from app.benches.programme.judging import Judged
from app.benches.programme.tally import Tally
from app.benches.programme.worlds import ALPHA, CORRELATION, INNOCENT, MATTERS, TOLERATED, Role, design, vendor_of, wave_plan
from audit.ghosts.rates import Outcome, rate_of
from audit.ghosts.rates_decision import Accusation, Verdict, decide
from audit.ghosts.sequential_monitor import watch
from synthetic.bpos import VendorRows, simulate

_LEVELS = (0.80, 0.95)
PLAIN = "plan and intervals alone"
_PLAIN_ROLES, _PLAIN_TIMES = (Role.HALF_TOLERATED, Role.TOLERATED, Role.PLANNED, Role.WORSE), 10
_ALIKE_ROLES = (Role.TOLERATED, Role.PLANNED)


def outcomes_of(judged: Judged, badly: Iterable[str]) -> tuple[Outcome, ...]:
    """One outcome a ghost: mistreated if in `badly`."""
    seen = frozenset(badly)
    agent = {each.ghost: each.agent for each in judged.received}
    return tuple(Outcome(ghost, agent.get(ghost), ghost in seen) for ghost in judged.ghosts)


def truly_mistreated(judged: Judged, rows: VendorRows) -> frozenset[str]:
    """Ghosts that were mistreated, by the simulator's truth."""
    return frozenset(ghost.id for ghost in judged.ghosts.values() if ghost.account_id in rows.mistreated)


def note_ghosts(judged: Judged, rows: VendorRows, seen: Mapping[str, frozenset[str]], tally: Tally) -> None:
    """Ghost by ghost: mistreated ones seen as such, well treated ones not."""
    truth = truly_mistreated(judged, rows)
    for who, found in seen.items():
        tally.many(f"ghosts/mistreated and seen, {who}", len(truth & found), len(truth))
        tally.many(f"ghosts/well treated and taken for mistreated, {who}", len(found - truth), len(judged.ghosts) - len(truth))


def note_vendor(role: Role, rate: float, who: str, outcomes: Sequence[Outcome], tally: Tally) -> Verdict:
    """The verdict under the sealed plan, and whether intervals hold the vendor's rate."""
    held = Accusation(TOLERATED, MATTERS, ALPHA, design().clustering, accuse_at=design().plan.threshold)
    verdict = decide(outcomes, held).verdict
    accused = verdict is Verdict.ACCUSE
    tally.note(f"vendors/{who}/accused/{role}", accused)
    if role in INNOCENT:
        tally.note(f"vendors/{who}/falsely accused, all innocent", accused)
    if rate >= MATTERS:
        tally.note(f"vendors/{who}/cleared though at or above the rate that matters", verdict is Verdict.CLEAR)
    if 0 < rate < 1:
        for level in _LEVELS:
            found = rate_of(outcomes, design().clustering, level)
            holds = found.low <= rate <= found.high
            tally.note(f"coverage/{level:.0%}/{who}/{role}", holds)
            tally.note(f"coverage/{level:.0%}/{who}/pooled, unburned", holds) if role is not Role.BURNED else None
    return verdict


def note_looks(role: Role, outcomes: Sequence[Outcome], rng: np.random.Generator, tally: Tally) -> None:
    """Looking while the wave runs: planned looks at ghosts in random order, and the watch after each agent that closes."""
    faults = np.cumsum(rng.permutation([bool(outcome.mistreated) for outcome in outcomes]))
    looks = design().looks
    stopped = any(faults[n - 1] >= at for n, at in zip(looks.ghosts, looks.accuse_at, strict=True))
    tally.note(f"looks/{len(looks.ghosts)} planned looks accuse/{role}", stopped)
    names = sorted({outcome.agent for outcome in outcomes if outcome.agent is not None})
    met = [[o for o in outcomes if o.agent == names[n]] for n in rng.permutation(len(names))]
    closed = [(sum(bool(o.mistreated) for o in group), len(group)) for group in met]
    if closed:
        evidence = watch(closed, TOLERATED, ALPHA).evidence
        tally.note(f"looks/watched every agent, accuses at any time/{role}", bool(evidence.max() >= 1 / ALPHA))


def note_plain(number: int, seed: int, tally: Tally) -> None:
    """More vendors by their truth alone: ghosts and agents, nothing heard or read. Tells what plan and intervals do by
    themselves.

    Some have agents three times as alike as the plan was told.
    """
    plan = wave_plan(number, seed)
    alike = [(role, PLAIN, CORRELATION) for role in _PLAIN_ROLES * _PLAIN_TIMES]
    alike += [(role, f"{PLAIN}, agents three times as alike", 3 * CORRELATION) for role in _ALIKE_ROLES * _PLAIN_TIMES]
    for place, (role, who, correlation) in enumerate(alike, 1):
        vendor = vendor_of(role)
        vendor = replace(vendor, conduct=replace(vendor.conduct, clustering=correlation))
        alone = replace(plan, vendors=(vendor,), twins=0)
        lived = simulate(alone, (seed * 100_003 + number) * 1_000 + place).lived[0]
        outcomes = tuple(
            Outcome(str(n), str(agent), bool(badly))
            for n, (agent, badly) in enumerate(zip(lived.debtors.agent, lived.mistreated, strict=True))
        )
        note_vendor(role, lived.rate, who, outcomes, tally)
