"""The kinds of difference between a vendor's log and what its ghosts lived, and what each counts for."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from audit.contacts.contact import Contact
from audit.data_file import Words
from audit.ghosts.vendor_log import LogRow


class Kind(StrEnum):
    """What a row and a contact are to each other. Each is a fact about records, not about intent."""

    MATCH = "match"
    FAKE_ATTEMPT = "fake_attempt"
    NOT_LOGGED = "not_logged"
    DENIED_ANSWER = "denied_answer"
    WRONG_RESULT = "wrong_result"
    INVENTED_PROMISE = "invented_promise"
    ALTERED_PROMISE = "altered_promise"
    WRONG_DURATION = "wrong_duration"
    WRONG_TIME = "wrong_time"
    WRONG_CHANNEL = "wrong_channel"
    DUPLICATE = "duplicate"
    CANNOT_TELL = "cannot_tell"


FALSE_CLAIMS = frozenset(
    {
        Kind.FAKE_ATTEMPT,
        Kind.DENIED_ANSWER,
        Kind.WRONG_RESULT,
        Kind.INVENTED_PROMISE,
        Kind.ALTERED_PROMISE,
        Kind.WRONG_DURATION,
        Kind.WRONG_TIME,
        Kind.WRONG_CHANNEL,
    }
)

TITLES = {
    Kind.MATCH: Words("coincide", "agrees"),
    Kind.FAKE_ATTEMPT: Words("anota un intento que no llegó", "claims an attempt that never came"),
    Kind.NOT_LOGGED: Words("no lo anota", "not logged"),
    Kind.DENIED_ANSWER: Words("anota que nadie contestó, y contestaron", "claims nobody answered; somebody did"),
    Kind.WRONG_RESULT: Words("anota otro resultado", "claims another result"),
    Kind.INVENTED_PROMISE: Words("anota una promesa que no se hizo", "claims a promise that was not made"),
    Kind.ALTERED_PROMISE: Words("anota otra promesa", "claims another promise"),
    Kind.WRONG_DURATION: Words("anota otra duración", "claims another duration"),
    Kind.WRONG_TIME: Words("anota otra hora", "claims another time"),
    Kind.WRONG_CHANNEL: Words("anota otro canal", "claims another channel"),
    Kind.DUPLICATE: Words("anotado dos veces", "logged twice"),
    Kind.CANNOT_TELL: Words("no se puede saber", "cannot tell"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One line of reconciliation.csv: an event, its kind, and what it rests on in plain words.

    `event` numbers a row, a contact or a pair: an event with two differences has two lines. `logged_at` is the corrected time
    (UTC), `gap_s` logged less lived after correction. `hides`: the changed time moves a forbidden contact into permitted hours.
    `agent`: who the ghost heard, in its own notes; None where nobody spoke or no name was noted.
    """

    event: int
    ghost: str
    kind: Kind
    words: Words
    row: LogRow | None = None
    contact: Contact | None = None
    logged_at: datetime | None = None
    gap_s: float | None = None
    clock_shift_s: float = 0.0
    hides: bool = False
    agent: str | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A kind and why, before it is numbered."""

    kind: Kind
    words: Words
    hides: bool = False


def said(kind: Kind, es: str, en: str, hides: bool = False) -> Said:
    """A kind and why, in both languages."""
    return Said(kind, Words(es, en), hides)


def unsure(es: str, en: str) -> Said:
    """What cannot be told, and why."""
    return said(Kind.CANNOT_TELL, es, en)
