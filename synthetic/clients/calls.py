"""Draws a client's calls from the wording of its house: what was said, and what is true of it because it was put there."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from synthetic.errors import SyntheticError

CLIENTS = ("istmo", "austral")
DUTIES = [
    "identify_agent",
    "recording_notice",
    "verify_identity",
    "state_debt",
    "ask_reason",
    "offer_options",
    "secure_commitment",
    "recap_agreement",
    "official_channel",
    "acknowledge_hardship",
    "honor_dispute",
    "honor_contact_request",
    "inform_rights",
    "courteous_close",
]
_MONTHS = {
    "es": [
        "enero",
        "febrero",
        "marzo",
        "abril",
        "mayo",
        "junio",
        "julio",
        "agosto",
        "septiembre",
        "octubre",
        "noviembre",
        "diciembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
HABIT = (0, 1, 2)
"""The wordings that are the house's habit; the others are heard too, and less."""
RARE = (3, 4)


@dataclass(slots=True)
class _Call:
    """A call being written: its turns, the duties shown and the acts committed, by turn."""

    client: Mapping[str, Any]
    rng: random.Random
    wording: Sequence[int]
    known: dict[str, str]
    turns: list[dict[str, Any]] = field(default_factory=list)
    met: dict[str, list[int]] = field(default_factory=dict)
    missed: dict[str, list[int]] = field(default_factory=dict)
    acts: list[tuple[str, int]] = field(default_factory=list)

    def say(self, speaker: str, slot: str, *, duty: str = "", act: str = "") -> int:
        """One turn of the slot's wording; returns its place."""
        return self.write(speaker, self._line(self.client["turns"][slot]), duty=duty, act=act)

    def commit(self, act: str) -> int:
        """One turn that commits the forbidden act."""
        return self.write("agent", self._line(self.client["violations"][act]), act=act)

    def write(self, speaker: str, text: str, *, duty: str = "", act: str = "") -> int:
        """One turn, with what is true of it."""
        at = len(self.turns)
        self.turns.append({"i": at, "speaker": speaker, "text": text})
        if duty:
            self.met.setdefault(duty, []).append(at)
        if act:
            self.acts.append((act, at))
        return at

    def near_miss(self) -> None:
        """A turn with the words of a forbidden act, and none."""
        self.write("agent", self.rng.choice(lines(self.client["near_misses"])).format(**self.known))

    def _line(self, block: str) -> str:
        said = lines(block)
        return said[self.rng.choice(self.wording) % len(said)].format(**self.known)


def lines(block: str) -> list[str]:
    """The wordings of a slot, one a line."""
    return [line.strip() for line in block.splitlines() if line.strip()]


