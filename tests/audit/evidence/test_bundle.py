"""A sealed bundle verifies with itself alone, and every way of touching it is found and named."""

import base64
import hashlib
import io
import json
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from audit.errors import BadEvidence
from audit.evidence.bundle import MANIFEST, SIGNATURE, seal, signed_bytes
from audit.evidence.chain import canonical
from audit.evidence.faults import Problem
from audit.evidence.items import CallEvidence, Item, Kind, RunEvidence, items_of, safe_name
from audit.evidence.keys import create_key, fingerprint, load_key, load_public_key, public_pem, save_key
from audit.evidence.packing import packed_zip
from audit.evidence.verify import Verification, verify
from audit.rubric import rubric_bytes
from audit.rulebooks import rulebook_bytes

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ABOUT = {"run": "semana-19", "sealed_at": "2026-05-16T18:00:00-04:00"}
SOUND = b"RIFF" + bytes(400)
SHA = hashlib.sha256(SOUND).hexdigest()
RUBRIC, BOOK = "collections_call@2026-01-01", "CL@2021-04-20"


def call(id: str, audio: bytes | None = None) -> CallEvidence:
    return CallEvidence(
        id=id,
        file=f"{id}.wav",
        sha256=SHA,
        size_bytes=len(SOUND),
        transcript={"id": id, "sha256": SHA, "turns": [{"i": 0, "speaker": "agent", "text": "¿Hablo con doña Inés?"}]},
        result={"id": id, "rubric": RUBRIC, "rulebook": BOOK, "conduct": "pass"},
        decisions=[{"who": "R. Paz", "said": "happened", "reason": "se oye claro"}],
        audio=audio,
    )


def items(audio: bytes | None = SOUND) -> list[Item]:
    run = RunEvidence(
        models={"judge": {"name": "local", "version": "1"}},
        rubrics={RUBRIC: rubric_bytes(RUBRIC)},
        rulebooks={BOOK: rulebook_bytes(BOOK)},
        facts={"calls.csv": b"file,call_id\na.wav,call-001\n"},
        failures=[{"file": "rota.wav", "cause": "empty"}],
    )
    return items_of(run, [call("call-001", audio), call("call-002"), call("llamada ñandú/3")])


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return seal(items(), KEY, ABOUT)


def checked(data: bytes, tmp_path: Path, **more: Any) -> Verification:
    path = tmp_path / "evidence.zip"
    path.write_bytes(data)
    return verify(path, **more)


Entries = list[tuple[str, bytes]]


def entries(data: bytes) -> Entries:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return [(info.filename, archive.read(info)) for info in archive.infolist()]


def zipped(rows: Entries) -> bytes:
    """As sealing packs them: whoever alters a bundle with care."""
    return packed_zip(rows, (MANIFEST, SIGNATURE))


