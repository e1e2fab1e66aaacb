"""What is done with a segment, step by step: the shapes. `strategy_reading` reads them, `strategy_next` says what comes next."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from audit.contacts.contact import Channel

CHANNELS = tuple(channel for channel in Channel if channel is not Channel.VISIT)
"""A strategy never sends anybody to a door: that is decided by a person, case by case."""
WRITTEN = frozenset({Channel.SMS, Channel.WHATSAPP, Channel.EMAIL, Channel.LETTER, Channel.SOCIAL_MEDIA, Channel.PUSH})
TONES = ("tu", "usted", "vos", "you")
OFFERS = ("in_full", "in_parts", "monthly", "pause", "settle")
"""The forms of the client's policy (`app.operations.offers`)."""


class Anchor(StrEnum):
    """What a step's day is counted from."""

    DUE = "due"
    LAST = "last"


class Dialling(StrEnum):
    """Who dials and when: an agent by hand, after reading the account, or the machine as soon as an agent is free."""

    NONE = "none"
    MANUAL = "manual"
    PREVIEW = "preview"
    PROGRESSIVE = "progressive"


class Stop(StrEnum):
    """What ends a strategy for a debt."""

    PAID = "paid"
    PROMISED = "promised"
    DISPUTED = "disputed"
    HARDSHIP = "hardship"
    CEASE = "cease"
    PLACED = "placed"


ALWAYS = frozenset({Stop.PAID, Stop.DISPUTED, Stop.CEASE, Stop.PLACED})
"""No strategy goes on after these, whatever it says: reading one without them fails."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing done. `day` counts from `anchor` (negative before a due day); `wait_days` at least pass after the step before.

    `window_days` after its day a step is still worth doing; later it is passed over, so that nobody gets last month's reminder.
    `channels` in the order tried; `template` is the key of the message or script.
    """

    key: str
    anchor: Anchor
    day: int
    channels: tuple[Channel, ...]
    template: str
    tone: str
    wait_days: int = 1
    window_days: int = 3
    dialling: Dialling = Dialling.NONE
    offers: tuple[str, ...] = ()

    @property
    def by_agent(self) -> bool:
        """Whether a person does it, so that it goes to the worklist and not to a channel."""
        return self.channels[0] is Channel.VOICE


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps of a strategy in order, and what stops it."""

    steps: tuple[Step, ...]
    stops: frozenset[Stop]


@dataclass(frozen=True, slots=True)
class Taken:
    """A step that was done for a debt, on its person's day."""

    step: str
    on: date


@dataclass(frozen=True, slots=True)
class History:
    """What a debt lived under the strategy. `since`: the day it came under it; `due_on` None: nothing was ever due.

    `facts` are what holds today of that which can stop it.
    """

    since: date
    due_on: date | None
    taken: tuple[Taken, ...] = ()
    facts: frozenset[Stop] = frozenset()
