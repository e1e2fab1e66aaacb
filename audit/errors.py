"""What can go wrong in judgement. Messages say what, where, which value and what to do."""


class AuditError(Exception):
    """Root of every error raised by `audit`."""

    retryable = False


class BadCall(AuditError):
    """A call, a label or a results line that cannot be read; in both languages, English alone where only programs read it."""

    def __init__(self, en: str, es: str = "") -> None:
        super().__init__(en)
        self.es = es or en

    def __reduce__(self) -> tuple[type["BadCall"], tuple[str, str]]:
        return type(self), (str(self), self.es)

    def say(self, lang: str) -> str:
        """The message in the reader's language."""
        return str(self) if lang.startswith("en") else self.es


class BadRubric(AuditError):
    """A rubric or rulebook file that must not be loaded."""


class NoJudge(AuditError):
    """The judge's weights are missing or damaged: nothing is scored."""


class BadEvidence(AuditError):
    """An evidence bundle that cannot be opened or was altered."""
