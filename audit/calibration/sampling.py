"""How many calls to score, and which: the size that gives a precision, and the draw nobody can steer.

A draw is every call whose keyed hash lies at or below a cut: without replacement, the same whoever repeats it with the key, and
unknown to whoever has not. Topping up moves the cut up and never down, so that what was drawn stays and calls that came
later take part as if they had been there: the union is again a plain random draw of the portfolio as it stands.
"""

import hmac
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from math import ceil

from scipy.stats import binom, hypergeom, norm, t

from audit.calibration.faults import BadCalibration
from audit.calibration.shares import checked, half_width, share, upper_seen

MOST_CALLS = 1_000_000
_KEY_BYTES = 16


@dataclass(frozen=True, slots=True)
class Ask:
    """The precision asked: half the width of the interval, as a share (0.05 is five points).

    `planning_rate` is what is expected; one half asks for most. In `assurance` of draws at that rate the interval is no wider.
    `population` calls make these calls the question and the draw finite; without it the question is how these agents work,
    and then `likeness` (the correlation of two calls of one agent) among `agents` costs calls.
    """

    half_width: float
    confidence: float = 0.95
    population: int | None = None
    planning_rate: float = 0.5
    assurance: float = 0.8
    likeness: float = 0.0
    agents: int | None = None


@dataclass(frozen=True, slots=True)
class Size:
    """What to score: `calls`, the half-width expected at the planning rate, and the calls that clustering cost."""

    calls: int
    half_width: float
    design_effect: float
    whole_population: bool


def calls_needed(ask: Ask) -> Size:
    """The smallest number of calls with the precision asked. Raises BadCalibration where no number gives it."""
    _check(ask)
    ceiling = min(ask.population or MOST_CALLS, MOST_CALLS)
    if _width(ask, ceiling) > ask.half_width and ask.population is None:
        raise BadCalibration(
            f"±{ask.half_width:g} no se alcanza con ninguna cantidad de llamadas de {ask.agents or 'esos'} agentes que se "
            f"parecen ({ask.likeness:g}); pida menos precisión o sume agentes",
            f"±{ask.half_width:g} is not reached with any number of calls of {ask.agents or 'those'} agents that are alike "
            f"({ask.likeness:g}); ask for less precision or add agents",
        )
    low, high = 1, ceiling
    while low < high:
        middle = (low + high) // 2
        low, high = (low, middle) if _width(ask, middle) <= ask.half_width else (middle + 1, high)
    while not _exact(ask, low):
        low += 1
    return Size(low, _width(ask, low, 0.5), design_effect(ask, low), low == ask.population)


