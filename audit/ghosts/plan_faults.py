"""What can be wrong with a plan, a rate or an alarm: one sentence in both languages."""

from audit.data_file import Words
from audit.errors import AuditError


class BadPlan(AuditError):
    """A question that cannot be answered, or figures that cannot be judged: which value, what is allowed, what to do."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(es, en)

    def __reduce__(self) -> tuple[type["BadPlan"], tuple[str, str]]:
        return type(self), (self.words.es, self.words.en)
