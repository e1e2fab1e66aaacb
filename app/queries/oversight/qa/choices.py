"""Which marks a criterion takes, and which one the key for the rest sets."""

from audit.calibration.sheet import Mark
from audit.calls import Status
from audit.rubric import Criterion, Kind

PERSON = "person"
"""The decision of a finding that a person added: the machine never saw it."""


def rest_of(criterion: Criterion) -> str | None:
    """What the key for the rest sets; None for a duty that is always owed."""
    if criterion.kind is Kind.VIOLATION:
        return Mark.NOT_HAPPENED.value
    return Status.NOT_APPLICABLE.value if criterion.not_applicable else None


def choices_of(criterion: Criterion) -> tuple[str, ...]:
    """The marks a criterion takes, in the order of their keys."""
    if criterion.kind is Kind.VIOLATION:
        return tuple(m.value for m in Mark)
    return tuple(s.value for s in Status)
