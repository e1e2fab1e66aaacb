"""Whether a ghost could have been reached: what the lines' own records say, or else what can be presumed from what came in."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from audit.contacts.contact import Channel
from audit.ghosts.matching_clock import Event
from audit.ghosts.vendor_log import PHONE

_PROOF_S, _EDGE_S = 14 * 86_400.0, 7 * 86_400.0
_UNLIKELY = 0.001


class Medium(StrEnum):
    """What a channel comes in by."""

    TELEPHONE = "telephone"
    WHATSAPP = "whatsapp"
    EMAIL = "email"
    OTHER = "other"


class Up(StrEnum):
    """What is known of a line at a moment."""

    KNOWN = "known"
    PRESUMED = "presumed"
    DOWN = "down"
    UNKNOWN = "unknown"
    OUTAGE_LIKELY = "outage_likely"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which a ghost's line was up, in epoch seconds; `medium` None for all its lines."""

    ghost: str
    medium: Medium | None
    begins: float
    ends: float


def medium_of(channel: Channel | None) -> Medium:
    """By what a channel comes in; a row without channel is taken as a call."""
    if channel is None or channel in PHONE or channel is Channel.SMS:
        return Medium.TELEPHONE
    return {Channel.WHATSAPP: Medium.WHATSAPP, Channel.EMAIL: Medium.EMAIL}.get(channel, Medium.OTHER)


def _proved(at: float, before: float | None, after: float | None) -> bool:
    """Whether what came in before and after speaks for the line having been up."""
    if before is None or after is None:
        near = after - at if after is not None else at - before if before is not None else float("inf")
        return near <= _EDGE_S
    return max(at - before, after - at) <= _PROOF_S


class Lines:
    """The ghosts' lines. With `spans` only they count; without, a line is presumed up between two contacts it received
    within 14 days, and for a week before the first and after the last.

    `unheard` are the claims nothing answers to, as (ghost, medium, instant), and `claims` how many claims there are by medium:
    several unheard in one silence are more likely an outage than lies, unless the vendor's claims are unheard everywhere.
    """

    def __init__(
        self,
        spans: Sequence[Span] | None,
        heard: Mapping[str, Sequence[Event]],
        unheard: Sequence[tuple[str, Medium, float]],
        claims: Mapping[Medium, int],
    ) -> None:
        self._spans = spans
        self._heard: dict[tuple[str, Medium], list[float]] = defaultdict(list)
        for ghost, events in heard.items():
            for event in events:
                self._heard[ghost, medium_of(event.contact.channel)].append(event.at)
                self._heard["", medium_of(event.contact.channel)].append(event.at)
        self._unheard = unheard
        self._claims = claims

    def up(self, ghost: str, medium: Medium, at: float) -> Up:
        """Whether the ghost's line was up at an instant (epoch seconds)."""
        if self._spans is not None:
            known = [s for s in self._spans if s.ghost == ghost and s.medium in (None, medium)]
            if not known:
                return Up.UNKNOWN
            return Up.KNOWN if any(s.begins <= at <= s.ends for s in known) else Up.DOWN
        for line in (ghost, ""):
            before = max((t for t in self._heard[line, medium] if t <= at), default=None)
            after = min((t for t in self._heard[line, medium] if t > at), default=None)
            if not _proved(at, before, after) and line:
                return Up.UNKNOWN
            before, after = before or float("-inf"), after or float("inf")
            silent = sum(m is medium and (not line or g == line) and before < t < after for g, m, t in self._unheard)
            if silent and self._elsewhere(medium, silent) ** silent < _UNLIKELY:
                return Up.OUTAGE_LIKELY
        return Up.PRESUMED

    def _elsewhere(self, medium: Medium, silent: int) -> float:
        """The share of claims unheard outside this silence: were the line up, each claim in it would be unheard so often."""
        rest = sum(m is medium for _, m, _ in self._unheard) - silent
        return (rest + 1) / (max(self._claims.get(medium, 0) - silent, 0) + 5)
