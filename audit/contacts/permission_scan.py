"""One contact imagined at many instants, each judged by the engine that judges logs, so that gate and audit cannot disagree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from audit.contacts.clocks import zones
from audit.contacts.contact import AnsweredBy, Channel, Contact
from audit.contacts.judge import judged, unpacked
from audit.contacts.permission_moments import instant_us
from audit.contacts.rows import country_code, timelines
from audit.contacts.ruled import CHANNELS, CountryRules
from audit.contacts.timeline import ANSWERED, UNKNOWN, Flags, Ints, Timeline
from audit.rules import RuleStatus

SPOKEN = (Channel.VOICE, Channel.VOICEMAIL, Channel.IVR_PRERECORDED, Channel.VISIT)


@dataclass(frozen=True, slots=True)
class Imagined:
    """A person's history of one country with the proposed contact last; `rules` are books it is held against."""

    contacts: Timeline
    rules: tuple[CountryRules, ...]

    @property
    def past_us(self) -> Ints:
        """When what went before happened."""
        return self.contacts.at_us[:-1]

    def refused_at(self, at_us: Ints) -> Flags:
        """For each instant whether the contact would break, or make another break, a rule by its strict reading.

        Who will answer is not known before, so every answer is tried; an unknown zone is read on every clock of the country.
        """
        refused = np.zeros(at_us.size, dtype=bool)
        for book in self.rules:
            if book.judged and not refused.all():
                open_at = np.flatnonzero(~refused)
                ways = np.array([*product(self._clocks(book), map(ANSWERED.index, answers(book, self.channel)))])
                zone, answer = np.repeat(ways, open_at.size, axis=0).T
                broken = self._breaks(np.tile(at_us[open_at], len(ways)), book, answer, zone)
                refused[open_at] = broken.reshape(len(ways), -1).any(axis=0)
        return refused

    def _clocks(self, book: CountryRules) -> list[int]:
        if not (self.contacts.zone == UNKNOWN).any():
            return [UNKNOWN]
        return [UNKNOWN, *(zones().index(name) for name in book.zones)]

    @property
    def channel(self) -> Channel:
        """The proposed contact's."""
        return CHANNELS[int(self.contacts.channel[-1])]

    def _breaks(self, at_us: Ints, book: CountryRules, answer: Ints, zone: Ints) -> Flags:
        """The proposed contact beside its history, once for each instant, answer and clock, as if each were another debtor's."""
        one, many = len(self.contacts), at_us.size
        copies = self.contacts.taken(np.tile(np.arange(one), many))
        debtor = np.repeat(np.arange(many), one)
        instants, answered = copies.at_us.copy(), copies.answered.copy()
        mine = np.arange(many) * one + one - 1
        instants[mine], answered[mine] = at_us, answer
        clock = np.where(copies.zone == UNKNOWN, np.repeat(zone, one), copies.zone)
        row = np.tile(np.arange(one), many)
        copies = replace(copies, row=row, debtor=debtor, at_us=instants, answered=answered, zone=clock)
        ordered = copies.taken(np.lexsort((row, instants, debtor)))
        found = strict(ordered, book)
        broken = found.copy()
        hers = ordered.row == one - 1
        refused = np.zeros(many, dtype=bool)
        refused[ordered.debtor[hers & (broken > 0)]] = True
        if self.past_us.size and at_us.min() <= self.past_us.max():
            others = {each: self._others(book, each) for each in np.unique(zone).tolist()}
            before = np.array([others[each] for each in zone.tolist()])
            refused |= np.bincount(ordered.debtor[~hers], weights=broken[~hers], minlength=many) > before
        return refused

    def _others(self, book: CountryRules, zone: int) -> int:
        rest = self.contacts.taken(slice(0, -1))
        rest = replace(rest, zone=np.where(rest.zone == UNKNOWN, zone, rest.zone))
        return int(strict(rest, book).sum())


def answers(book: CountryRules, channel: Channel) -> tuple[AnsweredBy, ...]:
    """Who may turn out to be at the other end. The house's own caps do not count a message as a conversation before it is one."""
    law = any(rule.rule.status is not RuleStatus.POLICY_DEFAULT for rule in book.judged)
    return (AnsweredBy.NONE, AnsweredBy.DEBTOR) if law or channel in SPOKEN else (AnsweredBy.NONE,)


def clocks(contacts: Sequence[Contact], book: CountryRules) -> tuple[str | None, ...]:
    """What an empty zone is read as: as the engine reads it, then each clock of the country."""
    return (None, *book.zones) if any(not c.timezone for c in contacts) else (None,)


def strict(contacts: Timeline, book: CountryRules) -> Ints:
    """For each contact how many rules it breaks by their strict readings."""
    found = judged(contacts, book)
    which = np.array([unpacked(int(text))[1] == 0 for text in found.text], dtype=bool)
    return np.bincount(found.at[which], minlength=len(contacts)) if which.size else np.zeros(len(contacts), dtype=np.int64)


def relevant(history: Sequence[Contact], proposed: Contact, since_us: int) -> list[Contact]:
    """What counts beside the proposed contact: the same person's, in the same country, not too long ago."""
    country = country_code(proposed.country)
    mine = (c for c in history if c.debtor_id == proposed.debtor_id and instant_us(c.at) >= since_us)
    return [c for c in mine if country_code(c.country) == country]


def imagined(near: Sequence[Contact], proposed: Contact, rules: tuple[CountryRules, ...]) -> Imagined:
    """One timeline, the proposed contact last. Raises BadContacts."""
    (timeline,) = timelines([*near, proposed])
    mine = timeline.row == len(near)
    return Imagined(timeline.taken(np.concatenate([np.flatnonzero(~mine), np.flatnonzero(mine)])), rules)
