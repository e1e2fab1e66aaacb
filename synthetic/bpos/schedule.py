"""What a careful vendor's dialler plans: calls and messages far enough apart for the country's law, on days it may work."""

from dataclasses import replace

import numpy as np

from synthetic.bpos.arrays import Floats, Ints
from synthetic.bpos.conduct import Vendor
from synthetic.bpos.debtors import Debtors
from synthetic.bpos.events import ANSWER, CHANNEL, Events, events
from synthetic.bpos.practice import MARGIN_S, Calendar, Practice
from synthetic.bpos.words import MISSIONS, Answer, Channel, Mission

_CALLS = (Channel.VOICE, Channel.VOICEMAIL, Channel.IVR, Channel.VISIT)
_CALL_SHARES = (0.82, 0.06, 0.07, 0.05)
_WRITTEN = (Channel.SMS, Channel.WHATSAPP, Channel.EMAIL, Channel.LETTER)
_WRITTEN_SHARES = (0.4, 0.3, 0.22, 0.08)
_OTHERS_ANSWER = (MISSIONS.index(Mission.WRONG_PERSON), MISSIONS.index(Mission.MOTHER_ANSWERS))
_TALK, _TALK_ALWAYS, _OTHER, _OTHER_ALWAYS, _MACHINE = 0.42, 0.9, 0.05, 0.65, 0.12


def planned(vendor: Vendor, how: Practice, cal: Calendar, debtors: Debtors, rng: np.random.Generator) -> Events:
    """Contacts planned for everybody, sorted; who answers is drawn, what follows from an answer is not yet minded."""
    calls = _stream(how.call_gap_days, 0.0 if vendor.keen else 1.6, cal, debtors, rng)
    written = _stream(how.written_gap_days, 0.0 if vendor.keen else 2.5, cal, debtors, rng)
    channel = rng.choice([CHANNEL[c] for c in _CALLS], len(calls), p=_CALL_SHARES)
    paper = rng.choice([CHANNEL[c] for c in _WRITTEN], len(written), p=_WRITTEN_SHARES)
    made = events(calls[:, 0], calls[:, 1], _within(calls[:, 1], vendor, cal, rng), channel)
    busy = np.zeros((len(debtors), len(cal.works)), bool)
    busy[made.account, made.day] = True
    free = ~busy[written[:, 0], written[:, 1]]
    written, paper = written[free], paper[free]
    made = made.add(events(written[:, 0], written[:, 1], _within(written[:, 1], vendor, cal, rng), paper)).in_order()
    soft = made.day >= debtors.until[made.account]
    made = made.keep(debtors.worked[made.account] & (~soft | (rng.random(len(made)) < vendor.burn.softer)))
    return _answered(made, debtors, rng)


def _stream(gap_days: int, mean_extra: float, cal: Calendar, debtors: Debtors, rng: np.random.Generator) -> Ints:
    """Rows (account, day), at least `gap_days` apart within an account; days the vendor does not work are passed over."""
    size, days = len(debtors), len(cal.works)
    most = days // gap_days + 1
    first = rng.integers(0, gap_days + 1, (size, 1))
    steps = gap_days + rng.poisson(mean_extra * min(1.0, gap_days / 3), (size, most - 1))
    day = np.cumsum(np.concatenate([first, steps], axis=1), axis=1)
    inside = day < days
    account = np.broadcast_to(np.arange(size)[:, None], day.shape)[inside]
    flat = day[inside]
    works = cal.works[flat]
    return np.stack([account[works], flat[works]], axis=1)


def _within(day: Ints, vendor: Vendor, cal: Calendar, rng: np.random.Generator) -> Floats:
    opens, closes = cal.open_s[day], cal.close_s[day]
    second = np.floor(opens + rng.beta(1.4, 1.6, len(day)) * (closes - opens))
    if not vendor.keen:
        return second
    edge = rng.random(len(day))
    return np.where(edge < 0.3, opens - MARGIN_S, np.where(edge < 0.6, closes + MARGIN_S - 1, second))


def _answered(made: Events, debtors: Debtors, rng: np.random.Generator) -> Events:
    mission = debtors.mission[made.account]
    skill = debtors.agent_skill[debtors.agent[made.account]]
    always = mission == MISSIONS.index(Mission.ALWAYS_ANSWERS)
    others = np.isin(mission, _OTHERS_ANSWER)
    talk = np.where(others, 0.0, np.clip(np.where(always, _TALK_ALWAYS, _TALK) * skill, 0, 0.95))
    other = np.where(others, _OTHER_ALWAYS, np.where(always, 0.0, _OTHER))
    drawn = rng.random(len(made))
    answer = np.full(len(made), ANSWER[Answer.NONE])
    answer[drawn < talk + other + _MACHINE] = ANSWER[Answer.MACHINE]
    answer[drawn < talk + other] = ANSWER[Answer.THIRD]
    answer[drawn < talk] = ANSWER[Answer.DEBTOR]
    answer[made.on(Channel.VOICEMAIL)] = ANSWER[Answer.MACHINE]
    silent = made.on(Channel.IVR) | made.on(Channel.VISIT)
    answer[silent & (answer == ANSWER[Answer.MACHINE])] = ANSWER[Answer.NONE]
    answer[~made.spoken] = ANSWER[Answer.NONE]
    return replace(made, answer=answer, duration=durations(made, answer, rng))


def durations(made: Events, answer: Ints, rng: np.random.Generator) -> Floats:
    """Seconds each contact lasted, 0 where nobody answered or nothing was said."""
    size = len(made)
    long = np.clip(np.exp(rng.normal(4.7, 0.6, size)), 15, 1500)
    brief = np.clip(np.exp(rng.normal(3.2, 0.4, size)), 6, 120)
    length = np.where(answer == ANSWER[Answer.DEBTOR], long, brief)
    return np.where(made.spoken & (answer != ANSWER[Answer.NONE]), np.round(length, 0), 0.0)
