"""The parts of a log whose clock is off by whole or half hours: a stretch of time, an agent or a channel."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from audit.ghosts.vendor_log import LogRow

_FEWEST = 3
_PLAIN_SHARE = 0.6


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a system's log off by `shift_s` more: from `begins` to `ends` (epoch seconds), for an agent or a channel."""

    shift_s: float
    begins: float
    ends: float
    attribute: str
    value: str
    rows: int

    def holds(self, row: LogRow, at: float) -> bool:
        """Whether a row logged at that instant falls in the part."""
        return self.begins <= at <= self.ends and _attribute(row, self.attribute) == self.value


@dataclass(frozen=True, slots=True)
class Vote:
    """What a row says about the lag in its part of the log: the shifts (seconds) it fits, none where it fits no contact.

    `plain` are those under which the contact was in permitted hours anyway: only such a shift speaks for a clock, not for a lie.
    """

    row: LogRow
    zone: str
    at: float
    shifts: frozenset[float]
    plain: frozenset[float]


def parts(votes: Sequence[Vote]) -> tuple[Part, ...]:
    """The parts of a system's log off by whole or half hours, the best supported first."""
    found: list[Part] = []
    left = sorted(votes, key=lambda vote: vote.at)
    while True:
        options = [part for key in ("", "agent", "channel") for part in _best_stretch(left, key)]
        if not options:
            return tuple(found)
        best = max(options, key=lambda part: part.rows)
        found.append(best)
        left = [v for v in left if not best.holds(v.row, v.at)]


def _best_stretch(votes: Sequence[Vote], attribute: str) -> Iterable[Part]:
    groups: dict[str, list[Vote]] = {}
    for vote in votes:
        groups.setdefault(_attribute(vote.row, attribute), []).append(vote)
    for value, group in groups.items():
        for shift in sorted({shift for vote in group for shift in vote.shifts} - {0.0}, key=abs):
            stretch = _stretch(group, shift)
            if stretch:
                yield Part(shift, *stretch[:2], attribute, value, stretch[2])


def _stretch(group: Sequence[Vote], shift: float) -> tuple[float, float, int] | None:
    """The stretch in time where the shift holds: from after the last row that denies it to before the next that does."""
    worth = [1.0 if shift in v.shifts and 0.0 not in v.shifts else -1.5 if 0.0 in v.shifts else -0.05 for v in group]
    best, total, start, span = 0.0, 0.0, 0, (0, -1)
    for n, value in enumerate(worth):
        if total <= 0:
            total, start = 0.0, n
        total += value
        if total > best:
            best, span = total, (start, n)
    inside = [v for v, value in zip(group[span[0] : span[1] + 1], worth[span[0] : span[1] + 1], strict=True) if value == 1.0]
    plain = sum(shift in v.plain for v in inside)
    if best < _FEWEST - 0.5 or plain < _FEWEST or plain < _PLAIN_SHARE * len(inside):
        return None
    before = next((v.at + 1 for v in reversed(group[: span[0]]) if 0.0 in v.shifts), float("-inf"))
    after = next((v.at - 1 for v in group[span[1] + 1 :] if 0.0 in v.shifts), float("inf"))
    return before, after, len(inside)


def _attribute(row: LogRow, name: str) -> str:
    if name == "agent":
        return row.agent or ""
    return (row.channel or "") if name == "channel" else ""
