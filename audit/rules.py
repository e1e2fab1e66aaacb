"""A rule of collection as data: what it asks, what law it is, since when, and who read it where."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from audit.data_file import Words
from audit.rule_params import Params

CHANNELS = ("voice", "voicemail", "ivr_prerecorded", "sms", "whatsapp", "email", "letter", "visit", "social_media", "push", "any")
FOREVER = date(2200, 1, 1)


class RuleStatus(StrEnum):
    """`POLICY_DEFAULT` is a house number where the law has none: advice, never a breach."""

    IN_FORCE = "in_force"
    PENDING = "pending"
    HISTORIC = "historic"
    POLICY_DEFAULT = "policy_default"


class Topic(StrEnum):
    """What a rule is about."""

    CONTACT_HOURS = "contact_hours"
    CONTACT_FREQUENCY = "contact_frequency"
    CHANNEL_CONSENT = "channel_consent"
    THIRD_PARTY = "third_party"
    IDENTIFICATION = "identification"
    RECORDING_NOTICE = "recording_notice"
    THREATS = "threats"
    FALSE_AUTHORITY = "false_authority"
    HARASSMENT = "harassment"
    MINORS = "minors"
    FEES = "fees"
    DISCLOSURE = "disclosure"
    CEASE_REQUEST = "cease_request"
    VULNERABLE = "vulnerable"
    DATA_PROTECTION = "data_protection"


class Evidence(StrEnum):
    """What it takes to see a breach."""

    METADATA = "metadata"
    TRANSCRIPT = "transcript"
    ARTIFACT = "artifact"
    PROCESS = "process"


class RuleSeverity(StrEnum):
    """How much a breach weighs."""

    CRITICAL = "critical"
    MAJOR = "major"
    MINOR = "minor"


class Confidence(StrEnum):
    """How sure the facts are: stated in a page that was read, read in part or at second hand, or not read at all."""

    VERIFIED = "verified"
    PROBABLE = "probable"
    UNVERIFIED = "unverified"


class Grade(StrEnum):
    """The best source read."""

    OFFICIAL = "official"
    LAW_TEXT_COPY = "law_text_copy"
    SECONDARY = "secondary"


class Precision(StrEnum):
    """How exactly the date of force is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Source:
    """An address and the day it was read."""

    address: str
    read: date


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule in one version. Policy defaults have no law and no dates.

    `unassessed` says why no breach is told from a contact log alone; None where one is.
    """

    id: str
    title: Words
    requires: Words
    topic: Topic
    channels: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    severity: RuleSeverity
    status: RuleStatus
    confidence: Confidence
    params: Params
    sources: tuple[Source, ...]
    grade: Grade | None = None
    law: str | None = None
    article: str | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    precision: Precision | None = None
    subdivision: str | None = None
    caveat: Words | None = None
    unassessed: Words | None = None

    @property
    def citation(self) -> str:
        """Law and article in one line; empty for a policy default."""
        return ", ".join(part for part in (self.law, self.article) if part)

    def binds(self, on: date, subdivision: str | None = None) -> bool:
        """Whether the rule was law on that day in that place; never true of a policy default."""
        if self.status is RuleStatus.POLICY_DEFAULT or self.effective_from is None:
            return False
        if self.subdivision is not None and self.subdivision != subdivision:
            return False
        return self.effective_from <= on <= (self.effective_to or FOREVER)
