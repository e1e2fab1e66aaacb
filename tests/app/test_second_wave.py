"""A portfolio is handed over a second time only once it was recalled; a log is withdrawn and not forgotten; no upload is lost."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.errors import BadInput, Conflict
from app.models import Account
from app.models.ghost import Ghost
from app.models.wave import Wave, WaveEvent, WaveVendor
from app.models.wave_finding import VendorLog, VendorLogEntry, WaveFinding
from app.queries.oversight.reconciling import log_cards
from app.queries.oversight.wave_plan import plan_page
from app.queries.oversight.wave_seal import wave_seal_page
from app.services.waves.check_burn import check_burn
from app.services.waves.check_wave import check_wave
from app.services.waves.clear_wave import request_cover
from app.services.waves.create_wave import NewWave, create_wave
from app.services.waves.people_wave import keep_people
from app.services.waves.plan_wave import plan_wave
from app.services.waves.portfolio import take_portfolio
from app.services.waves.recall_wave import recall_wave
from app.services.waves.reconcile_log import reconcile_log
from app.services.waves.request_people import request_people
from app.services.waves.seal_wave import seal_wave
from app.services.waves.stop_wave import end_wave
from app.services.waves.withdraw_log import withdraw_log
from app.settings import Settings
from tests.app.wave_world import SEALED, VENDOR, as_csv, auditor, call, ghost_lines, portfolio, sealed
from tests.app.world import World, given

DAY = timedelta(days=1)
LATER = SEALED + 40 * DAY
LOG = "cuenta,fecha_hora,canal,resultado,duracion_s\n"


def second(world: World, at: object = LATER) -> str:
    with world.database.writing() as db:
        new = NewWave("Ola 8", "CL", "2026-06-14", "2026-06-30", [VENDOR], "600")
        return create_wave(db, auditor(world), new, LATER - DAY).id


def upload(world: World, wave_id: str) -> None:
    with world.database.writing() as db:
        take_portfolio(db, world.store, auditor(world), wave_id, given("cartera.csv", as_csv(portfolio())), LATER - DAY)


def over(world: World, settings: Settings) -> str:
    wave_id = sealed(world, settings)
    with world.database.writing() as db:
        end_wave(db, auditor(world), wave_id, SEALED + 28 * DAY)
    return wave_id


def test_a_portfolio_that_is_out_is_refused_at_upload_with_what_to_do(world: World, settings: Settings) -> None:
    first = sealed(world, settings)
    again = second(world)
    with pytest.raises(BadInput) as running:
        upload(world, again)
    assert running.value.field == "portfolio" and "termine Ola 7" in running.value.text.es
    with world.database.writing() as db, pytest.raises(Conflict):
        recall_wave(db, auditor(world), first, LATER)
    with world.database.writing() as db:
        end_wave(db, auditor(world), first, SEALED + 28 * DAY)
    with pytest.raises(BadInput) as ended:
        upload(world, again)
    assert "120 accounts" in ended.value.text.en and "Recall the accounts" in ended.value.text.en
    with world.database.reading() as db:
        assert db.get_one(Wave, again).portfolio is None


def test_after_the_recall_a_second_wave_is_sealed_with_the_same_portfolio(world: World, settings: Settings) -> None:
    first = over(world, settings)
    with world.database.writing() as db:
        assert recall_wave(db, auditor(world), first, LATER - 2 * DAY) == 126, "ghosts and real accounts alike"
    with world.database.writing() as db:
        assert recall_wave(db, auditor(world), first, LATER - DAY) == 0
    with world.database.reading() as db:
        assert wave_seal_page(db, auditor(world), first, LATER).placed == 0
    again = second(world)
    upload(world, again)
    with world.database.reading() as db:
        told = plan_page(db, auditor(world), again, "en", LATER).warnings
        assert any("has had 120 of these 120 accounts" in text for text in told)
    lines = ghost_lines(5, seed=99)
    with world.database.writing() as db:
        wave = db.get_one(Wave, again)
        keep_people(db, wave, lines, LATER - DAY, "test")
        wave.state, wave.clearance = "cleared", {"verdict": "release", "checked_at": LATER.isoformat(), "vendors": []}
        db.commit()
    with world.database.writing() as db:
        seal_wave(db, settings, world.store, auditor(world), again, LATER)
    with world.database.reading() as db:
        placed = db.scalars(select(Account).where(Account.recalled_at.is_(None))).all()
        assert len(placed) == 125 and {a.placed_at for a in placed} == {LATER}
        old = select(Account.recalled_at).join(Ghost, Ghost.account_id == Account.id).where(Ghost.wave_id == first)
        assert set(db.scalars(old)) == {LATER - 2 * DAY}, "the first wave's ghosts stay away"
        batches = dict(db.execute(select(WaveVendor.wave_id, WaveVendor.batch)).tuples().all())
        assert batches[first] != batches[again]


def told(world: World, wave_id: str, *rows: str, name: str = "gestiones.csv") -> str:
    with world.database.writing() as db:
        file = given(name, (LOG + "".join(f"{r}\n" for r in rows)).encode())
        return reconcile_log(db, world.store, auditor(world), wave_id, VENDOR, file, SEALED + 9 * DAY).id


def test_a_withdrawn_log_stays_to_be_read_and_counts_in_nothing(world: World, settings: Settings) -> None:
    wave_id = sealed(world, settings)
    call(world, wave_id, "F-01", "c1", SEALED + DAY)
    number = ghost_lines(6)[0]["account_id"]
    log = told(world, wave_id, f"{number},2026-05-05 07:00:00,llamada,contacto,120")
    with world.database.writing() as db:
        check_wave(db, auditor(world), wave_id, SEALED + 9 * DAY, world.store)
        check_burn(db, world.store, auditor(world), wave_id, SEALED + 9 * DAY)
        assert db.scalars(select(WaveVendor.burn)).one() is not None
    with world.database.writing() as db, pytest.raises(BadInput):
        withdraw_log(db, world.store, auditor(world), wave_id, log, " ", SEALED + 10 * DAY)
    for _ in range(2):
        with world.database.writing() as db:
            withdraw_log(db, world.store, auditor(world), wave_id, log, "era de otro mes", SEALED + 10 * DAY)
    with world.database.reading() as db:
        kept = db.scalars(select(VendorLog)).one()
        assert (kept.withdrawn_reason, kept.withdrawn_at) == ("era de otro mes", SEALED + 10 * DAY)
        assert db.scalar(select(func.count()).select_from(VendorLogEntry)) > 0
        assert db.scalars(select(WaveVendor.burn)).one() is None
        assert log_cards(db, wave_id)[0].withdrawn_reason == "era de otro mes"
        events = db.scalars(select(WaveEvent).where(WaveEvent.kind == "log.withdrawn")).all()
        assert [e.body["reason"] for e in events] == ["era de otro mes"]
    with pytest.raises(BadInput) as again:
        told(world, wave_id, f"{number},2026-05-05 07:00:00,llamada,contacto,120")
    assert "era de otro mes" in again.value.text.es
    better = told(world, wave_id, f"{number},2026-05-05 07:00:00,llamada,contacto,121")
    with world.database.reading() as db:
        assert [card.id for card in log_cards(db, wave_id)] == [better, log]


def test_what_is_sent_while_a_worker_draws_is_refused_and_not_lost(world: World, settings: Settings) -> None:
    wave_id = second(world)
    upload(world, wave_id)
    with world.database.writing() as db:
        plan_wave(db, auditor(world), wave_id, {"matters": "0,5"}, LATER)
    lines = b"kind,value\nphone,+56941234567\n"
    with world.database.writing() as db:
        request_people(db, world.store, auditor(world), wave_id, None, given("l.csv", lines), None, LATER, lambda _id: None)
    with world.database.reading() as db:
        before = db.get_one(Wave, wave_id).portfolio
    other = given("otra.csv", as_csv(portfolio(seed=8)))
    with world.database.writing() as db, pytest.raises(Conflict) as refused:
        request_people(db, world.store, auditor(world), wave_id, other, None, None, LATER + DAY / 100, lambda _id: None)
    assert "no se guardó" in refused.value.text.es
    with world.database.writing() as db, pytest.raises(Conflict):
        plan_wave(db, auditor(world), wave_id, {"matters": "0,4"}, LATER + DAY / 100)
    with world.database.reading() as db:
        wave = db.get_one(Wave, wave_id)
        assert wave.portfolio == before and wave.asked["matters"] == "0,5"
        assert not db.scalars(select(WaveFinding)).all()
    with world.database.writing() as db:
        db.get_one(Wave, wave_id).state = "peopled"
        db.commit()
    with world.database.writing() as db, pytest.raises(Conflict):
        request_cover(db, auditor(world), wave_id, LATER + DAY / 100, lambda _id: None)
