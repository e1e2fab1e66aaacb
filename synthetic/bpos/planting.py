"""The contacts that mistreat: moved, worded or added to what a careful vendor would have made."""

from dataclasses import replace

import numpy as np

from synthetic.bpos.arrays import Flags, Floats, Ints
from synthetic.bpos.choosing import GRACE_DAYS, SILENT, Occasions, may_rest, next_working, talked_to_somebody
from synthetic.bpos.debtors import Debtors
from synthetic.bpos.events import ANSWER, CHANNEL, KIND, Events, events, pick
from synthetic.bpos.living import others_heard
from synthetic.bpos.practice import HOUR_S, MARGIN_S, Calendar, Practice
from synthetic.bpos.words import Answer, Channel, Kind

_LATEST_S = 23.5 * HOUR_S


def plant(
    made: Events, ways: Ints, what: Occasions, how: Practice, cal: Calendar, debtors: Debtors, rng: np.random.Generator
) -> Events:
    """`made` with the misconduct of `ways` (debtors × kinds, times). Contacts keep their positions; new ones come after them."""
    before = made.day < what.last[made.account]
    made = _over_calling(made, before, ways[:, KIND[Kind.OVER_CALLING]], how, cal, rng)
    soon = made.day < debtors.until[made.account]
    made = _rest_day(made, ways[:, KIND[Kind.REST_DAY]], what, cal, rng)
    made = _out_of_hours(made, soon, ways[:, KIND[Kind.OUT_OF_HOURS]], what, cal, rng)
    for kind in SILENT:
        made = _not_silent(made, kind, ways[:, KIND[kind]], what, how, cal, debtors, rng)
    soon = made.day < debtors.until[made.account]
    heard = others_heard(made) & talked_to_somebody(made)
    made = _say(made, Kind.DISCLOSURE, soon & heard, ways[:, KIND[Kind.DISCLOSURE]], rng)
    for kind in (Kind.THREAT, Kind.INSULT):
        made = _worded(made, kind, soon, ways[:, KIND[kind]], what, cal, rng)
        soon = made.day < debtors.until[made.account]
    return made


def _over_calling(made: Events, before: Flags, ways: Ints, how: Practice, cal: Calendar, rng: np.random.Generator) -> Events:
    """Bursts: the day's call moved to the morning and `over` more after it; only the last is sure to exceed."""
    if how.over is None:
        return made
    at = pick(before & made.on(Channel.VOICE), made.account, ways, rng)
    day, more = made.day[at], how.over
    opens, spread = cal.open_s[day], cal.close_s[day] - cal.open_s[day]
    second = made.second.copy()
    second[at] = np.floor(opens + spread * rng.uniform(0, 0.1, len(at)))
    length = spread * 0.88 / more
    start = opens + spread * 0.12
    times = start[:, None] + length[:, None] * (np.arange(more) + rng.uniform(0.1, 0.2, (len(at), more)))
    account, days = np.repeat(made.account[at], more), np.repeat(day, more)
    burst = events(account, days, np.floor(times.ravel()), np.full(len(account), CHANNEL[Channel.VOICE]))
    last = np.tile(np.arange(more) == more - 1, len(at))
    burst = replace(burst, planted=np.where(last, KIND[Kind.OVER_CALLING], -1), rides=~last)
    return replace(made, second=second).add(burst)


def _rest_day(made: Events, ways: Ints, what: Occasions, cal: Calendar, rng: np.random.Generator) -> Events:
    free = (made.planted < 0) & ~made.rides & may_rest(made, cal, what.last)
    at = pick(free & _alone_that_day(made), made.account, ways, rng)
    sunday = made.day[at] + 6 - cal.weekday[made.day[at]]
    return _moved(made, at, sunday, made.second[at], Kind.REST_DAY)


def _out_of_hours(made: Events, soon: Flags, ways: Ints, what: Occasions, cal: Calendar, rng: np.random.Generator) -> Events:
    """Calls moved to the night of the same day; a debtor with no call gets one."""
    free = soon & made.on(Channel.VOICE) & (made.planted < 0) & ~made.rides & _alone_that_day(made)
    at = pick(free, made.account, ways, rng)
    done = np.zeros(len(ways), bool)
    done[made.account[at]] = True
    made = _moved(made, at, made.day[at], _night(made.day[at], cal, rng), Kind.OUT_OF_HOURS)
    who = np.flatnonzero((ways > 0) & ~done)
    day = next_working(cal)[np.floor(rng.random(len(who)) * what.last[who]).astype(int)]
    day = np.where(day < what.last[who], day, next_working(cal)[0])
    fits = day < what.last[who]
    who, day = who[fits], day[fits]
    call = np.full(len(who), CHANNEL[Channel.VOICE])
    return made.add(events(who, day, _night(day, cal, rng), call, planted=KIND[Kind.OUT_OF_HOURS]))


