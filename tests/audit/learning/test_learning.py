"""The shipped judge learns from corrections of calls it never met; the version it becomes judges as it was measured."""

import random
from datetime import UTC, datetime

import pytest

from app.benches.learning_client import OPPOSITE, Client
from audit.calls import call_from, labels_from
from audit.errors import NoJudge
from audit.judges.adapted import AdaptedJudge, read_version
from audit.judges.local import LocalJudge
from audit.learning.corrections.anchor import turns_kept
from audit.learning.corrections.batches import Fault, suspicious
from audit.learning.corrections.correction import Correction, Source, by_call, settled
from audit.learning.corrections.house_table import base
from audit.learning.corrections.learn import grouped_folds, learn, opinions
from audit.learning.corrections.material import material
from audit.learning.corrections.measure import compared
from audit.learning.corrections.training import NothingLearnt, train
from audit.learning.corrections.turn_shift import asked, fit_shift
from audit.learning.corrections.version import name_of, packed
from synthetic.clients.calls import client_calls

CALLS = 60


@pytest.fixture(scope="module")
def judge() -> LocalJudge:
    return LocalJudge()


@pytest.fixture(scope="module")
def client(judge: LocalJudge) -> Client:
    rows = client_calls("istmo", CALLS, 9)
    given = [(material(call_from(r, "x"), r["agent"], judge.network), labels_from(r["labels"], "x")) for r in rows]
    return Client(given, judge)


@pytest.fixture(scope="module")
def marks(client: Client) -> list[Correction]:
    rng = random.Random(1)
    return [c for n in range(CALLS) for c in client.sheet(n, rng, f"{n % 4}")]


def test_learning_raises_kappa_on_calls_not_learnt_from(client: Client) -> None:
    found = client.measured(range(24), range(24, CALLS), 0)
    assert found["duties"]["difference"]["low"] > 0, found["duties"]
    assert found["turns"]["difference"]["low"] > -0.05
    assert found["duties"]["after"]["value"] > 0.85


def test_nothing_said_moves_nothing(client: Client) -> None:
    shift = fit_shift(client.seen, asked(client.seen, {}, range(CALLS)))
    assert not shift.steps.any() and not shift.bias.any()
    kept = turns_kept(shift.steps @ client.seen.basis, shift.bias, client.judge.network)
    assert (kept.difference.value, kept.n > 1000) == (0, True)


def test_a_version_judges_a_call_as_it_was_measured(client: Client, judge: LocalJudge, marks: list[Correction]) -> None:
    lessons = by_call(settled(marks))
    learnt = learn(client.seen, base(), lessons, range(24))
    data = packed(learnt, client.seen, base().version)
    assert data == packed(learnt, client.seen, base().version)
    own = AdaptedJudge(judge, read_version(data))
    assert own.stamp.version == f"{judge.stamp.version}+{name_of(data)}"
    for n, said in zip(range(30, 34), opinions(client.seen, learnt, range(30, 34)), strict=True):
        call = client.seen.materials[n].call
        judged, shipped = own.judge(call), judge.judge(call)
        for duty, result in judged.duties.items():
            assert result.confidence == pytest.approx(max(said.duties[duty].values()), abs=0.03)
        assert (judged.tone, judged.outcome, judged.debtor_state) == (shipped.tone, shipped.outcome, shipped.debtor_state)


def test_a_version_of_other_weights_or_damaged_is_refused(client: Client, judge: LocalJudge) -> None:
    learnt = learn(client.seen, base(), {}, range(2))
    with pytest.raises(NoJudge, match="other0000000"):
        AdaptedJudge(judge, read_version(packed(learnt, client.seen, "other0000000")))
    with pytest.raises(NoJudge, match="cannot be read"):
        read_version(packed(learnt, client.seen, "x")[:-200])
    with pytest.raises(NoJudge, match="cannot be read"):
        read_version(b"")


def test_a_flipped_batch_is_named_and_good_ones_are_not(client: Client) -> None:
    rng = random.Random(2)
    said = []
    for n in range(CALLS):
        bad = n % 4 == 3
        said += client.sheet(n, rng, f"{n % 4}", (lambda _n, _c, mark: OPPOSITE[mark]) if bad else None)
    found = suspicious(client.seen, base(), said).aside
    assert [(s.batch, s.fault) for s in found] == [("3", Fault.THROUGHOUT)]
    assert suspicious(client.seen, base(), [c for c in said if c.who != "3"]).aside == ()


def test_a_training_sets_the_bad_batch_aside_and_may_be_published(
    client: Client, judge: LocalJudge, marks: list[Correction]
) -> None:
    bad = [c for c in marks if c.who == "0" and c.criterion == "recording_notice"]
    flipped = [Correction(c.call, c.criterion, OPPOSITE[c.mark], c.who, c.batch, c.at, c.source) for c in bad]
    told: list[str] = []
    made = train(
        client.seen.materials,
        [*(c for c in marks if c not in bad), *flipped],
        judge,
        tell=lambda stage, _d, _o: told.append(stage),
    )
    assert {s.batch for s in made.aside} == {"0"} and made.aside[0].about == "recording_notice"
    assert made.decision.publish, made.decision.against
    assert len(made.calls) == CALLS * 3 // 4 and made.by_agent
    assert list(dict.fromkeys(told)) == ["batches", "learning", "measuring", "keeping"]


def test_nothing_to_learn_from_says_so(client: Client, judge: LocalJudge) -> None:
    with pytest.raises(NothingLearnt, match="no corrections"):
        train(client.seen.materials, [], judge)
    n = client.seen.materials[0].call.id
    one, other = (Correction(n, "insult", m, m, m, datetime.now(UTC), Source.BLIND) for m in ("happened", "not_happened"))
    with pytest.raises(NothingLearnt, match="contradict one another"):
        train(client.seen.materials[:8], [one, other], judge)


def test_folds_keep_an_agent_s_calls_together() -> None:
    agents = [f"a{n % 7}" for n in range(70)]
    folds = grouped_folds(agents, 5, 1)
    assert all(len({int(f) for a, f in zip(agents, folds, strict=True) if a == agent}) == 1 for agent in set(agents))
    assert set(folds.tolist()) == set(range(5))


def test_the_house_s_table_measures_as_published(client: Client) -> None:
    table = base()
    assert len(table.x) == 1322 and table.vy.sum() > 900
    assert compared("x", ()).before.value is None
