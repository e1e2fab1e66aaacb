"""One rate for a criterion, one name for a conversation, points that are those of the rates printed, on every page alike."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape
from zoneinfo import ZoneInfo

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app.models import Finding, Recording
from app.queries.oversight.coaching.cards import window
from app.queries.oversight.coaching.mine import my_calls_page
from app.queries.oversight.coaching.sessions import coaching_page, session_of
from app.queries.rows import Role
from app.services.coaching.codes import add_code
from app.services.coaching.measure import measure
from app.services.coaching.open_session import Flagged, open_session
from app.services.coaching.steps import agree
from app.web.effect_plot import effect_said
from tests.app.coaching.desk import COACHED, desk
from tests.app.world import NOW, World

SignIn = Callable[[Role], FlaskClient]
ZONE = ZoneInfo("America/Santiago")


def measured(world: World) -> str:
    """A session about a dismissed hardship five weeks ago, agreed on and measured now."""
    talked = NOW - timedelta(weeks=5)
    desk(world, NOW - timedelta(days=1), talked)
    supervisor = world.actors[Role.SUPERVISOR]
    with world.database.writing() as db:
        add_code(db, world.actors[Role.ADMIN], world.actors[Role.AGENT].user_id or 0, COACHED, "", NOW)
        call = db.scalars(
            select(Recording.id)
            .join(Finding, Finding.recording_id == Recording.id)
            .where(Recording.agent == COACHED, Recording.called_at < talked)
            .order_by(Recording.called_at.desc())
        ).first()
        assert call is not None
        kept = open_session(db, supervisor, Flagged(call, "dismiss_hardship", 0), talked).id
        agree(db, supervisor, kept, "Pausa y pregunta", NOW.date() + timedelta(days=7), talked.date(), talked)
        measure(db, supervisor, kept, ZONE, NOW)
    return kept


def test_what_was_measured_is_said_the_same_everywhere(world: World, signed_in: SignIn) -> None:
    kept = measured(world)
    with world.database.reading() as db:
        page = coaching_page(db, world.actors[Role.SUPERVISOR], session_of(db, world.actors[Role.SUPERVISOR], kept), NOW, ZONE)
        mine = my_calls_page(db, world.actors[Role.AGENT], window(NOW, ZONE), ZONE)
    assert page.measured is not None and not page.may_measure, "no call came since"
    (card,) = mine.cards
    fair = {m.criterion: m.fair for m in card.marks}
    assert card.well and all(w.rate == fair[w.criterion] for w in card.well)
    lists = [signed_in(Role.SUPERVISOR).get("/coaching").text, signed_in(Role.AGENT).get("/my/calls").text]
    for text in (unescape(t) for t in lists):
        assert "Desprecia la dificultad" in text and "se mide: Acoge la dificultad" in text
    shown = unescape(signed_in(Role.SUPERVISOR).get(f"/coaching/{kept}").text)
    assert "no se puede medir con esto" in shown and "Medir con las llamadas que hay" not in shown


def test_points_are_those_between_the_rates_printed(site: Flask) -> None:
    told = {
        "told": "improved",
        "after": {"value": 0.73},
        "expected": {"value": 0.16},
        "change": {"value": 0.553, "low": 0.3, "high": 0.8},
    }
    with site.test_request_context(headers={"Accept-Language": "es"}):
        assert re.search(r"\b57\b", effect_said(told)) and "55" not in effect_said(told)
