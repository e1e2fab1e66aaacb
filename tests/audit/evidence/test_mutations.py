"""Ten thousand ways to touch a sealed bundle, none of which passes, and the item that was touched is named."""

import io
import random
from collections import Counter
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from audit.evidence.bundle import MANIFEST, seal
from audit.evidence.faults import Problem
from audit.evidence.items import CallEvidence, Item, RunEvidence, items_of
from audit.evidence.verify import verify
from audit.ghosts.reveal_verify import verify_reveal
from tests.audit.evidence.mutations import WAYS, Target, mutated, target_of
from tests.audit.ghosts.sealed_wave import KEY, THIEF, handed, lived, revealed, small

SEED = 20261122
AUDIT, REVEAL = 8500, 1500


def audit_items(mark: str) -> list[Item]:
    run = RunEvidence(
        {"judge": mark}, {"r": b"r: 1\n"}, {"b": b"b: 1\n"}, {"calls.csv": b"file\n"}, [{"file": "x", "cause": mark}]
    )
    calls = [
        CallEvidence(
            f"call-{n}",
            f"{n}.wav",
            "0" * 64,
            9,
            {"turns": [{"text": f"hola {mark} {n}"}] * 5},
            {"rubric": "r", "rulebook": "b", "n": n},
        )
        for n in range(2)
    ]
    return items_of(run, calls)


def audit_bundle(key: Ed25519PrivateKey, mark: str) -> bytes:
    return seal(audit_items(mark), key, {"run": mark})


@pytest.fixture(scope="module")
def audits() -> Target:
    return target_of(audit_bundle(KEY, "mayo"), audit_bundle(KEY, "junio"), THIEF)


@pytest.fixture(scope="module")
def reveals(tmp_path_factory: pytest.TempPathFactory) -> Target:
    made = []
    for seed in (1, 2):
        path: Path = tmp_path_factory.mktemp("wave")
        small(path, real=12, ghosts=6, seed=seed)
        place = handed(path).place
        lived(place, contacts=5, days=1)
        made.append(revealed(place))
    return target_of(made[0], made[1], THIEF)


def missed(target: Target, n: int, seed: int) -> tuple[list[str], Counter[str]]:
    """What passed or was not named, and how often each way was tried."""
    dice, wrong, tried = random.Random(seed), [], Counter[str]()
    for _ in range(n):
        touched = mutated(target, dice)
        tried[touched.how] += 1
        found = verify(io.BytesIO(touched.data), KEY.public_key())
        names = {fault.name for fault in found.faults}
        if found.first_broken is None:
            wrong.append(f"{touched.how}: passed")
        elif touched.name not in (None, MANIFEST, *names) and not _blind(found.first_broken.problem):
            wrong.append(f"{touched.how}: {touched.name} not among {sorted(names)[:4]}")
        elif not found.say("es") or not found.say("en"):
            wrong.append(f"{touched.how}: nothing said")
    return wrong, tried


def _blind(problem: Problem) -> bool:
    """Faults of the container that come before any item can be told apart; a touched manifest may name what it lies about."""
    return problem in (Problem.NOT_A_ZIP, Problem.TRICK)


def test_every_way_of_touching_an_audit_bundle_is_caught_and_named(audits: Target) -> None:
    assert verify(io.BytesIO(audits.data), KEY.public_key()).intact
    wrong, tried = missed(audits, AUDIT, SEED)
    assert wrong == []
    assert sum(tried.values()) == AUDIT
    assert min(tried.values()) > 10
    assert len(tried) >= len(WAYS)


def test_every_way_of_touching_a_reveal_is_caught_and_named(reveals: Target) -> None:
    assert verify_reveal(io.BytesIO(reveals.data), KEY.public_key()).intact
    wrong, tried = missed(reveals, REVEAL, SEED + 1)
    assert wrong == []
    assert sum(tried.values()) == REVEAL


def test_each_bit_of_the_wrapping_counts() -> None:
    """Every bit outside the entries' data: names, dates, sizes, versions, attributes, the end of the zip."""
    least = seal(audit_items("mayo")[:2], KEY, {})
    target = target_of(least, least, THIEF)
    passed = []
    for at in target.wrapping:
        for bit in range(8):
            changed = least[:at] + bytes([least[at] ^ 1 << bit]) + least[at + 1 :]
            if verify(io.BytesIO(changed)).intact:
                passed.append((at, bit))
    assert passed == []
