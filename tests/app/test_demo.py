"""The demo: made once, whole again after being stopped halfway, nothing heard twice. One of its recordings is cut on purpose."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from app.db import Database
from app.models import Job, Recording, ScoreSheet, User, Verdict
from app.services.audit_recording import Workshop
from app.services.demo_workspace import Demo, Scale, prepare_demo
from app.services.examine import Tools
from app.services.qa.hold_to_floor import hold_all
from app.settings import Settings
from app.store import Store
from audit.evidence.verify import verify
from synthetic.world import demo_folder
from tests.app.fakes import FakeAssessor, FakeEar
from tests.app.world import NOW

CUT = "cl-cortada.wav"
SOUNDS = sorted(p.name for p in demo_folder().iterdir() if p.suffix in (".opus", ".wav"))


def silent(_total: int) -> Callable[[str], None]:
    return lambda _file: None


def prepare(settings: Settings, database: Database, ear: FakeEar, out: Path) -> Demo:
    tools = Tools(ear, FakeAssessor())
    shop = Workshop(database, Store(settings.recordings), lambda: tools, lambda: NOW, settings.lease_s)
    return prepare_demo(settings, database, shop, out, "es", silent, silent, Scale(0.02, 1))


def test_the_demo_leaves_something_to_look_at_and_may_be_run_again(
    settings: Settings, database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ear, held = FakeEar(), []

    def hold(where: Database, now: datetime) -> int:
        with where.reading() as db:
            sheets = db.scalars(select(ScoreSheet.id).where(ScoreSheet.closed_at.is_not(None)).limit(1)).all()
        held.append((len(sheets), (tmp_path / "out" / "report.html").exists()))
        return hold_all(where, now)

    monkeypatch.setattr("app.services.demo_workspace.hold_all", hold)
    made = prepare(settings, database, ear, tmp_path / "out")
    assert sorted(ear.heard) == SOUNDS
    assert [p.name for p in made.files] == ["report.html", "report.pdf", "report.json", "evidence.zip"]
    assert all(p.stat().st_size > 1000 for p in made.files)
    assert verify(tmp_path / "out" / "evidence.zip").intact
    with database.reading() as db:
        assert db.scalar(select(User).where(User.email == made.email)) is not None
        heard = select(Verdict).join(Recording).where(Recording.audio == "kept")
        assert len(db.scalars(heard).all()) == len(SOUNDS) - 1
    assert held == [(1, False)], "acts are held to the floor by the desk's blind sheets, before a report says how they stand"
    assert hold_all(database, NOW) == 0, "the first night would move figures under the first visitor"
    assert prepare(settings, database, ear, tmp_path / "out").run_id == made.run_id
    assert sorted(ear.heard) == sorted([*SOUNDS, CUT]), "only what failed is tried again"


class Stopped(FakeEar):
    """Somebody presses Ctrl+C during the third call."""

    def listen(self, path: Path, asked: object) -> object:  # type: ignore[override]
        if len(self.heard) == 2:
            raise KeyboardInterrupt
        return super().listen(path, asked)  # type: ignore[arg-type]


def test_a_demo_that_was_stopped_halfway_goes_on_where_it_was(settings: Settings, database: Database, tmp_path: Path) -> None:
    first, second = Stopped(), FakeEar()
    with pytest.raises(KeyboardInterrupt):
        prepare(settings, database, first, tmp_path / "out")
    with database.reading() as db:
        assert db.scalars(select(Job.state).where(Job.state == "running")).all() == ["running"]
    prepare(settings, database, second, tmp_path / "out")
    assert sorted(first.heard + second.heard) == SOUNDS
    with database.reading() as db:
        assert db.scalars(select(Recording.file).where(Recording.state != "done")).all() == [CUT]
    assert (tmp_path / "out" / "evidence.zip").is_file()
