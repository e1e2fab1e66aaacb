"""Whether a ghost could have been reached: what the lines' own records say, or else what can be presumed from what came in."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from scipy.stats import binom

from audit.contacts.contact import Channel
from audit.ghosts.matching_clock import Event
from audit.ghosts.vendor_log import PHONE

_PROOF_S = 14 * 86_400.0
_UNLIKELY = 0.001
_LOST_CALLS, _EXPLAINED = 0.005, 0.3


class Medium(StrEnum):
    """What a channel comes in by."""

    TELEPHONE = "telephone"
    SMS = "sms"
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
    LOST_LIKELY = "lost_likely"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch in which a ghost's line was up, in epoch seconds; `medium` None for all its lines."""

    ghost: str
    medium: Medium | None
    begins: float
    ends: float


def medium_of(channel: Channel | None) -> Medium:
    """By what a channel comes in; a row without channel is taken as a call."""
    if channel is None or channel in PHONE:
        return Medium.TELEPHONE
    return {Channel.SMS: Medium.SMS, Channel.WHATSAPP: Medium.WHATSAPP, Channel.EMAIL: Medium.EMAIL}.get(channel, Medium.OTHER)


def _line(medium: Medium) -> Medium:
    """What must work for it: a text message needs the telephone line."""
    return Medium.TELEPHONE if medium is Medium.SMS else medium


def _proved(at: float, before: float | None, after: float | None) -> bool:
    """Whether what came in before and after speaks for the line having been up; one side alone proves nothing."""
    return before is not None and after is not None and max(at - before, after - at) <= _PROOF_S


class Lines:
    """The ghosts' lines. With `spans` only they count; without, a line is presumed up between two contacts it received
    within 14 days of the instant, and at no other time; of each medium something must have come to somebody.

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
                medium = medium_of(event.contact.channel)
                self._heard[ghost, _line(medium)].append(event.at)
                self._heard["", medium].append(event.at)
        for times in self._heard.values():
            times.sort()
        self._unheard = unheard
        self._claims = claims

    def up(self, ghost: str, medium: Medium, at: float) -> Up:
        """Whether the ghost's line was up at an instant (epoch seconds)."""
        if self._spans is not None:
            known = [s for s in self._spans if s.ghost == ghost and s.medium in (None, medium, _line(medium))]
            if not known:
                return Up.UNKNOWN
            return Up.KNOWN if any(s.begins <= at <= s.ends for s in known) else Up.DOWN
        before, after = self._around(ghost, _line(medium), at)
        if not _proved(at, before, after) or not self._heard["", medium]:
            return Up.UNKNOWN
        own = self._silent(lambda g, m: g == ghost and _line(m) is _line(medium), before, after)
        everywhere = self._silent(lambda _, m: m is medium, *self._around("", medium, at))
        if any(n and self._elsewhere(medium, n) ** n < _UNLIKELY for n in (own, everywhere)):
            return Up.OUTAGE_LIKELY
        return Up.PRESUMED

    def few(self, medium: Medium) -> bool:
        """Whether so few claims of a medium are unheard that calls lost on the way explain them. Never where lines are known."""
        lost = sum(m is medium for _, m, _ in self._unheard)
        return (
            self._spans is None and float(binom.sf(lost - 1, max(self._claims.get(medium, 0), lost), _LOST_CALLS)) >= _EXPLAINED
        )

    def _around(self, line: str, medium: Medium, at: float) -> tuple[float | None, float | None]:
        """The last time something came in before, and the first after."""
        times = self._heard[line, medium]
        n = bisect_right(times, at)
        return times[n - 1] if n else None, times[n] if n < len(times) else None

    def _silent(self, counts: Callable[[str, Medium], bool], before: float | None, after: float | None) -> int:
        """Claims unheard between two instants."""
        low, high = before or float("-inf"), after or float("inf")
        return sum(low < t < high and counts(g, m) for g, m, t in self._unheard)

    def _elsewhere(self, medium: Medium, silent: int) -> float:
        """The share of claims unheard outside this silence: were the line up, each claim in it would be unheard so often."""
        rest = max(0, sum(m is medium for _, m, _ in self._unheard) - silent)
        return (rest + 1) / (max(self._claims.get(medium, 0) - silent, 0) + 5)
