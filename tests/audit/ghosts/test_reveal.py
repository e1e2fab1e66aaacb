"""A reveal proves the promise; whoever breaks it, with or without the key, is named."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from audit.evidence.bundle import seal
from audit.evidence.chain import canonical
from audit.evidence.faults import Problem
from audit.evidence.items import Item, Kind
from audit.evidence.packing import packed_zip
from audit.evidence.verify import verify
from audit.ghosts.commit import commit_wave, opened_in
from audit.ghosts.commit_error import BadWave
from audit.ghosts.commit_slots import Kept, read_commitment
from audit.ghosts.events import Entry, Event, Happened, append_event, chained, line_of, read_entry, read_events
from audit.ghosts.events_heads import publish_head
from audit.ghosts.reveal import Only, reveal
from audit.ghosts.reveal_place import place_of
from audit.ghosts.reveal_verify import Held, Proof, verify_reveal
from audit.ghosts.reveal_witness import with_receipt, with_time_stamp
from tests.audit.ghosts.sealed_wave import KEY, T0, THIEF, contact, handed, lived, revealed, small

Files = dict[str, bytes]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("wave")
    small(path)
    done = handed(path)
    (path / "sent.csv").write_bytes(done.handed.content)
    lived(done.place)
    (path / "kept-heads.jsonl").write_bytes((done.place / "heads.jsonl").read_bytes())
    return done.place


@pytest.fixture(scope="module")
def bundle(place: Path) -> bytes:
    return revealed(place)


@pytest.fixture(scope="module")
def held(place: Path, bundle: bytes) -> Held:
    """What the vendor kept: all of it from before the reveal."""
    return Held(
        ("commitment.json", (place / "commitment.json").read_bytes()),
        ("heads.jsonl", (place.parent / "kept-heads.jsonl").read_bytes()),
        ("mine.csv", (place.parent / "sent.csv").read_bytes()),
    )


def checked(data: bytes, held: Held | None = None) -> Proof:
    return verify_reveal(io.BytesIO(data), KEY.public_key(), held)


def files_of(data: bytes) -> Files:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {n: archive.read(n) for n in archive.namelist() if n not in ("manifest.json", "signature.json")}


def sealed_again(data: bytes, files: Files, key: object = KEY) -> bytes:
    """As the client itself would, key in hand, after changing what is inside."""
    found = verify(io.BytesIO(data))
    kinds = {item.name: Kind(item.kind) for item in found.items}
    items = [Item(kinds.get(name, Kind.EVIDENCE), name, content) for name, content in files.items()]
    return seal(items, key, dict(found.about or {}))  # type: ignore[arg-type]


def test_a_reveal_proves_everything_at_once(bundle: bytes, held: Held) -> None:
    found = checked(bundle, held)
    assert found.intact, found.say("en")
    assert found.seen is not None
    assert (found.seen.ghosts, found.seen.in_file, found.seen.full, len(found.seen.copies)) == (6, 6, True, 1)
    said = found.say("es")
    for words in ("4096 casilleros", "6 de 6", "que es el suyo", "64 en cadena (60 contactos, 1 hallazgos)", "0.6 de 3.0 s"):
        assert words in said
    assert "Sin comprobar" not in said
    assert "Not checked" in checked(bundle).say("en")


def test_pads_hide_how_many_ghosts_and_how_many_events(tmp_path: Path) -> None:
    """Whoever sees the commitment and the heads of two waves cannot tell which has more ghosts."""
    sizes, lengths = set(), set()
    for n, ghosts in enumerate((1, 30)):
        path = tmp_path / str(n)
        small(path, real=60, ghosts=ghosts, seed=n)
        done = handed(path)
        sizes.add(len(done.commitment.content))
        append_event(done.place, contact(0, T0))
        publish_head(done.place, KEY, T0 + timedelta(days=1))
        lengths.add(len((done.place / "heads.jsonl").read_bytes()))
        assert len(read_events(done.place)) == 64
    assert len(sizes) == len(lengths) == 1


def test_a_vendor_cannot_try_its_accounts_against_the_promise(place: Path) -> None:
    """The same ghost committed twice gives two unrelated digests: the salt is not to be guessed."""
    opened = opened_in(place)
    salts = {slot.salt for slot in opened}
    assert len(salts) == 4096
    assert {len(salt) for salt in salts} == {32}
    public = (place / "commitment.json").read_bytes()
    for slot in opened:
        assert slot.salt.hex().encode() not in public
        assert slot.thing.kind is Kept.PAD or slot.thing.name.encode() not in public


def test_a_partial_reveal_opens_one_finding_and_nothing_else(place: Path, held: Held) -> None:
    finding = next(e.n for e in read_events(place) if e.event and e.event.kind is Happened.FINDING)
    sound = next(e.n for e in read_events(place) if e.event and e.event.kind is Happened.RECORDING)
    only = Only(
        frozenset({"ghost-g0001", "handoff"}),
        frozenset({finding, sound}),
        frozenset({"llamada.redacted.wav", "llamada.redacted.json"}),
    )
    data = revealed(place, only)
    found = checked(data, held)
    assert found.intact, found.say("en")
    assert "2 of 4096 slots" in found.say("en")
    assert found.seen is not None and found.seen.in_file == 1
    inside = b"".join(files_of(data).values())
    for n in (0, 2, 3, 4, 5):
        assert f"g{n:04}".encode() not in inside
    assert b"plan.json" not in inside.replace(b"how-to", b"")


@pytest.mark.parametrize(
    "only", [Only(frozenset({"ghost-x"})), Only(events=frozenset({9999})), Only(evidence=frozenset({"x.wav"}))]
)
def test_a_partial_reveal_of_what_is_not_there_is_refused(place: Path, only: Only) -> None:
    with pytest.raises(BadWave, match=r"nothing called|no event number|no evidence"):
        revealed(place, only)


def test_another_key_cannot_reveal(place: Path) -> None:
    with pytest.raises(BadWave, match="another key committed it"):
        reveal(place, io.BytesIO(), THIEF, T0)


def relinked(entries: list[Entry], head: str) -> bytes:
    """Events under a chain made anew, as whoever holds the salts can."""
    events = [e.event for e in entries if e.event]
    return b"".join(line_of(e) + b"\n" for e in chained(events, 0, head, lambda n: bytes(n)))


def lines(files: Files) -> list[bytes]:
    return files["events.jsonl"].split(b"\n")[:-1]


def joined(rows: list[bytes]) -> bytes:
    return b"".join(row + b"\n" for row in rows)


def an_item(files: Files) -> str:
    return next(name for name in files if name.startswith("items/ghost-"))


def change_ghost(files: Files) -> Files:
    name = an_item(files)
    return {**files, name: files[name].replace(b"disputes", b"promises")}


def change_salt(files: Files) -> Files:
    opening = json.loads(files["opening.json"])
    opening["opened"][0]["salt"] = "00" * 32
    return {**files, "opening.json": canonical(opening)}


def close_one(files: Files) -> Files:
    opening = json.loads(files["opening.json"])
    gone = opening["opened"].pop()
    return {name: data for name, data in {**files, "opening.json": canonical(opening)}.items() if name != gone["file"]}


def close_pads(files: Files) -> Files:
    """A second list of ghosts hidden among the pads would have to stay closed."""
    return {**files, "opening.json": canonical({**json.loads(files["opening.json"]), "pads": []})}


def pad_named_twice(files: Files) -> Files:
    opening = json.loads(files["opening.json"])
    opening["pads"][1] = opening["pads"][0]
    return {**files, "opening.json": canonical(opening)}


def new_ghost_event(files: Files) -> Files:
    entries = [_entry(line) for line in lines(files)]
    entries[3] = replace(entries[3], event=Event(T0, Happened.CONTACT, {"ghost": "g9999"}))
    return {**files, "events.jsonl": relinked(entries, json.loads(files["commitment.json"])["head"])}


def _entry(line: bytes) -> Entry:
    return read_entry(line)


def another_row(files: Files) -> Files:
    name = next(n for n in files if n.startswith("handoff/"))
    return {**files, name: files[name].replace(b"Soto", b"Sota", 1)}


def no_sound(files: Files) -> Files:
    name = "evidence/llamada.redacted.wav"
    return {**files, name: files[name][:60] + bytes(200) + files[name][260:]}


CHEATS: dict[str, tuple[Callable[[Files], Files], Problem]] = {
    "a ghost altered": (change_ghost, Problem.NOT_PROMISED),
    "a salt altered": (change_salt, Problem.NOT_PROMISED),
    "a ghost left closed": (close_one, Problem.CLOSED),
    "the pads left closed": (close_pads, Problem.CLOSED),
    "a slot opened twice": (pad_named_twice, Problem.NOT_PROMISED),
    "an event dropped": (lambda f: {**f, "events.jsonl": joined(lines(f)[:5] + lines(f)[6:])}, Problem.BROKEN_EVENTS),
    "two events exchanged": (
        lambda f: {**f, "events.jsonl": joined([*lines(f)[:5], lines(f)[6], lines(f)[5], *lines(f)[7:]])},
        Problem.BROKEN_EVENTS,
    ),
    "an event twice": (lambda f: {**f, "events.jsonl": joined([*lines(f)[:6], *lines(f)[5:]])}, Problem.BROKEN_EVENTS),
    "an event altered": (
        lambda f: {**f, "events.jsonl": f["events.jsonl"].replace(b'"channel":"voice"', b'"channel":"email"', 1)},
        Problem.BROKEN_EVENTS,
    ),
    "the tail cut": (lambda f: {**f, "events.jsonl": joined(lines(f)[:-1])}, Problem.MISSING_HEAD),
    "the last line torn": (lambda f: {**f, "events.jsonl": f["events.jsonl"][:-9]}, Problem.BROKEN_EVENTS),
    "no events": (lambda f: {**f, "events.jsonl": b""}, Problem.MISSING_HEAD),
    "a chain made anew around a new ghost": (new_ghost_event, Problem.MISSING_HEAD),
    "a head dropped": (lambda f: {**f, "heads.jsonl": joined(f["heads.jsonl"].split(b"\n")[1:-1])}, Problem.BAD_HEAD),
    "heads torn": (lambda f: {**f, "heads.jsonl": f["heads.jsonl"][:-4]}, Problem.BAD_HEAD),
    "no heads": (lambda f: {**f, "heads.jsonl": b""}, Problem.MISSING_HEAD),
    "another file handed over": (another_row, Problem.NOT_HANDED_OVER),
    "the redacted sound altered": (no_sound, Problem.OTHER_RECORDING),
    "evidence of nowhere": (lambda f: {**f, "evidence/x.txt": b"trust me"}, Problem.OTHER_RECORDING),
    "a file of nowhere": (lambda f: {**f, "note.txt": b"x"}, Problem.ADDED),
    "no commitment": (lambda f: {k: v for k, v in f.items() if k != "commitment.json"}, Problem.BAD_PROMISE),
    "no events file": (lambda f: {k: v for k, v in f.items() if k != "events.jsonl"}, Problem.BAD_PROMISE),
    "a commitment of prose": (lambda f: {**f, "commitment.json": b"{}"}, Problem.BAD_PROMISE),
    "an opening of prose": (lambda f: {**f, "opening.json": b"[]"}, Problem.NOT_PROMISED),
}


@pytest.mark.parametrize("cheat", CHEATS)
def test_the_client_cannot_cheat_with_its_own_key(cheat: str, bundle: bytes, held: Held) -> None:
    change, problem = CHEATS[cheat]
    data = sealed_again(bundle, change(files_of(bundle)))
    assert verify(io.BytesIO(data)).intact
    found = checked(data, held)
    assert not found.intact
    assert problem in {fault.problem for fault in found.faults}, found.say("en")
    assert found.say("es") != found.say("en")


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (lambda rows: rows[:7] + rows[8:], "events.jsonl:8"),
        (lambda rows: [*rows[:7], rows[8], rows[7], *rows[9:]], "events.jsonl:8"),
        (lambda rows: [*rows[:7], rows[3], *rows[7:]], "events.jsonl:8"),
        (lambda rows: [*rows[:7], rows[7].replace(b"voice", b"email"), *rows[8:]], "events.jsonl:8"),
        (lambda rows: rows[:-1], "it ends at event"),
    ],
)
def test_an_event_touched_in_the_zip_is_named_by_its_line(
    change: Callable[[list[bytes]], list[bytes]], where: str, bundle: bytes
) -> None:
    """By somebody without the key, who packs the bundle anew."""
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        files = {n: archive.read(n) for n in archive.namelist()}
    files["events.jsonl"] = joined(change(lines(files)))
    found = checked(packed_zip(files.items(), ("manifest.json", "signature.json")))
    assert not found.intact
    assert found.faults[0].name == "events.jsonl"
    assert where in found.say("en")


def test_events_taken_from_the_tail_show_against_the_heads_the_vendor_kept(place: Path, bundle: bytes, held: Held) -> None:
    """The client makes chain and heads again, consistently, without the inconvenient end: only a head sent earlier tells."""
    files = files_of(bundle)
    first = files["heads.jsonl"].split(b"\n")[0]
    end = next(n for n, line in enumerate(lines(files)) if json.loads(line)["link"] == json.loads(first)["head"])
    shorter = {**files, "events.jsonl": joined(lines(files)[: end + 1]), "heads.jsonl": first + b"\n"}
    shorter = {name: data for name, data in shorter.items() if not name.startswith("evidence/")}
    data = sealed_again(bundle, shorter)
    assert checked(data).intact
    assert "--heads" in checked(data).say("es")
    found = checked(data, held)
    assert {fault.problem for fault in found.faults} == {Problem.MISSING_HEAD}


def test_an_older_or_another_commitment_is_refused(tmp_path: Path, bundle: bytes, held: Held) -> None:
    small(tmp_path)
    other = handed(tmp_path)
    swapped = replace(held, commitment=("old.json", other.commitment.content))
    found = checked(bundle, swapped)
    assert found.first_broken is not None
    assert (found.first_broken.problem, found.first_broken.name) == (Problem.OTHER_PROMISE, "old.json")
    files = {**files_of(bundle), "commitment.json": other.commitment.content}
    assert not checked(sealed_again(bundle, files), held).intact


def test_another_key_than_the_commitments_is_refused(bundle: bytes) -> None:
    data = sealed_again(bundle, files_of(bundle), THIEF)
    found = verify_reveal(io.BytesIO(data))
    assert Problem.OTHER_KEY in {fault.problem for fault in found.faults}
    assert {f.problem for f in checked(data).faults} == {Problem.OTHER_KEY}


def test_another_file_than_the_vendors_is_refused(bundle: bytes, held: Held) -> None:
    found = checked(bundle, replace(held, handoff=("mine.csv", b"a,b\n1,2\n")))
    assert [(fault.problem, fault.name) for fault in found.faults] == [(Problem.NOT_HANDED_OVER, "mine.csv")]


def test_without_the_file_the_vendor_uses_its_own(place: Path, held: Held) -> None:
    data = revealed(place, with_file=False)
    assert not any(name.startswith("handoff/") for name in files_of(data))
    assert "--handoff" in checked(data, replace(held, handoff=None)).say("en")
    found = checked(data, held)
    assert found.seen is not None and found.seen.in_file == 6


def test_a_plain_audit_bundle_is_no_reveal(held: Held) -> None:
    data = seal([Item(Kind.FACTS, "a.csv", b"1")], KEY, {"run": "x"})
    found = checked(data, held)
    assert found.first_broken is not None
    assert found.first_broken.problem is Problem.BAD_PROMISE


def test_a_witness_is_weighed(tmp_path: Path) -> None:
    small(tmp_path)
    done = handed(tmp_path)
    path = done.place / "commitment.json"
    plain = done.commitment.content
    imprint = hashlib.sha256(done.commitment.head.encode()).digest()
    for content, words in (
        (with_receipt(done.commitment, "Norte S.A.", THIEF), "Norte S.A. signed the receipt"),
        (with_time_stamp(done.commitment, "TSA", b"0\x82" + imprint), "time stamp of TSA"),
        (with_time_stamp(done.commitment, "TSA", b"0\x82 of another"), "not valid"),
        (
            with_receipt(done.commitment, "Norte", THIEF).replace(b'"by":"Norte"', b'"by":"Sur"'),
            "not valid",
        ),
    ):
        path.write_bytes(content)
        found = checked(revealed(done.place), Held(("commitment.json", plain)))
        assert found.intact, found.say("en")
        assert words in found.say("en")


def test_places_of_a_wave_are_told_apart(tmp_path: Path) -> None:
    wave = small(tmp_path)
    with pytest.raises(BadWave, match="no committed handoff"):
        place_of(wave)
    handed(tmp_path)
    assert place_of(wave) == wave
    handed(tmp_path, batch="2026-06")
    with pytest.raises(BadWave, match="several handoffs"):
        place_of(wave)
    assert place_of(wave, "Norte", "2026-06") == wave / "Norte-2026-06"
    with pytest.raises(BadWave, match="committed already"):
        handed(tmp_path, batch="2026-06")
    with pytest.raises(BadWave, match="handed over already"):
        handed(tmp_path)


def test_a_wave_without_ghosts_is_promised_alike(tmp_path: Path) -> None:
    """So that a commitment never tells that there are ghosts."""
    done = commit_wave(tmp_path, [], "Norte", "1", T0, KEY)
    assert read_commitment(done.content) == done
    found = checked(revealed(tmp_path))
    assert found.intact, found.say("en")