def manifest_of(data: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(dict(entries(data))[MANIFEST])
    return found


def with_manifest(data: bytes, manifest: dict[str, Any], key: Ed25519PrivateKey | None = None) -> bytes:
    """The bundle with another manifest, signed anew only where a key is given."""
    content = canonical(manifest)
    rows = [(n, content if n == MANIFEST else d) for n, d in entries(data)]
    if key is not None:
        signature = base64.b64encode(key.sign(signed_bytes(content))).decode()
        row = {"algorithm": "Ed25519", "manifest_sha256": hashlib.sha256(content).hexdigest(), "signature": signature}
        rows = [(n, canonical(row) if n == SIGNATURE else d) for n, d in rows]
    return zipped(rows)


def test_an_untouched_bundle_is_intact(sealed: bytes, tmp_path: Path) -> None:
    found = checked(sealed, tmp_path)
    assert found.intact
    assert found.first_broken is None
    assert found.fingerprint == fingerprint(KEY.public_key())
    assert found.about == ABOUT
    assert [item.kind for item in found.items][:5] == ["guide", "facts", "models", "rubric", "rulebook"]
    assert "Íntegro: 19 elementos" in found.say("es")
    assert "Intact: 19 items" in found.say("en")
    assert found.fingerprint in found.say("en")


def test_the_same_items_and_key_give_the_same_bytes(sealed: bytes) -> None:
    assert seal(items(), KEY, ABOUT) == sealed
    assert seal(items(), create_key(), ABOUT) != sealed


def test_a_key_may_be_pinned(sealed: bytes, tmp_path: Path) -> None:
    assert "la clave indicada" in checked(sealed, tmp_path, pinned=KEY.public_key()).say("es")
    other = checked(sealed, tmp_path, pinned=create_key().public_key())
    assert other.first_broken is not None
    assert other.first_broken.problem is Problem.OTHER_KEY


def replaced(name: str, data: bytes) -> Callable[[Entries], Entries]:
    return lambda rows: [(n, data if n == name else d) for n, d in rows]


def swapped(rows: Entries) -> Entries:
    moved = list(rows)
    moved[8], moved[11] = moved[11], moved[8]
    return moved


RESULT = "calls/call-001/result.json"
TOUCHED: dict[str, tuple[Callable[[Entries], Entries], Problem, str]] = {
    "altered result": (replaced(RESULT, b'{"conduct":"pass"}'), Problem.ALTERED, RESULT),
    "altered, same size": (lambda rows: [(n, d.replace(b'"pass"', b'"fail"')) for n, d in rows], Problem.ALTERED, RESULT),
    "altered audio": (replaced("calls/call-001/audio.wav", SOUND[:-1] + b"x"), Problem.ALTERED, "calls/call-001/audio.wav"),
    "a thousand times larger": (replaced(RESULT, bytes(10**6)), Problem.ALTERED, RESULT),
    "dropped": (lambda rows: [r for r in rows if r[0] != RESULT], Problem.DROPPED, RESULT),
    "dropped last": (lambda rows: [r for r in rows if r[0] != "failures.json"], Problem.DROPPED, "failures.json"),
    "reordered": (swapped, Problem.REORDERED, "calls/call-002/transcript.json"),
    "added": (lambda rows: [*rows[:3], ("calls/nueva.json", b"{}"), *rows[3:]], Problem.ADDED, "calls/nueva.json"),
    "added at the end": (lambda rows: [*rows, ("nota.txt", b"x")], Problem.ADDED, "nota.txt"),
    "named twice": (lambda rows: [*rows, (RESULT, b"{}")], Problem.DUPLICATE, RESULT),
    "no manifest": (lambda rows: [r for r in rows if r[0] != MANIFEST], Problem.NO_MANIFEST, MANIFEST),
    "no signature": (lambda rows: [r for r in rows if r[0] != SIGNATURE], Problem.NO_MANIFEST, SIGNATURE),
    "manifest of prose": (replaced(MANIFEST, b"trust me"), Problem.BAD_MANIFEST, MANIFEST),
    "manifest with spaces": (
        lambda rows: [(n, json.dumps(json.loads(d)).encode() if n == MANIFEST else d) for n, d in rows],
        Problem.BAD_MANIFEST,
        MANIFEST,
    ),
    "signature of prose": (replaced(SIGNATURE, b"[]"), Problem.BAD_MANIFEST, SIGNATURE),
    "climbing name": (lambda rows: [*rows, ("../../etc/cron.d/x", b"x")], Problem.UNSAFE_NAME, "../../etc/cron.d/x"),
    "absolute name": (lambda rows: [*rows, ("/etc/passwd", b"x")], Problem.UNSAFE_NAME, "/etc/passwd"),
    "back slash": (lambda rows: [*rows, ("a\\b", b"x")], Problem.UNSAFE_NAME, "a\\\\b"),
    "folder": (lambda rows: [*rows, ("calls/x/", b"")], Problem.UNSAFE_NAME, "calls/x/"),
}


@pytest.mark.parametrize("case", TOUCHED)
@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_what_was_touched_is_found_and_named(case: str, sealed: bytes, tmp_path: Path) -> None:
    touch, problem, name = TOUCHED[case]
    found = checked(zipped(touch(entries(sealed))), tmp_path)
    assert found.first_broken is not None
    assert (found.first_broken.problem, found.first_broken.name) == (problem, name)
    for lang in ("es", "en"):
        assert name in found.say(lang)


@pytest.mark.parametrize("extra", [b"", b"UT\x05\x00\x01abcd"])
def test_what_was_altered_comes_before_how_it_was_packed(extra: bytes, sealed: bytes, tmp_path: Path) -> None:
    """Whoever unpacks, alters and packs again with any program is told the item, not the program."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries(sealed):
            info = zipfile.ZipInfo(name, (2026, 5, 1, 10, 0, 0))
            info.extra, info.compress_type = extra, zipfile.ZIP_DEFLATED
            archive.writestr(info, data.replace(b'"pass"', b'"fail"') if name == RESULT else data)
        archive.writestr("calls/", b"")
    found = checked(out.getvalue(), tmp_path)
    assert found.first_broken is not None
    assert (found.first_broken.problem, found.first_broken.name) == (Problem.ALTERED, RESULT)


def test_forged_manifests_are_found(sealed: bytes, tmp_path: Path) -> None:
    """Whoever rewrites item, hash and chain consistently still lacks the key."""
    forged = [i if i.kind is not Kind.RESULT else Item(i.kind, i.name, b'{"conduct":"pass"}') for i in items()]
    thief = create_key()
    other = dict(entries(seal(forged, thief, ABOUT)))
    own = manifest_of(sealed)
    lying = {**json.loads(other[MANIFEST]), "public_key": own["public_key"], "fingerprint": own["fingerprint"]}
    bundle = with_manifest(zipped(list(other.items())), lying, key=thief)
    found = checked(bundle, tmp_path)
    assert [fault.problem for fault in found.faults] == [Problem.BAD_SIGNATURE]
    resealed = checked(zipped(list(other.items())), tmp_path, pinned=KEY.public_key())
    assert [fault.problem for fault in resealed.faults] == [Problem.OTHER_KEY]


def test_a_chain_dropped_reordered_or_renumbered_breaks_even_when_signed(sealed: bytes, tmp_path: Path) -> None:
    """The signer himself cannot take an item out quietly."""
    links = manifest_of(sealed)["links"]
    without = [link for link in links if link["name"] != RESULT]
    renumbered = [{**link, "n": n} for n, link in enumerate(without, start=1)]
    turned = [*links[:5], links[6], links[5], *links[7:]]
    shorter = links[:-1]
    for changed, first in (
        (without, "calls/call-001/decisions.json"),
        (renumbered, "calls/call-001/decisions.json"),
        (turned, None),
        (shorter, None),
    ):
        manifest = {**manifest_of(sealed), "links": changed, "count": len(changed)}
        kept = {link["name"] for link in changed} | {MANIFEST, SIGNATURE}
        data = zipped([r for r in entries(with_manifest(sealed, manifest, key=KEY)) if r[0] in kept])
        found = checked(data, tmp_path)
        assert found.first_broken is not None
        assert found.first_broken.problem is Problem.BROKEN_CHAIN
        assert first is None or found.first_broken.name == first


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"format": "trasluz-evidence/9"}, Problem.BAD_MANIFEST),
        ({"count": "18"}, Problem.BAD_MANIFEST),
        ({"links": []}, Problem.BAD_MANIFEST),
        ({"links": [{"n": 1}]}, Problem.BAD_MANIFEST),
        ({"fingerprint": "0000"}, Problem.BAD_MANIFEST),
        ({"public_key": "AAAA"}, Problem.BAD_MANIFEST),
        ({"extra": 1}, Problem.BAD_MANIFEST),
        ({"about": {"run": "otra"}}, Problem.BROKEN_CHAIN),
        ({"head": "0" * 64}, Problem.BROKEN_CHAIN),
        ({"count": 3}, Problem.BROKEN_CHAIN),
    ],
)
def test_a_manifest_that_lies_is_found(change: dict[str, Any], problem: Problem, sealed: bytes, tmp_path: Path) -> None:
    found = checked(with_manifest(sealed, {**manifest_of(sealed), **change}, key=KEY), tmp_path)
    assert found.first_broken is not None
    assert found.first_broken.problem is problem


def test_items_that_contradict_each_other_are_found(tmp_path: Path) -> None:
    wrong_audio = [i if i.kind is not Kind.AUDIO else Item(i.kind, i.name, b"other sound") for i in items()]
    no_rubric = [i for i in items() if i.kind is not Kind.RUBRIC]
    for changed, name in ((wrong_audio, "calls/call-001/audio.wav"), (no_rubric, "calls/call-001/result.json")):
        found = checked(seal(changed, KEY, ABOUT), tmp_path)
        assert found.first_broken is not None
        assert (found.first_broken.problem, found.first_broken.name) == (Problem.CONTRADICTION, name)


def flagged(data: bytes, **attributes: Any) -> bytes:
    """The bundle with one entry's directory record changed."""
    source = entries(data)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for n, (name, content) in enumerate(source):
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            if n == 2:
                for key, value in attributes.items():
                    setattr(info, key, value)
            archive.writestr(info, content)
    return target.getvalue()


def gap_before_directory(data: bytes) -> bytes:
    """Bytes hidden between the last entry and the directory, with the end record pointing past them."""
    end = data.rindex(b"PK\x05\x06")
    start = int.from_bytes(data[end + 16 : end + 20], "little")
    moved = (start + 7).to_bytes(4, "little")
    return data[:start] + b"hidden!" + data[start:end] + data[end : end + 16] + moved + data[end + 20 :]


def other_local_name(data: bytes) -> bytes:
    return data.replace(b"models.json", b"modelz.json", 1)


TRICKS: dict[str, Callable[[bytes], bytes]] = {
    "symbolic link": lambda data: flagged(data, external_attr=(stat.S_IFLNK | 0o777) << 16),
    "entry comment": lambda data: flagged(data, comment=b"psst"),
    "extra field": lambda data: flagged(data, extra=b"\x99\x99\x02\x00ab"),
    "foreign packing": lambda data: flagged(data, compress_type=zipfile.ZIP_BZIP2),
    "bytes before": lambda data: b"MZ" + data,
    "bytes after": lambda data: data + b"tail",
    "gap": gap_before_directory,
    "two names": other_local_name,
}


@pytest.mark.parametrize("trick", TRICKS)
def test_zip_tricks_are_found(trick: str, sealed: bytes, tmp_path: Path) -> None:
    changed = TRICKS[trick](sealed)
    assert changed != sealed
    found = checked(changed, tmp_path)
    assert found.first_broken is not None
    assert found.first_broken.problem in (Problem.TRICK, Problem.NOT_A_ZIP)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(min_value=0, max_value=2000))
