"""What can go wrong before anything is judged: a file that cannot be read, or ghosts that cannot be found in it."""

from audit.data_file import Words
from audit.errors import AuditError


class BadPortfolio(AuditError):
    """A portfolio file that cannot be judged as it is: what, where, which value, what to do, in both languages."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(es, en)

    def __reduce__(self) -> tuple[type["BadPortfolio"], tuple[str, str]]:
        return type(self), (self.words.es, self.words.en)
