"""What can go wrong in the application, said in Spanish and English: what, with which value, what to do."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """One sentence in the two languages of the product."""

    es: str
    en: str

    def say(self, lang: str) -> str:
        """The sentence in `lang`; anything that is not English is answered in Spanish."""
        return self.en if lang.startswith("en") else self.es


class AppError(Exception):
    """Root of every error raised by `app`. `field` is the form field or column it belongs to, "" for the whole."""

    retryable = False
    code = "error"
    status = 400

    def __init__(self, es: str, en: str, field: str = "") -> None:
        super().__init__(en)
        self.text = Text(es, en)
        self.field = field

    def __reduce__(self) -> tuple[type["AppError"], tuple[str, str, str]]:
        return type(self), (self.text.es, self.text.en, self.field)

    def say(self, lang: str) -> str:
        """The message in the reader's language."""
        return self.text.say(lang)


class SettingsError(AppError):
    """The environment asks for something that cannot be."""

    code = "settings"


class BadInput(AppError):
    """What was given cannot be used as it is."""

    code = "bad_input"
    status = 422


class Malformed(BadInput):
    """What a program sent cannot be read as documented."""

    code = "malformed"
    status = 400


class TooLarge(BadInput):
    """More bytes, files or rows than the limit."""

    code = "too_large"
    status = 413


class NotFound(AppError):
    """Nothing with that id, or nothing that the asker may see."""

    code = "not_found"
    status = 404


class Forbidden(AppError):
    """The asker's role does not allow it."""

    code = "forbidden"
    status = 403


class SignInRefused(AppError):
    """Wrong address or password, a closed account, or too many attempts."""

    code = "sign_in_refused"
    status = 401


class TooMany(AppError):
    """A rate limit was reached."""

    code = "too_many_requests"
    status = 429


class Conflict(AppError):
    """The thing changed, or is not in a state that allows this."""

    code = "conflict"
    status = 409


class EngineMissing(AppError):
    """A transcriber or judge cannot be built here; nothing is scored without it."""

    code = "engine_missing"
    status = 503


class LeaseLost(AppError):
    """Another worker holds the job now: what this one made is thrown away."""

    code = "lease_lost"
