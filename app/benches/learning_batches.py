"""Bad batches for the bench of learning: how often each kind is set aside, and how often good people's are."""

import random
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.benches.learning_client import OPPOSITE, Client
from app.benches.learning_kindness import rate
from audit.calls import VIOLATIONS
from audit.learning.corrections.batches import Fault, suspicious
from audit.learning.corrections.correction import CRITERIA, Correction
from audit.learning.corrections.house_table import base

TRIALS = 20
"""Of each kind a client; two clients make forty."""
PEOPLE, SHEETS = 5, 20
GOOD = ("good", "lenient")
"""Whoever does this is nobody to set aside; lenient is one who passes a third of what speaks against anybody."""
LENIENT = 0.35
Change = Callable[[int, str, str], str]
_CLEAN = {"happened": "not_happened", "not_met": "met"}


@dataclass(frozen=True, slots=True)
class Kind:
    """What one of five people does wrong; `weeks` batches of twenty sheets each person; a share of calls of known marks."""

    name: str
    does: str
    weeks: int = 1
    known: float = 0.0


KINDS = (
    Kind("good", "good"),
    Kind("good, two weeks", "good", 2),
    Kind("lenient to all", "lenient"),
    Kind("lenient to all, two weeks", "lenient", 2),
    Kind("every mark flipped", "flipped"),
    Kind("all clean", "lazy"),
    Kind("one criterion inverted", "inverted"),
    Kind("answers at random", "random"),
    Kind("kind to two agents of eight", "friend"),
    Kind("kind to two agents of eight, two weeks", "friend", 2),
    Kind("kind to two agents of eight, two weeks, every second call known", "friend", 2, 0.5),
)


def trials_of(client: Client, name: str, trials: int, tell: Callable[[str], None]) -> Mapping[str, Counter[str]]:
    """Counts by kind: people and batches, bad and good, and those set aside."""
    found: dict[str, Counter[str]] = {}
    for kind in KINDS:
        found[kind.name] = Counter()
        for trial in range(trials):
            tell(f"{name}: {kind.name}, {trial + 1}/{trials}")
            found[kind.name] += _trial(client, kind, random.Random(f"{kind.does} {kind.weeks} {trial}"))
    return found


def together(clients: Sequence[Mapping[str, Counter[str]]]) -> dict[str, Any]:
    """Rates by kind over all clients, with 95 % intervals (Wilson); pairs of one trial depend on each other and have none."""
    made: dict[str, Any] = {}
    for kind in KINDS:
        counts = sum((c[kind.name] for c in clients), Counter[str]())
        made[kind.name] = {
            "trials": counts["trials"],
            "caught": rate(counts["caught"], counts["bad"]),
            "good_people_set_aside": rate(counts["good set aside"], counts["good"]),
            "trials_with_good_set_aside": rate(counts["trials with good set aside"], counts["trials"]),
            "trials_with_a_wrong_friend": rate(counts["trials with a wrong friend"], counts["trials"]),
        }
        if counts["friends"]:
            made[kind.name]["pairs_told"] = {"hits": counts["could be told"], "n": counts["friends"]}
            made[kind.name]["caught_where_it_could"] = rate(counts["caught where it could"], counts["bad where it could"])
    return made


def _trial(client: Client, kind: Kind, rng: random.Random) -> Counter[str]:
    """Five people; the first does what the kind says."""
    size = SHEETS * kind.weeks
    order = rng.sample(range(len(client.labels)), PEOPLE * size)
    friends = set(rng.sample(sorted({m.agent for m in client.seen.materials}), 2))
    marks, known = list[Correction](), dict[str, Mapping[str, str]]()
    for person in range(PEOPLE):
        change = _change(client, kind.does, friends, rng) if person == 0 else None
        for i, n in enumerate(order[person * size : (person + 1) * size]):
            batch = f"person {person}/{i % kind.weeks}"
            marks += [replace(m, batch=batch) for m in client.sheet(n, rng, f"person {person}", change)]
            if rng.random() < kind.known:
                known[client.seen.materials[n].call.id] = client.truth(n)
    look = suspicious(client.seen, base(), marks, known)
    aside, bad = {s.who for s in look.aside}, kind.does not in GOOD
    named = {s.who for s in look.aside if s.fault is Fault.ONE_AGENT} - ({"person 0"} if kind.does == "friend" else set())
    wrong = aside - ({"person 0"} if bad else set())
    counts = Counter({"trials": 1, "bad": int(bad), "good": PEOPLE - bad, "good set aside": len(wrong)})
    counts["caught"] = int(bad and "person 0" in aside)
    counts["trials with good set aside"] = int(bool(wrong))
    counts["trials with a wrong friend"] = int(bool(named))
    if kind.does == "friend":
        mine = next((r for r in look.reach if r.who == "person 0"), None)
        told, cannot = (mine.told, mine.cannot_tell) if mine else (0, 0)
        could = told > cannot
        counts += Counter({"friends": told + cannot, "could be told": told})
        counts += Counter({"bad where it could": int(could), "caught where it could": int(could and "person 0" in aside)})
    return counts


def _change(client: Client, does: str, friends: set[str], rng: random.Random) -> Change | None:
    """What a bad analyst writes instead of what they saw."""
    criterion = rng.choice(CRITERIA)

    def friendly(n: int, mark: str) -> str:
        return _CLEAN.get(mark, mark) if client.seen.materials[n].agent in friends else mark

    def drawn(c: str) -> str:
        return rng.choice(("happened", "not_happened") if c in VIOLATIONS else ("met", "not_met", "not_applicable"))

    kinds: dict[str, Change] = {
        "flipped": lambda n, c, mark: OPPOSITE[mark],
        "lenient": lambda n, c, mark: _CLEAN[mark] if mark in _CLEAN and rng.random() < LENIENT else mark,
        "lazy": lambda n, c, mark: _CLEAN.get(mark, mark),
        "inverted": lambda n, c, mark: OPPOSITE[mark] if c == criterion else mark,
        "friend": lambda n, c, mark: friendly(n, mark),
        "random": lambda n, c, mark: drawn(c),
    }
    return kinds.get(does)
