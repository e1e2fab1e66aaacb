"""The demo's calls as written: what everybody says, how, over which line, and the truth of it by the hand that wrote it.

`scripts/*.yaml`, one call a file. A turn is one line: the speaker with the words, then `mood`, `gap_s`, and on it the truth:
`met` duties, `breaks` violations (turns of one id are one act; `again` starts a new one), `missed` duties that its cue asked for.
A duty that is neither met nor missed nor in `not_applicable` is not met, but the four that need a cue are then not applicable.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from speech.transcript import Speaker
from synthetic.errors import BadScript
from synthetic.line import Coding, Line, Noise
from synthetic.recordings import Mood, Spoken
from synthetic.voices import VOICES

DUTIES = (
    "identify_agent", "recording_notice", "verify_identity", "state_debt", "ask_reason", "offer_options", "secure_commitment",
    "recap_agreement", "official_channel", "acknowledge_hardship", "honor_dispute", "honor_contact_request", "inform_rights",
    "courteous_close",
)  # fmt: skip
VIOLATIONS = (
    "false_legal_threat", "false_authority", "third_party_disclosure", "third_party_threat", "insult", "harassment",
    "dismiss_hardship", "undue_charge", "unofficial_payment", "sensitive_data", "misleading_statement", "ignore_refusal",
)  # fmt: skip
_NEED_A_CUE = ("acknowledge_hardship", "honor_dispute", "honor_contact_request", "inform_rights")
FOLDER = Path(__file__).with_name("scripts")


@dataclass(frozen=True, slots=True)
class Debt:
    """The account of a call: whose, for what, how much in `currency`, due when."""

    debtor: str
    product: str
    amount: Decimal
    currency: str
    due_date: date


@dataclass(frozen=True, slots=True)
class Script:
    """One scripted call. `labels` is the truth in the labelled-call format; `cut_at_s` cuts the file short on purpose."""

    id: str
    file: str
    country: str
    lang: str
    called_at: datetime
    vendor: str
    agent: str
    debt: Debt
    cast: Mapping[Speaker, str]
    line: Line
    turns: tuple[Spoken, ...]
    labels: Mapping[str, Any]
    cut_at_s: float | None = None


def read_scripts(folder: Path = FOLDER) -> list[Script]:
    """Every script of the folder in the order of the calls. Raises `BadScript` naming file, field and value."""
    scripts = sorted((read_script(path) for path in sorted(folder.glob("*.yaml"))), key=lambda script: script.called_at)
    if not scripts:
        raise BadScript(f"{folder}: no scripts; a script is a .yaml file")
    return scripts


def read_script(path: Path) -> Script:
    """One script. Raises `BadScript`."""
    try:
        row = yaml.safe_load(path.read_text(encoding="utf-8"))
        turns = tuple(_turn(item) for item in row["turns"])
        script = Script(
            id=row["id"],
            file=row["file"],
            country=row["country"],
            lang=row["lang"],
            called_at=datetime.fromisoformat(row["called_at"]),
            vendor=row["vendor"],
            agent=row["agent"],
            debt=_debt(row["account"]),
            cast={Speaker(speaker): voice for speaker, voice in row["cast"].items()},
            line=_line(row["line"]),
            turns=turns,
            labels=_labels(row["turns"], row["truth"]),
            cut_at_s=row.get("cut_at_s"),
        )
    except (KeyError, TypeError, ValueError, AttributeError, yaml.YAMLError) as cause:
        raise BadScript(f"{path.name}: {cause!r}; see the notation in synthetic/scripts.py") from cause
    _check(script, path.name)
    return script


def _check(script: Script, name: str) -> None:
    if script.called_at.tzinfo is None:
        raise BadScript(f"{name}: called_at {script.called_at} has no UTC offset")
    for turn in script.turns:
        card = VOICES.get(script.cast.get(turn.speaker, ""))
        if card is None or card.lang != script.lang:
            raise BadScript(f"{name}: cast names no {script.lang} voice for {turn.speaker}")
    if len(set(script.cast.values())) != len(script.cast):
        raise BadScript(f"{name}: cast {dict(script.cast)} gives two people one voice")


def _turn(item: Mapping[str, Any]) -> Spoken:
    speaker = next((speaker for speaker in Speaker if speaker in item), None)
    if speaker is None:
        raise ValueError(f"turn without agent, debtor or other: {item}")
    return Spoken(speaker, item[speaker], Mood(item.get("mood", "plain")), item.get("gap_s"))


def _debt(row: Mapping[str, Any]) -> Debt:
    due_date = date.fromisoformat(row["due_date"])
    return Debt(row["debtor"], row["product"], Decimal(str(row["amount"])), row["currency"], due_date)


def _line(row: Mapping[str, Any]) -> Line:
    return Line(**{**row, "coding": Coding(row["coding"]), "noise": Noise(row["noise"])})


def _labels(turns: list[Mapping[str, Any]], truth: Mapping[str, Any]) -> dict[str, Any]:
    violations: list[dict[str, Any]] = []
    for i, turn in enumerate(turns):
        for name in _known(turn.get("again", ()), VIOLATIONS):
            violations.append({"id": name, "turns": [i]})
        for name in _known(turn.get("breaks", ()), VIOLATIONS):
            going_on = next((act for act in reversed(violations) if act["id"] == name), None)
            if going_on:
                going_on["turns"].append(i)
            else:
                violations.append({"id": name, "turns": [i]})
    outcome = truth["outcome"]
    return {
        "duties": {duty: _duty(duty, turns, _known(truth["not_applicable"], DUTIES)) for duty in DUTIES},
        "violations": violations,
        "agent_tone": truth["agent_tone"],
        "debtor_state": truth["debtor_state"],
        "outcome": {"kind": outcome["kind"], "amount": outcome.get("amount"), "date": outcome.get("date")},
    }


def _duty(duty: str, turns: list[Mapping[str, Any]], not_applicable: list[str]) -> dict[str, Any]:
    met = [i for i, turn in enumerate(turns) if duty in _known(turn.get("met", ()), DUTIES)]
    missed = [i for i, turn in enumerate(turns) if duty in _known(turn.get("missed", ()), DUTIES)]
    if met:
        if duty in not_applicable or missed:
            raise ValueError(f"{duty} is met and also missed or not applicable")
        return {"status": "met", "turns": met}
    if duty in not_applicable or (duty in _NEED_A_CUE and not missed):
        return {"status": "not_applicable", "turns": []}
    return {"status": "not_met", "turns": missed}


def _known(names: Any, closed: tuple[str, ...]) -> list[str]:
    for name in names:
        if name not in closed:
            raise ValueError(f"{name!r} is not one of {', '.join(closed)}")
    return list(names)
