"""What a ghost lived: who it is to the audit, what reached it, and what it did itself."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from audit.contacts.contact import Channel, Contact


@dataclass(frozen=True, slots=True)
class Ghost:
    """A debtor who does not exist, as the audit knows it. `code` is for people ("F-23"); `account_id` is what the vendor sees.

    `twin_of` names the ghost it differs from in one trait only, `trait` that trait. `zone` is its IANA time zone.
    """

    id: str
    code: str
    vendor: str
    account_id: str
    debtor_id: str
    country: str
    zone: str
    mission: str
    amount: Decimal
    currency: str
    planted_on: date
    subdivision: str | None = None
    segment: str | None = None
    twin_of: str | None = None
    trait: str | None = None


class ActKind(StrEnum):
    """What a ghost does, by its mission."""

    ANSWERED = "answered"
    OTHER_ANSWERED = "other_answered"
    ASKED_TO_STOP = "asked_to_stop"
    DISPUTED = "disputed"
    PROMISED = "promised"
    PAID = "paid"
    ASKED_WHERE_TO_COMPLAIN = "asked_where_to_complain"
    OFFERED_CARD = "offered_card"
    SAID_LOST_JOB = "said_lost_job"
    SHOWED_DISTRESS = "showed_distress"


@dataclass(frozen=True, slots=True)
class Act:
    """One thing a ghost did. `amount` and `due` are of a promise or payment; `contact_id` the contact it happened in."""

    ghost: str
    at: datetime
    kind: ActKind
    channel: Channel | None = None
    amount: Decimal | None = None
    due: date | None = None
    contact_id: str | None = None


@dataclass(frozen=True, slots=True)
class Received:
    """A contact that reached a ghost, with what was said or written. `recording` names the sound, `agent` who it says it is."""

    ghost: str
    contact: Contact
    content: str | None = None
    recording: str | None = None
    agent: str | None = None
    disclosed_to_other: bool | None = None
