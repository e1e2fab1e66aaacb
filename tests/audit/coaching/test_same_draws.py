"""Agents are drawn at once and calls given the same are fitted as one row: the figures are those of one by one."""

import numpy as np

from audit.coaching.calls import AgentCall, Side
from audit.coaching.difficulty import difficulty
from audit.coaching.levels import GRID, drawn_by_row, drawn_from


def test_rows_drawn_at_once_are_the_rows_drawn_one_after_the_other() -> None:
    shapes = np.exp(-0.5 * ((GRID - np.array([[-2.0], [0.3], [1.1]])) / np.array([[0.4], [0.2], [1.5]])) ** 2)
    draws = np.array([7, 1, 400])
    one, many = np.random.default_rng(5), np.random.default_rng(5)
    apart = np.concatenate([drawn_from(one, row, int(n)) for row, n in zip(shapes, draws, strict=True)])
    assert drawn_by_row(many, shapes, draws).tolist() == apart.tolist()
    assert one.random() == many.random(), "nothing else was drawn"


def test_equal_calls_weigh_as_many_as_they_are() -> None:
    rng = np.random.default_rng(8)
    calls = []
    for n in range(600):
        late = ("to_30", "over_90")[n % 3 == 0]
        good = rng.random() < (0.8 if late == "to_30" else 0.4)
        calls.append(AgentCall(f"A{n % 4}", Side.BEFORE, bool(good), False, {"stage": late}))
    mixed = [calls[n] for n in rng.permutation(len(calls))]
    told, again = difficulty(calls), difficulty(mixed)
    by_stage = {c.given["stage"]: float(e) for c, e in zip(calls, told, strict=True)}
    assert len({round(float(e), 9) for e in told}) == 2 and by_stage["to_30"] > by_stage["over_90"] + 1.0
    assert all(abs(float(e) - by_stage[c.given["stage"]]) < 1e-9 for c, e in zip(mixed, again, strict=True))
    assert abs(float(told.mean())) < 1e-9
