"""What keeps a wave from being handed over, committed or revealed, in both languages."""

from audit.data_file import Words
from audit.errors import AuditError


class BadWave(AuditError):
    """A file of a wave that cannot be used as it is: what, where, which value and what to do."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(es, en)

    def __reduce__(self) -> tuple[type["BadWave"], tuple[str, str]]:
        return type(self), (self.words.es, self.words.en)
