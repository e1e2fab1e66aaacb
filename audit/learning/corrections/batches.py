"""Batches of corrections that must not be learnt from: held against heads that learnt from everybody else's.

A batch is set aside where its marks contradict what such heads are sure of much more often than the other batches' do: in all,
in one criterion, or wherever something speaks against the agent; and a person's batches where they are kinder to some agents
than to others (`kindness`, over all their batches; of three people or more). The worst goes first; where more seems wrong, the
rest is looked at again by heads that learnt without it, so that one bad batch does not make the good ones look bad.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from enum import StrEnum

from scipy.stats import fisher_exact

from audit.calibration.sheet import Mark
from audit.calls import Status
from audit.learning.corrections.correction import Correction, by_call, settled
from audit.learning.corrections.house_table import Base
from audit.learning.corrections.kindness import FEWEST_PEOPLE, Kind, Leniency, Reach, kindness, leniency
from audit.learning.corrections.learn import Opinion, learn, opinions
from audit.learning.corrections.material import Seen

SURE = 0.75
"""Chance from which heads count as sure of a duty's status; of an act, from `SURE_OF_ACT`: acts are rarer."""
SURE_OF_ACT = 0.5
ERROR = 0.005
"""Chance that a good batch is set aside by itself, shared out over everything that is looked at (Bonferroni)."""
MOST_FOLDS = 5
FEWEST = 4
USUAL = (6, 60)
"""Contradictions of what heads are sure of, added to the others' where they have few: one in ten."""


class Fault(StrEnum):
    """What a batch is set aside for."""

    THROUGHOUT = "throughout"
    CRITERION = "criterion"
    LENIENT = "lenient"
    ONE_AGENT = "one_agent"


MARGIN = {Fault.THROUGHOUT: 0.12, Fault.CRITERION: 0.4, Fault.LENIENT: 0.35}
"""How much more often than the others', in shares: people may differ by less, and drift is looked for elsewhere."""


@dataclass(frozen=True, slots=True)
class Suspicion:
    """`against` of `of` sure marks contradicted, others' share is `usual`. `about`: a criterion, or agents (a line each)."""

    batch: str
    who: str
    fault: Fault
    about: str
    against: int
    of: int
    usual: float
    p: float


@dataclass(frozen=True, slots=True)
class Look:
    """Batches to set aside, worst first; and for whom kindness to one agent could have been told (`Reach`)."""

    aside: tuple[Suspicion, ...]
    reach: tuple[Reach, ...]


@dataclass(frozen=True, slots=True)
class _Held:
    batch: str
    who: str
    criterion: str
    agent: str
    adverse: bool
    against: bool


@dataclass(frozen=True, slots=True)
class _Sheet:
    batch: str
    leniency: Leniency
    adverse: int
    passed: int


@dataclass(frozen=True, slots=True)
class _Seen:
    marks: list[_Held]
    sheets: list[_Sheet]

    def without(self, batches: Set[str]) -> "_Seen":
        return _Seen([h for h in self.marks if h.batch not in batches], [s for s in self.sheets if s.batch not in batches])


Known = Mapping[str, Mapping[str, str]]
"""True marks of calls whose truth somebody gave: call → criterion → mark."""


def suspicious(
    seen: Seen, base: Base, corrections: Sequence[Correction], known: Known | None = None, tell: Callable[[], None] = lambda: None
) -> Look:
    """Batches to set aside; never more than half of the marks: what would go beyond stays, nobody can say who is right.

    Where a call is `known`, its truth stands in for what the heads make of it.
    """
    found: list[Suspicion] = []
    left, reach = list(corrections), tuple[Reach, ...]()
    while left:
        held = _held(seen, base, left, known or {})
        tell()
        suspects, now = _suspects(held)
        reach = reach or now
        if not suspects:
            break
        worst = suspects[0]
        more = [s for s in suspects if s is worst or (s.fault, s.who) == (Fault.ONE_AGENT, worst.who) == (worst.fault, s.who)]
        gone = {s.batch for s in (*found, *more)}
        left = [c for c in left if c.batch not in gone]
        if len(left) * 2 < len(corrections):
            break
        found += more
        if not _suspects(held.without(gone))[0]:
            break
    return Look(tuple(found), reach)


def _held(seen: Seen, base: Base, corrections: Sequence[Correction], known: Known) -> _Seen:
    """Every mark of which heads that learnt from other batches are sure, and whether it goes against them; and each sheet."""
    place = seen.place()
    folds = _fold_of_batch(corrections)
    made = _Seen([], [])
    for fold in sorted(set(folds.values())):
        own = [c for c in corrections if folds[c.batch] == fold and c.call in place]
        lessons = by_call(settled(c for c in corrections if folds[c.batch] != fold))
        learnt = learn(seen, base, lessons, sorted(place[c] for c in lessons if c in place))
        calls = sorted({place[c.call] for c in own})
        said = dict(zip(calls, opinions(seen, learnt, calls), strict=True))
        sheets: dict[tuple[str, str, str], list[Correction]] = defaultdict(list)
        for one in own:
            n = place[one.call]
            made.marks.extend(_one(one, said[n], seen.materials[n].agent))
            sheets[one.batch, one.who, one.call].append(one)
        for (batch, who, call), marks in sheets.items():
            n = place[call]
            made.sheets.append(_sheet(batch, who, seen.materials[n].agent, marks, said[n], known.get(call, {})))
    return made


