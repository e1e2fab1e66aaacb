"""What an asker of permission gives and gets: the contact's surroundings in, Allowed or Refused out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from audit.contacts.ruled import Reading
from audit.data_file import Words
from audit.rule_params import HoursReading

ALL = "all"


class Purpose(StrEnum):
    """Why somebody would be contacted. Only COLLECT presses for the debt; the others answer what the person asked for."""

    COLLECT = "collect"
    REPLY = "reply"
    AGREEMENT = "agreement"


class Kind(StrEnum):
    """What stands behind a reason: a law, the house's own rule, or what the person asked."""

    LAW = "law"
    POLICY = "policy"
    WISH = "wish"


class Standing(StrEnum):
    """How a contact point stands; nothing goes to the last three."""

    UNVERIFIED = "unverified"
    GOOD = "good"
    WRONG = "wrong"
    BOUNCED = "bounced"
    OPTED_OUT = "opted_out"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person allowed or took back, of a channel or `all`, at an instant."""

    channel: str
    granted: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class Wishes:
    """What is known beside the log. `not_at_work_since` and `paused_until` are None where nothing of the kind was asked.

    `disputed` says an open dispute covers the debt, `in_court` that it is being sued for, `point` is the number or address meant.
    """

    consents: tuple[Consent, ...] = ()
    purpose: Purpose = Purpose.COLLECT
    disputed: bool = False
    in_court: bool = False
    paused_until: datetime | None = None
    vulnerable: bool = False
    point: Standing | None = None
    point_at_work: bool = False
    not_at_work_since: datetime | None = None


@dataclass(frozen=True, slots=True)
class House:
    """The client's own rules, never called law: the rulebook's policy defaults, and hours for countries without a rulebook."""

    defaults: bool = True
    own_hours: Mapping[str, HoursReading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that stands in the way. `version` and `citation` are empty where it is no law."""

    kind: Kind
    rule_id: str
    version: str
    citation: str
    explanation: Words
    reading: Reading = Reading.STRICT


@dataclass(frozen=True, slots=True)
class Allowed:
    """It may go out at `at`, and until just before `until` (None: nothing stops it within the horizon)."""

    at: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Refused:
    """It may not go out at `at`. `may_go_at` is the first instant when it may; None where waiting changes nothing."""

    at: datetime
    reasons: tuple[Reason, ...]
    may_go_at: datetime | None

    @property
    def first(self) -> Reason:
        """The weightiest: law, then what the person asked, then the house."""
        return self.reasons[0]


Permission = Allowed | Refused
