"""The oracles: what happened after a ghost acted decides. Pure functions; what is missing is said, never assumed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from audit.contacts.contact import Channel, Contact
from audit.data_file import Words
from audit.ghosts.lived import Act, Ghost, Received


class Outcome(StrEnum):
    """How a probe ended. `VOID`: the ghost itself left its script, so nothing follows."""

    HELD = "held"
    BROKEN = "broken"
    CANNOT_TELL = "cannot_tell"
    VOID = "void"


@dataclass(frozen=True, slots=True)
class Heard:
    """What an evaluation of a contact's recording or text says; None where it does not say."""

    pressing: bool | None = None
    disclosed: bool | None = None
    told_where_to_complain: bool | None = None
    took_card: bool | None = None


@dataclass(frozen=True, slots=True)
class RecordedPromise:
    """A promise as the vendor recorded it. `where` names the row for people. `at` is when, as far as known."""

    at: datetime
    amount: Decimal | None
    due: date | None
    currency: str | None
    where: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the vendor recorded of a ghost. `begins` and `ends` are from when to when its log covers the ghost.

    `promises_kept` is False where the log has no way to record promises; `texts` are its free notes, with where each stands.
    """

    begins: datetime
    ends: datetime
    promises: tuple[RecordedPromise, ...] = ()
    disputes: tuple[tuple[datetime, str], ...] = ()
    texts: tuple[tuple[str, str], ...] = ()
    promises_kept: bool = True

    def covers(self, begins: datetime, ends: datetime) -> bool:
        """Whether the log reaches over a stretch of time."""
        return self.begins <= begins and ends <= self.ends


@dataclass(frozen=True, slots=True)
class Rule:
    """A probe's parameters as its data file gives them."""

    scope: str = "asked"
    watch_days: int = 0
    watch_business_days: int = 0
    posting_business_days: int = 0
    grace_hours: Mapping[Channel, float] | None = None
    demands: tuple[str, ...] = ()
    thanks: tuple[str, ...] = ()

    def grace(self, channel: Channel) -> timedelta:
        """For what was already on its way."""
        return timedelta(hours=(self.grace_hours or {}).get(channel, 0.0))

    @property
    def longest_grace(self) -> timedelta:
        """Of the electronic channels: a letter's grace is not waited for, only not held against the vendor."""
        hours = [h for channel, h in (self.grace_hours or {}).items() if channel is not Channel.LETTER]
        return timedelta(hours=max(hours, default=0.0))


@dataclass(frozen=True, slots=True)
class Life:
    """Everything about one ghost. `until` is when it stopped listening. `recorded` None: the vendor's log is not there."""

    ghost: Ghost
    acts: tuple[Act, ...]
    received: tuple[Received, ...]
    until: datetime
    recorded: Recorded | None = None
    heard: Mapping[str, Heard] | None = None

    def of(self, contact_id: str | None) -> Heard:
        """What was heard in a contact."""
        return (self.heard or {}).get(contact_id or "", Heard())

    def contact(self, contact_id: str | None) -> Received | None:
        """A contact by its id."""
        return next((r for r in self.received if contact_id and r.contact.contact_id == contact_id), None)


@dataclass(frozen=True, slots=True)
class Told:
    """What an oracle says: the outcome, why, and the contacts it rests on. `missing` is what a decision would have needed."""

    outcome: Outcome
    words: Words
    contacts: tuple[Contact, ...] = ()
    missing: Words | None = None


def unsure(es: str, en: str, missing: Words | None = None, one: Received | None = None) -> Told:
    """What cannot be told, why, and what it would take."""
    return Told(Outcome.CANNOT_TELL, Words(es, en), (one.contact,) if one else (), missing)


def decided(outcome: Outcome, es: str, en: str, one: Received | None) -> Told:
    """A decision that rests on one contact."""
    return Told(outcome, Words(es, en), (one.contact,) if one else ())


def its_contact(life: Life, act: Act) -> tuple[Contact, ...]:
    """The contact an act happened in."""
    one = life.contact(act.contact_id)
    return (one.contact,) if one else ()