def test_a_bundle_cut_short_is_found(cut: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    data = seal(items(None), KEY, ABOUT)
    found = checked(data[: len(data) - 1 - cut], tmp_path_factory.mktemp("cut"))
    assert not found.intact


@settings(max_examples=150, deadline=None)
@given(data=st.data())
def test_one_byte_changed_anywhere_is_found(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Dates and the "made by" bytes of the zip too: one bundle has one way of being written."""
    sealed = seal(items(None), KEY, ABOUT)
    at = data.draw(st.integers(0, len(sealed) - 1))
    changed = bytearray(sealed)
    changed[at] ^= data.draw(st.integers(1, 255))
    found = checked(bytes(changed), tmp_path_factory.mktemp("byte"))
    assert not found.intact


@settings(max_examples=100, deadline=None)
@given(content=st.binary(max_size=600))
def test_any_file_at_all_gets_an_answer(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    found = checked(content, tmp_path_factory.mktemp("any"))
    assert not found.intact
    assert found.say("es")


def test_a_missing_file_is_a_fault_not_a_traceback(tmp_path: Path) -> None:
    found = verify(tmp_path / "nothing.zip")
    assert found.first_broken is not None
    assert found.first_broken.problem is Problem.UNREADABLE


def test_two_items_of_one_name_are_not_sealed() -> None:
    with pytest.raises(BadEvidence, match="two items have this name"):
        seal([Item(Kind.FACTS, "a", b"1"), Item(Kind.FACTS, "a", b"2")], KEY, ABOUT)


def test_an_unreadable_file_is_not_sealed(tmp_path: Path) -> None:
    with pytest.raises(BadEvidence, match="nothing was sealed"):
        seal([Item(Kind.AUDIO, "a.wav", tmp_path / "gone.wav")], KEY, ABOUT)


def test_names_are_safe_and_apart() -> None:
    assert safe_name("call-001") == "call-001"
    odd = [safe_name(id) for id in ("../../x", "a/b", "a_b", "ñ", "n", "", ".", "x" * 300)]
    assert len(set(odd)) == len(odd)
    assert not any("/" in name or name.startswith(".") for name in odd)


def test_keys_are_kept_private_and_read_back(tmp_path: Path) -> None:
    path = tmp_path / "seal.pem"
    save_key(KEY, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert fingerprint(load_key(path).public_key()) == fingerprint(KEY.public_key())
    public = tmp_path / "public.pem"
    public.write_text(public_pem(KEY.public_key()))
    assert fingerprint(load_public_key(public)) == fingerprint(load_public_key(path))
    with pytest.raises(BadEvidence, match="already there"):
        save_key(create_key(), path)
    bad = tmp_path / "bad.pem"
    bad.write_text("-----BEGIN NOTHING-----")
    for load in (load_key, load_public_key):
        with pytest.raises(BadEvidence, match=r"bad\.pem"):
            load(bad)
    with pytest.raises(BadEvidence, match="cannot be opened"):
        load_key(tmp_path / "none.pem")
