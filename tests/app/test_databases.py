"""Migrations and models say the same, on SQLite and on Postgres; the same journey works on both."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import select, text

from app.db import Database
from app.errors import SettingsError
from app.migrations.drift import differences
from app.migrations.runner import FOLDER, upgrade
from app.models import CallShare, Evaluation
from app.queries.list_rows import CallsQuery
from app.queries.oversight.calls import calls_page
from app.queries.oversight.home import home_page
from app.queries.oversight.qa.queue import queues_page
from app.queries.rows import Role
from app.services.decide import decide
from app.services.judge_again import judge_again
from app.services.vendors.share_call import share_call
from app.settings import Settings
from tests.app.fakes import fake_tools
from tests.app.real_services import fresh_database, postgres
from tests.app.world import NOW, make_world


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres() as address:
        yield address


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path: Path, server: str) -> Iterator[Database]:
    if request.param == "sqlite":
        made = Database(f"sqlite:///{tmp_path / 'x.db'}")
        yield made
        made.dispose()
        return
    with fresh_database(server, "trasluz_models") as url:
        made = Database(Settings.from_env({"TRASLUZ_DATABASE_URL": url, "TRASLUZ_SECRET_KEY": "x" * 32}).database_url)
        yield made
        made.dispose()


def test_migrations_make_exactly_the_models_and_may_run_twice(empty: Database) -> None:
    upgrade(empty)
    upgrade(empty)
    with empty.engine.connect() as connection:
        assert differences(connection) == []
        assert connection.scalar(text("SELECT version_num FROM alembic_version")) == newest()


def newest() -> str:
    return max(p.stem for p in (FOLDER / "versions").glob("0*.py"))


def test_migrations_are_numbered_in_order_and_named_by_their_file() -> None:
    files = sorted((FOLDER / "versions").glob("0*.py"))
    assert [int(p.stem[:4]) for p in files] == list(range(1, len(files) + 1))
    for path in files:
        assert f'revision = "{path.stem}"' in path.read_text()


def test_the_same_calls_are_found_and_counted(empty: Database, tmp_path: Path) -> None:
    upgrade(empty)
    world = make_world(empty, tmp_path, fake_tools())
    world.audited()
    who = world.actors[Role.AUDITOR]
    with empty.reading() as db:
        for sort in ("called_at", "code", "agent", "conduct", "skill", "outcome", "duration"):
            for desc in (False, True):
                page = calls_page(db, who, CallsQuery(q="embargó", sort=sort, desc=desc))
                assert {r.code for r in page.rows} == {"MS-1", "MS-2", "MS-3"}
        row = calls_page(db, who, CallsQuery(sort="code")).rows[0]
        assert row.called_at is not None and row.called_at.isoformat() == "2026-05-12T10:31:00-04:00"
        assert str(row.amount) == "60000"
        assert home_page(db, who, NOW).figures[0].hits == 3
        assert len(queues_page(db, world.actors[Role.QA], NOW).risk) == 3


def test_what_was_sent_before_its_judging_was_kept_names_the_one_that_stood_then(empty: Database, tmp_path: Path) -> None:
    upgrade(empty)
    world = make_world(empty, tmp_path, fake_tools())
    _run, (call, *_) = world.audited("a.wav")
    who, threat = world.actors[Role.AUDITOR], ("false_legal_threat", 0)
    with empty.writing() as db:
        decide(db, who, call, *threat, "happened", "Se oye.", NOW)
        share = share_call(db, who, call, *threat, 10, NOW + timedelta(hours=1)).id
    with empty.writing() as db:
        judge_again(db, who, call, "hay un juez nuevo", world.tools.assessor, NOW + timedelta(hours=2))
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    with empty.engine.execution_options(trasluz_writes=True).connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "0032_layouts")
        connection.commit()
    upgrade(empty)
    with empty.reading() as db:
        sent = db.scalars(select(CallShare)).one()
        first = select(Evaluation.id).where(Evaluation.recording_id == call, Evaluation.number == 1)
        assert (sent.share_id, sent.instance, sent.evaluation_id) == (share, 0, db.scalar(first))
    with empty.engine.connect() as connection:
        assert differences(connection) == []


def test_a_database_of_a_newer_version_is_one_sentence(empty: Database) -> None:
    upgrade(empty)
    with empty.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999_tomorrow'"))
    with pytest.raises(SettingsError, match="newer version") as found:
        upgrade(empty)
    assert "9999_tomorrow" in found.value.say("es") and "actualice" in found.value.say("es")
