"""An audit of many calls, computed: the numbers with their intervals, the findings in order, the law they rest on."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from reports.comparison import Difference, difference
from reports.facts import Context, FailedFile, ReportedCall
from reports.findings import CitedRule, Finding, Possible, cited, findings_of, possible_of
from reports.intervals import Estimate
from reports.tallies import (
    ConductTally,
    DutyTally,
    Group,
    Promised,
    Unassessed,
    ViolationTally,
    conduct_of,
    duties_of,
    groups,
    promised_by,
    skill_of,
    tone_of,
    unassessed_of,
    violations_of,
)

FEWEST_TO_COMPARE = 10


@dataclass(frozen=True, slots=True)
class Comparison:
    """The vendor that fails most against the one that fails least; `pairs` is how many such pairs could be made."""

    worst: Group
    best: Group
    gap: Difference
    pairs: int


@dataclass(frozen=True, slots=True)
class AuditReport:
    """All that an audit report says, before any wording. Every estimate carries its n and its 95 % interval."""

    context: Context
    calls: tuple[ReportedCall, ...]
    failures: tuple[FailedFile, ...]
    first_day: date | None
    last_day: date | None
    conduct: ConductTally
    skill: Estimate
    tone: Estimate
    open_calls: int
    vendors: tuple[Group, ...]
    agents: tuple[Group, ...]
    comparison: Comparison | None
    violations: tuple[ViolationTally, ...]
    duties: tuple[DutyTally, ...]
    findings: tuple[Finding, ...]
    possible: tuple[Possible, ...]
    unassessed: tuple[Unassessed, ...]
    promised: tuple[Promised, ...]
    law: tuple[CitedRule, ...]

    @property
    def country(self) -> str | None:
        """The country of every call, None where they differ or are unknown."""
        found = {call.country for call in self.calls}
        return found.pop() if len(found) == 1 else None


def build(calls: Iterable[ReportedCall], failures: Iterable[FailedFile], context: Context) -> AuditReport:
    """The report of some judged calls and of the files that failed. Raises BadRubric for a rulebook that must not be loaded."""
    audited = tuple(sorted(calls, key=lambda call: call.id))
    findings = findings_of(audited)
    days = sorted(call.day for call in audited if call.day)
    vendors = groups(audited, context.rubric, lambda call: (call.vendor, call.vendor))
    return AuditReport(
        context=context,
        calls=audited,
        failures=tuple(failures),
        first_day=days[0] if days else None,
        last_day=days[-1] if days else None,
        conduct=conduct_of(audited),
        skill=skill_of(audited, context.rubric),
        tone=tone_of(audited),
        open_calls=sum(call.waits for call in audited),
        vendors=vendors,
        agents=groups(audited, context.rubric, lambda call: (call.agent, call.vendor)),
        comparison=_compared(vendors),
        violations=violations_of(audited, context.rubric),
        duties=duties_of(audited, context.rubric),
        findings=findings,
        possible=possible_of(audited, context.rubric),
        unassessed=unassessed_of(audited, context.rubric),
        promised=promised_by(audited),
        law=cited(findings),
    )


def _compared(vendors: Sequence[Group]) -> Comparison | None:
    """Worst against best among named vendors with enough calls to say anything; None where there are not two."""
    enough = [v for v in vendors if v.name and v.conduct.assessed >= FEWEST_TO_COMPARE]
    if len(enough) < 2:
        return None
    by_share = sorted(enough, key=lambda v: v.conduct.share.value or 0.0)
    best, worst = by_share[0].conduct, by_share[-1].conduct
    pairs = len(list(combinations(enough, 2)))
    gap = difference(worst.fail, worst.assessed, best.fail, best.assessed, pairs)
    return Comparison(by_share[-1], by_share[0], gap, pairs)
