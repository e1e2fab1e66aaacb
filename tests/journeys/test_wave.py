"""A wave from its question to its verified reveal, in Spanish, on the real SQLite and on the real Postgres."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.actors import Actor
from app.cli.main import run
from app.db import Database
from app.migrations.runner import upgrade
from app.models import Account, FindingShare, Vendor
from app.models.ghost import Ghost, Received
from app.models.wave import Wave
from app.models.wave_finding import WaveFinding
from app.queries.ghost_rows import DiaryQuery
from app.queries.operations.accounts import accounts_page
from app.queries.oversight.diary import diary_page
from app.queries.oversight.reconciling import reconcile_page
from app.queries.oversight.wave_findings import findings_page
from app.queries.oversight.waves import wave_head
from app.queries.portal_rows import AccountsQuery
from app.queries.rows import Role
from app.queries.wave_rows import FindingsQuery, Reading, WaveState
from app.services.reply_to_finding import reply_to_finding
from app.services.unpack import Given
from app.services.users import NewUser, first_admin
from app.services.waves.check_burn import check_burn
from app.services.waves.check_wave import check_wave
from app.services.waves.demo_wave import CAREFUL, CARELESS, cleared_wave
from app.services.waves.judge_finding import judge_findings
from app.services.waves.reconcile_log import reconcile_log
from app.services.waves.reveal_wave import check_wave_seal, close_day, reveal_file, reveal_wave
from app.services.waves.seal_wave import commitments, handoff_file, seal_wave
from app.services.waves.share_findings import publish_finding, share_findings
from app.services.waves.simulated import live_through
from app.services.waves.stop_wave import end_wave, stop_wave
from app.settings import Settings
from app.store import Store
from synthetic.bpos.rows import VendorRows
from tests.app.real_services import fresh_database, postgres

FIRST = datetime(2026, 5, 4, 4, tzinfo=UTC)
OVER = FIRST + timedelta(days=28)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> Iterator[Settings]:
    plain = Settings(home=tmp_path, secret_key="x" * 32, database_url=f"sqlite:///{tmp_path / 'x.db'}")
    if request.param == "sqlite":
        yield plain
        return
    with fresh_database(server, "trasluz_wave") as url:
        given = {"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": "x" * 32}
        yield replace(plain, database_url=Settings.from_env(given).database_url)


@pytest.fixture
def database(settings: Settings) -> Iterator[Database]:
    made = Database(settings.database_url)
    upgrade(made)
    yield made
    made.dispose()


def person(database: Database, role: Role, vendor: str = "") -> Actor:
    with database.writing() as db:
        new = NewUser(role.value, f"{role.value}@lindero.example", role.value, "una clave bien larga", vendor)
        user = first_admin(db, "Crédito Lindero", new, FIRST)
        return Actor(user.id, user.name, user.organisation_id, role, user.vendor_id)


def lived(database: Database, store: Store, who: Actor, wave_id: str) -> dict[str, VendorRows]:
    """Two vendors live with their ghosts for the whole wave, and hand in their logs."""
    rows = {}
    for seed, vendor in enumerate((CARELESS, CAREFUL)):
        with database.writing() as db:
            rows[vendor.name], log = live_through(db, who, db.get_one(Wave, wave_id), vendor, seed, OVER)
            db.commit()
        with database.writing() as db:
            reconcile_log(db, store, who, wave_id, vendor.name, Given("gestiones.csv", BytesIO(log)), OVER)
    return rows


def test_from_the_question_to_the_verified_reveal(settings: Settings, database: Database, tmp_path: Path) -> None:
    store, who = Store(settings.recordings), person(database, Role.AUDITOR)
    wave_id = cleared_wave(database, store, who, FIRST.date().isoformat(), FIRST)
    with database.writing() as db:
        wave = seal_wave(db, settings, store, who, wave_id, FIRST)
        assert wave.state == WaveState.SEALED and wave.plan is not None and wave.plan["accuse_at"] >= 1
    collector = person(database, Role.VENDOR, CARELESS.name)
    with database.reading() as db:
        kept = commitments(db, settings, who, wave_id)[CARELESS.name]
        sent = handoff_file(db, settings, who, wave_id, CARELESS.name)
        placed = db.scalar(select(func.count()).select_from(Account).where(Account.vendor_id == collector.vendor_id))
        assert accounts_page(db, collector, AccountsQuery()).total == placed
        assert sent.read_text(encoding="utf-8").count("\n") == (placed or 0) + 1
    rows = lived(database, store, who, wave_id)
    with database.writing() as db:
        assert close_day(db, settings, who, wave_id, OVER - DAY) == 2
    with database.writing() as db:
        drafts = check_wave(db, who, wave_id, OVER, store)
    with database.writing() as db:
        alarms = check_burn(db, store, who, wave_id, OVER)
    assert set(alarms) == {CARELESS.name, CAREFUL.name} and all(a["value"] is not None for a in alarms.values())
    judged(database, who, wave_id, drafts)
    with database.writing() as db:
        end_wave(db, who, wave_id, OVER)
    told(database, who, wave_id, rows)
    with database.writing() as db:
        assert reveal_wave(db, settings, who, wave_id, OVER + DAY).state == WaveState.REVEALED
    answered(database, who, collector, wave_id)
    verified(settings, database, who, wave_id, kept, sent, tmp_path)


def judged(database: Database, who: Actor, wave_id: str, drafts: list[WaveFinding]) -> None:
    """A person confirms what is critical however the law is read."""
    sure = [d.id for d in drafts if d.severity == "critical" and d.reading == Reading.BOTH]
    assert sure
    with database.writing() as db:
        assert len(judge_findings(db, who, wave_id, sure, "confirmed", "", OVER)) == len(sure)


def told(database: Database, who: Actor, wave_id: str, rows: dict[str, VendorRows]) -> None:
    """What the auditor's pages say is what the simulator did: who mistreats, whose log lies, nobody accused for nothing."""
    with database.reading() as db:
        wave = db.get_one(Wave, wave_id)
        contacts = db.scalar(select(func.count()).select_from(Received).where(Received.wave_id == wave_id))
        ghosts = {g.number for g in db.scalars(select(Ghost).where(Ghost.wave_id == wave_id))}
        page = findings_page(db, who, wave_id, FindingsQuery(), "es", OVER)
        head = wave_head(db, who, wave, OVER)
        logs = reconcile_page(db, who, wave_id, None, "", "es", OVER).logs
        diary = diary_page(db, who, wave_id, None, DiaryQuery(), "es", OVER)
    sent = sum(t.row.account_id in {a.account_id for a in r.accounts if a.ghost} for r in rows.values() for t in r.touches)
    assert contacts == head.contacts == sent and len(ghosts) == 24
    verdicts = {v.vendor: v for v in page.verdicts}
    assert verdicts[CAREFUL.name].verdict != "accuse" and verdicts[CAREFUL.name].rate.hits == 0
    assert verdicts[CARELESS.name].final and verdicts[CARELESS.name].rate.hits > 0
    honest = {card.vendor: card.honest for card in logs}
    assert honest[CAREFUL.name].value == 1.0 and (honest[CARELESS.name].value or 1.0) < 1.0
    assert diary.ghost is not None and diary.weeks and any(e.findings for w in diary.weeks for e in w.entries)


