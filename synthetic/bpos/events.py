"""Contacts as columns: one array a field, so that a whole vendor's wave is drawn at once."""

from dataclasses import dataclass, fields, replace

import numpy as np

from synthetic.bpos.arrays import Flags, Floats, Ints
from synthetic.bpos.words import ANSWERS, CHANNELS, KINDS, SPOKEN, Answer, Channel, Kind

DAY_S = 86_400.0
CHANNEL = {channel: n for n, channel in enumerate(CHANNELS)}
ANSWER = {answer: n for n, answer in enumerate(ANSWERS)}
KIND = {kind: n for n, kind in enumerate(KINDS)}
_SPOKEN = np.array([channel in SPOKEN for channel in CHANNELS])


@dataclass(frozen=True, slots=True)
class Events:
    """One element a contact. `day` counts from the wave's first; `second` is of the debtor's local day; `channel`, `answer`
    are positions in `words`; `planted` is the position of the misconduct planted by adding or moving this contact, or -1;
    `said` likewise of what was said in it (threat, insult, disclosure); `rides` marks the lesser calls of a burst, there
    only to make its last one exceed."""

    account: Ints
    day: Ints
    second: Floats
    channel: Ints
    answer: Ints
    duration: Floats
    planted: Ints
    said: Ints
    rides: Flags

    def __len__(self) -> int:
        return len(self.account)

    @property
    def instant(self) -> Floats:
        """Seconds from the wave's first local midnight."""
        return self.day * DAY_S + self.second

    @property
    def spoken(self) -> Flags:
        """Whether the contact was a call, a message on a machine, or a visit."""
        spoken: Flags = _SPOKEN[self.channel]
        return spoken

    @property
    def talk(self) -> Flags:
        """Whether the debtor was spoken with."""
        talk: Flags = self.answer == ANSWER[Answer.DEBTOR]
        return talk

    def on(self, channel: Channel) -> Flags:
        """Which contacts were on that channel."""
        there: Flags = self.channel == CHANNEL[channel]
        return there

    def planted_as(self, kind: Kind) -> Flags:
        """Which contacts were added, moved or worded to be that misconduct."""
        there: Flags = (self.planted == KIND[kind]) | (self.said == KIND[kind])
        return there

    def keep(self, mask: Flags | Ints) -> "Events":
        """The contacts of the mask, or in the order of the positions."""
        return replace(self, **{f.name: getattr(self, f.name)[mask] for f in fields(self)})

    def add(self, more: "Events") -> "Events":
        """These and more, unsorted."""
        return replace(self, **{f.name: np.concatenate([getattr(self, f.name), getattr(more, f.name)]) for f in fields(self)})

    def in_order(self) -> "Events":
        """Sorted by account and instant."""
        return self.keep(np.lexsort((self.instant, self.account)))


def events(account: Ints, day: Ints, second: Floats, channel: Ints, answer: Ints | None = None, planted: int = -1) -> Events:
    """New contacts, answered by nobody where not said, with no duration yet."""
    size = len(account)
    return Events(
        account=account,
        day=day,
        second=second,
        channel=channel,
        answer=np.full(size, ANSWER[Answer.NONE]) if answer is None else answer,
        duration=np.zeros(size),
        planted=np.full(size, planted),
        said=np.full(size, -1),
        rides=np.zeros(size, bool),
    )


def rank_within(group: Ints) -> Ints:
    """Position of each element within its run of equal, adjacent values."""
    if not len(group):
        return np.zeros(0, int)
    starts = np.flatnonzero(np.r_[True, group[1:] != group[:-1]])
    lengths = np.diff(np.r_[starts, len(group)])
    return np.arange(len(group)) - np.repeat(starts, lengths)


def pick(among: Flags, account: Ints, wanted: Ints, rng: np.random.Generator) -> Ints:
    """Positions of up to `wanted[a]` contacts of each account `a`, at random among those of the mask."""
    there = np.flatnonzero(among & (wanted[account] > 0))
    there = there[np.lexsort((rng.random(len(there)), account[there]))]
    return there[rank_within(account[there]) < wanted[account[there]]]
