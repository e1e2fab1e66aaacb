"""What a report is made from: judged calls with what people decided since, files that failed, and what did the judging."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum

from audit.calls import Account, Status
from audit.results import Conduct, Decision, DutyResult, Result, Severity, ViolationResult
from audit.rubric import Rubric, Skill, weighed
from audit.rulebooks import Rulebook, rulebook
from speech.transcript import Transcript


class Standing(StrEnum):
    """How a forbidden act stands: as the machine left it, or as the last person decided."""

    ASSERTED = "asserted"
    TO_REVIEW = "to_review"
    HAPPENED = "happened"
    NOT_HAPPENED = "not_happened"
    CANNOT_TELL = "cannot_tell"

    @property
    def holds(self) -> bool:
        """Whether it counts against the call."""
        return self in (Standing.ASSERTED, Standing.HAPPENED)


class Verdict(StrEnum):
    """Conduct of a call as it stands; `TO_DECIDE` passes so far and waits for a person."""

    FAIL = "fail"
    PASS = "pass"  # noqa: S105
    TO_DECIDE = "to_decide"
    NOT_ASSESSED = "not_assessed"


@dataclass(frozen=True, slots=True)
class Decided:
    """One act of a person: of a violation's `instance` (its place in the result) or, None, of a duty. Nothing is erased."""

    criterion: str
    instance: int | None
    said: str
    who: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who signed the call off, and when."""

    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportedCall:
    """One judged call. What is unknown is None and is shown as unknown."""

    result: Result
    transcript: Transcript | None = None
    file: str | None = None
    sha256: str | None = None
    called_at: datetime | None = None
    country: str | None = None
    subdivision: str | None = None
    agent: str | None = None
    vendor: str | None = None
    account: Account = field(default_factory=Account)
    decisions: tuple[Decided, ...] = ()
    signed: Signed | None = None
    added: tuple[ViolationResult, ...] = ()
    """Forbidden acts that people added and the machine never saw; their places go on after the result's."""
    audio: str = "kept"
    """kept, never (only words were handed over) or erased (on `audio_erased_on`)."""
    audio_erased_on: date | None = None
    rubric: Rubric | None = None
    """What judged it, where that is not the report's own; None: the report's."""

    @property
    def id(self) -> str:
        """The call's id."""
        return self.result.id

    @property
    def day(self) -> date | None:
        """The local date of the contact."""
        return self.called_at.date() if self.called_at else None

    def history(self, criterion: str, instance: int | None) -> tuple[Decided, ...]:
        """What people said of it, oldest first."""
        return tuple(
            sorted((d for d in self.decisions if (d.criterion, d.instance) == (criterion, instance)), key=lambda d: d.at)
        )

    def standing(self, instance: int) -> Standing:
        """How the violation of that place in the result stands now."""
        violation = (*self.result.violations, *self.added)[instance]
        said = self.history(violation.id, instance)
        return Standing(said[-1].said) if said else Standing(violation.decision.value)

    def standings(self) -> list[tuple[int, ViolationResult, Standing]]:
        """Every violation with its place and how it stands, those that people added last."""
        return [(n, violation, self.standing(n)) for n, violation in enumerate((*self.result.violations, *self.added))]

    def by_person(self, instance: int) -> bool:
        """Whether a person added the violation of that place."""
        return instance >= len(self.result.violations)

    def duties(self) -> Mapping[str, DutyResult]:
        """Every duty as the last person, or the machine, left it."""
        found = dict(self.result.duties)
        for id, duty in found.items():
            said = self.history(id, None)
            if said:
                found[id] = replace(duty, status=Status(said[-1].said), cause=said[-1].reason or duty.cause)
        return found

    def verdict(self) -> Verdict:
        """Conduct as it stands: a critical act that holds fails the call, an open one waits."""
        critical = [standing for _, violation, standing in self.standings() if violation.severity is Severity.CRITICAL]
        if any(standing.holds for standing in critical):
            return Verdict.FAIL
        if Standing.TO_REVIEW in critical:
            return Verdict.TO_DECIDE
        return Verdict.NOT_ASSESSED if self.result.conduct is Conduct.NOT_ASSESSED else Verdict.PASS

    def skill(self, rubric: Rubric) -> Skill:
        """Skill as it stands, with its counts, by the rubric that judged it; `rubric` where it names none."""
        return weighed(self.duties(), self.rubric or rubric, self.country)

    def law(self) -> Rulebook | None:
        """The country's rules in force on the day of the call, where both are known."""
        return rulebook(self.country, self.day) if self.country and self.day else None

    @property
    def waits(self) -> bool:
        """Whether an open doubt, critical or not, waits for a person."""
        return any(standing is Standing.TO_REVIEW for _, _, standing in self.standings())


@dataclass(frozen=True, slots=True)
class FailedFile:
    """A file that could not be audited: why, and what whoever sent it can do."""

    file: str
    cause: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """How good the machine was found to be at something, on calls it never learned from, as text or from audio.

    `ratio` values lie in 0–1; the others are in the measure's own unit. `source` says where it is written down.
    """

    name_es: str
    name_en: str
    value: float
    low: float | None
    high: float | None
    n: int
    source: str
    ratio: bool = True


@dataclass(frozen=True, slots=True)
class SealFacts:
    """The seal of the evidence bundle: head of its chain, fingerprint of its key, how many items."""

    head: str | None
    fingerprint: str
    items: int | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """What holds for the whole report. `made_at` is the moment it speaks of; the reports never look at a clock."""

    title: str
    made_at: datetime
    rubric: Rubric
    organisation: str | None = None
    product_version: str | None = None
    validation: tuple[Measure, ...] = ()
    seal: SealFacts | None = None
    samples: bool = False
    """True where the calls are a sample of more; False where they are all that was sent."""


def machine_decision(violation: ViolationResult) -> Standing:
    """What the machine said before anybody looked."""
    return Standing.ASSERTED if violation.decision is Decision.ASSERTED else Standing.TO_REVIEW
