"""Committing binds and hides; events are added one after another and survive a crash."""

import json
import multiprocessing
import random
import stat
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from audit.evidence.faults import Fault, Problem
from audit.ghosts.commit import SECRET, commit_wave, committed_in, opened_in
from audit.ghosts.commit_error import BadWave
from audit.ghosts.commit_papers import papers_in, standing_papers
from audit.ghosts.commit_slots import Commitment, Committed, Kept, read_commitment, slot_digest
from audit.ghosts.events import EVENTS, TORN, Event, Happened, append_event, append_events, read_events
from audit.ghosts.events_heads import publish_head, read_heads
from audit.ghosts.events_recordings import append_recording, keep_redacted
from tests.audit.ghosts.sealed_wave import KEY, SOUND, T0, THIEF, dice_bytes

THINGS = [
    Committed(Kept.PLAN, "plan.json", b"{}"),
    Committed(Kept.GHOST, "ghost-1", '{"ghost":"Inés"}'.encode()),
    Committed(Kept.PAPER, "bytes", b"\xff\xfe\x00"),
]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    commit_wave(tmp_path, THINGS, "Norte", "1", T0, KEY)
    return tmp_path


def note(n: int) -> Event:
    return Event(T0 + timedelta(minutes=n), Happened.NOTE, {"n": n})


def test_what_was_committed_opens_again(place: Path) -> None:
    opened = {slot.thing.name: slot.thing for slot in opened_in(place) if slot.thing.kind is not Kept.PAD}
    assert opened == {thing.name: thing for thing in THINGS}
    assert stat.S_IMODE((place / SECRET).stat().st_mode) == 0o600


def test_a_commitment_hides(tmp_path: Path) -> None:
    """Equal things, another salt: nothing in common, nothing in the order they were given."""
    first = commit_wave(tmp_path / "a", THINGS, "Norte", "1", T0, KEY)
    second = commit_wave(tmp_path / "b", THINGS, "Norte", "1", T0, KEY)
    assert not set(first.slots) & set(second.slots)
    places = {
        name: [slot.index for p in "ab" for slot in opened_in(tmp_path / p) if slot.thing.name == name]
        for name in ("plan.json", "bytes")
    }
    assert len({index for found in places.values() for index in found}) > 2


def test_slots_are_shuffled_fairly() -> None:
    """Where the first thing lands is even over the slots: chi-square over 16 parts, 1,500 draws."""
    from audit.ghosts.commit import _shuffle

    rng, counts = dice_bytes(3), [0] * 16
    for _ in range(1500):
        order = [Committed(Kept.PAD, str(n)) for n in range(64)]
        _shuffle(order, rng)
        counts[next(i for i, t in enumerate(order) if t.name == "0") // 4] += 1
    assert sum((c - 1500 / 16) ** 2 / (1500 / 16) for c in counts) < 37.7  # 0.999 quantile, 15 degrees


@pytest.mark.parametrize(
    ("things", "words"),
    [([THINGS[0], THINGS[0]], "two items of that name"), ([Committed(Kept.PAPER, str(n)) for n in range(32769)], "holds 32768")],
)
def test_what_cannot_be_committed_is_refused(things: list[Committed], words: str, tmp_path: Path) -> None:
    with pytest.raises(BadWave, match=words):
        commit_wave(tmp_path, things, "Norte", "1", T0, KEY)
    assert not list(tmp_path.iterdir())


def test_a_time_without_zone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadWave, match="no offset"):
        commit_wave(tmp_path, THINGS, "Norte", "1", datetime(2026, 5, 4), KEY)


def test_a_place_is_committed_once(place: Path) -> None:
    with pytest.raises(BadWave, match="committed already"):
        commit_wave(place, THINGS, "Norte", "1", T0, KEY)


def test_large_waves_take_a_larger_size(tmp_path: Path) -> None:
    things = [Committed(Kept.PAPER, str(n)) for n in range(4097)]
    assert len(commit_wave(tmp_path, things, "Norte", "1", T0, KEY).slots) == 32768