def _exact(ask: Ask, calls: int) -> bool:
    """Whether the count that a draw does not pass with the assurance asked has an interval no wider, in whole calls."""
    if calls >= (ask.population or MOST_CALLS) or design_effect(ask, calls) > 1.0:
        return True
    rate = min(ask.planning_rate, 1.0 - ask.planning_rate)
    if ask.population is None:
        seen = int(binom.ppf(ask.assurance, calls, rate))
    else:
        seen = int(hypergeom.ppf(ask.assurance, ask.population, round(rate * ask.population), calls))
    found = share(min(seen, calls // 2), calls, ask.population, ask.confidence)
    return ((found.high or 0.0) - (found.low or 0.0)) / 2.0 <= ask.half_width


def design_effect(ask: Ask, calls: int) -> float:
    """How many calls count as one, because those of an agent are alike (Kish 1965, with agents met at random)."""
    if not ask.likeness or not ask.agents or ask.population is not None:
        return 1.0
    few = float((t.ppf(0.5 + ask.confidence / 2, ask.agents - 1) / norm.ppf(0.5 + ask.confidence / 2)) ** 2)
    return (1.0 + ask.likeness * (calls - 1) / ask.agents) * few


def _width(ask: Ask, calls: int, assurance: float | None = None) -> float:
    if ask.population is not None and calls >= ask.population:
        return 0.0
    effective = calls / design_effect(ask, calls)
    if ask.population is not None:
        effective *= (ask.population - 1) / (ask.population - calls)
    seen = upper_seen(ask.planning_rate, effective, assurance or ask.assurance)
    return half_width(round(seen, 9), round(effective, 9), ask.confidence)


def _check(ask: Ask) -> None:
    checked(0, 0, ask.population, ask.confidence)
    wrong = None
    if not 0.0 < ask.half_width < 0.5:
        wrong = ("la precisión", "the precision", ask.half_width, "0 < ± < 0.5")
    elif not 0.0 <= ask.planning_rate <= 1.0:
        wrong = ("la tasa esperada", "the rate expected", ask.planning_rate, "0 … 1")
    elif not 0.0 <= ask.likeness < 1.0:
        wrong = ("el parecido entre llamadas de un agente", "the likeness of an agent's calls", ask.likeness, "0 … < 1")
    elif not 0.5 <= ask.assurance < 1.0:
        wrong = ("la seguridad", "the assurance", ask.assurance, "0.5 … < 1")
    elif ask.population is not None and ask.population < 1:
        wrong = ("el total de llamadas", "the number of calls there are", ask.population, "≥ 1")
    elif ask.likeness and ask.population is None and (ask.agents or 0) < 2:
        wrong = ("los agentes, si se parecen sus llamadas,", "the agents, where their calls are alike,", ask.agents or 0, "≥ 2")
    if wrong:
        es, en, value, allowed = wrong
        raise BadCalibration(f"{es} no puede ser {value:g}: {allowed}", f"{en} cannot be {value:g}: {allowed}")


@dataclass(frozen=True, slots=True)
class Draw:
    """The random stratum: `calls` in the order they are to be scored, and the hash of the last, the cut."""

    calls: tuple[str, ...]
    cut: str


def draw(calls: Collection[str], size: int, key: bytes, label: str, cut: str = "") -> Draw:
    """`size` of `calls` at random, or more where topping up demands it: all at or below the cut.

    `key` is the workspace's secret, `label` names portfolio and period (another label, another draw), `cut` is that of the draw
    topped up. Raises BadCalibration for a short key, a call twice or a size that cannot be.
    """
    _check_draw(calls, size, key, label)
    ranked = sorted((_place(key, label, call), call) for call in calls)
    reach = max(cut, ranked[size - 1][0]) if size else cut
    return Draw(tuple(call for place, call in ranked if place <= reach), reach)


def _check_draw(calls: Collection[str], size: int, key: bytes, label: str) -> None:
    if len(key) < _KEY_BYTES:
        raise BadCalibration(
            f"la clave del sorteo tiene {len(key)} bytes; use {_KEY_BYTES} o más, secretos",
            f"the key of the draw has {len(key)} bytes; use {_KEY_BYTES} or more, secret ones",
        )
    if not label:
        raise BadCalibration(
            "el sorteo no tiene nombre; nombre cartera y período", "the draw has no name; name portfolio and period"
        )
    twice = [call for call, times in Counter(calls).items() if times > 1]
    if twice:
        raise BadCalibration(
            f"la llamada {twice[0]} está dos veces en el sorteo; déjela una vez",
            f"the call {twice[0]} is twice in the draw; keep it once",
        )
    if not 0 <= size <= len(calls):
        raise BadCalibration(
            f"no se pueden sortear {size} de {len(calls)} llamadas", f"{size} of {len(calls)} calls cannot be drawn"
        )


def _place(key: bytes, label: str, call: str) -> str:
    """A place in the order, 64 hexadecimal digits; the length keeps label and call apart."""
    name = f"{len(label)}:{label}{call}".encode()
    return hmac.new(key, name, sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Risk:
    """Why a call may be worth a person's time. `doubt` 0–1: 1 is a coin's toss, 0 sure."""

    call: str
    critical: int = 0
    complaints: int = 0
    judges_differ: int = 0
    doubt: float = 0.0


def risk_order(found: Iterable[Risk]) -> tuple[Risk, ...]:
    """The risk stratum, by harm to a person, then what people said, then doubt; the id last, so that the order is one."""
    return tuple(sorted(found, key=lambda r: (-r.critical, -r.complaints, -r.judges_differ, -r.doubt, r.call)))


def doubt_of(probability: float) -> float:
    """1 at one half, 0 at 0 and at 1."""
    return 1.0 - abs(2.0 * probability - 1.0)


def enough_more(ask: Ask, scored: int) -> int:
    """How many calls to add to `scored` for the precision asked."""
    return max(0, ceil(calls_needed(ask).calls) - scored)
