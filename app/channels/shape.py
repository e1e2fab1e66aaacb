"""The one shape of every channel: a message goes in, the provider's word comes back; later its news arrive, signed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from app.errors import AppError


@dataclass(frozen=True, slots=True)
class File:
    """What a letter carries: its name, its kind (`application/pdf`), its bytes."""

    name: str
    kind: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """What goes to one address. `ref` is our own number for it, given to the provider where it can carry one.

    `to` is E.164 for phones. `callback` is where its news may be sent, `unsubscribe` the one-click address; None without a public
    address. Only letters by e-mail carry `files`.
    """

    ref: str
    to: str
    text: str
    language: str = "es"
    subject: str | None = None
    callback: str | None = None
    unsubscribe: str | None = None
    files: tuple[File, ...] = ()


@dataclass(frozen=True, slots=True)
class Accepted:
    """The provider took it: its own number, and the cost in millionths of the currency's unit where it says one."""

    provider_ref: str
    cost_micros: int | None = None


@dataclass(frozen=True, slots=True)
class News:
    """What became of a message: `state` is sent, delivered, read, failed or bounced; found by `provider_ref` or our `ref`."""

    state: str
    at: datetime
    provider_ref: str | None = None
    ref: str | None = None
    reason: str | None = None
    cost_micros: int | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """What a person wrote. `id` is the provider's: told twice, it is kept once. `answers` is our `ref` or theirs."""

    id: str
    sender: str
    text: str
    at: datetime
    answers: str | None = None
    opted_out: bool = False


@dataclass(frozen=True, slots=True)
class Hook:
    """A request that says it comes from a provider: the address it was sent to, its headers in small letters, its body."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    form: Mapping[str, str]


Told = tuple[News | Received, ...]


class Why(StrEnum):
    """What a refusal by the provider tells of the address: nobody lives there, or they asked the provider itself to stop."""

    OTHER = "other"
    NO_SUCH_ADDRESS = "no_such_address"
    OPTED_OUT = "opted_out"


class Sender(Protocol):
    """A way to one kind of address. `provider` is written beside everything it sends."""

    @property
    def provider(self) -> str:
        """Its name."""

    def send(self, message: Message) -> Accepted:
        """Hand it over. Raises NotSent where it surely did not go, Unsure where nobody can tell."""


class Listener(Protocol):
    """A provider that tells what became of things."""

    def told(self, hook: Hook, now: datetime) -> Told:
        """What the request says. Raises BadSignature for what the provider did not sign, BadNews for what makes no sense."""


class NotSent(AppError):
    """It did not leave. `again` says whether trying later may help, `why` what it tells of the address."""

    code = "not_sent"
    status = 502

    def __init__(self, es: str, en: str, again: bool = False, why: Why = Why.OTHER) -> None:
        super().__init__(es, en)
        self.again, self.why = again, why

    def __reduce__(self) -> tuple[type["NotSent"], tuple[str, str, bool, Why]]:  # type: ignore[override]
        return type(self), (self.text.es, self.text.en, self.again, self.why)


class Unsure(AppError):
    """The provider may have taken it: whoever tries again may send it twice."""

    code = "unsure"
    status = 502


class BadSignature(AppError):
    """Not from whom it says, or not what was signed."""

    code = "forbidden"
    status = 403


class BadNews(AppError):
    """Signed, and still not to be understood."""

    code = "bad_input"
    status = 422


def bad_signature() -> BadSignature:
    """Nothing is told of why."""
    return BadSignature("no permitido", "not allowed")
