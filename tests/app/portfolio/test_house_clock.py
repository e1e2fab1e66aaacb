"""Times that people read are on the clock of the client's people, and the page says whose; a load's day is its country's."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from flask import Flask, g
from flask.testing import FlaskClient

from app.operations.home_clocks import day_in
from app.queries.rows import Role
from app.web.house_clock import clock_name, whose
from tests.app.portfolio.test_pages import sent, worked

__all__ = ["worked"]
NIGHT = datetime(2026, 1, 11, 2, 30, tzinfo=UTC)
"""Late on the 10th in Santiago, where it is summer."""


def test_a_country_has_a_day_of_its_own() -> None:
    assert day_in("CL", NIGHT) == date(2026, 1, 10)
    assert day_in("ES", NIGHT) == date(2026, 1, 11)
    assert day_in("MX", datetime(2026, 1, 11, 5, 30, tzinfo=UTC)) == date(2026, 1, 10), "not five hours west for all"


@pytest.mark.parametrize(
    ("zone", "said"), [("America/Santiago", "UTC−3"), ("Asia/Kolkata", "UTC+5:30"), ("Europe/London", "UTC"), ("UTC", "UTC")]
)
def test_a_clock_is_named_by_its_distance(zone: str, said: str) -> None:
    assert clock_name(NIGHT.astimezone(ZoneInfo(zone))) == said


def test_a_page_says_whose_clock_its_times_are_on(
    worked: Flask, signed_in: Callable[..., FlaskClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.web.portfolio.now", lambda: NIGHT)
    browser = signed_in(Role.MANAGER)
    assert "Las horas son" not in browser.get("/operation/loads").text, "no time is shown yet"
    place = sent(browser)
    assert "UTC" in browser.get(place).text
    columns = {"header": ["cuenta", "nombre", "saldo"], "column": ["number", "name", "balance"], "do": "check"}
    browser.post(f"{place}/reads", data=columns | {"decimal": ",", "dates": "dmy"})
    browser.post(f"{place}/load")
    page = browser.get("/operation/loads").text
    assert 'title="Santiago (UTC−3)">sáb 10 ene, 23:30</time>' in page
    assert "Las horas son las de Santiago (UTC−3)." in page


def test_a_bare_offset_is_the_houses_city_where_it_keeps_the_same_and_else_the_recordings_own(worked: Flask) -> None:
    with worked.test_request_context():
        g.house_clock = ZoneInfo("America/Santiago")
        same, other = (NIGHT.astimezone(timezone(timedelta(hours=hours))) for hours in (-3, -5))
        assert whose(same) == "Santiago (UTC−3)" and whose(NIGHT.astimezone(ZoneInfo("America/Lima"))) == "Lima (UTC−5)"
        assert whose(other) == "la propia grabación (UTC−5)"