def test_any_bit_of_a_commitment_counts(place: Path) -> None:
    content = (place / "commitment.json").read_bytes()
    assert isinstance(read_commitment(content), Commitment)
    dice = random.Random(1)
    tail = content.rindex(b'"slots"')
    spots = [dice.randrange(len(content)) for _ in range(60)]
    spots += [*range(tail), *range(len(content) - 60, len(content))]
    for at in spots:
        changed = content[:at] + bytes([content[at] ^ 1 << dice.randrange(8)]) + content[at + 1 :]
        found = read_commitment(changed)
        assert isinstance(found, Fault)
        assert found.problem is Problem.BAD_PROMISE


def forged(content: bytes, **changes: Any) -> bytes:
    from audit.evidence.chain import canonical
    from audit.ghosts.commit_slots import head_of

    row = {**json.loads(content), **changes}
    return canonical({**row, "head": head_of(row)})


@pytest.mark.parametrize("change", [{"at": "2020-01-01T00:00:00+00:00"}, {"vendor": "Sur"}, {"batch": "2"}, {"wave": "00"}])
def test_a_commitment_made_again_without_the_key_is_refused(change: dict[str, str], place: Path) -> None:
    found = read_commitment(forged((place / "commitment.json").read_bytes(), **change))
    assert isinstance(found, Fault)
    assert "signature" in found.say("en")


def test_salts_that_are_not_of_the_commitment_are_said(place: Path) -> None:
    secret = json.loads((place / SECRET).read_text())
    for item in secret["items"]:
        if item["name"] == "plan.json":
            item["text"] = "{ }"
    (place / SECRET).write_text(json.dumps(secret))
    with pytest.raises(BadWave, match=r"«plan\.json» is not what was committed"):
        opened_in(place)
    (place / SECRET).write_text("{}")
    with pytest.raises(BadWave, match="not the salts"):
        opened_in(place)
    (place / SECRET).unlink()
    with pytest.raises(BadWave, match="cannot be opened"):
        opened_in(place)
    with pytest.raises(BadWave, match="cannot be opened"):
        committed_in(place / "nowhere")


def test_a_digest_depends_on_kind_name_and_bytes() -> None:
    salt = bytes(32)
    things = [Committed(Kept.GHOST, "a", b"bc"), Committed(Kept.GHOST, "ab", b"c"), Committed(Kept.PLAN, "a", b"bc")]
    assert len({slot_digest(salt, thing) for thing in things}) == 3


def test_events_are_chained_to_the_commitment(place: Path) -> None:
    append_events(place, [note(1), note(2)])
    last = append_event(place, note(3))
    entries = read_events(place)
    assert [e.n for e in entries] == [1, 2, 3]
    assert entries[0].previous == committed_in(place).head
    assert entries[-1].link == last.link
    assert [e.event.body["n"] for e in entries if e.event] == [1, 2, 3]
    assert stat.S_IMODE((place / EVENTS).stat().st_mode) == 0o600
    assert append_events(place, []) == ()


@pytest.mark.parametrize("left", [1, 40, 300])
def test_a_torn_last_line_is_kept_aside_and_said(left: int, place: Path) -> None:
    append_events(place, [note(1), note(2)])
    whole = (place / EVENTS).read_bytes()
    append_event(place, Event(T0, Happened.NOTE, {"text": "x" * 600}))
    torn = (place / EVENTS).read_bytes()[: len(whole) + left]
    (place / EVENTS).write_bytes(torn)
    with pytest.raises(BadWave, match=f"torn last line \\({left} bytes after line 2\\)"):
        read_events(place)
    append_event(place, note(4))
    entries = read_events(place)
    assert [e.event.kind for e in entries if e.event] == [Happened.NOTE, Happened.NOTE, Happened.MENDED, Happened.NOTE]
    assert entries[2].event is not None and entries[2].event.body["bytes"] == left
    assert (place / TORN).read_bytes().startswith(torn[len(whole) :])


def test_a_line_that_only_lacks_its_end_is_kept(place: Path) -> None:
    append_events(place, [note(1), note(2)])
    (place / EVENTS).write_bytes((place / EVENTS).read_bytes()[:-1])
    append_event(place, note(3))
    assert [e.event.body["n"] for e in read_events(place) if e.event] == [1, 2, 3]


