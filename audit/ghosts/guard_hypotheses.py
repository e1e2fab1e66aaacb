"""Only what was written down and sealed before the wave may accuse; what turns up besides is said, as exploration."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Standing(StrEnum):
    """What a finding is good for."""

    MAY_ACCUSE = "may_accuse"
    EXPLORATORY = "exploratory"


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """One sealed question. `channel` and `segment` None: over all of them together, which is not each of them apart."""

    id: str
    vendor: str
    conduct: str
    channel: str | None = None
    segment: str | None = None


@dataclass(frozen=True, slots=True)
class Sealed:
    """The hypotheses of a wave and when they were sealed."""

    hypotheses: tuple[Hypothesis, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Asked:
    """What a finding claims, and the first event it rests on."""

    vendor: str
    conduct: str
    first_event: datetime
    channel: str | None = None
    segment: str | None = None


def standing(asked: Asked, sealed: Sealed | None) -> tuple[Standing, str | None]:
    """Whether a finding may accuse, with the hypothesis it rests on.

    It must ask exactly what a hypothesis asked (vendor, conduct, channel and segment: a cut found afterwards is another question)
    and rest only on events after the sealing. Without a seal everything is exploration.
    """
    if sealed is None or asked.first_event < sealed.at:
        return Standing.EXPLORATORY, None
    for one in sealed.hypotheses:
        same = (one.vendor, one.conduct, one.channel, one.segment) == (asked.vendor, asked.conduct, asked.channel, asked.segment)
        if same:
            return Standing.MAY_ACCUSE, one.id
    return Standing.EXPLORATORY, None


def unanswered(sealed: Sealed, answered: Iterable[str]) -> tuple[str, ...]:
    """Hypotheses that were sealed and have no answer: a report that leaves them out chose what to tell."""
    known = set(answered)
    return tuple(one.id for one in sealed.hypotheses if one.id not in known)
