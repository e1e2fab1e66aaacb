"""Recordings are bound in the chain when it is written, and every day ends with a signed head, by itself and once."""

import json
from datetime import timedelta

from sqlalchemy import select

from app.models import Recording
from app.models.wave import Wave, WaveEvent, WaveVendor
from app.queries.oversight.wave_plan import consent_row, plan_page
from app.services.waves.close_days import close_days
from app.services.waves.draw_canaries import register_of
from app.services.waves.people_wave import keep_people
from app.services.waves.places import place_of
from app.services.waves.reveal_wave import check_wave_seal, reveal_wave
from app.services.waves.seal_wave import seal_wave
from app.services.waves.stop_wave import end_wave
from app.settings import Settings
from app.worker import CLOSE_DAYS, make_celery
from audit.ghosts.canaries import Canary, Point, Register, read_register, write_register
from audit.ghosts.canaries_attribute import attribute
from audit.ghosts.events import Happened, read_events
from audit.ghosts.events_heads import HEADS
from audit.ghosts.events_recordings import keep_redacted
from tests.app.wave_world import SEALED, VENDOR, auditor, call, ghost_lines, planned, sealed
from tests.app.world import World, given, wav

DAY = timedelta(days=1)


def test_a_recording_is_bound_block_by_block_and_revealed(world: World, settings: Settings) -> None:
    original = wav(3, seconds=1.5)
    _, ids = world.upload([given("noche.wav", original)])
    wave_id = sealed(world, settings)
    call(world, wave_id, "F-01", "c1", SEALED + DAY, recording_id=ids[0])
    call(world, wave_id, "F-01", "c1", SEALED + DAY, recording_id=ids[0])
    call(world, wave_id, "F-02", "c2", SEALED + DAY)
    with world.database.reading() as db:
        kept = db.scalars(select(WaveEvent).where(WaveEvent.kind == "recording.kept")).one()
        assert kept.body["sha256"] == db.get_one(Recording, ids[0]).sha256
        place = place_of(settings, wave_id, db.scalars(select(WaveVendor.vendor_id)).one())
    assert close_days(world.database, settings, SEALED + 2 * DAY) == 1
    events = [e.event for e in read_events(place) if e.event]
    (bound,) = [e for e in events if e.kind is Happened.RECORDING]
    assert bound.body["bound"] and bound.body["contact"] == "c1" and "stored" not in bound.body
    numbers = [e.body["event"] for e in events if "event" in e.body]
    assert numbers == sorted(set(numbers)), "in their order, none twice"
    keep_redacted(place, "noche.wav", original, [(0.2, 0.6)])
    with world.database.writing() as db:
        end_wave(db, auditor(world), wave_id, SEALED + 3 * DAY)
    with world.database.writing() as db:
        reveal_wave(db, settings, auditor(world), wave_id, SEALED + 4 * DAY)
    with world.database.reading() as db:
        assert check_wave_seal(db, settings, auditor(world), wave_id, "es") == []


def test_a_recording_that_left_the_store_does_not_stop_the_chain(world: World, settings: Settings) -> None:
    _, ids = world.upload([given("noche.wav", wav(4))])
    wave_id = sealed(world, settings)
    call(world, wave_id, "F-01", "c1", SEALED + DAY, recording_id=ids[0])
    with world.database.reading() as db:
        world.store.path(db.get_one(Recording, ids[0]).stored).unlink()
        place = place_of(settings, wave_id, db.scalars(select(WaveVendor.vendor_id)).one())
    assert close_days(world.database, settings, SEALED + 2 * DAY) == 1
    kinds = [e.event.kind for e in read_events(place) if e.event]
    assert Happened.CONTACT in kinds and Happened.RECORDING not in kinds


def test_a_day_is_closed_once_and_the_next_day_again(world: World, settings: Settings) -> None:
    wave_id = sealed(world, settings)
    with world.database.reading() as db:
        place = place_of(settings, wave_id, db.scalars(select(WaveVendor.vendor_id)).one())
    morning = SEALED.replace(hour=6) + DAY
    assert [close_days(world.database, settings, morning + timedelta(hours=h)) for h in (0, 1, 12, 24)] == [1, 0, 0, 1]
    heads = [json.loads(line) for line in (place / HEADS).read_bytes().split()]
    assert len(heads) == 2 and heads[0]["head"] != ""
    with world.database.writing() as db:
        end_wave(db, auditor(world), wave_id, SEALED + 3 * DAY)
    with world.database.writing() as db:
        reveal_wave(db, settings, auditor(world), wave_id, SEALED + 4 * DAY)
    assert close_days(world.database, settings, SEALED + 9 * DAY) == 0, "a revealed wave is closed"


def test_a_damaged_chain_stops_no_other_wave(world: World, settings: Settings) -> None:
    wave_id = sealed(world, settings)
    with world.database.reading() as db:
        place = place_of(settings, wave_id, db.scalars(select(WaveVendor.vendor_id)).one())
    (place / "events.jsonl").write_bytes(b"nonsense\n")
    assert close_days(world.database, settings, SEALED + DAY) == 0


def test_the_beat_knows_the_task(settings: Settings) -> None:
    schedule = make_celery(settings).conf.beat_schedule
    assert schedule[CLOSE_DAYS]["task"] == CLOSE_DAYS and schedule[CLOSE_DAYS]["schedule"] <= 86_400


def test_the_hand_over_notes_who_was_given_which_line(world: World, settings: Settings) -> None:
    wave_id = planned(world)
    lines = ghost_lines(4)
    for n, line in enumerate(lines):
        line["person"] = {**line["person"], "phone": f"+5692222000{n % 3}", "email": f"caso{n}@buzon.example"}
    with world.database.writing() as db:
        wave = db.get_one(Wave, wave_id)
        keep_people(db, wave, lines, SEALED - DAY, "test")
        wave.state, wave.clearance = "cleared", {"verdict": "release", "checked_at": SEALED.isoformat(), "vendors": []}
        db.commit()
    other = Canary(Point.PHONE, "+56922220001", "Tresaltos", "2026-01", "older", SEALED - 90 * DAY)
    with world.database.reading() as db:
        folder = register_of(settings, db.get_one(Wave, wave_id).organisation_id)
    folder.mkdir(parents=True)
    write_register(folder, Register((other,)))
    with world.database.writing() as db:
        seal_wave(db, settings, world.store, auditor(world), wave_id, SEALED)
    register = read_register(folder)
    assert other in register.canaries
    mine = [c for c in register.canaries if c.vendor == VENDOR]
    assert {c.value for c in mine if c.point is Point.EMAIL} == {f"caso{n}@buzon.example" for n in range(4)}
    assert (folder / "canaries.jsonl").stat().st_mode & 0o077 == 0
    told = attribute("caso2@buzon.example", "cobros@ajeno.example", register)
    assert told.given_to == (VENDOR, SEALED.date().isoformat())
    with world.database.reading() as db:
        page = plan_page(db, auditor(world), wave_id, "es", SEALED)
        assert any("1 fantasmas comparten línea" in text for text in page.warnings)
        event = db.scalars(select(WaveEvent).where(WaveEvent.kind == "canaries.drawn")).one()
        assert event.body == {"points": len(mine), "shared": 1}


def test_the_plan_says_who_must_agree_to_a_recording(world: World) -> None:
    wave_id = planned(world)
    with world.database.reading() as db:
        told = plan_page(db, auditor(world), wave_id, "es", SEALED).consent
    assert told is not None and told.all_must_know and "161-A" in told.note
    assert consent_row("ZZ", "es") is None
