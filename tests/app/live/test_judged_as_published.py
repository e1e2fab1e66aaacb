"""A live call takes the client's published heads and rubric when it begins, and its alerts keep their names."""

import io
import json
from datetime import timedelta

import numpy as np
import pytest
from flask import Flask

from app.models import JudgeChange, JudgeVersion, LiveAlert
from app.queries.rows import Role
from app.services.live.hello import read_hello
from app.services.live.judging import Published
from app.services.live.rows import keep_alert
from app.services.live.session import Alert, Session
from app.web.session import Parts
from audit.judges.adapted import BASE_VERSION, BIAS, DECIDING, MOVES
from audit.judges.local import LocalJudge
from audit.judges.reading import VIEW
from audit.labels import LABELS
from audit.live.possible import Judging, Reader
from audit.live.tension import Base
from audit.rubric import load_rubric
from tests.app.live.test_coach_alert import LIVE_ID, alerted
from tests.app.qa.test_rubric_versions import drafted, out
from tests.app.world import NOW, World, other_client

TODAY = NOW.date()
HELLO = read_hello(json.dumps({"code": "MS-1", "agent": "A-118", "lang": "es", "country": "CL", "rate": 8000}))


@pytest.fixture(scope="module")
def local() -> LocalJudge:
    return LocalJudge(threads=1)


def _published_heads(world: World, base: str) -> None:
    """A version in the store, published: it moves nothing."""
    held = io.BytesIO()
    parts = {
        MOVES: np.zeros((len(LABELS), VIEW), np.float16),
        BIAS: np.zeros(len(LABELS), np.float32),
        DECIDING: np.array(json.dumps({})),
        BASE_VERSION: np.array(base),
    }
    np.savez_compressed(held, allow_pickle=False, **parts)  # type: ignore[arg-type]
    held.seek(0)
    kept, lead = world.store.put(held, ".heads", 1 << 24, "heads"), world.actors[Role.AUDITOR]
    with world.database.writing() as db:
        own = {"organisation_id": lead.organisation_id, "who": lead.name}
        db.add(
            JudgeVersion(
                id="v" * 32, **own, asked_at=NOW, beat_at=NOW, made_at=NOW, state="made", version="abc", sha256=kept.sha256,
                stored=kept.key, base=base, decision={}, measured={}, aside=[], calls=[], people={},
            )
        )  # fmt: skip
        db.flush()
        db.add(JudgeChange(**own, user_id=lead.user_id, at=NOW, kind="publish", after_id="v" * 32, why=""))
        db.commit()


def _judging(world: World, local: LocalJudge, organisation_id: int | None = None, later: int = 0) -> Judging:
    own = organisation_id or world.actors[Role.AUDITOR].organisation_id
    with world.database.reading() as db:
        return Published(world.store).at(db, own, TODAY + timedelta(days=later), local)


def test_nothing_published_is_what_ships(world: World, local: LocalJudge) -> None:
    judging = _judging(world, local)
    assert (judging.judge, judging.rubric.id) == (local.stamp.version, load_rubric().id)


def test_the_published_heads_and_rubric_of_the_day_are_the_clients_alone(world: World, local: LocalJudge) -> None:
    row = out(world, drafted(world), TODAY + timedelta(days=2))
    _published_heads(world, local.stamp.version)
    mine, after = _judging(world, local), _judging(world, local, later=2)
    assert mine.judge.startswith(f"{local.stamp.version}+") and mine.rubric.id == load_rubric().id
    assert (after.judge, after.rubric.id) == (mine.judge, row.rubric)
    stranger = _judging(world, local, other_client(world.database).organisation_id, later=2)
    assert (stranger.judge, stranger.rubric.id) == (local.stamp.version, load_rubric().id)


def test_heads_that_cannot_be_read_leave_what_ships_under_its_own_name(world: World, local: LocalJudge) -> None:
    _published_heads(world, local.stamp.version)
    with world.database.reading() as db:
        stored = db.get_one(JudgeVersion, "v" * 32).stored
    assert stored is not None
    world.store.path(stored).write_bytes(b"no")
    assert _judging(world, local).judge == local.stamp.version


def test_an_alert_keeps_the_names(world: World, local: LocalJudge) -> None:
    alerted(world)
    organisation = world.actors[Role.AUDITOR].organisation_id
    session = Session(LIVE_ID, organisation, HELLO, Reader(local), Base([]), _judging(world, local))
    with world.database.writing() as db:
        kept = keep_alert(db, session, Alert("conduct", "insult", 3.0, 4.0, "x", 0.9), NOW).id
        danger = keep_alert(db, session, Alert("danger", "", 3.0, 4.0, "x"), NOW).id
        row = db.get_one(LiveAlert, kept)
        assert (row.judge, row.rubric) == (local.stamp.version, load_rubric().id)
        assert db.get_one(LiveAlert, danger).judge is None, "nobody's version tells it"


def test_the_site_asks_for_what_is_published(site: Flask) -> None:
    parts: Parts = site.extensions["trasluz"]
    assert isinstance(getattr(parts.live.judging_of, "__self__", None), Published)
