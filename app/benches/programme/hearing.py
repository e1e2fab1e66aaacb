"""The judge of calls as a simulated one: what it asserts, what it sends to a person, and how often it is wrong, as measured.

No call is rendered in a simulated wave. Rates are those measured on the two exams of `docs/validation.md`, by call: threats,
insults and false authority, and of 51 calls without any of them none was asserted and 4 were sent (half a call is added where
none was seen, so that the machine is not taken for infallible).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from synthetic.bpos.rows import Touch
from synthetic.bpos.words import Kind

WORDS = frozenset({Kind.THREAT, Kind.INSULT, Kind.DISCLOSURE})


class Decision(StrEnum):
    """What becomes of a call heard."""

    NOTHING = "nothing"
    ASSERTED = "asserted"
    SENT = "sent"


@dataclass(frozen=True, slots=True)
class Ear:
    """Chances by call. `person_errs`: a person who hears what was sent, or confirms what was asserted, is wrong that often."""

    asserts_bad: float = 32 / 41
    sends_bad: float = 7 / 41
    asserts_good: float = 0.5 / 52
    sends_good: float = 4 / 51
    person_errs: float = 0.02


@dataclass(frozen=True, slots=True)
class Heard:
    """One contact heard: the machine's decision, and what stands once a person has heard whatever was asserted or sent."""

    contact_id: str
    bad: bool
    decision: Decision
    stands: bool


def hear(touches: Iterable[Touch], ear: Ear, rng: np.random.Generator) -> dict[str, Heard]:
    """Every contact with words in it, by contact id."""
    found = {}
    for touch in touches:
        if touch.content is None:
            continue
        bad = not WORDS.isdisjoint(touch.wrong)
        drawn, person = rng.random(2)
        asserts, sends = (ear.asserts_bad, ear.sends_bad) if bad else (ear.asserts_good, ear.sends_good)
        decision = Decision.ASSERTED if drawn < asserts else Decision.SENT if drawn < asserts + sends else Decision.NOTHING
        stands = decision is not Decision.NOTHING and (bad != (person < ear.person_errs))
        found[touch.row.contact_id] = Heard(touch.row.contact_id, bad, decision, stands)
    return found


def by_machine(heard: Heard) -> bool:
    """What the machine alone would hold against the vendor."""
    return heard.decision is Decision.ASSERTED
