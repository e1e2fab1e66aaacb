"""Burn alarm: are ghosts treated like the real accounts they were matched with?

Each ghost stands in a set with real accounts of the same kind. If nobody has noticed it, it is exchangeable with them: whatever
the accounts of the set lived, each was as likely to be the ghost's. So, for a score s of what an account lived up to a day,

    e = product over sets of exp(theta s_ghost) / mean over the set of exp(theta s)

has mean exactly 1, however accounts differ, however days and accounts depend on each other, and whatever the vendor does to all.
Theta is averaged over a few values of both signs, and features are averaged (means of e-values are e-values: Vovk & Wang 2021).

Daily bets on the same account are not independent (an account that is little called is little called every day), so they are not
multiplied over days. The evidence shown is the sum over days of e / planned days: it only grows, its end has mean at most 1,
so by Markov it passes 20 on any day, for any rule of looking or stopping, with probability at most 1/20.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from audit.ghosts.burn_counts import DayCounts, MatchedSet, checked_sets
from audit.ghosts.plan_faults import BadPlan
from audit.ghosts.power_tails import Array

Inside = npt.NDArray[np.bool_]

THRESHOLD = 20.0
WINDOW = 7  # days
_THETAS = np.array([-1.2, -0.8, -0.5, -0.25, 0.25, 0.5, 0.8, 1.2])


class Feature(StrEnum):
    """What is compared."""

    ATTEMPTS = "attempts"
    HOURS = "hours"
    CHANNELS = "channels"
    OFFERS = "offers"


@dataclass(frozen=True, slots=True)
class BurnDay:
    """One day: the evidence so far, and that day's e-value of each feature over all that was lived until then."""

    day: int
    evidence: float
    features: tuple[tuple[Feature, float], ...]


@dataclass(frozen=True, slots=True)
class Burn:
    """The alarm of one vendor. `alarm_day` is the first day (1 …) at or above `threshold`, None while there is none.

    `own` is each ghost's e-value, at most one more than its matched accounts: evidence on one ghost alone is slow.
    """

    days: tuple[BurnDay, ...]
    threshold: float
    alarm_day: int | None
    own: tuple[tuple[str, float], ...]

    @property
    def evidence(self) -> float:
        """The evidence so far; 0 before the first day."""
        return self.days[-1].evidence if self.days else 0.0


def burn_watch(
    sets: Sequence[MatchedSet], days: Sequence[Mapping[str, DayCounts]], planned_days: int, threshold: float = THRESHOLD
) -> Burn:
    """The alarm after each day lived.

    `days` are in order, each a count for every account that was tried (one left out had nothing). `planned_days` is fixed before
    the wave. Raises BadPlan for an account in two sets, a set with no real account, an unknown account, or too many days.
    """
    places = checked_sets(sets)
    if planned_days < 1 or len(days) > planned_days:
        raise BadPlan(
            f"hay {len(days)} días y se planearon {planned_days}; el plazo se fija antes de la ola",
            f"there are {len(days)} days and {planned_days} were planned; the term is fixed before the wave",
        )
    totals = np.zeros((4, len(sets), 1 + max(len(s.reals) for s in sets)))
    inside = np.array([[i <= len(s.reals) for i in range(totals.shape[2])] for s in sets])
    lived = [totals]
    told: list[BurnDay] = []
    evidence, own = 0.0, np.ones(len(sets))
    for number, day in enumerate(days, 1):
        lived.append(_with(lived[-1], day, places))
        values, own = judged(lived[-1], lived[max(number - WINDOW, 0)], inside)
        evidence += float(np.mean([value for _, value in values])) / planned_days
        told.append(BurnDay(number, evidence, values))
    alarm = next((d.day for d in told if d.evidence >= threshold), None)
    return Burn(tuple(told), threshold, alarm, tuple((s.ghost, float(e)) for s, e in zip(sets, own, strict=True)))


def judged(lived: Array, before: Array, inside: Inside) -> tuple[tuple[tuple[Feature, float], ...], Array]:
    """E-value of each feature over all sets, and each ghost's own [sets].

    `lived` and `before` [4, sets, members] count attempts, odd hours, voice and offers until today and until a window ago; the
    ghost is the first member, `inside` [sets, members] says which members there are.
    """
    values, each = [], []
    for feature in Feature:
        logs = [_log_e(score, inside) for score in _scores(feature, lived, before, inside)]
        values.append((feature, float(np.mean([_mixed(log.sum(axis=0)) for log in logs]))))
        each.append(np.mean([np.exp(log).mean(axis=1) for log in logs], axis=0))
    return tuple(values), np.asarray(np.mean(each, axis=0))


def _with(totals: Array, day: Mapping[str, DayCounts], places: Mapping[str, tuple[int, int]]) -> Array:
    out = totals.copy()
    for account, counts in day.items():
        if account not in places:
            raise BadPlan(
                f"la cuenta «{account}» no está en ningún grupo de la alarma; agréguela o quítela del día",
                f"the account «{account}» is in no set of the alarm; add it or take it out of the day",
            )
        out[:, *places[account]] += (counts.attempts, counts.odd_hours, counts.voice, counts.offers)
    return out


def _scores(feature: Feature, lived: Array, before: Array, inside: Inside) -> list[Array]:
    """Scores [sets, members] of what each account lived: its level, and its last week against its own past where there is one."""
    attempts, odd, voice, offers = lived
    if feature in (Feature.HOURS, Feature.CHANNELS):
        part = odd if feature is Feature.HOURS else voice
        usual = part[inside].sum() / max(float(attempts[inside].sum()), 1.0)
        return [_spread((part - usual * attempts) / np.sqrt(attempts + 1.0), inside)]
    count, past = (attempts, before[0]) if feature is Feature.ATTEMPTS else (offers, before[3])
    level = _spread(np.sqrt(count), inside)
    if not past[inside].any():
        return [level]
    recent = count - past
    ratio = recent[inside].sum() / past[inside].sum()
    return [level, _spread((recent - ratio * past) / np.sqrt(recent + ratio**2 * past + 1.0), inside)]


def _spread(raw: Array, inside: Inside) -> Array:
    """In spreads around the mean of its set: the same recipe for every member, so that it stays blind to which is the ghost."""
    members = inside.sum(axis=1)
    middle = np.where(inside, raw, 0.0).sum(axis=1) / members
    apart = np.where(inside, raw - middle[:, None], 0.0)
    spread = np.sqrt((apart**2).sum() / max(float((members - 1).sum()), 1.0))
    return np.asarray(apart / spread if spread > 1e-12 else apart * 0.0)


def _log_e(score: Array, inside: Inside) -> Array:
    """Log e-value [sets, thetas]; the ghost is the first member of its set."""
    tilted = score[:, :, None] * _THETAS[None, None, :]
    mean = np.where(inside[:, :, None], np.exp(tilted), 0.0).sum(axis=1) / inside.sum(axis=1)[:, None]
    return np.asarray(tilted[:, 0, :] - np.log(mean))


def _mixed(log: Array) -> float:
    top = float(log.max())
    return float(np.exp(min(top, 600.0)) * np.exp(log - top).mean())