def answered(database: Database, who: Actor, collector: Actor, wave_id: str) -> None:
    """A finding is shared after the reveal, the vendor answers in its term, and it is published with the answer."""
    with database.reading() as db:
        vendor_id = db.scalars(select(Vendor.id).where(Vendor.name == CARELESS.name)).one()
        finding = db.scalars(
            select(WaveFinding.id).where(WaveFinding.vendor_id == vendor_id, WaveFinding.standing == "confirmed")
        ).first()
    assert finding is not None
    with database.writing() as db:
        share = share_findings(db, who, wave_id, [finding], 10, "", OVER + 2 * DAY)[0]
    with database.writing() as db:
        reply_to_finding(db, collector, share.id, "accepts", "Se capacitó a la persona.", OVER + 3 * DAY)
    with database.writing() as db:
        publish_finding(db, who, wave_id, finding, OVER + 4 * DAY)
    with database.reading() as db:
        assert db.get_one(FindingShare, share.id).standing == "published"


def verified(settings: Settings, database: Database, who: Actor, wave_id: str, kept: bytes, sent: Path, folder: Path) -> None:
    """The vendor checks its reveal with one command against what it kept; one changed byte and the command says no."""
    with database.reading() as db:
        assert check_wave_seal(db, settings, who, wave_id, "es") == []
        name, content = reveal_file(db, settings, who, wave_id)
        vendor_id = db.scalars(select(Vendor.id).where(Vendor.name == CARELESS.name)).one()
    assert name == "reveals.zip" and content[:2] == b"PK"
    bundle = settings.home / "waves" / wave_id / str(vendor_id) / "reveal.zip"
    promise = folder / "commitment.json"
    promise.write_bytes(kept)
    asked = ["--lang", "es", "evidence", "verify", str(bundle), "--commitment", str(promise), "--handoff", str(sent)]
    assert run(asked) == 0
    data = bytearray(bundle.read_bytes())
    data[len(data) // 2] ^= 1
    bundle.write_bytes(bytes(data))
    assert run(asked) == 1


def test_a_wave_that_is_stopped_is_revealed_as_far_as_it_came(settings: Settings, database: Database) -> None:
    store, who = Store(settings.recordings), person(database, Role.AUDITOR)
    wave_id = cleared_wave(database, store, who, FIRST.date().isoformat(), FIRST)
    with database.writing() as db:
        seal_wave(db, settings, store, who, wave_id, FIRST)
    with database.writing() as db:
        stop_wave(db, who, wave_id, "un proveedor mostró una lista con nombres", FIRST + 2 * DAY)
    with database.writing() as db:
        reveal_wave(db, settings, who, wave_id, FIRST + 3 * DAY)
    with database.reading() as db:
        assert check_wave_seal(db, settings, who, wave_id, "es") == []
