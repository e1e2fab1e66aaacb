"""`trasluz bench learning`: does learning from corrections raise kappa on calls not learnt from, and are bad batches caught?

Two made-up clients whose wording the judge never met (`synthetic/clients`), the judge as it ships, simulated analysts who are
right in 95 % of their marks. Calls tested are other calls; and, apart, calls spoken only in wordings nobody corrected.
Bad batches are in `learning_batches`, the test of kindness by itself in `learning_kindness`.
The encoder reads each call once; a trial refits heads only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from app.benches.learning_batches import TRIALS, together, trials_of
from app.benches.learning_client import RIGHT, RIGHT_OF_CLEAN, Client
from app.benches.learning_kindness import ROUNDS, by_itself
from audit.calls import Labels, call_from, labels_from
from audit.judges.local import LocalJudge
from audit.learning.corrections.material import Material, material
from synthetic.clients.calls import CLIENTS, HABIT, RARE, client_calls

CORRECTIONS = (50, 100, 200, 400)


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """A client's calls with their truth: `mixed` in all its wordings, `habit` only in the house's, `rare` only in the others."""

    mixed: Sequence[tuple[Material, Labels]]
    habit: Sequence[tuple[Material, Labels]]
    rare: Sequence[tuple[Material, Labels]]


def run(size: int | None, tell: Callable[[str], None]) -> dict[str, Any]:
    """`size` splits a client (3) and trials of each kind of batch a client (`TRIALS`), rounds of kindness (`ROUNDS`)."""
    judge, found, tried = LocalJudge(threads=1), {}, []
    for name in CLIENTS:
        tell(f"{name}: reading calls")
        given = world(name, judge)
        client = Client(given.mixed, judge)
        found[name] = experiment(given, client, judge, size or 3, tell)
        tried.append(trials_of(client, name, size or TRIALS, tell))
    batches = {"clients": dict(zip(CLIENTS, tried, strict=True)), "together": together(tried)}
    batches["kindness_by_itself"] = by_itself(size or ROUNDS, tell)
    marks = {"analyst_right": RIGHT, "analyst_right_of_clean": RIGHT_OF_CLEAN}
    return {"clients": found, "corrections": CORRECTIONS, "batches": batches} | marks


def world(name: str, judge: LocalJudge, calls: int = 260) -> World:
    """A client's calls as the shipped encoder sees them."""

    def drawn(count: int, seed: int, wording: Sequence[int]) -> list[tuple[Material, Labels]]:
        rows = client_calls(name, count, seed, wording)
        return [(material(call_from(r, name), r["agent"], judge.network), labels_from(r["labels"], name)) for r in rows]

    return World(drawn(calls, 1, HABIT + HABIT + RARE), drawn(80, 2, HABIT), drawn(50, 3, RARE))


def experiment(given: World, mixed: Client, judge: LocalJudge, splits: int, tell: Callable[[str], None]) -> dict[str, Any]:
    """What learning brings with one client."""
    levels: dict[str, Any] = {str(n): [] for n in CORRECTIONS}
    for split in range(splits):
        for n in CORRECTIONS:
            tell(f"split {split}, {n} corrections")
            levels[str(n)].append(mixed.taught(split, n))
    tell("wordings nobody corrected")
    apart = Client([*given.habit, *given.rare], judge)
    unseen = apart.measured(range(len(given.habit)), range(len(given.habit), len(given.habit) + len(given.rare)), 0)
    return {"levels": levels, "unseen_wording": unseen}
