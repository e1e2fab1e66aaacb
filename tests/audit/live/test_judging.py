"""A live call is judged by the client's own heads and rubric, where it has them; what ships stays as it is beside them."""

from dataclasses import replace

import numpy as np
import pytest

from audit.judges.adapted import AdaptedJudge, HeadVersion
from audit.judges.local import LocalJudge
from audit.judges.reading import VIEW
from audit.labels import LABELS
from audit.live.possible import Judging, Reader, Watch, shipped
from audit.rubric import Severity, load_rubric
from tests.audit.live.test_live import turns

THREAT = "false_legal_threat"


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(LocalJudge(threads=1))


def deaf(judge: LocalJudge) -> AdaptedJudge:
    """A version that holds no forbidden act likely."""
    head = judge.heads.heads["violation"]
    none = replace(head, weights=np.zeros_like(head.weights), bias=np.full_like(head.bias, -30.0))
    still = (np.zeros((len(LABELS), VIEW), dtype=np.float32), np.zeros(len(LABELS), dtype=np.float32))
    return AdaptedJudge(judge, HeadVersion("abcdef012345", judge.stamp.version, *still, {"violation": none}))


def told(reader: Reader, judging: Judging | None) -> list[str]:
    return [p.criterion for p in Watch(reader, "a", "es", "CL", judging=judging).see(turns())]


def test_each_call_is_told_of_by_its_own_version_whoever_else_is_on_the_floor(reader: Reader) -> None:
    own = deaf(reader.judge)
    mine = Judging(own.stamp.version, load_rubric(), own.heads, own.turn_heads)
    assert mine.judge == f"{reader.judge.stamp.version}+abcdef012345"
    assert told(reader, mine) == [] and THREAT in told(reader, None) and told(reader, mine) == []


def test_a_version_moves_what_the_turn_heads_say(reader: Reader) -> None:
    own = deaf(reader.judge)
    ones = np.ones((len(LABELS), VIEW), np.float32), np.ones(len(LABELS), np.float32)
    moved = AdaptedJudge(reader.judge, HeadVersion("b", reader.judge.stamp.version, *ones, {}))
    weight, bias = reader.judge.network.heads
    assert np.array_equal(own.turn_heads[0], weight) and np.array_equal(own.turn_heads[1], bias)
    assert np.allclose(moved.turn_heads[1][: len(LABELS)], bias[: len(LABELS)] + 1)
    assert np.array_equal(moved.turn_heads[0][len(LABELS) :], weight[len(LABELS) :])


def test_what_the_clients_rubric_does_not_call_critical_raises_no_alert(reader: Reader) -> None:
    rubric = load_rubric()
    milder = tuple(replace(c, severity=Severity.MAJOR) if c.id == THREAT else c for c in rubric.criteria)
    assert THREAT not in told(reader, shipped(reader.judge, replace(rubric, criteria=milder)))
    assert THREAT in told(reader, shipped(reader.judge, rubric))
