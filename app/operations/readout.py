"""What a challenger did beside the champion, read as it was declared before it began: by person, as drawn, nobody left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from app.operations.readout_intervals import Interval, Sample, anytime, fixed
from app.operations.readout_mismatch import Mismatch, mismatch


class Outcome(StrEnum):
    """What is measured of each person within the window after they were enrolled."""

    RECOVERED = "recovered"
    CURED = "cured"
    KEPT = "kept"
    COMPLAINED = "complained"
    CONTACTS = "contacts"
    COST = "cost"


LOWER_IS_BETTER = frozenset({Outcome.COMPLAINED, Outcome.CONTACTS, Outcome.COST})
SHARES = frozenset({Outcome.CURED, Outcome.KEPT, Outcome.COMPLAINED})
GUARD_ALPHA = 0.01
"""Complaints are watched from the first day, whatever was declared: harm is not kept waiting for a horizon."""


class Look(StrEnum):
    """When it may be read: once, on the declared day; or any day, with wider intervals that allow for it."""

    HORIZON = "horizon"
    ANYTIME = "anytime"


@dataclass(frozen=True, slots=True)
class Declared:
    """Said before it begins. People enrol for `enrol_days`; each is followed `window_days`; `outcome` alone decides.

    `people` are expected in all; `detectable` is the difference they can show (of a share, or in minor units), None unknown.
    """

    outcome: Outcome
    look: Look
    begins_on: date
    enrol_days: int
    window_days: int
    people: int
    detectable: float | None
    alpha: float = 0.05
    power: float = 0.8

    @property
    def enrols_until(self) -> date:
        """The last day somebody may enrol."""
        return self.begins_on + timedelta(days=self.enrol_days - 1)

    @property
    def decides_on(self) -> date:
        """The day on which everybody was followed to the end."""
        return self.enrols_until + timedelta(days=self.window_days)


class Verdict(StrEnum):
    """The headline."""

    NO_PEOPLE = "no_people"
    BROKEN = "broken"
    HARM = "harm"
    TOO_EARLY = "too_early"
    CANNOT_BE_TOLD_APART = "cannot_be_told_apart"
    BETTER = "better"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class ArmSeen:
    """One arm: people enrolled, and of those followed to the end what they did, by outcome. A missing outcome: not measurable."""

    strategy: int
    share_percent: int
    enrolled: int
    samples: Mapping[Outcome, Sample]


@dataclass(frozen=True, slots=True)
class Compared:
    """A challenger minus the champion in one outcome. `difference` None: not to be read yet, or nothing was measured."""

    outcome: Outcome
    champion: Interval
    challenger: Interval
    difference: Interval | None
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class ReadOut:
    """The headline of each challenger with its rows; `mismatch` says whether people fell into the arms as drawn."""

    verdict: Verdict
    challengers: tuple[tuple[int, Verdict, tuple[Compared, ...]], ...]
    mismatch: Mismatch
    open: bool


def read_out(declared: Declared, arms: Sequence[ArmSeen], today: date) -> ReadOut:
    """The first arm is the champion. Several challengers share the error: each is read at alpha over their number."""
    spread = mismatch([arm.enrolled for arm in arms], [arm.share_percent for arm in arms])
    readable = declared.look is Look.ANYTIME or today >= declared.decides_on
    found = []
    for challenger in arms[1:]:
        rows = tuple(_compared(declared, each, arms[0], challenger, len(arms) - 1, readable) for each in Outcome)
        found.append((challenger.strategy, _headline(declared, rows, spread, readable), rows))
    order = list(Verdict)
    first = min((verdict for _, verdict, _ in found), key=order.index, default=Verdict.NO_PEOPLE)
    return ReadOut(first, tuple(found), spread, readable)


def _compared(
    declared: Declared, outcome: Outcome, champion: ArmSeen, challenger: ArmSeen, challengers: int, readable: bool
) -> Compared:
    a, b = (arm.samples.get(outcome, Sample.none()) for arm in (champion, challenger))
    guards = outcome is Outcome.COMPLAINED and not readable
    if not a.n or not b.n or not (readable or guards):
        return Compared(outcome, a.alone(), b.alone(), None, Verdict.NO_PEOPLE if not a.n or not b.n else Verdict.TOO_EARLY)
    alpha = (GUARD_ALPHA if guards else declared.alpha) / challengers
    any_day = declared.look is Look.ANYTIME or guards
    difference = anytime(a, b, alpha, declared.people) if any_day else fixed(a, b, alpha)
    return Compared(outcome, a.alone(), b.alone(), difference, _order(outcome, difference))


def _order(outcome: Outcome, difference: Interval | None) -> Verdict:
    if difference is None or difference.low is None or difference.high is None:
        return Verdict.CANNOT_BE_TOLD_APART
    if difference.low <= 0 <= difference.high:
        return Verdict.CANNOT_BE_TOLD_APART
    up = difference.low > 0
    return Verdict.BETTER if up != (outcome in LOWER_IS_BETTER) else Verdict.WORSE


def _headline(declared: Declared, rows: Sequence[Compared], spread: Mismatch, readable: bool) -> Verdict:
    by = {row.outcome: row for row in rows}
    if spread.broken:
        return Verdict.BROKEN
    if by[Outcome.COMPLAINED].verdict is Verdict.WORSE:
        return Verdict.HARM
    if not readable:
        return Verdict.TOO_EARLY
    return by[declared.outcome].verdict
