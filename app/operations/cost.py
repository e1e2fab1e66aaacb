"""What one contact costs, by country and channel; the cheapest one that works comes first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from app.operations.scripts_length import length
from audit.contacts.contact import Channel

_FILE = Path(__file__).with_name("channel_costs.yaml")
MICROS = 1_000_000


@dataclass(frozen=True, slots=True)
class Cost:
    """Millionths of the unit of `currency`."""

    micros: int
    currency: str


@dataclass(frozen=True, slots=True)
class Works:
    """How a channel did with a person: messages that arrived and that did not, in a row from the newest."""

    failed_in_a_row: int = 0


def cost_of(channel: Channel, country: str, text: str = "") -> Cost | None:
    """One message or call; an SMS by its parts. None where nobody wrote down what it costs there."""
    row = _table().get(country)
    if row is None or channel.value not in row:
        return None
    parts = (length(text, channel).segments or 1) if text else 1
    return Cost(int(str(row[channel.value])) * parts, str(row["currency"]))


def in_order(channels: Sequence[Channel], country: str, works: Mapping[Channel, Works]) -> tuple[Channel, ...]:
    """Cheapest first; those that failed twice running last; where no cost is known, as they were given."""

    def place(channel: Channel) -> tuple[bool, bool, int, int]:
        cost = cost_of(channel, country)
        failing = works.get(channel, Works()).failed_in_a_row >= 2
        return failing, cost is None, cost.micros if cost else 0, channels.index(channel)

    return tuple(sorted(dict.fromkeys(channels), key=place))


@cache
def _table() -> Mapping[str, Mapping[str, object]]:
    found: Mapping[str, Mapping[str, object]] = yaml.safe_load(_FILE.read_text(encoding="utf-8"))["currencies"]
    return found
