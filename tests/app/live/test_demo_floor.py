"""The demo's floor: silent until somebody presses, and then four calls are spoken."""

from app.queries.rows import Role
from app.services.create_run import NewRun
from synthetic.world import CLIENT
from tests.app.live.conftest import Floor, until
from tests.app.live.test_door import browser, token_of
from tests.app.world import given, wav


def test_the_demos_calls_are_played_only_in_the_demo_and_only_when_asked(floor: Floor) -> None:
    who = browser(floor, Role.SUPERVISOR)
    page = who.get("/floor").text
    assert "/floor/demo" not in page
    token = token_of(who.get("/profile").text)
    assert who.post("/floor/demo", data={"csrf_token": token}).status_code == 404
    assert CLIENT == "Crédito Lindero"
    floor.world.upload([given("a.wav", wav(1))], NewRun("Demo"))
    page = who.get("/floor").text
    assert "Reproducir las llamadas de la demo" in page and "Hablando" in page and "data-playing" not in page
    assert who.post("/floor/demo", data={"csrf_token": token_of(page)}).status_code == 303
    until(lambda: "A-131" in who.get("/floor").text and "A-104" in who.get("/floor").text)
    assert "data-playing" in who.get("/floor").text, "not offered while they sound"
    again = who.post("/floor/demo", data={"csrf_token": token_of(page)}, follow_redirects=True)
    assert "ya suenan" in again.text
