"""The vendor's own log: what happened, less what it leaves out, plus what never was."""

from dataclasses import dataclass

import numpy as np

from synthetic.bpos.arrays import Flags, Floats, Ints
from synthetic.bpos.conduct import Books
from synthetic.bpos.debtors import Debtors
from synthetic.bpos.events import ANSWER, CHANNEL, KIND, Events
from synthetic.bpos.living import DIDS, Turns, talked
from synthetic.bpos.practice import Calendar
from synthetic.bpos.words import Answer, Channel, Did, Kind, Lie

LIES = tuple(Lie)
LIE = {lie: n for n, lie in enumerate(LIES)}


@dataclass(frozen=True, slots=True)
class Log:
    """One element a row of the log. `contact` is the position of the contact it tells of, or -1 for one that never was;
    `account`, `instant` (seconds from the wave's first local midnight, by the vendor's clock), `channel`, `answer`,
    `duration` as written; `promised` the share of the debt it says was promised (0: no promise), `due` the day; `lies`
    rows × kinds; `unlogged` contacts left out."""

    contact: Ints
    account: Ints
    instant: Floats
    channel: Ints
    answer: Ints
    duration: Floats
    promised: Floats
    due: Ints
    lies: Flags
    unlogged: Flags

    def __len__(self) -> int:
        return len(self.contact)


def keep_books(books: Books, made: Events, turns: Turns, cal: Calendar, debtors: Debtors, rng: np.random.Generator) -> Log:
    """Write up a wave as the vendor would."""
    owner = debtors.agent[made.account]
    unlogged = _tempted(books.unlogged, books, owner, debtors, rng)
    rows = np.flatnonzero(~unlogged)
    told = made.keep(rows)
    owner = owner[rows]
    lies = np.zeros((len(rows), len(LIES)), bool)
    talk = talked(told)

    hidden = talk & _tempted(books.hidden_answers, books, owner, debtors, rng)
    lies[:, LIE[Lie.HIDDEN_ANSWER]] = hidden
    answer = np.where(hidden, ANSWER[Answer.NONE], told.answer)
    wrong = talk & ~hidden & _tempted(books.wrong_durations, books, owner, debtors, rng)
    lies[:, LIE[Lie.WRONG_DURATION]] = wrong
    longer = np.round(told.duration * rng.uniform(2.0, 5.0, len(rows)) + rng.uniform(60, 240, len(rows)))
    duration = np.where(hidden, 0.0, np.where(wrong, longer, told.duration))
    instant = told.instant + books.drift_s + rng.normal(0, books.jitter_s, len(rows))
    night = told.planted == KIND[Kind.OUT_OF_HOURS]
    inside = night & _tempted(books.moves_inside, books, owner, debtors, rng)
    lies[:, LIE[Lie.MOVED_INSIDE]] = inside
    lawful = told.day * 86_400.0 + rng.uniform(cal.open_s[told.day], cal.close_s[told.day])
    instant = np.where(inside, lawful, instant)
    promised, due = _promises(books, told, rows, hidden, turns, lies, owner, debtors, rng)
    log = Log(rows, told.account, instant, told.channel, answer, duration, promised, due, lies, unlogged)
    return _with_fakes(log, books, cal, debtors, rng)


def _tempted(rate: float, books: Books, owner: Ints, debtors: Debtors, rng: np.random.Generator) -> Flags:
    """Which rows an agent would lie in, some agents being likelier to."""
    agents, rho = len(debtors.agent_skill), books.clustering
    own = (
        rng.beta(rate * (1 - rho) / rho, (1 - rate) * (1 - rho) / rho, agents) if rho and 0 < rate < 1 else np.full(agents, rate)
    )
    tempted: Flags = rng.random(len(owner)) < own[owner]
    return tempted


def _promises(
    books: Books,
    told: Events,
    rows: Ints,
    hidden: Flags,
    turns: Turns,
    lies: Flags,
    owner: Ints,
    debtors: Debtors,
    rng: np.random.Generator,
) -> tuple[Floats, Ints]:
    act, contact = turns.act[told.account], turns.contact[told.account]
    real = (act == DIDS.index(Did.PROMISED)) & (contact == rows) & ~hidden
    altered = real & _tempted(books.altered_promises, books, owner, debtors, rng)
    promised_already = (act == DIDS.index(Did.PROMISED)) & (contact <= rows)
    invented = talked(told) & ~hidden & ~real & ~promised_already & _tempted(books.invented_promises, books, owner, debtors, rng)
    lies[:, LIE[Lie.ALTERED_PROMISE]] = altered
    lies[:, LIE[Lie.INVENTED_PROMISE]] = invented
    share = np.where(real, 1.0, 0.0)
    share = np.where(altered, rng.choice([0.5, 0.75, 1.5, 2.0], len(rows)), share)
    share = np.where(invented, rng.choice([0.25, 0.5, 1.0], len(rows)), share)
    due = np.where(real, turns.due[told.account], np.where(invented, told.day + rng.integers(3, 10, len(rows)), -1))
    return share, due


def _with_fakes(log: Log, books: Books, cal: Calendar, debtors: Debtors, rng: np.random.Generator) -> Log:
    """Attempts that never were: voice, lawful hours, nobody there, like a real "no answer"."""
    count = rng.poisson(len(log) * books.fakes / (1 - books.fakes)) if books.fakes else 0
    days, own = np.flatnonzero(cal.works), np.flatnonzero(debtors.worked)
    if count == 0 or not len(days) or not len(own):
        return log
    agents = np.ones(len(debtors.agent_skill))
    rho = books.clustering
    if rho:
        agents = rng.gamma((1 - rho) / rho, rho / (1 - rho), len(agents))
    weight = agents[debtors.agent[own]]
    account = rng.choice(own, count, p=weight / weight.sum())
    day = rng.choice(days, count)
    instant = day * 86_400.0 + rng.uniform(cal.open_s[day], cal.close_s[day])
    lies = np.zeros((count, len(LIES)), bool)
    lies[:, LIE[Lie.FAKE_ATTEMPT]] = True
    return Log(
        contact=np.r_[log.contact, np.full(count, -1)],
        account=np.r_[log.account, account],
        instant=np.r_[log.instant, instant],
        channel=np.r_[log.channel, np.full(count, CHANNEL[Channel.VOICE])],
        answer=np.r_[log.answer, np.full(count, ANSWER[Answer.NONE])],
        duration=np.r_[log.duration, np.zeros(count)],
        promised=np.r_[log.promised, np.zeros(count)],
        due=np.r_[log.due, np.full(count, -1)],
        lies=np.r_[log.lies, lies],
        unlogged=log.unlogged,
    )
