"""Which accounts suit an agent: experience against difficulty, and what only some can do."""

from dataclasses import dataclass
from functools import lru_cache

LEVELS = (0, 1, 2)
EASIER = 0.8
SPECIAL = 1.25


@dataclass(frozen=True, slots=True)
class Lane:
    """Accounts that ask one level and one skill ("" none); `weight` multiplies their priority for this agent."""

    level: int
    skill: str
    weight: float


@lru_cache(maxsize=1024)
def lanes(level: int, skills: tuple[str, ...]) -> tuple[Lane, ...]:
    """What an agent may be given, the best fitting first; never what asks more than they have.

    Each step under their level weighs 0.8, so that the experienced are kept for what is hard unless the easy is worth a
    quarter more; what asks for a skill of theirs weighs 1.25, because few can take it.
    """
    if level not in LEVELS:
        raise ValueError(f"level {level}: an agent's experience is 0, 1 or 2")
    kinds = ("", *sorted({s for s in skills if s}))
    found = [Lane(at, kind, EASIER ** (level - at) * (SPECIAL if kind else 1.0)) for at in range(level + 1) for kind in kinds]
    return tuple(sorted(found, key=lambda lane: -lane.weight))