def test_nothing_is_added_to_a_damaged_chain(place: Path) -> None:
    append_events(place, [note(n) for n in range(5)])
    rows = (place / EVENTS).read_bytes().split(b"\n")
    (place / EVENTS).write_bytes(b"\n".join([*rows[:2], rows[3], *rows[4:]]))
    with pytest.raises(BadWave, match="line 3 is not an event of this chain"):
        read_events(place)
    (place / EVENTS).write_bytes(b"\n".join([*rows[:4], rows[4].replace(b'"n":4', b'"n":9'), b""]))
    with pytest.raises(BadWave, match="the last line is not an event"):
        append_event(place, note(9))


@pytest.mark.parametrize(
    "event",
    [
        Event(datetime(2026, 5, 4), Happened.NOTE, {}),
        Event(T0, Happened.NOTE, {"x": float("nan")}),
        Event(T0, Happened.NOTE, {"x": T0}),
        Event(T0, Happened.NOTE, {"x": (1, 2)}),
        Event(T0, Happened.NOTE, {1: 2}),  # type: ignore[dict-item]
    ],
)
def test_an_event_that_would_not_come_back_is_refused(event: Event, place: Path) -> None:
    with pytest.raises(BadWave, match=r"no offset|JSON"):
        append_event(place, event)
    assert not (place / EVENTS).exists()


def test_events_need_a_commitment(tmp_path: Path) -> None:
    with pytest.raises(BadWave, match="cannot be opened"):
        append_event(tmp_path, note(1))


def _writer(place: Path, who: int) -> None:
    for n in range(20):
        append_event(place, note(who * 100 + n))


def test_writers_at_once_make_one_chain(place: Path) -> None:
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_writer, args=(place, who)) for who in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(read_events(place)) == 60


def test_heads_are_signed_linked_and_tell_no_number(place: Path) -> None:
    commitment = committed_in(place)
    for day in range(3):
        append_events(place, [note(n) for n in range(day * 7)])
        publish_head(place, KEY, T0 + timedelta(days=day))
    content = (place / "heads.jsonl").read_bytes()
    heads = read_heads(content, commitment.head, commitment.key)
    assert not isinstance(heads, Fault)
    assert [e.n for e in read_events(place) if e.link in {h.head for h in heads}] == [64, 128, 192]
    assert len({len(h.line) for h in heads}) == 1
    rows = content.split(b"\n")
    for changed in (
        b"\n".join(rows[1:]),
        b"\n".join([rows[0], *rows[2:]]),
        content[:-1],
        content.replace(b"+00:00", b"+01:00", 1),
    ):
        found = read_heads(changed, commitment.head, commitment.key)
        assert isinstance(found, Fault)
        assert found.problem is Problem.BAD_HEAD
    publish_head(place, THIEF, T0 + timedelta(days=9))
    assert isinstance(read_heads((place / "heads.jsonl").read_bytes(), commitment.head, commitment.key), Fault)


def test_recordings_are_bound_when_they_can_be(place: Path) -> None:
    wav = append_recording(place, "a.wav", SOUND, {"ghost": "g1"}, T0)
    mp3 = append_recording(place, "b.mp3", b"ID3" + bytes(50), {"ghost": "g1"}, T0)
    assert wav.event is not None and mp3.event is not None
    assert wav.event.body["bound"]["frames"] == 24000
    assert "bound" not in mp3.event.body
    copy, proof = keep_redacted(place, "a.wav", SOUND, [(0.1, 0.2)])
    assert (copy.name, proof.name) == ("a.redacted.wav", "a.redacted.json")
    with pytest.raises(BadWave, match="no event bound this recording"):
        keep_redacted(place, "b.wav", SOUND[:-2] + b"xx", [(0.1, 0.2)])


def test_papers_of_a_wave_are_promised_by_name(tmp_path: Path) -> None:
    (tmp_path / "plan.json").write_text("{}")
    (tmp_path / "Hypotheses.md").write_text("H1")
    (tmp_path / "covertness.json").write_bytes(bytes(5 * 1024 * 1024))
    (tmp_path / "lines.csv").write_text("secret")
    found = {thing.name: thing for thing in papers_in(tmp_path)}
    assert set(found) == {"plan.json", "Hypotheses.md", "covertness.json"}
    assert found["Hypotheses.md"].kind is Kept.HYPOTHESES
    assert len(found["covertness.json"].data) < 300
    standing = [thing.name for thing in standing_papers(["CL", "CL", "XX"])]
    assert standing[0] == "rulebook-CL.yaml"
    assert standing[1].startswith("rubric-collections_call@")
    assert standing[2] == "judge.json"
