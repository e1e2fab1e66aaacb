"""What can go wrong while a portfolio is learnt or people are drawn, said in Spanish and English."""

from synthetic.errors import SyntheticError


class BadMaterial(SyntheticError):
    """What the client gave cannot be used as it is. `say` gives the sentence in the reader's language."""

    def __init__(self, es: str, en: str) -> None:
        super().__init__(en)
        self.es, self.en = es, en

    def say(self, lang: str) -> str:
        """The sentence in `lang`; anything that is not English is answered in Spanish."""
        return self.en if lang.startswith("en") else self.es


class TooFewLines(BadMaterial):
    """The client owns fewer telephones, mailboxes or numbers than the ghosts need."""
