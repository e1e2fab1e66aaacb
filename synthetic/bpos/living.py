"""What follows from contacts: debtors act by their mission, and a careful vendor minds a talk, a stop, a dispute, a payment."""

from dataclasses import dataclass

import numpy as np

from synthetic.bpos.arrays import Flags, Floats, Ints
from synthetic.bpos.debtors import Debtors
from synthetic.bpos.events import ANSWER, DAY_S, Events, rank_within
from synthetic.bpos.practice import Calendar, Practice
from synthetic.bpos.words import DOES_AT_FIRST_TALK, MISSIONS, Answer, Channel, Did, Kind, Mission

DIDS = tuple(Did)
_FIRST = np.array([DIDS.index(DOES_AT_FIRST_TALK[m]) if m in DOES_AT_FIRST_TALK else -1 for m in MISSIONS])
_SILENCING = (DIDS.index(Did.ASKED_TO_STOP), DIDS.index(Did.DISPUTED))
IGNORING = {
    Kind.IGNORED_STOP: DIDS.index(Did.ASKED_TO_STOP),
    Kind.IGNORED_DISPUTE: DIDS.index(Did.DISPUTED),
    Kind.DUNNED_AFTER_PAYMENT: DIDS.index(Did.PAID),
}


@dataclass(frozen=True, slots=True)
class Turns:
    """What each debtor did that changes what it is owed, one element a debtor; -1 where nothing.

    `act` is the position in `DIDS` of what it did at its first talk, `contact` which contact that was; `pays` the day it
    pays, `due` the day it promised to.
    """

    act: Ints
    contact: Ints
    pays: Ints
    due: Ints


def talked(made: Events) -> Flags:
    """Contacts in which a person of the vendor spoke with the debtor."""
    return made.talk & (made.on(Channel.VOICE) | made.on(Channel.VISIT))


def minded(made: Events, how: Practice, cal: Calendar, debtors: Debtors, rng: np.random.Generator) -> tuple[Events, Turns]:
    """The contacts a careful vendor still makes, knowing what happened before, and what the debtors did in them."""
    size, days = len(debtors), len(cal.works)
    payer = debtors.mission == MISSIONS.index(Mission.ALREADY_PAID)
    pays = np.where(payer, rng.integers(2, max(3, days // 2), size), -1)
    promised_in = rng.integers(4, 9, size)
    free_from, shut = np.zeros(size, int), np.where(payer, pays, days)
    act, contact, due = (np.full(size, -1) for _ in range(3))
    kept = np.zeros(len(made), bool)
    rank = rank_within(made.account)
    talk, person = made.talk, talked(made)
    for turn in range(int(rank.max(initial=-1)) + 1):
        at = np.flatnonzero(rank == turn)
        who, day = made.account[at], made.day[at]
        fine = (day >= free_from[who]) & (day < shut[who])
        at, who, day = at[fine], who[fine], day[fine]
        kept[at] = True
        met = talk[at]
        free_from[who[met]] = _quiet_until(day[met], how, cal)
        new = person[at] & (act[who] < 0) & (_FIRST[debtors.mission[who]] >= 0)
        who, at, day = who[new], at[new], day[new]
        act[who], contact[who] = _FIRST[debtors.mission[who]], at
        silenced = np.isin(act[who], _SILENCING)
        shut[who[silenced]] = day[silenced]
        promise = act[who] == DIDS.index(Did.PROMISED)
        due[who[promise]] = day[promise] + promised_in[who[promise]]
        pays[who[promise]] = due[who[promise]] + 3
        shut[who[promise]] = np.minimum(days, pays[who[promise]])
    pays = np.where(pays < days, pays, -1)
    new_position = np.cumsum(kept) - 1
    return made.keep(kept), Turns(act, np.where(contact < 0, -1, new_position[contact]), pays, due)


def _quiet_until(day: Ints, how: Practice, cal: Calendar) -> Ints:
    free = day + how.quiet_days
    return np.maximum(free, day + 7 - cal.weekday[day]) if how.quiet_week else free


def silences(made: Events, turns: Turns) -> dict[Kind, Floats]:
    """For each duty to be silent, the instant it begins for each debtor (infinite where it does not)."""
    ends = np.where(turns.contact >= 0, made.instant[turns.contact] + made.duration[turns.contact], np.inf)
    return {
        Kind.IGNORED_STOP: np.where(turns.act == IGNORING[Kind.IGNORED_STOP], ends, np.inf),
        Kind.IGNORED_DISPUTE: np.where(turns.act == IGNORING[Kind.IGNORED_DISPUTE], ends, np.inf),
        Kind.DUNNED_AFTER_PAYMENT: np.where(turns.pays >= 0, turns.pays * DAY_S + 6 * 3600, np.inf),
    }


def others_heard(made: Events) -> Flags:
    """Contacts somebody else than the debtor answered."""
    others: Flags = made.answer == ANSWER[Answer.THIRD]
    return others
