"""Counting calls as they stand: shares and means with their intervals, per group, criterion and duty."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from audit.calls import Status
from audit.rubric import Rubric
from reports.facts import ReportedCall, Standing, Verdict
from reports.intervals import Estimate, mean_t, wilson


@dataclass(frozen=True, slots=True)
class ConductTally:
    """How conduct came out. `share` is of assessed calls that fail; `if_all_confirmed` were every open doubt to hold."""

    fail: int
    passed: int
    to_decide: int
    not_assessed: int
    share: Estimate
    if_all_confirmed: Estimate

    @property
    def assessed(self) -> int:
        """Calls whose conduct could be looked at."""
        return self.fail + self.passed + self.to_decide


@dataclass(frozen=True, slots=True)
class Group:
    """A vendor or an agent (`name` None: unknown)."""

    name: str | None
    vendor: str | None
    calls: int
    conduct: ConductTally
    skill: Estimate
    tone: Estimate
    open_doubts: int


@dataclass(frozen=True, slots=True)
class ViolationTally:
    """A forbidden act: instances that hold, calls with one, instances open, instances a person ruled out."""

    criterion: str
    instances: int
    calls: int
    open: int
    ruled_out: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class DutyTally:
    """A duty: calls where it was met of those assessed, and why the others left the denominator."""

    criterion: str
    met: int
    assessed: int
    not_applicable: int
    not_assessed: int
    share: Estimate


@dataclass(frozen=True, slots=True)
class Unassessed:
    """Something that could not be told, why, and in how many calls. `what` is a criterion, `tone` or `conduct`."""

    what: str
    cause: str
    calls: int


@dataclass(frozen=True, slots=True)
class Promised:
    """Agreements of one currency: how many, and their amounts added (first payments)."""

    currency: str
    count: int
    amount: Decimal


def conduct_of(calls: Iterable[ReportedCall]) -> ConductTally:
    """Conduct over some calls."""
    found = Counter(call.verdict() for call in calls)
    fail, passed, waits = found[Verdict.FAIL], found[Verdict.PASS], found[Verdict.TO_DECIDE]
    assessed = fail + passed + waits
    return ConductTally(fail, passed, waits, found[Verdict.NOT_ASSESSED], wilson(fail, assessed), wilson(fail + waits, assessed))


def skill_of(calls: Iterable[ReportedCall], rubric: Rubric) -> Estimate:
    """Mean skill 0–100 of the calls that have one."""
    scores = [score for call in calls if (score := call.skill(rubric).score) is not None]
    return mean_t(scores, 0.0, 100.0)


def tone_of(calls: Iterable[ReportedCall]) -> Estimate:
    """Mean tone 1–5 of the calls where it was measured."""
    scores = [score for call in calls if (score := call.result.agent_tone.score) is not None]
    return mean_t(scores, 1.0, 5.0)


def groups(
    calls: Sequence[ReportedCall], rubric: Rubric, key: Callable[[ReportedCall], tuple[str | None, str | None]]
) -> tuple[Group, ...]:
    """Calls by vendor or agent, most failing calls first, then by name. `key` gives name and vendor."""
    members: dict[tuple[str | None, str | None], list[ReportedCall]] = {}
    for call in calls:
        members.setdefault(key(call), []).append(call)
    made = [
        Group(
            name=name,
            vendor=vendor,
            calls=len(own),
            conduct=conduct_of(own),
            skill=skill_of(own, rubric),
            tone=tone_of(own),
            open_doubts=sum(call.waits for call in own),
        )
        for (name, vendor), own in members.items()
    ]
    return tuple(sorted(made, key=lambda g: (-(g.conduct.share.value or 0.0), -g.conduct.fail, g.name is None, g.name or "")))


def violations_of(calls: Sequence[ReportedCall], rubric: Rubric) -> tuple[ViolationTally, ...]:
    """Every forbidden act of the rubric, the most frequent first; never seen ones stay, with their interval."""
    assessed = conduct_of(calls).assessed
    made = []
    for criterion in rubric.violations:
        stood = [(call.id, standing) for call in calls for _, v, standing in call.standings() if v.id == criterion.id]
        holding = {id for id, standing in stood if standing.holds}
        made.append(
            ViolationTally(
                criterion=criterion.id,
                instances=sum(standing.holds for _, standing in stood),
                calls=len(holding),
                open=sum(standing is Standing.TO_REVIEW for _, standing in stood),
                ruled_out=sum(standing is Standing.NOT_HAPPENED for _, standing in stood),
                share=wilson(min(len(holding), assessed), assessed),
            )
        )
    return tuple(sorted(made, key=lambda t: (-t.calls, -t.instances, -t.open)))


def duties_of(calls: Sequence[ReportedCall], rubric: Rubric) -> tuple[DutyTally, ...]:
    """Every duty of the rubric in its order; a duty a country switches off does not count for that country's calls."""
    made = []
    for criterion in rubric.duties:
        owed = [call for call in calls if criterion.id not in rubric.switched_off(call.country)]
        found = Counter(duty.status if (duty := call.duties().get(criterion.id)) else Status.NOT_ASSESSED for call in owed)
        assessed = found[Status.MET] + found[Status.NOT_MET]
        off = len(calls) - len(owed)
        made.append(
            DutyTally(
                criterion=criterion.id,
                met=found[Status.MET],
                assessed=assessed,
                not_applicable=found[Status.NOT_APPLICABLE] + off,
                not_assessed=found[Status.NOT_ASSESSED],
                share=wilson(found[Status.MET], assessed),
            )
        )
    return tuple(made)


def unassessed_of(calls: Sequence[ReportedCall], rubric: Rubric) -> tuple[Unassessed, ...]:
    """What could not be told and why, the most frequent first."""
    found: Counter[tuple[str, str]] = Counter()
    for call in calls:
        for id, duty in call.duties().items():
            if duty.status is Status.NOT_ASSESSED and id not in rubric.switched_off(call.country):
                found[id, duty.cause or ""] += 1
        if call.result.agent_tone.score is None:
            found["tone", call.result.agent_tone.cause or ""] += 1
        if call.verdict() is Verdict.NOT_ASSESSED:
            found["conduct", call.result.review_reason or ""] += 1
        if call.skill(rubric).score is None:
            found["skill", ""] += 1
    return tuple(Unassessed(what, cause, count) for (what, cause), count in found.most_common())


def promised_by(calls: Sequence[ReportedCall]) -> tuple[Promised, ...]:
    """What was promised, by currency."""
    kept: dict[str, list[Decimal]] = {}
    for call in calls:
        outcome = call.result.outcome
        if outcome.kind in ("promise", "payment_plan") and outcome.amount is not None:
            kept.setdefault(call.account.currency or "?", []).append(outcome.amount)
    return tuple(Promised(currency, len(amounts), sum(amounts, Decimal(0))) for currency, amounts in sorted(kept.items()))
