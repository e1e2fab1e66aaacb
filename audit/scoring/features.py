"""A call as one vector, for the small calibrated heads that decide per call."""

import numpy as np
from numpy.typing import NDArray

from audit.calls import Call
from audit.labels import LABELS
from audit.scoring.facts import Facts, facts
from audit.scoring.signals import ABSENT, Signals

_PAIRS = ("#state_debt", "#verify_identity", "#secure_commitment", "^promise", "^dispute", "^refusal")


def vector(call: Call, signals: Signals, known: Facts | None = None) -> tuple[NDArray[np.float64], list[str]]:
    """Features and their names; every logit is squeezed to -1…1 so that none can shout the others down.

    `known` spares finding the call's facts again where they are at hand.
    """
    known = known or facts(call)
    values: dict[str, float] = {}
    for label in LABELS:
        values[f"max {label}"] = squeeze(signals.highest(label))
    for label in _PAIRS:
        values[f"second {label}"] = squeeze(signals.highest(label, 1))
    values |= _order(signals, known)
    values |= {
        "debtor speaks": float(known.debtor_speaks),
        "other speaks": float(known.other_speaks),
        "cut by other": float(known.cut_by_other),
        "agent ends": float(known.agent_ends),
        "agent turns": min(known.agent_turns, 20) / 10 - 1,
        "answer turns": min(known.answer_turns, 20) / 10 - 1,
        "debtor named": float(known.debtor_named is not None),
        "company named": float(known.company_named is not None),
        "recording word": float(known.recording_word is not None),
        "debt word": float(known.debt_word is not None),
        "own name": float(known.own_name is not None),
        "own name early": float(known.own_name is not None and known.own_name < 6),
        "own name and company": float(known.own_name is not None and known.company_named is not None),
        "amount said": float(known.amount_said is not None),
        "recap": {True: 1.0, False: -1.0, None: 0.0}[known.recap_holds],
        "last cue refusal": squeeze(_late(signals, "^refusal")),
        "last cue promise": squeeze(_late(signals, "^promise")),
        "last recap": squeeze(_late(signals, "#recap_agreement")),
        "last close": squeeze(_late(signals, "#courteous_close")),
    }
    values |= _agreed(known)
    tone = signals.tone()
    values["tone mean"] = float(tone.mean()) if tone.size else 0.0
    values["tone low"] = float(tone.min()) if tone.size else 0.0
    state = signals.state()
    for i in range(5):
        values[f"state mean {i}"] = float(np.tanh(state[:, i].mean() / 3)) if state.size else 0.0
        values[f"state max {i}"] = float(np.tanh(state[:, i].max() / 3)) if state.size else 0.0
    return np.array(list(values.values()), dtype=np.float64), list(values)


def squeeze(logit: float) -> float:
    """A logit on -1…1."""
    return float(np.tanh(logit / 4))


def _order(signals: Signals, known: Facts) -> dict[str, float]:
    verified, stated = signals.first("#verify_identity"), signals.first("#state_debt")
    disclosed = signals.first("!third_party_disclosure")
    return {
        "verified before stated": float(verified is not None and (stated is None or verified <= stated)),
        "stated unverified": float(stated is not None and (verified is None or stated < verified)),
        "disclosed": float(disclosed is not None),
        "named before debt": float(
            known.debtor_named is not None and (known.debt_word is None or known.debtor_named <= known.debt_word)
        ),
    }


def _agreed(known: Facts) -> dict[str, float]:
    found = known.agreement
    return {
        "agreed amount": float(found is not None and found.amount is not None),
        "agreed day": float(found is not None and found.day is not None),
        "agreed surely": found.confidence if found is not None and found.amount is not None else 0.0,
        "agreed plan": float(found is not None and found.kind_hint == "payment_plan"),
        "agreed promise": float(found is not None and found.kind_hint == "promise"),
    }


def _late(signals: Signals, label: str) -> float:
    tail = signals.logits(label)[-5:]
    return float(tail.max()) if tail.size else ABSENT
