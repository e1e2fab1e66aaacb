"""What can be wrong with a contact log as a whole, said in both languages."""

from audit.data_file import Words
from audit.errors import AuditError


class BadContacts(AuditError):
    """A log, or a contact, that cannot be judged. `words` says what, where, which value and what to do."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__(en)
        self.words = Words(es, en)

    def __reduce__(self) -> tuple[type["BadContacts"], tuple[str, str]]:
        return type(self), (self.words.es, self.words.en)

    def say(self, lang: str) -> str:
        """The message in the reader's language."""
        return self.words.say(lang)
