"""Rules on how often: caps over a period, gaps between two contacts, and waits that an event begins."""

from dataclasses import dataclass

import numpy as np

from audit.contacts.clocks import HOUR_US
from audit.contacts.contact import Channel
from audit.contacts.counting import Flags, Ints, earlier_same, earlier_within, first_in, groups, last_before
from audit.contacts.days_off import places
from audit.contacts.limbs import Broken, Limb
from audit.contacts.ruled import CHANNELS, SPAN_DAYS, LogRule, channel_mask
from audit.contacts.timeline import BY_DEBTOR, UNKNOWN, Clock, Timeline
from audit.rule_params import After, CapReading, Counts, Period

_SPOKEN = np.array([c in (Channel.VOICE, Channel.VOICEMAIL, Channel.IVR_PRERECORDED, Channel.VISIT) for c in CHANNELS])
_THURSDAY = 3
_ROLLING = (Period.SEVEN_DAYS, Period.ROLLING_WEEK)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Rows a cap looks at, those counted together side by side; `at` is where they stand in the timeline."""

    at: Ints
    group: Ints
    day: Ints


def capped(contacts: Timeline, clock: Clock, bound: Flags, rule: LogRule, reading: CapReading) -> Broken:
    """Where the cap, the gap or both are broken. `bound` says which contacts the rule is for."""
    if reading.after is After.CONVERSATION:
        return _after_conversation(contacts, clock, bound, rule, reading)
    counted = bound & ~contacts.inbound & _counts(contacts, reading.counts)
    if reading.after is After.DIRECT_CONTACT:
        return _after_direct(contacts, clock, bound, counted, rule, reading)
    chosen = _chosen(contacts, clock, counted, rule, reading.per_channel)
    broken = Broken.none(len(contacts))
    number = counted_so_far(chosen.group, chosen.day, reading.period)
    limb = np.where(number > reading.max, Limb.OVER, 0)
    if reading.gap_hours is not None:
        since = _since_previous(contacts.at_us[chosen.at], chosen.group)
        near = (since >= 0) & (since < round(reading.gap_hours * HOUR_US))
        limb = np.where(near, np.where(limb > 0, Limb.OVER_AND_NEAR, Limb.NEAR), limb)
        broken.other[chosen.at] = since
    broken.limb[chosen.at] = limb
    broken.number[chosen.at] = number
    return broken


def counted_in(contacts: Timeline, clock: Clock, rule: LogRule, reading: CapReading) -> tuple[Ints, Ints]:
    """Which contacts a cap counts, and the place each takes in its period."""
    counted = rule_binds(contacts, clock, rule) & ~contacts.inbound & _counts(contacts, reading.counts)
    chosen = _chosen(contacts, clock, counted, rule, reading.per_channel)
    return chosen.at, counted_so_far(chosen.group, chosen.day, reading.period)


def rule_binds(contacts: Timeline, clock: Clock, rule: LogRule) -> Flags:
    """Contacts the rule is for: its channels, its place, its days of force; whoever began them."""
    first, last = rule.days
    bound: Flags = rule.channels[contacts.channel] & (clock.day >= first) & (clock.day <= last)
    if rule.rule.subdivision is not None:
        place = rule.rule.subdivision
        bound &= contacts.place == (places().index(place) if place in places() else UNKNOWN - 1)
    return bound


def counted_so_far(group: Ints, day: Ints, period: Period) -> Ints:
    """For each row the place it takes in its period: 1 for the first."""
    every = np.ones(group.size, dtype=bool)
    if period in _ROLLING:
        return earlier_within(group, day, every, SPAN_DAYS[period]) + 1
    return earlier_same(group, period_of(day, period), every) + 1


def period_of(day: Ints, period: Period) -> Ints:
    """The day, the week that begins on a Monday, or the month a local date belongs to, as a number."""
    if period is Period.CALENDAR_WEEK:
        return (day + _THURSDAY) // 7
    if period is Period.CALENDAR_MONTH:
        return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    return day


def _after_direct(contacts: Timeline, clock: Clock, bound: Flags, counted: Flags, rule: LogRule, reading: CapReading) -> Broken:
    """Whatever counts after the first direct contact of the period; in one reading only by another channel."""
    starts = bound & ~contacts.inbound & _counts(contacts, Counts.DIRECT)
    if reading.after_channels:
        starts &= channel_mask(reading.after_channels)[contacts.channel]
    chosen = _chosen(contacts, clock, counted | starts, rule, reading.per_channel)
    first = first_in(chosen.group, period_of(chosen.day, reading.period), starts[chosen.at])
    later = (first >= 0) & (np.arange(first.size) > first) & counted[chosen.at]
    if reading.other_channel_only:
        channel = contacts.channel[chosen.at]
        later &= channel != channel[first]
    return _begun(contacts, clock, chosen, later, first, np.zeros(first.size, dtype=np.int64))


def _after_conversation(contacts: Timeline, clock: Clock, bound: Flags, rule: LogRule, reading: CapReading) -> Broken:
    """Calls on the dates that begin with a conversation's own; who placed the conversation is as the reading says."""
    starts = bound & (contacts.answered == BY_DEBTOR) & channel_mask(reading.after_channels or ("any",))[contacts.channel]
    if not reading.after_inbound:
        starts &= ~contacts.inbound
    counted = bound & ~contacts.inbound & _counts(contacts, reading.counts)
    chosen = _chosen(contacts, clock, counted | starts, rule, reading.per_channel)
    begun = starts[chosen.at]
    waiting = earlier_within(chosen.group, chosen.day, begun, SPAN_DAYS[reading.period]) > 0
    last = last_before(chosen.group, begun)
    number = chosen.day - chosen.day[last] + 1
    return _begun(contacts, clock, chosen, waiting & counted[chosen.at], last, number)


def _begun(contacts: Timeline, clock: Clock, chosen: _Chosen, later: Flags, event: Ints, number: Ints) -> Broken:
    broken = Broken.none(len(contacts))
    broken.limb[chosen.at] = np.where(later, Limb.AFTER, 0)
    broken.number[chosen.at] = number
    broken.other[chosen.at] = clock.us[chosen.at[event]] if event.size else event
    return broken


def _counts(contacts: Timeline, counts: Counts) -> Flags:
    """Every attempt; contacts with the debtor; or those plus whatever was sent in writing."""
    if counts is Counts.ATTEMPT:
        return np.ones(len(contacts), dtype=bool)
    direct: Flags = contacts.answered == BY_DEBTOR
    return direct if counts is Counts.DIRECT else direct | ~_SPOKEN[contacts.channel]


def _chosen(contacts: Timeline, clock: Clock, wanted: Flags, rule: LogRule, per_channel: bool) -> _Chosen:
    at = np.flatnonzero(wanted)
    keys = [contacts.debtor[at]]
    if rule.by_account:
        keys.append(contacts.account[at])
    if per_channel:
        keys.append(contacts.channel[at])
    if len(keys) > 1:
        order = np.lexsort(keys[::-1])
        at, keys = at[order], [key[order] for key in keys]
    return _Chosen(at, groups(*keys), clock.day[at])


def _since_previous(at_us: Ints, group: Ints) -> Ints:
    """Time since the row before it of its group; -1 for the first."""
    since = np.full(at_us.size, -1, dtype=np.int64)
    since[1:] = np.where(group[1:] == group[:-1], at_us[1:] - at_us[:-1], -1)
    return since
