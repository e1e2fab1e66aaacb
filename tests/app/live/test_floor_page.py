"""What the floor says of agents, occupancy and lines that fell silent, from rows alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask.testing import FlaskClient

from app.models import DeskAgent, LiveAlert, LiveCall
from app.queries.oversight.live.call import live_call_page
from app.queries.oversight.live.floor import AgentState, floor_page
from app.queries.rows import Role
from tests.app.world import NOW, World


def line(world: World, code: str, agent: str, began: timedelta, ended: timedelta | None, **more: object) -> LiveCall:
    """A call that began and ended so long ago."""
    end: datetime | None = NOW - ended if ended is not None else None
    return LiveCall(
        **{
            "id": code.rjust(32, "0"),
            "organisation_id": world.actors[Role.ADMIN].organisation_id,
            "code": code,
            "agent": agent,
            "lang": "es",
            "lanes": 2,
            "agent_lane": 0,
            "abilities": ["listen"],
            "started_at": NOW - began,
            "last_at": end or NOW - timedelta(seconds=1),
            "ended_at": end,
            "heard_s": 60.0,
        }
        | more
    )


@pytest.fixture
def lines(world: World) -> World:
    minute = timedelta(minutes=1)
    with world.database.writing() as db:
        db.add_all(
            [
                line(world, "a", "A-104", 30 * minute, None, tension=[[10.0, 0.1], [55.0, 2.0]]),
                line(world, "b", "A-118", 20 * minute, 19 * minute),
                line(world, "c", "A-118", 10 * minute, 1 * minute),
                line(world, "d", "A-131", 50 * minute, None, last_at=NOW - 2 * minute),
                line(world, "e", "A-200", 90 * minute, 80 * minute),
            ]
        )
        user = world.actors[Role.AGENT].user_id
        db.add(DeskAgent(user_id=user, desk="temprana", available=True, changed_at=NOW - 3 * minute))
        db.commit()
        for n, (kind, code) in enumerate((("conduct", "a"), ("tension", "a"), ("conduct", "b"))):
            db.add(
                LiveAlert(
                    organisation_id=world.actors[Role.ADMIN].organisation_id,
                    live_call_id=code.rjust(32, "0"),
                    agent="A-104",
                    kind=kind,
                    criterion="insult" if kind == "conduct" else "",
                    at_s=20.0,
                    end_s=22.0,
                    quote="cállese",
                    confidence=0.9,
                    made_at=NOW - timedelta(minutes=1 if code == "a" else 20, seconds=n),
                )
            )
        db.commit()
    return world


def test_states_are_only_what_is_known(lines: World) -> None:
    with lines.database.reading() as db:
        page = floor_page(db, lines.actors[Role.SUPERVISOR], NOW)
    states = {t.agent: t.state for t in page.tiles}
    assert states == {
        "A-104": AgentState.TALKING,
        "A-118": AgentState.WRAP_UP,
        "A-131": AgentState.NO_CALL,
        "Persona agent": AgentState.FREE,
    }
    assert page.talking == 1 and page.tiles[0].agent == "A-104" and page.tiles[0].sign == "critical"
    assert page.tiles[0].spark == (0.1, 2.0)


def test_occupancy_is_talk_over_the_time_since_each_was_first_seen(lines: World) -> None:
    with lines.database.reading() as db:
        page = floor_page(db, lines.actors[Role.SUPERVISOR], NOW)
    talked, seen = 30 + (1 + 9) + 48, 30 + 20 + 50
    assert page.occupancy_agents == 3 and page.occupancy == pytest.approx(talked / seen, abs=0.01)


def test_old_alerts_leave_and_a_rise_of_tension_is_no_fault(lines: World) -> None:
    with lines.database.reading() as db:
        page = floor_page(db, lines.actors[Role.SUPERVISOR], NOW)
        call = live_call_page(db, lines.actors[Role.SUPERVISOR], "a".rjust(32, "0"), NOW)
    assert [(a.kind, a.sign, a.live) for a in page.alerts] == [("conduct", "critical", True), ("tension", "major", True)]
    assert [a.kind for a in call.alerts] == ["conduct", "tension"] and call.recording_id is None


def test_a_floor_where_nothing_was_sent_says_so(world: World) -> None:
    with world.database.reading() as db:
        page = floor_page(db, world.actors[Role.SUPERVISOR], NOW)
    assert (page.talking, page.occupancy, page.alerts, page.tiles, page.queues) == (0, None, (), (), ())


def test_the_floors_clock_is_the_clients(
    world: World, signed_in: Callable[[Role], FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.house_clock.zone_of", lambda db, actor: "America/La_Paz")
    page = signed_in(Role.SUPERVISOR).get("/floor").get_data(as_text=True)
    assert 'data-clock="America/La_Paz"' in page
    told = page.split("data-clock=")[1].split('datetime="')[1].split('"')[0]
    assert told.endswith("-04:00")


def test_whoever_has_been_free_for_long_is_so_since_an_hour_or_a_day(
    world: World, signed_in: Callable[[Role], FlaskClient]
) -> None:
    with world.database.writing() as db:
        seat = DeskAgent(user_id=world.actors[Role.AGENT].user_id, desk="temprana", available=True, changed_at=NOW)
        db.add(seat)
        db.commit()
    for ago, said in ((timedelta(minutes=59), "data-for"), (timedelta(hours=3), "desde las "), (timedelta(hours=80), "desde ")):
        with world.database.writing() as db:
            db.merge(DeskAgent(user_id=seat.user_id, desk="temprana", available=True, changed_at=datetime.now(UTC) - ago))
            db.commit()
        page = signed_in(Role.SUPERVISOR).get("/floor", headers={"Accept-Language": "en"}).get_data(as_text=True)
        tile = page.split("tile-state")[1].split("</li>")[0]
        assert (said in tile) and "80:" not in tile
