"""More than half of the marks is never set aside; what heads of one half say is not begun from the other half."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from app.benches.learning_kindness import Sort, drawn
from audit.learning.corrections import batches
from audit.learning.corrections.batches import Fault, suspicious
from audit.learning.corrections.call_heads import fit_heads
from audit.learning.corrections.correction import Correction, Source
from audit.learning.corrections.house_table import base
from audit.learning.corrections.kindness import kindness
from audit.learning.corrections.material import Seen

AT = datetime(2026, 11, 2, 10, tzinfo=UTC)


def said(batch: str, who: str, call: str) -> Correction:
    return Correction(call, "insult", "happened", who, batch, AT, Source.BLIND)


def holding(monkeypatch: pytest.MonkeyPatch, given: Sequence[Correction], seen: batches._Seen) -> None:
    """Heads that say this of every mark, whatever they learnt from."""

    def held(_seen: object, _base: object, left: Sequence[Correction], _known: object) -> batches._Seen:
        return seen.without({c.batch for c in given} - {c.batch for c in left})

    monkeypatch.setattr(batches, "_held", held)


NOTHING = Seen.__new__(Seen)


def test_a_second_batch_that_would_make_more_than_half_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    given = [said(b, b, f"{b}{n}") for b, count in (("a", 40), ("b", 20), ("c", 20), ("d", 20)) for n in range(count)]
    marks = [batches._Held(c.batch, c.who, "insult", "x", False, c.batch in "ab") for c in given]
    holding(monkeypatch, given, batches._Seen(marks, []))
    found = suspicious(NOTHING, base(), given).aside
    assert [s.batch for s in found] == ["a"]


@pytest.mark.parametrize(("batches_of_friend", "aside"), [(1, {"p0/0"}), (4, set[str]())])
def test_whoever_marked_more_than_half_is_not_set_aside_whole(
    monkeypatch: pytest.MonkeyPatch, batches_of_friend: int, aside: set[str]
) -> None:
    """One friend of two agents, in one week as much as anybody or in four: two people alone then hold less than half."""
    people = ("p0", "p1", "p2") if batches_of_friend > 1 else ("p0", "p1", "p2", "p3", "p4")
    given = list[Correction]()
    seen = batches._Seen([], [])
    for week in range(batches_of_friend):
        for n, one in enumerate(s for s in drawn(np.random.default_rng(week), Sort("", 1.0, 2, 40)) if s.who in people):
            if one.who == "p0" or week == 0:
                batch = f"{one.who}/{week}"
                given.append(said(batch, one.who, f"{week} {n}"))
                seen.sheets.append(batches._Sheet(batch, one, 1, int(one.who == "p0")))
    holding(monkeypatch, given, seen)
    named = kindness([s.leniency for s in seen.sheets]).found
    assert [k.who for k in named] == ["p0"], "the friend is seen either way"
    found = suspicious(NOTHING, base(), given).aside
    assert {s.batch for s in found} == aside and {s.fault for s in found} <= {Fault.ONE_AGENT}


def test_heads_of_one_half_know_nothing_of_the_other() -> None:
    whole = base()
    half = np.arange(len(whole.x)) % 2 == 0
    turned = {name: np.where(half, y, np.roll(y, 1)) for name, y in whole.answers.items()}
    other = replace(whole, answers=turned, vy=np.where(half[whole.vcall], whole.vy, ~whole.vy.astype(bool)))
    one, two = (fit_heads(b, {}, {}, half) for b in (whole, other))
    assert all(np.array_equal(one[n].weights, two[n].weights) for n in one)
