"""Each person beside the others: what the rest agree on without them, or a master sheet; and who differs on which call."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from audit.agreement import Interval
from audit.calibration.coefficients import Scale, kappa, units
from audit.calibration.concordance import span, told_enough
from audit.calibration.marks import FAULTS, Answers, consensus, others_agreed, told
from audit.calibration.shares import share
from audit.calibration.sheet import UNKNOWN


@dataclass(frozen=True, slots=True)
class Beside:
    """One person on one criterion against what they are held against. `strict` is their share of faults less the other's, on the
    same calls: above 0 they mark more. `faults_found` of the faults and `passed` of the rest, as the other side has them.
    """

    scorer: str
    criterion: str
    agreement: Interval
    kappa: Interval
    faults_found: Interval
    passed: Interval
    strict: float | None
    untold: int


def beside_others(criterion: str, found: Answers) -> tuple[Beside, ...]:
    """Each person against what most of the others say, themselves left out; calls the others tie on are not compared."""
    people = sorted({who for marks in found.values() for who in marks})
    return tuple(_beside(person, criterion, found, others_agreed(found, person)) for person in people)


def beside_master(criterion: str, found: Answers, master: Mapping[str, str]) -> tuple[Beside, ...]:
    """Each person against a master sheet (call → mark); what the master cannot tell is not compared."""
    known = {call: mark for call, mark in master.items() if mark not in UNKNOWN}
    people = sorted({who for marks in found.values() for who in marks})
    return tuple(_beside(person, criterion, found, known) for person in people)


def beside_consensus(criterion: str, found: Answers) -> tuple[Beside, ...]:
    """Each person against what all agree on, themselves among them: it flatters, the more so the fewer they are."""
    return beside_master(criterion, found, consensus(found))


def _beside(person: str, criterion: str, found: Answers, reference: Mapping[str, str]) -> Beside:
    mine = {call: marks[person] for call, marks in found.items() if person in marks}
    pairs = [(mark, reference[call]) for call, mark in mine.items() if mark not in UNKNOWN and call in reference]
    faults = [(mark in FAULTS, said in FAULTS) for mark, said in pairs]
    kinds = sorted({mark for pair in pairs for mark in pair})
    codes = np.array([[kinds.index(a), kinds.index(b)] for a, b in pairs], dtype=np.int64).reshape(len(pairs), 2)
    held = units(codes, np.arange(len(kinds), dtype=float), Scale.NOMINAL)
    bad, good = sum(b for _, b in faults), sum(not b for _, b in faults)
    return Beside(
        scorer=person,
        criterion=criterion,
        agreement=share(sum(a == b for a, b in pairs), len(pairs)),
        kappa=span(held, kappa, told_enough(held)),
        faults_found=share(sum(a and b for a, b in faults), bad),
        passed=share(sum(not a and not b for a, b in faults), good),
        strict=(sum(a for a, _ in faults) - bad) / len(faults) if faults else None,
        untold=sum(mark in UNKNOWN for mark in mine.values()),
    )


def disagreed(found: Answers) -> tuple[str, ...]:
    """Calls on which known marks differ, the most divided first."""
    split = {call: list(told(marks).values()) for call, marks in found.items()}
    shares = {call: max(marks.count(m) for m in marks) / len(marks) for call, marks in split.items() if len(set(marks)) > 1}
    return tuple(sorted(shares, key=lambda call: (shares[call], call)))
