"""Simulated reviewers of known quality: do the figures of a session and those by known calls hold the truth?"""

from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import numpy as np
import numpy.typing as npt

from app.benches.calibration.held import Held
from audit.calibration.concordance import concordance
from audit.calibration.concordance_people import beside_master
from audit.calibration.marks import Answers
from audit.calibration.reviewers import partly_pooled
from audit.calibration.shares import share
from audit.calibration.sheet import Mark

Floats = npt.NDArray[np.float64]
_PREVALENCE = (0.01, 0.05, 0.20, 0.50)
_CALLS = (10, 20, 40, 200)
_PEOPLE = (2, 4, 8)


@dataclass(frozen=True, slots=True)
class Team:
    """Each person's chance to mark a fault that is there, and one that is not; how often they cannot tell or do not mark."""

    sensitivity: Floats
    false_alarm: Floats
    untold: float
    missing: float


def team(rng: np.random.Generator, people: int) -> Team:
    """A team between careful and careless, whose members differ."""
    sensitivity = np.clip(rng.uniform(0.55, 0.97) + rng.normal(0, 0.06, people), 0.3, 0.995)
    false_alarm = np.clip(rng.uniform(0.003, 0.10) + rng.normal(0, 0.01, people), 0.001, 0.2)
    return Team(sensitivity, false_alarm, float(rng.choice([0.0, 0.08])), float(rng.choice([0.0, 0.15])))


def marked(rng: np.random.Generator, who: Team, truth: npt.NDArray[np.bool_]) -> Answers:
    """The marks of the team on calls whose truth is given."""
    chance = np.where(truth[:, None], who.sensitivity, who.false_alarm)
    fault = rng.random(chance.shape) < chance
    untold, missing = rng.random(chance.shape) < who.untold, rng.random(chance.shape) < who.missing
    kinds = np.where(untold, Mark.CANNOT_TELL.value, np.where(fault, Mark.HAPPENED.value, Mark.NOT_HAPPENED.value))
    return {
        f"c{call}": {f"p{i}": str(kind) for i, kind in enumerate(row) if not missing[call, i]} for call, row in enumerate(kinds)
    }


def truths(who: Team, prevalence: float) -> dict[str, float]:
    """Each coefficient of this team over no end of calls: pairs are equally often met, so the average of pairs is the figure."""
    fault = prevalence * who.sensitivity + (1 - prevalence) * who.false_alarm
    apart, chance = [], []
    for i, j in combinations(range(len(fault)), 2):
        both = [(prevalence, who.sensitivity), (1 - prevalence, who.false_alarm)]
        apart.append(sum(w * (q[i] * (1 - q[j]) + q[j] * (1 - q[i])) for w, q in both))
        chance.append(fault[i] * (1 - fault[j]) + fault[j] * (1 - fault[i]))
    seen, mean = float(np.mean(apart)), float(fault.mean())
    even = 2 * mean * (1 - mean)
    return {
        "percent": 1 - seen,
        "alpha": 1 - seen / even,
        "kappa": 1 - seen / float(np.mean(chance)),
        "ac1": 1 - seen / (1 - even),
        "pabak": 1 - 2 * seen,
    }


def sessions(worlds: int) -> dict[str, Any]:
    """Intervals of percent agreement, alpha, kappa, AC1 and PABAK; in half the worlds agents differ in how often they fault."""
    rng = np.random.default_rng(3)
    parts: dict[str, dict[str, Held]] = {"by_prevalence": {}, "by_calls": {}, "by_people": {}, "all": {"": Held()}}
    cells = []
    for prevalence, calls, people in product(_PREVALENCE, _CALLS, _PEOPLE):
        held = Held()
        for _ in range(worlds):
            _session(rng, held, prevalence, calls, people)
        names = {"by_prevalence": f"{prevalence:.0%}", "by_calls": str(calls), "by_people": str(people), "all": ""}
        for part, name in names.items():
            parts[part].setdefault(name, Held()).take(held)
        cells.append({"prevalence": prevalence, "calls": calls, "people": people, **held.rows()})
    return {part: {name: held.rows() for name, held in by.items()} for part, by in parts.items()} | {"cells": cells}


def _session(rng: np.random.Generator, held: Held, prevalence: float, calls: int, people: int) -> None:
    who = team(rng, people)
    agents = rng.beta(prevalence * 9, (1 - prevalence) * 9, 25) if rng.random() < 0.5 else np.full(25, prevalence)
    portfolio = rng.random(4000) < agents[rng.integers(0, 25, 4000)]
    truth = rng.choice(portfolio, calls, replace=False)
    right = truths(who, float(portfolio.mean()))
    answers = marked(rng, who, truth)
    found = concordance("c", answers, seed=int(rng.integers(1 << 30)))
    for name, value in right.items():
        held.add(name, getattr(found, name), value)
    master = {f"c{i}": (Mark.HAPPENED if bad else Mark.NOT_HAPPENED).value for i, bad in enumerate(truth)}
    first = beside_master("c", answers, master)[0]
    number = int(first.scorer[1:])
    held.add("person_faults_found", first.faults_found, float(who.sensitivity[number]))
    held.add("person_passed", first.passed, 1.0 - float(who.false_alarm[number]))


def known_calls(worlds: int) -> dict[str, Any]:
    """Each person's sensitivity by known-bad calls, alone and partly pooled: teams alike and teams that differ."""
    rng = np.random.default_rng(4)
    alone, pooled = Held(), Held()
    for mean, firm, shown in product((0.6, 0.8, 0.95), (5.0, 20.0, 100.0), (3, 8, 20)):
        for _ in range(worlds):
            people = int(rng.integers(2, 9))
            true = rng.beta(mean * firm, (1 - mean) * firm, people)
            n = rng.integers(max(1, shown // 2), shown * 2, people)
            counts = [(int(x), int(m)) for x, m in zip(rng.binomial(n, true), n, strict=True)]
            name = f"about {shown} calls"
            for (x, m), span, truth in zip(counts, partly_pooled(counts), true, strict=True):
                alone.add(name, share(x, m), float(truth))
                pooled.add(name, span, float(truth))
    return {"alone": alone.rows(), "pooled": pooled.rows()}
