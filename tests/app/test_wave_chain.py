"""Recordings are bound in the chain when it is written, and every day ends with a signed head, by itself and once."""

import json
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from sqlalchemy import select

from app.errors import Conflict
from app.models import Recording, Vendor
from app.models.canary import CanaryPoint
from app.models.ghost import Ghost, Received
from app.models.wave import Wave, WaveEvent, WaveVendor
from app.queries.oversight.wave_plan import consent_row, plan_page
from app.services.waves.close_days import close_days
from app.services.waves.events import add_event
from app.services.waves.people_wave import keep_people
from app.services.waves.places import place_of
from app.services.waves.portfolio import keep_portfolio
from app.services.waves.record_contact import says_mark
from app.services.waves.reveal_wave import check_wave_seal, reveal_wave
from app.services.waves.seal_wave import seal_wave
from app.services.waves.stop_wave import end_wave
from app.settings import Settings
from app.worker import CLOSE_DAYS, make_celery
from audit.ghosts.events import Happened, read_events
from audit.ghosts.events_heads import HEADS
from audit.ghosts.events_recordings import keep_redacted
from tests.app.wave_world import SEALED, as_csv, auditor, call, ghost_lines, planned, portfolio, sealed
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


@pytest.mark.parametrize(
    "other",
    [{"knows": False}, {"knows": None}, {"says": "Pudeto"}, {"says": None}, {"authentic": False}, {"caller_id": "+56600333444"}],
)
def test_what_a_leak_is_judged_by_is_told_once(world: World, settings: Settings, other: dict[str, Any]) -> None:
    wave_id = sealed(world, settings)
    facts = {"says": "Tresaltos", "knows": True, "authentic": True, "caller_id": "+56600111222"}
    kept = call(world, wave_id, "F-01", "c1", SEALED + DAY, **facts)
    assert call(world, wave_id, "F-01", "c1", SEALED + DAY, **facts) == kept
    with pytest.raises(Conflict, match="c1"):
        call(world, wave_id, "F-01", "c1", SEALED + DAY, **{**facts, **other})
    with world.database.reading() as db:
        row = db.get_one(Received, kept)
        assert (row.says, row.knows, row.authentic) == ("Tresaltos", True, True)


def test_what_a_leak_is_judged_by_is_bound_and_older_links_still_hold(world: World, settings: Settings) -> None:
    wave_id = sealed(world, settings)
    with world.database.writing() as db:  # a link as it was before the three were bound
        wave = db.get_one(Wave, wave_id)
        vendor_id, ghost = db.execute(select(Ghost.vendor_id, Ghost.id).where(Ghost.wave_id == wave_id).limit(1)).one()
        old = {"ghost": ghost, "contact": "c0", "channel": "voice", "content_sha256": None, "recording": None}
        add_event(db, wave, "contact.received", old, SEALED + DAY, vendor_id)
        db.commit()
    call(world, wave_id, "F-01", "c1", SEALED + DAY, says="Tresaltos", knows=True, authentic=False)
    call(world, wave_id, "F-01", "c2", SEALED + DAY)
    close_days(world.database, settings, SEALED + 2 * DAY)
    with world.database.writing() as db:
        end_wave(db, auditor(world), wave_id, SEALED + 3 * DAY)
    with world.database.writing() as db:
        reveal_wave(db, settings, auditor(world), wave_id, SEALED + 4 * DAY)
    with world.database.reading() as db:
        assert check_wave_seal(db, settings, auditor(world), wave_id, "es") == []
        mark = says_mark(db.get_one(Wave, wave_id), "Tresaltos")
        told = [e.event.body for e in read_events(place_of(settings, wave_id, vendor_id)) if e.event]
    bodies = {body["contact"]: body for body in told if "contact" in body}
    assert [bodies["c1"][name] for name in ("says_mark", "knows", "authentic")] == [mark, True, False]
    assert [bodies["c2"][name] for name in ("says_mark", "knows", "authentic")] == [None, None, None]
    assert "knows" not in bodies["c0"]
    assert "Tresaltos" not in str(told) and sha256(b"Tresaltos").hexdigest() not in str(told)


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
    rows = [{**row, "correo": f"cliente{n + 100}@correo.example"} for n, row in enumerate(portfolio())]
    for n, line in enumerate(lines):
        line["person"] = {**line["person"], "phone": f"+5692222000{n}", "email": f"cliente{n % 3 + 900}@correo.example"}
        line["row"]["correo"] = f"cliente{n % 3 + 900}@correo.example"
    with world.database.writing() as db:
        wave = db.get_one(Wave, wave_id)
        keep_portfolio(db, world.store, auditor(world), wave, given("cartera.csv", as_csv(rows)), SEALED - 2 * DAY)
        ghosts = keep_people(db, wave, lines, SEALED - DAY, "test")
        vendor = Vendor(organisation_id=wave.organisation_id, name="Tresaltos")
        db.add(vendor)
        db.flush()
        facts = {"organisation_id": wave.organisation_id, "wave_id": wave.id, "vendor_id": vendor.id, "batch": "2026-01"}
        wearer = next(g for g in ghosts if g.person["email"] == "cliente901@correo.example")
        older = {"ghost_id": wearer.id, "since": SEALED - 90 * DAY}
        db.add(CanaryPoint(point="email", value="cliente901@correo.example", **facts, **older))
        wave.state, wave.clearance = "cleared", {"verdict": "release", "checked_at": SEALED.isoformat(), "vendors": []}
        db.commit()
    with world.database.writing() as db:
        seal_wave(db, settings, world.store, auditor(world), wave_id, SEALED)
    with world.database.reading() as db:
        mine = db.scalars(select(CanaryPoint).where(CanaryPoint.vendor_id != vendor.id)).all()
        assert sorted(c.value for c in mine) == [
            f"cliente{n}@correo.example" for n in (900, 900, 901, 902)
        ]  # no telephone was handed over
        page = plan_page(db, auditor(world), wave_id, "es", SEALED)
        assert any("1 fantasmas comparten línea" in text for text in page.warnings)
        event = db.scalars(select(WaveEvent).where(WaveEvent.kind == "canaries.drawn")).one()
        assert event.body == {"points": 4, "shared": 1}


def test_the_plan_says_who_must_agree_to_a_recording(world: World) -> None:
    wave_id = planned(world)
    with world.database.reading() as db:
        told = plan_page(db, auditor(world), wave_id, "es", SEALED).consent
    assert told is not None and told.all_must_know and "161-A" in told.note
    assert consent_row("ZZ", "es") is None
