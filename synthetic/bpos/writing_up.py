"""From columns to rows: ids, clocks, outcomes, words."""

from collections.abc import Mapping, Sequence
from datetime import datetime, time, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

import numpy as np
import yaml

from synthetic.bpos.arrays import Flags
from synthetic.bpos.books import LIES, Log
from synthetic.bpos.events import DAY_S, KIND
from synthetic.bpos.living import DIDS, talked
from synthetic.bpos.rows import AccountRow, ActRow, ContactRow, LogRow, Touch, VendorRows
from synthetic.bpos.simulate import Lived, Wave
from synthetic.bpos.words import ANSWERS, CHANNELS, KINDS, MISSIONS, SPOKEN, Answer, Channel, Did, Kind, Lie

_PAYS_AT_S = 6 * 3600.0
_DUNNING = (KIND[Kind.IGNORED_DISPUTE], KIND[Kind.DUNNED_AFTER_PAYMENT])
_CODES = {"CL": "56", "CO": "57", "MX": "52", "PE": "51", "AR": "54", "BR": "55", "US": "1"}
_SAID = {Did.PROMISED: "promise", Did.DISPUTED: "dispute", Did.ASKED_TO_STOP: "stop", Did.SAID_LOST_JOB: "refused"}


def written_up(wave: Wave) -> tuple[VendorRows, ...]:
    """The rows of every vendor of the wave."""
    return tuple(_Desk(wave, lived, number).rows() for number, lived in enumerate(wave.lived))


@cache
def _phrases() -> Mapping[str, Mapping[str, Sequence[str]]]:
    found: Mapping[str, Mapping[str, Sequence[str]]] = yaml.safe_load(
        Path(__file__).with_name("phrases.yaml").read_text(encoding="utf-8")
    )
    return found


Named = TypeVar("Named", Kind, Lie)


