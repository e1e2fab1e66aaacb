"""The share of calls with a critical breach, corrected for a machine that errs.

One likelihood: a call people checked says truth and mark, another says its mark. Given the mark, what is checked may be chosen;
where some calls were drawn at random, how much worse the chosen ones are is learnt and not assumed. Sensitivity and specificity
are common to the vendors with a modest spread, learnt of the checks, and of the machine's examination at a discount: an exam
of other calls is off by a half on the logit (standard deviation), however many calls it had. Beside Rogan and Gladen 1978;
Gelman and Carpenter 2020 (JRSS C 69:1269). All is integrated on grids: no sampler, the same digits each time.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from reports.intervals import Estimate
from reports.scorecards.call_tallies import Tallies, tally
from reports.scorecards.counted import own_spans
from reports.scorecards.facts import Calls, Floats, Scorer
from reports.scorecards.scorer_grid import machine_evidence
from reports.scorecards.shrinkage import Evidence

_OFF = 0.5
_UNKNOWN = ((0.8, 1.5), (3.0, 1.5))
_TELLS, _WIDE = 0.1, 0.5
NOBODY_CHECKED = {
    "es": "nadie revisó llamadas y la máquina no tiene examen: no se puede corregir lo que marca",
    "en": "nobody checked any call and the machine has no exam: what it marks cannot be corrected",
}
NO_CALLS = {"es": "ninguna llamada evaluada en el período", "en": "no call assessed in the period"}
CANNOT_TELL = {
    "es": "lo revisado no muestra que la máquina distinga llamadas con falta de llamadas sin ella; hay que revisar más, al azar",
    "en": "what was checked does not show that the machine tells calls with a breach from those without; check more at random",
}


@dataclass(frozen=True, slots=True)
class Conduct:
    """Each vendor's corrected share, `causes` where there is none; `known` are the places of `evidence`'s vendors.

    `sensitivity` and `specificity` are what was learnt of the machine, of all vendors together (n: checked calls)."""

    values: tuple[Estimate, ...]
    causes: tuple[Mapping[str, str] | None, ...]
    known: tuple[int, ...]
    evidence: Evidence | None
    sensitivity: Estimate
    specificity: Estimate
    tallies: Tallies


def conduct(calls: Calls, vendors: int, scorer: Scorer | None) -> Conduct:
    """The corrected share of each of `vendors`. Raises ValueError for columns that do not fit (see `tally`)."""
    found = tally(calls, vendors)
    rows = found.flagged + found.left
    nothing = Estimate(None, None, None, 0)
    none = tuple(Estimate(None, None, None, int(n)) for n in rows)
    has = tuple(int(v) for v in np.flatnonzero(rows > 0))
    if not has or (found.checked.sum() == 0 and not _examined(scorer)):
        why = tuple(NOBODY_CHECKED if n else NO_CALLS for n in rows)
        return Conduct(none, why, (), None, nothing, nothing, found)
    machine = machine_evidence(found, has, _before(scorer))
    spans = own_spans(machine.evidence)
    values, causes, known = list(none), [None if n else NO_CALLS for n in rows], []
    lost = machine.tells < _TELLS
    for place, vendor in enumerate(has):
        low, middle, high = (float(x) for x in spans[place])
        if lost and high - low > _WIDE:
            causes[vendor] = CANNOT_TELL
            continue
        if machine.may_be_none[place]:
            low = 0.0
        values[vendor] = Estimate(middle, low, high, int(rows[vendor]))
        known.append(place)
    kept = _of(machine.evidence, known)
    at = tuple(has[place] for place in known)
    checked = int(found.checked.sum())
    right = (_span(machine.sensitivity, checked), _span(machine.specificity, checked))
    return Conduct(tuple(values), tuple(causes), at, kept, *right, found)


def _examined(scorer: Scorer | None) -> bool:
    return scorer is not None and scorer.bad > 0 and scorer.good > 0


def _before(scorer: Scorer | None) -> tuple[tuple[float, float], tuple[float, float]]:
    """Mean and spread of the logits of sensitivity and specificity before any of these calls is looked at."""
    if scorer is None:
        return _UNKNOWN
    seen = ((scorer.bad_flagged, scorer.bad), (scorer.good_left, scorer.good))
    return _discounted(*seen[0], _UNKNOWN[0]), _discounted(*seen[1], _UNKNOWN[1])


def _discounted(right: int, shown: int, unknown: tuple[float, float]) -> tuple[float, float]:
    """Raises ValueError for counts that cannot be."""
    if not 0 <= right <= shown:
        raise ValueError(f"scorer: {right} right of {shown} shown: right must lie between 0 and shown")
    if shown == 0:
        return unknown
    yes, no = right + 0.5, shown - right + 0.5
    return float(np.log(yes / no)), float(np.sqrt(1 / yes + 1 / no + _OFF**2))


def _of(evidence: Evidence, places: list[int]) -> Evidence | None:
    if not places:
        return None
    return Evidence(evidence.scale, evidence.edges[places], evidence.logs[:, places], evidence.weight, evidence.own[places])


def _span(drawn: Floats, checked: int) -> Estimate:
    low, middle, high = (float(x) for x in expit(np.quantile(drawn, (0.025, 0.5, 0.975))))
    return Estimate(middle, low, high, checked)
