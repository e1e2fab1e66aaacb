"""Two who declare lines in two open waves at once, on real Postgres: whoever waits for a wave holds none that comes later."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from app.db import Database
from app.migrations.runner import upgrade
from app.models.canary import DeclaredSender
from app.models.wave import Wave, WaveEvent
from app.services.waves.declare_senders import Told, declare_senders
from tests.app.fakes import fake_tools
from tests.app.real_services import fresh_database, postgres
from tests.app.wave_world import SEALED, VENDOR, auditor, planned
from tests.app.world import World, make_world

PATIENCE_S = 60
WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with postgres() as server, fresh_database(server, "trasluz_senders") as url:
        database = Database(url)
        upgrade(database)
        yield make_world(database, tmp_path, fake_tools())
        database.dispose()


def _waited(world: World) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        with world.database.reading() as db:
            if db.scalar(WAITING):
                return
        time.sleep(0.05)
    raise AssertionError("nobody waits for the wave that is held")


def test_whoever_waits_for_a_wave_holds_none_that_others_take_after_it(world: World) -> None:
    first, last = sorted(planned(world, code) for code in ("Ola 7", "Ola 8"))
    with world.database.writing() as db:
        for wave in db.scalars(select(Wave)):
            wave.state, wave.sealed_at = "running", SEALED
        db.commit()

    def declare() -> int:
        with world.database.writing() as db:
            told = [Told("+56223456789", "own")]
            return len(declare_senders(db, auditor(world), last, VENDOR, told, SEALED + timedelta(days=1)))

    with ThreadPoolExecutor(1) as pool, world.database.writing() as other:
        other.scalars(select(Wave).where(Wave.id == first).with_for_update()).one()
        other_one = pool.submit(declare)
        try:
            _waited(world)
            held = select(Wave.id).where(Wave.id == last).with_for_update(nowait=True)
            assert other.scalars(held).one() == last
        finally:
            other.rollback()
        assert other_one.result(PATIENCE_S) == 1
    with world.database.reading() as db:
        assert len(db.scalars(select(DeclaredSender.id)).all()) == 1
        noted = select(WaveEvent.wave_id).where(WaveEvent.kind == "senders.declared")
        assert sorted(db.scalars(noted)) == [first, last]
