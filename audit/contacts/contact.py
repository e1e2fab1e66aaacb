"""A contact as the log tells it: one row of CONTACTS.csv."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Channel(StrEnum):
    """How somebody was reached, or should have been."""

    VOICE = "voice"
    VOICEMAIL = "voicemail"
    IVR_PRERECORDED = "ivr_prerecorded"
    SMS = "sms"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    LETTER = "letter"
    VISIT = "visit"
    SOCIAL_MEDIA = "social_media"
    PUSH = "push"


class Direction(StrEnum):
    """Who began."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


class AnsweredBy(StrEnum):
    """Who was at the other end."""

    DEBTOR = "debtor"
    THIRD_PARTY = "third_party"
    MACHINE = "machine"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Contact:
    """One attempt to reach a debtor. `at` is aware; empty cells are None; `timezone` is the debtor's IANA zone."""

    contact_id: str
    debtor_id: str
    account_id: str
    vendor: str
    country: str
    channel: Channel
    direction: Direction
    at: datetime
    subdivision: str | None = None
    timezone: str | None = None
    outcome: str | None = None
    answered_by: AnsweredBy = AnsweredBy.NONE
    duration_s: float | None = None
    caller_id: str | None = None
    template: str | None = None

    @property
    def local(self) -> datetime:
        """`at` on the debtor's clock; as written where no zone is known."""
        return self.at.astimezone(ZoneInfo(self.timezone)) if self.timezone else self.at
