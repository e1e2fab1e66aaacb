"""Who is lenient to everybody is nobody's friend; a friend of two agents is found; of two people nobody can tell."""

import numpy as np

from app.benches.learning_kindness import Sort, drawn, rounds_of
from audit.learning.corrections.kindness import kindness


def test_whoever_is_lenient_to_all_alike_is_named_as_nobody_s_friend() -> None:
    for share in (0.35, 1.0):
        found = rounds_of(Sort("", share, 0, 40), 12)
        assert (found["first_named"]["hits"], found["another_named"]["hits"]) == (0, 0), share


def test_a_friend_of_two_agents_is_found_and_nobody_else() -> None:
    found = rounds_of(Sort("", 1.0, 2, 40), 25)
    assert found["first_named"]["hits"] >= 20 and found["another_named"]["hits"] == 0


def test_of_two_people_nobody_can_tell() -> None:
    sheets = [s for s in drawn(np.random.default_rng(5), Sort("", 1.0, 2, 120)) if s.who in ("p0", "p1", "p2")]
    assert [(k.who, k.agents) for k in kindness(sheets).found] == [("p0", ("a0", "a1"))]
    two = kindness([s for s in sheets if s.who != "p2"])
    assert two.found == () and [(r.told, r.cannot_tell) for r in two.reach] == [(0, 8), (0, 8)]
