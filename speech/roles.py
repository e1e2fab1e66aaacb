"""Which voice is the agent and which the debtor, from what they say and who was called; with how sure that is."""

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp
from pathlib import Path

from speech.transcript import Speaker
from speech.turns import Utterance

LEAST_CONFIDENCE = 0.8
MESSAGE_WORDS, MOST_OF_A_MONOLOGUE = 150, 0.6
"""More words than a message has are more often two people heard as one voice: their roles stay in doubt."""
# The labelled texts are cleaner than anything heard: their own slope would make every call certain.
_MOST_SLOPE = 0.4
_NUMBERS = re.compile(
    r"\b(\d[\d.,]*|cero|un[oa]?|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce|trece|catorce|quince|veinte|veinti\w+|"
    r"treinta|cuarenta|cincuenta|sesenta|setenta|ochenta|noventa|cien(to)?|\w+cientos|quinientos|mil|millon(es)?|"
    r"zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|"
    r"ninety|hundred|thousand)\b"
)
_GREETING = re.compile(r"^\W*(al[oó]|hola|bueno|diga|d[ií]game|s[ií]|hello|yes|hi|speaking|mande)\b", re.IGNORECASE)


class Direction(StrEnum):
    """Who placed the call: the agent (outbound) or the debtor (inbound)."""

    OUTBOUND = "outbound"
    INBOUND = "inbound"


@dataclass(frozen=True, slots=True)
class Roles:
    """A speaker for each voice number, and the probability that agent and debtor are not swapped."""

    of_voice: Mapping[int, Speaker]
    confidence: float
    basis: str


@dataclass(frozen=True, slots=True)
class _Weights:
    agent: Mapping[str, float]
    agent_bias: float
    other: Mapping[str, float]
    other_bias: float
    slope: float


@lru_cache(maxsize=1)
def _weights() -> _Weights:
    raw = json.loads((Path(__file__).parent / "data" / "roles.json").read_text(encoding="utf-8"))
    return _Weights(raw["agent"], raw["agent_bias"], raw["other"], raw["other_bias"], raw["slope"])


def features(text: str) -> set[str]:
    """What a turn is judged by: its words and pairs of words without accents, numbers as `#`, whether it asks, how long it is."""
    plain = "".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))
    tokens = re.findall(r"[a-z']+|#", re.sub(r"(# ?)+", "# ", _NUMBERS.sub("#", plain)))
    found = set(tokens) | {f"{a} {b}" for a, b in zip(["<", *tokens], [*tokens, ">"], strict=True)}
    if "?" in text:
        found.add("__asks")
    found.add("__short" if len(tokens) <= 3 else "__long" if len(tokens) >= 15 else "__middle")
    return found


def agent_evidence(texts: Sequence[str]) -> float:
    """Log odds that a voice who said these turns is the agent, each turn counting at most as four."""
    model = _weights()
    return sum(max(-4.0, min(4.0, model.agent_bias + sum(model.agent.get(f, 0.0) for f in features(t)))) for t in texts)


def conversation_features(theirs: Sequence[str], agents: Sequence[str]) -> set[str]:
    """What tells a debtor from anybody else who answers: what they say (`n:`) and what the agent says to them (`a:`)."""
    sides = (("n:", theirs), ("a:", agents))
    return {mark + f for mark, texts in sides for t in texts for f in features(t) if not f.startswith("__")}


def third_party_probability(theirs: Sequence[str], agents: Sequence[str]) -> float:
    """Probability that who answers is not the debtor (a relative, a receptionist, a machine), from both sides' turns."""
    model = _weights()
    return _sigmoid(model.other_bias + sum(model.other.get(f, 0.0) for f in conversation_features(theirs, agents)))


def assign_roles(found: Sequence[Utterance], agent_voice: int | None = None, direction: Direction | None = None) -> Roles:
    """Roles for every voice. `agent_voice` is known where a channel is the agent's by metadata: it wins, with confidence 1.

    One voice alone is the agent's only if it talks like one. Confidence under `LEAST_CONFIDENCE` should be shown to a person.
    """
    said = {v: [u.text for u in found if u.voice == v] for v in sorted({u.voice for u in found})}
    if not said:
        return Roles({}, 0.0, "nothing was said")
    evidence = {v: agent_evidence(texts) for v, texts in said.items()}
    evidence[found[0].voice] += _first_word(found, direction) if len(said) > 1 else 0.0
    ranked = sorted(evidence, key=lambda v: -evidence[v])
    if len(said) == 1:
        only = ranked[0]
        p = _sigmoid(_slope() * evidence[only])
        speaker = Speaker.AGENT if agent_voice == only or (agent_voice is None and p >= 0.5) else _party(said[only], ())
        talked = sum(len(t.split()) for t in said[only])
        known = min(max(p, 1 - p), 1.0 if talked <= MESSAGE_WORDS else MOST_OF_A_MONOLOGUE)
        return Roles({only: speaker}, 1.0 if agent_voice is not None else known, "one voice, by content")
    p = _sigmoid(_slope() * (evidence[ranked[0]] - evidence[ranked[1]]))
    p = 0.5 + (p - 0.5) * min(1.0, 2 * _sigmoid(evidence[ranked[0]]))
    if agent_voice is not None:
        agrees = agent_voice == ranked[0] or p < 0.95
        roles = _others(said, agent_voice)
        return Roles(roles, 1.0, "channel given" if agrees else "channel given, but the words point to the other side")
    return Roles(_others(said, ranked[0]), p, "content" if direction is None else f"content and {direction.value} call")


def _others(said: Mapping[int, list[str]], agent: int) -> dict[int, Speaker]:
    """The agent as given; of the rest the one who talks most like the debtor is, anybody else is `OTHER`."""
    heard = said[agent]
    rest = sorted((v for v in said if v != agent), key=lambda v: (third_party_probability(said[v], heard), -len(said[v])))
    roles = {agent: Speaker.AGENT}
    for place, voice in enumerate(rest):
        roles[voice] = _party(said[voice], heard) if place == 0 else Speaker.OTHER
    return roles


def _party(texts: Sequence[str], agents: Sequence[str]) -> Speaker:
    return Speaker.OTHER if third_party_probability(texts, agents) > 0.5 else Speaker.DEBTOR


def _first_word(found: Sequence[Utterance], direction: Direction | None) -> float:
    """Evidence from who speaks first: the called party answers with a short greeting."""
    short = len(found[0].words) <= 4 and _GREETING.search(found[0].text) is not None
    if direction is Direction.INBOUND:
        return 1.5
    return -2.0 if short else (-0.5 if direction is Direction.OUTBOUND else 0.0)


def _slope() -> float:
    return min(_weights().slope, _MOST_SLOPE)


def _sigmoid(x: float) -> float:
    return 1 / (1 + exp(-max(-30.0, min(30.0, x))))
