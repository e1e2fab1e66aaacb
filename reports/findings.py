"""The findings of a report, in the order they matter: harm to a person, then doubt, then the rest."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from audit.evidence.items import safe_name
from audit.results import Severity, ViolationResult
from audit.rubric import Rubric, possible_findings
from audit.rulebooks import Rulebook
from audit.rules import Rule
from reports.facts import Decided, ReportedCall, Standing

_ORDER = {
    Standing.HAPPENED: 0,
    Standing.ASSERTED: 1,
    Standing.TO_REVIEW: 2,
    Standing.CANNOT_TELL: 3,
    Standing.NOT_HAPPENED: 4,
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A forbidden act with all that it rests on. `rule` is None where the basis is the rubric's own clause."""

    call: ReportedCall
    instance: int
    violation: ViolationResult
    standing: Standing
    rule: Rule | None
    book: Rulebook | None
    history: tuple[Decided, ...]

    @property
    def by_person(self) -> bool:
        """Whether a person added it and the machine never saw it."""
        return self.call.by_person(self.instance)

    @property
    def anchor(self) -> str:
        """Its place in the page."""
        return finding_anchor(self.call.id, self.instance)

    @property
    def sign(self) -> str:
        """The sign it stands under."""
        if self.standing is Standing.NOT_HAPPENED:
            return "met"
        if self.standing is Standing.CANNOT_TELL:
            return "not_assessed"
        return "decide" if self.standing is Standing.TO_REVIEW else self.violation.severity.value


@dataclass(frozen=True, slots=True)
class Possible:
    """A duty elsewhere that this country forbids, done in some calls; for a person to weigh."""

    criterion: str
    rule: Rule | None
    rule_id: str
    calls: tuple[tuple[ReportedCall, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class CitedRule:
    """A rule that findings rest on, as it stood, and how many rest on it."""

    rule: Rule
    book: Rulebook
    findings: int


def finding_anchor(call_id: str, instance: int) -> str:
    """The place of a finding in the page, safe in a link for any call id."""
    return f"f-{safe_name(call_id)}-{instance}"


def findings_of(calls: Sequence[ReportedCall]) -> tuple[Finding, ...]:
    """Every finding: critical before major, confirmed before asserted before open, then by confidence."""
    made = []
    for call in calls:
        book = call.law() if call.result.violations or call.added else None
        for instance, violation, standing in call.standings():
            rule = None if violation.basis.startswith("rubric:") or book is None else book.rule(violation.basis)
            made.append(Finding(call, instance, violation, standing, rule, book, call.history(violation.id, instance)))
    return tuple(sorted(made, key=_harm))


def _harm(finding: Finding) -> tuple[bool, bool, int, float, str, int]:
    critical = finding.violation.severity is Severity.CRITICAL
    dismissed = _ORDER[finding.standing] >= 3
    return (dismissed, not critical, _ORDER[finding.standing], -finding.violation.confidence, finding.call.id, finding.instance)


def cited(findings: Sequence[Finding]) -> tuple[CitedRule, ...]:
    """The rules that findings rest on, the most cited first; one version of a rule is one entry."""
    counts: Counter[tuple[str, str]] = Counter()
    kept: dict[tuple[str, str], tuple[Rule, Rulebook]] = {}
    for finding in findings:
        if finding.rule and finding.book and finding.standing is not Standing.NOT_HAPPENED:
            key = (finding.rule.id, str(finding.rule.effective_from))
            counts[key] += 1
            kept[key] = (finding.rule, finding.book)
    return tuple(CitedRule(*kept[key], findings=count) for key, count in counts.most_common())


def possible_of(calls: Sequence[ReportedCall], rubric: Rubric) -> tuple[Possible, ...]:
    """What was done where the country forbids it, by criterion and rule."""
    kept: dict[tuple[str, str], list[tuple[ReportedCall, tuple[int, ...]]]] = {}
    rules: dict[str, Rule | None] = {}
    for call in calls:
        for found in possible_findings(call.duties(), rubric, call.country):
            kept.setdefault((found.criterion, found.rule), []).append((call, found.turns))
            book = call.law()
            rules[found.rule] = (book.rule(found.rule) if book else None) or rules.get(found.rule)
    return tuple(Possible(criterion, rules[rule], rule, tuple(own)) for (criterion, rule), own in kept.items())