def _sheet(batch: str, who: str, agent: str, marks: Sequence[Correction], said: Opinion, true: Mapping[str, str]) -> _Sheet:
    told: dict[str, tuple[float, bool]] = {}
    for one in marks:
        if one.mark == Mark.NOT_HAPPENED and one.turn is not None:
            continue
        bad = Status.NOT_MET if one.criterion in said.duties else Mark.HAPPENED
        chance = float(true[one.criterion] == bad) if one.criterion in true else said.chance(one.criterion, bad)
        told[one.criterion] = (chance, one.mark == bad)
    adverse = [marked for chance, marked in told.values() if chance >= SURE_OF_ACT]
    return _Sheet(batch, leniency(who, agent, told), len(adverse), sum(not marked for marked in adverse))


def _fold_of_batch(corrections: Iterable[Correction]) -> Mapping[str, int]:
    """A fold a batch; a person's batches share one where three people or more gave any, and several share one where many are."""
    owner = {c.batch: c.who for c in corrections}
    unit = owner if len(set(owner.values())) >= FEWEST_PEOPLE else {batch: batch for batch in owner}
    names = sorted(set(unit.values()))
    return {batch: names.index(unit[batch]) % max(min(len(names), MOST_FOLDS), 1) for batch in owner}


def _one(one: Correction, said: Opinion, agent: str) -> list[_Held]:
    if one.mark == Mark.NOT_HAPPENED and one.turn is not None:
        return []  # one place only: the rest of the call says nothing of it
    if one.criterion in said.duties:
        likeliest = said.mark(one.criterion, SURE_OF_ACT)
        if said.chance(one.criterion, likeliest) < SURE:
            return []
        adverse = likeliest == Status.NOT_MET
    else:
        likeliest = said.mark(one.criterion, SURE_OF_ACT)
        adverse = likeliest == Mark.HAPPENED
    return [_Held(one.batch, one.who, one.criterion, agent, adverse, one.mark != likeliest)]


def _suspects(held: _Seen) -> tuple[list[Suspicion], tuple[Reach, ...]]:
    """What fails, surest first, and how far kindness could be told."""
    kind = kindness([s.leniency for s in held.sheets])
    found = [*_tests(held.marks), *(s for k in kind.found for s in _friends(held.sheets, k))]
    return sorted(found, key=lambda s: s.p), kind.reach


def _friends(sheets: Sequence[_Sheet], kind: Kind) -> list[Suspicion]:
    """Each batch of the person that holds calls of these agents."""
    theirs = [s for s in sheets if s.leniency.agent in kind.agents]
    mine, others = ([s for s in theirs if (s.leniency.who == kind.who) is own] for own in (True, False))
    against, of = sum(s.passed for s in mine), sum(s.adverse for s in mine)
    usual = (sum(s.passed for s in others) + USUAL[0]) / (sum(s.adverse for s in others) + USUAL[1])
    if not of:
        return []
    about = "\n".join(kind.agents)
    one = Suspicion("", kind.who, Fault.ONE_AGENT, about, against, of, usual, kind.p)
    return [replace(one, batch=b) for b in sorted({s.batch for s in mine})]


def _tests(held: Sequence[_Held]) -> list[Suspicion]:
    """Every cell that fails, with its chance under the other batches' share (Fisher's exact test, one-sided)."""
    lenient = _cells([h for h in held if h.adverse], lambda h: "")
    looks = (
        (Fault.THROUGHOUT, _cells(held, lambda h: "")),
        (Fault.CRITERION, _cells(held, lambda h: h.criterion)),
        (Fault.LENIENT, lenient),
    )
    count = sum(len(cells) for _, cells in looks)
    found = []
    for fault, cells in looks:
        for (batch, about), own in cells.items():
            others = [h for (b, a), some in cells.items() if b != batch and a == about for h in some]
            suspicion = _test(fault, about, own, others)
            if suspicion and suspicion.p < ERROR / count:
                found.append(suspicion)
    return found


def _cells(held: Iterable[_Held], about: Callable[[_Held], str]) -> Mapping[tuple[str, str], list[_Held]]:
    cells: dict[tuple[str, str], list[_Held]] = defaultdict(list)
    for one in held:
        cells[one.batch, about(one)].append(one)
    return cells


def _test(fault: Fault, about: str, own: Sequence[_Held], others: Sequence[_Held]) -> Suspicion | None:
    against, of = sum(h.against for h in own), len(own)
    more, rest = sum(h.against for h in others) + USUAL[0], len(others) + USUAL[1]
    usual = more / rest
    if against < FEWEST or against / of < usual + MARGIN[fault]:
        return None
    p = float(fisher_exact([[against, of - against], [more, rest - more]], alternative="greater").pvalue)
    return Suspicion(own[0].batch, own[0].who, fault, about, against, of, usual, p)
