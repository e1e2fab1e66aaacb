"""The scorer's error on grids: cells of a vendor's own breach share, sensitivity and false alarms; the common ones over them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit, logit, logsumexp, ndtr
from scipy.stats import cauchy, norm

from reports.scorecards.call_tallies import Tallies
from reports.scorecards.facts import Floats, Ints
from reports.scorecards.scales import Scale
from reports.scorecards.shrinkage import Evidence

Bools = NDArray[np.bool_]

_SCENARIOS = 300
_SPREADS = np.array([0.08, 0.2, 0.4, 0.7])
_SPREAD_WEIGHT = np.log(norm.pdf(_SPREADS, 0, 0.3) * np.array([0.14, 0.16, 0.25, 0.3]))
_COMMON_SE, _COMMON_SP = np.linspace(-2.5, 5.0, 38), np.linspace(0.0, 8.0, 40)
_SE_EDGES = np.concatenate(([-np.inf], np.linspace(-3.0, 5.5, 27), [np.inf]))
_CHOSEN = 0.5
"""How far the odds of chosen calls may lie from those of drawn ones of the same mark (Cauchy's scale, of the logarithm)."""
_CELLS = (46, 80)


@dataclass(frozen=True, slots=True)
class Machine:
    """Evidence of the vendors' shares; draws of the common sensitivity and specificity (logits); `tells` is the 2.5 % point of
    their sum less one; `may_be_none` [V] whether no breach at all is as likely as the data allow (likelihood ratio at 95 %)."""

    evidence: Evidence
    sensitivity: Floats
    specificity: Floats
    tells: float
    may_be_none: Bools


@dataclass(frozen=True, slots=True)
class _Nodes:
    """One vendor: likelihood [D, G, A, B] of shares, sensitivities and false alarms under each pair of odds of chosen calls.

    Times the exponential of `top`. `sp_edges` [B+1] are the edges of the false alarms on the logit of specificity."""

    likely: Floats
    top: float
    sp_edges: Floats


def machine_evidence(found: Tallies, has: tuple[int, ...], before: tuple[tuple[float, float], tuple[float, float]]) -> Machine:
    """Evidence of the vendors at places `has`; `before` is mean and spread of the logits of sensitivity and specificity."""
    odds, odds_weight = _chosen_odds(found)
    wide = np.tile(np.linspace(-10.0, 8.0, _CELLS[0] + 1), (len(has), 1))
    first = _machine(found, has, before, odds, odds_weight, wide)
    return _machine(found, has, before, odds, odds_weight, _closer(first.evidence))


def _chosen_odds(found: Tallies) -> tuple[Floats, Floats]:
    """Pairs (left, flagged) of log odds of chosen over drawn, with log weights; fixed at none where nothing was drawn to tell."""
    sides = [_odds_of(found.checked[:, mark].sum(axis=0), found.bad[:, mark].sum(axis=0)) for mark in (0, 1)]
    pairs = np.array([(a, b) for a in sides[0][0] for b in sides[1][0]])
    return pairs, np.array([a + b for a in sides[0][1] for b in sides[1][1]])


def _odds_of(checked: Floats, bad: Floats) -> tuple[Floats, Floats]:
    """Five places where the data let the log odds be, and the log of the prior there: Cauchy's, for a queue may know a lot."""
    if not checked.all():
        return np.zeros(1), np.zeros(1)
    yes, no = bad + 0.5, checked - bad + 0.5
    seen, error = float(np.log(yes[1] / no[1]) - np.log(yes[0] / no[0])), float(np.sqrt((1 / yes + 1 / no).sum()))
    fine = np.linspace(-8, 8, 321)
    likely = np.exp(cauchy.logpdf(fine, 0, _CHOSEN) - 0.5 * ((fine - seen) / error) ** 2)
    likely /= likely.sum()
    middle = float(likely @ fine)
    spread = float(np.sqrt(likely @ (fine - middle) ** 2))
    at = middle + spread * np.array([-2.2, -1.1, 0.0, 1.1, 2.2])
    return at, np.asarray(cauchy.logpdf(at, 0, _CHOSEN))


def _closer(evidence: Evidence) -> Floats:
    """Cells where each vendor's share can be: the outermost 1 in 100,000 left out, a little room beyond."""
    out = np.empty((evidence.edges.shape[0], _CELLS[1] + 1))
    for vendor, row in enumerate(evidence.alone()):
        steps = np.concatenate(([0.0], np.cumsum(row)))
        low, high = np.interp((1e-5, 1 - 1e-5), steps / steps[-1], evidence.edges[vendor])
        room = 0.1 * (high - low) + 0.1
        out[vendor] = np.linspace(max(-12.0, low - room), min(9.0, high + room), _CELLS[1] + 1)
    return out


def _machine(
    found: Tallies,
    has: tuple[int, ...],
    before: tuple[tuple[float, float], tuple[float, float]],
    odds: Floats,
    odds_weight: Floats,
    edges: Floats,
) -> Machine:
    centre = (edges[:, 1:] + edges[:, :-1]) / 2
    own = 0.5 * centre - np.logaddexp(0, centre) + np.log(np.diff(edges, axis=1))
    nodes = [_nodes(found, v, expit(centre[n]), odds) for n, v in enumerate(has)]
    se, se_weight = _common(_COMMON_SE, before[0])
    sp, sp_weight = _common(_COMMON_SP, before[1])
    joint = odds_weight[:, None, None] + se_weight[None, :, None] + sp_weight[None, None, :]
    mass_se = _mass(_SE_EDGES, *se)
    parts = []
    for n, node in enumerate(nodes):
        over = np.einsum("g,dgab->dab", np.exp(own[n]), node.likely)
        part = np.log(np.maximum(mass_se @ over @ _mass(node.sp_edges, *sp).T, 1e-300)) + node.top
        parts.append(part)
        joint = joint + part
    flat = np.exp(joint - logsumexp(joint)).ravel()
    chosen = np.unravel_index(_spaced(flat, _SCENARIOS), joint.shape)
    logs = np.stack([_given(node, chosen, mass_se[chosen[1]], _mass(node.sp_edges, *sp)[chosen[2]]) for node in nodes], axis=1)
    weight = -np.sum([part[chosen] for part in parts], axis=0)
    right = (se[0][chosen[1]], sp[0][chosen[2]])
    tells = float(np.quantile(expit(right[0]) + expit(right[1]) - 1, 0.025))
    return Machine(Evidence(Scale.LOGIT, edges, logs, weight, own), *right, tells, _may_be_none(logs, weight, own))


def _common(at: Floats, before: tuple[float, float]) -> tuple[tuple[Floats, Floats], Floats]:
    """Every common logit with every spread between vendors, and the log weight of each."""
    middle, spread = np.repeat(at, len(_SPREADS)), np.tile(_SPREADS, len(at))
    return (middle, spread), np.asarray(norm.logpdf(middle, *before) + np.tile(_SPREAD_WEIGHT, len(at)))


def _mass(edges: Floats, middle: Floats, spread: Floats) -> Floats:
    return np.asarray(np.diff(ndtr((edges[None] - middle[:, None]) / spread[:, None]), axis=1))


def _nodes(found: Tallies, vendor: int, share: Floats, odds: Floats) -> _Nodes:
    """A machine worse than chance is left out: it is held to flag bad calls more often than good ones."""
    alike, checks = found.calls_alike[vendor], found.checks_alike[vendor]
    flagged, left = found.flagged[vendor] / alike, found.left[vendor] / alike
    alarm_edges = _alarm_edges(flagged, flagged + left)
    se = expit(np.concatenate(([-3.2], (_SE_EDGES[1:-2] + _SE_EDGES[2:-1]) / 2, [5.7])))
    alarm = np.sqrt(alarm_edges[1:-1] * alarm_edges[2:])
    alarm = np.concatenate(([alarm_edges[1] / 2], alarm))
    pi, hit, false = share[:, None, None], se[None, :, None], alarm[None, None, :]
    mark = np.clip(pi * hit + (1 - pi) * false, 1e-12, 1 - 1e-12)
    log = flagged * np.log(mark) + left * np.log1p(-mark)
    log = np.where(hit > false, log, -np.inf)
    right = (np.log(pi * (1 - hit)) - np.log((1 - pi) * (1 - false)), np.log(pi * hit) - np.log((1 - pi) * false))
    sides = []
    for mark in (0, 1):
        n, bad = found.checked[vendor, mark] / checks, found.bad[vendor, mark] / checks
        log = log + _checked(right[mark], float(n[0]), float(bad[0]))
        moves = np.unique(odds[:, mark])
        sides.append({float(move): _checked(right[mark] + move, float(n[1]), float(bad[1])) for move in moves})
    whole = np.array([log + sides[0][float(pair[0])] + sides[1][float(pair[1])] for pair in odds])
    top = float(whole.max())
    sp_edges = np.concatenate(([np.inf], -logit(alarm_edges[1:-1]), [-np.inf]))
    return _Nodes(np.exp(whole - top)[..., ::-1], top, sp_edges[::-1])


def _checked(odds: Floats, seen: float, bad: float) -> Floats | float:
    """The log likelihood of `bad` of `seen` checked calls, by the log odds of being bad."""
    return np.asarray(bad * odds - seen * np.logaddexp(0, odds)) if seen else 0.0


def _alarm_edges(flagged: float, calls: float) -> Floats:
    """Edges of false alarms: even steps up to what is flagged, about one error each, and finer ones near none."""
    share = (flagged + 0.5) / (calls + 1)
    error = np.sqrt(share * (1 - share) / calls)
    top = min(0.95, share + 5 * error)
    even = np.linspace(0, top, int(np.clip(top / error, 12, 60)) + 1)[1:]
    fine = np.geomspace(3e-4 * min(1.0, even[0] / 1e-3), even[0], 7)[:-1]
    return np.concatenate(([0.0], fine, even, [1.0]))


def _spaced(weight: Floats, count: int) -> Ints:
    places = (np.arange(count) + 0.5) / count
    return np.asarray(np.searchsorted(np.cumsum(weight), places).clip(max=len(weight) - 1), dtype=np.int64)


def _given(node: _Nodes, chosen: tuple[Ints, ...], mass_se: Floats, mass_sp: Floats) -> Floats:
    """The log likelihood [S, G] of one vendor's share under each scenario."""
    out = np.empty((len(chosen[0]), node.likely.shape[1]))
    for odd in np.unique(chosen[0]):
        rows = chosen[0] == odd
        weight = (mass_se[rows][:, :, None] * mass_sp[rows][:, None, :]).reshape(int(rows.sum()), -1)
        out[rows] = weight @ node.likely[odd].reshape(node.likely.shape[1], -1).T
    return np.log(np.maximum(out, 1e-300)) + node.top


def _may_be_none(logs: Floats, weight: Floats, own: Floats) -> Bools:
    """Whether the lowest share on the grid is within 1.92 of the likeliest, over the scenarios."""
    joint = weight + logsumexp(logs + own[None], axis=2).sum(axis=1)
    scenario = np.exp(joint - logsumexp(joint))
    likely = np.einsum("s,svg->vg", scenario, np.exp(logs - logs.max(axis=(0, 2), keepdims=True)))
    return np.asarray(likely[:, 0] > likely.max(axis=1) * np.exp(-1.92))