class _Desk:
    """Writes up one vendor."""

    def __init__(self, wave: Wave, lived: Lived, number: int) -> None:
        self.wave, self.lived, self.number = wave, lived, number
        self.rng = np.random.default_rng([wave.seed, number, 7])
        self.midnight = datetime.combine(wave.plan.first, time())
        how, debtors = wave.how, lived.debtors
        self.zones = [ZoneInfo(how.zones[min(place, len(how.zones) - 1)]) for place in debtors.place]
        drawn = self.rng.choice(90_000_000, len(debtors) * 2, replace=False) + 10_000_000
        self.accounts = [self._account(n, drawn[2 * n], drawn[2 * n + 1]) for n in range(len(debtors))]
        order = np.argsort(lived.events.instant, kind="stable")
        self.order: list[int] = order.tolist()
        self.ids = [""] * len(order)
        for place, position in enumerate(order):
            self.ids[position] = f"{wave.how.country}{number}-{place + 1:07d}"

    def rows(self) -> VendorRows:
        lived = self.lived
        names = [a.account_id for a in self.accounts]
        ways = lived.ways
        days = len(self.wave.cal.works)
        return VendorRows(
            vendor=lived.vendor.name,
            rate=lived.rate,
            accounts=tuple(self.accounts),
            touches=tuple(self._touches()),
            acts=tuple(self._acts()),
            log=tuple(self._log(lived.log)),
            unlogged=frozenset(self.ids[n] for n in np.flatnonzero(lived.log.unlogged)),
            mistreated={names[n]: tuple(KINDS[k] for k in np.flatnonzero(ways[n])) for n in np.flatnonzero(ways.any(axis=1))},
            noticed={
                names[n]: self.wave.plan.first + timedelta(days=int(lived.debtors.until[n]))
                for n in np.flatnonzero(lived.debtors.until < days)
            },
        )

    def _account(self, n: int, account: int, debtor: int) -> AccountRow:
        how, debtors = self.wave.how, self.lived.debtors
        return AccountRow(
            account_id=str(account),
            debtor_id=f"D{debtor}",
            vendor=self.lived.vendor.name,
            country=how.country,
            subdivision=how.places[debtors.place[n]],
            timezone=self.zones[n].key,
            ghost=bool(debtors.ghost[n]),
            pair=int(debtors.pair[n]),
            mission=MISSIONS[debtors.mission[n]],
            segment=self.wave.plan.segments[debtors.segment[n]],
            amount=Decimal(int(debtors.amount[n])),
            currency=how.currency,
            agent=f"A{debtors.agent[n] + 1:02d}",
        )

    def _clock(self, account: int, instant: float) -> datetime:
        return (self.midnight + timedelta(seconds=round(instant))).replace(tzinfo=self.zones[account])

    def _contact(
        self, id: str, account: int, at: float, channel: Channel, answer: Answer, length: float, outcome: str
    ) -> ContactRow:
        owner = self.accounts[account]
        spoken = channel in SPOKEN
        return ContactRow(
            contact_id=id,
            debtor_id=owner.debtor_id,
            account_id=owner.account_id,
            vendor=owner.vendor,
            country=owner.country,
            subdivision=owner.subdivision,
            timezone=owner.timezone,
            channel=channel,
            direction="outbound",
            at=self._clock(account, at),
            outcome=outcome,
            answered_by=answer,
            duration_s=float(length) if spoken else None,
            caller_id=f"+{_CODES.get(owner.country, '593')}600{self.number:02d}{account % 7:03d}" if spoken else "",
            template="" if spoken else f"T{account % 4 + 1}",
        )

    def _touches(self) -> list[Touch]:
        lived = self.lived
        made, turns = lived.events, lived.turns
        spoke, told = talked(made).tolist(), (made.said == KIND[Kind.DISCLOSURE]).tolist()
        wrong, shadow = _named(lived.wrong, KINDS), lived.shadow.tolist()
        accounts, times, channels = made.account.tolist(), made.instant.tolist(), made.channel.tolist()
        answers, lengths = made.answer.tolist(), made.duration.tolist()
        said, planted = made.said.tolist(), made.planted.tolist()
        acted = {n: DIDS[act] for n, act in zip(turns.contact.tolist(), turns.act.tolist(), strict=True) if n >= 0}
        lang = _phrases()[self.wave.how.lang]
        found = []
        for n in self.order:
            account, channel, answer = accounts[n], CHANNELS[channels[n]], ANSWERS[answers[n]]
            other = answer is Answer.THIRD
            outcome = _outcome(channel, answer, acted.get(n))
            row = self._contact(self.ids[n], account, times[n], channel, answer, lengths[n], outcome)
            heard = spoke[n] or other or channel not in SPOKEN or said[n] >= 0
            content = _words(lang, _kind_of_words(said[n], planted[n], other), account + n) if heard else None
            agent = self.accounts[account].agent
            found.append(Touch(row, agent, content, told[n] if other else None, wrong.get(n, ()), shadow[n]))
        return found

    def _acts(self) -> list[ActRow]:
        lived = self.lived
        made, turns = lived.events, lived.turns
        found = []
        for n in np.flatnonzero(talked(made) | (made.answer == ANSWERS.index(Answer.THIRD))).tolist():
            kind = Did.OTHER_ANSWERED if ANSWERS[made.answer[n]] is Answer.THIRD else Did.ANSWERED
            found.append(self._act(n, kind, 0.0))
        for account in np.flatnonzero(turns.act >= 0).tolist():
            n = int(turns.contact[account])
            found.append(self._act(n, DIDS[turns.act[account]], float(made.duration[n])))
        for account in np.flatnonzero(turns.pays >= 0).tolist():
            owner, at = self.accounts[account], self._clock(account, turns.pays[account] * DAY_S + _PAYS_AT_S)
            found.append(ActRow(owner.account_id, at, Did.PAID, None, owner.amount, None, None))
        return sorted(found, key=lambda act: act.at)

    def _act(self, n: int, kind: Did, after_s: float) -> ActRow:
        made, turns = self.lived.events, self.lived.turns
        account = int(made.account[n])
        owner, promised = self.accounts[account], kind is Did.PROMISED
        return ActRow(
            account_id=owner.account_id,
            at=self._clock(account, made.instant[n] + after_s),
            kind=kind,
            channel=CHANNELS[made.channel[n]],
            amount=owner.amount if promised else None,
            due=self.wave.plan.first + timedelta(days=int(turns.due[account])) if promised else None,
            contact_id=self.ids[n],
        )

    def _log(self, log: Log) -> list[LogRow]:
        turns = self.lived.turns
        accounts, contacts, times = log.account.tolist(), log.contact.tolist(), log.instant.tolist()
        channels, answers, lengths = log.channel.tolist(), log.answer.tolist(), log.duration.tolist()
        shares, dues, lies = log.promised.tolist(), log.due.tolist(), _named(log.lies, LIES)
        acts = {n: DIDS[act] for n, act in zip(turns.contact.tolist(), turns.act.tolist(), strict=True) if n >= 0}
        found = []
        for place, n in enumerate(np.argsort(log.instant, kind="stable").tolist()):
            account, of, promised = accounts[n], contacts[n], shares[n]
            owner, answer, channel = self.accounts[account], ANSWERS[answers[n]], CHANNELS[channels[n]]
            outcome = _outcome(channel, answer, Did.PROMISED if promised else acts.get(of))
            id = f"L{self.number}-{place + 1:07d}"
            found.append(
                LogRow(
                    row=self._contact(id, account, times[n], channel, answer, lengths[n], outcome),
                    agent=owner.agent,
                    promise_amount=Decimal(round(float(owner.amount) * promised)) if promised else None,
                    promise_date=self.wave.plan.first + timedelta(days=dues[n]) if promised else None,
                    of=self.ids[of] if of >= 0 else None,
                    lies=lies.get(n, ()),
                )
            )
        return found


def _named(marks: Flags, names: tuple[Named, ...]) -> dict[int, tuple[Named, ...]]:
    """The names of each row's marks, for the rows that have some."""
    found: dict[int, list[Named]] = {}
    rows, columns = np.nonzero(marks)
    for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
        found.setdefault(row, []).append(names[column])
    return {row: tuple(named) for row, named in found.items()}


def _outcome(channel: Channel, answer: Answer, acted: Did | None) -> str:
    if channel not in SPOKEN:
        return "sent"
    if answer is Answer.DEBTOR:
        return _SAID.get(acted, "contacted") if acted else "contacted"
    return {Answer.THIRD: "third_party", Answer.MACHINE: "machine", Answer.NONE: "no_answer"}[answer]


def _kind_of_words(said: int, planted: int, other: bool) -> str:
    if said >= 0:
        return KINDS[said].value
    if other:
        return "careful"
    return "dunning" if planted in _DUNNING else "neutral"


def _words(lang: Mapping[str, Sequence[str]], kind: str, seed: int) -> str:
    return lang[kind][seed % len(lang[kind])]
