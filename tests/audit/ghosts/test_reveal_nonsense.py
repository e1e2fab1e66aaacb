"""A client with the key may seal any nonsense: the check answers, never breaks down, and never lets it pass for the promise."""

import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from audit.evidence.bundle import seal
from audit.evidence.chain import canonical
from audit.evidence.items import Item, Kind
from audit.evidence.verify import verify
from audit.ghosts.reveal_verify import verify_reveal
from tests.audit.ghosts.sealed_wave import KEY, handed, lived, revealed, small

GARBAGE: tuple[Any, ...] = (None, [], {}, "", "x", -1, 2**70, 1.5, True, ["a"], {"a": 1}, "0" * 64, "Ñ", [[[]]])
JSONS = ("commitment.json", "opening.json", "evidence/llamada.redacted.json", "items/handoff", "items/ghost-g0001")


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path: Path = tmp_path_factory.mktemp("wave")
    small(path, real=10)
    place = handed(path).place
    lived(place, contacts=4, days=1)
    return revealed(place)


def spoilt(value: Any, dice: random.Random) -> Any:
    """The value with one node of it replaced, dropped or doubled."""
    if isinstance(value, dict) and value and dice.random() < 0.85:
        key = dice.choice(sorted(value))
        if dice.random() < 0.15:
            return {k: v for k, v in value.items() if k != key}
        return {**value, key: spoilt(value[key], dice)}
    if isinstance(value, list) and value and dice.random() < 0.85:
        at = dice.randrange(min(len(value), 8))
        if dice.random() < 0.2:
            return value[:at] + value[at + 1 :]
        return [*value[:at], spoilt(value[at], dice), *value[at + 1 :]]
    return dice.choice(GARBAGE)


def touched(files: dict[str, bytes], dice: random.Random) -> tuple[str, dict[str, bytes]]:
    name = dice.choice([*JSONS, "events.jsonl", "heads.jsonl"])
    if name.endswith(".jsonl"):
        rows = files[name].split(b"\n")[:-1]
        at = dice.randrange(len(rows))
        rows[at] = canonical(spoilt(json.loads(rows[at]), dice))
        return name, {**files, name: b"".join(row + b"\n" for row in rows)}
    return name, {**files, name: canonical(spoilt(json.loads(files[name]), dice))}


def test_nonsense_under_a_good_seal_is_refused_and_said(bundle: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        files = {n: archive.read(n) for n in archive.namelist() if n not in ("manifest.json", "signature.json")}
    found = verify(io.BytesIO(bundle))
    kinds = {item.name: Kind(item.kind) for item in found.items}
    dice = random.Random(11)
    passed = []
    for n in range(150):
        name, changed = touched(files, dice)
        data = seal([Item(kinds[f], f, content) for f, content in changed.items()], KEY, dict(found.about or {}))
        proof = verify_reveal(io.BytesIO(data))
        if proof.intact and changed != files:
            passed.append((n, name))
        assert proof.say("es") and proof.say("en")
    assert passed == []
