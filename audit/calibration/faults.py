"""What can be wrong with a sample, a session or a set of sheets: one sentence in both languages."""

from audit.data_file import Words
from audit.errors import AuditError


class BadCalibration(AuditError):
    """A question that cannot be answered from these sheets: which value, what is allowed, what to do."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(es, en)

    def __reduce__(self) -> tuple[type["BadCalibration"], tuple[str, str]]:
        return type(self), (self.words.es, self.words.en)