def _night(day: Ints, cal: Calendar, rng: np.random.Generator) -> Floats:
    """Half an hour to an hour and a half outside the lawful window, after it or, one time in four, before."""
    away = rng.uniform(1800, 5400, len(day))
    evening = np.minimum(cal.close_s[day] + MARGIN_S + away, _LATEST_S)
    return np.floor(np.where(rng.random(len(day)) < 0.25, cal.open_s[day] - MARGIN_S - away, evening))


def _moved(made: Events, at: Ints, day: Ints, second: Floats, kind: Kind) -> Events:
    days, seconds, planted = made.day.copy(), made.second.copy(), made.planted.copy()
    days[at], seconds[at], planted[at] = day, second, KIND[kind]
    return replace(made, day=days, second=seconds, planted=planted)


def _alone_that_day(made: Events) -> Flags:
    """No burst on the same day of the same debtor, which moving one call would undo."""
    key = made.account * 1000 + made.day
    alone: Flags = ~np.isin(key, key[made.rides | (made.planted >= 0)])
    return alone


def _not_silent(
    made: Events,
    kind: Kind,
    ways: Ints,
    what: Occasions,
    how: Practice,
    cal: Calendar,
    debtors: Debtors,
    rng: np.random.Generator,
) -> Events:
    """Contacts after the debtor was owed silence, the first some days later, the others well apart: calls, answered or not,
    after a stop; words that ask for payment, in a call or a message, after a dispute or a payment."""
    days, working = len(cal.works), next_working(cal)
    spoken_share, answered = (1.0, 0.4) if kind is Kind.IGNORED_STOP else (0.4, 1.0)
    day = working[np.minimum(what.silent[kind] + GRACE_DAYS[kind], days)]
    for time in range(int(ways.max(initial=0))):
        who = np.flatnonzero((ways > time) & (day < debtors.until))
        spoken = rng.random(len(who)) < spoken_share
        written = np.where(rng.random(len(who)) < 0.5, CHANNEL[Channel.SMS], CHANNEL[Channel.WHATSAPP])
        talk = spoken & (rng.random(len(who)) < answered)
        second = np.floor(rng.uniform(cal.open_s[day[who]], cal.close_s[day[who]]))
        channel = np.where(spoken, CHANNEL[Channel.VOICE], written)
        answer = np.where(talk, ANSWER[Answer.DEBTOR], ANSWER[Answer.NONE])
        made = made.add(events(who, day[who], second, channel, answer, planted=KIND[kind]))
        day = working[np.minimum(day + max(4, how.call_gap_days), days)]
    return made


def _say(made: Events, kind: Kind, among: Flags, ways: Ints, rng: np.random.Generator) -> Events:
    said = made.said.copy()
    said[pick(among & (made.said < 0), made.account, ways, rng)] = KIND[kind]
    return replace(made, said=said)


def _worded(
    made: Events, kind: Kind, soon: Flags, ways: Ints, what: Occasions, cal: Calendar, rng: np.random.Generator
) -> Events:
    """Said to the debtor, else written, else in a message of its own."""
    can = soon & (made.said < 0)
    to_debtor = can & made.talk & made.on(Channel.VOICE)
    spoken = np.isin(made.account, made.account[to_debtor])
    written = can & ~spoken & (made.on(Channel.SMS) | made.on(Channel.WHATSAPP) | made.on(Channel.VOICEMAIL))
    among = to_debtor | written
    who = np.flatnonzero((ways > 0) & ~np.isin(np.arange(len(ways)), made.account[among]))
    day = next_working(cal)[np.maximum(0, np.floor(rng.random(len(who)) * what.last[who] * 0.9).astype(int))]
    day = np.where(day < what.last[who], day, next_working(cal)[0])
    fits = day < what.last[who]
    who, day = who[fits], day[fits]
    made = _say(made, kind, among, ways, rng)
    sms = np.full(len(who), CHANNEL[Channel.SMS])
    note = events(who, day, np.floor(rng.uniform(cal.open_s[day], cal.close_s[day])), sms)
    return made.add(replace(note, said=np.full(len(who), KIND[kind]), planted=np.full(len(who), KIND[kind])))