@cache
def client_of(name: str) -> Mapping[str, Any]:
    """The client's wording. Raises SyntheticError."""
    path = Path(__file__).parent / f"{name}.yaml"
    if name not in CLIENTS:
        raise SyntheticError(f"no client {name!r}; there are {', '.join(CLIENTS)}")
    found: Mapping[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def client_calls(name: str, count: int, seed: int, wording: Sequence[int] = HABIT + RARE) -> list[dict[str, Any]]:
    """`count` labelled calls as CALLS.jsonl has them, each with its `agent`. `wording` says which of each slot's ways are used.

    Raises SyntheticError for a client nobody made.
    """
    client = client_of(name)
    rng = random.Random(f"{name}/{seed}")
    manner = {agent: (rng.uniform(0.7, 0.97), rng.uniform(0.05, 0.45)) for agent in client["agents"]}
    return [_drawn(client, f"{name}-{seed}-{n:04}", rng, wording, manner) for n in range(count)]


def _drawn(
    client: Mapping[str, Any], id: str, rng: random.Random, wording: Sequence[int], manner: Mapping[str, tuple[float, float]]
) -> dict[str, Any]:
    agent = rng.choice(list(manner))
    care, roughness = manner[agent]
    lang = client["lang"]
    due = date(2026, 1, 5) + timedelta(days=rng.randrange(80))
    paid = due + timedelta(days=rng.randrange(40, 70))
    amount, part = rng.randrange(60, 900), rng.randrange(20, 58)
    known = {
        "agent": agent,
        "debtor": rng.choice(client["debtors"]),
        "creditor": rng.choice(client["creditors"]),
        "agency": rng.choice(client["agencies"]),
        "product": rng.choice(client["products"]),
        "amount": client["money"].format(n=amount),
        "part": client["money"].format(n=part),
        "due": _spoken(due, lang),
        "day": _spoken(paid, lang),
    }
    call = _Call(client, rng, wording, known)
    agreed = _play(call, care, roughness)
    at = datetime.combine(paid - timedelta(days=20), datetime.min.time(), timezone(timedelta(hours=-5)))
    return {
        "id": id,
        "agent": agent,
        "country": client["country"],
        "lang": lang,
        "called_at": at.replace(hour=rng.randrange(9, 18)).isoformat(),
        "account": {
            "debtor": known["debtor"],
            "creditor": known["creditor"],
            "agency": known["agency"],
            "product": known["product"],
            "amount": amount,
            "currency": client["currency"],
            "due_date": due.isoformat(),
        },
        "turns": call.turns,
        "labels": _labels(call, agreed, part, paid, roughness),
    }


def _spoken(day: date, lang: str) -> str:
    month = _MONTHS[lang][day.month - 1]
    return f"{day.day} de {month}" if lang == "es" else f"{month} {day.day}"


def _play(call: _Call, care: float, roughness: float) -> bool:
    """Write the call; True where a payment was agreed. Duties that do not apply are left out of `met` and `missed`."""
    rng = call.rng

    def does(duty: str, slot: str, otherwise: str = "") -> None:
        if rng.random() < care:
            call.say("agent", slot, duty=duty)
        else:
            call.missed[duty] = []
            if otherwise:
                call.say("agent", otherwise)

    does("identify_agent", "opening", "opening_bare")
    does("recording_notice", "notice")
    verified = rng.random() < 0.5 + care / 2
    if verified:
        call.say("agent", "verify", duty="verify_identity")
        call.say("debtor", "verify_yes")
    else:
        call.missed["verify_identity"] = []
    if rng.random() < care:
        call.say("agent", "debt", duty="state_debt", act="" if verified else "third_party_disclosure")
    else:
        call.missed["state_debt"] = []
        call.say("agent", "debt_vague")
    call.say("debtor", "debt_reply")
    kind = rng.choices(("pays", "hardship", "dispute"), (5, 2.5, 2.5))[0]
    if kind == "dispute":
        _disputed(call, care, does)
        agreed = False
    else:
        agreed = _paying(call, care, roughness, kind == "hardship", does)
    if rng.random() < 0.25:
        asked = call.say("debtor", "contact_ask")
        if rng.random() < care:
            call.say("agent", "contact_ok", duty="honor_contact_request")
        else:
            call.missed["honor_contact_request"] = [asked]
            call.say("agent", "contact_no")
    does("courteous_close", "close", "close_rude")
    return agreed


def _disputed(call: _Call, care: float, does: Any) -> None:
    said = call.say("debtor", "dispute")
    if call.rng.random() < care:
        call.say("agent", "honor", duty="honor_dispute")
    else:
        call.missed["honor_dispute"] = [said]
        call.say("agent", "press", act="ignore_refusal")
        call.missed |= {"ask_reason": [], "offer_options": []}
    call.say("debtor", "rights_ask")
    if call.rng.random() < care:
        call.say("agent", "rights", duty="inform_rights")
    else:
        call.missed["inform_rights"] = [len(call.turns) - 1]
        call.say("agent", "filler_agent")


def _paying(call: _Call, care: float, roughness: float, hardship: bool, does: Any) -> bool:
    rng = call.rng
    does("ask_reason", "reason")
    cue = call.say("debtor", "hardship" if hardship else "tight")
    if hardship and rng.random() < care:
        call.say("agent", "ack", duty="acknowledge_hardship")
    elif hardship:
        call.missed["acknowledge_hardship"] = [cue]
        call.say("agent", "dismiss", act="dismiss_hardship")
    if rng.random() < roughness:
        for act in rng.sample(list(call.client["violations"]), rng.choice((1, 1, 2))):
            call.commit(act)
            call.say("debtor", "filler_debtor")
    elif rng.random() < 0.6:
        call.near_miss()
        call.say("debtor", "filler_debtor")
    does("offer_options", "options")
    call.say("debtor", "filler_debtor")
    if rng.random() >= care:
        call.missed["secure_commitment"] = []
        return False
    call.say("agent", "commit", duty="secure_commitment")
    call.say("debtor", "promise")
    does("recap_agreement", "recap")
    if rng.random() < roughness / 3:
        call.missed["official_channel"] = []
        call.say("agent", "personal", act="unofficial_payment")
    elif rng.random() < 0.8:
        call.say("agent", "channel", duty="official_channel")
    return True


def _labels(call: _Call, agreed: bool, part: int, paid: date, roughness: float) -> dict[str, Any]:
    duties: dict[str, Any] = {}
    for duty in DUTIES:
        if duty in call.met:
            duties[duty] = {"status": "met", "turns": call.met[duty]}
        elif duty in call.missed:
            duties[duty] = {"status": "not_met", "turns": call.missed[duty]}
        else:
            duties[duty] = {"status": "not_applicable", "turns": []}
    disputed = any(d in call.met or d in call.missed for d in ("honor_dispute",))
    kind = "dispute" if disputed else "promise" if agreed else "refusal"
    return {
        "duties": duties,
        "violations": [{"id": act, "turns": [turn]} for act, turn in call.acts],
        "agent_tone": 2 if call.acts else 4,
        "debtor_state": "annoyed" if disputed else "calm",
        "outcome": {"kind": kind, "amount": part if agreed else None, "date": paid.isoformat() if agreed else None},
    }
