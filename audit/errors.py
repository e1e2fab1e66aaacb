"""What can go wrong in judgement. Messages say what, where, which value and what to do."""


class AuditError(Exception):
    """Root of every error raised by `audit`."""

    retryable = False


class BadCall(AuditError):
    """A call, a label or a results line that cannot be read."""


class BadRubric(AuditError):
    """A rubric or rulebook file that must not be loaded."""


class NoJudge(AuditError):
    """The judge's weights are missing or damaged: nothing is scored."""


class BadEvidence(AuditError):
    """An evidence bundle that cannot be opened or was altered."""
